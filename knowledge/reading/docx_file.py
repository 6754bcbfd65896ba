"""Word documents (.docx)."""

import posixpath

from .docx_body import Body
from .lines import Lines
from .markup import parse_xml
from .model import Limits, Refusal
from .numbering import Numbering
from .package import Package


def docx_lines(data: bytes, limits: Limits) -> tuple[str, ...]:
    """The paragraphs and tables of a Word document in order, one line for each paragraph and table row.

    Merged cells are written once. Automatic numbers ("第一条", "1.1") are put before their paragraphs as
    far as `Numbering` knows them. Tracked changes are taken as accepted. Not read: headers and footers,
    footnotes and endnotes, text boxes and pictures, comments, hidden text, equations, symbols from
    symbol fonts, bullets.
    Raises Refusal for a file that is damaged, protected, explosive when unpacked or not from Word.
    """
    package = Package(data, limits)
    main_part = package.main_part()
    folder = posixpath.dirname(main_part)
    main = package.part(main_part)
    numbering = package.part(posixpath.join(folder, "numbering.xml"))
    styles = package.part(posixpath.join(folder, "styles.xml"))
    lines = Lines(limits)
    try:
        labels = Numbering(parse_xml(numbering) if numbering else None, parse_xml(styles) if styles else None)
        Body(lines, labels).write(parse_xml(main or b""))
    except RecursionError:
        raise Refusal("its tables are nested too deeply; open it in Word and save its text as .txt") from None
    return lines.taken()

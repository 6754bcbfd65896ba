"""Reading: Word documents."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.reading import read

Lines = Callable[[Document], tuple[str, ...]]
Save = Callable[[str, bytes], Path]


@pytest.fixture
def lines(save: Save) -> Lines:
    """The lines read from a document after saving it."""

    def of(document: Document) -> tuple[str, ...]:
        buffer = io.BytesIO()
        document.save(buffer)
        return read(save("办法.docx", buffer.getvalue())).lines

    return of


def insert(document: Document, inner: str, place: int | None = None) -> None:
    """Put WordprocessingML into the body (before the section properties, or at `place`)."""
    body = document.element.body
    wrapped = parse_xml(f"<w:body {nsdecls('w')}>{inner}</w:body>")
    for node in list(wrapped):
        body.insert(len(body) - 1 if place is None else place, node)


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_paragraphs_and_tables_in_order(lines: Lines) -> None:
    document = docx.Document()
    document.add_heading("差旅费管理办法", 1)
    document.add_paragraph("第一条 总则")
    table = document.add_table(2, 2)
    for cell, text in zip([c for row in table.rows for c in row.cells], "甲乙丙丁", strict=True):
        cell.text = text
    document.add_paragraph("")
    document.add_paragraph("第二条\t附则\n换行")
    assert lines(document) == (
        "差旅费管理办法",
        "第一条 总则",
        "甲\t乙",
        "丙\t丁",
        "",
        "第二条\t附则",
        "换行",
    )


def test_merged_cells_are_written_once(lines: Lines) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row.cells):
            cell.text = f"{y}{x}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "高"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
    assert lines(document) == ("高\t宽", "\t11\t12", "20\t21\t22")


def test_cells_are_one_line_and_hold_no_tabs(lines: Lines) -> None:
    document = docx.Document()
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text = "一\t甲\n二"
    cells[0].add_paragraph("三")
    inner = cells[1].add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里", "面"
    assert lines(document) == ("一 甲 二 三\t里 面",)


def test_table_of_one_cell_is_a_frame_around_paragraphs(lines: Lines) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "第一条"
    cell.add_paragraph("第二条")
    assert lines(document) == ("第一条", "第二条")


def test_tracked_changes_are_taken_as_accepted(lines: Lines) -> None:
    document = docx.Document()
    insert(
        document,
        paragraph(
            run("标准")
            + "<w:del w:id='1' w:author='a'><w:r><w:delText>三百</w:delText></w:r></w:del>"
            + f"<w:ins w:id='2' w:author='a'>{run('五百')}</w:ins>"
            + f"<w:moveFrom w:id='3' w:author='a'>{run('旧')}</w:moveFrom>"
            + run("元")
        )
        + "<w:tbl><w:tr><w:trPr><w:del w:id='4' w:author='a'/></w:trPr><w:tc><w:p/></w:tc></w:tr>"
        + f"<w:tr><w:tc>{paragraph(run('留'))}</w:tc></w:tr></w:tbl>",
    )
    assert lines(document) == ("标准五百元", "留")


def test_text_inside_wrappers_is_read(lines: Lines) -> None:
    document = docx.Document()
    insert(
        document,
        f"<w:sdt><w:sdtContent>{paragraph(run('目录'))}</w:sdtContent></w:sdt>"
        + paragraph(
            f"<w:hyperlink w:anchor='x'>{run('链接')}</w:hyperlink>"
            + f"<w:smartTag w:element='x'>{run('标签')}</w:smartTag>"
            + f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"
            + "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>DATE</w:instrText><w:noBreakHyphen/></w:r>"
            + f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
        ),
    )
    assert lines(document) == ("目录", "链接标签控件-拼")


def test_hidden_text_headers_and_comments_are_not_read(lines: Lines) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    insert(document, paragraph(run("见") + run("隐", "<w:vanish/>") + run("显", "<w:vanish w:val='0'/>")))
    document.add_comment(document.paragraphs[0].runs, "批注", "a")
    assert lines(document) == ("见显",)


def number(document: Document, levels: str, nums: str = "") -> None:
    """Give a document a numbering part with abstract list 90 and instance 90."""
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    xml = f"<w:abstractNum w:abstractNumId='90'>{levels}</w:abstractNum>"
    xml += f"<w:num w:numId='90'><w:abstractNumId w:val='90'/></w:num>{nums}"
    for node in list(parse_xml(f"<w:numbering {nsdecls('w')}>{xml}</w:numbering>")):
        root.append(node)


def level(depth: int, style: str, text: str, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{style}'/>{more}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


def numbered(text: str, depth: int = 0, instance: int = 90) -> str:
    properties = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{instance}'/></w:numPr>"
    return paragraph(f"<w:pPr>{properties}</w:pPr>" + (run(text) if text else ""))


def test_automatic_numbers(lines: Lines) -> None:
    document = docx.Document()
    levels = level(0, "chineseCountingThousand", "第%1条") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    number(document, levels + level(2, "lowerLetter", "(%3)", "<w:suff w:val='nothing'/>"))
    order = [("总则", 0), ("甲", 1), ("乙", 1), ("丙", 2), ("", 0), ("附则", 0), ("丁", 1)]
    insert(document, "".join(numbered(text, depth) for text, depth in order))
    assert lines(document) == ("第一条 总则", "1.1 甲", "1.2 乙", "(a)丙", "", "第三条 附则", "3.1 丁")


def test_numbers_start_afresh_where_word_says_so(lines: Lines) -> None:
    document = docx.Document()
    again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride>"
    number(
        document,
        level(0, "decimal", "%1、"),
        f"<w:num w:numId='91'><w:abstractNumId w:val='90'/>{again}</w:num>",
    )
    insert(document, numbered("甲") + numbered("乙", 0, 91) + numbered("丙", 0, 91) + numbered("丁", 0, 0))
    assert lines(document) == ("1、 甲", "5、 乙", "6、 丙", "丁")


def test_numbers_that_come_with_a_style(lines: Lines) -> None:
    document = docx.Document()
    number(
        document,
        level(0, "chineseCounting", "第%1章", "<w:pStyle w:val='Heading1'/>") + level(1, "bullet", "o"),
    )
    properties = document.styles["Heading 1"].element.get_or_add_pPr()
    properties.append(parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='90'/></w:numPr>"))
    document.add_heading("总则", 1)
    insert(document, numbered("项目", 1))
    document.add_heading("附则", 1)
    assert lines(document) == ("第一章 总则", "项目", "第二章 附则")

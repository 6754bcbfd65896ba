"""What a document says about itself, for a file that nobody described: title, number, issuer, …

What is not found is None; all but id and region stands in the text. A number that is only cited
(根据…〔2021〕8号) stands in a sentence, the document's own on a line of its own.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePath

from pypinyin import lazy_pinyin

from knowledge.model import Document, Period
from knowledge.reading import Source

_GAP = re.compile(  # where a text that lost its line breaks had one
    r"[ \u3000]{2,}|(?<=[\u4e00-\u9fff）)”])[ \u3000]+(?=[\u4e00-\u9fff“（(《\d])"
)
_TEXT_ON_A_LINE = 300  # characters: a longer line is a text that lost its line breaks
_HEAD = 60  # lines that hold the number, the title and the addressee
_TITLE_WITHIN = 20  # lines of a head without its number, letterhead and labels
_MAX_TITLE = 90
_KINDS = (
    "意见|办法|规划|方案|计划|决定|公告|通告|通知|条例|"
    "细则|规定|措施|报告|批复|要点|政策|纲要|规则|指引|清单|函"
)
_TITLE = re.compile(rf"[^。；！？\t]{{4,{_MAX_TITLE}}}?(?:{_KINDS})(?:\s*[（(][^（）()]{{1,20}}[)）])?")
_FORWARDED = re.compile(
    r"(?:印发|转发|公布|发布)\s*《(?P<marked>[^《》]{4,90})》|(?:印发|转发)(?P<bare>[^《》]{6,90}?)的通知$"
)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,12}\s*[〔\[［(（【]\s*(?:19|20)\d\d\s*[〕\]］)）】]\s*第?\s*\d{1,5}\s*号"
)
_LABEL = re.compile(r"^\s*(?:发文字号|文号|发文机关|发布机构|标题|名称|成文日期)\s*[:：]?\s*")
_LETTERHEAD = re.compile(r"(?:文件|公报)$")
_BODY = re.compile(
    r"[。；！？]|^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|第[一二三四五六七八九十\d]+[章节条])|[:：]$"
)
_PURPOSE = re.compile(r"^(?:为|根据|按照|经|依据)")
_BODIES = (
    "人民政府办公厅|人民政府办公室|人民政府|管理委员会|管委会|"
    "委员会|办公厅|办公室|国务院|中国人民银行|监督管理局|总局|部|厅|局|院|行|会"
)
_ISSUER = re.compile(rf"[\u4e00-\u9fff\s]{{1,40}}?(?:{_BODIES})")
_DAY = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN_DAY = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_UNIT = re.compile(r"[\u4e00-\u9fff]{2,9}?(?:特别行政区|自治区|自治州|新区|省|市|县|区|州|盟|旗)")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|省|市|县|(?<!新)区|州|盟|旗)$")
_NATIONAL = re.compile(r"国务院|中国|中华人民共和国|全国|国家|财政部|中央")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*年?\s*[-—–－~～至到]+\s*((?:19|20)\d\d)\s*年")
_FIVE_YEARS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}


def _parts(line: str) -> list[str]:
    """A line, or a whole text on one line, cut where its line breaks were."""
    return _GAP.split(line) if len(line) > _TEXT_ON_A_LINE else [line]


def of_text(ident: str, source: Source) -> Document:
    """What can be told from the lines and the name of a file."""
    lines = _lines(source)
    title = _title(lines) or PurePath(source.name).stem[:_MAX_TITLE]
    issuer = _issuer(lines, title)
    region, region_en, names = _region(title, issuer)
    day = _issued(lines)
    return Document(
        id=ident,
        title=title,
        region=region,
        region_en=region_en,
        source=source.name,
        digest=source.digest,
        names=names,
        number=_number(lines),
        issuer=issuer,
        issued=day[0] if day else None,
        period=_period(title),
    )


def issued_as(source: Source) -> str | None:
    """The day of issue as the document writes it."""
    day = _issued(_lines(source))
    return day[1] if day else None


def free_id(name: str, taken: Collection[str]) -> str:
    """The file's name in ASCII, Chinese as pinyin, with a number behind it where that id is taken."""
    words = "-".join(lazy_pinyin(unicodedata.normalize("NFKC", PurePath(name).stem)))
    stem = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-") or "document"
    return next(i for n in range(1, len(taken) + 2) if (i := stem if n == 1 else f"{stem}-{n}") not in taken)


def _lines(source: Source) -> list[str]:
    return [line for raw in source.lines for part in _parts(raw) if (line := _tidy(part))]


def _tidy(line: str) -> str:
    return re.sub(r"^[#>\s]+|\*+|\s+$", "", line).strip()


def _title(lines: Sequence[str]) -> str | None:
    """The first run of lines in the head that reads as a title; of a covering notice, what it sends out."""
    head = list(_titling(lines))
    for i in range(len(head)):
        for n in range(1, 5):
            joined = re.sub(
                r"(?<=[\u4e00-\u9fff”》）)])\s+|\s+(?=[\u4e00-\u9fff“《（(])", "", "".join(head[i : i + n])
            )
            if sent := _FORWARDED.search(joined):
                return sent["marked"] or sent["bare"]
            if _TITLE.fullmatch(joined):
                return joined
    return head[0] if head and len(head[0]) <= _MAX_TITLE else None


def _titling(lines: Sequence[str]) -> Iterator[str]:
    """The lines before the text proper that may be a title or a piece of one."""
    for line in lines[:_TITLE_WITHIN]:
        line = _LABEL.sub("", line)
        if _BODY.search(line) or _PURPOSE.match(line) or len(line) > _MAX_TITLE:
            return
        if line and not (_NUMBER.fullmatch(line) or _LETTERHEAD.search(line) or day_of(line)):
            yield line


def _number(lines: Sequence[str]) -> str | None:
    for line in lines[:_HEAD]:
        for cell in line.split("\t"):
            if found := _NUMBER.fullmatch(_LABEL.sub("", cell).strip()):
                return re.sub(r"\s+", "", found[0])
    return None


def _issuer(lines: Sequence[str], title: str) -> str | None:
    """Who signed over the date; else who the title or the letterhead names."""
    for before, line in pairwise(lines):
        if day_of(line) and (found := _ISSUER.fullmatch(before)) and not _PURPOSE.match(before):
            return re.sub(r"\s+", "", found[0])
    for line in (*lines[:_TITLE_WITHIN], title):
        squeezed = re.sub(r"\s+", "", line)
        found = _ISSUER.match(squeezed)
        if found and not _PURPOSE.match(squeezed) and re.match(r"关于|文件$|$", squeezed[found.end() :]):
            return found[0]
    return None


def _issued(lines: Sequence[str]) -> tuple[date, str] | None:
    """The day under the signature, and its words; else the first day that has a line of its own."""
    days = [
        (before, day, line)
        for before, line in zip(["", *lines], lines, strict=False)
        if (day := day_of(line))
    ]
    signed = [found for found in days if _ISSUER.fullmatch(found[0])]
    return next(((day, line) for _, day, line in signed or days), None)


def day_of(line: str) -> date | None:
    """The day that a line consists of, in digits or in Chinese numerals."""
    line = re.sub(r"\s+", "", _LABEL.sub("", line))
    found = _DAY.fullmatch(line)
    if not found and (han := _HAN_DAY.fullmatch(line)):
        year = int("".join(str(_DIGITS[c]) for c in han[1]))
        return _date(year, _han(han[2]), _han(han[3]))
    return _date(*(int(n) for n in found.groups())) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _han(number: str) -> int:
    """二十三 → 23."""
    if "十" not in number:
        return _DIGITS[number]
    tens, ones = number.split("十", 1)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _region(title: str, issuer: str | None) -> tuple[str, str, tuple[str, ...]]:
    """(short name, English name, names) of the place a document is about.

    Where none can be told it is the title: an empty name would be in every question.
    """
    for text in (issuer or "", title):
        if units := list(_units(text)):
            short = [_SUFFIX.sub("", unit) if len(unit) > 2 else unit for unit in units]
            names = dict.fromkeys(("".join(units), "".join(short), units[-1], short[-1], *units, *short))
            return "".join(short), " ".join(map(_pinyin, short)), tuple(n for n in names if len(n) > 1)
        if _NATIONAL.search(text):
            return "全国", "China", ("全国", "国家")
    return title, title, ()


def _units(text: str) -> Iterator[str]:
    """The administrative units at the start of a name: 重庆市江北区人民政府 → 重庆市, 江北区."""
    at = 0
    while found := _UNIT.match(text, at):
        yield found[0]
        at = found.end()


def _pinyin(name: str) -> str:
    """安康 → Ankang."""
    return "".join(lazy_pinyin(name)).capitalize()


def _period(title: str) -> Period | None:
    if span := _SPAN.search(title):
        first, last = int(span[1]), int(span[2])
        return Period(date(first, 1, 1), date(last, 12, 31), span[0]) if first <= last else None
    for plan, first in _FIVE_YEARS.items():
        if plan in title:
            return Period(date(first, 1, 1), date(first + 4, 12, 31), plan)
    return None

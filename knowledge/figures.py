"""Figures: numbers that a document gives a name, a year and a unit, from tables and from running text.

A table gives one for each year column. In running text a figure is "名称 + 达到/超过/… + number + unit" in a
part of a sentence; its year is the last one named before it, or the one in the heading over it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from knowledge.model import Clause, Document, Figure
from knowledge.outline.tables import whole_of
from knowledge.text import sentences

_UNIT = (
    r"万亿元|亿元|万元|元/人|元|家次|家|只|个百分点|个|次|期|名|倍|项|户|笔|平方米|万方|%|％"  # longest first
)
_VALUE = rf"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>{_UNIT})"
_VERBS = (
    "达到|达|超过|突破|不低于|不少于|提高到|提高至|升至|增至|增加到|下降至|实现|完成|新增|为|至|约|近|逾|超|共有|共|"
    "累计|贡献度|新引入|累计入驻|总数|总量|余额"
)
_IN_TEXT = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z“”（）()/]{{2,30}}?)"
    rf"(?P<verb>(?:{_VERBS}|力争|目标|再|均|分别|将|各)*)\s*{_VALUE}(?P<tail>以上|左右|以内)?"
)
_YEAR_HEAD = re.compile(r"(20\d\d)")
_YEAR_IN_TEXT = re.compile(r"(20\d\d)\s*年|“(十[三四])五”末")
_ADDED = re.compile(r"新(?:引入|引进|设|增)(?=各类|的|机构)")
_COMPARED = re.compile(r"较\s*20\d\d\s*年末?(?:的)?|比\s*20\d\d\s*年末?")
_FROM_TO = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Z、]{{3,30}}?)(?:从|由)(?:(?P<year>20\d\d)年末?的?)?(?P<a>\d[\d,.]*)(?P<unit>{_UNIT})"
    rf"(?:提高到|提高至|升至|增至|增加到|下降至|降至)(?P<b>\d[\d,.]*)(?P=unit)(?P<tail>以上)?"
)
_LOAN_TWINS = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,30}?)存、?贷款余额(?:分别)?(?P<verb>达到|达|突破)?"
    r"(?P<a>\d[\d,.]*)(?P<unit>万?亿元)和(?P<b>\d[\d,.]*)(?P=unit)"
)
_NOT_A_NAME = re.compile(
    r"^(?:增长|增加|提高|下降|高于|低于|引进|培育|助推|引导|均增速|占全.*|不少于|以及|同比.*|推出|建设|每平方米)$"
)
_PLAN_END = {"十三": 2020, "十四": 2025}
_TWINS = re.compile(
    r"(?P<before>.*?)(?P<a>[\u4e00-\u9fff])、(?P<b>[\u4e00-\u9fff])(?P<after>[\u4e00-\u9fff].*)"
)
_SHORT_CELL = 50  # characters: a longer cell is running text
_LEAD = re.compile(
    r"^(?:到|至|其中|全市|全区|力争|争取|确保|推动|确立|全面|年末|末|累计|“[^”]*”|[，,：:、）)])+"
)
_SECOND_LEAD = re.compile(r"^(?:片区)?(?:当年)?(?:实现|共有|已有|推出|提供|比重从)?")
_PART_LEAD = re.compile(r"^其中[:：]?")
_BASE = {"万亿元": ("亿元", 10000)}


@dataclass(frozen=True, slots=True)
class _Number:
    """What one number of running text says."""

    name: str
    year: int | None
    value: str
    unit: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one name, year by year; units as the document writes them."""

    document: str
    part: str
    indicator: str
    by_year: Mapping[int, Figure]

    @property
    def from_table(self) -> bool:
        return all("\t" in f.quote for f in self.by_year.values())


def figures(document: Document, clauses: Sequence[Clause]) -> Iterator[Figure]:
    """The figures of one document in reading order."""
    by_id = {c.id: c for c in clauses}
    for clause in clauses:
        if clause.kind == "row":
            yield from _of_row(document, clause, by_id)
        elif clause.kind not in ("contents", "header", "table", "front", "end"):
            heading = (int(y) for title in reversed(clause.path) for y in _YEAR_HEAD.findall(title)[:1])
            yield from _of_sentences(document, clause, clause.text, next(heading, None))


def tells_of(text: str, year: int) -> bool:
    """Is something said of this year, which is not only what another one is compared with (较2015年末新增)?
    A year that the text does not name is that of its column."""
    return str(year) not in text or str(year) in _COMPARED.sub("", text)


def series(found: Iterable[Figure]) -> list[Series]:
    """Figures of one name and kind of unit together. A table's stand before those of the text."""
    out: dict[tuple[str, str, str, str], dict[int, Figure]] = {}
    for figure in sorted(found, key=lambda f: "\t" not in f.quote):
        if figure.year is not None:
            base = _BASE.get(figure.unit, (figure.unit, 1))[0]
            by_year = out.setdefault((figure.document, figure.part, figure.indicator, base), {})
            by_year.setdefault(figure.year, figure)
    return [Series(d, part, name, by_year) for (d, part, name, _), by_year in out.items()]


def in_base(figure: Figure) -> tuple[Decimal, str]:
    """Value and unit in the unit that figures are subtracted in: 3.5 万亿元 = 35000 亿元."""
    unit, factor = _BASE.get(figure.unit, (figure.unit, 1))
    return figure.value * factor, unit


def label_and_unit(row: Clause) -> tuple[str, str]:
    """Name and unit of a row: "年保费收入（亿元）" or cells 保费收入 | 亿元; no unit is ""."""
    label = row.title
    if m := re.search(rf"[（(]({_UNIT})[)）]\s*$", label):
        return re.sub(r"\s+", "", label[: m.start()]), m[1]
    unit = next((c for c in row.cells if re.fullmatch(_UNIT, c.strip())), "")
    return re.sub(r"\s+", "", label), unit


def _of_row(document: Document, clause: Clause, by_id: Mapping[str, Clause]) -> Iterator[Figure]:
    columns = [(i, int(m[1])) for i, name in enumerate(clause.header) if (m := _YEAR_HEAD.search(name))]
    whole = whole_of(clause, by_id)
    label, unit = label_and_unit(whole or clause)
    part = _PART_LEAD.sub("", clause.title) if whole else ""
    quote = f"{whole.text}\t{clause.text}" if whole else clause.text
    for i, year in columns:
        cell = clause.cells[i] if i < len(clause.cells) else ""
        if len(cell) > _SHORT_CELL:
            yield from _of_sentences(document, clause, cell, year)
            continue
        relation = "年均" if "年均" in cell else ""
        for name, value, own_unit in _values(label, cell):
            number = _Number(name, year, value, own_unit or unit, relation)
            if number.unit:
                yield from _figure(document, clause, number, quote, part)


def _figure(
    document: Document, clause: Clause, number: _Number, quote: str, part: str = ""
) -> Iterator[Figure]:
    """The figure, or nothing where "1.2.3" is no number after all."""
    try:
        value = Decimal(number.value.replace(",", ""))
    except InvalidOperation:
        return
    yield Figure(
        document=document.id,
        region=document.region,
        indicator=number.name,
        year=number.year,
        value=value,
        unit=number.unit,
        clause=clause.id,
        quote=quote,
        part=part,
        relation=number.relation,
    )


def _values(label: str, cell: str) -> Iterator[tuple[str, str, str]]:
    """(name, number, unit) in a cell. A cell of twins (存、贷款余额) has two numbers, or one for each."""
    found = re.findall(rf"(\d[\d,]*(?:\.\d+)?)\s*({_UNIT})?", re.split(r"[（(]", cell)[0])
    twins = _TWINS.fullmatch(label)
    if twins and found and (len(found) == 2 or "各" in cell):
        names = [twins["before"] + twins[k] + twins["after"] for k in "ab"]
        for name, (number, unit) in zip(names, found * (3 - len(found)), strict=False):
            yield name, number, unit
    elif len(found) == 1:
        yield label, *found[0]


def _of_sentences(document: Document, clause: Clause, text: str, year: int | None) -> Iterator[Figure]:
    """The figures of running text; `year` is the one that holds until the text names another."""
    added = ""  # 新引入…110家。其中，持牌机构15家: the parts are new ones too
    for sentence in sentences(text):
        is_part = sentence.startswith("其中")
        added = added if is_part else ""
        quote = sentence.strip()
        for piece in re.split(r"[，,。；;]", _COMPARED.sub("", sentence)):
            squeezed = re.sub(r"\s+", "", piece)
            stated = _years_of(squeezed)
            before, year = year, stated[-1] if stated else year
            if m := _ADDED.search(squeezed):
                added = m[0]
            if "期间" in squeezed and not stated:
                year = None
            for number in _found(squeezed, stated, year, before, added if is_part else ""):
                yield from _figure(document, clause, number, quote)


def _found(
    piece: str, stated: Sequence[int], year: int | None, before: int | None, added: str
) -> Iterator[_Number]:
    """The numbers in one part of a sentence. `stated` are the years it names, `before` the one before it."""
    if m := _FROM_TO.search(piece):
        name = added + _name(m["name"])
        first = int(m["year"]) if m["year"] else (stated[0] if len(stated) > 1 else None)
        last = before if m["year"] and len(stated) == 1 else year
        yield _Number(name, first, m["a"], m["unit"])
        yield _Number(name, last, m["b"], m["unit"], m["tail"] or "")
    elif m := _LOAN_TWINS.search(piece):
        relation = "超过" if m["verb"] == "突破" else ""
        for kind, value in (("存款余额", m["a"]), ("贷款余额", m["b"])):
            yield _Number(added + _name(m["name"] + kind), year, value, m["unit"], relation)
    else:
        yield from _named(piece, year, added)


def _named(piece: str, year: int | None, added: str) -> Iterator[_Number]:
    """Name, verb, number, unit; a number without a name of its own goes on with the last one."""
    last_name = ""
    for m in _IN_TEXT.finditer(piece):
        name = _name(m["name"]) or last_name
        if len(name) >= 2 and not _NOT_A_NAME.match(name):
            last_name = name
            relation = m["tail"] or ("超过" if re.search("超|突破", m["verb"]) else "")
            yield _Number(added + name, year, m["value"], m["unit"].replace("％", "%"), relation)


def _years_of(piece: str) -> list[int]:
    return [int(m[1]) if m[1] else _PLAN_END[m[2]] for m in _YEAR_IN_TEXT.finditer(piece)]


def _name(text: str) -> str:
    """The name in the words before a number, without year, verb and what leads up to it."""
    if "、" in text or "”" in text:
        text = re.split(r"、|”", text)[-1] or text
    text = re.sub(r"^.*?年(?:末|底)?", "", text)
    text = _SECOND_LEAD.sub("", _LEAD.sub("", text))
    return re.sub(r"(?:由|从|在|稳居)$", "", text)

"""Figures: numbers that a document gives a name, a year and a unit, from tables and from running text.

A table gives one for each year column. In running text a figure is "名称 + 达到/超过/… + number + unit" in a
part of a sentence; its year is the last one named before it, or the one in the heading over it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from knowledge.model import Clause, Document, Figure
from knowledge.text import sentences

_UNIT = r"万亿元|亿元|万元|元/人|元|家次|家|只|个百分点|个|次|期|名|倍|项|户|笔|平方米|万方|%|％"
_VALUE = rf"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>{_UNIT})"
_VERBS = (
    "达到|达|超过|突破|不低于|不少于|提高到|提高至|升至|增至|增加到|下降至|实现|完成|新增|为|至|约|近|逾|超|共有|共|"
    "累计|贡献度|新引入|累计入驻|总数|总量|余额"
)
_IN_TEXT = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z“”（）()/]{{2,30}}?)(?P<verb>(?:{_VERBS}|力争|目标|再|均|分别|将|各)*)\s*{_VALUE}(?P<tail>以上|左右|以内)?"
)
_YEAR_HEAD = re.compile(r"(20\d\d)")
_YEAR_IN_TEXT = re.compile(r"(20\d\d)\s*年|“(十[三四])五”末")
_ADDED = re.compile(r"新(?:引入|引进|设|增)(?=各类|的|机构)")
_COMPARED = re.compile(r"较\s*20\d\d\s*年末?(?:的)?|比\s*20\d\d\s*年末?")
_FROM_TO = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Z、]{{3,30}}?)(?:从|由)(?:(?P<year>20\d\d)年末?的?)?(?P<a>\d[\d,.]*)(?P<unit>{_UNIT})"
    rf"(?:提高到|提高至|升至|增至|增加到|下降至|降至)(?P<b>\d[\d,.]*)(?P=unit)(?P<tail>以上)?"
)
_LOAN_TWINS = re.compile(r"(?P<name>[\u4e00-\u9fff]*?)存、?贷款余额(?:分别)?(?P<verb>达到|达|突破)?(?P<a>\d[\d,.]*)(?P<unit>万?亿元)和(?P<b>\d[\d,.]*)(?P=unit)")
_NOT_A_NAME = re.compile(r"^(?:增长|增加|提高|下降|高于|低于|引进|培育|助推|引导|均增速|占全.*|不少于|以及|同比.*|推出|建设|每平方米)$")
_PLAN_END = {"十三": 2020, "十四": 2025}
_TWINS = re.compile(r"(?P<before>.*?)(?P<a>[\u4e00-\u9fff])、(?P<b>[\u4e00-\u9fff])(?P<after>[\u4e00-\u9fff].*)")
_SHORT_CELL = 50  # characters: a longer cell is running text
_LEAD = re.compile(r"^(?:到|至|其中|全市|全区|力争|争取|确保|推动|确立|全面|年末|末|累计|“[^”]*”|[，,：:、）)])+")


def figures(document: Document, clauses: Sequence[Clause]) -> Iterator[Figure]:
    """The figures of one document in reading order."""
    by_id = {c.id: c for c in clauses}
    for clause in clauses:
        if clause.kind == "row":
            yield from _of_row(document, clause, by_id)
        elif clause.kind not in ("contents", "header", "table", "front", "end"):
            yield from _of_text(document, clause)


def value_of(number: str) -> Decimal | None:
    try:
        return Decimal(number.replace(",", ""))
    except InvalidOperation:
        return None


def _of_row(document: Document, clause: Clause, by_id: Mapping[str, Clause]) -> Iterator[Figure]:
    years = [(i, int(m[1])) for i, name in enumerate(clause.header) if (m := _YEAR_HEAD.search(name))]
    if not years:
        return
    whole = by_id.get(clause.id[:-1]) if clause.title.startswith("其中") else None
    named = whole or clause
    label, unit = label_and_unit(named)
    part = re.sub(r"^其中[:：]?", "", clause.title) if whole else ""
    quote = f"{whole.text}\t{clause.text}" if whole else clause.text
    for i, year in years:
        cell = clause.cells[i] if i < len(clause.cells) else ""
        if len(cell) > _SHORT_CELL:
            yield from _of_sentences(document, clause, cell, year)
            continue
        for name, number, cell_unit in _values(label, cell):
            value = value_of(number)
            if value is not None and (cell_unit or unit):
                yield Figure(
                    document.id, document.region, name, year, value, cell_unit or unit, clause.id, quote, part,
                    "年均" if "年均" in cell else "",
                )


def label_and_unit(row: Clause) -> tuple[str, str]:
    """Name and unit of a row: "年保费收入（亿元）" or cells 保费收入 | 亿元."""
    label = row.title
    if m := re.search(rf"[（(]({_UNIT})[)）]\s*$", label):
        return re.sub(r"\s+", "", label[: m.start()]), m[1]
    unit = next((c for c in row.cells if re.fullmatch(_UNIT, c.strip())), "")
    return re.sub(r"\s+", "", label), unit


def _values(label: str, cell: str) -> Iterator[tuple[str, str, str]]:
    """(name, number, unit) in a cell. A cell for two twins (存、贷款余额) has two numbers, or one for each."""
    found = re.findall(rf"(\d[\d,]*(?:\.\d+)?)\s*({_UNIT})?", re.split(r"[（(]", cell)[0])
    twins = _TWINS.fullmatch(label)
    if twins and (len(found) == 2 or "各" in cell):
        names = [twins["before"] + twins[k] + twins["after"] for k in "ab"]
        for name, (number, unit) in zip(names, found * (3 - len(found)), strict=False):
            yield name, number, unit
    elif len(found) == 1:
        yield label, *found[0]


def _of_text(document: Document, clause: Clause) -> Iterator[Figure]:
    heading = next((int(y) for t in reversed(clause.path) for y in _YEAR_HEAD.findall(t)[:1]), None)
    yield from _of_sentences(document, clause, clause.text, heading)


def _of_sentences(document: Document, clause: Clause, text: str, year: int | None) -> Iterator[Figure]:
    """The figures of running text; `year` is the one that holds until the text names another."""
    added = ""  # 新引入…110家。其中，持牌机构15家: the parts are new ones too
    for sentence in sentences(text):
        added = added if sentence.startswith("其中") else ""
        for piece in re.split(r"[，,。；;]", _COMPARED.sub("", sentence)):
            squeezed = re.sub(r"\s+", "", piece)
            stated = _years_of(squeezed)
            before, year = year, stated[-1] if stated else year
            if m := _ADDED.search(squeezed):
                added = m[0]
            if "期间" in squeezed and not stated:
                year = None
            for name, when, number, unit, relation in _found(squeezed, stated, year, before):
                name = added + name if added and sentence.startswith("其中") else name
                value = value_of(number)
                if value is not None:
                    yield Figure(
                        document.id, document.region, name, when, value, unit, clause.id, sentence.strip(), "", relation
                    )


def _found(piece: str, stated: Sequence[int], year: int | None, before: int | None) -> Iterator[tuple[str, int | None, str, str, str]]:
    """(name, year, number, unit, relation) in one part of a sentence."""
    if m := _FROM_TO.search(piece):
        first = int(m["year"]) if m["year"] else (stated[0] if len(stated) > 1 else None)
        last = before if m["year"] and len(stated) == 1 else year
        yield _name(m["name"]), first, m["a"], m["unit"], ""
        yield _name(m["name"]), last, m["b"], m["unit"], m["tail"] or ""
        return
    if m := _LOAN_TWINS.search(piece):
        for kind, number in (("存款余额", m["a"]), ("贷款余额", m["b"])):
            yield _name(m["name"] + kind), year, number, m["unit"], "超过" if m["verb"] == "突破" else ""
        return
    last_name = ""
    for m in _IN_TEXT.finditer(piece):
        name = _name(m["name"]) or last_name
        if len(name) >= 2 and not _NOT_A_NAME.match(name):
            last_name = name
            relation = m["tail"] or ("超过" if re.search("超|突破", m["verb"] or "") else "")
            yield name, year, m["value"], m["unit"].replace("％", "%"), relation


def _years_of(piece: str) -> list[int]:
    return [int(m[1]) if m[1] else _PLAN_END[m[2]] for m in _YEAR_IN_TEXT.finditer(piece)]


def _name(text: str) -> str:
    if "、" in text or "”" in text:
        text = re.split(r"、|”", text)[-1] or text
    text = re.sub(r"^.*?年(?:末|底)?", "", text)
    text = re.sub(r"^(?:片区)?(?:当年)?(?:实现|共有|已有|推出|提供|比重从)?", "", _LEAD.sub("", text))
    return re.sub(r"(?:由|从|在|稳居|比重)$", lambda m: m[0] if m[0] == "比重" else "", text)


_BASE = {"万亿元": ("亿元", 10000)}


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


def series(found: Iterable[Figure]) -> list[Series]:
    """Figures of one name and kind of unit together. A table's stand before those of the text."""
    out: dict[tuple[str, str, str, str], dict[int, Figure]] = {}
    for figure in sorted(found, key=lambda f: "\t" not in f.quote):
        if figure.year is not None:
            base = _BASE.get(figure.unit, (figure.unit, 1))[0]
            out.setdefault((figure.document, figure.part, figure.indicator, base), {}).setdefault(figure.year, figure)
    return [Series(d, part, name, years) for (d, part, name, _), years in out.items()]


def in_base(figure: Figure) -> tuple[Decimal, str]:
    """Value and unit in the unit that figures are subtracted in: 3.5 万亿元 = 35000 亿元."""
    unit, factor = _BASE.get(figure.unit, (figure.unit, 1))
    return figure.value * factor, unit

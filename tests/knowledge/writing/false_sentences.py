"""False sentences made from true ones by altering one thing: what must not reach a reader."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from random import Random

from knowledge.index import Index
from knowledge.text import is_english
from knowledge.writing.model import Sentence, Support
from tests.knowledge.writing.true_sentences import ENGLISH_NAMES, REGIONS, Case, extracts, true_cases

Alteration = Callable[[Case, Index, Random], Iterator[Sentence]]

_NUMBER = r"(?<![\d.〔〕/A-Za-z-])\d+(?:,\d{3})*(?:\.\d+)?(?![\d.])"


def _said(case: Case, text: str) -> Iterator[Sentence]:
    if text != case.sentence.text:
        yield Sentence(text=text, support=case.sentence.support)


def _replaced(case: Case, start: int, end: int, words: str) -> Iterator[Sentence]:
    text = case.sentence.text
    yield from _said(case, text[:start] + words + text[end:])


def _numbers(case: Case, random: Random, date: bool = False) -> list[re.Match[str]]:
    """Numbers of the sentence that are amounts (or, with `date`, years)."""
    text = re.sub("《.*?》", lambda m: "·" * len(m[0]), case.sentence.text)
    found = list(re.finditer(_NUMBER, text))
    years = [
        m
        for m in found
        if re.fullmatch(r"(?:19|20)\d\d", m[0]) and not re.match(r"\s*[万亿家元]", text[m.end() :])
    ]
    chosen = years if date else [m for m in found if m not in years]
    random.shuffle(chosen)
    return chosen


def other_digit(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    for m in _numbers(case, random)[:1]:
        place = random.choice([i for i, c in enumerate(m[0]) if c.isdigit()])
        digit = random.choice([d for d in "123456789" if d != m[0][place]])
        yield from _replaced(case, *m.span(), m[0][:place] + digit + m[0][place + 1 :])


def digits_swapped(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    for m in _numbers(case, random):
        if len(m[0]) > 1 and m[0][0] != m[0][1] and m[0][:2].isdigit() and m[0][1] != "0":
            yield from _replaced(case, *m.span(), m[0][1] + m[0][0] + m[0][2:])
            return


def ten_times(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    for m in _numbers(case, random)[:1]:
        times = f"{m[0]}0" if "." not in m[0] else m[0].replace(".", "", 1)
        yield from _replaced(case, *m.span(), times)


def wan_or_yi(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    swaps = {
        "万亿": "亿",
        "亿": "万",
        "万": "亿",
        "billion": "million",
        "million": "billion",
        "trillion": "billion",
    }
    m = re.search(r"(?<=\d)(\s*)(万亿|亿|万|billion|million|trillion)", case.sentence.text)
    if m:
        yield from _replaced(case, *m.span(2), swaps[m[2]])


def other_unit(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    swaps = [
        (r"(?<=\d)\s*元", "万元"), (r"(?<=\d)\s*万元", "元"), (r"(?<=\d)\s*亿元", "亿美元"), (r"平方米",
        "亩"),
        (r"(?<=\d)\s*%", "个百分点"), (r"个百分点", "%"), (r"(?<=\d)\s*家", "万家"),
        (r"(?<=\d)\s*年(?=内|以)", "个月"),
        (r"square metre", "mu"), (r"(?<=\d)%", " percentage points"), (r" yuan", " US dollars"),
    ]  # fmt: skip
    possible = [(m, new) for old, new in swaps if (m := re.search(old, case.sentence.text))]
    random.shuffle(possible)
    for m, new in possible[:1]:
        yield from _replaced(case, *m.span(), new)


def other_year(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    for m in _numbers(case, random, date=True)[:1]:
        yield from _replaced(case, *m.span(), str(int(m[0]) + random.choice([-3, -1, 1, 2, 10])))


def other_day(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    if m := re.search(r"(\d{1,2})\s*月\s*(\d{1,2})\s*日", text):
        month, day = int(m[1]) % 12 + 1, int(m[2])
        yield from _replaced(
            case, *m.span(), random.choice([f"{month}月{day}日", f"{m[1]}月{day % 27 + 1}日"])
        )
    elif m := re.search(r"\d{1,2} (January|March|December)", text):
        yield from _replaced(case, *m.span(), m[0].replace(m[1], random.choice(["May", "June"])))
    elif m := re.search(r"年[底末]", text):
        yield from _replaced(case, *m.span(), random.choice(["年6月底", "年初"]))


def other_duration(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    other = {"三": "五", "五": "三", "两": "四", "一": "两", "three": "five", "five": "two", "two": "six"}
    m = re.search(
        r"([三五两一]|\d{1,2})\s*(?:周年|年(?!度|底|末|均)|个月|个工作日)"
        r"|(three|five|two)(?=[ -](?:consecutive )?years?)",
        case.sentence.text,
    )
    if m and not re.search(r"\d{2}$", case.sentence.text[: m.start()]):
        said = m[1] or m[2]
        group = 1 if m[1] else 2
        yield from _replaced(case, *m.span(group), other.get(said) or str(int(said) + 2))


_BOUND = (
    r"不少于|不低于|不超过|至少|超过|突破|以上|左右|以内|最高|逾"
    r"|at least |more than |over |above |up to |or more "
)


def bound_dropped(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    for m in re.finditer(_BOUND, text):
        if re.search(r"\d[\s亿万元家只%人吨]*$", text[: m.start()]) or re.match(
            r"\s*(?:RMB )?\d", text[m.end() :]
        ):
            yield from _replaced(case, *m.span(), "")
            return


def bound_turned(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    turned = {
        "不少于": "不超过", "不低于": "最高", "不超过": "不低于", "至少": "最多", "超过": "不超过",
        "突破": "低于",
        "以上": "以下", "左右": "以上", "以内": "以上", "最高": "最低", "逾": "不足", "at least ": "at most ",
        "more than ": "less than ", "over ": "under ", "above ": "below ", "up to ": "at least ",
        "or more ": "or less ",
    }  # fmt: skip
    text = case.sentence.text
    for m in re.finditer(_BOUND, text):
        if re.search(r"\d[\s亿万元家只%人吨]*$", text[: m.start()]) or re.match(
            r"\s*(?:RMB )?\d", text[m.end() :]
        ):
            yield from _replaced(case, *m.span(), turned[m[0]])
            return


def bound_added(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    for m in _numbers(case, random)[:1]:
        bare = not re.search(
            r"(?:超过?|突破|不低于|不少于|不超过|逾|近|约|低于|少于|突破|最高|至少|第|-|—|over|least|than|above|about|to)\W*$",
            text[: m.start()],
        )
        if bare and not re.match(
            r"\s*[月日A-Za-z年+]|\D{0,8}(?:以上|左右|以内|内|多|余|or more|至|—|-)", text[m.end() :]
        ):
            word = random.choice(
                ["at least ", "up to ", "over "] if is_english(text) else ["最高", "至少", "超过"]
            )
            yield from _replaced(case, m.start(), m.start(), word)


def negated(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    verbs = r"给予|支持|鼓励|设立|引进|享受|达到|推动|建设|完善|开展|加强|负责|牵头|退还|发放|引导|提升|加快"
    if is_english(text):
        m = re.search(
            r"\b(receive|receives|supports|encourages|aims|plans|will|is|are|has|had|get|go|takes|wants|seeks|strives|holds)\b",
            text,
        )
        if m:
            yield from _replaced(case, m.end(), m.end(), " not")
    elif m := re.search(verbs, text):
        yield from _replaced(case, m.start(), m.start(), random.choice(["不", "不再", "不得", "未"]))


def negation_removed(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    m = re.search(r"不再|不得|暂停|停止|杜绝|严禁|禁止|不(?=发生|动摇)|无法|未(?!来)", case.sentence.text)
    if m:
        yield from _replaced(case, *m.span(), "继续" if m[0] in ("暂停", "停止", "杜绝") else "")


def other_city(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    english = is_english(text)
    names = ENGLISH_NAMES if english else REGIONS
    more = (
        ["Wuhan", "Chengdu", "Kunming", "Shenzhen"] if english else ["成都", "武汉", "深圳", "芜湖市", "宝鸡"]
    )
    others = [n for d, n in names.items() if d != case.document] + more
    other = random.choice(others)
    own = {
        "ankang": "安康|Ankang", "xian": "西安|Xi'an", "hefei": "合肥|Hefei",
        "jiangbei": "江北区|江北嘴|Jiangbeizui|Jiangbei", "hunan": "湖南|湘江新区|Hunan",
    }[case.document]  # fmt: skip
    bare = re.sub("《.*?》", lambda m: "·" * len(m[0]), text)
    if m := re.search(own, bare):
        yield from _replaced(case, *m.span(), other)
    else:
        yield from _said(case, f"In {other}: {text}" if english else f"{other}：{text}")


_BODIES = (
    "市金融工作局", "市财政局", "市科技局", "市金融办", "市自然资源局", "市工信局", "市发改委",
    "新区财政局", "安康高新区管委会",
    "岳麓区人民政府", "兴泰控股", "长安银行", "合肥科农行", "秦农银行", "陕西证监局", "安康银保监分局",
    "市市场监管局", "西安银行",
)  # fmt: skip
_ENGLISH_BODIES = (
    "Municipal Finance Work Bureau", "Municipal Science and Technology Bureau", "Xingtai Holding",
    "Chang'an Bank",
    "Bank of Xi'an", "Municipal Education Bureau", "Shenzhen Stock Exchange", "Shanghai Stock Exchange",
)  # fmt: skip


def other_institution(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    whole = "\n".join(e.text for e in case.evidence)
    text = case.sentence.text
    if is_english(text):
        own = [b for b in _ENGLISH_BODIES if b in text]
        others = [b for b in _ENGLISH_BODIES if b not in text]
    else:
        own = [b for b in _BODIES if b in text]
        others = [b for b in _BODIES if b not in whole]
    for body in own[:2]:
        yield from _said(case, text.replace(body, random.choice(others), 1))


def other_role(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    if m := re.search(r"牵头|配合(?!“|金|上)", text):
        yield from _replaced(case, *m.span(), "配合" if m[0] == "牵头" else "牵头")


def invented_clause(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    first, *rest = case.sentence.support
    other = random.choice([f"{first.clause}9", "ankang/9.9", f"{first.clause}/x", first.clause.upper(), "1"])
    yield Sentence(text=case.sentence.text, support=(Support(clause=other, quote=first.quote), *rest))


def quote_altered(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    first, *rest = case.sentence.support
    place = random.choice([i for i, c in enumerate(first.quote) if c.isalnum()])
    changed = random.choice(["", "的", "7" if first.quote[place] != "7" else "8"])
    quote = first.quote[:place] + changed + first.quote[place + 1 :]
    whole = re.sub(r"\s", "", case.evidence[0].text)
    if re.sub(r"\s", "", quote) not in whole:
        yield Sentence(text=case.sentence.text, support=(Support(clause=first.clause, quote=quote), *rest))


def quote_of_another(case: Case, index: Index, random: Random) -> Iterator[Sentence]:
    first = case.sentence.support[0]
    other = random.choice([c for c in index.clauses.values() if len(c.text) > 40 and c.id != first.clause])
    yield Sentence(text=case.sentence.text, support=(Support(clause=first.clause, quote=other.text[:40]),))


_SECOND_HALVES = (
    "，并可免征三年所得税", "，另外提供免费办公场地", "，企业无需提交任何材料", "，高管还可获得住房补贴",
    "，该政策长期有效",
    "，同时保证贷款审批通过", "，外地企业也同样适用", "，资金在当月到账", "，未达标的取消资格",
    "，并由银行提供无息贷款",
)  # fmt: skip
_ENGLISH_SECOND_HALVES = (
    ", and no application is needed", ", and staff receive free housing", ", and income tax is waived",
    ", and the money is paid within the same month", ", and foreign firms are excluded",
    ", and banks offer interest-free loans", ", and the policy is permanent",
    ", and managers receive a housing allowance",
)  # fmt: skip


def half_true(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    halves = _ENGLISH_SECOND_HALVES if is_english(text) else _SECOND_HALVES
    yield from _said(
        case, text.rstrip("。.；;") + random.choice(halves) + ("." if is_english(text) else "。")
    )


def half_of_another(case: Case, index: Index, random: Random) -> Iterator[Sentence]:
    """The second half is true of another clause, which is not quoted."""
    other = random.choice(extracts(index)).sentence.text
    if is_english(case.sentence.text) or other in case.evidence[0].text:
        return
    part = max(re.split(r"[，。；]", other), key=len)
    yield from _said(case, case.sentence.text.rstrip("。；") + "，" + part + "。")


def another_subject(case: Case, index: Index, random: Random) -> Iterator[Sentence]:
    other = random.choice(extracts(index))
    if other.document != case.document or other.sentence.text not in case.evidence[0].text:
        yield Sentence(text=other.sentence.text, support=case.sentence.support)


def leased_for_bought(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    swaps = {
        "购买": "租赁",
        "购置": "承租",
        "买": "租",
        "承租": "购买",
        "租用": "购买",
        "置换": "购买",
        "buy": "rent",
        "Tenants": "Buyers",
    }
    m = re.search("|".join(swaps), case.sentence.text)
    if m and "融资租" not in case.sentence.text:
        yield from _replaced(case, *m.span(), swaps[m[0]])


def yearly_for_once(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    swaps = {
        "一次性": "每年",
        "每年": "一次性",
        "连续": "每隔",
        "one-off": "yearly",
        "every year": "once",
        "three consecutive years": "one year",
    }
    if m := re.search("|".join(swaps), case.sentence.text):
        yield from _replaced(case, *m.span(), swaps[m[0]])


def less_for_more(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    swaps = {
        "增加": "减少", "增长": "下降", "提高": "降低", "扩大": "缩小", "下降": "上升", "降低": "提高",
        "缩短": "延长",
        "境外": "境内", "直接融资": "间接融资", "存款": "贷款", "退还": "发放", "fell": "rose",
        "up 81": "down 81", "increase": "reduce",
    }  # fmt: skip
    if m := re.search("|".join(swaps), case.sentence.text):
        yield from _replaced(case, *m.span(), swaps[m[0]])


def hardened(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    swaps = {
        "力争": ["已", "必将"], "争取": ["已经", "将会"], "鼓励": ["要求", "强制"], "可以": ["必须"],
        "可": ["必须"], "支持": ["责令"],
        "探索": ["全面实施"], "aims for": ["has"], "aims to have": ["has"], "strives to": ["must"],
        "encourages": ["obliges"], "seeks to": ["will"],
    }  # fmt: skip
    if m := re.search("|".join(swaps), case.sentence.text):
        yield from _replaced(case, *m.span(), random.choice(swaps[m[0]]))


def only_or_all(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    text = case.sentence.text
    if is_english(text):
        if m := re.search(
            r"\b(Financial institutions|receive|supports|encourages|plans|institutions|countries)\b", text
        ):
            yield from _replaced(case, m.start(), m.start(), random.choice(["only ", "all "]))
    elif m := re.search(r"金融机构|企业|银行|机构", text):
        yield from _replaced(case, m.start(), m.start(), random.choice(["所有", "仅", "任何"]))


def figures_swapped(case: Case, _index: Index, _random: Random) -> Iterator[Sentence]:
    """Two numbers of one unit, both in the quotes, each said of what the other is."""
    text = case.sentence.text
    found = list(re.finditer(rf"{_NUMBER}\s*(万亿元|亿元|万元|%|家|只| billion yuan| million yuan)", text))
    for a, b in pairwise(found):
        if a[1] == b[1] and a[0] != b[0] and not re.fullmatch(r"\s*[—–~至到-]\s*", text[a.end() : b.start()]):
            yield from _said(
                case, text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]
            )
            return


def figure_of_another_year(case: Case, _index: Index, random: Random) -> Iterator[Sentence]:
    """A row of a table: the year of one column with the number of another."""
    if case.kind != "row":
        return
    cells = re.findall(r"\d+(?:\.\d+)?", case.sentence.support[0].quote.split("\t", 1)[1])
    text = case.sentence.text
    for m in _numbers(case, random)[:1]:
        if m[0] in cells and (others := [c for c in cells if c != m[0]]):
            yield from _said(case, text[: m.start()] + random.choice(others) + text[m.end() :])


ALTERATIONS: dict[str, tuple[Alteration, ...]] = {
    "number": (other_digit, digits_swapped, ten_times),
    "万 for 亿": (wan_or_yi,),
    "unit": (other_unit,),
    "year or date": (other_year, other_day),
    "duration": (other_duration,),
    "city": (other_city,),
    "invented clause": (invented_clause,),
    "quote altered": (quote_altered, quote_of_another),
    "bound": (bound_dropped, bound_turned, bound_added),
    "negation": (negated, negation_removed),
    "institution": (other_institution,),
    "role of an institution": (other_role,),
    "half invented": (half_true,),
    "half of another clause": (half_of_another,),
    "about something else": (another_subject,),
    "purchase for lease": (leased_for_bought,),
    "yearly for once": (yearly_for_once,),
    "less for more": (less_for_more,),
    "harder than said": (hardened,),
    "only, all": (only_or_all,),
    "two figures swapped": (figures_swapped,),
    "figure of another year": (figure_of_another_year,),
}
NONE_MAY_PASS = frozenset(
    ("number", "万 for 亿", "unit", "year or date", "duration", "city", "invented clause", "quote altered")
)


@cache
def false_cases(index: Index) -> tuple[Case, ...]:
    """Every true sentence altered in every way that fits it; the same ones every time."""
    random = Random(7)
    return tuple(
        Case(kind, sentence, case.evidence, case.document)
        for case in true_cases(index)
        for kind, ways in ALTERATIONS.items()
        for way in ways
        for sentence in way(case, index, random)
    )

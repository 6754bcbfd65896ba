"""Whether a sentence says yes where its quotes do, as firmly, and of as many."""

import re
from collections.abc import Iterator, Sequence

from knowledge.text import is_english
from knowledge.writing.checking.amounts import Match
from knowledge.writing.checking.grounds import Ground
from knowledge.writing.checking.words import Meaning, load
from knowledge.writing.model import Reason, Refusal

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_MODAL = "要将会可也都还能应须了"
_FIGURE = re.compile(r"\d[\u4e00-\u9fff%]{0,5}$")
_CLOSE = 6  # for 所有 and 仅
_TOUCH = 3
_NEAR = 12  # characters around the words that a word stands beside
_UNITS = re.compile(r"(?:牵头|配合|支持|责任)(?:单位|部门)")
_HEAD = re.compile(r"(?:^|[,。;:!?\n()]|积极|并|大力|和|、|极)$")  # what stands before a verb that governs
_HALF = 0.5
_SCOPE = 4  # characters behind a negation that it surely negates


def check(
    text: str,
    grounds: Sequence[Ground],
    context: str,
    matches: Sequence[Match],
    means: Sequence[tuple[str, ...]],
) -> Iterator[Refusal]:
    """`context` are the words that carry the sentence; `means` the content of an English one in Chinese."""
    words = load()
    windows = "\n".join(g.window() for g in grounds)
    leads = "\n".join(g.lead() for g in grounds)
    yield from _negation(text, windows, means)
    for group in words.contrasts:
        for meaning in group:
            yield from _asked_for(meaning, text, context, windows, "polarity", 0)
        if not is_english(text):
            yield from _put_for_another(group, text, windows)
    for reason, meaning in words.beside:
        yield from _asked_for(meaning, text, windows, windows, reason, _CLOSE)
    if words.aims.search(leads) or any(_heads(windows, m) for m in words.optional.finditer(windows)):
        yield from _asked_for(words.must, text, leads, windows, "modality")
    yield from _asked_for(words.done, text, leads, windows, "modality")
    yield from _hardened(text, grounds, matches)


def _asked_for(
    meaning: Meaning, text: str, context: str, quotes: str, reason: Reason, near: int = _NEAR
) -> Iterator[Refusal]:
    """Words of the sentence whose meaning the context has not, or the quotes not beside the same words."""
    for m in meaning.asks.finditer(text):
        beside = [] if is_english(text) or not near else list(_beside(text, m, quotes, near))
        if not meaning.has.search(context) or (beside and not any(map(meaning.has.search, beside))):
            yield Refusal(reason, m[0])
            return


def _put_for_another(group: Sequence[Meaning], text: str, quotes: str) -> Iterator[Refusal]:
    """A word that stands where the quotes have one of the opposite meaning: 融资成本提高 for 融资成本降低."""
    quotes = _UNITS.sub("|", quotes)
    for meaning in group:
        others = [o for o in group if o is not meaning]
        for m in meaning.asks.finditer(text):
            for touching in _touching(text, m, quotes):
                if any(map(meaning.has.search, touching)):
                    break
                if any(o.asks.search(part) for o in others for part in touching):
                    yield Refusal("polarity", m[0])
                    return


def _touching(text: str, m: re.Match[str], quotes: str) -> Iterator[list[str]]:
    """What touches in the quotes the pair of characters before the word, then the one behind it."""
    before, behind = text[max(m.start() - 2, 0) : m.start()], text[m.end() : m.end() + 2]
    if len(before) == 2 and _HAN.fullmatch(before):
        yield [quotes[f.end() : f.end() + _TOUCH] for f in re.finditer(before, quotes)]
    if len(behind) == 2 and _HAN.fullmatch(behind):
        yield [quotes[max(f.start() - _TOUCH, 0) : f.start()] for f in re.finditer(behind, quotes)]


def _beside(text: str, m: re.Match[str], quotes: str, near: int) -> Iterator[str]:
    """The parts of the quotes around the pairs of characters that touch a word of a Chinese sentence."""
    before, behind = text[: m.start()].rstrip(_MODAL), text[m.end() :].lstrip(_MODAL)
    for pair in ("" if _FIGURE.search(before) else before[-2:], behind[:2]):
        if len(pair) == 2 and _HAN.fullmatch(pair):
            for found in re.finditer(pair, quotes):
                yield quotes[max(found.start() - near, 0) : found.end() + near]


def _negation(text: str, quotes: str, means: Sequence[tuple[str, ...]]) -> Iterator[Refusal]:
    words = load()
    told = list(_negated(quotes))
    if is_english(text):
        yield from _english_negation(text, told, quotes, means)
        return
    mine = list(_negated(text))
    for negation, scope in mine:
        if not any(_share(scope, other) for _, other in told):
            yield Refusal("polarity", negation + scope)
    for negation, scope in told:
        denied = scope[:2] if words.firm_negation.fullmatch(negation) else scope
        if len(scope) > 1 and denied in text and not any(_share(scope, other) for _, other in mine):
            yield Refusal("polarity", negation + scope)


def _english_negation(
    text: str, told: Sequence[tuple[str, str]], quotes: str, means: Sequence[tuple[str, ...]]
) -> Iterator[Refusal]:
    words = load()
    said = words.english_negation.search(words.no_english_negation.sub(" ", text))
    like = words.like_negation.search(text)
    if said and (not told or (like and len(told) == 1)):
        yield Refusal("polarity", said[0])
    if not said and not like:
        for negation, scope in told:
            firm = words.firm_negation.fullmatch(negation)
            if _mostly(means, scope) or (firm and _mostly(means, _after(quotes, negation))):
                yield Refusal("polarity", negation + scope)


def _after(quotes: str, negation: str) -> str:
    """What stands behind a negation in its part."""
    return re.split(r"[,。;!?\n]", quotes[quotes.index(negation) + len(negation) :])[0]


def _negated(text: str) -> Iterator[tuple[str, str]]:
    """Each Chinese negation of a text with the characters behind it."""
    words = load()
    covered = words.no_negation.sub(lambda m: "~" * len(m[0]), text)
    for m in words.negation.finditer(covered):
        behind = _HAN.match(text, m.end())
        scope = behind[0][:_SCOPE] if behind else ""
        if not scope:  # 除外: what it negates stands before it
            before = re.search(r"[\u4e00-\u9fff]{1,4}$", text[: m.start()])
            scope = before[0] if before else ""
        yield m[0], scope


def _share(a: str, b: str) -> bool:
    """Do two scopes have a pair of characters, or their first character, in common?"""
    pairs = {a[i : i + 2] for i in range(len(a) - 1)}
    return bool(a and b) and (a[0] == b[0] or any(p in b for p in pairs))


def _mostly(means: Sequence[tuple[str, ...]], scope: str) -> bool:
    return any(mean in scope or scope[:2] == mean[:2] for every in means for mean in every if len(mean) > 1)


def _hardened(text: str, grounds: Sequence[Ground], matches: Sequence[Match]) -> Iterator[Refusal]:
    """Is what the document aims at, or leaves open, said as a fact?"""
    words = load()
    if not words.aims_kept.search(text):
        for match in matches:
            aims = [words.aims.search(g.before(p.start)) for g, p in match.told_by]
            if all(aims) and aims[0]:
                yield Refusal("modality", aims[0][0])
    if is_english(text):
        left_open = [
            m[0] for g in grounds for m in words.optional.finditer(g.window()) if _heads(g.window(), m)
        ]
        if left_open and not words.soft.search(text):
            yield Refusal("modality", left_open[0])
    else:
        yield from _hardened_in_part(text, "\n".join(g.window() for g in grounds))


def _hardened_in_part(text: str, windows: str) -> Iterator[Refusal]:
    """Is one of the things that the quotes leave open said as a fact?"""
    words = load()
    hedged = words.aims_kept.search(text)
    for m in words.aims.finditer(windows):
        if not hedged and _heads(windows, m) and _repeats(text, windows, m.end()):
            yield Refusal("modality", m[0])
    for m in words.optional.finditer(windows):
        if not _heads(windows, m) or not _repeats(text, windows, m.end()):
            continue
        behind = _HAN.match(windows, m.end())
        same = behind[0][:_SCOPE] if behind and len(behind[0]) >= _SCOPE else ""
        places = [found.start() for found in re.finditer(same, text)] if same else []
        softened = any(words.soft.search(text, _piece(text, p), p) for p in places)
        if not softened if places else not words.soft.search(text):
            yield Refusal("modality", m[0])


def _heads(windows: str, m: re.Match[str]) -> bool:
    """Does the word govern what follows, as 支持 does not in 政策支持?"""
    return _HEAD.search(windows[max(m.start() - 3, 0) : m.start()]) is not None


def _piece(text: str, place: int) -> int:
    return max(text.rfind(sign, 0, place) for sign in ",。;") + 1


def _repeats(text: str, windows: str, start: int) -> bool:
    """Is the part of the quotes that begins here in the sentence, by and large?"""
    part = re.split(r"[,。;!?\n]", windows[start : start + 80])[0]
    pairs = [run[i : i + 2] for run in _HAN.findall(part) for i in range(len(run) - 1)]
    return bool(pairs) and sum(p in text for p in pairs) >= _HALF * len(pairs)

"""The programmes of the four plans: what applies, then what may apply with the fact it hangs on."""

from collections.abc import Iterator, Sequence

from bot.check_lines import Line, Section, quoted
from bot.check_words import Words
from rules.assessment import Assessment
from rules.programmes import Programme, Verdict

_VERDICTS: tuple[Verdict, ...] = ("applies", "possible", "ruled_out")
_SHOWN: dict[Verdict, int] = {
    "applies": 8,
    "possible": 4,
    "ruled_out": 0,
}  # more than this nobody reads on a phone


def programme_sections(assessment: Assessment, words: Words, everything: bool) -> Iterator[Section]:
    """`everything`: all of them; otherwise the most particular ones, and how many more there are."""
    for verdict in _VERDICTS:
        found = [p for p in assessment.programmes if p.verdict == verdict]
        shown = found if everything else found[: _SHOWN[verdict]]
        if shown:
            title = words(f"check_programmes_{verdict}", count=len(found))
            yield Section(title, tuple(_lines(shown, len(found) - len(shown), assessment, words)))
    if not assessment.programmes and assessment.facts.get("target") != "ankang":
        yield Section(words("check_programmes_none"))


def _lines(shown: Sequence[Programme], left: int, assessment: Assessment, words: Words) -> Iterator[Line]:
    for n, programme in enumerate(shown, start=1):
        yield from programme_lines(programme, n, assessment, words)
    if left:
        yield Line(words("check_programmes_left", count=left), 1)


def programme_lines(programme: Programme, n: int, assessment: Assessment, words: Words) -> Iterator[Line]:
    """One programme as number `n` of a list: its name, its sentence, the reasons."""
    yield Line(programme_title(programme, n, words), 1, "strong")
    yield quoted(programme.clause, programme.quote, 2, words)
    yield from (Line(text, 2) for text in _said(programme, assessment, words))


def programme_title(programme: Programme, n: int, words: Words) -> str:
    kind = words(f"check_kind_{programme.kind}")
    return words("check_programme", n=n, name=programme.name, kind=kind, place=programme.place)


def _said(programme: Programme, assessment: Assessment, words: Words) -> Iterator[str]:
    """The reasons, which the rules give in Chinese; in English what stands in the programme's fields."""
    if programme.units:
        yield words("check_units", units=words.joined(list(programme.units)))
    if words.language == "zh":
        yield words("check_reasons_joint").join(programme.reasons)
        return
    if programme.open:
        yield words("check_open", facts=words.joined([words.fact(field) for field in programme.open]))
    if not programme.amount_stated and programme.kind != "constraint":
        yield words("check_amount_unstated")
    first, last = programme.period
    if not programme.in_force:
        yield words("check_ended" if last < assessment.on else "check_not_begun", first=first, last=last)

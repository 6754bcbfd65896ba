"""What an admin sees of a document that they sent, before it is added."""

from collections.abc import Iterator

from bot.telegram.change_page import cut, problems, some
from bot.telegram.page import Block, block
from knowledge.base import Preview
from knowledge.model import Figure
from knowledge.wording import Wording


def preview(seen: Preview, name: str, say: Wording) -> list[Block]:
    """What the document is, as it was understood. `name` is what its sender called it, "" for nothing."""
    document = seen.document
    facts = {
        "name": name or say("tg_admin_upload_unnamed"),
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": document.issued,
        "region": document.region if document.region != document.title else None,
        "period": say("tg_admin_period", first=document.period.start, last=document.period.end)
        if document.period
        else None,
    }
    stated = [
        say(f"tg_admin_upload_{key}", value=cut(str(value or say("tg_admin_upload_unknown"))))
        for key, value in facts.items()
    ]
    lines = [*stated, *_outline(seen, say), *_figures(seen, say), *problems(seen.problems, say)]
    return [
        block(say("tg_admin_upload_heading"), "b"),
        *(block(line) for line in lines),
        block(_relation(seen, say), "b", apart=True),
    ]


def _outline(seen: Preview, say: Wording) -> Iterator[str]:
    tables = sum(c.kind == "table" for c in seen.clauses)
    yield say("tg_admin_upload_size", clauses=len(seen.clauses), tables=tables, figures=len(seen.figures))
    heads = [c.title for c in seen.clauses if c.kind in ("section", "box") and c.title and len(c.path) <= 1]
    yield from some((cut(title, 60) for title in heads), say)


def _figures(seen: Preview, say: Wording) -> Iterator[str]:
    if seen.figures:
        yield say("tg_admin_upload_figures")
        yield from some((_figure(f, say) for f in seen.figures), say)


def _figure(figure: Figure, say: Wording) -> str:
    value = f"{figure.relation}{figure.value.normalize():f}{figure.unit}"
    year = figure.year or say("tg_admin_upload_no_year")
    return say("tg_admin_upload_figure", indicator=cut(figure.indicator, 40), year=year, value=cut(value, 40))


def _relation(seen: Preview, say: Wording) -> str:
    return say(f"tg_admin_upload_{seen.relation}", title=cut(seen.other.title) if seen.other else "")

"""The pages that say what the bot is and how to speak to it; lines that fit a small phone."""

from collections.abc import Sequence
from datetime import date

from bot.telegram.page import Block, Span, block
from bot.wording import Language, load
from knowledge.model import Document, Period

_EXAMPLES = ("tg_example_1", "tg_example_2")
_HELP = ("check", "compare", "sources", "lang", "cancel", "privacy")


def welcome(language: Language, documents: int) -> list[Block]:
    """What a person sees first."""
    say = load(language)
    examples = [Block((Span("· "), Span(say(key), "code"))) for key in _EXAMPLES]  # code: a tap copies it
    return [
        block(say("tg_welcome", count=documents)),
        block(say("tg_welcome_how"), apart=True),
        *examples,
        block(say("tg_welcome_check"), apart=True),
    ]


def private_help(language: Language) -> list[Block]:
    say = load(language)
    return [
        block(say("tg_help_ask")),
        *(block(say(f"tg_help_{command}"), apart=n == 0) for n, command in enumerate(_HELP)),
        block(say("tg_help_buttons"), apart=True),
        block(say("tg_help_edit")),
        block(say("tg_help_uncertain"), apart=True),
    ]


def group_help(language: Language, bot: str, mentions: bool | None) -> list[Block]:
    """How to call the bot, whose username is `bot`. `mentions`: they are answered; None: they do not reach
    it."""
    say = load(language)
    return [
        *how_to_call(language, bot, mentions),
        block(say("tg_group_check", bot=bot), apart=True),
        block(say("tg_group_settings", bot=bot)),
        block(say("tg_help_uncertain"), apart=True),
    ]


def greeting(language: Language, bot: str, documents: int, mentions: bool | None) -> list[Block]:
    """What a group sees when the bot has joined it."""
    say = load(language)
    calling = how_to_call(language, bot, mentions)
    settings = block(say("tg_group_settings", bot=bot), apart=True)
    return [block(say("tg_group_greeting", count=documents)), *calling, settings]


def how_to_call(language: Language, bot: str, mentions: bool | None) -> list[Block]:
    say = load(language)
    ways = ["tg_call_ask", "tg_call_reply", *(["tg_call_mention"] if mentions else [])]
    hidden = [block(say("tg_call_mention_hidden", bot=bot))] if mentions is None else []
    bullets = [block(say("tg_bullet", text=say(way, bot=bot))) for way in ways]
    return [block(say("tg_call_how"), apart=True), *bullets, *hidden]


def sources(language: Language, documents: Sequence[Document], today: date) -> list[Block]:
    """The documents with number, title, period and whether it has ended."""
    say = load(language)
    shown = [block(say("tg_sources_heading", count=len(documents)), "b")]
    for n, document in enumerate(documents, start=1):
        number = document.number or say("no_number")
        period = _period(language, document.period, today)
        region = document.region_en if language == "en" else document.region
        shown.append(block(say("tg_source", n=n, region=region, title=document.title), apart=True))
        shown.append(block(say("tg_source_number", number=number, period=period), "i"))
    return shown


def _period(language: Language, period: Period | None, today: date) -> str:
    say = load(language)
    if period is None:
        return say("tg_source_no_period")
    state = "ended" if period.end < today else "not_begun" if today < period.start else "running"
    kind = "moves_" if period.covers == "moves" else ""
    return say(f"tg_source_{kind}{state}", first=period.start, last=period.end)

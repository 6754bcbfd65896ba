"""Message entities: offsets in UTF-16 code units, and what Telegram finds by itself in a person's text."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str
    offset: int  # UTF-16 code units
    length: int
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""

    def wire(self) -> dict[str, object]:
        """As the Bot API writes it."""
        body: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        for name in ("url", "language", "custom_emoji_id"):
            if value := getattr(self, name):
                body[name] = value
        return body


@dataclass(frozen=True, slots=True)
class RichText:
    """A text with its entities, sorted by offset, the longer one first."""

    text: str
    entities: tuple[Entity, ...] = ()

    def trimmed(self) -> "RichText":
        """Without white space at both ends, as Telegram stores it; entities are moved and cut to fit."""
        text = self.text.strip()
        if text == self.text:
            return self
        cut = utf16_length(self.text) - utf16_length(self.text.lstrip())
        end = utf16_length(text)
        kept = []
        for entity in self.entities:
            start, stop = max(0, entity.offset - cut), min(end, entity.offset - cut + entity.length)
            if stop > start:
                kept.append(
                    Entity(
                        entity.kind,
                        start,
                        stop - start,
                        entity.url,
                        entity.language,
                        entity.custom_emoji_id,
                    )
                )
        return RichText(text, tuple(kept))


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


# One pattern, first match wins: a link may hold @ and #, a command may be followed by @bot.
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?![\w@])"
    r"|(?<![\w#])(?P<hashtag>#\w*[^\W\d]\w*)"
)


def found_in(text: str) -> tuple[Entity, ...]:
    """The entities that Telegram marks in what a person typed: links, commands, mentions, hashtags."""
    return tuple(
        Entity(match.lastgroup or "", utf16_length(text[: match.start()]), utf16_length(match.group()))
        for match in _FOUND.finditer(text)
    )


def covered(text: str, entity: Entity) -> str:
    """The part of the text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")

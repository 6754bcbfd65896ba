"""Texts and captions of the bot: parsed, trimmed, measured; where a message goes and what it replies to."""

from dataclasses import dataclass

from tests.bot_api.chat import Chat
from tests.bot_api.entities import Entity, RichText, utf16_length
from tests.bot_api.errors import ApiError
from tests.bot_api.html_text import parse_html
from tests.bot_api.keyboard import read_markup
from tests.bot_api.model import Message, Version, Wire
from tests.bot_api.parameters import Request
from tests.bot_api.world import World

LONGEST_TEXT = 4096  # UTF-16 code units after parsing
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100


def read_text(world: World, request: Request, name: str, longest: int) -> RichText:
    """The parameter `name` with its formatting; may be empty. Raises ApiError 400."""
    raw = request.text(name)
    explicit = "entities" if name == "text" else "caption_entities"
    mode = request.text("parse_mode").lower()
    if mode and request.has(explicit):
        raise ApiError.bad_request(f"parse_mode and {explicit} exclude each other", rule="bad_entities")
    if mode == "html":
        body, slips = parse_html(raw)
        for slip in slips:
            world.violate(request.method, "sloppy_html", slip)
    elif mode:
        raise ApiError.bad_request("unsupported parse_mode", rule="parse_mode")
    else:
        body = RichText(raw, _explicit(raw, request.items(explicit)))
    body = body.trimmed()
    if "\x00" in body.text or any(0xD800 <= ord(char) < 0xE000 for char in body.text):
        raise ApiError.bad_request("strings must be encoded in UTF-8", rule="not_utf8")
    if utf16_length(body.text) > longest:
        what = "message is too long" if name == "text" else "message caption is too long"
        raise ApiError.bad_request(what, rule="too_long")
    if len(body.entities) > MOST_ENTITIES:
        # Telegram keeps the first hundred and says nothing.
        world.violate(request.method, "too_many_entities", f"{len(body.entities)} entities")
        body = RichText(body.text, body.entities[:MOST_ENTITIES])
    return body


def _explicit(text: str, entities: list[object]) -> tuple[Entity, ...]:
    read = []
    for entity in entities:
        match entity:
            case {"type": str(kind), "offset": int(offset), "length": int(length)} if (
                0 <= offset < offset + length <= utf16_length(text)
            ):
                read.append(Entity(kind, offset, length))
            case _:
                raise ApiError.bad_request(f"can't parse MessageEntity: {entity}", rule="bad_entities")
    return tuple(sorted(read, key=lambda e: (e.offset, -e.length)))


def read_version(world: World, request: Request, body: RichText, *, inline_only: bool = False) -> Version:
    """The content of a message with its buttons. Raises ApiError 400."""
    if not request.has("reply_markup"):
        return Version(body, at=world.now())
    markup = dict(request.mapping("reply_markup"))
    rows, slips = read_markup(markup)
    for slip in slips:
        world.violate(request.method, "sloppy_keyboard", slip)
    if inline_only and "inline_keyboard" not in markup:
        raise ApiError.bad_request("inline keyboard expected", rule="bad_keyboard")
    # Only inline keyboards are part of the message that others receive.
    shown: Wire | None = (
        {"inline_keyboard": [list(row) for row in _raw_rows(markup) if row]} if rows else None
    )
    return Version(body, rows, shown, world.now())


def _raw_rows(markup: dict[str, object]) -> list[list[object]]:
    rows = markup.get("inline_keyboard", [])
    assert isinstance(rows, list)
    return rows


@dataclass(frozen=True, slots=True)
class Place:
    chat: Chat
    reply_to: Message | None
    topic: int | None


def read_place(world: World, request: Request) -> Place:
    """Chat, topic and replied message of a call that sends. Raises ApiError 400 or 403."""
    chat = world.chat_for(request.parameters["chat_id"])
    reply_to = _replied(chat, request)
    topic = read_topic(chat, request)
    if topic is None and chat.forum and reply_to is not None:
        topic = reply_to.topic
    if reply_to is not None and chat.forum and reply_to.topic != topic:
        raise ApiError.bad_request("message to be replied not found", rule="reply_in_another_topic")
    return Place(chat, reply_to, topic)


def read_topic(chat: Chat, request: Request) -> int | None:
    """message_thread_id; the General topic (1) cannot be named, as at Telegram."""
    if not request.has("message_thread_id"):
        return None
    topic = request.integer("message_thread_id")
    if not chat.forum:
        raise ApiError.bad_request("message thread not found", rule="topic_outside_forum")
    if topic not in chat.topics:
        raise ApiError.bad_request("message thread not found")
    return topic


def _replied(chat: Chat, request: Request) -> Message | None:
    if not request.has("reply_parameters"):
        return None
    parameters = request.mapping("reply_parameters")
    message_id = parameters.get("message_id")
    if not isinstance(message_id, int):
        raise ApiError.bad_request("can't parse reply parameters", rule="wrong_type")
    if parameters.get("chat_id", chat.id) != chat.id:
        raise ApiError.bad_request("replies to another chat are not known here", rule="not_implemented")
    replied = chat.messages.get(message_id)
    if replied is not None and not replied.deleted:
        quote = parameters.get("quote", "")
        if isinstance(quote, str) and quote not in replied.text:
            raise ApiError.bad_request("QUOTE_TEXT_INVALID", rule="bad_quote")
        return replied
    if parameters.get("allow_sending_without_reply") is True:
        return None
    raise ApiError.bad_request("message to be replied not found")

"""Users, files, messages: what the server remembers and what a test reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.bot_api.entities import RichText

if TYPE_CHECKING:
    from tests.bot_api.chat import Chat

Status = Literal["creator", "administrator", "member", "left", "kicked"]
Wire = dict[str, object]  # a Telegram object as it goes over the line


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    is_bot: bool = False
    username: str | None = None
    language: str | None = None

    def wire(self) -> Wire:
        body: Wire = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            body["username"] = self.username
        if self.language:
            body["language_code"] = self.language
        return body


# In whose name Telegram delivers what an administrator writes as the group, and what a linked channel posts.
ANONYMOUS_ADMIN = User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")
TELEGRAM = User(777000, "Telegram")


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    name: str | None
    mime: str | None
    content: bytes
    size: int  # bytes; more than the content where a test only claims a size

    @property
    def path(self) -> str:
        """Where it is downloaded; like Telegram's, it says nothing of the name the sender chose."""
        suffix = self.mime.rpartition("/")[2] if self.mime else "bin"
        return f"documents/{self.file_id}.{suffix}"

    def wire(self) -> Wire:
        body: Wire = {
            "file_id": self.file_id,
            "file_unique_id": f"u{self.file_id}",
            "file_size": self.size,
        }
        if self.name is not None:
            body["file_name"] = self.name
        if self.mime is not None:
            body["mime_type"] = self.mime
        return body


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A message as it stood until the next edit."""

    body: RichText
    buttons: Rows = ()
    markup: Wire | None = None
    at: float = 0.0


@dataclass(slots=True, eq=False)
class Message:
    id: int
    chat: Chat
    author: User | None
    at: float
    versions: list[Version]
    sender_chat: Chat | None = None
    reply_to: Message | None = None
    topic: int | None = None  # of a forum
    thread: int | None = None  # message_thread_id: the topic, or the first message of a chain of replies
    document: StoredFile | None = None
    extra: Wire = field(default_factory=dict)  # stickers, voice, service messages
    reactions: list[str] = field(default_factory=list)  # the bot's
    deleted: bool = False
    edits_seen: int = 0

    @property
    def current(self) -> Version:
        return self.versions[-1]

    @property
    def text(self) -> str:
        """What a person reads now; of a document, its caption."""
        return self.current.body.text

    @property
    def html(self) -> str:
        """The text with its formatting, as python-telegram-bot writes HTML."""
        import telegram

        message = telegram.Message.de_json(self.wire(), bot=None)
        return message.caption_html if self.document else message.text_html

    @property
    def buttons(self) -> Rows:
        return self.current.buttons

    @property
    def labels(self) -> list[list[str]]:
        return [[button.text for button in row] for row in self.buttons]

    @property
    def from_bot(self) -> bool:
        return self.author is not None and self.author.id == self.chat.world.bot.id

    def button(self, label: str) -> Button:
        """Raises ValueError, naming what is there, if no button has this label."""
        for row in self.buttons:
            for button in row:
                if button.text == label:
                    return button
        raise ValueError(f"message {self.id} has no button {label!r}, only {self.labels}")

    async def changed(self, timeout: float = 5.0) -> Message:
        """Wait for an edit that nobody waited for yet."""
        await self.chat.world.watch.until(
            lambda: len(self.versions) > self.edits_seen + 1, timeout, f"an edit of message {self.id}"
        )
        self.edits_seen += 1
        return self

    async def gone(self, timeout: float = 5.0) -> None:
        """Wait until it is deleted."""
        await self.chat.world.watch.until(lambda: self.deleted, timeout, f"the deletion of message {self.id}")

    def wire(self, *, nested: bool = False) -> Wire:
        """As the Bot API writes it; `nested` = as the reply_to_message of another one, without its own."""
        body: Wire = {"message_id": self.id, "date": int(self.at), "chat": self.chat.wire()}
        if self.author is not None:
            body["from"] = self.author.wire()
        if self.sender_chat is not None:
            body["sender_chat"] = self.sender_chat.wire()
        if self.thread is not None:
            body["message_thread_id"] = self.thread
        if self.topic is not None:
            body["is_topic_message"] = True
        if len(self.versions) > 1:
            body["edit_date"] = int(self.current.at)
        if not nested and (replied := self._replied()) is not None:
            body["reply_to_message"] = replied.wire(nested=True)
        body |= self._content()
        if self.current.markup is not None:
            body["reply_markup"] = self.current.markup
        return body | self.extra

    def _replied(self) -> Message | None:
        if self.reply_to is not None:
            return None if self.reply_to.deleted else self.reply_to
        # In a topic Telegram shows every message as a reply to the one that opened the topic.
        opening = self.chat.messages.get(self.topic) if self.topic is not None else None
        return None if opening is self else opening

    def _content(self) -> Wire:
        word, entities = ("caption", "caption_entities") if self.document else ("text", "entities")
        body: Wire = {"document": self.document.wire()} if self.document else {}
        if self.text:
            body[word] = self.text
        if self.current.body.entities:
            body[entities] = [entity.wire() for entity in self.current.body.entities]
        return body

"""Everything the server remembers, in one place; methods of the Bot API and people of the tests change it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.bot_api.chat import Chat, Kind
from tests.bot_api.entities import RichText, found_in
from tests.bot_api.errors import ApiError
from tests.bot_api.model import Message, StoredFile, User, Version
from tests.bot_api.press import Press
from tests.bot_api.updates import Updates
from tests.bot_api.watch import Watch

CALLS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of the Bot API that the bot broke, whether Telegram would refuse the call or let it pass."""

    method: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was answered; status 0 = the connection was dropped."""

    method: str
    parameters: dict[str, object]
    status: int
    description: str
    at: float


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: float = 0.0


@dataclass(eq=False)
class World:
    bot: User
    privacy_mode: bool = True
    watch: Watch = field(default_factory=Watch)
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    # (scope as canonical JSON, language code) → (command, description)
    commands: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    webhook: Webhook = field(default_factory=Webhook)
    violations: list[Violation] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    in_work: int = 0  # calls being answered, getUpdates apart
    on_bot_message: Callable[[Message], None] | None = None
    _moved_on: float = 0.0
    _next: int = 1000

    def __post_init__(self) -> None:
        self.updates = Updates(self.watch)
        self.users[self.bot.id] = self.bot

    def now(self) -> float:
        return time.time() + self._moved_on

    def later(self, seconds: float) -> None:
        """Move the server's clock on."""
        self._moved_on += seconds

    def new_id(self) -> int:
        self._next += 1
        return self._next

    def new_chat(self, kind: Kind, title: str, *, forum: bool = False) -> Chat:
        number = self.new_id()
        chat = Chat(self, -number if kind == "group" else -1_000_000_000_000 - number, kind, title, forum)
        chat.next_id = 2  # the first is the service message that made the group, and the id of General
        self.chats[chat.id] = chat
        return chat

    def new_file(self, name: str | None, mime: str | None, content: bytes, size: int | None) -> StoredFile:
        stored = StoredFile(
            f"FILE{self.new_id()}", name, mime, content, len(content) if size is None else size
        )
        self.files[stored.file_id] = stored
        return stored

    def keep(
        self,
        chat: Chat,
        author: User | None,
        *,
        text: str = "",
        version: Version | None = None,
        reply_to: Message | None = None,
        topic: int | None = None,
        document: StoredFile | None = None,
    ) -> Message:
        """Store a new message of the chat. A typed `text` gets the entities Telegram finds in it."""
        at = self.now()
        version = version or Version(RichText(text, found_in(text)).trimmed(), at=at)
        message = Message(chat.next_id, chat, author, at, [version], reply_to=reply_to, document=document)
        if chat.forum:
            message.topic = message.thread = topic or (reply_to.topic if reply_to else None)
        elif chat.kind == "supergroup" and reply_to is not None:
            message.thread = reply_to.thread or reply_to.id
        chat.messages[message.id] = message
        chat.next_id += 1
        if message.from_bot and self.on_bot_message is not None:
            self.on_bot_message(message)
        self.watch.touch()
        return message

    def note_webhook_error(self, error: str) -> None:
        """For getWebhookInfo."""
        self.webhook = replace(self.webhook, last_error=error, last_error_at=self.now())
        self.watch.touch()

    def violate(self, method: str, rule: str, detail: str) -> None:
        self.violations.append(Violation(method, rule, detail))

    def chat_for(self, chat_id: object) -> Chat:
        """The chat a call names, where the bot may act. Raises ApiError as Telegram does where it may not."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise ApiError.bad_request("chat not found")
        if chat.upgraded_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.upgraded_to,
            )
        if chat.kind == "private":
            if chat.status_of(self.bot.id) == "kicked":
                raise ApiError.forbidden("bot was blocked by the user")
            if not chat.open_to_bot:
                raise ApiError.forbidden("bot can't initiate conversation with a user")
            return chat
        name = {"group": "group", "supergroup": "supergroup", "channel": "channel"}[chat.kind]
        status = chat.status_of(self.bot.id)
        if status == "kicked":
            raise ApiError.forbidden(f"bot was kicked from the {name} chat")
        if status == "left":
            raise ApiError.forbidden(f"bot is not a member of the {name} chat")
        return chat

    async def settled(self, quiet: float = 0.05, timeout: float = 5.0) -> None:
        """Wait until every update is confirmed, no call is in work, and nothing moved for `quiet` seconds."""
        end = time.monotonic() + timeout
        while True:
            if self.updates.pending or self.in_work:
                moved = await self.watch.next_touch(end - time.monotonic())
            else:
                moved = await self.watch.next_touch(quiet)
                if not moved:
                    return
            if time.monotonic() >= end:
                raise AssertionError(f"not settled after {timeout} s. {self.last_words()}")

    def last_words(self) -> str:
        """How things stand, for the message of a wait that was in vain."""
        calls = [f"{c.method} {c.status} {c.description}".strip() for c in list(self.calls)[-5:]]
        waiting = len(self.updates.pending)
        return f"Updates waiting: {waiting}; last calls: {calls}; violations: {self.violations}"

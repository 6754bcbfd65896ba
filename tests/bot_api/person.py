"""A person of a test: what she types, presses and sends."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bot_api.chat import Chat, Topic
from tests.bot_api.entities import RichText, found_in
from tests.bot_api.model import Message, User, Version, Wire
from tests.bot_api.press import Press
from tests.bot_api.privacy import bot_may_see
from tests.bot_api.world import World


@dataclass(frozen=True, slots=True)
class Person:
    world: World
    user: User
    private: Chat

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def username(self) -> str | None:
        return self.user.username

    @property
    def language(self) -> str | None:
        return self.user.language

    def says(
        self, chat: Chat, text: str, *, reply_to: Message | None = None, topic: Topic | None = None
    ) -> Message:
        return self._send(chat, text=text, reply_to=reply_to, topic=topic)

    def starts(self, parameter: str | None = None) -> Message:
        """Press "Start", or follow a link t.me/bot?start=parameter."""
        return self.says(self.private, "/start" if parameter is None else f"/start {parameter}")

    def edits(self, message: Message, text: str) -> None:
        if message.author != self.user:
            raise ValueError(f"{self.name} cannot edit what another wrote")
        body = RichText(text, found_in(text)).trimmed()
        message.versions.append(Version(body, at=self.world.now()))
        if bot_may_see(message, privacy_mode=self.world.privacy_mode):
            self.world.updates.put("edited_message", message.wire())

    def deletes(self, message: Message) -> None:
        """Bots are not told of deletions."""
        message.deleted = True

    def presses(self, message: Message, label: str) -> Press:
        """Press a button of the message. Raises ValueError if it has none of that label, or it is gone."""
        if message.deleted:
            raise ValueError("the message was deleted, nobody can press its buttons")
        button = message.button(label)
        if button.data is None:
            raise ValueError(f"{label!r} is no callback button but leads to {button.url}")
        return self.presses_data(message, button.data)

    def presses_data(self, message: Message, data: str) -> Press:
        """A callback with any data: of an older version of the bot, or forged by a client."""
        press = Press(str(self.world.new_id()), self.user, message, data, self.world.now())
        self.world.presses[press.id] = press
        self.world.updates.put("callback_query", press.wire())
        return press

    def sends_document(
        self,
        chat: Chat,
        name: str | None,
        content: bytes,
        mime: str | None = "application/pdf",
        *,
        caption: str = "",
        size: int | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """`size` claims another size than the content's, for files too large to make in a test."""
        stored = self.world.new_file(name, mime, content, size)
        version = Version(RichText(caption, found_in(caption)).trimmed(), at=self.world.now())
        message = self.world.keep(
            chat,
            self.user,
            version=version,
            reply_to=reply_to,
            topic=topic.id if topic else None,
            document=stored,
        )
        return self._deliver(message)

    def sends_sticker(self, chat: Chat, *, topic: Topic | None = None) -> Message:
        body = self._media() | {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send(chat, topic=topic, extra={"sticker": body | {"type": "regular", "emoji": "👍"}})

    def sends_voice(self, chat: Chat, *, topic: Topic | None = None) -> Message:
        return self._send(chat, topic=topic, extra={"voice": self._media() | {"duration": 3}})

    def sends_photo(self, chat: Chat, *, caption: str = "", topic: Topic | None = None) -> Message:
        extra: Wire = {"photo": [self._media() | {"width": 90, "height": 90}]}
        if caption:
            extra |= {"caption": caption, "caption_entities": [e.wire() for e in found_in(caption)]}
        return self._send(chat, topic=topic, extra=extra)

    def forwards(self, message: Message, to: Chat) -> Message:
        author = message.author or self.user
        origin: Wire = {"type": "user", "date": int(message.at), "sender_user": author.wire()}
        if message.sender_chat is not None:
            chat = message.sender_chat.wire()
            origin = {"type": "channel", "date": int(message.at), "chat": chat, "message_id": message.id}
        return self._send(to, text=message.text, extra={"forward_origin": origin})

    def blocks_bot(self) -> None:
        self.private.set_bot_status("kicked", self.user)

    def unblocks_bot(self) -> None:
        self.private.set_bot_status("member", self.user)

    def _media(self) -> Wire:
        file_id = self.world.new_file(None, None, b"media", None).file_id
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": 5}

    def _send(
        self,
        chat: Chat,
        *,
        text: str = "",
        reply_to: Message | None = None,
        topic: Topic | None = None,
        extra: Wire | None = None,
    ) -> Message:
        message = self.world.keep(
            chat, self.user, text=text, reply_to=reply_to, topic=topic.id if topic else None
        )
        message.extra |= extra or {}
        return self._deliver(message)

    def _deliver(self, message: Message) -> Message:
        chat = message.chat
        if chat.kind == "private":
            if chat is not self.private:
                raise ValueError(f"{self.name} cannot write in {chat}")
            chat.open_to_bot = True
        elif chat.status_of(self.id) not in ("member", "administrator", "creator"):
            raise ValueError(f"{self.name} is no member of {chat}")
        chat.deliver(message)
        return message

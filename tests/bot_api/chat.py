"""A chat as the test sees and moves it: members, topics, messages, and what the bot says there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.bot_api.model import ANONYMOUS_ADMIN, Message, Status, User, Wire
from tests.bot_api.privacy import bot_may_see

if TYPE_CHECKING:
    from tests.bot_api.person import Person
    from tests.bot_api.world import World

Kind = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, slots=True)
class Topic:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    draft_id: int
    text: str


@dataclass(slots=True, eq=False)
class Chat:
    world: World
    id: int
    kind: Kind
    title: str
    forum: bool = False
    members: dict[int, tuple[User, Status]] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[tuple[str, int | None]] = field(default_factory=list)  # (action, topic)
    drafts: list[Draft] = field(default_factory=list)
    open_to_bot: bool = True  # private: the person has written to the bot
    upgraded_to: int | None = None
    read: set[int] = field(default_factory=set)  # ids of the bot's messages a test has read
    next_id: int = 1

    # What a person would see

    @property
    def bot_messages(self) -> list[Message]:
        return [m for m in self.messages.values() if m.from_bot and not m.deleted]

    @property
    def unread(self) -> list[Message]:
        return [m for m in self.bot_messages if m.id not in self.read]

    async def bot_says(
        self, *, after: Message | None = None, topic: Topic | int | None = None, timeout: float = 5.0
    ) -> Message:
        """The first message of the bot that was not read yet, later than `after`, in `topic` if given.

        It and what came before it (in the topic) count as read then.
        Raises AssertionError after `timeout` seconds.
        """
        wanted = topic.id if isinstance(topic, Topic) else topic

        def found() -> Message | None:
            later = (m for m in self.unread if after is None or m.id > after.id)
            return next((m for m in later if wanted is None or m.topic == wanted), None)

        what = f"a message of the bot in {self.title!r}"
        await self.world.watch.until(found, timeout, what, state=self.world.last_words)
        message = found()
        assert message is not None
        passed = (m for m in self.unread if m.id <= message.id)
        self.read |= {m.id for m in passed if wanted is None or m.topic == wanted}
        return message

    async def stays_silent(self, quiet: float = 0.1) -> None:
        """Wait until nothing moved anywhere for `quiet` seconds. AssertionError if the bot wrote here."""
        await self.world.settled(quiet)
        assert not self.unread, f"the bot wrote in {self.title!r}: {[m.text for m in self.unread]}"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} {self.title!r}>"

    def wire(self) -> Wire:
        body: Wire = {"id": self.id, "type": self.kind}
        body["first_name" if self.kind == "private" else "title"] = self.title
        if self.forum:
            body["is_forum"] = True
        return body

    # What others do here

    def topic(self, name: str) -> Topic:
        """Open a topic; its id is that of the service message that opens it."""
        if not self.forum:
            raise ValueError(f"{self} is no forum")
        owner = next((user for user, status in self.members.values() if status == "creator"), None)
        opened = self.world.keep(self, owner or ANONYMOUS_ADMIN, topic=self.next_id)
        opened.extra["forum_topic_created"] = {"name": name, "icon_color": 7322096}
        self.topics[opened.id] = Topic(opened.id, name)
        self.deliver(opened)
        return self.topics[opened.id]

    def posts(self, text: str) -> Message:
        """A post in a channel: it has no author."""
        message = self.world.keep(self, None, text=text)
        message.sender_chat = self
        self.deliver(message)
        return message

    def anonymous_admin_says(
        self, text: str, *, reply_to: Message | None = None, topic: Topic | None = None
    ) -> Message:
        """An administrator writes in the group's name: from GroupAnonymousBot, sender_chat the group."""
        message = self.world.keep(
            self, ANONYMOUS_ADMIN, text=text, reply_to=reply_to, topic=topic.id if topic else None
        )
        message.sender_chat = self
        self.deliver(message)
        return message

    def deliver(self, message: Message) -> None:
        """Let the bot have the message if Telegram would."""
        if bot_may_see(message, privacy_mode=self.world.privacy_mode):
            kind = "channel_post" if self.kind == "channel" else "message"
            self.world.updates.put(kind, message.wire())

    def status_of(self, user_id: int) -> Status:
        return self.members[user_id][1] if user_id in self.members else "left"

    def join(self, person: Person) -> None:
        self._service(person.user, {"new_chat_members": [person.user.wire()]})
        self.members[person.id] = (person.user, "member")

    def leave(self, person: Person) -> None:
        self._service(person.user, {"left_chat_member": person.user.wire()})
        self.members[person.id] = (person.user, "left")

    def make_admin(self, person: Person) -> None:
        self.members[person.id] = (person.user, "administrator")

    def add_bot(self, by: Person, status: Status = "member") -> None:
        self.set_bot_status(status, by.user)
        self._service(by.user, {"new_chat_members": [self.world.bot.wire()]})

    def kick_bot(self, by: Person) -> None:
        self.set_bot_status("kicked", by.user)

    def promote_bot(self, by: Person) -> None:
        self.set_bot_status("administrator", by.user)

    def set_bot_status(self, status: Status, by: User) -> None:
        """Change what the bot is here; it is told by my_chat_member."""
        bot = self.world.bot
        old = self.member_wire(bot)
        self.members[bot.id] = (bot, status)
        change: Wire = {"chat": self.wire(), "from": by.wire(), "date": int(self.world.now())}
        change |= {"old_chat_member": old, "new_chat_member": self.member_wire(bot)}
        self.world.updates.put("my_chat_member", change)

    def upgrade(self) -> Chat:
        """A group becomes a supergroup under another id; the old id is answered with migrate_to_chat_id."""
        new = self.world.new_chat("supergroup", self.title)
        new.members = dict(self.members)
        self.upgraded_to = new.id
        self._service(ANONYMOUS_ADMIN, {"migrate_to_chat_id": new.id})
        new._service(ANONYMOUS_ADMIN, {"migrate_from_chat_id": self.id})
        return new

    def member_wire(self, user: User) -> Wire:
        """A ChatMember as getChatMember and my_chat_member give it."""
        from tests.bot_api.members import member_wire

        return member_wire(user, self.status_of(user.id), channel=self.kind == "channel")

    def _service(self, author: User, content: Wire) -> None:
        message = self.world.keep(self, author)
        message.extra |= content
        self.deliver(message)

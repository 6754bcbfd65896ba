"""`BotApi`: the running server and the hand that moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, Self

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from tests.bot_api.chat import Chat
from tests.bot_api.faults import Fault, Faults, FloodLimits, FloodMeter
from tests.bot_api.model import Status, User, Wire
from tests.bot_api.person import Person
from tests.bot_api.press import Press
from tests.bot_api.server import Server
from tests.bot_api.updates import QueuedUpdate
from tests.bot_api.webhook import Courier
from tests.bot_api.world import Call, Violation, Webhook, World

MEMBERS = ("member", "administrator", "creator")


class BotApi:
    """One bot's Telegram. `async with await BotApi.start() as api:` or start and stop by hand."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self._faults = Faults()
        self._server = Server(world, token, self._faults)
        self._http = HTTPServer(self._server)
        self._courier = Courier(world)
        world.updates.on_put = self._courier.take
        self._port = 0

    @classmethod
    async def start(
        cls,
        *,
        port: int = 0,
        token: str = "100:TEST",
        username: str = "policy_test_bot",
        name: str = "Policy",
        privacy_mode: bool = True,
    ) -> Self:
        """Listen on loopback; port 0 takes a free one. The token begins with the bot's id."""
        bot = User(int(token.partition(":")[0]), name, is_bot=True, username=username)
        api = cls(World(bot, privacy_mode), token)
        sockets = bind_sockets(port, "127.0.0.1")
        api._port = sockets[0].getsockname()[1]
        api._http.add_sockets(sockets)
        return api

    async def stop(self) -> None:
        self._faults.heal()
        self._http.stop()
        await self._courier.stop()
        await self._server.stop()
        await self._http.close_all_connections()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # Where it is

    @property
    def url(self) -> str:
        """For POLICYBOT_TELEGRAM__API_BASE_URL and PTB's base_url."""
        return f"http://127.0.0.1:{self._port}/bot"

    @property
    def file_url(self) -> str:
        """For PTB's base_file_url."""
        return f"http://127.0.0.1:{self._port}/file/bot"

    @property
    def username(self) -> str:
        return self.world.bot.username or ""

    @property
    def bot_id(self) -> int:
        return self.world.bot.id

    # Who is there

    def person(
        self,
        name: str,
        *,
        language: str | None = "zh-hans",
        username: str | None = None,
        id: int | None = None,
    ) -> Person:
        """A new user. The bot may write to her only after she has written to it."""
        user = User(id or self.world.new_id(), name, username=username, language=language)
        private = Chat(self.world, user.id, "private", name, open_to_bot=False)
        private.members = {user.id: (user, "member"), self.bot_id: (self.world.bot, "member")}
        self.world.users[user.id] = user
        self.world.chats[private.id] = private
        return Person(self.world, user, private)

    def group(
        self,
        title: str,
        *,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        kind: Literal["group", "supergroup"] = "supergroup",
        forum: bool = False,
        bot: Status | None = "member",
    ) -> Chat:
        """A group; bot=None: the bot is no member. The first of the admins is its creator."""
        chat = self.world.new_chat(kind, title, forum=forum)
        return self._fill(chat, members, admins, bot)

    def channel(
        self, title: str, *, admins: Iterable[Person] = (), bot: Status | None = "administrator"
    ) -> Chat:
        return self._fill(self.world.new_chat("channel", title), (), admins, bot)

    def _fill(
        self, chat: Chat, members: Iterable[Person], admins: Iterable[Person], bot: Status | None
    ) -> Chat:
        statuses: list[Status] = ["creator"]
        for admin in admins:
            chat.members[admin.id] = (admin.user, statuses.pop() if statuses else "administrator")
        for member in members:
            chat.members.setdefault(member.id, (member.user, "member"))
        if bot is not None:
            chat.members[self.bot_id] = (self.world.bot, bot)
        return chat

    @property
    def privacy_mode(self) -> bool:
        return self.world.privacy_mode

    @privacy_mode.setter
    def privacy_mode(self, on: bool) -> None:
        self.world.privacy_mode = on

    # What happened

    @property
    def calls(self) -> list[Call]:
        """The last calls but getUpdates, oldest first; of getUpdates only the refused ones."""
        return list(self.world.calls)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.world.calls if call.method == method]

    @property
    def violations(self) -> list[Violation]:
        return self.world.violations

    @property
    def commands(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        return self.world.commands

    @property
    def webhook(self) -> Webhook:
        return self.world.webhook

    @property
    def pending_updates(self) -> list[QueuedUpdate]:
        return list(self.world.updates.pending)

    @property
    def unanswered_presses(self) -> list[Press]:
        """Buttons that still spin: pressed, delivered or not, and never answered."""
        return [press for press in self.world.presses.values() if press.answer is None]

    async def until(self, happened: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until `happened()` is true; asked again whenever the server's state changes."""
        await self.world.watch.until(happened, timeout, "what the test awaits", state=self.world.last_words)

    async def settled(self, quiet: float = 0.05, timeout: float = 5.0) -> None:
        """Wait until every update is confirmed, no call is in work and nothing moved for `quiet` seconds.

        A bot that computes longer than `quiet` without a call looks settled; await its words instead.
        """
        await self.world.settled(quiet, timeout)

    # What goes wrong

    def fails(
        self, method: str | None, fault: Fault, *, chat: Chat | None = None, times: int | None = 1
    ) -> None:
        """The next `times` calls (None: all) of the method (None: any but getUpdates) meet the fault."""
        self._faults.plan(fault, method, chat.id if chat else None, times)

    def heals(self) -> None:
        """Forget all faults and break the connections that hang."""
        self._faults.heal()

    @property
    def floods(self) -> FloodLimits | None:
        return self._server.floods.limits if self._server.floods else None

    @floods.setter
    def floods(self, limits: FloodLimits | None) -> None:
        self._server.floods = FloodMeter(limits, self.world.now) if limits else None

    def later(self, seconds: float) -> None:
        """Move the server's clock on."""
        self.world.later(seconds)

    def raw(self, update: Wire) -> None:
        """Any update as it is; update_id is filled in if missing."""
        self.world.updates.put_raw(update)

    def repeat_last_update(self) -> None:
        """Deliver the last update a second time under its id."""
        self.world.updates.repeat_last()

"""The bot as a running program: what it is made of, how it starts and how it stops."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken
from telegram.ext import Application, ApplicationBuilder, BaseHandler

from bot.config import Config, Telegram
from bot.failure import Failure
from bot.monitor import Probe, start_monitor
from bot.telegram.admin import Admin
from bot.telegram.admission import FIRST, Admission
from bot.telegram.checks import Checks
from bot.telegram.clauses import Clauses
from bot.telegram.commands import Commands
from bot.telegram.conduct import Conduct
from bot.telegram.crew import Crew, new_worker
from bot.telegram.delivery import Delivery
from bot.telegram.desk import Desk
from bot.telegram.errors import failed
from bot.telegram.groups import Groups
from bot.telegram.inbox import Inbox, Processor
from bot.telegram.languages import Languages
from bot.telegram.ledger import Ledger
from bot.telegram.limits import Limits
from bot.telegram.menus import publish
from bot.telegram.pace import Clock, Pace
from bot.telegram.polling import Poller
from bot.telegram.privacy import Privacy
from bot.telegram.questions import Questions
from bot.telegram.reloading import Reloading
from bot.telegram.settings import Settings
from bot.telegram.strays import Strays
from bot.telegram.tidying import keep_tidy
from bot.telegram.uploads import Uploads
from bot.telegram.webhook import listen
from bot.wording import here

_log = logging.getLogger(__name__)
logging.getLogger("telegram.ext.ExtBot").setLevel(
    logging.CRITICAL + 1
)  # it logs whole updates, texts and all
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")  # of updates that handlers want
PACE = Pace()
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TURN = 0.001  # seconds: how long a thread that thinks may keep the event loop from running
_GRACE = 20.0  # seconds in which a bot that stops finishes its answers
_LAST_GRACE = 5.0  # seconds more to write down which ones it did not finish
_CONNECTIONS = 32  # one request each at a time; httpx looks at all of them for each request
# Seconds. The longer an answer is waited for, the less often it is uncertain whether a message arrived.
_POOL_TIMEOUT, _CONNECT_TIMEOUT, _READ_TIMEOUT = 30.0, 10.0, 20.0


def application(
    desk: Desk, delivery: Delivery, inbox: Inbox, processor: Processor
) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot over `desk`, not yet started; its updates come from `inbox` alone."""
    builder = ApplicationBuilder().token(_token(desk.config)).updater(None)
    builder = builder.update_queue(inbox.queue).concurrent_updates(processor).rate_limiter(delivery)
    builder = builder.connection_pool_size(_CONNECTIONS).pool_timeout(_POOL_TIMEOUT)
    builder = builder.connect_timeout(_CONNECT_TIMEOUT).read_timeout(_READ_TIMEOUT)
    if url := desk.config.telegram.api_base_url:
        builder = builder.base_url(url).base_file_url(_file_url(url))
    made = builder.build()
    made.add_handlers(handlers(desk))
    made.add_error_handler(failed)
    return made


def handlers(desk: Desk) -> dict[int, Sequence[BaseHandler[Any, Any, Any]]]:
    """By group, in the order in which they are tried."""
    questions: Any = Questions(desk)
    clauses = Clauses(desk)
    checks = Checks(desk, clauses)
    privacy = Privacy(desk)
    reloading = Reloading(desk)
    parts: list[Any] = [
        questions,
        clauses,
        checks,
        reloading,
        Admin(desk, reloading),
        Uploads(desk, reloading),
        Commands(desk, checks, privacy),
        Languages(desk),
        Settings(desk),
        privacy,
        Groups(desk),
        Conduct(desk, questions, checks),
        Strays(desk),
    ]
    admission = Admission(desk, Limits())
    return {FIRST: admission.handlers(), 0: [h for part in parts for h in part.handlers()]}


def thinkers(config: Config) -> ThreadPoolExecutor:
    """Threads that questions are answered on: few that compute, more where they wait for a chat model."""
    waiting = 8 * config.llm.max_requests if config.llm.model else 0
    return ThreadPoolExecutor(4 + waiting, thread_name_prefix="think")


async def serve(desk: Desk) -> None:
    """The bot until the process is told to end (SIGINT, SIGTERM). Raises Failure."""
    sys.setswitchinterval(_TURN)
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    work = asyncio.current_task()
    started = False

    def end() -> None:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)  # the next one ends at once
        _log.warning(here()("telegram_stopping"))
        told.set()
        if work and not started:
            work.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, end)
    try:
        async with serving(desk) as running:
            started = True
            _log.warning(here()("telegram_started", bot=running.bot.username))
            await told.wait()
    except asyncio.CancelledError:
        if not told.is_set():
            raise


@asynccontextmanager
async def serving(
    desk: Desk, pace: Pace = PACE, worker: str | None = None, clock: Clock | None = None
) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """The bot at work. On leaving it stops: what is being answered is answered, the rest handed back.

    `worker` names this process among those that share the database. Raises Failure.
    """
    me = worker or new_worker()
    ledger = Ledger(desk.store, me, desk.clock)
    delivery, inbox = Delivery(ledger, pace, clock), Inbox(ledger)
    processor = Processor(ledger, inbox)
    made = application(desk, delivery, inbox, processor)
    crew = Crew(desk.store, me, desk.clock)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(made.shutdown)
        await _initialize(made)
        stack.push_async_callback(crew.leave)
        await crew.look(inbox, processor, made.bot)
        await _beside(
            crew.keep_looking(inbox, processor, made.bot), stack
        )  # also while the last answers leave
        await made.start()
        stack.push_async_callback(_finish, made, delivery, inbox, processor)
        well = await _hear(desk.config.telegram, made.bot, inbox, stack)
        await _beside(_warm_up(desk), stack)
        await _beside(keep_tidy(desk), stack)
        await _beside(publish(made.bot, desk.config.telegram.admins), stack)
        if monitor := start_monitor(desk.config.monitor, {"database": desk.store.well, "telegram": well}):
            stack.callback(monitor.stop)
        yield made


async def _warm_up(desk: Desk) -> None:
    """The first question loads the model, which takes seconds: the bot asks it itself."""
    await desk.think(lambda: desk.base.ask("安康", desk.today(), None))


async def _initialize(made: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Asks Telegram who the bot is, until it answers."""
    try:
        await made.initialize()
    except InvalidToken:
        raise Failure(here()("telegram_bad_token")) from None


async def _hear(telegram: Telegram, bot: Bot, inbox: Inbox, stack: AsyncExitStack) -> Probe:
    """Receives updates until the stack is left; gives what says whether that goes well."""
    if telegram.webhook_url:
        server = await listen(telegram, bot, inbox, KINDS)
        stack.push_async_callback(server.close_all_connections)
        stack.callback(server.stop)
        return _nothing_wrong  # that Telegram delivers nothing may be because nobody wrote
    poller = Poller(bot, inbox, KINDS)
    stack.push_async_callback(poller.confirm)
    await _beside(poller.run(), stack)
    return poller.well


async def _nothing_wrong() -> None:
    return None


async def _finish(
    made: Application[Any, Any, Any, Any, Any, Any], delivery: Delivery, inbox: Inbox, processor: Processor
) -> None:
    """Nothing more comes in: finishes the answers in flight, within the grace."""
    inbox.close()
    delivery.stop()
    limit = asyncio.get_running_loop().call_later(_GRACE, processor.cancel)
    try:
        await asyncio.wait_for(made.stop(), _GRACE + _LAST_GRACE)
    except TimeoutError:
        _log.warning("not everything ended in time; the next start finds what was left")
    limit.cancel()
    await processor.marked()


async def _beside(work: Coroutine[Any, Any, None], stack: AsyncExitStack) -> None:
    """Runs `work` until the stack is left."""
    name = getattr(work, "__qualname__", "a task")

    async def run() -> None:
        try:
            await work
        except Exception:
            _log.exception("%s has ended", name)

    task = asyncio.create_task(run())

    async def end() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        work.close()  # where it had not even begun

    stack.push_async_callback(end)


def _file_url(url: str) -> str:
    """Where a Bot API server at `url` (…/bot) offers files."""
    host, slash, rest = url.rpartition("/bot")
    return f"{host}/file{slash}{rest}"


def _token(config: Config) -> str:
    return config.telegram.token.get_secret_value() if config.telegram.token else ""

"""What `policybot doctor` tries of Telegram: the token, and whether webhook deliveries arrive."""

import asyncio

from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.config import Telegram
from bot.failure import Failure
from knowledge.wording import Wording


def examine_token(settings: Telegram, say: Wording) -> str:
    """Who the token belongs to and what the bot sees in groups. Raises Failure."""
    me, _ = _asked(settings, say)
    sees = "token_sees_all" if me.can_read_all_group_messages else "token_privacy"
    return say("token_well", name=me.username, sees=say(sees), admins=len(settings.admins))


def examine_webhook(settings: Telegram, say: Wording) -> str:
    """Where Telegram delivers to. Raises Failure where its last delivery failed."""
    _, hook = _asked(settings, say)
    if hook.url != settings.webhook_url:
        return say("webhook_not_set", url=settings.webhook_url)
    if hook.last_error_message:
        raise Failure(say("webhook_failing", url=hook.url, why=hook.last_error_message))
    return say("webhook_well", url=hook.url, waiting=hook.pending_update_count)


def _asked(settings: Telegram, say: Wording) -> tuple[User, WebhookInfo]:
    try:
        return asyncio.run(_ask(settings))
    except InvalidToken:
        raise Failure(say("token_refused")) from None
    except TelegramError as error:
        raise Failure(say("telegram_unreachable", why=error.message)) from None


async def _ask(settings: Telegram) -> tuple[User, WebhookInfo]:
    token = settings.token.get_secret_value() if settings.token else ""
    bot = Bot(token, base_url=settings.api_base_url) if settings.api_base_url else Bot(token)
    async with bot:
        return bot.bot, await bot.get_webhook_info()

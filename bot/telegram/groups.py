"""Groups: the greeting when the bot joins, forgetting when it leaves, moving when a group is upgraded."""

from typing import Any

from telegram import Bot, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest
from telegram.ext import ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.store import chats
from bot.telegram.desk import Desk
from bot.telegram.first_words import greeting
from bot.telegram.hearing import group_language
from bot.telegram.said import Place
from bot.telegram.sending import post

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_RULES = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Groups:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> list[Any]:
        return [
            ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.MIGRATE & filters.UpdateType.MESSAGE, self._moved),
        ]

    async def _membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type not in _GROUPS:
            return
        if not _is_in(change.new_chat_member):
            await self._desk.store.run(lambda session: chats.forget(session, change.chat.id))
        elif not _is_in(change.old_chat_member) and _may_speak(change.new_chat_member):
            await self._greet(change, context.bot)

    async def _greet(self, change: ChatMemberUpdated, bot: Bot) -> None:
        """Once: a group that is known (an upgraded one, or the same update again) was greeted before."""
        chat = change.chat
        if await self._desk.store.run(lambda session: chats.is_known(session, chat.id)):
            return
        settings = await self._desk.store.run(lambda session: chats.settings(session, chat.id))
        language = group_language(settings, "", change.from_user)
        mentions = _hears_mentions(bot.bot, change.new_chat_member) or None
        words = greeting(language, bot.username, len(self._desk.base.documents()), mentions)
        await post(bot, Place(chat.id, None, False), words)
        await self._desk.store.run(lambda session: chats.remember(session, chat.id))

    async def _moved(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG002
        """Both chats tell it: the old one where it went, the new one whence it came."""
        message = update.message
        if message and message.migrate_to_chat_id:
            await self._move(message.chat.id, message.migrate_to_chat_id)
        elif message and message.migrate_from_chat_id:
            await self._move(message.migrate_from_chat_id, message.chat.id)

    async def _move(self, old: int, new: int) -> None:
        await self._desk.store.run(lambda session: chats.move(session, old, new))


async def is_administrator(bot: Bot, chat: int, person: int) -> bool:
    """Is `person` owner or administrator of the group now?"""
    try:
        return (await bot.get_chat_member(chat, person)).status in _RULES
    except BadRequest:  # a group that hides its members tells only who its administrators are
        return any(member.user.id == person for member in await bot.get_chat_administrators(chat))


async def may_rule(bot: Bot, message: Message) -> bool:
    """Was `message` written by an administrator of its group, be it anonymously?"""
    if message.sender_chat:
        return message.sender_chat.id == message.chat.id
    return bool(message.from_user and await is_administrator(bot, message.chat.id, message.from_user.id))


async def mentions_reach(bot: Bot, chat: int) -> bool:
    """Does Telegram hand the bot messages that only mention it?"""
    me = bot.bot
    return bool(me.can_read_all_group_messages) or _hears_mentions(me, await bot.get_chat_member(chat, me.id))


def _hears_mentions(me: User, member: ChatMember) -> bool:
    """With privacy mode on only an administrator is handed what is not for bots."""
    return bool(me.can_read_all_group_messages) or member.status in _RULES


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def _may_speak(member: ChatMember) -> bool:
    return not isinstance(member, ChatMemberRestricted) or member.can_send_messages

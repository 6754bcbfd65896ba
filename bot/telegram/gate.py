"""Who may use what only admins may: by the number of their account, never by a name or a group's title."""

from dataclasses import dataclass

from telegram import Bot, CallbackQuery, Message

from bot.store import audit
from bot.telegram.buttons import acknowledge, place_of_press
from bot.telegram.desk import Desk
from bot.telegram.hearing import by_code, heard, language_at
from bot.telegram.page import block
from bot.telegram.said import Place, Said
from bot.telegram.sending import post
from bot.telegram.strays import outdated
from bot.wording import Language, load


@dataclass(frozen=True, slots=True)
class Pressed:
    """An admin's press: who, on which message, and what stands behind the kind in the button's data."""

    place: Place
    message: int
    person: int
    language: Language
    fields: tuple[str, ...]


async def admin_said(
    message: Message | None, desk: Desk, bot: Bot, action: str, refusal: str = "tg_admin_refused"
) -> Said | None:
    """What an admin said. Anyone else who speaks to this bot is refused politely, which the audit keeps.

    `refusal` is a key of the wording, with the person's number to fill in.
    """
    if message is None:
        return None
    person = _person(message)
    allowed = person is not None and desk.is_admin(person)
    if not allowed and message.chat.type != "private" and not _names_a_bot(message):
        return None  # in a group a bare /status may be meant for another bot
    said = await heard(message, desk, bot.bot)
    if said is None or allowed:
        return said
    say, now = load(said.language), desk.clock()
    await desk.store.run(lambda session: audit.record(session, person, action, False, now))
    words = say(refusal, person=person) if person else say("tg_admin_refused_anonymous")
    await post(bot, said.place, [block(words)], reply_to=said.message)
    return None


async def admin_pressed(query: CallbackQuery | None, desk: Desk, action: str) -> Pressed | None:
    """An admin's press in private, not yet acknowledged. Anyone else sees why nothing happens, which the
    audit keeps."""
    if query is None:
        return None
    place, person = place_of_press(query), query.from_user.id
    if place is None or query.message is None or not place.private:
        await outdated(query, by_code(query.from_user))
        return None
    language = await language_at(desk, place, query.from_user)
    if not desk.is_admin(person):
        now = desk.clock()
        await desk.store.run(lambda session: audit.record(session, person, action, False, now))
        await acknowledge(query, load(language)("tg_admin_refused", person=person), alert=True)
        return None
    fields = tuple((query.data or "").split(":")[2:])
    return Pressed(place, query.message.message_id, person, language, fields)


async def private_only(said: Said, bot: Bot) -> bool:
    """Is this between the admin and the bot? Else says that it should be: in a group all read along."""
    if said.place.private:
        return True
    await post(bot, said.place, [block(load(said.language)("tg_admin_in_private"))], reply_to=said.message)
    return False


def _person(message: Message) -> int | None:
    """Whose account it is. None for a group's anonymous administrator and for who speaks as a channel."""
    return message.from_user.id if message.from_user and not message.sender_chat else None


def _names_a_bot(message: Message) -> bool:
    return "@" in (message.text or "").split(maxsplit=1)[0]

"""A press of a button as the handlers of settings, languages and privacy see it."""

from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update, User

from bot.telegram.buttons import place_of_press
from bot.telegram.hearing import by_code
from bot.telegram.said import Place
from bot.telegram.strays import outdated


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed what, and where: `what` is the last field of the data, `message` has the button."""

    query: CallbackQuery
    message: Message
    place: Place
    person: User
    what: str


async def press_of(update: Update) -> Press | None:
    """The press, not yet acknowledged; None where its message is too old to be told from others, which the
    person is told."""
    query = update.callback_query
    if query is None:
        return None
    place = place_of_press(query)
    if place is None or not isinstance(query.message, Message):
        await outdated(query, by_code(query.from_user))
        return None
    return Press(query, query.message, place, query.from_user, (query.data or "").rpartition(":")[2])

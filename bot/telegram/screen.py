"""Where something is shown, and in which language."""

from dataclasses import dataclass

from telegram import Bot

from bot.telegram.said import Place
from bot.wording import Language


@dataclass(frozen=True, slots=True)
class Screen:
    bot: Bot
    place: Place
    language: Language

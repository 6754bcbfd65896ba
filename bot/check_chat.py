"""A self-check inside the console chat: `/check`, then a line an answer."""

from rich.console import Console

from bot.check import Checker, Firm, ReadFirm
from bot.check_dialogue import known
from bot.check_lines import Section
from bot.check_sections import result_sections, understood_section
from bot.check_show import show_sections
from bot.check_talk import Talk, begun, heard, question_sections
from bot.check_words import words_for
from bot.wording import Language
from rules.facts import Facts, FactsError


class CheckChat:
    """Asks until the result is settled or the person has had enough, and then shows the result."""

    def __init__(
        self, text: str, checker: Checker, read: ReadFirm, language: Language, console: Console
    ) -> None:
        """text: what the firm says of itself, "" for nothing; its language is spoken from then on."""
        self._checker = checker
        self._console = console
        self._words = words_for(text, language)
        try:
            firm = read(text, checker.on) if text else Firm(Facts.unknown())
        except FactsError as error:
            show_sections([Section(self._words("talk_trouble", why=error.message))], console)
            firm = Firm(Facts.unknown())
        if firm.understood:
            show_sections([understood_section(firm.understood, self._words)], console)
            console.print()
        self._talk: Talk = begun(firm, checker.on)
        self._show()

    @property
    def ended(self) -> bool:
        return self._talk.ended

    def line(self, line: str) -> None:
        """One more answer, or a word that steers the talk."""
        self._talk = heard(self._talk, line, self._words)
        self._show()

    def _show(self) -> None:
        if self._talk.ended:
            found = self._checker.check(known(self._talk.dialogue).facts)

            show_sections(result_sections(found, self._words, why=False, everything=False), self._console)
        else:
            show_sections(question_sections(self._talk, self._checker, self._words), self._console)

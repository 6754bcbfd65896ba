"""What of a text a person sees: the words that are left when everything invisible is gone."""

import re
import unicodedata

_BLANKS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs without ink
_INVISIBLE = {"Cc", "Cf", "Cs"}  # controls, zero width and direction, lone surrogates


def visible(text: str) -> str:
    """`text` without characters that show nothing, and without space around it and at the ends of lines."""
    seen = "".join(_seen(c) for c in text)
    return re.sub(r" *\n *", "\n", re.sub(r"[^\S\n]+", " ", seen)).strip()


def has_readable_script(text: str) -> bool:
    """Has `text` Chinese or Latin letters, or no letters at all (a number, a sign)?"""
    letters = [c for c in text if c.isalpha()]
    return not letters or any(c.isascii() or _is_han(c) or _is_latin(c) for c in letters)


def _seen(character: str) -> str:
    if character in "\n\t":
        return character
    if character in _BLANKS:
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK")


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "")

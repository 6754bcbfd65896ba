"""Writing a number the way a Word list level does."""

from collections.abc import Callable

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_TO_FULL_WIDTH = 0xFEE0
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# Beyond this, Word's own formats differ from one version to another; plain digits are always right.
_HIGHEST = 9999


def numeral(number: int, style: str) -> str:
    """`number` in the format that w:numFmt calls `style`; in plain digits where the format is not known."""
    write = _STYLES.get(style)
    return write(number) if write is not None and 0 < number <= _HIGHEST else str(number)


def _chinese(number: int, digits: str = "零一二三四五六七八九", units: str = "千百十") -> str:
    text = ""
    for digit, unit in zip(f"{number:04}", (*units, ""), strict=True):
        if digit != "0":
            text += digits[int(digit)] + unit
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    return text[1:] if text.startswith("一十") else text


def _legal(number: int) -> str:
    return _chinese(number, "零壹贰叁肆伍陆柒捌玖", "仟佰拾")


def _roman(number: int) -> str:
    text = ""
    for size, sign in _ROMAN:
        text += sign * (number // size)
        number %= size
    return text


def _letter(number: int) -> str:
    """Word repeats the letter after Z: AA, BB, ..."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _from(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


_STYLES: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": _legal,
    "ideographTraditional": _from(_STEMS),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _from("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")),
    "decimalEnclosedParen": _from("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _from("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + _TO_FULL_WIDTH) for digit in str(number)),
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
}

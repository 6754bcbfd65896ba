"""Reading: the formats of Word's automatic numbers."""

import pytest

from knowledge.reading.numerals import numeral


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (12, "japaneseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (3050, "chineseCountingThousand", "三千零五十"),
        (21, "chineseLegalSimplified", "贰拾壹"),
        (4, "upperRoman", "IV"),
        (1999, "lowerRoman", "mcmxcix"),
        (27, "upperLetter", "AA"),
        (26, "lowerLetter", "z"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (2, "ideographTraditional", "乙"),
        (0, "upperRoman", "0"),
        (12345, "chineseCounting", "12345"),
        (8, "hebrew1", "8"),
    ],
)
def test_numeral(number: int, style: str, text: str) -> None:
    assert numeral(number, style) == text

"""Numbers in the attributes of a document."""

# More digits are nonsense, and a great many would take Python long to convert.
_MOST_DIGITS = 9


def whole_number(text: str | None, otherwise: int) -> int:
    """`text` as a number; `otherwise` when there is none or it is no sensible one."""
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else otherwise

"""The values a fact may still have: spans of decimals and days, closed at both ends, and a completion.

Sets of codes are plain frozensets. A fact that is known is one value; a fact not asked is its whole domain.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval of decimals; `low == high` is one number."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"span upside down: {self.low} > {self.high}")

    @classmethod
    def of(cls, low: Decimal | int | str, high: Decimal | int | str | None = None) -> "Span":
        return cls(Decimal(low), Decimal(low if high is None else high))

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)

    def times(self, other: "Span") -> "Span":
        """Product of two spans of numbers that are not negative."""
        return Span(self.low * other.low, self.high * other.high)

    def hull(self, other: "Span") -> "Span":
        return Span(min(self.low, other.low), max(self.high, other.high))


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A closed interval of days; `first == last` is one day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"days upside down: {self.first} > {self.last}")

    @classmethod
    def day(cls, day: date) -> "DateSpan":
        return cls(day, day)

    def common(self, other: "DateSpan") -> "DateSpan | None":
        first, last = max(self.first, other.first), min(self.last, other.last)
        return DateSpan(first, last) if first <= last else None


ANY_DAY = DateSpan(date.min, date.max)


@dataclass(frozen=True, slots=True)
class Completion:  # 完成
    """When the move was completed: on a day within `days` (None: on no day), or, if `pending`, not yet."""

    days: DateSpan | None
    pending: bool

    @classmethod
    def on(cls, first: date, last: date | None = None) -> "Completion":
        return cls(DateSpan(first, last or first), pending=False)


UNKNOWN_COMPLETION = Completion(ANY_DAY, pending=True)
NOT_COMPLETED = Completion(None, pending=True)

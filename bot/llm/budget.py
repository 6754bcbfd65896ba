"""What one question may cost: seconds until the answer must be there, and tokens of prompts and replies."""

from bot.llm.breaker import Clock
from bot.llm.errors import OverBudget
from knowledge.writing.prompts import Prompt

LEAST_REPLY = 200  # tokens: a shorter reply holds no sentence with its quote
CHARACTERS_A_TOKEN = 4  # of English, at most; so a reply of n tokens is shorter than 4 n characters


class Budget:
    """Of one question, shared by all requests made for it."""

    def __init__(self, seconds: float, tokens: int, clock: Clock) -> None:
        self._clock = clock
        self._ends = clock() + seconds
        self._tokens = tokens

    def seconds(self) -> float:
        """Seconds left, 0 at the end."""
        return max(self._ends - self._clock(), 0.0)

    def reply_tokens(self, prompt: Prompt) -> int:
        """How many tokens the reply to `prompt` may have, whose own cost is taken off. Raises OverBudget.

        A character counts as a token, which is what a Chinese one is at most with today's models.
        """
        left = self._tokens - len(prompt)
        if left < LEAST_REPLY:
            raise OverBudget
        self._tokens = left
        return left

    def spend(self, reply: str) -> None:
        self._tokens -= len(reply)

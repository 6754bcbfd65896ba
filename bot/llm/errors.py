"""Why there is no reply of the model. None of these reaches a person: the extractive answer is sent."""


class NoReply(Exception):
    """There is no (further) text of the model."""


class Resting(NoReply):
    """The model failed a moment ago and is left alone."""


class Busy(NoReply):
    """As many requests as allowed are under way, and none ended in time."""


class OverBudget(NoReply):
    """The question would cost more tokens, or the reply is longer, than allowed."""


class ModelFailed(NoReply):
    """The request failed; `rest` are the seconds for which the server asks to be left alone, if it does."""

    def __init__(self, why: str, rest: float | None = None) -> None:
        super().__init__(why)
        self.rest = rest

"""The contract's facts and Assessment objects as JSON, in and out."""

import json
from typing import Any

from bot.answer_json import Id, json_line
from bot.check import Firm
from rules.assessment import Assessment
from rules.intake import Understood


class BadJson(ValueError):
    """Text that is no JSON. A key that stands twice is refused: one of its values would be lost unseen."""

    def __init__(self, repeated: str | None = None) -> None:
        super().__init__(repeated)
        self.repeated = repeated


def read_json(data: bytes) -> object:
    """The value that `data` holds. NaN and Infinity come through: who asks for a number refuses them by the
    name of their field. Raises BadJson."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique)
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(key[:40])
        found[key] = value
    return found


def assessment_line(assessment: Assessment, ident: Id = None) -> str:
    """`assessment` as one line of JSON; `ident` is what the asker called it."""
    return json_line(assessment_object(assessment, ident))


def assessment_object(assessment: Assessment, ident: Id) -> dict[str, Any]:
    return {"id": ident, **assessment.model_dump(mode="json")}


def check_line(firm: Firm, assessment: Assessment) -> str:
    """The same for one check by itself, with how the firm's words were read where it used words."""
    shown = assessment_object(assessment, None)
    if firm.understood:
        shown["understood"] = _understood(firm.understood)
    return json_line(shown)


def _understood(understood: Understood) -> dict[str, Any]:
    return {
        "said": [{"field": m.field, "words": m.words, "value": m.value} for m in understood.said],
        "not_understood": list(understood.not_understood),
        "conflicts": [{"fields": list(c.fields), "message": c.message} for c in understood.conflicts],
    }

"""What the server answers when it refuses: Telegram's own words, which clients match on."""

from typing import Self


class ApiError(Exception):
    """Answered as `{"ok": false, "error_code": status, "description": …, "parameters": …}`.

    `rule` names the strictness rule that was broken; a call that breaks one is also kept as a violation.
    Errors that a correct bot meets as well (a chat that is gone, a query that is too old) have no rule.
    """

    def __init__(
        self,
        status: int,
        description: str,
        *,
        rule: str = "",
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.rule = rule
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    @classmethod
    def bad_request(cls, what: str, *, rule: str = "") -> Self:
        return cls(400, f"Bad Request: {what}", rule=rule)

    @classmethod
    def forbidden(cls, what: str) -> Self:
        return cls(403, f"Forbidden: {what}")

    @classmethod
    def conflict(cls, what: str) -> Self:
        return cls(409, f"Conflict: {what}")

    @classmethod
    def too_many_requests(cls, retry_after: int) -> Self:
        return cls(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)

    def body(self) -> dict[str, object]:
        parameters: dict[str, int] = {}
        if self.retry_after is not None:
            parameters["retry_after"] = self.retry_after
        if self.migrate_to_chat_id is not None:
            parameters["migrate_to_chat_id"] = self.migrate_to_chat_id
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return body | {"parameters": parameters} if parameters else body

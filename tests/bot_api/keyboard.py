"""reply_markup: inline keyboards checked button by button, the other kinds by their shape."""

import inspect
import re
from collections.abc import Mapping

import telegram

from tests.bot_api.errors import ApiError
from tests.bot_api.model import Button, Rows

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_DATA_BYTES = 64

_BUTTON_FIELDS = frozenset(inspect.signature(telegram.InlineKeyboardButton.__init__).parameters)
_DECORATION = frozenset({"text", "style", "icon_custom_emoji_id", "self", "api_kwargs"})
_ACTIONS = _BUTTON_FIELDS - _DECORATION
_URL = re.compile(r"(https?://[^\s/.]+(\.[^\s/.]+)+\S*|tg://\S+)")
_OTHER_KINDS = {"keyboard": list, "remove_keyboard": bool, "force_reply": bool}


def read_markup(markup: Mapping[str, object]) -> tuple[Rows, list[str]]:
    """The inline buttons, and what Telegram lets pass but shows badly. Raises ApiError 400 as it does."""
    if "inline_keyboard" not in markup:
        for name, kind in _OTHER_KINDS.items():
            if isinstance(markup.get(name), kind):
                return (), []
        raise _refuse("can't parse reply keyboard markup JSON object")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _refuse("object expected as reply markup: inline_keyboard must be an Array of Arrays")
    read = tuple(tuple(_button(button) for button in row) for row in rows)
    if sum(map(len, read)) > MOST_BUTTONS:
        raise _refuse("reply markup is too long")
    slips = [f"a row of {len(row)} buttons" for row in read if len(row) > MOST_IN_A_ROW]
    slips += ["an empty row of buttons" for row in read if not row]
    return tuple(row for row in read if row), slips


def _button(button: object) -> Button:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise _refuse('can\'t parse inline keyboard button: Field "text" must be of type String')
    text = button["text"]
    if not text.strip():
        raise _refuse("can't parse inline keyboard button: button text must be non-empty")
    if unknown := sorted(button.keys() - _BUTTON_FIELDS):
        raise _refuse(f"can't parse inline keyboard button: unknown field {unknown[0]!r}")
    actions = sorted(button.keys() & _ACTIONS)
    if not actions:
        raise _refuse("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _refuse(f"can't parse inline keyboard button: {actions} exclude each other")
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and (
        not isinstance(data, str) or not 1 <= len(data.encode("utf-8")) <= MOST_DATA_BYTES
    ):
        raise _refuse("BUTTON_DATA_INVALID")
    if url is not None and (not isinstance(url, str) or not _URL.fullmatch(url)):
        raise _refuse(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return Button(text, data, url)


def _refuse(reason: str) -> ApiError:
    return ApiError.bad_request(reason, rule="bad_keyboard")

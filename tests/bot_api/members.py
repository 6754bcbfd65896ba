"""ChatMember objects."""

import inspect

import telegram

from tests.bot_api.model import Status, User, Wire

_ADMIN_RIGHTS = tuple(
    name
    for name in inspect.signature(telegram.ChatMemberAdministrator.__init__).parameters
    if name.startswith("can_")
)
_CHANNEL_ONLY = frozenset({"can_post_messages", "can_edit_messages"})
_GROUP_ONLY = frozenset({"can_pin_messages", "can_manage_topics"})


def member_wire(user: User, status: Status, *, channel: bool) -> Wire:
    """The object for one user; an administrator has every right that exists in such a chat."""
    body: Wire = {"status": status, "user": user.wire()}
    if status == "creator":
        body["is_anonymous"] = False
    elif status == "administrator":
        absent = _GROUP_ONLY if channel else _CHANNEL_ONLY
        body |= {name: True for name in _ADMIN_RIGHTS if name not in absent}
        body |= {"is_anonymous": False, "can_be_edited": False}
    elif status == "kicked":
        body["until_date"] = 0
    return body

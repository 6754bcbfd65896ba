"""What the bot asks about itself and its chats: getMe, commands, members, webhooks."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import telegram

from tests.bot_api.errors import ApiError
from tests.bot_api.model import Wire
from tests.bot_api.parameters import Request
from tests.bot_api.world import Webhook, World

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
SCOPES = frozenset(scope.value for scope in telegram.constants.BotCommandScopeType)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


def get_me(world: World, _: Request) -> object:
    return world.bot.wire() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
    }


def set_my_commands(world: World, request: Request) -> object:
    commands = [_command(command) for command in request.items("commands")]
    if len(commands) > MOST_COMMANDS:
        raise ApiError.bad_request("BOT_COMMANDS_TOO_MUCH", rule="bad_command")
    names = [name for name, _ in commands]
    if len(set(names)) < len(names):
        world.violate(request.method, "bad_command", f"a command twice in {names}")
    world.commands[_scope(world, request)] = commands
    return True


def _command(command: object) -> tuple[str, str]:
    match command:
        case {"command": str(name), "description": str(description)}:
            if not _COMMAND.fullmatch(name):
                raise ApiError.bad_request("BOT_COMMAND_INVALID", rule="bad_command")
            if not 1 <= len(description.strip()) <= LONGEST_DESCRIPTION:
                raise ApiError.bad_request("BOT_COMMAND_DESCRIPTION_INVALID", rule="bad_command")
            return name, description
    raise ApiError.bad_request("can't parse BotCommand", rule="bad_command")


def _scope(world: World, request: Request) -> tuple[str, str]:
    scope = request.mapping("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in SCOPES:
        raise ApiError.bad_request("BotCommandScope has unsupported type", rule="bad_scope")
    if kind in ("chat", "chat_administrators", "chat_member"):
        world.chat_for(scope.get("chat_id"))
    if kind == "chat_member" and scope.get("user_id") not in world.users:
        raise ApiError.bad_request("user not found", rule="bad_scope")
    language = request.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise ApiError.bad_request("invalid language code specified", rule="bad_scope")
    return json.dumps(scope, sort_keys=True), language


def get_my_commands(world: World, request: Request) -> object:
    commands = world.commands.get(_scope(world, request), [])
    return [{"command": name, "description": description} for name, description in commands]


def delete_my_commands(world: World, request: Request) -> object:
    world.commands.pop(_scope(world, request), None)
    return True


def get_chat(world: World, request: Request) -> object:
    chat = world.chat_for(request.parameters["chat_id"])
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return chat.wire() | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(world: World, request: Request) -> object:
    chat = world.chat_for(request.parameters["chat_id"])
    user = world.users.get(request.integer("user_id"))
    if user is None:
        raise ApiError.bad_request("PARTICIPANT_ID_INVALID")
    return chat.member_wire(user)


def get_chat_administrators(world: World, request: Request) -> object:
    chat = world.chat_for(request.parameters["chat_id"])
    if chat.kind == "private":
        raise ApiError.bad_request("there are no administrators in the private chat", rule="private_chat")
    return [
        chat.member_wire(user)
        for user, status in chat.members.values()
        if status in ("creator", "administrator") and not (user.is_bot and user != world.bot)
    ]


def leave_chat(world: World, request: Request) -> object:
    chat = world.chat_for(request.parameters["chat_id"])
    if chat.kind == "private":
        raise ApiError.bad_request(
            "chat member status can't be changed in private chats", rule="private_chat"
        )
    chat.members[world.bot.id] = (world.bot, "left")
    return True


def set_webhook(world: World, request: Request) -> object:
    url, secret = request.text("url"), request.text("secret_token")
    parts = urlsplit(url)
    # Telegram asks for https; TLS is left to a proxy, so plain http is let through here.
    if url and (not parts.hostname or parts.scheme not in ("http", "https")):
        raise ApiError.bad_request("bad webhook: invalid webhook URL specified", rule="bad_webhook")
    if not _SECRET.fullmatch(secret):
        raise ApiError.bad_request("secret token contains unallowed characters", rule="bad_webhook")
    connections = request.integer("max_connections", 40)
    if not 1 <= connections <= 100:
        raise ApiError.bad_request("bad webhook: max_connections", rule="bad_webhook")
    if request.has("allowed_updates"):
        world.updates.allow(request.items("allowed_updates"))
    if request.flag("drop_pending_updates"):
        world.updates.pending.clear()
    world.webhook = Webhook(url, secret, connections)
    world.updates.webhook_url = url
    if url:
        world.updates.terminate_poll()
        for update in tuple(world.updates.pending):
            world.updates.on_put(update)
    return True


def delete_webhook(world: World, request: Request) -> object:
    if request.flag("drop_pending_updates"):
        world.updates.pending.clear()
    world.webhook = Webhook()
    world.updates.webhook_url = ""
    return True


def get_webhook_info(world: World, _: Request) -> object:
    hook = world.webhook
    body: Wire = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
        "max_connections": hook.max_connections,
    }
    if hook.last_error:
        body |= {"last_error_date": int(hook.last_error_at), "last_error_message": hook.last_error}
    if world.updates.allowed is not None:
        body["allowed_updates"] = sorted(world.updates.allowed)
    return body


METHODS: dict[str, Callable[[World, Request], object]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}

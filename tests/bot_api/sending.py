"""sendMessage and what happens to messages afterwards: edits, deletion, reactions, documents, drafts."""

from collections.abc import Callable

from telegram.constants import ChatAction, ReactionEmoji

from tests.bot_api.chat import Draft
from tests.bot_api.content import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    read_place,
    read_text,
    read_topic,
    read_version,
)
from tests.bot_api.errors import ApiError
from tests.bot_api.model import Message, StoredFile
from tests.bot_api.parameters import Request
from tests.bot_api.press import CallbackAnswer
from tests.bot_api.world import World

DELETABLE_S = 48 * 3600
LONGEST_CALLBACK_ANSWER = 200
CALLBACK_LIFE_S = 60
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024
REACTIONS = frozenset(emoji.value for emoji in ReactionEmoji)
ACTIONS = frozenset(action.value for action in ChatAction)


def send_message(world: World, request: Request) -> object:
    place = read_place(world, request)
    body = read_text(world, request, "text", LONGEST_TEXT)
    if not body.text:
        raise ApiError.bad_request("message text is empty", rule="empty_text")
    version = read_version(world, request, body)
    message = world.keep(place.chat, world.bot, version=version, reply_to=place.reply_to, topic=place.topic)
    return message.wire()


def send_document(world: World, request: Request) -> object:
    place = read_place(world, request)
    caption = read_text(world, request, "caption", LONGEST_CAPTION)
    version = read_version(world, request, caption)
    document = _document(world, request)
    message = world.keep(
        place.chat,
        world.bot,
        version=version,
        reply_to=place.reply_to,
        topic=place.topic,
        document=document,
    )
    return message.wire()


def _document(world: World, request: Request) -> StoredFile:
    upload = request.uploads.get("document")
    reference = request.text("document")
    if reference.startswith("attach://"):
        upload = request.uploads.get(reference.removeprefix("attach://"))
    elif reference:
        if reference not in world.files:
            raise ApiError.bad_request("wrong file identifier/HTTP URL specified", rule="bad_file")
        return world.files[reference]
    if upload is None or not upload.content:
        raise ApiError.bad_request("file must be non-empty", rule="bad_file")
    if not upload.name.strip():
        raise ApiError.bad_request("file name must be non-empty", rule="bad_file")
    if len(upload.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large", rule="bad_file")
    return world.new_file(upload.name, upload.mime, upload.content, None)


def edit_message_text(world: World, request: Request) -> object:
    body = read_text(world, request, "text", LONGEST_TEXT)
    if not body.text:
        raise ApiError.bad_request("message text is empty", rule="empty_text")
    message = _own(world, request, "edit")
    if message.document is not None:
        raise ApiError.bad_request("there is no text in the message to edit", rule="wrong_edit")
    version = read_version(world, request, body, inline_only=True)
    if (body, version.markup) == (message.current.body, message.current.markup):
        raise _not_modified()
    message.versions.append(version)
    return message.wire()


def edit_message_reply_markup(world: World, request: Request) -> object:
    message = _own(world, request, "edit")
    version = read_version(world, request, message.current.body, inline_only=True)
    if version.markup == message.current.markup:
        raise _not_modified()
    message.versions.append(version)
    return message.wire()


def _not_modified() -> ApiError:
    return ApiError.bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


def _own(world: World, request: Request, what: str) -> Message:
    if not (request.has("chat_id") and request.has("message_id")):
        raise ApiError.bad_request("message identifier is not specified", rule="missing_parameter")
    message = _message(world, request, what)
    if not message.from_bot:
        raise ApiError.bad_request(f"message can't be {what}ed", rule="not_own_message")
    return message


def _message(world: World, request: Request, what: str) -> Message:
    chat = world.chat_for(request.parameters["chat_id"])
    message = chat.messages.get(request.integer("message_id"))
    if message is None or message.deleted:
        raise ApiError.bad_request(f"message to {what} not found")
    return message


def delete_message(world: World, request: Request) -> object:
    message = _message(world, request, "delete")
    may = (
        message.from_bot
        or message.chat.kind == "private"
        or message.chat.status_of(world.bot.id) == "administrator"
    )
    if not may:
        raise ApiError.bad_request("message can't be deleted", rule="not_own_message")
    if world.now() - message.at > DELETABLE_S:
        raise ApiError.bad_request("message can't be deleted for everyone")
    message.deleted = True
    return True


def set_message_reaction(world: World, request: Request) -> object:
    message = _message(world, request, "react")
    emoji = []
    for reaction in request.items("reaction"):
        match reaction:
            case {"type": "emoji", "emoji": str(symbol)} if symbol in REACTIONS:
                emoji.append(symbol)
            case _:
                raise ApiError.bad_request("REACTION_INVALID", rule="bad_reaction")
    if len(emoji) > 1:
        raise ApiError.bad_request("REACTIONS_TOO_MANY", rule="bad_reaction")
    message.reactions = emoji
    return True


def send_chat_action(world: World, request: Request) -> object:
    chat = world.chat_for(request.parameters["chat_id"])
    topic = read_topic(chat, request)
    action = request.text("action")
    if action not in ACTIONS:
        raise ApiError.bad_request("wrong parameter action in request", rule="bad_action")
    if chat.kind == "channel":
        raise ApiError.bad_request("chat actions can't be sent to channels", rule="bad_action")
    chat.actions.append((action, topic))
    return True


def send_message_draft(world: World, request: Request) -> object:
    chat = world.chat_for(request.parameters["chat_id"])
    if chat.kind != "private":
        raise ApiError.bad_request("TEXTDRAFT_PEER_INVALID", rule="draft_outside_private")
    read_topic(chat, request)
    if request.integer("draft_id") == 0:
        raise ApiError.bad_request("draft_id must be non-zero", rule="bad_draft")
    chat.drafts.append(
        Draft(request.integer("draft_id"), read_text(world, request, "text", LONGEST_TEXT).text)
    )
    return True


def answer_callback_query(world: World, request: Request) -> object:
    press = world.presses.get(request.text("callback_query_id"))
    if len(request.text("text")) > LONGEST_CALLBACK_ANSWER:
        raise ApiError.bad_request("MESSAGE_TOO_LONG", rule="too_long")
    late = ApiError.bad_request("query is too old and response timeout expired or query ID is invalid")
    if press is None or world.now() - press.at > CALLBACK_LIFE_S:
        raise late
    if press.answer is not None:
        late.rule = "answered_twice"
        raise late
    press.answer = CallbackAnswer(request.text("text"), request.flag("show_alert"), request.text("url"))
    return True


def get_file(world: World, request: Request) -> object:
    stored = world.files.get(request.text("file_id"))
    if stored is None:
        raise ApiError.bad_request("invalid file_id", rule="bad_file")
    if stored.size > LARGEST_DOWNLOAD:
        raise ApiError.bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": f"u{stored.file_id}",
        "file_size": stored.size,
        "file_path": stored.path,
    }


METHODS: dict[str, Callable[[World, Request], object]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "setMessageReaction": set_message_reaction,
    "sendChatAction": send_chat_action,
    "sendMessageDraft": send_message_draft,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
}

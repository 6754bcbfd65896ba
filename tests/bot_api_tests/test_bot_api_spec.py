"""The methods and parameters the server knows are those that python-telegram-bot posts."""

import ast
import json
from pathlib import Path

import httpx
import pytest
import telegram
from telegram import Bot, ReplyKeyboardMarkup
from telegram.error import BadRequest, InvalidToken

from tests.bot_api import BotApi, Person
from tests.bot_api.parameters import read_request
from tests.bot_api.spec import camel, methods

SHARED = set(methods()["sendmessage"].parameters) | {"caption", "caption_entities"}


def posted() -> dict[str, set[str]]:
    """Method → names its source puts into the request."""
    source = ast.parse(Path(telegram._bot.__file__).read_text())
    found: dict[str, set[str]] = {}
    for function in ast.walk(source):
        if not isinstance(function, ast.AsyncFunctionDef) or function.name.startswith("_"):
            continue
        if camel(function.name).lower() in methods():
            found[camel(function.name)] = {name for node in ast.walk(function) for name in _names(node)}
    return found


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Assign(targets=[ast.Name("data")], value=ast.Dict(keys=keys)):
            return [key.value for key in keys]
        case ast.AnnAssign(target=ast.Name("data"), value=ast.Dict(keys=keys)):
            return [key.value for key in keys]
        case ast.Assign(targets=[ast.Subscript(ast.Name("data"), ast.Constant(name))]):
            return [name]
        case ast.Call(ast.Attribute(attr="_send_message"), keywords=keywords):
            return [keyword.arg for keyword in keywords if keyword.arg in SHARED]
    return []


def test_every_method_of_the_client_has_the_parameters_it_posts() -> None:
    assert len(posted()) > 150
    for name, names in posted().items():
        assert names == set(methods()[name.lower()].parameters), name


async def test_unknown_method(api: BotApi, bot: Bot) -> None:
    with pytest.raises(telegram.error.EndPointNotFound):
        await bot.do_api_request("sendTelegram")
    assert [(v.rule, v.method) for v in api.violations] == [("unknown_method", "sendTelegram")]
    api.violations.clear()


async def test_a_wrong_token_is_unauthorized(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        await Bot("100:OTHER", base_url=api.url).initialize()


async def test_unknown_parameter(api: BotApi, bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="no parameter 'colour'"):
        await bot.send_message(anna.id, "hi", api_kwargs={"colour": "red"})
    assert [v.rule for v in api.violations] == ["unknown_parameter"]
    assert anna.private.bot_messages == []
    api.violations.clear()


@pytest.mark.parametrize(
    ("method", "fields", "rule"),
    [
        ("sendMessage", {"chat_id": "5"}, "missing_parameter"),
        ("sendMessage", {"chat_id": "5", "text": "x", "disable_notification": "yes"}, "wrong_type"),
        ("sendMessage", {"chat_id": "5", "text": "x", "reply_parameters": "7"}, "wrong_type"),
        ("sendMessage", {"chat_id": "5", "text": "x", "entities": "{}"}, "wrong_type"),
        ("sendMessage", {"chat_id": "true", "text": "x"}, "wrong_type"),
        ("deleteMessage", {"chat_id": "5", "message_id": "seven"}, "wrong_type"),
    ],
)
async def test_fields_of_the_wrong_form(api: BotApi, method: str, fields: dict[str, str], rule: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api.url}{api.token}/{method}", data=fields)
    assert answer.status_code == 400
    assert [v.rule for v in api.violations] == [rule]
    api.violations.clear()


async def test_a_json_body_and_a_query_are_understood_too(api: BotApi, anna: Person) -> None:
    url = f"{api.url}{api.token}/sendmessage"
    async with httpx.AsyncClient() as client:
        assert (await client.post(url, json={"chat_id": anna.id, "text": "json"})).json()["ok"]
        assert (await client.get(url, params={"chat_id": anna.id, "text": "query"})).json()["ok"]
    assert [m.text for m in anna.private.bot_messages] == ["json", "query"]


async def test_a_method_the_server_does_not_play_says_so(api: BotApi, bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="Senddice is not implemented by the test server"):
        await bot.send_dice(anna.id)
    assert [v.rule for v in api.violations] == ["not_implemented"]
    api.violations.clear()


async def test_reply_keyboards_pass(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "?", reply_markup=ReplyKeyboardMarkup([["是", "否"]]))
    assert sent.reply_markup is None


def test_values_are_read_as_json_types() -> None:
    fields = {"chat_id": b"-5", "text": b"5", "disable_notification": b"true", "entities": b"[]"}
    read = read_request(methods()["sendmessage"], fields, {}).parameters
    assert read == {"chat_id": -5, "text": "5", "disable_notification": True, "entities": []}
    assert json.dumps(read)

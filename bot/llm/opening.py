"""`[llm]` of the configuration → a chat model of LangChain, or one sentence that says what to mend."""

import logging
import os
import time
from typing import TYPE_CHECKING, Any

from bot.config import Llm
from bot.failure import Failure, Misuse
from bot.llm.breaker import Breaker
from bot.llm.chat import Chat, Limits
from bot.llm.debug_log import DebugLog
from bot.wording import here

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_OPENAI = "openai"  # and every server that speaks its protocol
_NO_KEY = "none"  # a server of one's own asks for none, but the client insists on one
# At DEBUG these write whole requests, questions and all, and at INFO addresses; see debug_log for what is fit
_TALKATIVE = ("openai", "httpx", "httpcore")


def opened_chat(llm: Llm) -> Chat:
    """The chat model of `llm`, whose `model` is set. Raises Failure or Misuse; connects to nothing."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    limits = Limits(llm.timeout, llm.retries, llm.max_tokens, llm.max_requests)
    log = DebugLog(llm.debug_log) if llm.debug_log else None
    return Chat(opened_model(llm), limits, Breaker(time.monotonic), time.monotonic, log)


def opened_model(llm: Llm) -> "BaseChatModel":
    """The client of the provider that `llm` names, without bounds of ours. Raises as `opened_chat`."""
    say = here()
    provider, colon, name = (llm.model or "").partition(":")
    if not (colon and provider.strip() and name.strip()):
        raise Misuse(say("llm_no_provider", model=llm.model))
    arguments = _arguments(llm, provider)
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **arguments)
    except ImportError as error:
        raise Failure(say("llm_not_installed", provider=provider, package=_package(error))) from None
    except ValueError as error:
        if "model_provider" in str(error) or "Unsupported" in str(error):
            raise Misuse(say("llm_unknown_provider", provider=provider)) from None
        raise Misuse(say("llm_unusable", provider=provider, why=type(error).__name__)) from None
    except Exception as error:  # each provider has its own; its text may repeat the key
        raise Misuse(say("llm_unusable", provider=provider, why=type(error).__name__)) from None
    return model


def _arguments(llm: Llm, provider: str) -> dict[str, Any]:
    """Retries are made by `Chat`, which knows how long the question may still take."""
    given: dict[str, Any] = {"timeout": llm.timeout, "max_retries": 0}
    if llm.base_url:
        given["base_url"] = llm.base_url
    if llm.api_key and llm.api_key.get_secret_value():
        given["api_key"] = llm.api_key
    elif provider == _OPENAI and not os.environ.get("OPENAI_API_KEY"):
        if not llm.base_url:
            raise Misuse(here()("llm_no_key", provider=provider))
        given["api_key"] = _NO_KEY
    return given


def _package(error: ImportError) -> str:
    """What to install: an extra of ours where there is one."""
    missing = str(error.__cause__.name if isinstance(error.__cause__, ImportError) else error.name)
    package = missing.partition(".")[0].replace("_", "-")
    return "'policybot[openai]'" if package == "langchain-openai" else package

"""`python -m tests.bot_api --port 8081`: a private chat with the bot by hand, in the terminal.

Each line read is said by a person; `[label]` presses that button of the bot's last message.
"""

import argparse
import asyncio
import sys

from tests.bot_api.api import BotApi
from tests.bot_api.model import Message
from tests.bot_api.person import Person


async def _talk(port: int) -> None:
    async with await BotApi.start(port=port) as api:
        print(f"api_base_url {api.url}  file url {api.file_url}  token {api.token}", flush=True)
        person = api.person("You")
        reading = asyncio.create_task(_read(person))
        shown: dict[int, int] = {}
        while not reading.done():
            for message in person.private.bot_messages:
                if shown.get(message.id) != len(message.versions):
                    shown[message.id] = len(message.versions)
                    _show(message)
            await api.world.watch.next_touch(0.5)


async def _read(person: Person) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        text = line.strip()
        try:
            if text.startswith("[") and text.endswith("]"):
                person.presses(person.private.bot_messages[-1], text[1:-1])
            elif text:
                person.says(person.private, text)
        except (ValueError, IndexError) as error:
            print(error, flush=True)


def _show(message: Message) -> None:
    print(f"\n{message.text}", flush=True)
    for row in message.labels:
        print(" ".join(f"[{label}]" for label in row), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    asyncio.run(_talk(parser.parse_args().port))

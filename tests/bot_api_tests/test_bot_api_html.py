"""HTML is read and refused as Telegram does; the byte offsets are those of TDLib's own tests."""

import pytest
from telegram import Bot
from telegram.error import BadRequest

from tests.bot_api import BotApi, Person
from tests.bot_api.errors import ApiError
from tests.bot_api.html_text import parse_html

REFUSED = [
    ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba>", 'Expected equal sign in declaration of an attribute of the tag "i"'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
    ("面积 < 500", 'Unsupported start tag "" at byte offset 7'),
    ("<b>面积", 'Can\'t find end tag corresponding to start tag "b"'),
    ("a<br>b", 'Unsupported start tag "br"'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler"'),
    ("&#xDFDF;", "invalid Unicode characters"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "blockquote entities can't be nested"),
]


@pytest.mark.parametrize(("source", "reason"), REFUSED)
def test_what_telegram_refuses(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert reason in refused.value.description


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;b&gt; &amp; &quot;&#39;&#x27;", "<b> & \"''", []),
        ("➡️ <b>粗<i>斜</i></b>", "➡️ 粗斜", [("bold", 3, 2), ("italic", 4, 1)]),
        ("🏟<u>x</u>", "🏟x", [("underline", 2, 1)]),
        ("<blockquote expandable>引\n文</blockquote>", "引\n文", [("expandable_blockquote", 0, 3)]),
        (
            "<tg-spoiler>a</tg-spoiler><span class=tg-spoiler>b</span>",
            "ab",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<a href="https://a.cn/?x=1&amp;y=2">a</a>', "a", [("text_link", 0, 1)]),
        ("<strike>a</strike><DEL>b</DEL>", "ab", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
    ],
)
def test_what_telegram_reads(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read, slips = parse_html(source)
    assert read.text == text
    assert [(e.kind, e.offset, e.length) for e in read.entities] == entities
    assert slips == []


@pytest.mark.parametrize(
    "source", ["AT&T", "a&nbsp;b", "<b></b>a", "<code>a<b>b</b></code>", '<a href="x">a</a>']
)
def test_what_telegram_lets_pass_but_shows_otherwise_is_a_slip(source: str) -> None:
    assert len(parse_html(source)[1]) == 1


async def test_the_client_gets_the_refusal(api: BotApi, bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match=r"Can't parse entities: .* at byte offset 7"):
        await bot.send_message(anna.id, "面积 < 500", parse_mode="HTML")
    assert [v.rule for v in api.violations] == ["bad_html"]
    api.violations.clear()


async def test_what_was_sent_reads_back(bot: Bot, anna: Person) -> None:
    source = (
        '<b>补助</b> &lt;350元&gt;\n<blockquote expandable>按照 <a href="https://a.cn/">标准</a></blockquote>'
    )
    sent = await bot.send_message(anna.id, source, parse_mode="HTML")
    shown = await anna.private.bot_says()
    assert sent.text == shown.text == "补助 <350元>\n按照 标准"
    assert sent.text_html == shown.html == source


async def test_more_than_a_hundred_entities(api: BotApi, bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "<b>x</b> " * 101, parse_mode="HTML")
    assert len(sent.entities) == 100
    assert [v.rule for v in api.violations] == ["too_many_entities"]
    api.violations.clear()

"""An answer as it is drawn, from a `Reply` alone."""

from bot.assistant import Quote, Reply
from bot.telegram.answer_page import answer_blocks, answer_keys
from bot.telegram.page import messages
from knowledge.model import Cell, Comparison

PATH = ("三、保障措施", "（二）加大政策支持")


def quotes(count: int) -> tuple[Quote, ...]:
    return tuple(Quote(n, "安政发〔2021〕8号", PATH, "每平方米 350 元") for n in range(1, count + 1))


def labels(reply: Reply) -> list[list[str]]:
    return [[label for label, _ in row] for row in answer_keys(reply, 12)]


def test_the_answer_comes_first_then_the_quotes_then_what_else_matters() -> None:
    reply = Reply("zh", ("每平方米350元。",), quotes(1), notices=("窗口已经关闭。",))
    assert messages(answer_blocks(reply)) == [
        "每平方米350元。\n"
        "<blockquote expandable><b>[1] 安政发〔2021〕8号</b><i>\n三、保障措施 › （二）加大政策支持</i>\n"
        "每平方米 350 元</blockquote>\n"
        "<i>窗口已经关闭。</i>"
    ]


def test_a_table_is_a_line_a_city_with_the_number_of_its_quote() -> None:
    rows = (
        ("西安", (Cell("2022年660亿元", 1),)),
        ("安康", (Cell("6%以上", 2), Cell("40%以上", 3))),
        ("湖南", (Cell("未写明"),)),
    )
    (html,) = messages(answer_blocks(Reply("zh", (), table=Comparison("保费收入", (), rows))))
    assert html.replace("\u2003", " ").replace("\u00a0", " ").splitlines() == [
        "<b>保费收入</b>",
        "<b>西安</b> 2022年660亿元 [1]",
        "<b>安康</b>",
        "· 6%以上 [2]",
        "· 40%以上 [3]",
        "<b>湖南</b> 未写明",
    ]


def test_the_columns_of_a_table_are_named_in_its_cells() -> None:
    table = Comparison("保费收入", ("2020年", "2022年"), (("西安", (Cell("560", 1), Cell("660", 1))),))
    (html,) = messages(answer_blocks(Reply("zh", (), table=table)))
    assert "· 2020年 560" in html
    assert "· 2022年 660" in html


def test_a_row_of_a_document_keeps_its_columns_apart() -> None:
    (html,) = messages(answer_blocks(Reply("zh", (), (Quote(1, "x", (), "保费\t479\t523"),))))
    assert "保费\u2003479\u2003523" in html


def test_what_a_document_says_is_no_html() -> None:
    (html,) = messages(
        answer_blocks(Reply("en", ("a <b> & c",), (Quote(1, "<i>", ("<u>",), "</blockquote>"),)))
    )
    assert "a &lt;b&gt; &amp; c" in html
    assert html.count("</blockquote>") == 1


def test_the_buttons_fit_a_phone() -> None:
    assert labels(Reply("zh", ("不知道。",))) == [["自测", "👍", "👎"]]
    assert labels(Reply("zh", ("是。",), quotes(1))) == [["原文", "自测"], ["👍", "👎"]]
    assert labels(Reply("en", ("Yes.",), quotes(2))) == [["Source 1", "Source 2", "Self-check"], ["👍", "👎"]]
    assert labels(Reply("zh", ("是。",), quotes(4))) == [
        ["原文 1", "原文 2", "原文 3", "原文 4"],
        ["自测", "👍", "👎"],
    ]
    assert [len(row) for row in labels(Reply("zh", ("是。",), quotes(30)))] == [4, 4, 3]


def test_a_button_says_which_message_and_quote_it_is_about() -> None:
    keys = [data for row in answer_keys(Reply("zh", ("是。",), quotes(2)), 2**31) for _, data in row]
    assert keys == ["q:o:2147483648:1", "q:o:2147483648:2", "k:new", "q:f:2147483648:1", "q:f:2147483648:0"]

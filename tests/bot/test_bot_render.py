"""How a reply looks on a terminal and in a file."""

from io import StringIO

import pytest
from bot_examples import ANSWERED, COMPARED, HOSTILE
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.assistant import Quote, Reply, reply_to
from bot.render import show
from knowledge.model import Cell, Comparison


def shown(reply: Reply, width: int | None = None) -> str:
    """On a terminal of this width, without one in a file."""
    stream = StringIO()
    show(
        reply,
        Console(file=stream, width=width, force_terminal=width is not None, highlight=False, emoji=False),
    )
    return stream.getvalue()


def test_the_answer_comes_first_then_its_quotes_then_notices() -> None:
    assert shown(reply_to(ANSWERED)) == (
        "每平方米350元，一次性补助。\n"
        "5年内出售须全额退还。\n"
        "\n"
        "[1] 安政发〔2021〕8号 三、保障措施 › （二）加大政策支持\n"
        "  “按照办公用房建筑面积每平方米 350 元的标准给予一次性补助”\n"
        "\n"
        "[2] 《合肥市“十四五”金融业发展规划》 第二章 总体思路\n"
        "  “保费收入 393.10 亿元 800 亿元”\n"
        "\n"
        "提示：该文件的期限已经结束。\n"
    )


def test_a_comparison_is_a_table_whose_cells_name_their_quotes() -> None:
    lines = shown(reply_to(COMPARED)).splitlines()
    assert lines[:5] == [
        "按“保费”理解。",
        "保费收入",
        "西安  2022年660亿元 [1]",
        "合肥  2025年800亿元 [2]",
        "湖南  未写明",
    ]
    assert lines[6].startswith("[1] ")


def test_the_columns_of_a_table_stand_over_their_cells() -> None:
    rows = (("西安", (Cell("560", 1), Cell("660", 1))), ("湖南新区", (Cell("—"),)))
    lines = shown(Reply("zh", (), table=Comparison("保费", ("2020年", "2022年"), rows))).splitlines()
    header = next(line for line in lines if "2020年" in line)
    row = next(line for line in lines if "西安" in line)
    for column, cell in (("2020年", "560"), ("2022年", "660")):
        assert cell_len(header[: header.index(column)]) == cell_len(row[: row.index(cell)])


@pytest.mark.parametrize("width", [24, 40, 80])
def test_on_a_terminal_no_line_is_wider_than_it(width: int) -> None:
    text = shown(reply_to(ANSWERED), width) + shown(reply_to(COMPARED), width)
    lines = Text.from_ansi(text).plain.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert "每平方米350元" in "".join(lines)


def test_a_file_gets_no_colours_and_no_broken_lines() -> None:
    text = shown(Reply("zh", ("金" * 500,)))
    assert text == "金" * 500 + "\n"


def test_nothing_in_a_reply_commands_the_terminal() -> None:
    table = Comparison(HOSTILE, (HOSTILE,), ((HOSTILE, (Cell(HOSTILE),)),))
    quote = Quote(1, HOSTILE, (HOSTILE,), HOSTILE)
    text = shown(Reply("zh", (HOSTILE,), (quote,), table, (HOSTILE,)))
    assert "red" in text
    assert not any(c in text for c in "\x1b\x07\x9b\u202e")


def test_brackets_are_text_and_not_markup() -> None:
    assert "[bold]x[/bold] :smile: [link=a]" in shown(Reply("en", ("[bold]x[/bold] :smile: [link=a]",)))

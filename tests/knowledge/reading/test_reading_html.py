"""Reading: web pages."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.reading import Limits, Unreadable, read

Save = Callable[[str, bytes], Path]
Refusal = Callable[..., str]
Lines = Callable[[str], tuple[str, ...]]


@pytest.fixture
def lines(save: Save) -> Lines:
    """The lines read from a page with this source."""
    return lambda source: read(save("页.html", source.encode())).lines


def test_blocks_get_a_line_each(lines: Lines) -> None:
    page = """<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body>
      <h1>差旅费 <b>管理</b>办法</h1><p>第一条
      本办法&nbsp;适用&lt;全体&gt;员工&#12290;<br>第二行</p><ul><li>甲<li>乙</ul>
      <script>document.write("x")</script><div>外<p>内</p>后</div></body></html>"""
    assert lines(page) == (
        "差旅费 管理办法",
        "第一条 本办法\xa0适用<全体>员工。",
        "第二行",
        "甲",
        "乙",
        "外",
        "内",
        "后",
    )


def test_what_a_browser_hides_is_dropped(lines: Lines) -> None:
    page = (
        "<p>甲<span hidden>x</span>乙<b style='color:red;DISPLAY : none'>x</b>丙<!-- x --></p>"
        "<noscript>x</noscript><template><p>x</template><div style='visibility:hidden'>x<p>x</div>"
        "<iframe src='file:///etc/passwd'>x</iframe>"
        "<svg><text>x</text></svg><p hidden>x<p>丁"
    )
    assert lines(page) == ("甲乙丙", "丁")


def test_table_rows(lines: Lines) -> None:
    page = """前<table><caption>表一</caption><thead><tr><th>级别<th>住宿费</thead>
      <tr><td>部级</td><td> 800
      元 </td></tr><tr><td>其他<td></tr><tr><td></td></tr></table>后"""
    assert lines(page) == ("前", "表一", "级别\t住宿费", "部级\t800 元", "其他", "后")


def test_merged_cells_are_written_once_and_columns_stay_in_line(lines: Lines) -> None:
    page = """<table><tr><td colspan=3>标准<tr><td rowspan=2>北京<td>部级<td>800<tr><td>司局级<td>650
      <tr><td>上海<td colspan=2>同上<tr><td>甲<td rowspan=3>乙<tr><td>丙<tr><td>丁<td>戊</table>"""
    assert lines(page) == (
        "标准",
        "北京\t部级\t800",
        "\t司局级\t650",
        "上海\t同上",
        "甲\t乙",
        "丙",
        "丁\t\t戊",
    )


def test_nonsense_spans_are_ignored(lines: Lines) -> None:
    row = "<tr><td colspan=-2 rowspan=x>甲<td colspan=99999999999>乙<td colspan=0>丙<tr><td>丁<td>戊"
    assert lines(f"<table>{row}</table>") == ("甲\t乙\t丙", "丁\t戊")


def test_table_used_for_layout_keeps_its_blocks_apart(lines: Lines) -> None:
    page = """<table><tr><td>导航<td><p>第一条<p>第二条<table><tr><td>甲<td>一<br>二</table></td></tr></table>
      <table><tr><td><p>第三条<p>第四条</table>"""
    assert lines(page) == ("导航", "第一条", "第二条", "甲\t一 二", "第三条", "第四条")


def test_preformatted_text_keeps_its_lines(lines: Lines) -> None:
    assert lines("<pre>第一条\n  第二条\n\n第三条</pre><p>a\nb") == ("第一条", "第二条", "第三条", "a b")


@pytest.mark.parametrize(
    "page",
    [
        "<p>甲<div>乙</span></p></body>丙",
        "<td>甲</td><li>乙</table><tr>丙",
        "<table><td>甲</table><b><p>乙</b><![if !x]>丙<![endif]",
        "甲<p/>乙<p x='>丙",
    ],
)
def test_malformed_pages_keep_their_text(page: str, lines: Lines) -> None:
    assert "".join(lines(page)).replace("\t", "") in ("甲乙丙", "甲乙")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ("<meta charset=GBK>", "gb18030"),
        ('<META http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ('<meta charset="big5">', "big5"),
        ('<meta charset="gb2312">', "utf-8"),
        ('<meta charset="utf-8">', "gb18030"),
        ('<meta charset="utf-8">', "utf-8-sig"),
        ('<meta charset="utf-7">', "utf-8"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gb18030"),
        ("", "utf-8"),
        ("", "gb18030"),
        ("", "utf-16"),
    ],
)
def test_encodings(head: str, encoding: str, save: Save) -> None:
    text = "關於差旅費的規定" if encoding == "big5" else "关于差旅费的规定，第一条"
    path = save("a.htm", f"{head}<html><body><p>{text}</p></body></html>".encode(encoding))
    assert read(path).lines == (text,)


def test_declared_encoding_decides_for_a_few_characters(save: Save) -> None:
    assert read(save("a.html", "<meta charset=gbk><p>茅台".encode("gbk"))).lines == ("茅台",)


def test_page_without_text(save: Save, refusal: Refusal) -> None:
    for page in (b"<html><body><script>x</script></body></html>", b"<!-- x -->", b"<p> </p>"):
        assert "no text" in refusal(save("a.html", page))


def test_nesting_too_deep_is_refused_not_cut_off(save: Save, refusal: Refusal, lines: Lines) -> None:
    assert lines("<div>" * 1500 + "甲") == ("甲",)
    assert "nested too deeply" in refusal(save("a.html", b"<p>x" + b"</i>" * 200 + b"<div>" * 3000 + b"y"))


@pytest.mark.parametrize(
    "piece",
    [
        "<table>" * 3,
        "<td colspan=1000 rowspan=65534>x",
        "<tr><td colspan=1000>",
        "<!--",
        "<p",
        "&#x41",
        "</p>",
        "<b x=1 ",
    ],
)
def test_hostile_pages_end_quickly(piece: str, save: Save) -> None:
    path = save("a.html", ("<table><tr><td colspan=1000 rowspan=65534>x" + piece * 50_000).encode())
    start = time.process_time()
    with contextlib.suppress(Unreadable):
        read(path, Limits(max_chars=1_000_000))
    assert time.process_time() - start < 3


def test_nothing_outside_the_page_is_read(lines: Lines) -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>甲&x;<img src="http://127.0.0.1:1/a">'
    assert "root" not in "".join(lines(page))

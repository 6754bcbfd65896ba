"""The Answer object is exactly the contract's."""

import json

from bot_examples import ANSWERED, NOT_FOUND

from bot.answer_json import answer_line, error_line


def test_an_answer_has_the_keys_of_the_contract() -> None:
    assert json.loads(answer_line(ANSWERED, "q1")) == {
        "id": "q1",
        "status": "answered",
        "language": "zh",
        "answer": "每平方米350元，一次性补助。\n5年内出售须全额退还。",
        "citations": [
            {
                "n": 1,
                "document": "ankang",
                "number": "安政发〔2021〕8号",
                "title": "安康市人民政府关于进一步加快建设安康高新金融服务聚集区的意见",
                "clause": "ankang/3.2",
                "path": ["三、保障措施", "（二）加大政策支持"],
                "quote": "按照办公用房建筑面积每平方米 350 元的标准给予一次性补助",
                "text": "对购买办公用房的，按照办公用房建筑面积每平方米 350 元的标准给予一次性补助。",
            },
            {
                "n": 2,
                "document": "hefei",
                "number": None,
                "title": "合肥市“十四五”金融业发展规划",
                "clause": "hefei/2.4",
                "path": ["第二章 总体思路"],
                "quote": "保费收入 393.10 亿元 800 亿元",
                "text": "保费收入 393.10 亿元 800 亿元",
            },
        ],
        "notices": ["该文件的期限已经结束。"],
        "retrieved": [{"clause": "ankang/3.2", "text": "对购买办公用房的……", "score": 12.5}],
        "edition": "2026-11-21T000000Z-abcdef",
        "elapsed_ms": 12.34,
        "error": None,
    }


def test_a_refusal_has_the_same_keys() -> None:
    refusal = json.loads(answer_line(NOT_FOUND))
    assert list(refusal) == list(json.loads(answer_line(ANSWERED)))
    assert (refusal["id"], refusal["status"], refusal["citations"]) == (None, "not_found", [])


def test_chinese_stays_readable_and_one_line_stays_one_line() -> None:
    line = answer_line(ANSWERED)
    assert "每平方米350元" in line
    assert len(line.splitlines()) == 1


def test_half_a_character_in_an_id_is_still_json() -> None:
    line = error_line("q\ud800", "question", "x")
    assert json.loads(line.encode("utf8"))["id"] == "q\ud800"

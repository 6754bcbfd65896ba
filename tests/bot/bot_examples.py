"""Answers made by hand, for tests of what is done with an answer."""

from knowledge.model import Answer, Cell, Citation, Comparison, Hit

HOSTILE = "\x1b[31mred\x1b[0m\x07\x9b2J\u202e"

SUBSIDY = Citation(
    n=1,
    document="ankang",
    number="安政发〔2021〕8号",
    title="安康市人民政府关于进一步加快建设安康高新金融服务聚集区的意见",
    clause="ankang/3.2",
    path=("三、保障措施", "（二）加大政策支持"),
    quote="按照办公用房建筑面积每平方米 350 元的标准给予一次性补助",
    text="对购买办公用房的，按照办公用房建筑面积每平方米 350 元的标准给予一次性补助。",
)
PREMIUMS = Citation(
    n=2,
    document="hefei",
    number=None,
    title="合肥市“十四五”金融业发展规划",
    clause="hefei/2.4",
    path=("第二章 总体思路",),
    quote="保费收入 393.10 亿元 800 亿元",
    text="保费收入 393.10 亿元 800 亿元",
)
ANSWERED = Answer(
    status="answered",
    language="zh",
    text="每平方米350元，一次性补助。\n5年内出售须全额退还。",
    citations=(SUBSIDY, PREMIUMS),
    notices=("该文件的期限已经结束。",),
    retrieved=(Hit("ankang/3.2", "对购买办公用房的……", 12.5),),
    edition="2026-11-21T000000Z-abcdef",
    elapsed_ms=12.34,
)
NOT_FOUND = Answer(status="not_found", language="en", text="The documents do not say this.", elapsed_ms=1.5)
COMPARED = Answer(
    status="answered",
    language="zh",
    text="按“保费”理解。\n西安：年保费收入 2022年660亿元\n合肥：保费收入 2025年800亿元",
    citations=(SUBSIDY, PREMIUMS),
    comparison=Comparison(
        title="保费收入",
        columns=(),
        rows=(
            ("西安", (Cell("2022年660亿元", 1),)),
            ("合肥", (Cell("2025年800亿元", 2),)),
            ("湖南", (Cell("未写明"),)),
        ),
    ),
)

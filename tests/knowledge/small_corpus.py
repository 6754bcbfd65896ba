"""Small corpora for the tests of the knowledge base: one opinion on finance for each city."""

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 21)
QUESTION = "甲州市对新设法人银行一次性奖励多少？"

_DOCUMENT = """\
{city}人民政府文件

{short}政发〔2021〕1号

{city}人民政府关于支持金融业发展的意见

各县区人民政府，市政府各工作部门：

为加快金融业发展，提出如下意见。

一、总体要求

（一）指导思想。坚持金融服务实体经济，建设区域性金融集聚区，推动产业结构优化升级。

（二）发展目标。到2025年，金融业增加值达到{target}亿元，银行机构达到30家。

二、政策措施

（一）支持机构落户。对在本市新设的法人银行，给予一次性奖励{amount}万元。

（二）支持租房。对新设金融机构租赁办公用房的，每平方米每月补贴20元，期限三年。

{city}人民政府

2021年5月18日
"""


def write_corpus(folder: Path, amount: int = 500, cities: tuple[str, ...] = ("甲州市", "乙阳市")) -> Path:
    """A folder with one opinion a city, in which a new bank gets `amount` 万元."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, city in enumerate(cities):
        text = _DOCUMENT.format(city=city, short=city[0], target=100 + n, amount=amount)
        (folder / f"{city}.txt").write_text(text, encoding="utf-8")
    return folder

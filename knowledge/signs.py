"""Signs in a text of what it holds: a number, money, a time, the units in charge, a telephone number."""

import re

NUMBER = re.compile(
    r"(?:\d(?!\d{3}年)[\d.]*|[一二两三四五六七八九十]+)\s*[万亿]*"
    r"(?:[%％]|万亿元|亿元|万元|元|家|个|只|次|期|名|倍|项|户|笔|米|平方|方|亩|公里|年|场|成|种|条|大|位|所|处|类|档|批|级|座)"
)
MONEY = re.compile(r"\d\s*(?:万亿|亿|万)?元|\d\s*万(?!方|户|人|吨)")
RATIO = re.compile(r"\d\s*[%％]|百分|\d\s*倍|\d\s*成")
AREA = re.compile(r"\d\s*(?:亩|平方|公顷|㎡|万方)")
TIME = re.compile(r"20\d\d|\d+\s*月|\d+年|[一二两三四五六七八九十]年|“十[三四五]五”")
MONTH = re.compile(r"\d\s*月")
SPAN_OF_DAYS = re.compile(r"20\d\d\s*年\s*\d+\s*月\s*\d+\s*日?\s*[至到—-]+\s*20\d\d\s*年\s*\d+\s*月")
UNITS = re.compile(r"责任单位|支持单位|牵头|配合|负责|承担|组长|主任|组成")
REWARD = re.compile(r"[奖补]|资助|扶持|subsid|reward|bonus|grant|allowance", re.IGNORECASE)
PHONE = re.compile(r"\d{3,4}[-—]\d{7,8}|(?<!\d)1\d{10}(?!\d)|@|www\.|http")
PROCEDURE = re.compile(r"材料|窗口|申请表|受理|工作日|到账|申报表")

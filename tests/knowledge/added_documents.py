"""One opinion of a city that no corpus has, in every format that can be read."""

import io

import docx

from tests.knowledge.reading.pdf_making import chinese

TEXT = """\
丙川市人民政府文件

丙政发〔2024〕7号

丙川市人民政府关于支持金融业发展的若干措施

各县区人民政府：

为加快金融业发展，制定以下措施。

一、总体要求

（一）指导思想。坚持金融服务实体经济，建设区域性金融集聚区。

（二）发展目标。到2027年，金融业增加值达到880亿元，银行机构达到40家。

二、政策措施

（一）支持机构落户。对在本市新设的法人银行，给予一次性奖励{amount}万元。

（二）支持租房。对新设金融机构租赁办公用房的，每平方米每月补贴31元，期限三年。

丙川市人民政府

{day}
"""
QUESTION = "丙川市对新设法人银行一次性奖励多少？"
TITLE = "丙川市人民政府关于支持金融业发展的若干措施"


def text(amount: int = 900, day: str = "2024年5月18日") -> str:
    return TEXT.format(amount=amount, day=day)


def plain(amount: int = 900, day: str = "2024年5月18日") -> bytes:
    return text(amount, day).encode()


def word() -> bytes:
    file = docx.Document()
    for line in text().splitlines():
        file.add_paragraph(line)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def page() -> bytes:
    rows = "".join(f"<p>{line}</p>" for line in text().splitlines() if line)
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{rows}</body></html>".encode()


def pdf() -> bytes:
    return chinese([line for line in text().splitlines() if line])


FORMATS = {".txt": plain(), ".docx": word(), ".html": page(), ".pdf": pdf()}

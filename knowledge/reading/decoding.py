"""From bytes to text: finding the encoding, and refusing what is not text.

Encodings are tried strictly, the most distinctive first: a byte order mark, UTF-16 by its zero bytes,
UTF-8, the encoding the document declares, GB18030 (which includes GBK and GB2312). A text of very few
characters can be valid in two encodings at once; UTF-8 is then preferred.
"""

import codecs
import re

from .model import Refusal

_SAVE_AS = "open it in the program it comes from and save it as UTF-8"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# What a document may declare, by the codec that reads it. Web pages say gb2312 or gbk for all of GB18030.
_DECLARED = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252"), "cp1252"),
}
# Tab, line ends, vertical tab and form feed occur in text, and Ctrl-Z ends old DOS files.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ufffd\ufffe\uffff]+")
# ASCII, Latin-1, typographic signs, Chinese punctuation, Han characters, full-width forms.
_USUAL = re.compile(
    "[\t\n\v\f\r\x1a -~\xa0-\xff\u2000-\u26ff\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U0003ffff]+"
)
# How much of a text must be usual characters for a guessed encoding to be believed.
_SHARE_IN_UTF16 = 0.9
_SHARE_IN_CHINESE = 0.8
_ASCII = re.compile("[\x00-\x7f]+")
_NEIGHBOURS = re.compile("[^\x00-\x7f]{2}")
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")


def decode(data: bytes, declared: str = "") -> str:
    """The text in `data`, without byte order mark.

    declared: the encoding a document names for itself, "" if none; an unknown one is ignored.
    Raises Refusal when the bytes are damaged, in an unsupported encoding, or not text at all.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], codec, name)
    if b"\x00" in data:
        return _utf16(data)
    text = _strict(data, "utf-8")
    codec = _DECLARED.get(declared.lower(), "")
    # Pages that declare gb2312 are often UTF-8 by now; valid sequences of three bytes are no coincidence.
    if codec and (text is None or not _THREE_BYTES.search(text)):
        text = _strict(data, codec) or text
    if text is None:
        text = _gb18030(data)
    if not looks_like_text(text):
        raise Refusal(f"its content is not text (too many control characters); {_SAVE_AS}")
    return text


def looks_like_text(text: str) -> bool:
    """Whether `text` has no zero characters and next to no control or replacement characters."""
    return "\x00" not in text and (len(text) - len(_CONTROL.sub("", text))) * 50 <= len(text)


def _marked(data: bytes, codec: str, name: str) -> str:
    """Decode what follows a byte order mark; raises Refusal."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise Refusal(f"marked as {name} but damaged at byte {error.start:,}; {_SAVE_AS}") from None
    if not looks_like_text(text):
        raise Refusal(f"marked as {name}, but its content is not text; {_SAVE_AS}")
    return text


def _utf16(data: bytes) -> str:
    """Decode UTF-16 without a mark, in the byte order that gives usual characters; raises Refusal.

    Between two orders just as good, the one whose characters have fewer zero low bytes is taken.
    """
    candidates = [
        (share, -data[low::2].count(0), text)
        for codec, low in (("utf-16-le", 0), ("utf-16-be", 1))
        if (text := _strict(data, codec)) is not None
        and looks_like_text(text)
        and (share := _usual_share(text)) >= _SHARE_IN_UTF16
    ]
    if not candidates:
        raise Refusal(f"its content is not text (it holds zero bytes); {_SAVE_AS}")
    return max(candidates)[2]


def _gb18030(data: bytes) -> str:
    """Decode GB18030; raises Refusal unless the result reads like Chinese."""
    repaired = data.decode("utf-8", "replace")
    bad = repaired.count("\ufffd")
    if len(_ASCII.sub("", repaired)) - bad > bad:
        at = len(repaired.partition("\ufffd")[0].encode())
        raise Refusal(f"UTF-8 text damaged at byte {at:,}; save it again as UTF-8")
    text = _strict(data, "gb18030")
    if text is None:
        raise Refusal(f"not text in UTF-8, UTF-16 or GB18030; {_SAVE_AS}")
    # Big5 comes out as private and rare characters; Western text as single Han between letters.
    if _usual_share(_ASCII.sub("", text)) < _SHARE_IN_CHINESE or not _NEIGHBOURS.search(text):
        raise Refusal(
            f"its encoding is not UTF-8, UTF-16 or GB18030 (perhaps Big5 or a Western one); {_SAVE_AS}"
        )
    return text


def _usual_share(text: str) -> float:
    return 1 - len(_USUAL.sub("", text)) / max(len(text), 1)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None

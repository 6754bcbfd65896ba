"""What holds for any sentence: no numeral can be altered unseen, nothing raises, a quote says itself."""

import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.writing.checking import Names, check, verbatim
from knowledge.writing.model import Sentence, Support
from tests.knowledge.corpus_index import documents, index, words
from tests.knowledge.writing.true_sentences import Case, extracts, true_cases

NUMERALS = "0123456789"
CHINESE_NUMERALS = "一二三四五六七八九十"
EXAMPLES = 150


@cache
def names() -> Names:
    return Names.of(documents(), words())


@cache
def kept() -> tuple[Case, ...]:
    return tuple(c for c in true_cases(index()) if not check(c.sentence, c.evidence, names()).refused)


@cache
def with_numerals() -> tuple[tuple[Case, int], ...]:
    """Kept sentences with the place of each numeral, those of a document's title aside."""
    found = []
    for case in kept():
        text = re.sub("《.*?》", lambda m: "·" * len(m[0]), case.sentence.text)
        found += [(case, i) for i, c in enumerate(text) if c in NUMERALS + CHINESE_NUMERALS]
    return tuple(found)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.data())
def test_altering_any_numeral_of_a_kept_sentence_makes_it_refused(data: st.DataObject) -> None:
    case, place = data.draw(st.sampled_from(with_numerals()))
    text = case.sentence.text
    others = (NUMERALS if text[place] in NUMERALS else CHINESE_NUMERALS).replace(text[place], "")
    altered = text[:place] + data.draw(st.sampled_from(others)) + text[place + 1 :]
    sentence = Sentence(text=altered, support=case.sentence.support)
    assert check(sentence, case.evidence, names()).refused, altered


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.sampled_from(extracts(index())))
def test_a_sentence_equal_to_its_quote_is_kept(case: Case) -> None:
    assert case.sentence.text == case.sentence.support[0].quote
    assert check(case.sentence, case.evidence, names()).refused == ()


SIGNS = "0123456789.,%年月日万亿元家第一二十百千半分之不未超过约以上至-~“”①²⑤ \t\n()/+$¥"
PARTS = ("million ", "January ", "at least ", "end of ", "2023", "five-year ", "Xi'an ", *SIGNS)
MIXED = st.lists(st.one_of(st.characters(), st.sampled_from(PARTS)), max_size=40).map("".join)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(text=MIXED, quote=MIXED, clause=st.sampled_from(["", "x", "real"]), data=st.data())
def test_no_text_makes_the_check_raise(text: str, quote: str, clause: str, data: st.DataObject) -> None:
    evidence = data.draw(st.sampled_from(kept())).evidence
    real = evidence[0].clause if clause == "real" else clause
    check(Sentence(text=text, support=(Support(clause=real, quote=quote),)), evidence, names())
    own_words = Support(clause=evidence[0].clause, quote=evidence[0].text[:80])
    check(Sentence(text=text, support=(own_words,)), evidence, names())


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.sampled_from(extracts(index())), st.data())
def test_a_quote_with_other_blanks_is_found_word_for_word(case: Case, data: st.DataObject) -> None:
    quote = case.sentence.text
    place = data.draw(st.integers(0, len(quote)))
    blanks = data.draw(st.sampled_from([" ", "\n", "　", "\u200b"]))
    found = verbatim(quote[:place] + blanks + quote[place:], case.evidence[0].text)
    assert found is not None
    assert found in case.evidence[0].text
    assert "".join(found.split()) == "".join(quote.split())

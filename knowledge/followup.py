"""Follow-ups: "那合肥呢？", "2025年呢", "谁负责" take what is missing from the question before."""

import re
from dataclasses import replace

from knowledge.index import Index
from knowledge.question import Question

_WHOLE = 3  # content words of its own with which even “那…呢” asks for a matter of its own
_OPENS = re.compile(
    r"^(?:那么?|还有|另外|然后|再|and|what about|how about|so)\b|^那|^(?:它|其|这个|该)", re.IGNORECASE
)
_ENDS = re.compile(r"呢[？?]?$")


def complete(question: Question, earlier: Question, index: Index) -> Question:
    """`question` with the region, the years or the matter of `earlier` where it has none of its own.

    A question that names a region and a matter is left as it is, so that a new topic is never mixed with an
    old.
    """
    opens = bool(_OPENS.search(question.text) or _ENDS.search(question.text))
    own = [t for t in question.terms if not _is_region(t.said, index)]
    if own and not opens:
        return question if question.scope else replace(question, scope=earlier.scope)
    wants = question.wants | (earlier.wants if not question.wants or opens else frozenset())
    keep = earlier.terms if len(own) < _WHOLE else ()
    years = question.years or (earlier.years if not question.scope or question.scope == earlier.scope else ())
    return replace(
        question,
        scope=question.scope or earlier.scope,
        years=years,
        wants=wants,
        terms=(*own, *(t for t in keep if t not in own)),
        text=f"{earlier.text} {question.text}" if keep else question.text,
    )


def _is_region(word: str, index: Index) -> bool:
    return any(word in d.names or word in d.aliases for d in index.documents.values())

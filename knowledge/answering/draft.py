"""An answer under construction: its text and the citations it stands on, each quoted once."""

from dataclasses import dataclass, field

from knowledge.index import Index
from knowledge.model import Citation, Clause, Comparison
from knowledge.text import where

MAX_QUOTE = 300  # characters (contract)
MAX_ANSWER = 900  # characters (contract)
_WHOLE = 60  # characters: a clause this short is quoted whole (a signature with its date)


@dataclass(slots=True)
class Draft:
    """`lines` are shown one under the other; `notices` stand apart."""

    index: Index
    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    comparison: Comparison | None = None

    def cite(self, clause_id: str, quote: str, text: str | None = None) -> int:
        """The number of the citation of `quote`, verbatim in `text` (None: the clause's own).

        A quote that an earlier one of the clause contains is not repeated. Raises ValueError for other words.
        """
        clause = self.index.clauses[clause_id]
        text = clause.text if text is None else text
        if quote not in text:
            raise ValueError(f"not a quote of {clause_id}: {quote[:40]}…")
        quote = quote[:MAX_QUOTE].strip()
        for c in self.citations:
            if c.clause == clause_id and quote in c.quote:
                return c.n
        document = self.index.documents[clause.document]
        n = len(self.citations) + 1
        self.citations.append(
            Citation(n, document.id, document.number, document.title, clause.id, clause.path, quote, text)
        )
        return n

    def cite_words(self, document: str, words: str) -> int | None:
        """Cites the first clause that says `words` (white space aside); None where none does."""
        found = self.find(document, words)
        if found is None:
            return None
        clause, quote = found
        return self.cite(clause.id, clause.text if len(clause.text) <= _WHOLE else quote)

    def find(self, document: str, words: str) -> tuple[Clause, str] | None:
        """The first clause of `document` that says `words`, and how it writes them."""
        for clause in self.index.clauses_of[document]:
            if place := where(words, clause.text):
                return clause, clause.text[place]
        return None

    @property
    def text(self) -> str:
        """The lines, at most MAX_ANSWER characters."""
        text = "\n".join(line for line in self.lines if line)
        return text if len(text) <= MAX_ANSWER else text[: MAX_ANSWER - 1] + "…"

"""Facts and amounts in the words of one language, as a person reads them."""

from dataclasses import dataclass
from decimal import Decimal

from bot.wording import Language, load
from knowledge.text import is_english
from rules.ankang_result import Amount, Sums
from rules.intake import Mention
from rules.intake.vocabulary import vocabulary
from rules.taxonomy import Wording as Pair
from rules.taxonomy import taxonomy

RENT = "average_rent_yuan_per_m2_month"
_FIELDS = {  # parts of the premises → the fact that names them
    "office.area_m2": "office_area",
    "office.average_rent": "office_rent",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Everything said in `language`."""

    language: Language

    def __call__(self, key: str, **blanks: object) -> str:
        return load(self.language)(key, **blanks)

    def pick(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def of(self, pair: Pair) -> str:
        return self.pick(pair.zh, pair.en)

    def joined(self, parts: list[str]) -> str:
        return self("joint").join(parts)

    def fact(self, field: str) -> str:
        """What a fact is called; a field that the table of facts does not know keeps its name."""
        if field == "office.contract_rent":  # no fact of the rules, which ask for the average
            return self("check_contract_rent")
        name = _FIELDS.get(field, field.split("[")[0].split(".")[0])
        known = name in taxonomy().coded or name in taxonomy().plain
        return self.of(Pair(zh=f.zh, en=f.en)) if known and (f := taxonomy().fact(name)) else field

    def mention(self, mention: Mention) -> str:
        """What was said of one fact, how it was read, and what one should know of the reading."""
        parts = [self("check_said", fact=self.fact(mention.field), words=mention.words)]
        if mention.value is not None:
            parts.append(self("check_read_as", value=self.value(mention.field, mention.value)))
        if mention.note:
            parts.append(self("check_note", note=self.of(vocabulary().notes[mention.note])))
        return "".join(parts)

    def value(self, field: str, value: object) -> str:
        """A value in the contract's codes and shapes."""
        if isinstance(value, bool):
            return self("check_yes" if value else "check_no")
        if isinstance(value, list | tuple):
            return self.joined([self.value(field, item) for item in value])
        if isinstance(value, dict):
            return self._shape(value)
        return self._code(field, str(value))

    def _shape(self, value: dict[str, object]) -> str:
        if "kind" not in value:
            return "–".join(str(end) for end in value.values())
        parts = [self(f"check_office_{value['kind']}")]
        if "area_m2" in value:
            parts.append(self("check_area", area=self.value("", value["area_m2"])))
        if RENT in value:
            parts.append(self("check_rent", rent=self.value("", value[RENT])))
        return " ".join(parts)

    def _code(self, field: str, code: str) -> str:
        fact = taxonomy().coded.get(field)
        if fact is None or (code not in fact.values and code not in fact.groups):
            return self("check_pending") if code == "pending" else code.replace("..", "–")
        return self.of(fact.label(code))

    def lump_sum(self, sums: Sums) -> str | None:
        if sums.lump_sum_wan is None:
            return None
        unit = 1 if self.language == "zh" else 10_000  # English has no word for 万
        low, high = (f"{end * unit:,}" for end in sums.lump_sum_wan)
        return self("check_lump_sum_range", low=low, high=high)

    def yuan(self, amount: Amount) -> str | None:
        if amount is None:
            return None
        ends = [amount] if isinstance(amount, str) else list(amount)
        return self("check_yuan", amount="–".join(f"{Decimal(end):,f}" for end in ends))

    def sums(self, sums: Sums) -> dict[str, str]:
        """Head → what it would pay, in words; heads that pay nothing are left out."""
        found = {
            "lump_sum": self.lump_sum(sums),
            "purchase": self.yuan(sums.purchase_aid_yuan),
            "lease": self.yuan(sums.lease_aid_yuan_total_3y),
            "clawback": self.yuan(sums.clawback_yuan),
        }
        return {head: text for head, text in found.items() if text is not None}


def words_for(text: str, otherwise: Language) -> Words:
    """Words in the language of `text`; `otherwise` where there is none."""
    if not text.strip():
        return Words(otherwise)
    return Words("en" if is_english(text) else "zh")

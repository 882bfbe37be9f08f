"""An organisation's own words for the method's stages and questions, and the order in which it goes through stages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.method.opportunity import WON, Stage
from app.method.preparation import Question

LANGUAGES = ("zh", "en")
LONGEST = 200
KEYS: tuple[str, ...] = (
    *(f"stage.{stage}" for stage in Stage),
    *(f"milestone.{stage}" for stage in Stage),
    *(f"question.{question}" for question in Question),
)


class TwoOfOneName(ValueError):
    """Two stages would be called the same in one language."""

    def __init__(self, name: str) -> None:
        super().__init__("Two stages cannot have the same name.")
        self.name = name


class ContractNotLast(ValueError):
    """A stage before a contract would come after it."""

    def __init__(self) -> None:
        super().__init__("The stages after a contract come last.")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """By key and language; what is not there is said in the method's words."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stage_order: tuple[Stage, ...] = tuple(Stage)

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.words) - set(KEYS)):
            raise ValueError(f"There are no words for {', '.join(unknown)[:100]}.")
        if any(set(said) - set(LANGUAGES) for said in self.words.values()):
            raise ValueError("Words are said in zh and en.")
        texts = [text for said in self.words.values() for text in said.values()]
        if any(not text.strip() or len(text) > LONGEST or "\x00" in text for text in texts):
            raise ValueError(f"A name, milestone or question has 1 to {LONGEST} characters.")
        if sorted(self.stage_order) != sorted(Stage):
            raise ValueError("The order names each stage once.")
        if set(self.stage_order[-len(WON) :]) != WON:
            raise ContractNotLast
        for language in LANGUAGES:
            names = [name for stage in Stage if (name := self.said(f"stage.{stage}", language))]
            for name in names:
                if names.count(name) > 1:
                    raise TwoOfOneName(name)

    def said(self, key: str, language: str) -> str | None:
        """The organisation's own text; None where it has none."""
        return self.words.get(key, {}).get(language)

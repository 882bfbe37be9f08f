"""What a debrief says beside its taps: answers that changed, the level, closing attempts, the stage of a deal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.method.account import Answer, Need
from app.method.opportunity import Stage

MOST_ATTEMPTS = 100  # 成交 100 遍
LEVEL_SPOKEN, LEVEL_MET = 1, 2  # by telephone, WeChat or mail; face to face
Word = str | int | float | bool | None


class Refusal(StrEnum):
    """Why somebody does not decide for us: behind each is missing confidence."""

    PRIORITY = "priority"  # others come first
    TIMING = "timing"  # not now, or another strategy
    TEAM = "team"  # not with us
    PRICE = "price"


_EARLIER_WORDS = {"has_supplier": Refusal.PRIORITY, "no_need": Refusal.PRIORITY, "no_time": Refusal.TIMING}


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is told of a visit; None leaves a fact as it was. `opportunity_id` names the deal whose stage it is."""

    met_kp: bool = False
    signed: bool = False
    refusal: Refusal | None = None
    need: Need | None = None
    ability_to_pay: Answer | None = None
    authority: Answer | None = None
    level: int | None = None
    attempts: int = 0
    stage: Stage | None = None
    opportunity_id: str | None = None

    @property
    def level_at_least(self) -> int:
        """Whom one has met is met."""
        return LEVEL_MET if self.met_kp else 0


def outcome_faults(outcome: Mapping[str, Word]) -> dict[str, str]:
    """What cannot be meant, by the name of the field, each with its remedy; names of others are theirs."""
    words: dict[str, type[StrEnum]] = {"need": Need, "ability_to_pay": Answer, "authority": Answer, "stage": Stage}
    found = {
        name: f"say one of: {', '.join(kinds)}"
        for name, kinds in words.items()
        if outcome.get(name) is not None and outcome[name] not in set(kinds)
    }
    for name, most in (("level", 5), ("attempts", MOST_ATTEMPTS)):
        if outcome.get(name) is not None and not _is_whole(outcome[name], most):
            found[name] = f"say a whole number from 0 to {most}"
    if outcome.get("opportunity_id") is not None and not isinstance(outcome["opportunity_id"], str):
        found["opportunity_id"] = "name the opportunity by its id"
    return found


def debrief_of(outcome: Mapping[str, Word]) -> Debrief:
    """The outcome as far as it is in the method's words."""
    wrong = outcome_faults(outcome)
    told: dict[str, Any] = {name: value for name, value in outcome.items() if name not in wrong and value is not None}
    refusal = str(told.get("refusal", ""))
    return Debrief(
        met_kp=told.get("result") == "met_kp",
        signed="signed" in (told.get("result"), told.get("interest")),
        refusal=Refusal(refusal) if refusal in set(Refusal) else _EARLIER_WORDS.get(refusal),
        need=Need(told["need"]) if "need" in told else None,
        ability_to_pay=Answer(told["ability_to_pay"]) if "ability_to_pay" in told else None,
        authority=Answer(told["authority"]) if "authority" in told else None,
        level=told.get("level"),
        attempts=told.get("attempts", 0),
        stage=Stage(told["stage"]) if "stage" in told else None,
        opportunity_id=told.get("opportunity_id"),
    )


def _is_whole(value: Word, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most

"""How good a plan provably is: the certificates of its reps, summed up into one sentence's worth of numbers.

Each rep's accounts are his own problem, so nobody can make a plan of the same division worth more than the sum of the
bounds of its reps. All values are seconds of rep time, as people see them: without what keeping visits is worth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from solver import Certificate


class CertificateState(StrEnum):
    RUNNING = "running"
    CERTIFIED = "certified"
    NOT_CERTIFIED = "not_certified"


class WhyNot(StrEnum):
    """Why there is no proof: the solver's reasons, and those of whoever asked it."""

    TOO_LARGE = "too_large"
    NO_TIME = "no_time"
    NO_COMPILER = "no_compiler"
    NOT_ASKED = "not_asked"
    UNFINISHED = "unfinished"  # the program stopped first
    FAILED = "failed"  # the prover died or gave up
    FACTS_CHANGED = "facts_changed"  # asked for again, and what the plan was made from is not the same any more


@dataclass(frozen=True, slots=True)
class RepCertificate:
    """One rep's part: worth `value_s`, and no plan of his accounts is worth more than `bound_s`."""

    rep_id: str
    value_s: float
    bound_s: float | None
    why_not: WhyNot | None = None

    @classmethod
    def of(cls, rep_id: str, certificate: Certificate) -> "RepCertificate":
        why_not = None if certificate.why_not is None else WhyNot(certificate.why_not)
        bound_s = None if certificate.bound is None else certificate.bound / 100
        return cls(rep_id, certificate.value / 100, bound_s, why_not)


@dataclass(frozen=True, slots=True)
class PlanCertificate:
    """Whether a plan is certified, within how many per cent of the best possible, and if not, why not.

    `gap_pct` has one decimal and is rounded up; it is None where the best possible is worth nothing.
    """

    state: CertificateState
    bound_s: float | None = None
    gap_pct: float | None = None
    why_not: WhyNot | None = None
    reps: tuple[RepCertificate, ...] = ()

    @classmethod
    def running(cls, reps: Sequence[RepCertificate] = ()) -> "PlanCertificate":
        """Being certified; `reps` are those that are done."""
        return cls(CertificateState.RUNNING, reps=tuple(reps))

    @classmethod
    def none(cls, why_not: WhyNot, reps: Sequence[RepCertificate] = ()) -> "PlanCertificate":
        return cls(CertificateState.NOT_CERTIFIED, why_not=why_not, reps=tuple(reps))

    @classmethod
    def summed_up(cls, reps: Sequence[RepCertificate]) -> "PlanCertificate":
        """The certificate of the whole plan; one rep without a bound leaves the plan without one."""
        why_not = next((rep.why_not for rep in reps if rep.why_not is not None), None)
        if why_not is not None:
            return cls.none(why_not, reps)
        value, bound = _hundredths(rep.value_s for rep in reps), _hundredths(rep.bound_s or 0.0 for rep in reps)
        return cls(CertificateState.CERTIFIED, bound / 100, _gap_pct(value, bound), None, tuple(reps))

    def as_json(self) -> dict[str, Any]:
        written: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return written

    @classmethod
    def from_json(cls, values: object) -> "PlanCertificate":
        """Read `as_json` back; raises pydantic's ValidationError."""
        return _ADAPTER.validate_python(values)


def _hundredths(seconds: Iterable[float]) -> int:
    return sum(round(100 * s) for s in seconds)


def gap_pct(value_s: float, bound_s: float | None) -> float | None:
    """(bound - value) / bound in per cent, rounded up to one decimal; None where that has no meaning."""
    return None if bound_s is None else _gap_pct(round(100 * value_s), round(100 * bound_s))


def _gap_pct(value: int, bound: int) -> float | None:
    if bound <= value:
        return 0.0
    return -(-1000 * (bound - value) // bound) / 10 if bound > 0 else None


def unproven(told: Sequence[RepCertificate], found: Sequence[RepCertificate]) -> list[str]:
    """The reps whose bound, as told, is lower than what was found when it was proven again."""
    bounds = {rep.rep_id: rep.bound_s for rep in found}
    return [
        rep.rep_id
        for rep in told
        if rep.bound_s is not None and ((bound_s := bounds.get(rep.rep_id)) is None or bound_s > rep.bound_s)
    ]


_ADAPTER = TypeAdapter(PlanCertificate)
NOT_ASKED = PlanCertificate.none(WhyNot.NOT_ASKED)

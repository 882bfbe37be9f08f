"""What people settled on a plan by hand: what the next plan must leave as it is, and the rules they chose to break.

A broken rule is data of the plan. It says which rule, where, and how far, with who kept it and when; the check allows
exactly that much and nothing beside it.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class SoftRule(StrEnum):
    """The rules that a person may break; no other can be."""

    WINDOW = "WINDOW"  # a visit outside the account's hours; `allowed` is when it begins
    SHIFT = "SHIFT"  # a day longer than its shift and overtime; `allowed` is when the rep is back
    LUNCH = "LUNCH"  # a late lunch; `allowed` is when it begins
    MAX_VISITS = "MAX_VISITS"  # more visits than a day may have; `allowed` is how many
    ALLOWED_REP = "ALLOWED_REP"  # an account that another rep owns; `allowed` is 0
    GAP = "GAP"  # visits to an account nearer than its cadence has them; `allowed` is how many days apart all may be


OF_STOPS = frozenset({SoftRule.WINDOW, SoftRule.ALLOWED_REP, SoftRule.GAP})


@dataclass(frozen=True, slots=True, order=True)
class HandLock:
    """A stop held on its rep's day (at `start_s`, if given), a whole day of a rep, or, without `on`, all his days."""

    rep_id: str
    on: date | None = None
    external_id: str = ""
    start_s: int | None = None

    def __post_init__(self) -> None:
        if self.external_id and self.on is None:
            raise ValueError("A stop is locked on a day.")
        if self.start_s is not None and not self.external_id:
            raise ValueError("Only a stop is locked to a moment.")

    def is_of(self, rep_id: str, on: date) -> bool:
        """Whether the lock is on this day."""
        return self.rep_id == rep_id and self.on in (None, on)


@dataclass(frozen=True, slots=True)
class KeptAnyway:
    """A rule that somebody chose to break on a rep's day, for one stop (`external_id`) or for the day as a whole.

    `allowed` says how far: a moment in seconds after midnight, or a count; see `SoftRule`.
    """

    rule: SoftRule
    rep_id: str
    on: date
    external_id: str = ""
    allowed: int = 0
    by: str = ""  # the id of who chose so; none for a program without a person
    at: datetime | None = None

    def __post_init__(self) -> None:
        if bool(self.external_id) != (self.rule in OF_STOPS):
            raise ValueError("A window, a rep and a gap are of a stop, the other rules of a day.")

    @property
    def key(self) -> str:
        """What names it in a request that confirms it."""
        return f"{self.rule}/{self.on.isoformat()}/{self.allowed}/{self.rep_id}/{self.external_id}"

    def covers(self, other: "KeptAnyway") -> bool:
        """Whether whoever chose this has chosen the other as well."""
        same = (self.rule, self.rep_id, self.on, self.external_id)
        if same != (other.rule, other.rep_id, other.on, other.external_id):
            return False
        if self.rule is SoftRule.GAP:
            return self.allowed <= other.allowed
        return self.allowed == other.allowed if self.rule is SoftRule.WINDOW else self.allowed >= other.allowed


@dataclass(frozen=True, slots=True)
class ByHand:
    """The locks of a plan and the rules that are broken in it on purpose."""

    locks: tuple[HandLock, ...] = ()
    kept: tuple[KeptAnyway, ...] = ()

    def of_reps(self, rep_ids: Collection[str]) -> "ByHand":
        """What is of these reps."""
        return ByHand(
            tuple(lock for lock in self.locks if lock.rep_id in rep_ids),
            tuple(kept for kept in self.kept if kept.rep_id in rep_ids),
        )

    def stop_lock(self, rep_id: str, on: date, external_id: str) -> HandLock | None:
        """The lock of this very stop."""
        locks = (lock for lock in self.locks if lock.external_id == external_id)
        return next((lock for lock in locks if lock.is_of(rep_id, on)), None)

    def kept_on(self, rep_id: str, on: date) -> tuple[KeptAnyway, ...]:
        """The rules that are broken on this day, by its stops or as a whole."""
        return tuple(kept for kept in self.kept if (kept.rep_id, kept.on) == (rep_id, on))

    def is_closed(self, rep_id: str, on: date) -> bool:
        """Whether the day is locked as a whole."""
        return any(lock.is_of(rep_id, on) and not lock.external_id for lock in self.locks)

    def with_lock(self, lock: HandLock) -> "ByHand":
        """With this lock in the place of another on the same thing."""
        others = self.without_lock(lock).locks
        return replace(self, locks=tuple(sorted([*others, lock], key=_order)))

    def without_lock(self, lock: HandLock) -> "ByHand":
        same = (lock.rep_id, lock.on, lock.external_id)
        return replace(self, locks=tuple(o for o in self.locks if (o.rep_id, o.on, o.external_id) != same))

    def following(self, rep_id: str, on: date, starts_s: Mapping[str, int]) -> "ByHand":
        """With the locks of these stops at the moments they have now."""
        hand = self
        for external_id, start_s in starts_s.items():
            lock = self.stop_lock(rep_id, on, external_id)
            if lock is not None and lock.start_s is not None:
                hand = hand.with_lock(replace(lock, start_s=start_s))
        return hand

    def as_json(self) -> dict[str, Any]:
        return {
            "locks": [{**asdict(lock), "on": lock.on and lock.on.isoformat()} for lock in self.locks],
            "kept": [
                {**asdict(kept), "on": kept.on.isoformat(), "at": kept.at and kept.at.isoformat()} for kept in self.kept
            ],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any] | None) -> "ByHand":
        """Read `as_json` back; nothing where there is none."""
        if not values:
            return cls()
        return cls(
            tuple(HandLock(**{**v, "on": v["on"] and date.fromisoformat(v["on"])}) for v in values["locks"]),
            tuple(
                KeptAnyway(
                    **{
                        **v,
                        "rule": SoftRule(v["rule"]),
                        "on": date.fromisoformat(v["on"]),
                        "at": v["at"] and datetime.fromisoformat(v["at"]),
                    }
                )
                for v in values["kept"]
            ),
        )


NOTHING_BY_HAND = ByHand()


def _order(lock: HandLock) -> tuple[str, str, str]:
    return lock.rep_id, "" if lock.on is None else lock.on.isoformat(), lock.external_id

"""The goal of a rep through the API: his year down to the day, for himself and his manager."""

import httpx

from tests.conftest import SignIn
from tests.worlds import week

WANG = "/api/v1/reps/wang/goals"


def test_the_year_is_told_down_to_today(program: httpx.Client, stored_week: str) -> None:
    """Sums are exact at every level, and today's route stands beside today's target."""
    answer = program.get(WANG)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["on"], told["yearly_target"], told["year"]["planned"]) == ("2026-11-24", 2_000_000, 2_000_000)

    def check(span: dict[str, object]) -> None:
        parts = span["parts"]
        assert isinstance(parts, list)
        for part in parts:
            check(part)
        for name in ("planned", "brought_in", "to_go"):
            assert not parts or span[name] == sum(part[name] for part in parts)

    check(told["year"])
    assert told["today"]["target"] > 0
    assert told["today"]["expected"] > 0
    assert sum(told["today"]["customers"].values()) + sum(told["today"]["prospects"].values()) == 3
    assert told["need"]["missing_precise_prospects"] == told["need"]["precise_prospects"] - 1
    assert program.get(WANG, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_target_of_his_own_is_his_year(program: httpx.Client, manager: httpx.Client, stored_week: str) -> None:
    """A rep's own setting counts, and nobody else's year changes."""
    manager.patch("/api/v1/reps/wang/settings", json={"yearly_target": 600_000}, headers={"If-Match": "*"})
    assert program.get(WANG).json()["year"]["planned"] == 600_000
    assert program.get("/api/v1/reps/li/goals").json()["yearly_target"] == 2_000_000


def test_a_rep_sees_his_own_only(sign_in: SignIn, stored_week: str) -> None:
    """Another's year is not there for him."""
    li = sign_in("rep", week.LI.external_id)
    assert li.get("/api/v1/reps/li/goals").status_code == 200
    assert li.get(WANG).status_code == 404

"""Who takes whom: the owner's own, the rest by balanced nearness, and nobody for a stranger's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from app.method.account import Account, Category
from app.method.rep import Rep, TravelMode
from app.method.settings import MethodSettings
from app.planning.candidates import Candidate, shared_out
from tests.worlds.company import LI, NORTH, QUICK, REPS, SOUTH, WANG, near
from tests.worlds.facts import customer, prospect

DEFAULTS = MethodSettings()


def shares(
    accounts: Sequence[Account], given: Mapping[str, str] | None = None
) -> tuple[dict[str, list[str]], list[str]]:
    """The accounts of each rep by id, and those nobody gets."""
    candidates = [Candidate.of(account, DEFAULTS) for account in accounts]
    by_rep, orphans = shared_out(candidates, REPS, DEFAULTS, QUICK, given or {}, {})
    named = {rep: [c.account.external_id for c in own] for rep, own in by_rep.items()}
    return named, [c.account.external_id for c in orphans]


def test_an_owner_keeps_his_own_wherever_they_are() -> None:
    """By id or by name, even next door to the other rep."""
    assert shares([near(SOUTH, 1, owner="wang"), near(NORTH, 1, owner="李强")]) == (
        {"wang": ["S001"], "li": ["N001"]},
        [],
    )


def test_who_has_no_owner_goes_to_the_nearest() -> None:
    """In the same shares, whatever the order of the rows."""
    accounts = [*(near(NORTH, n) for n in range(4)), *(near(SOUTH, n) for n in range(3))]
    expected = {"wang": ["N000", "N001", "N002", "N003"], "li": ["S000", "S001", "S002"]}
    assert shares(accounts) == (expected, [])
    backwards, _ = shares(accounts[::-1])
    assert {rep: sorted(own) for rep, own in backwards.items()} == expected


def test_who_belongs_to_a_stranger_goes_to_nobody() -> None:
    """Not to the next best rep."""
    assert shares([near(NORTH, 1, owner="zhao")]) == ({"wang": [], "li": []}, ["N001"])


def test_who_is_given_to_a_rep_is_his() -> None:
    """Wherever it lies; a rep who is gone leaves it to the nearest, and an owner keeps his own."""
    accounts = [near(NORTH, 1), near(NORTH, 2), near(NORTH, 3, owner="wang")]
    given = {"N001": "li", "N002": "zhao", "N003": "li"}
    assert shares(accounts, given) == ({"wang": ["N003", "N002"], "li": ["N001"]}, [])


def test_nearness_is_to_what_a_rep_has_and_not_only_to_his_home() -> None:
    """王芳 has her accounts in the south; what lies among them is hers while she has room."""
    hers = [near(SOUTH, n, owner="wang", service_s=60) for n in range(3)]
    his = [near(NORTH, n, owner="li", service_s=3600) for n in range(3)]
    candidates = [Candidate.of(a, DEFAULTS) for a in [*hers, *his, near(SOUTH, 7)]]
    lives_nearer = replace(LI, home=replace(LI.home, lat=30.05))
    by_rep, _ = shared_out(candidates, [WANG, lives_nearer], DEFAULTS, QUICK, {}, {})
    assert "S007" in {c.account.external_id for c in by_rep["wang"]}


def test_nearness_is_in_the_time_a_rep_needs() -> None:
    """Half-way between two homes it is the driver's, for the other one comes by e-bike; were both drivers, his."""
    north = replace(WANG, travel_mode=TravelMode.EBIKE, home=replace(WANG.home, lat=30.40))
    south = replace(LI, home=replace(LI.home, lat=30.00, lon=north.home.lon))
    between = [Candidate.of(near((30.22, north.home.lon), 1), DEFAULTS)]

    def whose(reps: list[Rep]) -> list[str]:
        by_rep, _ = shared_out(between, reps, DEFAULTS, QUICK, {}, {})
        return [rep_id for rep_id, own in by_rep.items() if own]

    assert whose([replace(north, travel_mode=TravelMode.CAR), south]) == ["wang"]
    assert whose([north, south]) == ["li"]


def test_a_visit_lasts_as_said_or_as_the_method_says() -> None:
    """45 minutes for a prospect, 30 for a customer, and what the list says before both; nothing is a length too."""
    lengths = [
        Candidate.of(account, DEFAULTS).service_s
        for account in (prospect(), customer(), customer(Category.SIGNED), prospect(service_s=0))
    ]
    assert lengths == [2700, 1800, 1800, 0]


def test_only_located_accounts_are_candidates() -> None:
    """The gate keeps the others out."""
    with pytest.raises(ValueError, match="located"):
        Candidate.of(prospect(location=None), DEFAULTS)


def test_a_second_of_a_short_year_is_worth_more() -> None:
    """The same account is worth half as many seconds to a rep with half the field days."""
    candidate = Candidate.of(prospect(), DEFAULTS)
    full, half = (
        candidate.worth(replace(WANG, field_days=days), DEFAULTS, QUICK)[0].worth_s
        for days in (frozenset(range(4)), frozenset(range(2)))
    )
    assert half == pytest.approx(full / 2, rel=0.05)

"""Territories: each account with one rep, hours in balance or the reason why not, and little driving."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.divide import AIMED_AT, divided
from solver.search.shares import UNEVEN_WEIGHT
from solver.territory import OffBalance, Territories, TerritoryProblem

HOUR_S = 3600
NOBODY = -1


def world(
    drive_h: list[list[float]],
    *,
    visit_h: float | list[float] = 1.0,
    owner: list[int] | None = None,
    fixed: list[int] | None = None,
    change_h: float = 0.0,
    pairs: dict[tuple[int, int], float] | None = None,
    available_h: list[float] | None = None,
    tolerance: float = 0.05,
) -> TerritoryProblem:
    """Accounts a0, a1, ... by their drive to reps r0, r1, ...; visits of an hour unless said."""
    drive = np.rint(np.array(drive_h, dtype=np.float64) * HOUR_S).astype(np.int64)
    accounts, reps = drive.shape
    visit = np.rint(np.broadcast_to(visit_h, accounts) * HOUR_S).astype(np.int64)
    near = pairs or {}
    return TerritoryProblem(
        accounts=tuple(f"a{n:02d}" for n in range(accounts)),
        reps=tuple(f"r{n}" for n in range(reps)),
        load_s=drive + visit[:, None],
        drive_s=drive,
        available_s=np.rint(np.array(available_h or [100.0] * reps) * HOUR_S).astype(np.int64),
        owner=np.array(owner or [NOBODY] * accounts, dtype=np.int64),
        fixed=np.isin(np.arange(accounts), fixed or []),
        change_s=np.full(accounts, round(change_h * HOUR_S), dtype=np.int64),
        pairs=np.array(list(near), dtype=np.int64).reshape(-1, 2),
        apart_s=np.array([round(hours * HOUR_S) for hours in near.values()], dtype=np.int64),
        tolerance=tolerance,
    )


def reasons(found: Territories) -> list[OffBalance | None]:
    return [share.off for share in found.shares]


def test_everybody_gets_what_is_near_him() -> None:
    """Twenty in the north, twenty in the south, a rep in each."""
    found = divided(world([[0.1, 1.0]] * 20 + [[1.0, 0.1]] * 20))
    assert found.rep_of == (0,) * 20 + (1,) * 20
    assert reasons(found) == [None, None]
    assert found.cost_s == found.bound_s == round(40 * 0.1 * HOUR_S)


def test_who_has_too_much_near_him_gives_up_what_costs_least() -> None:
    """Thirty of forty are nearer to the first rep; ten of them are nearly as near to the second."""
    found = divided(world([[0.1, 1.0]] * 20 + [[0.1, 0.15]] * 10 + [[1.0, 0.1]] * 10))
    assert found.rep_of[:20] == (0,) * 20
    assert found.rep_of[30:] == (1,) * 10
    assert sum(found.rep_of[20:30]) >= 8
    assert reasons(found) == [None, None]


def test_hours_count_and_not_accounts() -> None:
    """Ten long visits weigh as much as forty short ones."""
    found = divided(world([[0.1, 0.3]] * 10 + [[0.3, 0.1]] * 40, visit_h=[4.0] * 10 + [1.0] * 40))
    assert found.rep_of == (0,) * 10 + (1,) * 40


def test_a_short_month_takes_less_than_a_long_one() -> None:
    """Who works a third as long gets a third as much."""
    found = divided(world([[0.1, 0.1]] * 80, available_h=[50, 150]))
    hours = [share.load_s / HOUR_S for share in found.shares]
    assert hours[1] == pytest.approx(3 * hours[0], rel=0.15)
    assert reasons(found) == [None, None]


def test_nobody_is_sent_far_only_to_fill_his_hours() -> None:
    """The second rep lives ten hours away: the first keeps everything, and is told why."""
    found = divided(world([[0.1, 10.0]] * 20))
    assert found.rep_of == (0,) * 20
    assert OffBalance.NOT_WORTH_IT in reasons(found)


def test_fixed_accounts_stay_and_what_is_free_goes_to_the_other() -> None:
    """The first rep owns thirty; none of the ten without an owner is for him."""
    found = divided(world([[0.1, 0.2]] * 40, owner=[0] * 30 + [NOBODY] * 10, fixed=list(range(30))))
    assert found.rep_of == (0,) * 30 + (1,) * 10
    assert found.shares[0].off in (OffBalance.FIXED_ABOVE, None)
    assert found.shares[1].off in (OffBalance.NOTHING_LEFT, None)
    assert reasons(found) != [None, None]


def test_an_account_too_large_to_balance_is_named_as_the_reason() -> None:
    """One account of a hundred hours and one of ten: no division is even."""
    found = divided(world([[0.0, 0.0]] * 2, visit_h=[100.0, 10.0]))
    assert sorted(found.rep_of) == [0, 1]
    assert OffBalance.TOO_LARGE in reasons(found)


def test_few_change_hands_where_changing_costs() -> None:
    """Owners have 22 and 18, and a tenth more or less will do: one goes."""
    owner = [0] * 22 + [1] * 18
    found = divided(world([[0.2, 0.2]] * 40, owner=owner, change_h=0.1, tolerance=0.1))
    assert sum(now != before for now, before in zip(found.rep_of, owner, strict=True)) == 1
    assert reasons(found) == [None, None]


def test_an_even_division_is_left_alone() -> None:
    """As they are they are well; a gain of minutes is no reason to change hands."""
    owner = [n % 2 for n in range(40)]
    found = divided(world([[0.2, 0.2]] * 40, owner=owner, change_h=0.1))
    assert list(found.rep_of) == owner


def test_neighbours_stay_together() -> None:
    """Either rep could have anything: two streets of ten, each of one rep."""
    street = {(n, n + 1): 0.3 for n in range(19) if n != 9}
    found = divided(world([[0.1, 0.1]] * 20, pairs=street))
    assert len(set(found.rep_of[:10])) == len(set(found.rep_of[10:])) == 1
    assert reasons(found) == [None, None]


def test_nothing_to_divide_and_one_rep_are_easy() -> None:
    """No account; or nobody else to give it to."""
    one = world([[0.1, 0.1]])
    none = replace(
        one,
        accounts=(),
        load_s=one.load_s[:0],
        drive_s=one.drive_s[:0],
        owner=one.owner[:0],
        fixed=one.fixed[:0],
        change_s=one.change_s[:0],
    )
    assert divided(none).rep_of == ()
    assert divided(world([[0.1]] * 5)).rep_of == (0,) * 5


def test_a_rep_without_time_gets_nothing() -> None:
    """On leave all year."""
    assert set(divided(world([[0.1, 0.1]] * 10, available_h=[0, 100])).rep_of) == {1}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reps": ()}, "one rep or more"),
        ({"accounts": ("a00", "a00")}, "id of its own"),
        ({"owner": np.array([0, 7])}, "one of the reps"),
        ({"fixed": np.array([True, False])}, "a fixed one has|fixed account has one"),
        ({"available_s": np.array([1])}, "available seconds"),
        ({"drive_s": np.full((2, 2), 10**9)}, "part of the load"),
        ({"pairs": np.array([[0, 0]]), "apart_s": np.array([1])}, "two accounts"),
        ({"tolerance": 1.0}, "share"),
        ({"change_s": np.array([1])}, "costs something to change"),
    ],
)
def test_nonsense_is_refused(change: dict[str, object], said: str) -> None:
    """Whatever would give an answer that means nothing."""
    with pytest.raises(ValueError, match=said):
        replace(world([[0.1, 0.1]] * 2), **change)  # type: ignore[arg-type]


@st.composite
def small_worlds(draw: st.DrawFn) -> TerritoryProblem:
    reps, accounts = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    quarters = st.integers(0, 12).map(lambda n: n / 4)
    drive = draw(st.lists(st.lists(quarters, min_size=reps, max_size=reps), min_size=accounts, max_size=accounts))
    owner = draw(st.lists(st.integers(-1, reps - 1), min_size=accounts, max_size=accounts))
    fixed = [n for n, rep in enumerate(owner) if rep >= 0 and draw(st.booleans())]
    pairs = {(n, n + 1): draw(quarters) for n in range(accounts - 1)}
    return world(
        drive,
        visit_h=draw(st.lists(st.integers(1, 6).map(float), min_size=accounts, max_size=accounts)),
        owner=owner,
        fixed=fixed,
        change_h=draw(quarters),
        pairs=pairs,
        available_h=[float(draw(st.integers(1, 20))) for _ in range(reps)],
        tolerance=draw(st.sampled_from([0.0, 0.05, 0.3])),
    )


def cost_s(problem: TerritoryProblem, rep_of: tuple[int, ...], level: float) -> float:
    """What a division costs, counted anew."""
    total = 0.0
    has = [0] * len(problem.reps)
    for account, rep in enumerate(rep_of):
        has[rep] += int(problem.load_s[account, rep])
        total += problem.drive_s[account, rep]
        total += problem.change_s[account] * (problem.owner[account] not in (-1, rep))
    total += sum(apart for (a, b), apart in zip(problem.pairs, problem.apart_s, strict=True) if rep_of[a] != rep_of[b])
    aim = problem.tolerance * AIMED_AT
    for load, available in zip(has, problem.available_s.tolist(), strict=True):
        share = available * level
        total += UNEVEN_WEIGHT * max(0.0, load - share * (1 + aim), share * (1 - aim) - load)
    return float(total)


@settings(max_examples=60, deadline=None)
@given(small_worlds(), st.randoms(use_true_random=False))
def test_what_holds_of_every_division(problem: TerritoryProblem, lots: object) -> None:
    """Fixed owners stay, hours add up, the bound bounds every division, and row order changes nothing."""
    found = divided(problem)
    reps = len(problem.reps)
    assert len(found.rep_of) == len(problem.accounts)
    assert all(found.rep_of[n] == problem.owner[n] for n in np.flatnonzero(problem.fixed))
    for rep, share in enumerate(found.shares):
        assert share.load_s == sum(int(problem.load_s[n, r]) for n, r in enumerate(found.rep_of) if r == rep)
        assert (share.off is None) == (share.least_s <= share.load_s <= share.most_s)
    assert found.cost_s == pytest.approx(cost_s(problem, found.rep_of, found.level), abs=2 * reps + 1)
    free = [(int(o),) if f else range(reps) for o, f in zip(problem.owner, problem.fixed, strict=True)]
    for rep_of in product(*free):
        assert found.bound_s <= cost_s(problem, rep_of, found.level) + 2
    assert divided(problem) == found
    _same_in_another_order(problem, found, lots)


def _same_in_another_order(problem: TerritoryProblem, found: Territories, lots: object) -> None:
    accounts, reps = list(range(len(problem.accounts))), list(range(len(problem.reps)))
    for row in (accounts, reps):
        lots.shuffle(row)  # type: ignore[attr-defined]
    rep_place, account_place = np.argsort(reps), np.argsort(accounts)
    other = divided(
        replace(
            problem,
            accounts=tuple(problem.accounts[n] for n in accounts),
            reps=tuple(problem.reps[n] for n in reps),
            load_s=problem.load_s[np.ix_(accounts, reps)],
            drive_s=problem.drive_s[np.ix_(accounts, reps)],
            available_s=problem.available_s[reps],
            owner=np.where(problem.owner < 0, -1, rep_place[problem.owner])[accounts],
            fixed=problem.fixed[accounts],
            change_s=problem.change_s[accounts],
            pairs=account_place[problem.pairs][:, ::-1],
        )
    )
    names = dict(zip((problem.accounts[n] for n in accounts), (reps[r] for r in other.rep_of), strict=True))
    assert [names[name] for name in problem.accounts] == list(found.rep_of)
    assert (other.cost_s, other.level) == (found.cost_s, found.level)

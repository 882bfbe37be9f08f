"""A list too wide for one matrix gets the same kind of answer: checked, whole, and in bounded memory."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from solver import Limit, Reason, Result, TravelMatrix, TravelModel, WideProblem, check, explain_wide
from solver import solve_wide as wide
from solver.model import Matrix
from solver.solve_wide import solve_wide
from tests.worlds.abstract import line_problem

QUICK = Limit(60, iterations=2)


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide begins at 30 visits here, and 25 are tried at once."""
    monkeypatch.setattr(wide, "SHORTLIST", 30)
    monkeypatch.setattr(explain_wide, "CHUNK", 25)


@dataclass(frozen=True)
class Watched:
    """A travel model that notes how large a matrix was asked for."""

    model: TravelModel
    sizes: list[int]

    @property
    def places(self) -> int:
        return self.model.places

    def matrix(self, places: npt.NDArray[np.int64]) -> TravelMatrix:
        self.sizes.append(len(places))
        return self.model.matrix(places)

    def seconds(self, origin: int, places: npt.NDArray[np.int64]) -> Matrix:
        return self.model.seconds(origin, places)


def watched(problem: WideProblem) -> tuple[WideProblem, list[int]]:
    sizes: list[int] = []
    return replace(problem, travel=Watched(problem.travel, sizes)), sizes


def named(result: Result) -> Counter[str]:
    """How often each visit appears, served or not."""
    stops = (stop.visit for route in result.solution.routes for stop in route.stops)
    return Counter([*stops, *(row.visit for row in result.solution.unserved)])


def assert_whole(problem: WideProblem, result: Result) -> None:
    """Every visit once, and no rule broken by the whole problem's own matrix."""
    assert named(result) == Counter(visit.id for visit in problem.visits)
    assert check(problem.part(problem.visits), result.solution, value=result.value) == []


def test_a_wide_list_is_answered_as_a_narrow_one() -> None:
    """Eighty near ones and forty a thousand kilometres away: days are full, the far ones too far."""
    problem = line_problem(80, days=2, far=40)
    result = solve_wide(problem, QUICK)
    assert_whole(problem, result)
    assert len(result.solution.served) >= 18
    reasons = {row.visit: row.reason for row in result.solution.unserved}
    assert {reasons[f"v{n:04}"] for n in range(80, 120)} == {Reason.TOO_FAR}
    assert Reason.TOO_FAR not in {reasons.get(f"v{n:04}") for n in range(80)}


def test_memory_is_bounded_by_matrices_of_parts() -> None:
    """No matrix is larger than the shortlist with its newcomers, or a chunk with the plan it is tried against."""
    problem, sizes = watched(line_problem(300, days=2))
    solve_wide(problem, QUICK)
    assert max(sizes) <= 30 + wide.MOST_ROUNDS * wide.MOST_PROMOTED
    problem, sizes = watched(line_problem(20, days=2, far=300))
    solve_wide(problem, QUICK)
    assert max(sizes) <= 30 + 25 + 1


def test_a_rep_without_a_day_needs_no_matrix_of_everything() -> None:
    """However many accounts he has: nobody may go, and the memory stays bounded."""
    problem, sizes = watched(replace(line_problem(300), shifts=()))
    result = solve_wide(problem, QUICK)
    assert named(result) == Counter(visit.id for visit in problem.visits)
    assert {row.reason for row in result.solution.unserved} == {Reason.NO_ALLOWED_REP}
    assert max(sizes) <= 30


def test_what_must_be_seen_is_never_left_for_later() -> None:
    """A required visit of little worth at the end of the list is in the plan."""
    problem = line_problem(100, days=2)
    poor = replace(problem.visits[-1], prize=0, required=True)
    problem = replace(problem, visits=(*problem.visits[:-1], poor))
    result = solve_wide(problem, QUICK)
    assert_whole(problem, result)
    assert poor.id in result.solution.served


def test_a_narrow_list_is_simply_solved() -> None:
    """Up to the shortlist nothing is divided."""
    problem, sizes = watched(line_problem(10))
    assert_whole(problem, solve_wide(problem, QUICK))
    assert sizes[0] <= 11

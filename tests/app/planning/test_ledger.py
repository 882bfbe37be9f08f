"""The solver's reasons in people's words: names instead of ids, dates instead of shifts."""

from app.method.settings import MethodSettings
from app.planning.build import RepWeek, build_week
from app.planning.candidates import Candidate
from app.planning.ledger import gated_row, orphan_row, unserved_row
from app.planning.week_plan import Outcome
from app.planning.wordings import remedy, sentence
from solver import Reason, Unserved
from tests.worlds.company import NORTH, QUICK, WANG, near
from tests.worlds.facts import MONDAY


def week() -> RepWeek:
    """Two accounts of 王芳."""
    settings = MethodSettings()
    candidates = [Candidate.of(near(NORTH, n), settings) for n in (1, 2)]
    return build_week(WANG, candidates, settings, QUICK, {})


def test_a_reason_names_accounts_and_days() -> None:
    """What it clashes with, what it would displace, and when."""
    found = week()
    shift = found.problem.shifts[0].id
    numbers = {"prize_s": 600, "with": ["N002"], "displaces": "N002", "shift": shift, "days": [0]}
    row = unserved_row(found, Unserved("N001", Reason.APPOINTMENT_CLASH, numbers), 7)
    assert (row.line, row.external_id, row.outcome, row.code) == (7, "N001", Outcome.UNSERVED, "APPOINTMENT_CLASH")
    assert row.params == {
        "rep": "王芳",
        "rep_id": "wang",
        "service_s": 2700,
        "prize_s": 600,
        "with": ["客户2"],
        "displaces": "客户2",
        "on": MONDAY.isoformat(),
    }
    assert "客户2" in sentence(row)


def test_every_reason_of_the_solver_becomes_a_row_that_can_be_said() -> None:
    """With the numbers that it comes with."""
    found = week()
    extra = {"cost_s": 90, "extra_s": 60, "max_visits": 1, "with": ["N002"], "shift": found.problem.shifts[0].id}
    for reason in Reason:
        row = unserved_row(found, Unserved("N001", reason, {"prize_s": 600, **extra}), None)
        assert "{" not in sentence(row) + remedy(row)
        assert remedy(row)


def test_who_is_nobodys_and_who_stays_in_the_office() -> None:
    """An orphan is unserved, a gated account keeps the numbers of its verdict."""
    account = near(NORTH, 1, owner="zhao")
    orphan = orphan_row(Candidate.of(account, MethodSettings()), 3)
    assert (orphan.outcome, orphan.code, orphan.params) == (Outcome.UNSERVED, "NO_ALLOWED_REP", {"rep": "zhao"})
    gated = gated_row(4, account, "VISIT_CAP", {"visits": 2})
    assert (gated.outcome, sentence(gated)) == (Outcome.GATED, "Visited 2 times without a signature: no further visit.")

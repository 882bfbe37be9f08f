"""Every code has its sentence; a code without words would be a hole in somebody's screen."""

from pathlib import Path

import pytest

from app.intake.faults import REJECTIONS
from app.method.gate import TASK_FOR_LEG
from app.planning.document import PlanDocument
from app.planning.run import REFUSALS
from app.planning.week_plan import Outcome
from app.planning.wordings import CERTIFICATES, NOTES, REASONS, remedy, sentence
from solver import Reason

# Of rows that a booking, a re-plan or what had happened changed in a plan in force.
IN_FORCE = {"MOVED", "BOOKING_CANCELLED", "CALLED_OFF", "DROPPED_BY_HAND", "DAY_BEGUN", "MADE_ALREADY", "OTHER_PLAN"}
REPEATS = {"DUE_ON_NO_DAY"}  # why an account's next visit is left out, beside the solver's reasons
ROUTED = {"ROUTED", "ROUTED_AGAIN", "ROUTED_IN_PART"}  # what a visit left out needs is said with its own code
NO_REMEDY = {*ROUTED, "MOVED", "MADE_ALREADY"}  # all is as it should be
GATE = {"INACTIVE", "DO_NOT_VISIT", "NEEDS_LOCATION", "ROUGH_LOCATION", "CLOSED", "VISIT_CAP", "NOT_PRECISE", "FIND_KP"}


def test_every_code_has_its_words_and_no_words_are_idle() -> None:
    """The gate's, the solver's and the importer's codes, those of plans in force, and of who is visited."""
    known = GATE | set(TASK_FOR_LEG.values()) | set(Reason.__members__) | set(REJECTIONS) | IN_FORCE | REPEATS | ROUTED
    assert set(REASONS) == known


@pytest.mark.parametrize("code", [*REASONS, *NOTES, *REFUSALS, *CERTIFICATES])
def test_words_are_sentences(code: str) -> None:
    """They begin with a capital or a number of the row, end, and say what to do next where something is to be done."""
    wording = {**REASONS, **NOTES, **REFUSALS, **CERTIFICATES}[code]
    assert wording.sentence == "{said}" or wording.sentence.rstrip("”").endswith((".", ":", "{said}"))
    assert not wording.remedy or wording.remedy.endswith(".")
    assert code not in REASONS or bool(wording.remedy) is (code not in NO_REMEDY)


@pytest.mark.parametrize("code", CERTIFICATES)
def test_every_certificate_is_explained(code: str) -> None:
    """In docs/codes.md, with the sentence that users read, to the letter."""
    codes = (Path(__file__).parents[3] / "docs" / "codes.md").read_text(encoding="utf-8")
    assert f"| `{code}` | {CERTIFICATES[code].sentence} |" in codes


def test_every_row_of_a_real_plan_can_be_said(document: PlanDocument) -> None:
    """Also after it was read back from its file."""
    read_back = PlanDocument.from_json(document.to_json())
    for row in read_back.plan.ledger:
        said = sentence(row) + remedy(row)
        assert "{" not in said
        assert (remedy(row) == "") is (row.outcome is Outcome.ROUTED)

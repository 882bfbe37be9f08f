"""The manager's week in words: totals, cells, and how good the plan provably is."""

from dataclasses import replace

import pytest

from app.planning.certificate import PlanCertificate, WhyNot
from app.planning.week_plan import Note
from tests.worlds.week import PLAN
from web.i18n import translator
from web.week_view import WeekView, week_view

EN, ZH = translator("en"), translator("zh")


def _view(plan=PLAN, t=EN) -> WeekView:
    return week_view(plan, t, lambda route: f"{route.rep_id}/{route.on}")


def test_a_cell_says_how_many_how_full_and_how_near_together():
    """In full where one points at it; a day with nobody to see has no distances."""
    cells = {line.rep_id: [cell for cell in line.cells if cell] for line in _view().reps}
    assert [(cell.visits, cell.apart) for cell in cells["wang"]] == [(3, "2.1 km"), (2, "17.4 km")]
    assert cells["wang"][0].told == "Stops lie 2.1 km apart, those of other days 9.8 km away."
    assert [(cell.visits, cell.apart, cell.told) for cell in cells["li"]] == [
        (2, "900 m", "Stops lie 900 m apart."),
        (0, "", ""),
    ]


def test_a_certified_plan_says_within_what():
    """140 s of 54,800 are 0.3 %, rounded up; a team is compared with the same division of the accounts."""
    line = _view().certificate
    assert (line.code, line.sentence) == ("certified", "Within 0.3 % of the best possible for these travel times.")
    assert line.scope == "Each account stays with its rep in that comparison."
    assert _view(t=ZH).certificate.sentence == "按此行车时间，与最优方案的差距不超过 0.3\N{NO-BREAK SPACE}%。"


@pytest.mark.parametrize("reason", WhyNot)
def test_a_plan_that_is_not_certified_says_why(reason):
    """In both languages, and without comparing it with anything."""
    plan = replace(PLAN, certificate=PlanCertificate.none(reason))
    assert _view(plan).certificate.sentence.startswith("Not certified: ")
    assert _view(plan, ZH).certificate.sentence.startswith("未核证：")
    assert _view(plan).certificate.scope == ""


def test_what_was_kept_of_an_earlier_plan_stands_apart():
    """Once, not among the notes; a plan that held on to none says nothing."""
    kept = replace(PLAN, notes=(*PLAN.notes, Note("KEPT_DAYS", {"kept": 41, "of": 45, "worth_s": 900})))
    assert _view(kept).kept.startswith("41 of 45 visits of the earlier plan keep their day. Each counts 15 min")
    assert _view(kept).notes == _view().notes
    assert _view().kept == ""

"""Tasks by the calendar: whose, resting until when, tried how often; on both sides of each day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.method.office_tasks import Said, Saying, TaskRole, TaskStanding, task_standing, usual_role
from app.method.settings import TASK_REASONS, MethodSettings

REASON, OTHER = "FIND_FIRST_KP", "UNCOVER_NEED"
TODAY = date(2026, 11, 24)
SETTINGS = MethodSettings()


def standing(*said: Said, today: date = TODAY) -> TaskStanding:
    return task_standing(REASON, said, SETTINGS, today)


def test_the_settings_say_who_does_what() -> None:
    """The defaults, and another word of the organisation."""
    assert usual_role(REASON, SETTINGS) is TaskRole.ASSISTANT
    assert usual_role(OTHER, SETTINGS) is TaskRole.REP
    turned = replace(SETTINGS, assistant_does={reason: int(reason == OTHER) for reason in TASK_REASONS})
    assert (usual_role(REASON, turned), usual_role(OTHER, turned)) == (TaskRole.REP, TaskRole.ASSISTANT)
    with pytest.raises(ValueError, match="Every reason"):
        replace(SETTINGS, assistant_does={REASON: 1})


def test_what_was_tried_rests_and_comes_back() -> None:
    """For so many days as the settings say, and not a day longer; every try is counted."""
    tried = [Said(REASON, Saying.DONE, TODAY), Said(REASON, Saying.NOTE, TODAY)]
    back_on = TODAY + timedelta(days=SETTINGS.task_rest_days)
    assert standing(*tried) == TaskStanding(TaskRole.ASSISTANT, back_on, 1)
    assert standing(*tried, today=back_on - timedelta(days=1)).rests_until == back_on
    assert standing(*tried, today=back_on).rests_until is None
    assert standing(*tried, *tried, today=back_on).tries == 2


def test_what_was_put_off_is_there_again_on_its_day() -> None:
    """And what was handed over is there at once, for the other."""
    later = Said(REASON, Saying.LATER, TODAY, TODAY + timedelta(days=2))
    handed = Said(REASON, Saying.HANDOVER, TODAY, to_role=TaskRole.REP)
    assert standing(later, today=TODAY + timedelta(days=1)).rests_until == TODAY + timedelta(days=2)
    assert standing(later, today=TODAY + timedelta(days=2)).rests_until is None
    assert standing(later, handed) == TaskStanding(TaskRole.REP, None, 0)
    assert standing(handed, later).role is TaskRole.REP


def test_words_about_another_reason_do_not_count() -> None:
    """The account's next task begins anew."""
    assert standing(replace(Said(REASON, Saying.DONE, TODAY), reason=OTHER)).tries == 0


@pytest.mark.parametrize(
    "nonsense", [{"saying": Saying.LATER}, {"saying": Saying.HANDOVER}, {"saying": Saying.NOTE, "until_on": TODAY}]
)
def test_words_that_make_no_sense_are_none(nonsense: dict[str, object]) -> None:
    """Later without a day, a hand-over to nobody."""
    with pytest.raises(ValueError, match="nothing else"):
        Said(REASON, on=TODAY, **nonsense)  # type: ignore[arg-type]

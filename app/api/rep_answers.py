"""Reps and their shifts as the API shows them."""

from datetime import date, datetime

from pydantic import Field

from app.api.account_answers import SourcePoint, TombstoneAnswer, point, source_point, tombstone_answer
from app.api.cursors import Paged
from app.api.values import Answer, Point
from app.intake.rep_lists import RepPage, StoredRep


class LunchAnswer(Answer):
    duration_s: int = Field(description="0: no lunch.")
    earliest_s: int
    latest_s: int


class WeekdayHoursAnswer(Answer):
    weekday: int = Field(description="Monday = 0.")
    start_s: int
    end_s: int


class RepAnswer(Answer):
    id: str
    external_id: str
    version: int = Field(description="Counts the changes; in quotes it may stand in If-Match.")
    updated_at: datetime
    name: str
    home: Point
    source_home: SourcePoint
    end: Point
    source_end: SourcePoint | None = Field(description="null where the day ends at home.")
    start_s: int
    end_s: int
    field_days: list[int] = Field(description="Weekdays, Monday = 0.")
    leave: list[date]
    weekday_hours: list[WeekdayHoursAnswer] = Field(description="Of weekdays that have hours of their own.")
    mornings_off: list[date]
    afternoons_off: list[date]
    lunch: LunchAnswer
    max_visits: int
    overtime_s: int
    timezone: str
    travel_mode: str
    team_id: str | None = Field(description="null where he is of no team.")


class RepsAnswer(Answer, Paged):
    data: list[RepAnswer]
    deleted: list[TombstoneAnswer] = Field(description="With `updated_since`: those that are gone.")
    as_of: datetime = Field(description="The `updated_since` of your next walk; of this walk's first page.")


def rep_answer(stored: StoredRep) -> RepAnswer:
    rep, lunch = stored.rep, stored.rep.lunch
    return RepAnswer(
        id=stored.id,
        external_id=rep.external_id,
        version=stored.version,
        updated_at=stored.updated_at,
        name=rep.name,
        home=point(rep.home),
        source_home=source_point(rep.home),
        end=point(rep.end or rep.home),
        source_end=None if rep.end is None else source_point(rep.end),
        start_s=rep.start_s,
        end_s=rep.end_s,
        field_days=sorted(rep.field_days),
        leave=sorted(rep.leave),
        weekday_hours=[
            WeekdayHoursAnswer(weekday=own.weekday, start_s=own.start_s, end_s=own.end_s) for own in rep.weekday_hours
        ],
        mornings_off=sorted(rep.mornings_off),
        afternoons_off=sorted(rep.afternoons_off),
        lunch=LunchAnswer(duration_s=0, earliest_s=0, latest_s=0)
        if lunch is None
        else LunchAnswer(duration_s=lunch.duration_s, earliest_s=lunch.earliest_s, latest_s=lunch.latest_s),
        max_visits=rep.max_visits,
        overtime_s=rep.overtime_s,
        timezone=rep.timezone,
        travel_mode=rep.travel_mode.value,
        team_id=stored.team_id,
    )


def reps_answer(page: RepPage, next_cursor: str | None, as_of: datetime) -> RepsAnswer:
    return RepsAnswer(
        data=[rep_answer(one) for one in page.reps],
        deleted=[tombstone_answer(one) for one in page.deleted],
        next_cursor=next_cursor,
        as_of=as_of,
    )

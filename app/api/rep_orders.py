"""Reps as the API takes them."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.api.account_orders import ExternalId, LocationOrder
from app.api.values import FactDay, Order, Word
from app.intake.cells import MAX_TEXT
from app.intake.reps import known_timezone
from app.method.account import DAY_S, Location
from app.method.rep import Lunch, Rep, TravelMode, WeekdayHours

MOST_LEAVE = 1_000
MOST_VISITS = 1_000

_USUAL = Rep("usual", "usual", Location.wgs84(0, 0))  # carries the defaults for what is left out
_USUAL_LUNCH = Lunch()

Second = Annotated[int, Field(ge=0, le=DAY_S)]
Timezone = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_+/-]+$"), AfterValidator(known_timezone)
]


class LunchOrder(Order):
    duration_s: Annotated[int, Field(ge=0, le=DAY_S, description="0: no lunch.")] = _USUAL_LUNCH.duration_s
    earliest_s: Second = _USUAL_LUNCH.earliest_s
    latest_s: Second = _USUAL_LUNCH.latest_s

    @model_validator(mode="after")
    def _is_a_lunch(self) -> Self:
        self.lunch()
        return self

    def lunch(self) -> Lunch | None:
        return Lunch(self.duration_s, self.earliest_s, self.latest_s) if self.duration_s else None


class WeekdayHoursOrder(Order):
    weekday: Annotated[int, Field(ge=0, le=6, description="Monday = 0.")]
    start_s: Second
    end_s: Second


class RepFacts(Order):
    """What can be told of a rep; what is left out is what it is when a list does not say it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"^[^\x00]*$")]
    home: LocationOrder
    end: Annotated[LocationOrder | None, Field(description="Where the day ends; at home unless said.")] = None
    start_s: Second = _USUAL.start_s
    end_s: Second = _USUAL.end_s
    field_days: Annotated[
        list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, description="Weekdays, Monday = 0.")
    ] = Field(default_factory=lambda: sorted(_USUAL.field_days))
    leave: Annotated[list[FactDay], Field(max_length=MOST_LEAVE)] = Field(default_factory=list)
    weekday_hours: Annotated[
        list[WeekdayHoursOrder],
        Field(max_length=7, description="Of weekdays whose hours are not `start_s` to `end_s`, each once."),
    ] = Field(default_factory=list)
    mornings_off: Annotated[
        list[FactDay], Field(max_length=MOST_LEAVE, description="Half-days: he begins at 13:00.")
    ] = Field(default_factory=list)
    afternoons_off: Annotated[
        list[FactDay], Field(max_length=MOST_LEAVE, description="Half-days: he ends at 12:00.")
    ] = Field(default_factory=list)
    lunch: LunchOrder = LunchOrder()
    max_visits: Annotated[int, Field(ge=0, le=MOST_VISITS)] = _USUAL.max_visits
    overtime_s: Second = _USUAL.overtime_s
    timezone: Timezone = _USUAL.timezone
    travel_mode: Word[TravelMode] = _USUAL.travel_mode

    @model_validator(mode="after")
    def _is_a_rep(self) -> Self:
        self.rep("anybody")
        return self

    def rep(self, external_id: str) -> Rep:
        return Rep(
            external_id=external_id,
            name=self.name,
            home=self.home.location(),
            end=None if self.end is None else self.end.location(),
            start_s=self.start_s,
            end_s=self.end_s,
            field_days=frozenset(self.field_days),
            leave=frozenset(self.leave),
            weekday_hours=tuple(
                sorted(WeekdayHours(own.weekday, own.start_s, own.end_s) for own in self.weekday_hours)
            ),
            mornings_off=frozenset(self.mornings_off),
            afternoons_off=frozenset(self.afternoons_off),
            lunch=self.lunch.lunch(),
            max_visits=self.max_visits,
            overtime_s=self.overtime_s,
            timezone=self.timezone,
            travel_mode=self.travel_mode,
        )

    @classmethod
    def of(cls, rep: Rep) -> Self:
        """The facts of a rep who is stored, whatever the rules were when he was told of."""
        lunch = rep.lunch
        return cls.model_construct(
            name=rep.name,
            home=LocationOrder.of(rep.home),
            end=None if rep.end is None else LocationOrder.of(rep.end),
            start_s=rep.start_s,
            end_s=rep.end_s,
            field_days=sorted(rep.field_days),
            leave=sorted(rep.leave),
            weekday_hours=[
                WeekdayHoursOrder.model_construct(weekday=own.weekday, start_s=own.start_s, end_s=own.end_s)
                for own in rep.weekday_hours
            ],
            mornings_off=sorted(rep.mornings_off),
            afternoons_off=sorted(rep.afternoons_off),
            lunch=LunchOrder(duration_s=0)
            if lunch is None
            else LunchOrder(duration_s=lunch.duration_s, earliest_s=lunch.earliest_s, latest_s=lunch.latest_s),
            max_visits=rep.max_visits,
            overtime_s=rep.overtime_s,
            timezone=rep.timezone,
            travel_mode=rep.travel_mode,
        )


class RepOrder(RepFacts):
    """A new rep."""

    external_id: ExternalId

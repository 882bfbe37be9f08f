"""Events of visits as the API takes them: what each kind needs, what it may carry, and nothing else."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from app.api.values import Day, Instant, Order, Text, Word
from app.intake.datums import to_wgs84
from app.method.account import Datum
from app.method.debrief import outcome_faults
from app.visits.event_facts import EventKind, VisitFact

MOST_OUTCOMES = 30
LONGEST_DELAY_S = 86_400
LONGEST_TEXT = 4_000

# Which kinds may carry a fact, and which of those must.
_MAY: dict[str, frozenset[EventKind]] = {
    "delay_s": frozenset({EventKind.DELAYED}),
    "next_on": frozenset({EventKind.NEXT_STEP, EventKind.DEBRIEF}),
    "outcome": frozenset({EventKind.DEBRIEF}),
    "position": frozenset({EventKind.ARRIVED}),
}
_MUST: dict[str, frozenset[EventKind]] = {
    "delay_s": frozenset({EventKind.DELAYED}),
    "next_on": frozenset({EventKind.NEXT_STEP}),
    "text": frozenset({EventKind.NOTE}),
}
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _uuid7(text: str) -> str:
    if not _UUID7.fullmatch(text.lower()):
        raise ValueError("make the id of an event as a UUID of version 7, with its hyphens")
    return text.lower()


EventId = Annotated[
    str,
    StringConstraints(min_length=36, max_length=36),
    AfterValidator(_uuid7),
    Field(description="A UUIDv7 of your own making; the same event keeps it however often it is sent."),
]
LongText = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")]
OutcomeName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]


_OUTCOME = (
    "With `debrief`: what came of it. `need`, `ability_to_pay`, `authority` (answers), `level` (0 to 5), `attempts` to"
    " close (0 to 100), `stage` (with `opportunity_id` where the account has several) change the account; `refusal` is"
    " `priority`, `timing`, `team` or `price`. Other fields are your own."
)


class Position(Order):
    """Where the rep checked in, and nowhere else: degrees in the datum that is named."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    datum: Word[Datum] = Datum.WGS84


class VisitEventOrder(Order):
    """A fact of a visit. `done`, `skipped`, `cancelled` and the others may have a `text`; a `note` must."""

    model_config = ConfigDict(validate_default=True)

    kind: Word[EventKind]
    at: Annotated[Instant, Field(description="When it was, by the clock of the device.")]
    device_id: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    plan_version: Annotated[int, Field(ge=1, le=2**31 - 1, description="`plan_number` of the route it was done by.")]
    text: LongText = ""
    delay_s: Annotated[int | None, Field(ge=0, le=LONGEST_DELAY_S, description="With `delayed`: how late.")] = None
    next_on: Annotated[
        Day | None, Field(description="With `next_step`, and with `debrief` if there is one: its day.")
    ] = None
    outcome: Annotated[
        dict[OutcomeName, Text | int | float | bool | None],
        Field(default_factory=dict, max_length=MOST_OUTCOMES, description=_OUTCOME),
    ]
    position: Annotated[Position | None, Field(description="With `arrived`, if the rep likes to.")] = None

    @field_validator("text", "delay_s", "next_on", "outcome", "position")
    @classmethod
    def _goes_with_the_kind(cls, value: Any, info: ValidationInfo) -> Any:
        kind, name = info.data.get("kind"), str(info.field_name)
        is_told = value is not None and value != "" and value != {}
        if kind is not None and is_told and name in _MAY and kind not in _MAY[name]:
            raise ValueError(f"only {', '.join(sorted(_MAY[name]))} carries this")
        if kind is not None and not is_told and kind in _MUST.get(name, ()):
            raise ValueError(f"say this with {kind}")
        return value

    @field_validator("outcome")
    @classmethod
    def _is_meant(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name, remedy in outcome_faults(value).items():
            raise ValueError(f"{name}: {remedy}")
        return value

    def fact(self) -> VisitFact:
        at = self.position
        return VisitFact(
            kind=self.kind,
            at=self.at,
            device_id=self.device_id,
            plan_version=self.plan_version,
            text=self.text,
            delay_s=self.delay_s,
            next_on=self.next_on,
            outcome=self.outcome,
            position=None if at is None else to_wgs84(at.lat, at.lon, at.datum),
        )

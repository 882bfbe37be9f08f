"""plan.json: a plan with everything needed to rebuild its problem and check it again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.method.account import Datum
from app.method.settings import MethodSettings
from app.method.steering import steering_as_json, steering_from_json
from app.planning.by_hand import ByHand
from app.planning.certificate import PlanCertificate
from app.planning.options import PlanOptions
from app.planning.week_plan import EarlierDay, LedgerRow, Note, PlannedRoute, WeekPlan

FORMAT = "kproute-plan/2"


class UnreadablePlan(ValueError):
    """The file is not a plan of ours, or was damaged; the message says where."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file the plan was made from."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan with its orders and the files it came from. `reps` is None where one rep was invented."""

    plan: WeekPlan
    options: PlanOptions
    settings: MethodSettings
    datum: Datum
    accounts: InputFile
    reps: InputFile | None

    def to_json(self) -> str:
        plan = self.plan
        totals = {
            "routed": sum(row.outcome == "routed" for row in plan.ledger),
            "stops": sum(len(route.stops) for route in plan.routes),
            "travel_s": sum(route.travel_s for route in plan.routes),
            "travel_m": sum(route.travel_m for route in plan.routes),
            "drives": sum(len(route.drives) for route in plan.routes),
            "drives_estimated": sum(sum(route.drives) for route in plan.routes),
            "service_s": sum(route.service_s for route in plan.routes),
            "prize_s": sum(stop.prize_s for route in plan.routes for stop in route.stops),
            "value_s": plan.value_s,
        }
        files = {"accounts": _INPUT.dump_python(self.accounts), "datum": self.datum.value}
        files["reps"] = None if self.reps is None else _INPUT.dump_python(self.reps)
        content = {
            "format": FORMAT,
            "inputs": files,
            "options": self.options.as_json(),
            "settings": self.settings.as_json(),
            "totals": totals,
            "certificate": plan.certificate.as_json(),
            "earlier": _EARLIER.dump_python(plan.earlier, mode="json"),
            "by_hand": plan.hand.as_json(),
            "steering": steering_as_json(plan.steering),
            "notes": _NOTES.dump_python(plan.notes, mode="json"),
            "routes": _ROUTES.dump_python(plan.routes, mode="json"),
            "ledger": _LEDGER.dump_python(plan.ledger, mode="json"),
        }
        return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "PlanDocument":
        """Read `to_json` back; raises UnreadablePlan."""
        try:
            content = json.loads(text)
            if not isinstance(content, dict) or content.get("format") != FORMAT:
                raise UnreadablePlan(f"This is not a plan of the format {FORMAT}.")
            return cls._read(content)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in fault["loc"])
            raise UnreadablePlan(f"The plan cannot be read: {where}: {fault['msg']}.") from None
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise UnreadablePlan(f"The plan cannot be read: {error}") from None

    @classmethod
    def _read(cls, content: Mapping[str, Any]) -> "PlanDocument":
        # The readers refuse names that mean nothing, the adapters values of the wrong kind.
        options = _OPTIONS.validate_python(PlanOptions.from_json(content["options"]).as_json())
        inputs = content["inputs"]
        return cls(
            plan=WeekPlan(
                week_on=options.week_on,
                as_of=options.as_of,
                days=options.days,
                routes=_ROUTES.validate_python(content["routes"]),
                ledger=_LEDGER.validate_python(content["ledger"]),
                value_s=float(content["totals"]["value_s"]),
                notes=_NOTES.validate_python(content["notes"]),
                certificate=PlanCertificate.from_json(content["certificate"]),
                earlier=_EARLIER.validate_python(
                    {name: days if isinstance(days, list) else [days] for name, days in content["earlier"].items()}
                ),
                hand=ByHand.from_json(content.get("by_hand")),
                steering=steering_from_json(content.get("steering")),
            ),
            options=options,
            settings=_SETTINGS.validate_python(MethodSettings.from_json(content["settings"]).as_json()),
            datum=Datum(inputs["datum"]),
            accounts=_INPUT.validate_python(inputs["accounts"]),
            reps=None if inputs["reps"] is None else _INPUT.validate_python(inputs["reps"]),
        )


_INPUT = TypeAdapter(InputFile)
_OPTIONS = TypeAdapter(PlanOptions)
_SETTINGS = TypeAdapter(MethodSettings)
_EARLIER = TypeAdapter(Mapping[str, tuple[EarlierDay, ...]])
_NOTES = TypeAdapter(tuple[Note, ...])
_ROUTES = TypeAdapter(tuple[PlannedRoute, ...])
_LEDGER = TypeAdapter(tuple[LedgerRow, ...])

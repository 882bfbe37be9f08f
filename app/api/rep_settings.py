"""The settings of one rep: what differs from the organisation's, and how he goes back to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.merge_patch import merged, patch_of
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Order
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import organisation_settings
from app.intake.rep_lists import StoredRep, known_rep
from app.intake.rep_settings import keep_own_settings, own_settings
from app.method.setting_fields import RANGES

router = APIRouter(tags=["settings"], route_class=StrictRoute)

_TARGET = RANGES["yearly_target"]


class OwnFacts(Order):
    """What may differ for a rep (`BY_REP`); null is as the organisation."""

    yearly_target: Annotated[int, Field(ge=_TARGET.least, le=_TARGET.most)] | None = None


class OrganisationAnswer(Answer):
    yearly_target: int


class RepSettingsAnswer(Answer):
    rep_id: str
    version: int = Field(description="Counts the changes.")
    yearly_target: int | None = Field(description="CNY; null: as the organisation.")
    organisation: OrganisationAnswer = Field(description="What counts where nothing differs.")


Patch = Annotated[dict[str, Any], Depends(patch_of(OwnFacts))]


@router.get("/reps/{rep_id}/settings", response_model=RepSettingsAnswer)
def get_rep_settings(
    rep_id: Id, database: DatabaseDep, identity: IdentityDep, if_none_match: IfNoneMatch = None
) -> Response:
    """What differs for the rep, with the organisation's values beside it."""
    with database.read() as session:
        told = _told(session, known_rep(session, identity, rep_id))
    return shown(told, if_none_match, told.version)


@router.patch("/reps/{rep_id}/settings", response_model=RepSettingsAnswer)
def patch_rep_settings(
    rep_id: Id,
    changes: Patch,
    database: DatabaseDep,
    clock: ClockDep,
    identity: IdentityDep,
    if_match: IfMatch = None,
) -> Response:
    """Let something differ for the rep (a JSON merge patch, RFC 7396); null goes back to the organisation's."""
    with database.write() as session:
        found = known_rep(session, identity, rep_id)
        told = _told(session, found)
        require_match(if_match, entity_tag(told, told.version))
        facts = merged(OwnFacts.model_validate(own_settings(session, found.id).values), changes)
        keep_own_settings(session, identity, found.id, facts.model_dump(exclude_none=True), clock())
        told = _told(session, found)
    return Response(told.model_dump_json(), headers=tagged(told, told.version), media_type="application/json")


def _told(session: Session, found: StoredRep) -> RepSettingsAnswer:
    own, settings = own_settings(session, found.id), organisation_settings(session).settings
    return RepSettingsAnswer(
        rep_id=found.rep.external_id,
        version=own.version,
        yearly_target=own.values.get("yearly_target"),
        organisation=OrganisationAnswer(yearly_target=settings.yearly_target),
    )

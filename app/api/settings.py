"""The settings of the sales method: read those in force, change some of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.conditions import IfMatch, IfNoneMatch, entity_tag, require_match, shown, tagged
from app.api.merge_patch import merged, patch_of
from app.api.settings_orders import MethodFacts, SettingsAnswer, method_facts, settings_answer
from app.api.strict_json import StrictRoute
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import keep_settings, organisation_settings

router = APIRouter(tags=["settings"], route_class=StrictRoute)

Patch = Annotated[dict[str, Any], Depends(patch_of(MethodFacts))]


@router.get("/settings", response_model=SettingsAnswer)
def get_settings(database: DatabaseDep, if_none_match: IfNoneMatch = None) -> Response:
    """The organisation's settings in force; a plan tells those that it was made with."""
    with database.read() as session:
        found = organisation_settings(session)
    return shown(settings_answer(found.settings, found.version), if_none_match, found.version)


@router.patch("/settings", response_model=SettingsAnswer)
def patch_settings(
    changes: Patch, database: DatabaseDep, clock: ClockDep, identity: IdentityDep, if_match: IfMatch = None
) -> Response:
    """Change some settings (a JSON merge patch, RFC 7396); null is the method's default. Plans keep their own."""
    with database.write() as session:
        found = organisation_settings(session)
        require_match(if_match, entity_tag(settings_answer(found.settings, found.version), found.version))
        keep_settings(session, identity, merged(method_facts(found.settings), changes).settings(), clock())
        kept = organisation_settings(session)
    told = settings_answer(kept.settings, kept.version)
    return Response(told.model_dump_json(), headers=tagged(told, kept.version), media_type="application/json")

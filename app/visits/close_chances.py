"""The chances to close that an organisation's own debriefs give: the proposal, and letting it count."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.errors import InvalidInput
from app.intake.method_settings import organisation_settings
from app.method.close_fit import CloseFit, close_fit
from app.method.settings import MethodSettings
from app.visits.closings import closings


def close_proposal(session: Session, identity: Identity) -> CloseFit:
    """The chances as the debriefs that are seen would have them, under the settings in force."""
    return close_fit(closings(session, identity), organisation_settings(session).settings)


def with_fitted_chances(settings: MethodSettings, fit: CloseFit) -> MethodSettings:
    """The settings with the chances that the debriefs give; raises InvalidInput where they are too few."""
    if not fit.is_enough:
        detail = (
            f"{fit.visits} of {fit.needed} debriefs of visits to prospects so far. Nothing was saved; try again with"
            " more of them, or lower `close_fit_from`."
        )
        raise InvalidInput("settings.value", detail)
    return replace(settings, close_probability=fit.table, close_fitted_visits=fit.visits)


def with_usual_chances(settings: MethodSettings) -> MethodSettings:
    """The settings with the method's own chances, which rest on no debriefs."""
    return replace(settings, close_probability=MethodSettings().close_probability, close_fitted_visits=0)

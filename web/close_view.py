"""The chances to close as the organisation's own debriefs would have them, beside those that count."""

from dataclasses import dataclass

from app.method.close_fit import CloseFit
from app.method.settings import MethodSettings
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class CloseLine:
    """One grade: its chance now and as proposed, with its interval and the visits that it rests on."""

    grade: str
    now: str
    proposed: str
    interval: str
    visits: int
    signed: int


@dataclass(frozen=True, slots=True)
class CloseView:
    """The proposal; `said` is how many debriefs there are, or what is lacking."""

    lines: tuple[CloseLine, ...]
    said: str
    may_be_taken: bool


def close_view(fit: CloseFit, settings: MethodSettings, t: Translator) -> CloseView:
    lines = tuple(
        CloseLine(
            one.grade.value,
            _pct(settings.close_probability[one.grade]),
            _pct(one.fitted),
            t("{low} to {high}", low=_pct(one.low), high=_pct(one.high)),
            one.visits,
            one.signed,
        )
        for one in fit.grades
    )
    if fit.is_enough:
        said = t.count("{n} visit to a prospect was debriefed.", "{n} visits to prospects were debriefed.", fit.visits)
    else:
        said = t("{n} of {needed} debriefs of visits to prospects so far.", n=fit.visits, needed=fit.needed)
    return CloseView(lines, said, fit.is_enough and settings.close_probability != fit.table)


def close_table(settings: MethodSettings, t: Translator) -> str:
    """Which chances to close these are."""
    if settings.close_fitted_visits:
        return t("fitted to {n} debriefs", n=settings.close_fitted_visits)
    is_usual = settings.close_probability == MethodSettings().close_probability
    return t("the method's table") if is_usual else t("own numbers")


def _pct(share: float) -> str:
    return f"{100 * share:.1f}%"

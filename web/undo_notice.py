"""The last change by hand in a line, with the button that takes it back."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.by_hand.undo import last_change
from app.planning.compare import Change
from app.planning.store import StoredPlan
from web.hand_view import change_lines
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class UndoNotice:
    """What was changed; `back` and `rep_id` name the page to come back to."""

    sentence: str
    address: str
    both_href: str
    back: str
    rep_id: str


def undo_notice(
    session: Session, identity: Identity, stored: StoredPlan, rep_id: str, back: str, t: Translator
) -> UndoNotice | None:
    """None where there is nothing that this person could take back."""
    if stored.changed_from is None or (found := last_change(session, identity, stored.id)) is None:
        return None
    lines = change_lines(found, t)
    moved = [line for line, change in zip(lines, found.changes, strict=True) if change.kind is not Change.RETIMED]
    said = [f"{name}: {places}" for _, name, places in moved[:1]]
    if not said:
        said = [t.count("{n} visit begins at another time.", "{n} visits begin at another time.", len(lines))]
    return UndoNotice(
        sentence=said[0] if lines else t("No visit has another place or time."),
        address=f"/plans/{quote(stored.id)}/undo",
        both_href=f"/plans/compare?{urlencode([('plan', stored.changed_from), ('plan', stored.id)])}",
        back=back,
        rep_id=rep_id,
    )

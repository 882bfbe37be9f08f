"""Self-reviews kept, shared and read: by the rep himself, and by his manager only while they are shared."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.identity import Identity
from app.errors import Fault, InvalidInput, NotFound
from app.intake.overview import local_today
from app.intake.rep_lists import find_stored_rep, known_rep
from app.method.self_review import Point, Rating, SelfReview
from app.models import SelfReviewRecord
from app.planning.options import monday_of

MOST_SHARED = 8  # the newest, on the rep's page


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review as it is kept; `shared_at` is since when the manager may read it."""

    review: SelfReview
    shared_at: datetime | None
    changed_at: datetime
    version: int


def find_review(session: Session, identity: Identity, rep_id: str, week_on: date) -> StoredReview | None:
    """The rep's review of the week, as far as who asks may read it; raises NotFound for a rep who is not seen."""
    record = session.get(SelfReviewRecord, (known_rep(session, identity, rep_id).id, week_on))
    if record is None or (record.shared_at is None and identity.rep_id != rep_id):
        return None
    return _stored(record)


def known_review(session: Session, identity: Identity, rep_id: str, week_on: date) -> StoredReview:
    """The same; raises NotFound in the same words for a rep who is not seen, for no review and for one of his alone."""
    is_seen = find_stored_rep(session, identity, rep_id) is not None
    found = find_review(session, identity, rep_id, week_on) if is_seen else None
    if found is None:
        raise NotFound("review.unknown", "There is no review of this week that you may read.")
    return found


def shared_reviews(session: Session, identity: Identity, rep_id: str) -> list[StoredReview]:
    """The newest reviews that the rep shares; raises NotFound."""
    of_rep = (
        select(SelfReviewRecord)
        .where(SelfReviewRecord.rep_id == known_rep(session, identity, rep_id).id)
        .where(SelfReviewRecord.shared_at.is_not(None))
    )
    newest = of_rep.order_by(SelfReviewRecord.week_on.desc()).limit(MOST_SHARED)
    return [_stored(record) for record in session.scalars(newest)]


def keep_review(
    session: Session, identity: Identity, rep_id: str, review: SelfReview, *, shared: bool, now: datetime
) -> StoredReview:
    """Keep his own review in the place of what he said of the week before, shared or for himself.

    Raises NotFound for another's, and InvalidInput for a week that has not begun.
    """
    rep = known_rep(session, identity, rep_id)
    if review.week_on > monday_of(local_today(session, now)):
        raise _refused()
    record = session.get(SelfReviewRecord, (rep.id, review.week_on))
    if record is None:
        record = SelfReviewRecord(rep_id=rep.id, week_on=review.week_on)
        session.add(record)
    record.ratings = {point.value: [one.score, one.sentence] for point, one in sorted(review.ratings.items())}
    record.won, record.lost, record.changed_at = review.won, review.lost, now
    record.shared_at = (record.shared_at or now) if shared else None
    session.flush()
    session.refresh(record)
    return _stored(record)


def _stored(record: SelfReviewRecord) -> StoredReview:
    ratings = {Point(point): Rating(score, sentence) for point, (score, sentence) in record.ratings.items()}
    review = SelfReview(record.week_on, ratings, record.won, record.lost)
    return StoredReview(review, record.shared_at, record.changed_at, record.version)


def _refused() -> InvalidInput:
    sentence = "This week has not begun. Look back at this week, or at one before it."
    return InvalidInput("review.week", sentence, [Fault("/path/day", "review.week", sentence)])

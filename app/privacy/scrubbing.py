"""The bytes of those who were erased: gone from the database's files as well, and noted when they are."""

from datetime import datetime

from sqlalchemy import func, select, update

from app.db import Database
from app.errors import DatabaseBusy
from app.models import ErasureRecord


def scrub_erased(database: Database, now: datetime) -> bool:
    """Write the files anew where somebody was erased since the last time; False where others did not let go of them.

    What was erased is in no answer by then; its bytes are left until the next call.
    """
    waits = ErasureRecord.scrubbed_at.is_(None)
    with database.read() as session:
        if not session.scalar(select(func.count()).select_from(ErasureRecord).where(waits)):
            return True
    try:
        database.scrub()
    except DatabaseBusy:
        return False
    with database.write() as session:
        session.execute(update(ErasureRecord).where(waits, ErasureRecord.erased_at <= now).values(scrubbed_at=now))
    return True

"""Erasures that outlive the database: carried over when a backup is restored, and kept in a file beside SQLite's.

A backup that is older than an erasure holds the person still. Whoever is named in the ledger is taken out again before
anybody can see him.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import DatabaseBusy, NotFound
from app.models import ErasureRecord, SigningSecretRecord
from app.privacy.erase import take_out
from app.privacy.fingerprints import PURPOSE
from app.privacy.subjects import find_subject
from app.unusable import Unusable, UnusableDatabase

FORMAT = "kproute-erasures/1"


class UnusableLedger(Unusable):
    """A file that is no ledger of erasures; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody who was erased: our id, and hashes of what he was told under."""

    subject_id: str
    kind: str
    erased_at: datetime
    prints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All erasures of an installation, with the secret behind their hashes (None: it had none yet)."""

    secret: str | None
    erasures: tuple[Erasure, ...]


EMPTY = Ledger(None, ())


def ledger_beside(url: URL) -> Path | None:
    """Where the ledger of a SQLite file is kept: FILE.erasures; a server's is kept by the operator."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    file = Path(str(url.database))
    return file.with_name(f"{file.name}.erasures")


def stored_ledger(session: Session) -> Ledger:
    """The erasures that the database knows."""
    secret = session.get(SigningSecretRecord, PURPOSE)
    records = session.scalars(select(ErasureRecord).order_by(ErasureRecord.subject_id))
    erasures = tuple(Erasure(r.subject_id, r.kind, r.erased_at, tuple(r.prints)) for r in records)
    return Ledger(None if secret is None else secret.secret, erasures)


def write_ledger(ledger: Ledger, file: Path) -> None:
    """Keep the ledger in a file that only its owner reads; one that is there is replaced whole or not at all."""
    told = {
        "format": FORMAT,
        "secret": ledger.secret,
        "erasures": [
            {
                "subject_id": one.subject_id,
                "kind": one.kind,
                "erased_at": one.erased_at.isoformat(),
                "prints": list(one.prints),
            }
            for one in ledger.erasures
        ],
    }
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
            json.dump(told, written, indent=1)
            written.flush()
            os.fsync(written.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def read_ledger(file: Path) -> Ledger:
    """The ledger of a file; raises UnusableLedger where it is none."""
    try:
        told = json.loads(file.read_text(encoding="ascii"))
        if told["format"] != FORMAT:
            raise ValueError
        erasures = tuple(
            Erasure(
                one["subject_id"], one["kind"], datetime.fromisoformat(one["erased_at"]), tuple(map(str, one["prints"]))
            )
            for one in told["erasures"]
        )
        return Ledger(told["secret"], erasures)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableLedger(
            f"{file} cannot be read as a ledger of erasures. Name a file that `kproute privacy ledger` wrote, or the"
            " one beside the database, from a backup."
        ) from error


def keep_beside(database: Database) -> None:
    """Bring the file beside the database up to date, where it has one."""
    file = ledger_beside(database.url)
    if file is not None:
        with database.read() as session:
            ledger = stored_ledger(session)
        write_ledger(ledger, file)


def carried_over(database: Database) -> Ledger:
    """What must outlive the database as it is now: its own erasures and those of the file beside it.

    A database that is damaged, empty or older than the ledger has none of its own.
    """
    file = ledger_beside(database.url)
    kept = read_ledger(file) if file is not None and file.exists() else EMPTY
    if file is None or Path(str(database.url.database)).exists():
        try:
            with database.read() as session:
                kept = _together(stored_ledger(session), kept)
        except (DBAPIError, DatabaseBusy, UnusableDatabase):
            pass  # told by whoever restores over it
        finally:
            database.dispose()
    return kept


def apply_ledger(database: Database, ledger: Ledger) -> int:
    """Take everybody of the ledger out of a database of the newest tables again; returns of how many it held traces."""
    found = 0
    with database.write() as session:
        secret = session.get_one(SigningSecretRecord, PURPOSE)
        if ledger.secret is not None:
            secret.secret = ledger.secret
        for one in ledger.erasures:
            if session.get(ErasureRecord, one.subject_id) is not None:
                continue
            try:
                take_out(session, find_subject(session, one.subject_id), one.erased_at)
                found += 1
            except NotFound:
                pass  # this backup never had him
            session.add(
                ErasureRecord(
                    subject_id=one.subject_id, kind=one.kind, erased_at=one.erased_at, prints=list(one.prints)
                )
            )
            session.flush()
    if ledger.erasures:
        keep_beside(database)
    return found


def apply_beside(database: Database) -> int:
    """At a start: whoever the file beside the database names, and the database does not, is taken out again."""
    file = ledger_beside(database.url)
    if file is None or not file.exists():
        return 0
    ledger = read_ledger(file)
    with database.read() as session:
        known = set(session.scalars(select(ErasureRecord.subject_id)))
    if known >= {one.subject_id for one in ledger.erasures}:
        return 0
    found = apply_ledger(database, ledger)
    if found:
        database.scrub()
    return found


def _together(first: Ledger, second: Ledger) -> Ledger:
    erasures: Iterable[Erasure] = {one.subject_id: one for one in (*second.erasures, *first.erasures)}.values()
    return Ledger(first.secret or second.secret, tuple(erasures))

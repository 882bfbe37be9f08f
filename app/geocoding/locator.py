"""Who asks for addresses: a thread that looks every few seconds, and asks one after the other while some wait.

Where no provider is asked, it looks the district up on this machine, if the extra for that is installed.
Nothing waits for it: accounts without an answer are planned without a place, as they always were.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.db import Database
from app.errors import DatabaseBusy
from app.geocoding.offline import place_by_districts, somebody_is_unplaced
from app.geocoding.providers import Ask, NoAnswer
from app.geocoding.queue import SPACING, claim, put_off, settle, somebody_waits
from app.intake.districts import districts
from app.planning.patience import patiently

if TYPE_CHECKING:
    from app.intake.regions import Regions

LOG = logging.getLogger("kproute.geocoding")
LOOK_EVERY_S = 5.0


class Locator:
    """Asks for what waits; any number of them may work on one database."""

    def __init__(
        self,
        database: Database,
        ask: Ask,
        clock: Callable[[], datetime],
        regions: Callable[[], "Regions | None"] = districts,
    ) -> None:
        self._database, self._ask, self._clock, self._regions = database, ask, clock, regions
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look for addresses that wait."""
        self._thread = threading.Thread(target=self._work, name="locator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask nothing more."""
        self._stop.set()

    def close(self) -> None:
        """Ask nothing more, and let the question under way end."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def ask_one(self) -> bool:
        """Ask for the address that has waited longest, or look some up here; whether anything was done."""
        with self._database.read() as session:
            is_unplaced, waits = somebody_is_unplaced(session), somebody_waits(session, self._clock())
        if is_unplaced:
            return self._looked_up()
        if not waits:
            return False
        with self._database.write() as session:
            claimed = claim(session, self._clock())
        if claimed is None:
            return False
        try:
            found = self._ask(claimed.provider, claimed.key, claimed.asked)
        except NoAnswer as no_answer:
            why = no_answer
            LOG.warning("No answer from %s: %s", claimed.provider.value, why.trouble.value)
            self._keep(lambda session: put_off(session, claimed, why, self._clock()))
        else:
            self._keep(lambda session: settle(session, claimed, found, self._clock()))
        return True

    def _looked_up(self) -> bool:
        """Whether addresses were looked up on this machine."""
        regions = self._regions()
        if regions is None:
            return False
        self._keep(lambda session: place_by_districts(session, regions, self._clock()))
        return True

    def _work(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(SPACING.total_seconds() if self._tried() else LOOK_EVERY_S)

    def _tried(self) -> bool:
        try:
            return self.ask_one()
        except DatabaseBusy:
            return False  # asked again in a moment
        except Exception:
            # A database that is out of reach for a while must not end the locator.
            LOG.exception("Addresses cannot be asked for")
            return False

    def _keep(self, change: Callable[[Session], None]) -> None:
        def write() -> None:
            with self._database.write() as session:
                change(session)

        patiently(write)

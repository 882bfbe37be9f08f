"""What became of a visit that was made, or was to be made, before our plans."""

from enum import StrEnum


class PastOutcome(StrEnum):
    """Only a visit that is done counts for cadence and the visit cap."""

    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

"""The states a plan goes through, one way only."""

from enum import StrEnum


class PlanStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"  # published once, but no route of it is current any more

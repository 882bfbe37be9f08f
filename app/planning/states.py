"""The states a plan and a planning run go through, one way only, and the queue that a run stands in."""

from enum import StrEnum


class PlanStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"  # published once, but no route of it is current any more


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"  # with the best plan found until then, if there was one


class RunKind(StrEnum):
    PLAN = "plan"
    IMPORT = "import"


class Lane(StrEnum):
    """Which of the queues a run stands in: none waits for another."""

    NOW = "now"  # somebody is waiting for it
    BATCH = "batch"
    LISTS = "lists"

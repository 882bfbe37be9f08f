"""The states a run goes through, one way only, and the queue that it stands in."""

from enum import StrEnum


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

"""The words of webhooks: what can be told, how far a delivery is, and why one failed."""

from enum import StrEnum


class EventType(StrEnum):
    """What a receiver can ask to be told."""

    PLAN_SUCCEEDED = "plan.succeeded"
    PLAN_FAILED = "plan.failed"
    ROUTE_PUBLISHED = "route.published"
    ROUTE_CHANGED = "route.changed"
    VISIT_COMPLETED = "visit.completed"
    VISIT_MISSED = "visit.missed"
    IMPORT_FINISHED = "import.finished"
    IMPORT_FAILED = "import.failed"
    ENDPOINT_DISABLED = "endpoint.disabled"


ENDPOINT_TEST = "endpoint.test"  # sent to one endpoint, when somebody presses the button


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up after three days; can be sent again by hand
    CANCELLED = "cancelled"  # its endpoint was disabled while it waited; can be sent again by hand


OVER = (DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.CANCELLED)


class WhyDisabled(StrEnum):
    BY_HAND = "by_hand"
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # it accepted nothing for three days


class Trouble(StrEnum):
    """Why an attempt failed."""

    STATUS = "status"  # an answer that is no 2xx
    REDIRECT = "redirect"  # an answer that names another address, which is never followed
    GONE = "gone"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    NAME = "name"  # the host's name is not known
    ADDRESS = "address"  # the host is no public one

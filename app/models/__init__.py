"""The tables. Whoever imports this package has all of them in `Base.metadata`."""

from app.models.access import (
    ApiKeyRecord,
    AssistantTeamRecord,
    PersonRecord,
    SessionRecord,
    SignInLinkRecord,
    SignInTriesRecord,
    TeamRecord,
)
from app.models.account import AccountRecord, ContactRecord
from app.models.api import KeptAnswerRecord, SigningSecretRecord
from app.models.audit import AuditRecord
from app.models.base import Base
from app.models.booking import BookingRecord
from app.models.calendar import CalendarFeedRecord
from app.models.erasure import ErasureRecord
from app.models.hook import (
    WebhookAttemptRecord,
    WebhookDeliveryRecord,
    WebhookEndpointRecord,
    WebhookEventRecord,
    WebhookReceivedRecord,
    WebhookSourceRecord,
)
from app.models.import_draft import AccountAliasRecord, ImportColumnsRecord, ImportDraftRecord
from app.models.imports import ImportRecord, ImportRowRecord, ImportUndoRecord
from app.models.merge import AccountRedirectRecord, AccountsApartRecord, MergeUndoRecord
from app.models.opportunity import OpportunityChangeRecord, OpportunityRecord
from app.models.own_words import OwnWordsRecord
from app.models.past_visit import PastVisitListRecord, PastVisitRecord
from app.models.place import AccountPlaceRecord, GeocoderRecord
from app.models.plan import (
    LedgerRecord,
    PlanRecord,
    PublicationRecord,
    RouteRecord,
    StopRecord,
    VisitRecord,
)
from app.models.rep import RepRecord, ShiftRecord
from app.models.run import RunFileRecord, RunRecord
from app.models.self_review import SelfReviewRecord
from app.models.seminar import SeminarHostRecord, SeminarInvitationRecord, SeminarRecord
from app.models.settings import MethodSettingsRecord, RepSettingsRecord
from app.models.task import EvidenceRecord, TaskWordRecord
from app.models.visit_event import VisitEventRecord

__all__ = [
    "AccountAliasRecord",
    "AccountPlaceRecord",
    "AccountRecord",
    "AccountRedirectRecord",
    "AccountsApartRecord",
    "ApiKeyRecord",
    "AssistantTeamRecord",
    "AuditRecord",
    "Base",
    "BookingRecord",
    "CalendarFeedRecord",
    "ContactRecord",
    "ErasureRecord",
    "EvidenceRecord",
    "GeocoderRecord",
    "ImportColumnsRecord",
    "ImportDraftRecord",
    "ImportRecord",
    "ImportRowRecord",
    "ImportUndoRecord",
    "KeptAnswerRecord",
    "LedgerRecord",
    "MergeUndoRecord",
    "MethodSettingsRecord",
    "OpportunityChangeRecord",
    "OpportunityRecord",
    "OwnWordsRecord",
    "PastVisitListRecord",
    "PastVisitRecord",
    "PersonRecord",
    "PlanRecord",
    "PublicationRecord",
    "RepRecord",
    "RepSettingsRecord",
    "RouteRecord",
    "RunFileRecord",
    "RunRecord",
    "SelfReviewRecord",
    "SeminarHostRecord",
    "SeminarInvitationRecord",
    "SeminarRecord",
    "SessionRecord",
    "ShiftRecord",
    "SignInLinkRecord",
    "SignInTriesRecord",
    "SigningSecretRecord",
    "StopRecord",
    "TaskWordRecord",
    "TeamRecord",
    "VisitEventRecord",
    "VisitRecord",
    "WebhookAttemptRecord",
    "WebhookDeliveryRecord",
    "WebhookEndpointRecord",
    "WebhookEventRecord",
    "WebhookReceivedRecord",
    "WebhookSourceRecord",
]

"""The tables, one file per noun. Importing this package registers all of them on `Base.metadata`."""

from issuetracker.models.calls import AgendaItem, CallSeries, WorkingGroupCall
from issuetracker.models.cases import Case, CaseTestReference
from issuetracker.models.certificates import Certificate
from issuetracker.models.clocks import CalendarVersion, RunningClock
from issuetracker.models.conversation import Message
from issuetracker.models.files import FileGrant, StoredFile
from issuetracker.models.history import HistoryEntry, HistoryHead
from issuetracker.models.parties import Laboratory, Vendor
from issuetracker.models.people import ApiKey, Person, PersonRole
from issuetracker.models.requests import Counter, IdempotentRequest
from issuetracker.models.resolutions import Resolution
from issuetracker.models.tellings import Telling, TellingCertificate
from notifications.outbox import Letter, Obligation
from notifications.storage import Base
from notifications.webhook_outbox import Webhook, WebhookDelivery

__all__ = [
    "AgendaItem",
    "ApiKey",
    "Base",
    "CalendarVersion",
    "CallSeries",
    "Case",
    "CaseTestReference",
    "Certificate",
    "Counter",
    "FileGrant",
    "HistoryEntry",
    "HistoryHead",
    "IdempotentRequest",
    "Laboratory",
    "Letter",
    "Message",
    "Obligation",
    "Person",
    "PersonRole",
    "Resolution",
    "RunningClock",
    "StoredFile",
    "Telling",
    "TellingCertificate",
    "Vendor",
    "Webhook",
    "WebhookDelivery",
    "WorkingGroupCall",
]

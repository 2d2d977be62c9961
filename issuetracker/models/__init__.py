"""The tables, one file per noun. Importing this package registers all of them on `Base.metadata`."""

from issuetracker.models.accounts import AccountLink, CaseLink, LinkKind, Passkey, SignIn, WrongTry
from issuetracker.models.calls import AgendaItem, CallSeries, WorkingGroupCall
from issuetracker.models.cases import Case, CaseTestReference
from issuetracker.models.certificates import Certificate
from issuetracker.models.clocks import CalendarVersion, RunningClock
from issuetracker.models.conversation import Message
from issuetracker.models.desk import Draft, SavedView
from issuetracker.models.desk_events import Deed, DeskEvent, Subject
from issuetracker.models.disputes import (
    Dispute,
    DisputeAdviser,
    DisputeCase,
    DisputeCorrective,
    DisputeEntry,
    DisputeFile,
    DisputeRecusal,
    DisputeStatement,
)
from issuetracker.models.files import FileGrant, StoredFile
from issuetracker.models.history import EntryColumns, HistoryEntry, HistoryHead
from issuetracker.models.parties import Laboratory, Vendor
from issuetracker.models.people import ApiKey, Person, PersonRole
from issuetracker.models.requests import Counter, IdempotentRequest
from issuetracker.models.resolutions import Resolution
from issuetracker.models.tellings import Telling, TellingCertificate
from notifications.outbox import Letter, Obligation
from notifications.storage import Base
from notifications.webhook_outbox import Webhook, WebhookDelivery

__all__ = [
    "AccountLink",
    "AgendaItem",
    "ApiKey",
    "Base",
    "CalendarVersion",
    "CallSeries",
    "Case",
    "CaseLink",
    "CaseTestReference",
    "Certificate",
    "Counter",
    "Deed",
    "DeskEvent",
    "Dispute",
    "DisputeAdviser",
    "DisputeCase",
    "DisputeCorrective",
    "DisputeEntry",
    "DisputeFile",
    "DisputeRecusal",
    "DisputeStatement",
    "Draft",
    "EntryColumns",
    "FileGrant",
    "HistoryEntry",
    "HistoryHead",
    "IdempotentRequest",
    "Laboratory",
    "Letter",
    "LinkKind",
    "Message",
    "Obligation",
    "Passkey",
    "Person",
    "PersonRole",
    "Resolution",
    "RunningClock",
    "SavedView",
    "SignIn",
    "StoredFile",
    "Subject",
    "Telling",
    "TellingCertificate",
    "Vendor",
    "Webhook",
    "WebhookDelivery",
    "WorkingGroupCall",
    "WrongTry",
]

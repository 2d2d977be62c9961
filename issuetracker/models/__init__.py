"""The tables, one file per noun. Importing this package registers all of them on `Base.metadata`."""

from issuetracker.models.accounts import AccountLink, CaseLink, LinkKind, Passkey, SignIn, WrongTry
from issuetracker.models.calls import AgendaItem, CallSeries, WorkingGroupCall
from issuetracker.models.case_words import CaseWords, TextKind, as_vector
from issuetracker.models.cases import Case, CaseTestReference
from issuetracker.models.certificate_imports import CertificateImport, ImportLine, ImportState, LineKind
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
from issuetracker.models.inbound import Cause, InboundMail, InboundState, MailAnswer, MailSource
from issuetracker.models.notice_contacts import ContactRole, NoticeContact
from issuetracker.models.notice_links import NoticeLink
from issuetracker.models.notice_matches import NoticeMatch, Settlement
from issuetracker.models.parties import Laboratory, Vendor
from issuetracker.models.people import ApiKey, Person, PersonRole
from issuetracker.models.releases import Forwarding, Release, ReleaseCase, ReleaseFile
from issuetracker.models.requests import Counter, IdempotentRequest
from issuetracker.models.resolutions import Resolution, ResolutionCase, ResolutionReference, Tie
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
    "CaseWords",
    "Cause",
    "Certificate",
    "CertificateImport",
    "ContactRole",
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
    "Forwarding",
    "HistoryEntry",
    "HistoryHead",
    "IdempotentRequest",
    "ImportLine",
    "ImportState",
    "InboundMail",
    "InboundState",
    "Laboratory",
    "Letter",
    "LineKind",
    "LinkKind",
    "MailAnswer",
    "MailSource",
    "Message",
    "NoticeContact",
    "NoticeLink",
    "NoticeMatch",
    "Obligation",
    "Passkey",
    "Person",
    "PersonRole",
    "Release",
    "ReleaseCase",
    "ReleaseFile",
    "Resolution",
    "ResolutionCase",
    "ResolutionReference",
    "RunningClock",
    "SavedView",
    "Settlement",
    "SignIn",
    "StoredFile",
    "Subject",
    "Telling",
    "TellingCertificate",
    "TextKind",
    "Tie",
    "Vendor",
    "Webhook",
    "WebhookDelivery",
    "WorkingGroupCall",
    "WrongTry",
    "as_vector",
]

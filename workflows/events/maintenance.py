"""OCTT maintenance (D.5), as they happened."""

from dataclasses import dataclass
from datetime import date

from workflows.events.base import Event


@dataclass(frozen=True, slots=True)
class OcttBugReported(Event):
    """P-80."""

    title: str
    technical_content: str


@dataclass(frozen=True, slots=True)
class OcttBugAccepted(Event):
    """P-80."""

    note: str


@dataclass(frozen=True, slots=True)
class OcttBugDisputed(Event):
    """P-80."""

    reason: str


@dataclass(frozen=True, slots=True)
class OcttBugUpheld(Event):
    """OCA answered the provider's dispute; the ticket is reported again."""

    argumentation: str


@dataclass(frozen=True, slots=True)
class OcttFixReported(Event):
    """P-80."""

    version: str


@dataclass(frozen=True, slots=True)
class OcttFixVerified(Event):
    """P-80."""

    note: str


@dataclass(frozen=True, slots=True)
class OcttFixRejected(Event):
    """The fix does not do; the ticket goes back to the provider."""

    reason: str


@dataclass(frozen=True, slots=True)
class OcttFixReleased(Event):
    """P-81."""

    version: str
    available_on: date


@dataclass(frozen=True, slots=True)
class OcttTicketDropped(Event):
    """The CWG declared the fix not necessary while a ticket was open."""

    reason: str


@dataclass(frozen=True, slots=True)
class OcttTicketJoined(Event):
    """The same bug has a ticket already, under another case's number; what becomes of it there becomes of it here."""

    ticket: str


@dataclass(frozen=True, slots=True)
class OcttProviderAsked(Event):
    """OCA wrote to the tool provider."""

    text: str


@dataclass(frozen=True, slots=True)
class OcttProviderWrote(Event):
    """The tool provider wrote to OCA: on the ticket, or in a reply to a letter about it."""

    text: str

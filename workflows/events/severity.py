"""Steps 4a, 4b, 6a, 6b, as they happened."""

from dataclasses import dataclass

from workflows.actions import Exclusion
from workflows.conditions import Condition
from workflows.events.base import Event
from workflows.roles import Group
from workflows.vocabulary import Level


@dataclass(frozen=True, slots=True)
class SeverityProposed(Event):
    """Step 4a, the chair's part. `text_sha256` is the digest of all that the Board approves (P-41), and so of
    `applicability` where it is given: which certificates it concerns (P-50).
    """

    group: Group
    level: Level
    interoperability: str
    manual_actions: str
    malfunction: str
    notice: str
    text_sha256: str
    applicability: Condition | None = None


@dataclass(frozen=True, slots=True)
class SeverityVoted(Event):
    """One Board member's approval, where more than one must approve."""

    level: Level
    reason: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class SeverityApproved(Event):
    """Step 4a, the Board's part."""

    level: Level
    reason: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class NobodyContacted(Event):
    """Step 6b: severity low, and why nobody is contacted."""

    reason: str


@dataclass(frozen=True, slots=True)
class SeverityLapsed(Event):
    """There is no issue left to have a severity."""

    reason: str


@dataclass(frozen=True, slots=True)
class CertifiedVendorsContacted(Event):
    """Step 6a: certificates concerned, and those taken from the list with the reason (P-50)."""

    certificates: tuple[str, ...]
    excluded: tuple[Exclusion, ...]
    notice: str


@dataclass(frozen=True, slots=True)
class CertificationDecided(Event):
    """Step 4b."""

    certified: bool
    reason: str

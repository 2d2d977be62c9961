"""Steps 4a, 4b, 6a, as people ask for them."""

from dataclasses import dataclass

from workflows.actions.base import Action, asked
from workflows.conditions import Condition
from workflows.roles import Group
from workflows.vocabulary import Level


@dataclass(frozen=True, slots=True)
class ProposeSeverity(Action):
    """Propose the severity"""

    group: Group = asked("Working group that handles the issue")
    level: Level = asked("Level")
    interoperability: str = asked("Impact on interoperability in the field")
    manual_actions: str = asked("Manual actions by vendors, buyers or laboratories")
    malfunction: str = asked("Do charging stations malfunction")
    notice: str = asked(
        "What certified vendors would be told: issue, effect in the field, what to do, erratum; names nobody",
        default="",
    )
    applicability: Condition | None = asked(
        "Which certificates it concerns: a condition on what they say; as the report has it if it is left out",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class ApproveSeverity(Action):
    """Approve the severity"""

    text_sha256: str = asked("Digest of the exact text that you read", most=64)
    level: Level = asked("Level")
    reason: str = asked("Reason, needed where the level differs from the proposal", default="")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A certificate taken from the list of P-50, and why."""

    certificate: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContactCertifiedVendors(Action):
    """Contact the certified vendors for which the issue is applicable"""

    certificates: tuple[str, ...] = asked("Certificates concerned", most=100_000)
    excluded: tuple[Exclusion, ...] = asked(
        "Certificates taken from the list, each with its reason", most=100_000, default=()
    )


@dataclass(frozen=True, slots=True)
class DecideCertification(Action):
    """Record whether the vendor is certified"""

    certified: bool = asked("The vendor is certified")
    reason: str = asked("Reason, as laboratory and vendor will read it")

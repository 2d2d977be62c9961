"""Steps 3 and 5, as people ask for them."""

from dataclasses import dataclass

from workflows.actions.base import LINE, Action, asked
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, ErratumKind


@dataclass(frozen=True, slots=True)
class PlaceOnAgenda(Action):
    """Put the case on the agenda of a call"""

    group: Group = asked("Working group")
    call_id: int = asked("Call")


@dataclass(frozen=True, slots=True)
class Expedite(Action):
    """Expedite: move the case to an earlier call"""

    group: Group = asked("Working group")
    call_id: int = asked("Earlier call")
    reason: str = asked("Why the case cannot wait")


@dataclass(frozen=True, slots=True)
class DecideInGroup(Action):
    """Record the working group's decision"""

    group: Group = asked("Working group")
    decision: Decision = asked("Decision")
    argumentation: str = asked("Argumentation, as laboratory and vendor will read it")


@dataclass(frozen=True, slots=True)
class RecordErratum(Action):
    """Record the erratum"""

    kind: ErratumKind = asked("It is a")
    title: str = asked("Title", most=LINE)
    document: str = asked("Document, edition and part", most=LINE)
    new_text: str = asked("New text, or why there is none")
    old_text: str = asked("Old text", default="")
    page: str = asked("Page", most=LINE, default="")
    requirements: tuple[str, ...] = asked("Use cases or requirements touched", most=50, default=())


@dataclass(frozen=True, slots=True)
class ContactCwg(Action):
    """Contact the CWG to change the OCTT or the certification documentation"""

    request: str = asked("What the CWG is asked to change")


@dataclass(frozen=True, slots=True)
class CompleteStep(Action):
    """Record a step of the CWG as done"""

    step: CwgStep = asked("Step")
    what: str = asked("What was changed, with document or test case and version")


@dataclass(frozen=True, slots=True)
class DeclareNotNecessary(Action):
    """Record a step of the CWG as not necessary"""

    step: CwgStep = asked("Step")
    reason: str = asked("Why it is not necessary")


@dataclass(frozen=True, slots=True)
class InformLaboratories(Action):
    """Inform all test laboratories of an OCTT bug"""

    text: str = asked("What they should know and do; names nobody")

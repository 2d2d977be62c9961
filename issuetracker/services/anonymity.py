"""Texts that will be read by others than the parties must name nobody: asked before an action is done (P-51)."""

from dataclasses import replace

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case
from issuetracker.services.access import neutral
from issuetracker.services.naming import named_in
from issuetracker.services.telling import party_words
from notifications.confidentiality import Identifiers, identifiers, refuse
from workflows import actions as act
from workflows.case_state import CaseState
from workflows.report import Contact, Report
from workflows.roles import Actor

# Which fields of which action are read by others.
READ_BY_OTHERS: dict[type[act.Action], tuple[str, ...]] = {
    act.InformLaboratories: ("text",),
    act.ProposeSeverity: ("notice",),
    act.ReportOcttBug: ("title", "technical_content"),
    act.UpholdOcttBug: ("argumentation",),
    act.AskProvider: ("text",),
    act.VerifyOcttFix: ("note",),
    act.RejectOcttFix: ("reason",),
    act.DistributeUpdate: ("title", "text"),
    act.DeclareNotNecessary: ("reason",),  # read by the provider where a ticket is open
    act.ProvideScript: ("name", "instructions", "test_references", "octt_versions", "octt_from", "octt_until"),
    act.RetireScript: ("reason",),
    act.CloseCase: ("resolution", "question", "test_references", "octt_version"),
}


def refuse_names(session: Session, state: CaseState, case: Case, action: act.Action) -> None:
    """Raise NamesAParty, with the field, where a text for others names or quotes a party."""
    if isinstance(action, act.CloseCase):
        action = _with_the_reports(state, action)
    if isinstance(action, act.CloseAsDuplicate):
        _refuse_names_of_the_other(session, state, action)
    fields = READ_BY_OTHERS.get(type(action), ())
    notice = state.proposal.notice if isinstance(action, act.ContactCertifiedVendors) and state.proposal else ""
    if not fields and not notice:
        return
    given = set(getattr(action, "file_ids", ())) | {getattr(action, "file_id", None)}
    named = named_in(session, case.id, state.report, given=given)
    refuse(notice, named)  # approved, but a file or an amended report may have brought a name since
    for field in fields:
        value = getattr(action, field)
        for text in value if isinstance(value, tuple) else (value,):
            refuse(text, named, field)


def _with_the_reports(state: CaseState, action: act.CloseCase) -> act.CloseCase:
    """The action with what its resolution takes from the report where nothing is given (`workflows.closing`)."""
    return replace(
        action,
        test_references=action.test_references or state.report.test_references,
        octt_version=action.octt_version or state.report.octt_version,
    )


def _refuse_names_of_the_other(session: Session, state: CaseState, action: act.CloseAsDuplicate) -> None:
    """The parties of a duplicate read why it is one, and must not learn whose the other case is."""
    other = session.scalar(select(Case.report).where(Case.number == action.duplicate_of))
    if other is not None:
        theirs = identifiers(msgspec.convert(other, Report)).words - party_words(state, ()).words
        Identifiers(theirs).refuse(action.reason, "reason")


def neutral_text(case: Case, text: str) -> str:
    """A text of a case as competitors of its vendor may read it: without any party's identifiers (P-99)."""
    report = msgspec.convert(case.report, Report)
    return identifiers(report).masked(text)


def seen_report(state: CaseState, actor: Actor) -> Report:
    """The report as this person reads it; for members without party names, contacts, devices or quoted logs (P-99)."""
    if not neutral(actor, state):
        return state.report
    words, report = party_words(state, ()), state.report
    return replace(
        report,
        summary=words.masked(report.summary),
        description=words.masked(report.description),
        applicable_documentation=words.masked(report.applicable_documentation),
        device="",
        vendor_name="",
        vendor_contact=Contact(),
        laboratory_name="",
        laboratory_contact=Contact(),
    )

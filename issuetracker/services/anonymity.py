"""Texts that will be read by others than the parties must name nobody: asked before an action is done (P-51)."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, StoredFile
from issuetracker.services.telling import party_words
from notifications.confidentiality import identifiers
from workflows import actions as act
from workflows.case_state import CaseState
from workflows.report import Report

# Which fields of which action are read by others.
READ_BY_OTHERS: dict[type[act.Action], tuple[str, ...]] = {
    act.InformLaboratories: ("text",),
    act.ProposeSeverity: ("notice",),
    act.ReportOcttBug: ("title", "technical_content"),
    act.UpholdOcttBug: ("argumentation",),
    act.VerifyOcttFix: ("note",),
    act.RejectOcttFix: ("reason",),
    act.DistributeUpdate: ("title", "text"),
    act.ProvideScript: ("name", "instructions"),
    act.RetireScript: ("reason",),
    act.CloseCase: ("resolution",),
}


def refuse_names(session: Session, state: CaseState, case: Case, action: act.Action) -> None:
    """Raise NamesAParty, with the field, where a text for others names or quotes a party."""
    fields = READ_BY_OTHERS.get(type(action), ())
    if not fields:
        return
    names = tuple(session.scalars(select(StoredFile.name).where(StoredFile.case_id == case.id)))
    words = party_words(state, names)
    for field in fields:
        words.refuse(getattr(action, field), field)


def neutral_text(case: Case, text: str) -> str:
    """A text of a case as competitors of its vendor may read it: without any party's identifiers (P-99)."""
    report = msgspec.convert(case.report, Report)
    return identifiers(report).masked(text)

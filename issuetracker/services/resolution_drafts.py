"""What a case's resolution could say, drawn from its history without any party; a handler edits it (P-62)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Resolution, ResolutionCase, StoredFile, Tie
from issuetracker.services.casework import Dossier
from issuetracker.services.telling import party_words
from workflows import events as ev
from workflows.case_state import Entry
from workflows.test_references import mentioned_references
from workflows.vocabulary import Outcome, Scope, Subject

_ABOUT = {
    Outcome.VENDOR_IMPLEMENTATION: Subject.SPECIFICATION,
    Outcome.SPECIFICATION: Subject.SPECIFICATION,
    Outcome.OCTT: Subject.TOOLS,
    Outcome.CERTIFICATION_DOCUMENTATION: Subject.TESTS,
    Outcome.OTHER: Subject.PROCEDURE,
}
_ASKED_ABOUT_ONE = (Subject.PRODUCT_TYPE, Subject.CHANGE)  # whose answer is about one product


@dataclass(frozen=True, slots=True)
class ResolutionDraft:
    """The fields of `CloseCase`, as far as the history gives them."""

    question: str
    resolution: str
    scope: Scope
    subject: Subject | None
    test_references: tuple[str, ...]
    octt_version: str
    supersedes: tuple[str, ...]


def resolution_draft(session: Session, dossier: Dossier) -> ResolutionDraft:
    """A draft with every identifier of a party masked, and only test references that can be read as such."""
    state, report = dossier.state, dossier.state.report
    names = session.scalars(select(StoredFile.name).where(StoredFile.case_id == dossier.case.id))
    masked = party_words(state, tuple(names)).masked
    subject = state.subject or (_ABOUT[state.outcome] if state.outcome else None)
    references = tuple(name for reference in report.test_references for name in mentioned_references(reference))
    return ResolutionDraft(
        masked("\n\n".join(filter(None, (report.summary.strip(), report.description.strip())))),
        masked(_answer(dossier.entries)),
        Scope.SPECIAL if subject in _ASKED_ABOUT_ONE else Scope.GENERAL,
        subject,
        tuple(dict.fromkeys(references)),
        masked(report.octt_version),
        _left_before(session, dossier.case.id),
    )


def _answer(entries: Sequence[Entry]) -> str:
    """What was decided last, in the words of whoever decided; below the erratum's text, where there is one."""
    erratum = next((e.event for e in reversed(entries) if isinstance(e.event, ev.ErratumWritten)), None)
    said = next((text for entry in reversed(entries) if (text := _decided(entry.event))), "")
    return "\n\n".join(filter(None, (f"{erratum.title}: {erratum.new_text}" if erratum else "", said)))


def _decided(event: ev.Event) -> str:
    match event:
        case ev.QuestionAnswered(answer=answer):
            return answer
        case ev.GroupDecided(argumentation=argumentation) | ev.IssueAnswered(argumentation=argumentation):
            return argumentation
        case ev.OtherIssueDecided(decision=decision, reason=reason):
            return f"{decision}\n\n{reason}"
        case _:
            return ""


def _left_before(session: Session, case_id: int) -> tuple[str, ...]:
    query = (
        select(Resolution.number)
        .join(ResolutionCase, ResolutionCase.resolution_id == Resolution.id)
        .where(
            ResolutionCase.case_id == case_id,
            ResolutionCase.tie == Tie.LEFT.value,
            Resolution.superseded_by_id.is_(None),
        )
    )
    return tuple(session.scalars(query.order_by(Resolution.id)))

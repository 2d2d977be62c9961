"""The register of resolutions as one person may read it: general ones, and special ones of visible cases (P-62)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseWords, Resolution, ResolutionCase, ResolutionReference, TextKind, Tie
from issuetracker.queries.matching import has_all, terms
from issuetracker.services.access import visible_cases
from issuetracker.services.errors import NotFound
from workflows.roles import HANDLERS, Actor
from workflows.test_references import read_test_references
from workflows.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """What narrows the register; empty means any. What was replaced is left out unless it is asked for."""

    test_reference: str = ""
    words: str = ""
    ocpp_version: str = ""
    octt_version: str = ""
    subject: str = ""
    superseded: bool = False


def resolutions(actor: Actor, asked: Asked) -> Select[Resolution]:
    """The resolutions that this person may read, narrowed; not yet ordered."""
    query = select(Resolution).where(may_read(actor))
    if not asked.superseded:
        query = query.where(Resolution.superseded_by_id.is_(None))
    if asked.test_reference.strip():
        query = query.where(_on(read_test_references(asked.test_reference)))
    for column, value in ((Resolution.ocpp_version, asked.ocpp_version), (Resolution.subject, asked.subject)):
        if value:
            query = query.where(column == value)
    if asked.octt_version.strip():
        query = query.where(Resolution.octt_version.icontains(asked.octt_version.strip(), autoescape=True))
    return query.where(_with_words(asked.words)) if asked.words.strip() else query


def may_read(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Resolution`: a special one is for OCA and for whoever sees the case that left it."""
    if actor.holds(*HANDLERS):
        return true()
    own = select(ResolutionCase.resolution_id).where(
        ResolutionCase.tie == Tie.LEFT.value, ResolutionCase.case_id.in_(visible_cases(actor, Case.id))
    )
    return or_(Resolution.scope == Scope.GENERAL.value, Resolution.id.in_(own))


def _on(references: Iterable[str]) -> ColumnElement[bool]:
    found = select(ResolutionReference.resolution_id).where(ResolutionReference.reference.in_(tuple(references)))
    return Resolution.id.in_(found)


def _with_words(words: str) -> ColumnElement[bool]:
    wanted = terms(words)
    if not wanted:
        return false()
    found = (
        select(ResolutionCase.resolution_id)
        .join(
            CaseWords,
            (CaseWords.case_id == ResolutionCase.case_id) & (CaseWords.history_seq == ResolutionCase.history_seq),
        )
        .where(
            ResolutionCase.tie == Tie.LEFT.value,
            CaseWords.kind == TextKind.RESOLUTION.value,
            has_all(CaseWords.words, wanted),
        )
    )
    return Resolution.id.in_(found)


def resolution_of_number(session: Session, actor: Actor, words: str) -> str | None:
    """The number of the one resolution that was asked for, if this person may read it."""
    number = words.strip().upper()
    if not number.startswith("R-"):
        return None
    found: str | None = session.scalar(select(Resolution.number).where(Resolution.number == number, may_read(actor)))
    return found


@dataclass(frozen=True, slots=True)
class One:
    """A resolution with what belongs to it, as far as this person may know of it: numbers of resolutions and cases."""

    resolution: Resolution
    superseded_by: str
    later_readable: bool  # whether this person may read the one that replaces it
    supersedes: tuple[str, ...]
    left_by: tuple[str, ...]
    cited_by: tuple[str, ...]


def find_resolution(session: Session, actor: Actor, number: str) -> One:
    """One resolution; NotFound where there is none, or none for this person."""
    found = session.scalar(select(Resolution).where(Resolution.number == number, may_read(actor)))
    if found is None:
        raise NotFound(f"There is no resolution {number}.")
    by_id = select(Resolution.number).where(Resolution.id == found.superseded_by_id)
    later = session.execute(by_id.add_columns(may_read(actor))).one_or_none() if found.superseded_by_id else None
    earlier = select(Resolution.number).where(Resolution.superseded_by_id == found.id, may_read(actor))
    ties = session.execute(
        visible_cases(actor, Case.number, ResolutionCase.tie)
        .join(ResolutionCase, ResolutionCase.case_id == Case.id)
        .where(ResolutionCase.resolution_id == found.id)
        .distinct()
        .order_by(Case.number)
    ).all()
    by_tie = {tie: tuple(of_case for of_case, its in ties if its == tie.value) for tie in Tie}
    supersedes = tuple(session.scalars(earlier.order_by(Resolution.id)))
    replaced, readable = later or ("", False)
    return One(found, replaced, bool(readable), supersedes, by_tie[Tie.LEFT], by_tie[Tie.CITED])


@dataclass(frozen=True, slots=True)
class OfCase:
    """A resolution of a case: the one that it left, or one that it cites."""

    tie: Tie
    number: str
    text: str
    superseded: bool


def of_case(session: Session, actor: Actor, case_id: int) -> list[OfCase]:
    """What a case left and what it cites, as far as this person may read it."""
    rows = session.execute(
        select(
            ResolutionCase.tie,
            Resolution.number,
            Resolution.text,
            Resolution.superseded_by_id.is_not(None).label("old"),
        )
        .join(Resolution, Resolution.id == ResolutionCase.resolution_id)
        .where(ResolutionCase.case_id == case_id, may_read(actor))
        .distinct()
        .order_by(ResolutionCase.tie.desc(), Resolution.number.desc())
    )
    return [OfCase(Tie(row.tie), row.number, row.text, bool(row.old)) for row in rows]

"""A dispute as one person may see it: entries, words, files, letters. Pages, answers and the dossier begin here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import (
    Case,
    Dispute,
    DisputeFile,
    DisputeStatement,
    Laboratory,
    Obligation,
    Person,
    PersonRole,
    Vendor,
)
from issuetracker.services.access import visible_cases
from issuetracker.services.disputes.access import find_dispute
from issuetracker.services.disputes.handling import Docket, load
from issuetracker.services.obligations import visible_obligations
from workflows.disputes.arrows import DisputeArrow
from workflows.disputes.seeing import Reading, Seen, seen
from workflows.disputes.state import Statement
from workflows.disputes.table import possible_actions
from workflows.disputes.vocabulary import Side
from workflows.roles import Actor, Role

KNOWS_IT = (Reading.ALL, Reading.PARTY)  # who knows between whom a dispute is, and about what


@dataclass(frozen=True, slots=True)
class Word:
    """A statement with its words and its evidence."""

    statement: Statement
    body: str
    files: tuple[DisputeFile, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that one person may see of a dispute, and do in it now.

    `names` are the parties' names by side; an adviser is not told who they are.
    """

    docket: Docket
    seen: Seen
    words: tuple[Word, ...]
    unused: tuple[DisputeFile, ...]  # of one's own side, in no statement yet
    linked: tuple[str, ...]
    names: dict[Side, str]
    possible: tuple[DisputeArrow, ...]

    @property
    def dispute(self) -> Dispute:
        """The row, whose columns are not all for everybody: show what `seen` says."""
        return self.docket.dispute

    @property
    def etag(self) -> str:
        """Changes with what this person sees, and with nothing else."""
        own = len(self.seen.entries)
        count = self.dispute.version if self.seen.reading is Reading.ALL else own
        return f"{self.dispute.number}-v{count}"


def sheet(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Sheet:
    """The dispute of that number as this person may see it; raises NotFound or Recused."""
    return sheet_of(session, actor, load(session, find_dispute(session, actor, number, lock=lock)))


def sheet_of(session: Session, actor: Actor, docket: Docket) -> Sheet:
    """The same of a dispute that is loaded already."""
    found = seen(docket.state, docket.entries, actor)
    files = _files(session, found)
    bodies = _bodies(session, docket.dispute.id, found.statements)
    words = tuple(
        Word(item, bodies[item.seq], tuple(files[file_id] for file_id in item.file_ids if file_id in files))
        for item in found.statements
    )
    named = {file.id for word in words for file in word.files}
    return Sheet(
        docket,
        found,
        words,
        tuple(file for file in files.values() if file.id not in named),
        _linked(session, actor, docket) if found.reading in KNOWS_IT else (),
        _names(session, docket.dispute) if found.reading in KNOWS_IT else {},
        possible_actions(docket.state, actor),
    )


def _files(session: Session, found: Seen) -> dict[int, DisputeFile]:
    ids = [item.file_id for item in found.files]
    rows = session.scalars(select(DisputeFile).where(DisputeFile.id.in_(ids)).order_by(DisputeFile.id))
    return {row.id: row for row in rows}


def _bodies(session: Session, dispute_id: int, statements: Sequence[Statement]) -> dict[int, str]:
    rows = session.execute(
        select(DisputeStatement.history_seq, DisputeStatement.body).where(
            DisputeStatement.dispute_id == dispute_id,
            DisputeStatement.history_seq.in_([item.seq for item in statements]),
        )
    )
    return {row.history_seq: row.body for row in rows}


def _linked(session: Session, actor: Actor, docket: Docket) -> tuple[str, ...]:
    """Linked cases that this person sees; a party knows only the one that it named itself."""
    numbers = docket.state.linked
    side = docket.state.side_of(actor)
    if side is not None:
        numbers = (docket.reported.case_number,) if docket.state.reporter is side else ()
    query = visible_cases(actor, Case.number).where(Case.number.in_(numbers)).order_by(Case.id)
    return tuple(session.scalars(query))


def _names(session: Session, dispute: Dispute) -> dict[Side, str]:
    return {
        Side.LABORATORY: session.get_one(Laboratory, dispute.laboratory_id).name,
        Side.VENDOR: session.get_one(Vendor, dispute.vendor_id).name,
    }


def letters(session: Session, actor: Actor, found: Sheet) -> list[Obligation]:
    """Who was told what, when and whether it arrived (P-53): all for who sees all, for a party what it was told."""
    query = visible_obligations(actor).where(Obligation.dispute_id == found.dispute.id).order_by(Obligation.id)
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the Board, and whether they sit here."""

    id: int
    name: str
    recused: bool
    handles: bool


def board(session: Session, docket: Docket) -> tuple[Member, ...]:
    """Who of the Board sits and who does not; whoever is recused is shown even when they have left the Board."""
    state = docket.state
    holders = select(PersonRole.person_id).where(PersonRole.role == Role.BOARD.value)
    people = session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(holders) & Person.active | Person.id.in_(state.recused))
        .order_by(Person.name)
    )
    return tuple(Member(row.id, row.name, row.id in state.recused, row.id in state.handlers) for row in people)

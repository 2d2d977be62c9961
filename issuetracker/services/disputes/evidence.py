"""Evidence: files of one side, with their digests in the history; the other side sees them with a shared statement."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, DisputeFile
from issuetracker.services.desk import Desk
from issuetracker.services.disputes.access import find_dispute
from issuetracker.services.disputes.handling import Docket, load, record
from issuetracker.services.errors import NotFound
from issuetracker.services.files import Given, Stored, plain_name
from workflows.disputes.actions import GiveStatement
from workflows.disputes.events import EvidenceAttached
from workflows.disputes.seeing import seen
from workflows.disputes.table import possible_actions
from workflows.disputes.vocabulary import Side
from workflows.errors import NotPossibleNow, WrongRole
from workflows.roles import Actor

Files = Sequence[tuple[Given, Stored]]


def attach(
    session: Session, desk: Desk, docket: Docket, files: Files, actor: Actor, at: datetime
) -> tuple[Docket, list[DisputeFile]]:
    """Put files of the actor's side on a dispute whose row the caller has locked; possible while statements are."""
    side = docket.state.side_of(actor)
    if side is None:
        raise WrongRole("Evidence is given by the parties of a dispute.", rule="P-73")
    if not any(arrow.action is GiveStatement for arrow in possible_actions(docket.state, actor)):
        raise NotPossibleNow("The dispute takes no more evidence.", rule="P-73")
    rows = add_rows(session, docket.dispute, files, side, actor, at)
    return record(session, desk, docket, events_of(rows), actor, at, rule="P-73"), rows


def add_rows(
    session: Session, dispute: Dispute, files: Files, side: Side, actor: Actor, at: datetime
) -> list[DisputeFile]:
    """The rows of files whose bytes are in the store."""
    rows = [
        DisputeFile(
            dispute_id=dispute.id,
            side=side.value,
            name=plain_name(given.name),
            media_type=given.media_type,
            size=stored.size,
            sha256=stored.sha256,
            uploaded_by=actor.person_id,
            uploaded_at=at,
        )
        for given, stored in files
    ]
    session.add_all(rows)
    session.flush()
    return rows


def events_of(rows: Sequence[DisputeFile]) -> list[EvidenceAttached]:
    """What the history says of files."""
    return [EvidenceAttached(row.id, Side(row.side), row.name, row.size, row.sha256) for row in rows]


def find_evidence(session: Session, actor: Actor, number: str, file_id: int) -> DisputeFile:
    """A file that this person may fetch, by the same rule as every page (`seeing`)."""
    docket = load(session, find_dispute(session, actor, number))
    if file_id in {item.file_id for item in seen(docket.state, docket.entries, actor).files}:
        return session.scalars(select(DisputeFile).where(DisputeFile.id == file_id)).one()
    raise NotFound(f"There is no file {file_id} in {number}.")

"""Is what a dispute's tables say what its history says? (P-96; `issuetracker verify`)"""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, DisputeEntry, DisputeFile, DisputeStatement
from issuetracker.services.disputes import copies
from issuetracker.services.disputes.handling import Docket, load
from issuetracker.services.verification import broken_links
from workflows.disputes.events import DisputeReported, StatementGiven


def verify_dispute(session: Session, dispute: Dispute) -> list[str]:
    """Everything that is wrong with one dispute, in sentences: its chain, its copies, the parties' words and files."""
    query = select(DisputeEntry).where(DisputeEntry.dispute_id == dispute.id).order_by(DisputeEntry.seq)
    wrong = list(broken_links(dispute, session.scalars(query).all()))
    if wrong:
        return wrong
    docket, number = load(session, dispute), dispute.number
    for name, value in copies.row_values(docket.state, docket.reported).items():
        if getattr(dispute, name) != value:
            wrong.append(f"{number}: {name} is {getattr(dispute, name)!r}, the history says {value!r}")
    wrong += [
        f"{number}: {name} is not what the history says" for name in copies.differing(session, dispute.id, docket.state)
    ]
    return wrong + list(_statements(session, docket)) + list(_evidence(session, docket))


def _statements(session: Session, docket: Docket) -> Iterator[str]:
    rows = select(DisputeStatement.history_seq, DisputeStatement.body)
    bodies = dict(session.execute(rows.where(DisputeStatement.dispute_id == docket.dispute.id)).all())
    for entry in docket.entries:
        match entry.event:
            case DisputeReported(statement_sha256=digest) | StatementGiven(body_sha256=digest):
                if sha256(bodies.get(entry.seq, "").encode()).hexdigest() != digest:
                    yield f"{docket.dispute.number}: the statement {entry.seq} was changed or is gone"


def _evidence(session: Session, docket: Docket) -> Iterator[str]:
    rows = session.scalars(select(DisputeFile).where(DisputeFile.dispute_id == docket.dispute.id))
    found = {row.id: (row.side, row.name, row.size, row.sha256) for row in rows}
    for item in docket.state.files:
        if found.pop(item.file_id, None) != (item.side.value, item.name, item.size, item.sha256):
            yield f"{docket.dispute.number}: file {item.file_id} is not what the history says"
    yield from (f"{docket.dispute.number}: file {file_id} is not in the history" for file_id in found)


def dispute_ids(session: Session) -> list[int]:
    """All disputes, oldest first."""
    return list(session.scalars(select(Dispute.id).order_by(Dispute.id)))

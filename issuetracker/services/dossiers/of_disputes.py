"""The dossier of a dispute: what `disputes.reading.sheet` gives its reader, and nothing else (P-73, P-75, P-76)."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import DisputeEntry, Obligation
from issuetracker.services.disputes.reading import Sheet, sheet
from issuetracker.services.dossiers.chain import of_reading, whole
from issuetracker.services.dossiers.contents import Contents, File, Message, place_of
from issuetracker.services.dossiers.dispute_sections import dispute_sections
from issuetracker.services.dossiers.readings import heads_of_parties, reading_of
from issuetracker.services.dossiers.told import obligations
from workflows.disputes.seeing import Reading
from workflows.disputes.vocabulary import Side
from workflows.roles import Actor


def dispute_contents(session: Session, actor: Actor, number: str) -> Contents:
    """The dossier for this person; raises NotFound or Recused."""
    found = sheet(session, actor, number)
    everything = found.seen.reading is Reading.ALL
    files = _files(found)
    messages = _messages(found)
    chain = _whole(session, found) if everything else of_reading(number, reading_of(found.seen, _digests(found)))
    told = obligations(session, actor, Obligation.dispute_id == found.dispute.id)
    return Contents(
        number,
        found.dispute.subject if found.names else f"Advice on {number}",
        _reader(found),
        everything,
        max((entry.at for entry in found.seen.entries), default=found.dispute.received_at),
        dispute_sections(session, found, messages, files, told),
        chain,
        tuple(heads_of_parties(number, found.docket.entries)) if everything else (),
        messages,
        files,
        told,
    )


def _reader(found: Sheet) -> str:
    match found.seen.reading:
        case Reading.ALL:
            return "the Board and the office: everything"
        case Reading.ADVISER:
            return "an adviser of the Board: the questions asked, with exactly the statements named in them"
        case _:
            assert found.seen.side is not None, "whoever reads something else is a party"
            return f"{found.names[found.seen.side]}: what this party gave, is asked, and both parties are shown"


def _whole(session: Session, found: Sheet) -> tuple[str, ...]:
    query = select(DisputeEntry).where(DisputeEntry.dispute_id == found.dispute.id).order_by(DisputeEntry.seq)
    return whole(found.dispute.number, session.scalars(query))


def _messages(found: Sheet) -> tuple[Message, ...]:
    given = {entry.seq: entry for entry in found.docket.entries}
    made = []
    for count, word in enumerate(found.words, 1):
        item, name = word.statement, found.names.get(word.statement.side, f"The {word.statement.side}")
        readers = "both parties and the Board" if item.shared else f"{name} and the Board"
        subject = f"{found.dispute.number}: statement of the {item.side}"
        entry = given[item.seq]
        made.append(Message(f"messages/{count:04}.eml", entry.at, name, subject, readers, word.body))
    return tuple(made)


def _files(found: Sheet) -> tuple[File, ...]:
    rows = {file.id: file for word in found.words for file in word.files} | {file.id: file for file in found.unused}
    return tuple(
        File(
            place_of("files", count, row.name),
            row.name,
            row.size,
            row.sha256,
            found.names.get(Side(row.side), row.side),
        )
        for count, row in enumerate((rows[file_id] for file_id in sorted(rows)), 1)
    )


def _digests(found: Sheet) -> dict[int, str]:
    """The digest of each statement's words that this reader sees, by its entry."""
    return {word.statement.seq: sha256(word.body.encode()).hexdigest() for word in found.words}

"""The dossier of a case: to OCA's handlers its whole history, to a party what its page shows, to members neutrally."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import HistoryEntry, Obligation, StoredFile
from issuetracker.models import Message as MessageRow
from issuetracker.sentences.cases import TOLD_TO_PARTIES
from issuetracker.sentences.wording import words
from issuetracker.services import casework, history
from issuetracker.services.access import find_case, neutral, visible_files, visible_messages
from issuetracker.services.anonymity import seen_report
from issuetracker.services.dossiers.case_sections import case_sections
from issuetracker.services.dossiers.chain import Read, digest, of_reading, whole, without_ids
from issuetracker.services.dossiers.contents import Contents, File, Message, place_of
from issuetracker.services.dossiers.told import obligations
from workflows import events as ev
from workflows.case_state import Entry
from workflows.roles import HANDLERS, Actor, Role

_NOT_TOLD = ("duplicate_of",)  # another case's number, which is not the party's to know
_PARTIES = ((Role.TEST_LABORATORY, "laboratory_id"), (Role.VENDOR, "vendor_id"))


@dataclass(frozen=True, slots=True)
class Visible:
    """What a reader sees of a case: messages by their entry, files by their id."""

    messages: dict[int, MessageRow]
    files: dict[int, StoredFile]


def case_contents(session: Session, actor: Actor, number: str) -> Contents:
    """The dossier for this person; raises NotFound."""
    case = find_case(session, actor, number)
    dossier = casework.load(session, case)
    handler = actor.holds(*HANDLERS)
    visible = _visible(session, actor, dossier)
    read = tuple(_read(dossier, actor, visible))
    files, messages = _files(visible.files.values()), _messages(number, visible.messages.values())
    told = _told(session, actor, dossier)
    report = seen_report(dossier.state, actor)
    shown = dossier.entries if handler else tuple(entry for entry, _ in read)
    return Contents(
        number,
        report.summary,
        _reader(actor, dossier),
        handler,
        max((entry.at for entry in shown), default=case.received_at),
        case_sections(dossier, report, shown, messages, files, told=told, handler=handler),
        _whole(session, dossier) if handler else of_reading(number, (item for _, item in read)),
        tuple(_readings(session, dossier)) if handler else (),
        tuple(messages.values()),
        tuple(files.values()),
        told,
        report.description,
    )


def _reader(actor: Actor, dossier: casework.Dossier) -> str:
    if actor.holds(*HANDLERS):
        return "OCA’s handlers: everything"
    if neutral(actor, dossier.state):
        return "a member of a working group: without names and words of the parties (P-99)"
    report = dossier.state.report
    party = report.laboratory_name if actor.holds(Role.TEST_LABORATORY) else report.vendor_name
    return f"{party}: what this party is shown"


def _visible(session: Session, actor: Actor, dossier: casework.Dossier) -> Visible:
    messages = session.scalars(visible_messages(actor, dossier.case))
    files = session.scalars(visible_files(actor, dossier.case))
    return Visible({row.history_seq: row for row in messages}, {row.id: row for row in files})


def _read(dossier: casework.Dossier, actor: Actor, visible: Visible) -> Iterator[tuple[Entry, Read]]:
    """The entries that a page tells this reader of, each with what it tells."""
    told = not neutral(actor, dossier.state)
    for entry in dossier.entries:
        payload: dict[str, Any] | None = None
        match entry.event:
            case ev.MessageAdded(visibility=visibility, body_sha256=body, file_ids=ids):
                if entry.seq in visible.messages:
                    files = [visible.files[one].sha256 for one in ids if one in visible.files]
                    payload = {"visibility": visibility.value, "body_sha256": body, "files": files}
            case ev.FileAttached(file_id=file_id):
                payload = without_ids(history.encode(entry.event)) if file_id in visible.files else None
            case event if told and isinstance(event, TOLD_TO_PARTIES):
                payload = {k: v for k, v in without_ids(history.encode(event)).items() if k not in _NOT_TOLD}
        if payload is not None:
            yield entry, Read(entry.at, entry.actor_name, type(entry.event).__name__, payload)


def _messages(number: str, rows: Iterable[MessageRow]) -> dict[int, Message]:
    return {
        row.history_seq: Message(
            f"messages/{count:04}.eml", row.at, row.author_name, f"{number}: message", words(row.visibility), row.body
        )
        for count, row in enumerate(rows, 1)
    }


def _files(rows: Iterable[StoredFile]) -> dict[int, File]:
    return {
        row.id: File(place_of("files", count, row.name), row.name, row.size, row.sha256, words(row.visibility))
        for count, row in enumerate(rows, 1)
    }


def _told(session: Session, actor: Actor, dossier: casework.Dossier) -> tuple[Any, ...]:
    return obligations(session, actor, Obligation.case_id == dossier.case.id)


def _whole(session: Session, dossier: casework.Dossier) -> tuple[str, ...]:
    query = select(HistoryEntry).where(HistoryEntry.case_id == dossier.case.id).order_by(HistoryEntry.seq)
    return whole(dossier.case.number, session.scalars(query))


def _readings(session: Session, dossier: casework.Dossier) -> Iterator[str]:
    """For each party, after which entry of the whole history its own chain had which head."""
    for role, name in _PARTIES:
        party = getattr(dossier.state, name)
        if party is None:
            continue
        actor = Actor(None, role.value, frozenset({role}), **{name: party})
        read = tuple(_read(dossier, actor, _visible(session, actor, dossier)))
        texts = of_reading(dossier.case.number, [item for _, item in read])
        side = name.removesuffix("_id")
        yield from (f"{side} {entry.seq:05} {digest(text)}" for (entry, _), text in zip(read, texts, strict=True))

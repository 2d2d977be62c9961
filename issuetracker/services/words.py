"""The words by which a case's texts are found, written in the transaction that brings the text.

The same folding serves both databases and both sides, what is stored and what is asked: no case, no accents, and in
scripts without spaces every ending of a run, so that a part of a word finds it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseWords, Message, StoredFile, TextKind, as_vector
from notifications.confidentiality import NO_SPACES, identifiers
from notifications.storage import table_of
from workflows import events as ev
from workflows.case_state import Entry
from workflows.report import Report
from workflows.test_references import mentioned_references
from workflows.vocabulary import Visibility

_RUN = re.compile(rf"(?P<syllables>[{NO_SPACES}]+)|[^\W_{NO_SPACES}]+")
_ASCII_RUN = re.compile(r"[a-z0-9]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_LONGEST, _LONGEST_RUN = 40, 12
MOST = 5_000  # words of one text; a pasted log has more, and PostgreSQL refuses a vector of a megabyte


@dataclass(frozen=True, slots=True)
class Piece:
    """One text as it is found: a row of `case_words` without its case."""

    kind: TextKind
    history_seq: int
    visibility: Visibility
    author_id: int | None
    words: frozenset[str]
    neutral: frozenset[str] | None = None

    def row(self, case_id: int) -> dict[str, Any]:
        """The values of its columns."""
        return {
            "case_id": case_id,
            "kind": self.kind.value,
            "history_seq": self.history_seq,
            "visibility": self.visibility.value,
            "author_id": self.author_id,
            "words": self.words,
            "neutral": self.neutral,
        }

    def given(self) -> dict[str, Any]:
        """The same as JSON for PostgreSQL, but for the case."""
        return self.row(0) | {"words": as_vector(self.words), "neutral": as_vector(self.neutral)}


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The folded words of a text in order; true for one of a script that is written without spaces."""
    for match in _RUN.finditer(_folded(text)):
        yield match.group(), match["syllables"] is not None


def joined(reference: str) -> str:
    """A test reference as one word: `TC_E_22_CS` is found as such and not as its four parts."""
    return "".join(run for run, _ in runs(reference))


def words_of(*texts: str) -> frozenset[str]:
    """The words by which texts are found; of a very long one the first."""
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(joined(reference) for reference in mentioned_references(text))
        if text.isascii():  # most are, and every filing writes some
            found |= dict.fromkeys(run[:_LONGEST] for run in _ASCII_RUN.findall(text.lower()))
            continue
        for run, syllables in runs(text):
            endings = range(len(run)) if syllables else (0,)
            found |= dict.fromkeys(run[at : at + (_LONGEST_RUN if syllables else _LONGEST)] for at in endings)
            if len(found) >= MOST:
                break
    return frozenset(list(found)[:MOST])


@cache
def folded_character(character: str) -> str:
    """One character without case and accents: none, one or several."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain.casefold().translate(_LETTERS))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(map(folded_character, unicodedata.normalize("NFC", text)))


def report_piece(number: str, seq: int, report: Report, author_id: int | None) -> Piece:
    """The report whole, and as members of the groups read it (P-97, P-99)."""
    hidden = identifiers(report)
    public = (number, report.ocpp_version or "", report.octt_version, *report.test_references)
    texts = (report.summary, report.description, report.applicable_documentation)
    people = (report.vendor_contact, report.laboratory_contact)
    contacts = (text for contact in people for text in (contact.name, contact.email, contact.phone))
    parties = (report.vendor_name, report.laboratory_name, report.device)
    return Piece(
        TextKind.REPORT,
        seq,
        Visibility.PARTIES,
        author_id,
        words_of(*public, *texts, *parties, *contacts),
        words_of(*public, *map(hidden.masked, texts)),
    )


def pieces(number: str, entries: Iterable[Entry], bodies: Mapping[int, str], seen: Mapping[int, str]) -> list[Piece]:
    """Every text of a case as it is found; `bodies` are its messages by entry, `seen` its files' visibilities by id."""
    found: dict[int, Piece] = {}
    report = 0
    for entry in entries:
        piece = piece_of(number, entry, bodies.get(entry.seq, ""), seen)
        if piece is None:
            continue
        if piece.kind is TextKind.REPORT:
            found.pop(report, None)
            report = entry.seq
        found[entry.seq] = piece
    return list(found.values())


def piece_of(number: str, entry: Entry, body: str, seen: Mapping[int, str]) -> Piece | None:
    """The text that came with one entry, if it is one that is searched."""
    match entry.event:
        case ev.IssueRaised(report=report) | ev.ReportAmended(report=report):
            return report_piece(number, entry.seq, report, entry.actor_id)
        case ev.MessageAdded(visibility=visibility):
            return _piece(TextKind.MESSAGE, entry, visibility, body)
        case ev.FileAttached(file_id=file_id, name=name):
            return _piece(TextKind.FILE, entry, Visibility(seen[file_id]), name)
        case ev.AnalysisRecorded() | ev.AnalysisRevised() as event:
            return _piece(TextKind.ANALYSIS, entry, Visibility.OCA, event.issue, event.cause, event.argumentation)
        case ev.ResolutionRecorded(text=text, question=question):  # whose case it answers is for OCA's handlers (P-62)
            return _piece(TextKind.RESOLUTION, entry, Visibility.OCA, text, question)
        case ev.QuestionAnswered(answer=answer):
            return _piece(TextKind.ANALYSIS, entry, Visibility.PARTIES, answer)
        case _:
            return None


def _piece(kind: TextKind, entry: Entry, visibility: Visibility, *texts: str) -> Piece:
    return Piece(kind, entry.seq, visibility, entry.actor_id, words_of(*texts))


def write(session: Session, case: Case, entries: Sequence[Entry], body: str = "") -> None:
    """Bring the words of a case to what new entries say; `body` is the text of an added message."""
    attached = [entry.event.file_id for entry in entries if isinstance(entry.event, ev.FileAttached)]
    new = pieces(case.number, entries, {entry.seq: body for entry in entries}, _visibilities(session, attached))
    if any(piece.kind is TextKind.REPORT for piece in new):
        session.execute(delete(CaseWords).where(CaseWords.case_id == case.id, CaseWords.kind == TextKind.REPORT.value))
    _insert(session, case.id, new)


def write_all(session: Session, case: Case, entries: Sequence[Entry]) -> None:
    """The words of a case anew."""
    session.execute(delete(CaseWords).where(CaseWords.case_id == case.id))
    _insert(session, case.id, expected(session, case, entries))


def without(session: Session, most: int) -> Sequence[Case]:
    """Cases that no words were written for, as an older version of this program has left them."""
    none = ~select(CaseWords.id).where(CaseWords.case_id == Case.id).exists()
    return session.scalars(select(Case).where(none).order_by(Case.id).limit(most).with_for_update()).all()


def expected(session: Session, case: Case, entries: Sequence[Entry]) -> list[Piece]:
    """What the words of a case have to be, by its history, messages and files."""
    bodies = dict(session.execute(select(Message.history_seq, Message.body).where(Message.case_id == case.id)).all())
    attached = [entry.event.file_id for entry in entries if isinstance(entry.event, ev.FileAttached)]
    return pieces(case.number, entries, bodies, _visibilities(session, attached))


def _visibilities(session: Session, files: Sequence[int]) -> dict[int, str]:
    if not files:
        return {}
    return dict(session.execute(select(StoredFile.id, StoredFile.visibility).where(StoredFile.id.in_(files))).all())


def _insert(session: Session, case_id: int, new: Sequence[Piece]) -> None:
    if new:
        session.execute(insert(table_of(CaseWords)), [piece.row(case_id) for piece in new])

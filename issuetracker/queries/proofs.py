"""What proves that people were told of an event or a release: whom, why, which text, when, what came back (P-53)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from issuetracker.models import InboundMail, InboundState, Letter, Obligation, Release, Telling
from issuetracker.queries.letters import letters_of
from issuetracker.queries.notices import reasons
from issuetracker.sentences.cases import sentence, text_of
from issuetracker.sentences.wording import words
from issuetracker.services import history
from issuetracker.services.access import find_case
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_letters import certificates_told, told_later
from issuetracker.services.obligations import visible_obligations
from issuetracker.services.releases.receiving import visible_versions
from workflows.conditions import Condition
from workflows.events import CertifiedVendorsContacted, LaboratoriesInformed, ScriptProvided, UpdateDistributed
from workflows.roles import Actor

# What is told to whole circles, and asked for years later.
PROVEN = (CertifiedVendorsContacted, UpdateDistributed, LaboratoriesInformed, ScriptProvided)
_REMINDERS = ("release_reminder", "notice_reminder")  # stand among the lines, and are nobody more to be told
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Proof:
    """What was told, by an event of a case or as a release: its exact words, and how far each obligation is."""

    number: str  # of the case or release
    about: str  # what of it
    stem: str  # the name of its files
    by: str
    what: str  # was done, without who did it
    at: datetime
    texts: tuple[tuple[str, str], ...]  # the words as approved, each under its label
    states: Mapping[str, int]
    owed: ColumnElement[bool]  # which obligations
    telling: Telling | None = None  # of a notice: what told certified vendors of their certificates

    @property
    def condition(self) -> Condition | None:
        """By which certified vendors were found."""
        kept = self.telling.applicability if self.telling is not None else None
        return msgspec.convert(kept, Condition) if kept is not None else None

    @property
    def total(self) -> int:
        """How many had to be told."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Line:
    """One who had to be told: why, with which letters, and which of them a mail server sent back."""

    obligation: Obligation
    why: str
    letters: tuple[Letter, ...]
    returned: Mapping[int, datetime]  # a letter's id: when the report came

    @property
    def answer(self) -> str:
        """What a mail server last said."""
        return next((letter.answer for letter in reversed(self.letters) if letter.answer), "")


def find_proof(session: Session, actor: Actor, number: str, seq: int) -> Proof:
    """Of an entry of a case that this person sees; NotFound where nobody was told of it."""
    case = find_case(session, actor, number)
    owed = and_(Obligation.case_id == case.id, Obligation.event_seq == seq)
    states = _states(session, actor, owed)
    if not states:
        raise NotFound(f"Nobody was told of event {seq} of {number}.")
    entry = history.read(session, case.id)[seq - 1]
    words_of_it = getattr(entry.event, "notice", "")
    texts = (("Notice as approved", words_of_it),) if words_of_it else text_of(entry.event)
    telling = session.scalar(select(Telling).where(Telling.case_id == case.id, Telling.event_seq == seq))
    return Proof(
        number, f"event {seq}", f"{number}-told-{seq}", entry.actor_name, sentence(entry.event), entry.at, texts,
        states, owed, telling,
    )  # fmt: skip


def find_release_proof(session: Session, actor: Actor, number: str) -> Proof:
    """Of a release with all its versions; NotFound where nobody was told of any."""
    every = session.scalars(visible_versions(actor).where(Release.number == number).order_by(Release.version)).all()
    owed = Obligation.release_id.in_([row.id for row in every])
    states = _states(session, actor, owed) if every else {}
    if not states:
        raise NotFound(f"Nobody was told of release {number}.")
    first = every[0]
    texts = tuple((f"Version {row.version}: {row.title}", row.text) for row in every if row.sent_at is not None)
    return Proof(
        number, "all versions", f"{number}-told", first.recorded_by, f"recorded “{first.title}”", first.recorded_at,
        texts, states, owed,
    )  # fmt: skip


def _states(session: Session, actor: Actor, owed: ColumnElement[bool]) -> dict[str, int]:
    visible = visible_obligations(actor).with_only_columns(Obligation.state, func.count().label("owed"))
    first = Obligation.letter.not_in(_REMINDERS)
    return dict(session.execute(visible.where(owed, first).group_by(Obligation.state)).all())


def lines(session: Session, actor: Actor, proof: Proof, after: int, most: int) -> list[Line]:
    """Some of those who had to be told, in the order in which they were, from after an id on."""
    query = visible_obligations(actor).where(proof.owed, Obligation.id > after)
    found = session.scalars(query.order_by(Obligation.id).limit(most)).all()
    letters = letters_of(session, [item.id for item in found])
    returned = _returned(session, [letter.id for written in letters.values() for letter in written])
    why = _certificates(session, proof, {item.vendor_id for item in found if item.vendor_id is not None})
    return [
        Line(item, _why(item, why.get(item.vendor_id or 0, "")), letters.get(item.id, ()), returned) for item in found
    ]


def _why(item: Obligation, certificates: str) -> str:
    """For which certificates, or in which circle; of a release by itself, of which version."""
    if item.letter in _REMINDERS:
        return "a reminder"
    own = item.release_id is not None and item.case_id is None
    return certificates or (f"version {item.event_seq}, " if own else "") + words(item.audience)


def all_lines(session: Session, actor: Actor, proof: Proof) -> Iterator[Line]:
    """All of them, a few hundred at a time."""
    after = 0
    while some := lines(session, actor, proof, after, _AT_ONCE):
        yield from some
        after = some[-1].obligation.id
        session.expunge_all()


def _returned(session: Session, letters: Sequence[int]) -> dict[int, datetime]:
    query = select(InboundMail.letter_id, InboundMail.taken_at).where(
        InboundMail.letter_id.in_(letters), InboundMail.state == InboundState.BOUNCE.value
    )
    return {row.letter_id: row.taken_at for row in session.execute(query) if row.letter_id is not None}


def _certificates(session: Session, proof: Proof, vendors: set[int]) -> dict[int, str]:
    """For each vendor the certificates that it was told of, each with the reason why the condition found it."""
    if proof.telling is None or not vendors:
        return {}
    told = certificates_told(session, proof.telling, vendors)
    why = reasons(session, proof.telling, [certificate.id for found in told.values() for certificate in found])
    late = told_later(session, proof.telling, vendors)
    return {
        vendor_id: "\n".join(_with_reason(item.number, why.get(item.id, ""), late=item.id in late) for item in found)
        for vendor_id, found in told.items()
    }


def _with_reason(number: str, reason: str, *, late: bool) -> str:
    reason += "; recorded later" if late else ""
    return f"{number}: {reason}" if reason else number

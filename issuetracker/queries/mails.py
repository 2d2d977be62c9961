"""Mails that came in: what waits for a person, and everything else a page at a time, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, InboundMail, InboundState, Letter, StoredFile
from issuetracker.models.inbound import IN_QUARANTINE
from issuetracker.services.access import visible_cases
from issuetracker.services.disputes.access import visible_disputes
from issuetracker.services.mail_access import may_see_mail
from workflows.roles import Actor

PAGE = 50
SEARCHED = 20_000  # so many of the newest mails are looked through for words
FOR_A_PERSON = (InboundState.QUARANTINED, InboundState.DISPUTE)
# Written out as in the indexes of those that wait: with values to be bound, no planner takes them.
_WAITS: ColumnElement[bool] = literal_column(
    f"inbound_mails.state IN ({', '.join(repr(state.value) for state in IN_QUARANTINE)})"
    " AND inbound_mails.dispute_id IS NULL"
)

_UNREAD: ColumnElement[bool] = literal_column(f"inbound_mails.state = '{InboundState.RECEIVED}'")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails a list shows; no states are all. `words` are a Message-ID, an address, or words of a subject."""

    states: tuple[InboundState, ...] = ()
    cause: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A mail with its case's number, if it has one."""

    mail: InboundMail
    number: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many mails wait: of each cause, of disputes, and for their senders."""

    causes: dict[str, int]
    disputes: int
    incomplete: int

    @property
    def for_a_person(self) -> int:
        """Those about which somebody must decide."""
        return sum(self.causes.values()) + self.disputes


def waiting(session: Session, actor: Actor) -> Waiting:
    """What waits now; costs what waits, not what is stored."""
    rows = session.connection().execute(_counted(actor)).all()
    causes = {row.cause: row.mails for row in rows if row.state == InboundState.QUARANTINED}
    of = {state: sum(row.mails for row in rows if row.state == state) for state in IN_QUARANTINE}
    return Waiting(causes, of[InboundState.DISPUTE], of[InboundState.INCOMPLETE])


@lru_cache(maxsize=128)
def _counted(actor: Actor) -> Select[str, str, int]:
    return (
        select(InboundMail.state, InboundMail.cause, func.count().label("mails"))
        .where(_WAITS, may_see_mail(actor))
        .group_by(InboundMail.state, InboundMail.cause)
    )


def mail_list(actor: Actor, wanted: Wanted) -> Select[InboundMail, str]:
    """The mails that are wanted, newest first."""
    query = (
        select(InboundMail, Case.number)
        .outerjoin(Case, Case.id == InboundMail.case_id)
        .where(may_see_mail(actor))
        .order_by(InboundMail.id.desc())
    )
    if wanted.states:
        query = query.where(InboundMail.state.in_([state.value for state in wanted.states]))
        if set(wanted.states) <= set(IN_QUARANTINE):
            query = query.where(_WAITS)
    if wanted.cause:
        query = query.where(InboundMail.cause == wanted.cause)
    if wanted.words:
        query = query.where(_says(wanted.words))
    return query


def _says(words: str) -> ColumnElement[bool]:
    """A Message-ID and an address by their indexes; other words among the newest, so that a search stays cheap."""
    if words.startswith("<"):
        return InboundMail.message_id == words
    if "@" in words.lstrip("@") and " " not in words:
        return InboundMail.sender == words.lower()
    newest = select(func.max(InboundMail.id) - SEARCHED).scalar_subquery()
    columns = (InboundMail.sender, InboundMail.sender_name, InboundMail.subject)
    return and_(
        InboundMail.id > func.coalesce(newest, 0),
        or_(*(column.icontains(words, autoescape=True) for column in columns)),
    )


def mails_page(session: Session, actor: Actor, wanted: Wanted, before: int | None, most: int = PAGE) -> list[Line]:
    """One page, with one more to see whether there is a next."""
    query = mail_list(actor, wanted).limit(most + 1)
    if before is not None:
        query = query.where(InboundMail.id < before)
    return [Line(mail, number or "") for mail, number in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail that is to be read, and since when."""

    not_before: datetime
    id: int


def next_unread(after: Unread | None, at: datetime) -> Select[datetime, int]:
    """The mail that has been due longest, behind the one before; a read of the index, however many wait for later."""
    query = (
        select(InboundMail.not_before, InboundMail.id)
        .where(_UNREAD, InboundMail.not_before <= at)
        .order_by(InboundMail.not_before, InboundMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if after is None:
        return query
    return query.where(tuple_(InboundMail.not_before, InboundMail.id) > (after.not_before, after.id))


def number_of(session: Session, mail: InboundMail) -> str:
    """The number of a mail's case, or ""."""
    if mail.case_id is None:
        return ""
    return session.scalars(select(Case.number).where(Case.id == mail.case_id)).one()


def dispute_of(session: Session, mail: InboundMail, actor: Actor) -> str:
    """The number of the dispute that a mail was reported as, if this person sees anything of it; else ""."""
    if mail.dispute_id is None:
        return ""
    query = visible_disputes(actor, Dispute.number).where(Dispute.id == mail.dispute_id)
    return session.scalar(query) or ""


def named_cases(session: Session, actor: Actor, numbers: Sequence[str]) -> list[Row[str, str]]:
    """Number and summary of those cases that there are and that this person may see."""
    if not numbers:
        return []
    return list(session.execute(visible_cases(actor, Case.number, Case.summary).where(Case.number.in_(numbers[:20]))))


def bounces_of(session: Session, letters: Sequence[int], actor: Actor) -> dict[int, int]:
    """The newest report of a mail server on each of these letters: the letter's id, the mail's."""
    if not letters:
        return {}
    query = (
        select(InboundMail.letter_id, func.max(InboundMail.id).label("mail"))
        .where(InboundMail.letter_id.in_(letters), InboundMail.state == InboundState.BOUNCE.value)
        .where(may_see_mail(actor))
        .group_by(InboundMail.letter_id)
    )
    return {row.letter_id: row.mail for row in session.execute(query) if row.letter_id is not None}


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a mail server said of the last letter of an obligation, and the mail that says so, where there is one."""

    answer: str
    mail_id: int | None


def undelivered(session: Session, obligations: Sequence[int], actor: Actor) -> dict[int, Undelivered]:
    """By the obligation's id; two queries, none where nothing is asked."""
    if not obligations:
        return {}
    query = select(Letter.id, Letter.obligation_id, Letter.answer).where(Letter.obligation_id.in_(obligations))
    rows = session.execute(query.order_by(Letter.id)).all()
    mails = bounces_of(session, [row.id for row in rows], actor)
    return {row.obligation_id or 0: Undelivered(row.answer, mails.get(row.id)) for row in rows if row.answer}


def originals(session: Session, case_id: int, files: Sequence[StoredFile]) -> dict[int, str]:
    """Which of a case's files are mails that came in, by the file's id with the mail's state; one query if any may be.

    A file that somebody has attached under such a name is none: its bytes are not those of a mail of this case.
    """
    if not any(file.media_type == "message/rfc822" for file in files):
        return {}
    rows = session.execute(select(InboundMail.sha256, InboundMail.state).where(InboundMail.case_id == case_id))
    states = {row.sha256: row.state for row in rows}
    return {file.id: states[file.sha256] for file in files if file.sha256 in states}

"""Whose mail is whose: addresses and domains of laboratories and vendors, and of those whose mail is not wanted."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from issuetracker.models import Deed, Laboratory, MailSource, Person, Subject, Vendor
from issuetracker.services.desk_log import note
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.parties import known_vendor
from workflows.roles import Actor

log = structlog.get_logger(__name__)
_DOMAIN = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
_PATTERN = re.compile(rf"[^@\s,;<>()\"]{{0,64}}@{_DOMAIN}")
_MOST = 254
# From there anybody mails: such a domain is nobody's, only an address in it may be.
_EVERYBODYS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com",
    "me.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de", "proton.me", "protonmail.com",
    "naver.com", "daum.net", "hanmail.net", "qq.com", "163.com", "126.com", "mail.ru", "yandex.ru", "orange.fr",
    "free.fr", "wanadoo.fr", "kpnmail.nl", "ziggo.nl", "xs4all.nl", "zoho.com",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Party:
    """A laboratory or a vendor, by its id."""

    kind: Subject
    id: int

    @classmethod
    def of(cls, party: Laboratory | Vendor) -> "Party":
        """The party that a row is."""
        return cls(Subject.LABORATORY if isinstance(party, Laboratory) else Subject.VENDOR, party.id)

    def owns(self) -> ColumnElement[bool]:
        """The condition on `MailSource` that holds for its mail."""
        column = MailSource.laboratory_id if self.kind is Subject.LABORATORY else MailSource.vendor_id
        return column == self.id

    def is_of(self, source: MailSource) -> bool:
        """True if a source is this party's."""
        return self.id == (source.laboratory_id if self.kind is Subject.LABORATORY else source.vendor_id)


def party_chosen(session: Session, laboratory_id: int | None, vendor: str) -> Party:
    """The party that a form names: a laboratory by its id, or a vendor by name. Raises InvalidFields for `party`."""
    if (laboratory_id is None) == (not vendor.strip()):
        raise InvalidFields({"party": "Choose the laboratory, or name the vendor, whose mail it is."})
    if laboratory_id is not None:
        return Party(Subject.LABORATORY, laboratory_id)
    known = known_vendor(session, vendor)
    if known is None:
        raise InvalidFields({"party": f"No vendor is called “{vendor.strip()}”."})
    return Party(Subject.VENDOR, known)


def read_patterns(text: str) -> tuple[str, ...]:
    """Addresses and domains as people list them, each in the form that is kept. Raises InvalidFields for `mail`."""
    found = []
    for word in re.split(r"[\s,;]+", text.strip().lower()):
        if word:
            found.append(_checked(word if "@" in word else f"@{word}"))
    return tuple(dict.fromkeys(found))


def _checked(pattern: str) -> str:
    if len(pattern) > _MOST or not _PATTERN.fullmatch(pattern):
        raise InvalidFields({"mail": f"“{pattern}” is neither an address nor a domain such as dekra.example."})
    if pattern[1:] in _EVERYBODYS:
        raise InvalidFields({"mail": f"Anybody has an address at {pattern[1:]}: give the whole address."})
    return pattern


def patterns_of(session: Session, party: Party) -> tuple[str, ...]:
    """What is known as a party's, in order."""
    return tuple(session.scalars(select(MailSource.pattern).where(party.owns()).order_by(MailSource.pattern)))


def as_text(patterns: Sequence[str]) -> str:
    """Patterns as people write them: a domain without its @."""
    return ", ".join(pattern.removeprefix("@") for pattern in patterns)


def keep_patterns(session: Session, party: Party, patterns: Collection[str], made_by: str, at: datetime) -> bool:
    """Let exactly these be the party's; False if they were. Raises InvalidFields."""
    before = set(patterns_of(session, party))
    for pattern in sorted(set(patterns) - before):
        _give(session, pattern, party, made_by, at)
    for source in session.scalars(select(MailSource).where(party.owns(), MailSource.pattern.not_in(patterns))).all():
        session.delete(source)
    session.flush()
    return before != set(patterns)


def learn(session: Session, pattern: str, party: Party, actor: Actor, at: datetime) -> None:
    """Let mail of an address or domain be a party's from now on; what was blocked is so no longer."""
    name = session.scalar(
        select(Laboratory.name).where(Laboratory.id == party.id, Laboratory.active)
        if party.kind is Subject.LABORATORY
        else select(Vendor.name).where(Vendor.id == party.id)
    )
    if name is None:
        raise InvalidFields({"party": "There is no such party, or it does not test now."})
    before = patterns_of(session, party)
    _give(session, _checked(pattern), party, actor.name, at)
    _record(session, party, actor, at, before)


def _give(session: Session, pattern: str, party: Party, made_by: str, at: datetime) -> None:
    source = session.scalar(select(MailSource).where(MailSource.pattern == pattern))
    if source is None:
        source = MailSource(pattern=pattern)
        session.add(source)
    elif not source.blocked and not party.is_of(source):
        raise InvalidFields({"mail": f"{pattern.removeprefix('@')} is {owner(session, source)}’s already."})
    laboratory = party.kind is Subject.LABORATORY
    source.laboratory_id, source.vendor_id = (party.id, None) if laboratory else (None, party.id)
    source.blocked, source.made_at, source.made_by, source.note = False, at, made_by, ""
    session.flush()


def owner(session: Session, source: MailSource) -> str:
    """Whose a source is, by name; "" for nobody's."""
    if source.laboratory_id is not None:
        return session.get_one(Laboratory, source.laboratory_id).name
    return session.get_one(Vendor, source.vendor_id).name if source.vendor_id is not None else ""


def block(session: Session, pattern: str, why: str, actor: Actor, at: datetime) -> None:
    """Let mail of an address or domain be unwanted; never a known party's, nor of somebody with an account."""
    pattern = _checked(pattern)
    if session.scalar(select(Person.id).where(Person.email == pattern, Person.active)) is not None:
        raise InvalidFields({"pattern": "This is the address of somebody with an account."})
    source = session.scalar(select(MailSource).where(MailSource.pattern == pattern))
    if source is not None and not source.blocked:
        raise InvalidFields({"pattern": f"{pattern.removeprefix('@')} is known as {owner(session, source)}’s."})
    if source is None:
        session.add(MailSource(pattern=pattern, blocked=True, made_at=at, made_by=actor.name, note=why))
        session.flush()


def forget(session: Session, source_id: int, actor: Actor, at: datetime) -> str:
    """Know an address or domain no longer, neither as a party's nor as blocked; returns it."""
    source = session.get(MailSource, source_id)
    if source is None:
        raise NotFound("This sender is not listed any more.")
    party = _party_of(source)
    before = patterns_of(session, party) if party else ()
    session.delete(source)
    session.flush()
    if party:
        _record(session, party, actor, at, before)
    else:
        log.info("a sender is blocked no longer", by=actor.person_id)
    return source.pattern


def _party_of(source: MailSource) -> Party | None:
    if source.laboratory_id is not None:
        return Party(Subject.LABORATORY, source.laboratory_id)
    return Party(Subject.VENDOR, source.vendor_id) if source.vendor_id is not None else None


def _record(session: Session, party: Party, actor: Actor, at: datetime, before: Sequence[str]) -> None:
    now = patterns_of(session, party)
    values = ({"mail": as_text(before)}, {"mail": as_text(now)})
    note(session, (party.kind, party.id), Deed.CHANGED, actor, at, before=values[0], after=values[1])

"""From a dispute's events to letters: who is told is asked here, before and after it is done (P-58, P-76)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, Laboratory, Person, PersonRole, Vendor
from issuetracker.services.addresses import Holders
from issuetracker.services.case_links import link_for
from issuetracker.services.desk import Desk
from issuetracker.services.notice_contacts import addressee, first_usable
from issuetracker.services.owing import Draft, store
from notifications.dispute_messages import DISPUTE_LETTERS, DisputeLetter
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows.case_state import Entry
from workflows.disputes import events as ev
from workflows.disputes.seeing import behind
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import Side
from workflows.roles import Role

A = Audience


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry with the state before and after it."""

    before: DisputeState
    entry: Entry
    after: DisputeState


@dataclass(frozen=True, slots=True)
class Told:
    """One letter to one addressee."""

    item: Happened
    letter: DisputeLetter
    addressee: Addressee


class Circle:
    """The people behind the audiences of one dispute, each asked of the database once."""

    def __init__(self, session: Session, dispute: Dispute, entries: Iterable[Entry]) -> None:
        self._session = session
        self._dispute = dispute
        self._entries = tuple(entries)
        self._holders = Holders(session)

    def of(self, audience: Audience, item: Happened) -> tuple[Addressee, ...]:
        """Whom a letter to an audience reaches."""
        event, state = item.entry.event, item.after
        match audience, event:
            case ((A.LABORATORY | A.VENDOR), _):
                return self.party(Side(audience.value))
            case A.REPORTER, _:
                return self.party(state.reporter)
            case A.OTHER_PARTY, _:
                side = behind(state, event)
                return self.party(side.other) if side else ()
            case A.PARTIES_ASKED, ev.RoundOpened():
                return tuple(who for side in event.sides for who in self.party(side))
            case A.BOARD_SITTING, _:
                return tuple(who for who in self.sitting(state) if who.person_id != item.entry.actor_id)
            case A.HANDLERS, ev.HandlersAppointed():
                return tuple(who for who in self.sitting(state) if who.person_id in event.member_ids)
            case A.RECUSED_MEMBER, ev.MemberRecused():
                return tuple(who for who in self._holders.of(Role.BOARD) if who.person_id == event.member_id)
            case A.ADVISERS, ev.AdviceAsked():
                return self._impartial(event.adviser.role, state)
            case A.OFFICE, _:
                return self._impartial(Role.OCA_OFFICE, state)
            case _:
                raise ValueError(f"{type(event).__name__} has no {audience}")

    def sitting(self, state: DisputeState) -> tuple[Addressee, ...]:
        """The Board without who is recused or a party's own; if nobody is left, an obligation that shows."""
        return self._impartial(Role.BOARD, state)

    def _impartial(self, role: Role, state: DisputeState) -> tuple[Addressee, ...]:
        of_parties = {who.person_id for side in Side for who in self._people(side)}
        found = tuple(
            who
            for who in self._holders.of(role)
            if who.person_id not in state.recused and (who.person_id is None or who.person_id not in of_parties)
        )
        return found or (Addressee(f"nobody who sits holds the role {role.label}", "", ""),)

    def party(self, side: Side) -> tuple[Addressee, ...]:
        """Who has acted for a side here; before that, whom it has in the directory, else its address for notices."""
        people = self._people(side)
        acted = {entry.actor_id for entry in self._entries}
        known = tuple(who for who in people if who.person_id in acted)
        if known:
            return known
        return self._general(side, people)

    def _people(self, side: Side) -> tuple[Addressee, ...]:
        laboratory = side is Side.LABORATORY
        column, party_id = (
            (Person.laboratory_id, self._dispute.laboratory_id)
            if laboratory
            else (Person.vendor_id, self._dispute.vendor_id)
        )
        rows = self._session.execute(
            select(Person.id, Person.name, Person.email)
            .join(PersonRole, PersonRole.person_id == Person.id)
            .where(column == party_id, PersonRole.role == side.role.value, Person.active)
            .order_by(Person.id)
        )
        ids = (party_id, None) if laboratory else (None, party_id)
        return tuple(Addressee(f"{row.name} ({side.role.label})", row.name, row.email, row.id, *ids) for row in rows)

    def _general(self, side: Side, people: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
        if side is Side.LABORATORY:
            laboratory = self._session.get_one(Laboratory, self._dispute.laboratory_id)
            if not laboratory.update_address and people:
                return people
            return (Addressee(laboratory.name, "", laboratory.update_address, laboratory_id=laboratory.id),)
        vendor = self._session.get_one(Vendor, self._dispute.vendor_id)
        contact = first_usable(self._session, [vendor.id]).get(vendor.id)
        return people if contact is None and people else (addressee(vendor, contact),)


def told(circle: Circle, happened: Sequence[Happened]) -> Iterator[Told]:
    """Every letter that these events call for; asked before they happen too, for what a page says it will cause."""
    for item in happened:
        for letter in DISPUTE_LETTERS.get(type(item.entry.event), ()):
            if letter.when is None or letter.when(item.before, item.entry.event):
                for addressee in circle.of(letter.audience, item):
                    yield Told(item, letter, addressee)


def tell(
    session: Session,
    desk: Desk,
    dispute: Dispute,
    entries: Sequence[Entry],
    happened: Sequence[Happened],
    at: datetime,
) -> None:
    """Write the obligations and letters that new events call for, each once."""
    circle = Circle(session, dispute, entries)
    drafts: dict[str, Draft] = {}
    for one in told(circle, happened):
        facts = {"event": one.item.entry.event, "state": one.item.after}
        if isinstance(one.item.entry.event, ev.MemberRecused):
            facts["sitting"] = len([who for who in circle.sitting(one.item.after) if who.person_id is not None])
        key = f"{dispute.number}:{one.item.entry.seq}:{one.letter.name}:{one.addressee.key}"
        drafts.setdefault(
            key, draft(session, desk, dispute, one.letter, one.addressee, one.item.entry.seq, facts, at=at)
        )
    store(session, desk, dispute, drafts, at)


def draft(
    session: Session,
    desk: Desk,
    dispute: Dispute,
    letter: DisputeLetter,
    addressee: Addressee,
    seq: int,
    facts: dict[str, Any],
    *,
    at: datetime,
) -> Draft:
    """One letter to one addressee; to advisers nothing but the number goes beside the event's own question."""
    known: dict[str, Any] = {
        "number": dispute.number,
        "recipient": addressee,
        "desk": desk.base_url,
        "link": _link(session, desk, dispute, addressee, at),
        "event": None,
        "to": letter.audience,
    }
    if letter.audience in (Audience.ADVISERS, Audience.RECUSED_MEMBER):
        facts = {name: value for name, value in facts.items() if name == "event"}
    else:
        known |= {
            "subject": dispute.subject,
            "laboratory": session.get_one(Laboratory, dispute.laboratory_id).name,
            "vendor": session.get_one(Vendor, dispute.vendor_id).name,
            "own": _own(addressee),
        }
    return Draft(letter, addressee, seq, render(letter.template, known | facts))


def _link(session: Session, desk: Desk, dispute: Dispute, addressee: Addressee, at: datetime) -> str:
    """Where the addressee finds it; a vendor's contact without an account by a link of their own."""
    if _own(addressee) is Side.VENDOR and addressee.vendor_id == dispute.vendor_id:
        return link_for(session, desk, dispute, addressee, at)
    return desk.dispute_link(dispute.number)


def _own(addressee: Addressee) -> Side | None:
    """The side to which a letter goes."""
    if addressee.laboratory_id is not None:
        return Side.LABORATORY
    return Side.VENDOR if addressee.vendor_id is not None else None

"""From events to letters: obligations and outbox rows, written with the events that call for them (P-58)."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Person, StoredFile, WorkingGroupCall
from issuetracker.services.addresses import Addresses, Holders
from issuetracker.services.case_links import link_for
from issuetracker.services.desk import Desk
from issuetracker.services.enclosing import enclosed
from issuetracker.services.invitations import invitation, withdrawal
from issuetracker.services.invited import withdrawn_calls
from issuetracker.services.owing import Draft, Owed, store, store_all
from issuetracker.services.releases.from_cases import said_by
from issuetracker.services.resolutions import Offered
from notifications.confidentiality import Identifiers, identifiers
from notifications.messages import LETTERS, LetterKind
from notifications.recipients import ROLE_OF, Addressee, Audience
from notifications.rendering import render
from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.clocks import Clock, ClockState
from workflows.roles import Role
from workflows.versions import ClockKind

# After these a case may stand no longer on the agenda of a call to which its vendor was invited.
_LEAVES_A_CALL = (
    ev.PlacedOnAgenda,
    ev.Expedited,
    ev.GroupDecided,
    ev.AnalysisRevised,
    ev.QuestionAnswered,
    ev.QuestionTakenAsIssue,
    ev.CaseClosed,
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event with the state before it."""

    before: CaseState
    entry: Entry


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """All that people who must not learn who the case is about are told of it (P-51)."""

    test_references: tuple[str, ...]
    ocpp_version: str
    device_type: str
    certification_profiles: tuple[str, ...]
    octt_version: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What has just happened to a case, as telling needs it.

    `body` is the text of an added message, `author` the address of whoever wrote it, where they have no account.
    """

    case: Case
    state: CaseState
    clocks: Sequence[Clock]
    at: datetime
    body: str = ""
    author: str = ""
    earlier: Sequence[Offered] = ()  # on the same test references, for whoever files (P-08)


def public_facts(state: CaseState) -> PublicFacts:
    """The anonymous part of a case."""
    report = state.report
    return PublicFacts(
        report.test_references,
        report.ocpp_version.value if report.ocpp_version else "",
        report.device_type.value.replace("_", " ") if report.device_type else "",
        report.certification_profiles,
        report.octt_version,
        state.outcome.value.replace("_", " ") if state.outcome else "",
    )


def roles_told(kind: type[ev.Event]) -> set[Role]:
    """The roles whose holders are told of such events."""
    return {ROLE_OF[letter.audience] for letter in LETTERS.get(kind, ()) if letter.audience in ROLE_OF}


class Together:
    """What changes of several cases in one transaction share: who holds which role, and one insert of all letters."""

    def __init__(self, session: Session) -> None:
        self.holders = Holders(session)
        self.owed: list[Owed] = []

    def foresee(self, session: Session, state: CaseState, event: ev.Event, filed_by: int | None) -> None:
        """Read who will be told of an event, before anything is locked."""
        addresses = Addresses(session, state, filed_by, holders=self.holders)
        addresses.prefetch(kind.audience for kind in LETTERS.get(type(event), ()))
        addresses.laboratory()

    def store(self, session: Session, desk: Desk, at: datetime) -> None:
        """Write all that is owed."""
        store_all(session, desk, self.owed, at)
        self.owed = []


def tell(
    session: Session, desk: Desk, occasion: Occasion, happened: Sequence[Happened], *, together: Together | None = None
) -> None:
    """Write the obligations and letters that new events call for, each once; or leave that to who has them together."""
    holders = together.holders if together else None
    addresses = Addresses(session, occasion.state, occasion.case.filed_by, occasion.clocks, holders=holders)
    addresses.prefetch({kind.audience for item in happened for kind in LETTERS.get(type(item.entry.event), ())})
    author = occasion.author.lower() or _address_of_author(session, happened)
    drafts: dict[str, Draft] = {}
    for item in happened:
        for kind in LETTERS.get(type(item.entry.event), ()):
            if kind.when is not None and not kind.when(item.before, item.entry.event):
                continue
            if kind.audience is Audience.CERTIFIED_VENDORS:
                continue  # by `notices` and `notice_letters`, in batches
            for addressee in addresses.of(kind.audience, item.entry.event):
                if kind.spares_actor and addressee.person_id == item.entry.actor_id:
                    continue
                key = f"{occasion.case.number}:{item.entry.seq}:{kind.name}:{addressee.key}"
                if key in drafts or (kind.name == "message" and addressee.address.lower() == author):
                    continue
                next_left, *more = _left(session, occasion, item, kind) or (None,)
                drafts[key] = draft(session, desk, occasion, item.entry, kind, addressee, left=next_left)
                for left in more:  # of both groups' calls at once: the same letter again, for the other entry
                    again = draft(session, desk, occasion, item.entry, kind, addressee, left=left)
                    drafts[f"{key}:call-{left.id}"] = again
    if together:
        together.owed.append((occasion.case, drafts))
    else:
        store(session, desk, occasion.case, drafts, occasion.at)


def _left(session: Session, occasion: Occasion, item: Happened, kind: LetterKind) -> Sequence[WorkingGroupCall]:
    """The calls that a vendor's letter takes out of the calendar, because the case has left them (P-31)."""
    if kind.audience is not Audience.VENDOR or not isinstance(item.entry.event, _LEAVES_A_CALL):
        return ()
    return withdrawn_calls(session, occasion.case.id, item.before, occasion.state, occasion.at)


def _address_of_author(session: Session, happened: Sequence[Happened]) -> str | None:
    """Whoever wrote a message is not mailed it; None where nothing was written."""
    authors = [item.entry.actor_id for item in happened if isinstance(item.entry.event, ev.MessageAdded)]
    return session.scalar(select(Person.email).where(Person.id == authors[0])) if authors else None


def draft(
    session: Session,
    desk: Desk,
    occasion: Occasion,
    entry: Entry,
    kind: LetterKind,
    addressee: Addressee,
    *,
    left: WorkingGroupCall | None = None,
) -> Draft:
    """One letter to one addressee; refuses an anonymous one whose words name a party (P-51).

    With a call that the case has `left`, the letter takes it out of the vendor's calendar.
    """
    files = _files(session, occasion.case.id, entry.event) if kind.anonymous else []
    facts = _about(desk, occasion, entry, addressee)
    calendar = ""
    if kind.anonymous:
        facts |= {"public": public_facts(occasion.state), "files": files}
        if kind.to_acknowledge:
            facts["obligation_link"] = f"{desk.base_url}/to-acknowledge"
    else:
        call = _call(session, occasion.state, entry.event)
        facts |= _for_the_parties(occasion, entry)
        facts |= {"call": call, "link": _link(session, desk, occasion, kind, addressee)}
        if isinstance(entry.event, ev.VendorInvited) and call is not None:
            calendar = invitation(call, addressee.address, desk, occasion.at)
        elif left is not None:
            calendar, facts["withdrawn"] = withdrawal(left, addressee.address, desk, occasion.at), left
    rendered = render(kind.name, facts)
    if kind.anonymous:
        _refuse_names(occasion.state, entry.event)
    released = said_by(session, occasion.case.id, entry.seq) if addressee.laboratory_id and kind.anonymous else None
    return Draft(kind, addressee, entry.seq, rendered, calendar, release_id=released, attachments=enclosed(files))


def _about(desk: Desk, occasion: Occasion, entry: Entry, addressee: Addressee) -> dict[str, Any]:
    """The facts of every letter."""
    return {
        "number": occasion.case.number,
        "recipient": addressee,
        "event": entry.event,
        "event_name": type(entry.event).__name__,
        "desk": desk.base_url,
        "link": "",
        "obligation_link": "",
    }


def _for_the_parties(occasion: Occasion, entry: Entry) -> dict[str, Any]:
    """What only a letter may say that is not anonymous."""
    return {
        "state": occasion.state,
        "actor": entry.actor_name,
        "clock": _clock_for(entry.event, occasion),
        "body": occasion.body,
        "earlier": occasion.earlier,
        "clocks": tuple(clock for clock in occasion.clocks if clock.state is ClockState.RUNNING),
    }


def _link(session: Session, desk: Desk, occasion: Occasion, kind: LetterKind, addressee: Addressee) -> str:
    """Where the addressee finds the case; a vendor's contact without an account by a link of their own."""
    if kind.audience is not Audience.VENDOR:
        return desk.case_link(occasion.case.number)
    return link_for(session, desk, occasion.case, addressee, occasion.at)


def _refuse_names(state: CaseState, event: ev.Event) -> None:
    """What goes into an anonymous letter from the case: the event's own words and the public facts."""
    words = party_words(state, ())
    for value in (*astuple(event), *astuple(public_facts(state))):
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                words.refuse(text)


def party_words(state: CaseState, file_names: tuple[str, ...]) -> Identifiers:
    """The words that would tell who a case is about."""
    return identifiers(state.report, file_names)


def _clock_for(event: ev.Event, occasion: Occasion) -> Clock | None:
    """The clock that a letter speaks of."""
    named = getattr(event, "clock", None)
    if named is not None:
        return next((clock for clock in occasion.clocks if clock.key == named), None)
    kind = ClockKind.SEVERITY if isinstance(event, ev.SeverityProposed | ev.SeverityApproved) else None
    group = getattr(event, "group", None) if kind is None else None
    if kind is None and group is None:
        kind = ClockKind.ANALYSIS
    running = [clock for clock in occasion.clocks if clock.state is ClockState.RUNNING]
    if isinstance(event, ev.CaseAssigned):
        return min(running, key=lambda clock: clock.due_at, default=None)
    return next((c for c in running if (c.kind is kind if kind else c.group is group)), None)


def _call(session: Session, state: CaseState, event: ev.Event) -> WorkingGroupCall | None:
    group = getattr(event, "group", None)
    call = state.call(group) if group is not None else None
    return session.get(WorkingGroupCall, call.call_id) if call is not None else None


def _files(session: Session, case_id: int, event: ev.Event) -> list[StoredFile]:
    ids = tuple(getattr(event, "file_ids", ())) or tuple(filter(None, (getattr(event, "file_id", None),)))
    if not ids:
        return []
    query = select(StoredFile).where(StoredFile.case_id == case_id, StoredFile.id.in_(ids)).order_by(StoredFile.id)
    return list(session.scalars(query))

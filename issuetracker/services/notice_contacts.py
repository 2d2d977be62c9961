"""Whom a vendor wants notices to reach: several contacts, verified by mail, used in their order (P-50, P-58)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from issuetracker.models import ContactRole, Deed, NoticeContact, Obligation, Subject, Vendor
from issuetracker.services.account_letters import write_to
from issuetracker.services.desk import Desk
from issuetracker.services.desk_log import note
from issuetracker.services.errors import InvalidFields, LinkIsOver, NotFound
from notifications.outbox import ObligationState
from notifications.recipients import Addressee
from workflows.roles import Actor, Role

GOOD_FOR = timedelta(days=14)
BY_LINK = Actor(None, "the vendor, by its own link", frozenset({Role.VENDOR}))
CHUNK = 10_000  # ids in one statement; SQLite takes 32,766


@dataclass(frozen=True, slots=True)
class ContactData:
    """A contact as the office enters it."""

    role: ContactRole
    name: str
    address: str


def is_address(text: str) -> bool:
    """True for what looks like one e-mail address; whether mail arrives there shows when it is verified."""
    local, _, domain = text.strip().rpartition("@")
    return bool(local and domain) and not any(char.isspace() or char in ",;<>" for char in text.strip())


def usable() -> ColumnElement[bool]:
    """The condition on a contact that notices may go to: not ended, nothing sent to it has come back, and verified
    where the vendor proposed it by its link.
    """
    kept = NoticeContact.proposed_at.is_(None) | NoticeContact.verified_at.is_not(None)
    return NoticeContact.ended_at.is_(None) & NoticeContact.bounced_at.is_(None) & kept


def has_usable_contact() -> ColumnElement[bool]:
    """The condition on `Vendor` that holds where a notice can reach somebody."""
    return exists().where(NoticeContact.vendor_id == Vendor.id, usable())


def contacts_of(session: Session, vendor_id: int) -> Sequence[NoticeContact]:
    """A vendor's contacts in the order in which they are used; ended ones are left out."""
    return session.scalars(
        select(NoticeContact)
        .where(NoticeContact.vendor_id == vendor_id, NoticeContact.ended_at.is_(None))
        .order_by(NoticeContact.role, NoticeContact.id)  # the roles' names sort in their order
    ).all()


def first_usable(session: Session, vendor_ids: Iterable[int]) -> dict[int, NoticeContact]:
    """The contact that a notice goes to, by vendor; a vendor that has none is not in it."""
    ids, found = sorted(set(vendor_ids)), dict[int, NoticeContact]()
    for start in range(0, len(ids), CHUNK):
        for contact in session.scalars(
            select(NoticeContact)
            .where(NoticeContact.vendor_id.in_(ids[start : start + CHUNK]), usable())
            .order_by(NoticeContact.vendor_id, NoticeContact.role, NoticeContact.id)
        ):
            found.setdefault(contact.vendor_id, contact)
    return found


def usable_contact(session: Session, vendor_id: int, address: str) -> NoticeContact | None:
    """The contact of a vendor that has this address and that notices may go to."""
    query = select(NoticeContact).where(NoticeContact.vendor_id == vendor_id, NoticeContact.address == address.lower())
    return session.scalar(query.where(usable()).limit(1))


def addressee(vendor: Vendor, contact: NoticeContact | None, certificates: tuple[str, ...] = ()) -> Addressee:
    """A vendor as somebody to be told; without a contact it is an empty address, shown to a person (P-58)."""
    name, address = (contact.name, contact.address) if contact else ("", "")
    return Addressee(vendor.name, name, address, vendor_id=vendor.id, certificates=certificates)


def add(session: Session, vendor: Vendor, data: ContactData, by: Actor, at: datetime) -> NoticeContact:
    """One more contact, or one that the vendor has proposed and that is used from now on. Raises InvalidFields."""
    address = data.address.strip().lower()
    if not is_address(address):
        raise InvalidFields({"address": "Give one e-mail address, to which notices go."})
    known = next((known for known in contacts_of(session, vendor.id) if known.address == address), None)
    if known is not None and known.proposed_at is not None and by is not BY_LINK:
        known.proposed_at = None
        change(session, known, data, by, at)
        return known
    if known is not None:
        raise InvalidFields({"address": f"{address} is a contact of this vendor already."})
    made = NoticeContact(
        vendor_id=vendor.id,
        role=data.role.value,
        name=data.name.strip(),
        address=address,
        added_at=at,
        added_by=by.name,
    )
    session.add(made)
    session.flush()
    _note(session, made, by, at, after=_shown(made))
    return made


def change(session: Session, contact: NoticeContact, data: ContactData, by: Actor, at: datetime) -> bool:
    """Give a contact another role or name; False if it has both."""
    if (contact.role, contact.name) == (data.role.value, data.name.strip()):
        return False
    before = _shown(contact)
    contact.role, contact.name = data.role.value, data.name.strip()
    session.flush()
    _note(session, contact, by, at, before=before, after=_shown(contact))
    return True


def end(session: Session, contact: NoticeContact, by: Actor, at: datetime) -> None:
    """Notices go to this contact no more."""
    before = _shown(contact)
    contact.ended_at, contact.ended_by = at, by.name
    session.flush()
    _note(session, contact, by, at, before=before)


def replace_address(session: Session, vendor_id: int, old: str, new: str, by: Actor, at: datetime) -> NoticeContact:
    """A corrected address takes the place of the one that was wrong, in the same role."""
    vendor, role, name = session.get_one(Vendor, vendor_id), ContactRole.FIRST, ""
    for contact in contacts_of(session, vendor_id):
        if contact.address == new.strip().lower():
            contact.proposed_at = None  # the office says so, whoever proposed it
            return contact
        if contact.address == old.strip().lower():
            role, name = ContactRole(contact.role), contact.name
            end(session, contact, by, at)
    return add(session, vendor, ContactData(role, name, new), by, at)


def find(session: Session, vendor_id: int, contact_id: int) -> NoticeContact:
    """A vendor's contact that is not ended; NotFound otherwise."""
    contact = session.get(NoticeContact, contact_id)
    if contact is None or contact.vendor_id != vendor_id or contact.ended_at is not None:
        raise NotFound(f"The vendor has no contact {contact_id}.")
    return contact


def ask_to_verify(session: Session, desk: Desk, contact: NoticeContact, at: datetime) -> None:
    """Mail the contact a link by which it says that notices reach it; links of before are worth nothing any more."""
    contact.asked_at = at.replace(microsecond=0)
    session.flush()
    vendor = session.get_one(Vendor, contact.vendor_id)
    proposed = contact.proposed_at is not None
    # A name that came by a link is no text to mail to an address that came by it too.
    to = Addressee(vendor.name, "" if proposed else contact.name, contact.address, vendor_id=vendor.id)
    link = f"{desk.base_url}/notice-contact/{_signer(desk).dumps([contact.id, int(contact.asked_at.timestamp())])}"
    facts = {"vendor": vendor.name, "link": link, "until": contact.asked_at + GOOD_FOR, "proposed": proposed}
    write_to(session, desk, to, "contact_check", at, facts)


def asked(session: Session, desk: Desk, token: str, at: datetime) -> NoticeContact:
    """The contact that a link belongs to; LinkIsOver if it is not the latest, has expired, or the contact was ended."""
    try:
        contact_id, stamp = _signer(desk).loads(token)
        contact = session.get(NoticeContact, int(contact_id))
    except (BadSignature, ValueError, TypeError):
        raise LinkIsOver from None
    if contact is None or contact.asked_at != datetime.fromtimestamp(int(stamp), UTC):
        raise LinkIsOver
    if contact.ended_at is not None or at > contact.asked_at + GOOD_FOR:
        raise LinkIsOver
    return contact


def verify(session: Session, desk: Desk, token: str, at: datetime) -> NoticeContact:
    """The contact confirms that notices reach it; what came back before counts no more.

    The one whose place it takes is told: whoever was passed a vendor's link may have named another address.
    """
    contact = asked(session, desk, token, at)
    if contact.verified_at is None or contact.bounced_at is not None:
        before = first_usable(session, (contact.vendor_id,)).get(contact.vendor_id)
        if contact.proposed_at is not None and contact.verified_at is None and before is not None:
            contact.role = before.role
            end(session, before, BY_LINK, at)
            _tell_replaced(session, desk, before, contact, at)
        contact.verified_at, contact.bounced_at = at, None
        session.flush()
    return contact


def _tell_replaced(session: Session, desk: Desk, before: NoticeContact, now: NoticeContact, at: datetime) -> None:
    vendor = session.get_one(Vendor, before.vendor_id)
    facts = {"vendor": vendor.name, "address": now.address}
    write_to(session, desk, addressee(vendor, before), "contact_replaced", at, facts)


def propose(session: Session, vendor: Vendor, data: ContactData, at: datetime) -> NoticeContact:
    """A contact that the vendor names by its link; once it is verified it takes the place of the one used till then."""
    address = data.address.strip().lower()
    for known in contacts_of(session, vendor.id):
        if known.address == address and known.proposed_at is not None and known.verified_at is None:
            return known
    contact = add(session, vendor, data, BY_LINK, at)
    contact.proposed_at = at
    session.flush()
    return contact


def _came_back() -> Select[int]:
    """Obligations to a contact that bounced after it was added or verified: what came back before says nothing now."""
    since = func.coalesce(NoticeContact.verified_at, NoticeContact.added_at)
    return select(Obligation.id).where(
        Obligation.state == ObligationState.BOUNCED.value,
        Obligation.vendor_id == NoticeContact.vendor_id,
        func.lower(Obligation.address) == NoticeContact.address,
        or_(Obligation.accepted_at >= since, Obligation.created_at >= since),
    )


def something_came_back() -> ColumnElement[bool]:
    """True while a usable contact has something that bounced."""
    return select(NoticeContact.id).where(usable(), _came_back().exists()).exists()


def note_bounces(session: Session, at: datetime) -> int:
    """Mark the contacts to which something that was sent came back; returns how many.

    It looks at what needs a person, by an index, whoever found out that it bounced.
    """
    marked = session.execute(
        update(NoticeContact)
        .where(usable(), _came_back().exists())
        .values(bounced_at=at)
        .execution_options(synchronize_session=False)
    )
    return marked.rowcount  # type: ignore[attr-defined, no-any-return]


def _shown(contact: NoticeContact) -> str:
    return f"{contact.role.replace('_', ' ')}: {contact.name} <{contact.address}>"


def _note(
    session: Session, contact: NoticeContact, by: Actor, at: datetime, *, before: str = "", after: str = ""
) -> None:
    old, new = {"contact": before}, {"contact": after}
    note(session, (Subject.VENDOR, contact.vendor_id), Deed.CHANGED, by, at, before=old, after=new)


def _signer(desk: Desk) -> URLSafeSerializer:
    return URLSafeSerializer(desk.link_key, salt="notice-contact")

"""Parties as the office keeps them: laboratories and vendors, changed with their rules; each deed on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Deed, Laboratory, Obligation, Person, PersonRole, Subject, Vendor
from issuetracker.services.desk_log import Values, note
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_sources import Party, as_text, keep_patterns, patterns_of, read_patterns
from issuetracker.services.notice_contacts import is_address, replace_address
from issuetracker.services.parties import folded
from workflows.roles import Actor, Role

# Whatever waits for one of these waits for nobody, if nobody holds it.
NEEDED = tuple(
    role for role in Role if role not in (Role.TEST_LABORATORY, Role.VENDOR, Role.TWG_MEMBER, Role.CWG_MEMBER)
)


@dataclass(frozen=True, slots=True)
class LaboratoryData:
    """What the office says of a laboratory; updates (6c) go to `update_address`.

    `mail` are the addresses and domains whose mails are its own, with commas; None leaves them as they are.
    """

    name: str
    short_name: str
    update_address: str
    active: bool = True
    mail: str | None = None


@dataclass(frozen=True, slots=True)
class VendorData:
    """What the office says of a vendor: membership (P-31) and written permission to be named (ch.10), each with its
    date and where it stands written; `mail` as of a laboratory.
    """

    name: str
    oca_member: bool = False
    may_be_named: bool = False
    member_since: date | None = None
    member_reference: str = ""
    permission_on: date | None = None
    permission_reference: str = ""
    mail: str | None = None


def save_laboratory(
    session: Session, laboratory: Laboratory | None, data: LaboratoryData, by: Actor, at: datetime
) -> Laboratory:
    """A laboratory, new or changed. Raises InvalidFields."""
    wrong: dict[str, str] = {}
    if not data.name.strip():
        wrong["name"] = "Give the laboratory's name."
    if not data.short_name.strip():
        wrong["short_name"] = "Give the short name that lists show."
    if data.update_address.strip() and not is_address(data.update_address):
        wrong["update_address"] = "Give one e-mail address, to which updates go."
    if wrong := wrong | _taken(session, data, laboratory.id if laboratory else 0):
        raise InvalidFields(wrong)
    deed, before = (Deed.CHANGED, values_of(session, laboratory)) if laboratory else (Deed.ADDED, {})
    if laboratory is None:
        laboratory = Laboratory()
        session.add(laboratory)
    laboratory.name, laboratory.short_name = data.name.strip(), data.short_name.strip()
    laboratory.update_address, laboratory.active = data.update_address.strip(), data.active
    session.flush()
    _keep_mail(session, laboratory, data.mail, by, at)
    after = values_of(session, laboratory)
    note(session, (Subject.LABORATORY, laboratory.id), deed, by, at, before=before, after=after)
    return laboratory


def _taken(session: Session, data: LaboratoryData, own: int) -> dict[str, str]:
    """A name that another laboratory has: reports and people name laboratories by both of theirs."""
    others = session.execute(select(Laboratory.name, Laboratory.short_name).where(Laboratory.id != own)).all()
    known = {folded(name) for row in others for name in row}
    wrong = {}
    if folded(data.name) and folded(data.name) in known:
        wrong["name"] = f"There is a laboratory “{data.name.strip()}” already."
    if folded(data.short_name) and folded(data.short_name) in known:
        wrong["short_name"] = f"There is a laboratory “{data.short_name.strip()}” already."
    return wrong


def save_vendor(session: Session, vendor: Vendor | None, data: VendorData, by: Actor, at: datetime) -> Vendor:
    """A vendor, new or changed; names are compared without case, accents and punctuation. Raises InvalidFields."""
    wrong: dict[str, str] = {}
    key, own = folded(data.name), vendor.id if vendor else 0
    if not key:
        wrong["name"] = "Give the vendor's name."
    same = session.scalar(select(Vendor.name).where(Vendor.folded_name == key, Vendor.id != own))
    if key and same is not None:
        wrong["name"] = f"This is “{same}”, which is there already."
    if wrong:
        raise InvalidFields(wrong)
    deed, before = (Deed.CHANGED, values_of(session, vendor)) if vendor else (Deed.ADDED, {})
    if vendor is None:
        vendor = Vendor()
        session.add(vendor)
    vendor.name, vendor.folded_name = data.name.strip(), key
    bring(vendor, data, by)
    session.flush()
    _keep_mail(session, vendor, data.mail, by, at)
    note(session, (Subject.VENDOR, vendor.id), deed, by, at, before=before, after=values_of(session, vendor))
    return vendor


def _keep_mail(session: Session, party: Laboratory | Vendor, mail: str | None, by: Actor, at: datetime) -> None:
    if mail is not None:
        keep_patterns(session, Party.of(party), read_patterns(mail), by.name, at)


def bring(vendor: Vendor, data: VendorData, by: Actor) -> None:
    """Membership and permission; whoever changed one of them has recorded it."""
    member = (data.oca_member, data.member_since, data.member_reference.strip())
    if member != (vendor.oca_member or False, vendor.member_since, vendor.member_reference or ""):
        vendor.oca_member, vendor.member_since, vendor.member_reference = member
        vendor.member_recorded_by = by.name
    permission = (data.may_be_named, data.permission_on, data.permission_reference.strip())
    if permission != (vendor.may_be_named or False, vendor.permission_on, vendor.permission_reference or ""):
        vendor.may_be_named, vendor.permission_on, vendor.permission_reference = permission
        vendor.permission_recorded_by = by.name


def keep_address(session: Session, owed: Obligation, was: str, address: str, by: Actor, at: datetime) -> None:
    """Make the address to which something was sent again the party's own, where it was the party's that was wrong."""
    if owed.person_id is not None:
        return
    if owed.vendor_id is not None:
        replace_address(session, owed.vendor_id, was, address, by, at)
    elif owed.laboratory_id is not None:
        laboratory = session.get_one(Laboratory, owed.laboratory_id)
        kept = LaboratoryData(laboratory.name, laboratory.short_name, address, laboratory.active)
        save_laboratory(session, laboratory, kept, by, at)


def values_of(session: Session, party: Laboratory | Vendor) -> Values:
    """A party as the record shows it."""
    mail = as_text(patterns_of(session, Party.of(party)))
    if isinstance(party, Laboratory):
        return {
            "name": party.name,
            "short_name": party.short_name,
            "update_address": party.update_address,
            "active": _yes(party.active),
            "mail": mail,
        }
    return {
        "name": party.name,
        "oca_member": _yes(party.oca_member),
        "may_be_named": _yes(party.may_be_named),
        "member_since": str(party.member_since or ""),
        "member_reference": party.member_reference,
        "permission_on": str(party.permission_on or ""),
        "permission_reference": party.permission_reference,
        "mail": mail,
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def roles_nobody_holds(session: Session) -> Sequence[Role]:
    """Roles of OCA and the tool provider that no active person holds."""
    held = set(
        session.scalars(
            select(PersonRole.role).join(Person, Person.id == PersonRole.person_id).where(Person.active).distinct()
        )
    )
    return [role for role in NEEDED if role.value not in held]

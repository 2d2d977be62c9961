"""Parties as the office keeps them: laboratories and vendors, changed with their rules; each deed on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Deed, Laboratory, Obligation, Person, PersonRole, Subject, Vendor
from issuetracker.services.desk_log import Values, note
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_sources import Party, as_text, keep_patterns, patterns_of, read_patterns
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
    """What the office says of a vendor; notices (6a) go to `notice_address`; `mail` as of a laboratory."""

    name: str
    oca_member: bool
    may_be_named: bool
    notice_name: str
    notice_address: str
    mail: str | None = None


def _is_address(text: str) -> bool:
    return "@" in text and not any(char.isspace() for char in text.strip())


def save_laboratory(
    session: Session, laboratory: Laboratory | None, data: LaboratoryData, by: Actor, at: datetime
) -> Laboratory:
    """A laboratory, new or changed. Raises InvalidFields."""
    wrong: dict[str, str] = {}
    if not data.name.strip():
        wrong["name"] = "Give the laboratory's name."
    if not data.short_name.strip():
        wrong["short_name"] = "Give the short name that lists show."
    if data.update_address.strip() and not _is_address(data.update_address):
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
    if data.notice_address.strip() and not _is_address(data.notice_address):
        wrong["notice_address"] = "Give one e-mail address, to which notices go."
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
    vendor.oca_member, vendor.may_be_named = data.oca_member, data.may_be_named
    vendor.notice_name, vendor.notice_address = data.notice_name.strip(), data.notice_address.strip()
    session.flush()
    _keep_mail(session, vendor, data.mail, by, at)
    note(session, (Subject.VENDOR, vendor.id), deed, by, at, before=before, after=values_of(session, vendor))
    return vendor


def _keep_mail(session: Session, party: Laboratory | Vendor, mail: str | None, by: Actor, at: datetime) -> None:
    if mail is not None:
        keep_patterns(session, Party.of(party), read_patterns(mail), by.name, at)


def keep_address(session: Session, owed: Obligation, address: str, by: Actor, at: datetime) -> None:
    """Make the address to which something was sent again the party's own, where it was the party's that was wrong."""
    if owed.person_id is not None:
        return
    if owed.vendor_id is not None:
        vendor = session.get_one(Vendor, owed.vendor_id)
        data = VendorData(vendor.name, vendor.oca_member, vendor.may_be_named, vendor.notice_name, address)
        save_vendor(session, vendor, data, by, at)
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
        "notice_name": party.notice_name,
        "notice_address": party.notice_address,
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

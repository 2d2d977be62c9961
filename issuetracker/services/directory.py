"""People and parties as the office keeps them: changed with their rules, and each change in the log."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from issuetracker.models import Laboratory, Person, PersonRole, Vendor
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.parties import folded, laboratory_named, vendor_named
from issuetracker.services.people import set_roles
from workflows.errors import NotPossibleNow
from workflows.roles import HANDLERS, Actor, Role

log = structlog.get_logger(__name__)
_NEEDED = HANDLERS | {Role.TOOL_PROVIDER}


@dataclass(frozen=True, slots=True)
class PersonData:
    """What the office says of a person; the party is named where the role asks for one."""

    name: str
    email: str
    phone: str
    roles: tuple[Role, ...]
    laboratory: str = ""
    vendor: str = ""


def _is_address(text: str) -> bool:
    return "@" in text and not any(char.isspace() for char in text.strip())


def get_person(session: Session, person_id: int) -> Person:
    """A person by id."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(f"There is no person {person_id}.")
    return person


def change_person(session: Session, person: Person, data: PersonData, by: Actor) -> None:
    """Bring a person to what the office says. Raises InvalidFields with every wrong field."""
    wrong = _wrong_with(session, data, person)
    if wrong:
        raise InvalidFields(wrong)
    if Role.OCA_OFFICE not in data.roles:
        keep_one_in_the_office(session, person)
    person.name, person.email, person.phone = data.name.strip(), data.email.strip().lower(), data.phone.strip()
    laboratory = laboratory_named(session, data.laboratory) if data.laboratory else None
    person.laboratory_id = laboratory.id if laboratory else None
    person.vendor_id = vendor_named(session, data.vendor).id if data.vendor else None
    set_roles(session, person, data.roles)
    log.info("person changed", person_id=person.id, roles=[role.value for role in data.roles], by=by.person_id)


def _wrong_with(session: Session, data: PersonData, person: Person) -> dict[str, str]:
    wrong: dict[str, str] = {}
    address = data.email.strip().lower()
    if not data.name.strip():
        wrong["name"] = "Give the person's name."
    if "@" not in address or any(char.isspace() for char in address):
        wrong["email"] = "Give one e-mail address."
    elif session.scalar(select(Person.id).where(Person.email == address, Person.id != person.id)) is not None:
        wrong["email"] = f"{address} belongs to somebody already."
    if (Role.TEST_LABORATORY in data.roles) != bool(data.laboratory):
        wrong["laboratory"] = "Laboratory staff, and only they, name their laboratory."
    elif data.laboratory and laboratory_named(session, data.laboratory) is None:
        wrong["laboratory"] = f"No active test laboratory is called “{data.laboratory}”."
    if (Role.VENDOR in data.roles) != bool(folded(data.vendor)):
        wrong["vendor"] = "Vendors' contacts, and only they, name their vendor."
    return wrong | wrong_roles(data.roles)


def wrong_roles(roles: Sequence[Role]) -> dict[str, str]:
    """Nobody is without a role, and nobody belongs to a laboratory and to a vendor at once."""
    if not roles:
        return {"roles": "Choose at least one role."}
    if {Role.TEST_LABORATORY, Role.VENDOR} <= set(roles):
        return {"roles": "Nobody belongs to a laboratory and to a vendor at once; make two accounts."}
    return {}


def keep_one_in_the_office(session: Session, person: Person) -> None:
    """Refuse to take the office from its last person: nobody could give it back.

    The rows of the role are locked, so that two who leave at the same moment do not both find the other.
    """
    session.scalars(select(PersonRole).where(PersonRole.role == Role.OCA_OFFICE.value).with_for_update()).all()
    others = (
        select(func.count())
        .select_from(PersonRole)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.OCA_OFFICE.value, Person.active, Person.id != person.id)
    )
    holds = any(role.role == Role.OCA_OFFICE.value for role in person.roles)
    if holds and not session.scalar(others):
        raise NotPossibleNow("This is the last person of the office; give the role to somebody else first.")


def save_laboratory(
    session: Session, laboratory: Laboratory | None, *, name: str, short_name: str, update_address: str, active: bool
) -> Laboratory:
    """A laboratory, new or changed. Raises InvalidFields."""
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = "Give the laboratory's name."
    if not short_name.strip():
        wrong["short_name"] = "Give the short name that lists show."
    if update_address.strip() and not _is_address(update_address):
        wrong["update_address"] = "Give one e-mail address, to which updates go."
    own = laboratory.id if laboratory else 0
    if name.strip() and session.scalar(
        select(Laboratory.id).where(Laboratory.name == name.strip(), Laboratory.id != own)
    ):
        wrong["name"] = f"There is a laboratory “{name.strip()}” already."
    if wrong:
        raise InvalidFields(wrong)
    if laboratory is None:
        laboratory = Laboratory()
        session.add(laboratory)
    laboratory.name, laboratory.short_name = name.strip(), short_name.strip()
    laboratory.update_address, laboratory.active = update_address.strip(), active
    session.flush()
    log.info("laboratory saved", laboratory_id=laboratory.id)
    return laboratory


def save_vendor(
    session: Session,
    vendor: Vendor | None,
    *,
    name: str,
    oca_member: bool,
    may_be_named: bool,
    notice_name: str,
    notice_address: str,
) -> Vendor:
    """A vendor, new or changed; names are compared without case, accents and punctuation. Raises InvalidFields."""
    wrong: dict[str, str] = {}
    key = folded(name)
    if not key:
        wrong["name"] = "Give the vendor's name."
    if notice_address.strip() and not _is_address(notice_address):
        wrong["notice_address"] = "Give one e-mail address, to which notices go."
    same = session.scalar(
        select(Vendor.name).where(Vendor.folded_name == key, Vendor.id != (vendor.id if vendor else 0))
    )
    if key and same is not None:
        wrong["name"] = f"This is “{same}”, which is there already."
    if wrong:
        raise InvalidFields(wrong)
    if vendor is None:
        vendor = Vendor()
        session.add(vendor)
    vendor.name, vendor.folded_name = name.strip(), key
    vendor.oca_member, vendor.may_be_named = oca_member, may_be_named
    vendor.notice_name, vendor.notice_address = notice_name.strip(), notice_address.strip()
    session.flush()
    log.info("vendor saved", vendor_id=vendor.id)
    return vendor


def roles_nobody_holds(session: Session) -> Sequence[Role]:
    """Roles of OCA and the tool provider that no active person holds: whatever waits for them waits for nobody."""
    held = set(
        session.scalars(
            select(PersonRole.role).join(Person, Person.id == PersonRole.person_id).where(Person.active).distinct()
        )
    )
    needed = [
        role for role in Role if role not in (Role.TEST_LABORATORY, Role.VENDOR, Role.TWG_MEMBER, Role.CWG_MEMBER)
    ]
    return [role for role in needed if role.value not in held]

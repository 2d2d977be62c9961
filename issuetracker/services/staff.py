"""People as the office keeps them: added, changed, let in or not; each deed on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from issuetracker.models import Deed, Laboratory, Person, PersonRole, Subject, Vendor
from issuetracker.services import accounts, people, sessions
from issuetracker.services.account_letters import write_letter
from issuetracker.services.desk import Desk
from issuetracker.services.desk_log import Values, note
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.parties import folded, known_vendor, laboratory_named, vendor_named
from workflows.errors import NotPossibleNow
from workflows.roles import Actor, Role


@dataclass(frozen=True, slots=True)
class PersonData:
    """What the office says of a person; the party is named where the role asks for one."""

    name: str
    email: str
    phone: str
    roles: tuple[Role, ...]
    laboratory: str = ""
    vendor: str = ""


class AccountDeed(StrEnum):
    """What the office can do for an account, as addresses name it."""

    INVITE = "invitation"
    LET_IN_NO_MORE = "deactivation"
    LET_IN_AGAIN = "activation"
    END_SESSIONS = "end-of-sessions"
    RESET_SECOND_FACTOR = "second-factor-reset"


def get_person(session: Session, person_id: int) -> Person:
    """A person by id."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(f"There is no person {person_id}.")
    return person


def add_person(session: Session, data: PersonData, by: Actor, at: datetime) -> Person:
    """Somebody new. Raises InvalidFields with every wrong field."""
    _check(session, data, None)
    made = people.add_person(
        session, name=data.name, email=data.email, roles=data.roles, laboratory=data.laboratory, vendor=data.vendor,
        phone=data.phone,
    )  # fmt: skip
    note(session, (Subject.PERSON, made.id), Deed.ADDED, by, at, after=values_of(session, made))
    return made


def change_person(session: Session, desk: Desk, person: Person, data: PersonData, by: Actor, at: datetime) -> None:
    """Bring a person to what the office says. Raises InvalidFields with every wrong field.

    The address of before is told that it is no longer used: whoever changes it to take an account over is seen.
    """
    _check(session, data, person)
    if Role.OCA_OFFICE not in data.roles:
        keep_one_in_the_office(session, person)
    before, address = values_of(session, person), data.email.strip().lower()
    if address != person.email:
        what = f"Your address was changed to {address} by {by.name}. Letters go there from now on."
        write_letter(session, desk, person, "account_changed", at, what=what, title="your address was changed")
    person.name, person.email, person.phone = data.name.strip(), address, data.phone.strip()
    laboratory = _laboratory(session, data.laboratory, person)
    person.laboratory_id = laboratory.id if laboratory else None
    person.vendor_id = vendor_named(session, data.vendor).id if data.vendor else None
    people.set_roles(session, person, data.roles)
    note(session, (Subject.PERSON, person.id), Deed.CHANGED, by, at, before=before, after=values_of(session, person))


def act_on(session: Session, desk: Desk, person: Person, deed: AccountDeed, by: Actor, at: datetime) -> None:
    """Invite, let in again or no more, end all sessions, reset the second factor."""
    match deed:
        case AccountDeed.INVITE:
            accounts.invite(session, desk, person, by.name, at)
            done = Deed.INVITED
        case AccountDeed.LET_IN_NO_MORE:
            keep_one_in_the_office(session, person)
            accounts.deactivate(session, person, at)
            done = Deed.LET_IN_NO_MORE
        case AccountDeed.LET_IN_AGAIN:
            accounts.activate(session, person)
            done = Deed.LET_IN_AGAIN
        case AccountDeed.END_SESSIONS:
            sessions.end_all(session, person.id, at)
            done = Deed.SESSIONS_ENDED
        case AccountDeed.RESET_SECOND_FACTOR:
            accounts.reset_second_factor(session, desk, person, by.name, at)
            done = Deed.SECOND_FACTOR_RESET
    note(session, (Subject.PERSON, person.id), done, by, at)


def values_of(session: Session, person: Person) -> Values:
    """A person as the record shows it."""
    laboratory = session.get(Laboratory, person.laboratory_id) if person.laboratory_id else None
    vendor = session.get(Vendor, person.vendor_id) if person.vendor_id else None
    held = {role.role for role in person.roles}
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "roles": ", ".join(role.label for role in Role if role.value in held),
        "laboratory": laboratory.name if laboratory else "",
        "vendor": vendor.name if vendor else "",
    }


def _laboratory(session: Session, name: str, person: Person | None) -> Laboratory | None:
    """The active laboratory of that name, or the one that the person is at, which may have left."""
    own = session.get(Laboratory, person.laboratory_id) if person and person.laboratory_id else None
    if own is not None and own.name == name:
        return own
    return laboratory_named(session, name) if name else None


def _check(session: Session, data: PersonData, person: Person | None) -> None:
    wrong: dict[str, str] = {}
    address, own = data.email.strip().lower(), person.id if person else 0
    if not data.name.strip():
        wrong["name"] = "Give the person's name."
    if "@" not in address or any(char.isspace() for char in address):
        wrong["email"] = "Give one e-mail address."
    elif session.scalar(select(Person.id).where(Person.email == address, Person.id != own)) is not None:
        wrong["email"] = f"{address} belongs to somebody already."
    if (Role.TEST_LABORATORY in data.roles) != bool(data.laboratory):
        wrong["laboratory"] = "Laboratory staff, and only they, name their laboratory."
    elif data.laboratory and _laboratory(session, data.laboratory, person) is None:
        wrong["laboratory"] = f"No active test laboratory is called “{data.laboratory}”."
    if (Role.VENDOR in data.roles) != bool(folded(data.vendor)):
        wrong["vendor"] = "Vendors' contacts, and only they, name their vendor."
    elif folded(data.vendor) and known_vendor(session, data.vendor) is None:
        wrong["vendor"] = f"No vendor is called “{data.vendor}”; add it under Parties first."
    if wrong := wrong | _wrong_roles(data.roles):
        raise InvalidFields(wrong)


def _wrong_roles(roles: Sequence[Role]) -> dict[str, str]:
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
    holds = person.active and any(role.role == Role.OCA_OFFICE.value for role in person.roles)
    if holds and not session.scalar(others):
        raise NotPossibleNow("This is the last person of the office; give the role to somebody else first.")

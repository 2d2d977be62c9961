"""People and their roles."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Person, PersonRole
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.parties import laboratory_named, vendor_named
from workflows.roles import Role


def add_person(
    session: Session,
    *,
    name: str,
    email: str,
    roles: Sequence[Role],
    laboratory: str = "",
    vendor: str = "",
    phone: str = "",
) -> Person:
    """A new person; laboratory staff and vendors' contacts name their party. Raises InvalidFields."""
    address = email.strip().lower()
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = "Give the person's name."
    if "@" not in address or any(char.isspace() for char in address):
        wrong["email"] = "Give one e-mail address."
    elif session.scalar(select(Person.id).where(Person.email == address)) is not None:
        wrong["email"] = f"{address} belongs to somebody already."
    if (Role.TEST_LABORATORY in roles) != bool(laboratory):
        wrong["laboratory"] = "Laboratory staff, and only they, name their laboratory."
    if (Role.VENDOR in roles) != bool(vendor):
        wrong["vendor"] = "Vendors' contacts, and only they, name their vendor."
    lab = laboratory_named(session, laboratory) if laboratory else None
    if laboratory and lab is None:
        wrong["laboratory"] = f"No active test laboratory is called “{laboratory}”."
    if wrong:
        raise InvalidFields(wrong)
    person = Person(
        name=name.strip(),
        email=address,
        phone=phone,
        laboratory_id=lab.id if lab else None,
        vendor_id=vendor_named(session, vendor).id if vendor else None,
        roles=[PersonRole(role=role.value) for role in dict.fromkeys(roles)],
    )
    session.add(person)
    session.flush()
    return person


def find_person(session: Session, email: str) -> Person:
    """The person with that address."""
    person = session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise NotFound(f"Nobody has the address {email}.")
    return person


def set_roles(session: Session, person: Person, roles: Sequence[Role]) -> None:
    """Replace a person's roles."""
    person.roles = [PersonRole(role=role.value) for role in dict.fromkeys(roles)]
    session.flush()

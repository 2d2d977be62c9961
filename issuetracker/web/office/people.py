"""People: who they are, what they may, and what the office does for an account."""

from typing import Any

import structlog
from flask import current_app, redirect, request, url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from issuetracker.extensions import db, transaction
from issuetracker.models import Laboratory, Person, PersonRole, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services import accounts, directory, people, sessions
from issuetracker.services.directory import PersonData
from issuetracker.services.errors import InvalidFields
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal
from workflows.roles import Role

log = structlog.get_logger(__name__)
_MOST = 200


@desk.get("/people")
@needs(Permission.PEOPLE_MANAGE)
def all_people() -> tuple[str, int]:
    """Everybody, by name, narrowed by words and role; and the form for somebody new."""
    return _list(db.session())


def _list(session: Session, status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    words, role = request.args.get("q", "").strip(), request.args.get("role", "")
    query = (
        select(Person, Laboratory.short_name, Vendor.name)
        .outerjoin(Laboratory, Laboratory.id == Person.laboratory_id)
        .outerjoin(Vendor, Vendor.id == Person.vendor_id)
        .order_by(Person.active.desc(), Person.name, Person.id)
        .limit(_MOST)
    )
    if words:
        query = query.where(
            or_(*(column.icontains(words, autoescape=True) for column in (Person.name, Person.email, Vendor.name)))
        )
    if role:
        query = query.where(Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == role)))
    rows = session.execute(query).all()
    return page(
        "office/people.html", status, rows=rows, roles=list(Role), words=words, role=role, most=_MOST,
        errors=errors or {}, typed=request.form, chosen=set(request.form.getlist("roles")), **_parties(session),
    )  # fmt: skip


def _parties(session: Session) -> dict[str, Any]:
    laboratories = select(Laboratory.name).where(Laboratory.active).order_by(Laboratory.name)
    return {"laboratories": session.scalars(laboratories).all(), "all_roles": list(Role)}


def _data() -> PersonData:
    """What the form says; a role that is none is an error of the form."""
    form = request.form
    try:
        roles = tuple(Role(value) for value in form.getlist("roles"))
    except ValueError:
        raise InvalidFields({"roles": "Choose among the roles."}) from None
    names = ("name", "email", "phone", "laboratory", "vendor")
    name, email, phone, laboratory, vendor = (form.get(key, "").strip()[:254] for key in names)
    return PersonData(name, email, phone, roles, laboratory, vendor)


@desk.post("/people")
@needs(Permission.PEOPLE_MANAGE)
def add_person() -> tuple[str, int] | Any:
    """Somebody new, invited at once unless the office says otherwise."""
    try:
        data = _data()
        if wrong := directory.wrong_roles(data.roles):
            raise InvalidFields(wrong)
        with transaction() as session:
            made = people.add_person(
                session, name=data.name, email=data.email, roles=data.roles, laboratory=data.laboratory,
                vendor=data.vendor, phone=data.phone,
            )  # fmt: skip
            if request.form.get("invite") == "yes":
                accounts.invite(session, current_app.extensions["desk"], made, actor().name, now())
            person_id, name = made.id, made.name
    except InvalidFields as error:
        return _list(db.session(), 422, error.errors)
    said(f"{name} is there.", "The invitation is on its way." if request.form.get("invite") == "yes" else "")
    return redirect(url_for("office.person", person_id=person_id))


@desk.get("/people/<int:person_id>")
@needs(Permission.PEOPLE_MANAGE)
def person(person_id: int) -> tuple[str, int]:
    """One person."""
    return _person(db.session(), person_id)


def _person(
    session: Session, person_id: int, status: int = 200, errors: dict[str, str] | None = None
) -> tuple[str, int]:
    found = directory.get_person(session, person_id)
    laboratory = session.get(Laboratory, found.laboratory_id) if found.laboratory_id else None
    vendor = session.get(Vendor, found.vendor_id) if found.vendor_id else None
    held = {role.role for role in found.roles}
    typed = request.form if errors else {
        "name": found.name, "email": found.email, "phone": found.phone,
        "laboratory": laboratory.name if laboratory else "", "vendor": vendor.name if vendor else "",
    }  # fmt: skip
    return page(
        "office/person.html", status, person=found, typed=typed, errors=errors or {},
        chosen=set(request.form.getlist("roles")) if errors else held, **_parties(session),
    )  # fmt: skip


@desk.post("/people/<int:person_id>")
@needs(Permission.PEOPLE_MANAGE)
def change_person(person_id: int) -> tuple[str, int] | Any:
    """Change name, address, roles or party."""
    try:
        with transaction() as session:
            found = directory.get_person(session, person_id)
            directory.change_person(session, found, _data(), actor())
    except InvalidFields as error:
        return _person(db.session(), person_id, 422, error.errors)
    except Refusal as error:
        return _person(db.session(), person_id, 422, {"roles": error.detail or error.sentence()})
    said("Kept.", "It holds from the next page on.")
    return redirect(url_for("office.person", person_id=person_id))


@desk.post("/people/<int:person_id>/<string:action>")
@needs(Permission.PEOPLE_MANAGE)
def act_on_person(person_id: int, action: str) -> tuple[str, int] | Any:
    """Invite, let in again or no more, end all sessions, reset the second factor."""
    desk_of, by, at = current_app.extensions["desk"], actor().name, now()
    try:
        with transaction() as session:
            found = directory.get_person(session, person_id)
            match action:
                case "invitation":
                    accounts.invite(session, desk_of, found, by, at)
                    done = "The invitation is on its way; an older one is worth nothing more."
                case "deactivation":
                    directory.keep_one_in_the_office(session, found)
                    accounts.deactivate(session, found, at)
                    done = "Not let in any more; all sessions have ended."
                case "activation":
                    accounts.activate(session, found)
                    done = "Let in again."
                case "end-of-sessions":
                    sessions.end_all(session, found.id, at)
                    done = "All sessions have ended."
                case "second-factor-reset":
                    accounts.reset_second_factor(session, desk_of, found, by, at)
                    done = "The second factor is taken away; the next sign-in sets up a new one."
                case _:
                    raise NoSuchPage
    except Refusal as error:
        text = " ".join(error.errors.values()) if isinstance(error, InvalidFields) else error.detail
        return _person(db.session(), person_id, 422, {"roles": text or error.sentence()})
    log.info("account changed", person_id=person_id, what=action, by=actor().person_id)
    said(done)
    return redirect(url_for("office.person", person_id=person_id))

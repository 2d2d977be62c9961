"""People: who they are, what they may, and what the office does for an account."""

from operator import attrgetter
from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from issuetracker.extensions import db, transaction
from issuetracker.models import Laboratory, Subject, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.queries.people import MOST, account, people
from issuetracker.services import staff
from issuetracker.services.desk_log import PAGE, deeds
from issuetracker.services.errors import InvalidFields
from issuetracker.services.staff import AccountDeed, PersonData
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor, idle, now
from workflows.errors import Refusal
from workflows.roles import Role

_DONE = {
    AccountDeed.INVITE: ("The invitation is on its way.", "An older one is worth nothing more."),
    AccountDeed.LET_IN_NO_MORE: ("Not let in any more.", "All sessions have ended."),
    AccountDeed.LET_IN_AGAIN: ("Let in again.", ""),
    AccountDeed.END_SESSIONS: ("All sessions have ended.", ""),
    AccountDeed.RESET_SECOND_FACTOR: ("The second factor is taken away.", "The next sign-in sets up a new one."),
}


@desk.get("/people")
@needs(Permission.PEOPLE_MANAGE)
def all_people() -> tuple[str, int]:
    """Everybody, by name, narrowed by words and role; and the form for somebody new."""
    return _list(db.session())


def _list(session: Session, status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    words, role = request.args.get("q", "").strip(), request.args.get("role", "")
    listed = turned(people(session, words, role, place("after")), MOST, lambda row: row.Person.id)
    return page(
        "office/people.html", status, people=listed, roles=list(Role), words=words, role=role,
        labels={item.value: item.label for item in Role},
        errors=errors or {}, typed=_typed(), chosen=set(request.form.getlist("roles")),
        invite=not errors or request.form.get("invite") == "yes", **_parties(session),
    )  # fmt: skip


def _typed() -> dict[str, str]:
    """What the form had; a link from a party's page fills in that party."""
    return request.form.to_dict() or {name: request.args.get(name, "") for name in ("laboratory", "vendor")}


def _parties(session: Session, own: str = "") -> dict[str, Any]:
    """What a person can belong to; a laboratory that has left stands only where the person is still at it."""
    names = session.scalars(select(Laboratory.name).where(Laboratory.active).order_by(Laboratory.name)).all()
    vendors = session.scalars(select(Vendor.name).order_by(Vendor.name).limit(1000)).all()
    laboratories = [*names, own] if own and own not in names else names
    return {"laboratories": laboratories, "vendors": vendors, "all_roles": list(Role)}


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
    invite = request.form.get("invite") == "yes"
    try:
        data = _data()
        with transaction() as session:
            made = staff.add_person(session, data, actor(), now())
            if invite:
                staff.act_on(session, current_app.extensions["desk"], made, AccountDeed.INVITE, actor(), now())
            person_id, name = made.id, made.name
    except InvalidFields as error:
        return _list(db.session(), 422, error.errors)
    said(f"{name} is there.", "The invitation is on its way." if invite else "")
    return redirect(url_for("office.person", person_id=person_id))


@desk.get("/people/<int:person_id>")
@needs(Permission.PEOPLE_MANAGE)
def person(person_id: int) -> tuple[str, int]:
    """One person, the account, and what the office did to both."""
    return _person(db.session(), person_id)


def _person(
    session: Session, person_id: int, status: int = 200, errors: dict[str, str] | None = None
) -> tuple[str, int]:
    found = staff.get_person(session, person_id)
    known = staff.values_of(session, found)
    edited = bool(errors) and "name" in request.form
    held = {role.role for role in found.roles}
    return page(
        "office/person.html", status, person=found, known=known, typed=request.form if edited else known,
        errors=errors or {}, chosen=set(request.form.getlist("roles")) if edited else held,
        account=account(session, person_id, now(), idle()),
        deeds=turned(deeds(session, Subject.PERSON, person_id, place()), PAGE, attrgetter("id")),
        **_parties(session, known["laboratory"]),
    )  # fmt: skip


@desk.post("/people/<int:person_id>")
@needs(Permission.PEOPLE_MANAGE)
def change_person(person_id: int) -> tuple[str, int] | Any:
    """Change name, address, roles or party."""
    try:
        with transaction() as session:
            found = staff.get_person(session, person_id)
            staff.change_person(session, current_app.extensions["desk"], found, _data(), actor(), now())
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
    try:
        deed = AccountDeed(action)
    except ValueError:
        raise NoSuchPage from None
    try:
        with transaction() as session:
            found = staff.get_person(session, person_id)
            staff.act_on(session, current_app.extensions["desk"], found, deed, actor(), now())
    except Refusal as error:
        text = " ".join(error.errors.values()) if isinstance(error, InvalidFields) else error.detail
        return _person(db.session(), person_id, 422, {"account": text or error.sentence()})
    said(*_DONE[deed])
    if person_id == actor().person_id and deed is not AccountDeed.INVITE:
        return redirect("/")  # whoever ends the own sessions signs in again first
    return redirect(url_for("office.person", person_id=person_id))

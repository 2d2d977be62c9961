"""The demo's own door: one button per invented person, on a desk of localhost that asks for it."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect
from flask_security import login_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import Person
from issuetracker.permissions import Permission, needs
from issuetracker.web.sign_in.accounts import Account
from issuetracker.web.sign_in.links import leave

blueprint = Blueprint("demo", __name__)


@blueprint.post("/sign-in/as/<int:person_id>")
@needs(Permission.PUBLIC)
def sign_in_as(person_id: int) -> Response:
    """Sign in as somebody of the demo; there is no such page where it is not asked for."""
    if person_id not in {person.id for people in demo_people().values() for person in people}:
        abort(404)
    with transaction() as writing:
        leave()
        login_user(Account(writing.get_one(Person, person_id)), authn_via=["demo"])
    return redirect("/")


def demo_people() -> dict[str, list[Any]]:
    """The active people of the demo by role, as its file lists them; nobody where it is not asked for."""
    if not current_app.extensions["config"].demo_sign_in:
        return {}
    from issuetracker.demo.accounts import read_accounts  # all of the demo comes with it

    roles = {account.email: account.role for account in read_accounts(current_app)}
    query = select(Person.id, Person.name, Person.email).where(Person.email.in_(roles), Person.active)
    found: dict[str, list[Any]] = {}
    for person in sorted(db.session.execute(query), key=lambda person: list(roles).index(person.email)):
        found.setdefault(roles[person.email], []).append(person)
    return found

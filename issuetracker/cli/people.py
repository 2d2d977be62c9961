"""`users`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from issuetracker.cli.context import OPERATOR, desk_open, now, refusals_as_errors
from issuetracker.extensions import db, transaction
from workflows.roles import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from issuetracker.models import Deed, Person
    from issuetracker.services.desk_log import Values

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """People and their roles."""


@users.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Repeat for several roles.")
@click.option("--laboratory", default="", help="Name of the laboratory, for its staff.")
@click.option("--vendor", default="", help="Name of the vendor, for its contacts.")
@click.option("--invite", "invited", is_flag=True, help="Mail them a link to choose a password.")
@refusals_as_errors
def add_user(email: str, name: str, roles: tuple[str, ...], laboratory: str, vendor: str, *, invited: bool) -> None:
    """Add a person."""
    from issuetracker.models import Deed
    from issuetracker.services import accounts, staff
    from issuetracker.services.people import add_person

    with desk_open() as app, transaction() as session:
        person = add_person(
            session, name=name, email=email, roles=[Role(role) for role in roles], laboratory=laboratory, vendor=vendor
        )
        _note(session, person, Deed.ADDED, after=staff.values_of(session, person))
        if invited:
            accounts.invite(session, app.extensions["desk"], person, "The certification desk", now())
            _note(session, person, Deed.INVITED)
        next_step = "An invitation is on its way." if invited else f"Invite them: issuetracker users invite {email}"
        click.echo(f"{person.name} <{person.email}> was added. {next_step}")


@users.command("invite")
@click.argument("email")
@refusals_as_errors
def invite_user(email: str) -> None:
    """Mail somebody a link to choose a password, good once and for seven days; links of before are worth nothing."""
    from issuetracker.models import Deed
    from issuetracker.services import accounts
    from issuetracker.services.people import find_person

    with desk_open() as app, transaction() as session:
        person = find_person(session, email)
        accounts.invite(session, app.extensions["desk"], person, "The certification desk", now())
        _note(session, person, Deed.INVITED)
    click.echo(f"An invitation to {email} is in the outbox.")


@users.command("sign-in-link")
@click.argument("email")
@refusals_as_errors
def sign_in_link(email: str) -> None:
    """Print a link that lets somebody in once, within 15 minutes: the first administrator, or whoever is locked out.

    It stands instead of password and second factor, and is written in the log when it is made and when it is used.
    """
    from issuetracker.services import accounts
    from issuetracker.services.people import find_person

    with desk_open() as app, transaction() as session:
        link = accounts.sign_in_link(
            session, app.extensions["desk"], find_person(session, email), "the command line", now()
        )
    click.echo(link)


@users.command("reset-second-factor")
@click.argument("email")
@refusals_as_errors
def reset_second_factor(email: str) -> None:
    """Take away somebody's authenticator, recovery codes and passkeys; their next sign-in sets up a new one."""
    from issuetracker.models import Deed
    from issuetracker.services import accounts
    from issuetracker.services.people import find_person

    with desk_open() as app, transaction() as session:
        person = find_person(session, email)
        accounts.reset_second_factor(session, app.extensions["desk"], person, "the certification desk", now())
        _note(session, person, Deed.SECOND_FACTOR_RESET)
    click.echo(f"{email} sets up a new second factor at the next sign-in; all sessions have ended.")


@users.command("list")
def list_users() -> None:
    """List everybody."""
    from sqlalchemy import select

    from issuetracker.models import Person

    with desk_open():
        for person in db.session.scalars(select(Person).order_by(Person.email)):
            roles = ", ".join(sorted(role.role for role in person.roles))
            click.echo(f"{person.email:36} {person.name:28} {roles}{'' if person.active else '  (inactive)'}")


@users.command("roles")
@click.argument("email")
@click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Repeat for several roles.")
@refusals_as_errors
def change_roles(email: str, roles: tuple[str, ...]) -> None:
    """Replace a person's roles."""
    from issuetracker.models import Deed
    from issuetracker.services import staff
    from issuetracker.services.people import find_person, set_roles

    with desk_open(), transaction() as session:
        person = find_person(session, email)
        before = staff.values_of(session, person)
        set_roles(session, person, [Role(role) for role in roles])
        _note(session, person, Deed.CHANGED, before, staff.values_of(session, person))


@users.command("deactivate")
@click.argument("email")
@refusals_as_errors
def deactivate(email: str) -> None:
    """Let somebody in no more, from this moment; what they did stays theirs."""
    from issuetracker.models import Deed
    from issuetracker.services import accounts
    from issuetracker.services.people import find_person

    with desk_open(), transaction() as session:
        person = find_person(session, email)
        accounts.deactivate(session, person, now())
        _note(session, person, Deed.LET_IN_NO_MORE)


@users.command("activate")
@click.argument("email")
@refusals_as_errors
def activate(email: str) -> None:
    """Let somebody in again."""
    from issuetracker.models import Deed
    from issuetracker.services import accounts
    from issuetracker.services.people import find_person

    with desk_open(), transaction() as session:
        person = find_person(session, email)
        accounts.activate(session, person)
        _note(session, person, Deed.LET_IN_AGAIN)


def _note(
    session: Session, person: Person, deed: Deed, before: Values | None = None, after: Values | None = None
) -> None:
    """On the office's record, under the operator's name, as if it were done in the browser."""
    from issuetracker.models import Subject
    from issuetracker.services.desk_log import note

    note(session, (Subject.PERSON, person.id), deed, OPERATOR, now(), before=before, after=after)

"""`keys`."""

from datetime import datetime, timedelta

import click

from issuetracker.cli.context import desk_open, now, refusals_as_errors
from issuetracker.extensions import db, transaction


@click.group()
def keys() -> None:
    """API keys of people's systems."""


@keys.command("make")
@click.argument("email")
@click.option("--name", default="command line", show_default=True, help="What the key is for.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(["read", "file", "act", "manage"]),
    multiple=True,
    default=["read", "file", "act"],
    show_default=True,
)
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires; never without.")
@refusals_as_errors
def make(email: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a key and print it, once."""
    from issuetracker.services.keys import make_key
    from issuetracker.services.people import find_person

    with desk_open(), transaction() as session:
        expires = now() + timedelta(days=days) if days else None
        click.echo(make_key(session, find_person(session, email), name, " ".join(scopes), now(), expires))


@keys.command("list")
def list_keys() -> None:
    """List keys, with their last use; the keys themselves are not kept."""
    from sqlalchemy import select

    from issuetracker.models import ApiKey, Person

    def day(moment: datetime | None) -> str:
        return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"

    with desk_open():
        for key, email in db.session.execute(
            select(ApiKey, Person.email).join(Person, Person.id == ApiKey.person_id).order_by(ApiKey.id)
        ):
            state = f"revoked {day(key.revoked_at)}" if key.revoked_at else f"expires {day(key.expires_at)}"
            click.echo(f"{key.id:5} {email:32} {key.name:20} {key.scopes:22} {state}, used {day(key.last_used_at)}")


@keys.command("revoke")
@click.argument("key_id", type=int)
def revoke_key(key_id: int) -> None:
    """Revoke a key by its number in `keys list`."""
    from issuetracker.services.keys import revoke

    with desk_open(), transaction() as session:
        revoke(session, key_id, now())

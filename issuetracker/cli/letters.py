"""`letters`: what waits, what went, what needs a person."""

import click

from issuetracker.cli.context import desk_open
from issuetracker.extensions import db


@click.command()
@click.option("--case", "number", help="Only this case, for example OCA-2026-0042.")
@click.option("--state", help="queued, sending, accepted, failed, unclear or cancelled.")
@click.option("--full", is_flag=True, help="With the text.")
def letters(number: str | None, state: str | None, full: bool) -> None:
    """Print all letters, oldest first, with what the mail server said."""
    from sqlalchemy import select

    from issuetracker.models import Case, Letter

    with desk_open():
        query = select(Letter).order_by(Letter.id)
        if number:
            query = query.join(Case, Case.id == Letter.case_id).where(Case.number == number)
        if state:
            query = query.where(Letter.state == state)
        for letter in db.session.scalars(query.execution_options(yield_per=500)):
            click.echo(f"{letter.created_at:%Y-%m-%d %H:%M} {letter.state:9} {letter.recipient:36} {letter.subject}")
            if letter.answer and letter.state != "accepted":
                click.echo(f"    {letter.attempts} attempts: {letter.answer}")
            if full:
                click.echo("\n".join(f"    {line}" for line in letter.body.splitlines()))

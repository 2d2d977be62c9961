"""`letters`: what waits, what went, what needs a person."""

import click

from issuetracker.cli.context import desk_open, now
from issuetracker.extensions import steady_view, transaction


@click.command()
@click.option("--case", "number", help="Only this case, for example OCA-2026-0042.")
@click.option("--state", help="held, queued, sending, accepted, failed, unclear or cancelled.")
@click.option("--full", is_flag=True, help="With the text.")
@click.option("--cancel-queued", is_flag=True, help="Send nothing that is queued, for example after a restore.")
def letters(number: str | None, state: str | None, full: bool, cancel_queued: bool) -> None:
    """Print all letters, oldest first, with what the mail server said."""
    from sqlalchemy import select

    from issuetracker.models import Case, Letter

    if cancel_queued:
        from issuetracker.services.obligations import cancel_queued as cancel

        with desk_open(), transaction() as session:
            click.echo(f"{cancel(session, now())} letters were cancelled; their obligations wait for a person.")
        return
    with desk_open(), steady_view() as reading:
        query = select(Letter).order_by(Letter.id)
        if number:
            query = query.join(Case, Case.id == Letter.case_id).where(Case.number == number)
        if state:
            query = query.where(Letter.state == state)
        for letter in reading.scalars(query.execution_options(yield_per=500)):
            click.echo(f"{letter.created_at:%Y-%m-%d %H:%M} {letter.state:9} {letter.recipient:36} {letter.subject}")
            if letter.answer and letter.state != "accepted":
                click.echo(f"    {letter.attempts} attempts: {letter.answer}")
            if full:
                click.echo("\n".join(f"    {line}" for line in letter.body.splitlines()))

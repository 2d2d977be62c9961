"""`verify` and `head`."""

import sys

import click

from issuetracker.cli.context import desk_open, now
from issuetracker.extensions import db, transaction


@click.command()
def verify() -> None:
    """Prove the history: every chain, every daily head, and every table against what the history says."""
    from issuetracker.models import Case
    from issuetracker.services.verification import case_ids, verify_case, verify_heads

    with desk_open():
        session = db.session()
        wrong = verify_heads(session)
        ids = case_ids(session)
        with click.progressbar(ids, label=f"Verifying {len(ids)} cases", file=sys.stderr) as bar:
            for case_id in bar:
                wrong += verify_case(session, session.get_one(Case, case_id))
                session.rollback()
                session.expunge_all()
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        raise click.ClickException(f"{len(wrong)} things are not as the history says.")
    click.echo(f"{len(ids)} cases: every history is unbroken, and every table says what it says.")


@click.command()
def head() -> None:
    """Print the daily heads, one line each, to be kept outside this service."""
    from sqlalchemy import select

    from issuetracker.models import HistoryHead
    from issuetracker.services.verification import make_head

    with desk_open():
        with transaction() as session:
            make_head(session, now().date(), now())
        for row in db.session.scalars(select(HistoryHead).order_by(HistoryHead.day)):
            click.echo(f"{row.day} {row.head} {row.entries} entries")

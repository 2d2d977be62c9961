"""`verify` and `head`."""

import sys

import click

from issuetracker.cli.context import desk_open, now
from issuetracker.extensions import db, steady_view, transaction


@click.command()
def verify() -> None:
    """Prove the history: every chain, every daily head, every table against the history, every file re-hashed."""
    from issuetracker.models import Case, Dispute
    from issuetracker.services.disputes.verification import dispute_ids, verify_dispute
    from issuetracker.services.verification import (
        case_ids,
        verify_case,
        verify_dispute_files,
        verify_files,
        verify_heads,
        verify_mails,
    )

    with desk_open() as app:
        session = db.session()
        with steady_view():
            wrong = verify_heads(session)
        ids = case_ids(session)
        with click.progressbar(ids, label=f"Verifying {len(ids)} cases", file=sys.stderr) as bar:
            for case_id in bar:
                wrong += verify_case(session, session.get_one(Case, case_id))
                session.rollback()
                session.expunge_all()
        disputes = dispute_ids(session)
        for dispute_id in disputes:
            wrong += verify_dispute(session, session.get_one(Dispute, dispute_id))
            session.rollback()
            session.expunge_all()
        for verify_bytes in (verify_files, verify_dispute_files, verify_mails):
            last, found = verify_bytes(session, app.extensions["files"])
            while last:
                wrong += found
                last, found = verify_bytes(session, app.extensions["files"], last)
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        raise click.ClickException(f"{len(wrong)} things are not as the history says.")
    both = f"{len(ids)} cases and {len(disputes)} disputes" if disputes else f"{len(ids)} cases"
    click.echo(f"{both}: every history is unbroken, every table says what it says, every file is as it came.")


@click.command()
def head() -> None:
    """Print the daily heads up to yesterday, one line each, to be kept outside this service."""
    from sqlalchemy import select

    from issuetracker.models import HistoryHead
    from issuetracker.services.calendars import calendars, in_force
    from issuetracker.services.verification import make_head

    with desk_open():
        with transaction() as session:
            make_head(session, in_force(calendars(session)), now())
        for row in db.session.scalars(select(HistoryHead).order_by(HistoryHead.day)):
            click.echo(f"{row.day} {row.head} {row.entries} entries")

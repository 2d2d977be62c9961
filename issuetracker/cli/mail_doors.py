"""`intake`, and the same beside the web server of `run`."""

import signal
from contextlib import AbstractContextManager, nullcontext

import click
from flask import Flask

from issuetracker.cli.context import desk_open


def start_intake_beside(app: Flask) -> AbstractContextManager[object]:
    """All doors for mail, open while this is entered; none where no mailbox is configured."""
    from issuetracker.intake.opening import Doors
    from issuetracker.intake.setting_up import accepting, reporting

    mail = app.extensions["config"].mail_in
    return Doors(mail, accepting(app), reporting(app)) if mail else nullcontext()


def where_mail_comes_in(app: Flask) -> str:
    """A sentence on the doors for mail."""
    mail = app.extensions["config"].mail_in
    if mail is None:
        return "No mail is taken: ISSUETRACKER_MAIL_INBOX is not set."
    doors = [*(mailbox.door for mailbox in mail.mailboxes), *([str(mail.listener)] if mail.listener else [])]
    return f"Mail to {', '.join(mail.inboxes)} comes in through {', '.join(doors) or 'no door: none is configured'}."


@click.command()
def intake() -> None:
    """Take mail from all configured mailboxes and mail servers, until SIGTERM; what is in hand is finished."""
    with desk_open(quiet=False) as app:
        click.echo(where_mail_comes_in(app), err=True)
        if app.extensions["config"].mail_in is None:
            raise click.ClickException("There is nothing to do.")
        ends = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the threads, which inherit it
        try:
            with start_intake_beside(app):
                signal.sigwait(ends)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)  # a second one ends it at once
        except OSError as error:
            raise click.ClickException(f"A door cannot be opened: {error}") from None

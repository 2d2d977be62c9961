"""`run`, `clock`."""

import sys

import click

from issuetracker.cli.context import desk_open, now


def _where_letters_go(app: object) -> str:
    from flask import Flask

    assert isinstance(app, Flask), "the app is one"
    config = app.extensions["config"]
    if config.smtp is None:
        return f"No SMTP server is configured: letters are written as .eml files to {config.outbox_dir}"
    return f"Letters leave through {config.smtp.host}:{config.smtp.port}."


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, envvar="PORT")
def run(host: str, port: int) -> None:
    """Web server, clock and intake in one process: the embedded default, on SQLite or a small PostgreSQL."""
    from waitress import create_server

    from issuetracker.cli.mail_doors import start_intake_beside, where_mail_comes_in
    from issuetracker.clock import start_beside

    with desk_open(quiet=False) as app, start_intake_beside(app):
        click.echo(_where_letters_go(app))
        click.echo(where_mail_comes_in(app))
        server = create_server(app, host=host, port=port, threads=8, ident=None)
        scheduler = start_beside(app)
        click.echo(f"The desk is open: http://{host}:{port}/  (stop with Ctrl-C)")
        sys.stdout.flush()
        try:
            server.run()
        finally:
            scheduler.shutdown(wait=True)


@click.command()
@click.option("--once", is_flag=True, help="Do everything that is due once, and end.")
def clock(once: bool) -> None:
    """Reminders, due dates, letters and housekeeping; any number at once, as a process of its own."""
    from issuetracker import clock as the_clock

    with desk_open(quiet=False) as app:
        click.echo(_where_letters_go(app), err=True)
        if once:
            the_clock.housekeeping(app)
            swept = the_clock.sweep(app)
            told = the_clock.tell_certified_vendors(app)
            the_clock.take_in_mails(app)
            the_clock.digests(app)
            sent = the_clock.send_letters(app)
            click.echo(f"{now():%Y-%m-%d %H:%M} UTC: {swept} clocks, {told} vendors, {sent} letters.")
        else:
            the_clock.run(app)

"""`parties`: laboratories, vendors and their contacts for notices as CSV."""

import csv
import sys
from typing import IO

import click

from issuetracker.cli.context import OPERATOR, desk_open, now
from issuetracker.extensions import db, transaction

_KIND = click.Choice(["laboratories", "vendors", "contacts"])


class _DryRun(Exception):
    """Everything was tried; nothing is kept."""


@click.group()
def parties() -> None:
    """Laboratories, vendors and their contacts for notices: import and export as CSV."""


@parties.command("export")
@click.argument("kind", type=_KIND)
def export(kind: str) -> None:
    """Print KIND as CSV, as `import` takes it."""
    from issuetracker.services.transfer import export_lines

    with desk_open():
        csv.writer(sys.stdout).writerows(export_lines(db.session(), kind))


@parties.command("import")
@click.argument("kind", type=_KIND)
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option("--save", is_flag=True, help="Keep it; without, only what would happen is shown.")
def import_(kind: str, file: IO[str], save: bool) -> None:
    """Bring the parties to what FILE says: all of it or nothing, with every wrong line named."""
    from issuetracker.services.errors import InvalidFields
    from issuetracker.services.transfer import import_lines, read_csv

    try:
        lines = read_csv(file, kind)
        with desk_open(), transaction() as session:
            with click.progressbar(lines, label=f"{len(lines)} lines", file=sys.stderr) as bar:
                done = import_lines(session, kind, bar, OPERATOR, now())
            click.echo(f"{done.new} new, {done.changed} changed, {done.same} the same.")
            if not save:
                raise _DryRun
    except InvalidFields as wrong:
        for place, sentence in wrong.errors.items():
            click.echo(f"{place}: {sentence}", err=True)
        raise click.ClickException(f"{len(wrong.errors)} lines are wrong; nothing was changed.") from None
    except _DryRun:
        click.echo("Nothing was saved; repeat with --save.")

"""`certificates`: the directory in and out as CSV and XLSX."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from issuetracker.cli.context import OPERATOR, desk_open, now, refusals_as_errors
from issuetracker.extensions import db, steady_view, transaction

if TYPE_CHECKING:
    from issuetracker.services.certificate_import import Plan, Settings

_SHOWN = 200


@click.group()
def certificates() -> None:
    """The certification directory: import and export as CSV and XLSX."""


@certificates.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write every certificate in force to FILE, .csv or .xlsx, as `import` takes it."""
    from issuetracker.queries.directory import Wanted, in_directory
    from issuetracker.services.certificate_export import as_csv, as_workbook, rows

    with desk_open(), steady_view() as session:
        lines = rows(session, in_directory(Wanted()))
        if file.suffix.lower() == ".xlsx":
            file.write_bytes(as_workbook(lines))
        else:
            with file.open("w", encoding="utf-8", newline="") as out:
                out.writelines(as_csv(lines))


@certificates.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--save", is_flag=True, help="Keep it; without, only what would happen is shown.")
@click.option("--reason", default="", help="Why certificates are corrected; needed where any are.")
@click.option("--mapping", type=click.File("r", encoding="utf-8"), help='JSON: {"columns": {…}, "laboratories": {…}}.')
@click.option("--encoding", default="", help="utf-8-sig, cp1252, cp949 or utf-16, where it is not seen.")
@click.option("--month-first/--day-first", default=None, help="What 03/04/2025 means.")
@click.option("--new-vendors", is_flag=True, help="Add vendors that are not known yet.")
@refusals_as_errors
def import_(
    file: IO[bytes], save: bool, reason: str, mapping: IO[str] | None, encoding: str, month_first: bool | None,
    new_vendors: bool,
) -> None:  # fmt: skip
    """Bring the directory to what FILE says: all of it or nothing, with every wrong line and column named.

    An issued certificate that differs becomes a new version, with the reason; none is ever changed.
    """
    from issuetracker.services.certificate_import import Settings

    given = json.load(mapping) if mapping else {}
    settings = Settings(
        given.get("columns", {}), given.get("laboratories", {}), encoding, month_first, new_vendors=new_vendors
    )
    with desk_open(), transaction() as session:
        from issuetracker.services.certificate_imports import save_plan

        found = _planned(file.read(), settings)
        _show(found)
        if found.wrong:
            raise click.ClickException(f"{len(found.wrong)} lines are wrong; nothing was changed.")
        if not save:
            click.echo("Nothing was saved; repeat with --save.")
            return
        if found.corrected and not reason.strip():
            raise click.ClickException("Say with --reason why certificates are corrected (P-55).")
        save_plan(session, found, reason.strip(), OPERATOR, now())
        click.echo("Saved.")


def _planned(content: bytes, settings: "Settings") -> "Plan":
    from issuetracker.services.certificate_import import plan
    from issuetracker.services.errors import InvalidFields
    from issuetracker.services.spreadsheets import read_sheet

    try:
        sheet = read_sheet(content, encoding=settings.encoding)
        with click.progressbar(length=len(sheet.lines), label=f"{len(sheet.lines)} lines", file=sys.stderr) as bar:
            return plan(db.session(), sheet, settings, _progress(bar.update))
    except InvalidFields as wrong:
        for place, sentence in wrong.errors.items():
            click.echo(f"{place}: {sentence}", err=True)
        raise click.ClickException("The file cannot be read; nothing was changed.") from None


def _progress(update: Callable[[int], None]) -> Callable[[int], None]:
    """The bar wants steps, the plan says how many are done."""
    so_far = 0

    def progress(done: int) -> None:
        nonlocal so_far
        update(done - so_far)
        so_far = done

    return progress


def _show(found: "Plan") -> None:
    from issuetracker.services.certificate_imports import details

    click.echo(f"Read as {found.read_as}.")
    if found.columns.left_out:
        click.echo(f"Columns left out: {', '.join(found.columns.left_out)}.")
    for name, known in found.laboratories.items():
        click.echo(f"Laboratory “{name}” is taken for {known}.")
    if found.unusual_profiles:
        click.echo(f"Profiles that Appendices A and B do not have: {', '.join(found.unusual_profiles)}.")
    for line in found.corrected[:_SHOWN]:
        changes = "; ".join(f"{name} “{old}” → “{new}”" for name, old, new in details(line))
        click.echo(f"line {line.line}: {line.change.data.number} corrected: {changes}")
    for wrong in found.wrong[:_SHOWN]:
        for place, sentence in wrong.places:
            click.echo(f"line {wrong.line}, column {place}: {sentence}", err=True)
    for kind, lines in (("corrected", found.corrected), ("wrong", found.wrong)):
        if len(lines) > _SHOWN:
            click.echo(f"… and {len(lines) - _SHOWN} more {kind}.", err=True)
    click.echo(
        f"{len(found.new)} new, {len(found.corrected)} corrected, {found.same} the same, {len(found.wrong)} wrong."
    )

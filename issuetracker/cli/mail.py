"""`mail`: take in mails from files or a pipe, say what they are, and take them again after a fix."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from issuetracker.cli.context import desk_open, now

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the mail and tries again
_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))


@click.group()
def mail() -> None:
    """Mails that come in: take them in, explain them, take them again."""


@mail.command()
@_FILES
@click.option("--from", "envelope_from", default="", help="The envelope's sender, as the mail server passes it.")
@click.option("--to", "envelope_to", multiple=True, help="The envelope's recipients.")
def receive(files: tuple[str, ...], envelope_from: str, envelope_to: tuple[str, ...]) -> None:
    """Take in mails: files, a Maildir, or `-` for one on standard input (a mail server's pipe).

    Ends with 75 where a mail could not be kept, so that a mail server tries again; all others are taken in.
    """
    from issuetracker.extensions import transaction
    from issuetracker.intake.doors import Handed
    from issuetracker.intake.receiver import accept, take_one
    from issuetracker.intake.setting_up import intake_of

    lost = 0
    with desk_open() as app:
        intake = intake_of(app)
        for name, raw, taken_at in _progress(list(_messages(files))):
            door = "pipe" if name == "-" else "file"
            handed = Handed(raw, door, taken_at, envelope_from, envelope_to)
            try:
                mail_id = accept(transaction, intake, handed, now())
            except Exception as error:
                click.echo(f"{name}: not kept: {error}", err=True)
                lost += 1
                continue
            take_one(transaction, intake, mail_id, now())
            click.echo(f"{name}: {_became(mail_id)}")
    sys.exit(TRY_AGAIN if lost else 0)


def _became(mail_id: int) -> str:
    """What became of a mail, in a line."""
    from issuetracker.extensions import db
    from issuetracker.models import Case, InboundMail

    row = db.session.get_one(InboundMail, mail_id)
    number = db.session.get_one(Case, row.case_id).number if row.case_id else ""
    return " ".join(filter(None, (f"mail {row.id} {row.state}", number, row.reason)))


def _messages(files: tuple[str, ...]) -> Iterator[tuple[str, bytes, datetime]]:
    """Name, bytes and time of each; a directory is a Maildir."""
    for name in files:
        if name == "-":
            yield name, sys.stdin.buffer.read(), now()
        elif (path := Path(name)).is_dir():
            found = [item for part in ("new", "cur") for item in sorted((path / part).glob("*")) if item.is_file()]
            for item in found:
                yield str(item), item.read_bytes(), _written(item)
        else:
            yield name, path.read_bytes(), _written(path)


def _written(path: Path) -> datetime:
    """When the mail server wrote the file: from then on it was with us (P-07)."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _progress(items: list[Any]) -> Iterator[Any]:
    """A bar on the terminal's error stream where there are many."""
    if len(items) < 20 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label="Mails", file=sys.stderr) as bar:
        yield from bar


@mail.command()
@_FILES
@click.option("--json", "as_lines", is_flag=True, help="One JSON line for each mail.")
def explain(files: tuple[str, ...], as_lines: bool) -> None:
    """Say what mails are and what would become of them; nothing is stored or answered.

    Without a database, or with one of another revision, sender and case are not looked up: the sender is taken to be
    a test laboratory's, and the reason says so.
    """
    from issuetracker.cli.mail_explaining import explainer

    with explainer() as explained:
        for name, raw, taken_at in _messages(files):
            answer = {"file": name, **explained(raw, taken_at)}
            click.echo(json.dumps(answer, ensure_ascii=False) if as_lines else _shown(answer))


def _shown(answer: dict[str, Any]) -> str:
    """The same for a person's eyes."""
    head = (
        answer["file"],
        f"  {answer['outcome']}: {answer['reason']}",
        *(f"  {name.replace('_', ' ')}: {answer[name]}" for name in ("case", "kind", "recipients") if answer.get(name)),
    )
    fields = (
        f"  {name:26} {found['how']:8} {_short(found['value'])}"
        for name, found in answer["fields"].items()
        if found["how"] != "missing"
    )
    missing = (f"  ! {name}: {sentence}" for name, sentence in answer["errors"].items())
    files = (f"  + {item['name'] or '(no name)'}, {item['size']:,} bytes" for item in answer["attachments"])
    return "\n".join((*head, *fields, *missing, *files))


def _short(value: Any) -> str:
    text = " ".join((", ".join(value) if isinstance(value, list) else str(value)).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


@mail.command()
@click.argument("ids", nargs=-1, type=int)
def reprocess(ids: tuple[int, ...]) -> None:
    """Take in again, after a fix, the mails of these ids; without any, all that the program could not read."""
    from issuetracker.extensions import transaction
    from issuetracker.intake.quarantine import wait_again
    from issuetracker.intake.receiver import take_one
    from issuetracker.intake.setting_up import intake_of

    with desk_open() as app:
        intake = intake_of(app)
        with transaction() as session:
            waiting = wait_again(session, ids)
        for mail_id in _progress(waiting):
            take_one(transaction, intake, mail_id, now())
            click.echo(_became(mail_id))
        click.echo(f"{len(waiting)} mails taken in again.")

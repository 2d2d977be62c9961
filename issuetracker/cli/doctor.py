"""`doctor`: is everything there that this needs, and right?"""

from collections.abc import Callable
from functools import partial

import click

from issuetracker.app import files_of
from issuetracker.cli.context import make_app, now
from issuetracker.clock import transport
from issuetracker.config import Config, key_file
from issuetracker.extensions import db
from issuetracker.mail_config import Trust


class _ForAPerson(Exception):
    """Nothing is broken, but somebody has something to do."""


@click.command()
def doctor() -> None:
    """Check configuration, database, calendar, files, mail and what waits for a person."""
    app, config = make_app()
    bad = 0
    with app.app_context():
        checks: tuple[tuple[str, Callable[[Config], str]], ...] = (
            ("database", _database),
            ("secret", _secret),
            ("calendar", _calendar),
            ("files", _files),
            ("mail", _mail),
            *(("mail in", check) for check in _mail_in(config)),
            ("letters", _letters),
            ("roles", _roles),
        )
        for name, check in checks:
            try:
                click.echo(f"  ok    {name:9} {check(config)}")
            except _ForAPerson as found:
                click.echo(f"  LOOK  {name:9} {found}")
            except Exception as error:
                bad += 1
                click.echo(f"  BAD   {name:9} {error}")
        db.session.remove()
        db.engine.dispose()
    if bad:
        raise click.ClickException(f"{bad} of these need a hand.")


def _database(config: Config) -> str:
    from issuetracker.schema import revision_of, wanted_revision

    found = revision_of(db.engine)
    if found != wanted_revision():
        raise RuntimeError(f"at revision {found}, needs {wanted_revision()}: run `issuetracker init`")
    return f"{db.engine.dialect.name}, revision {found}"


def _secret(config: Config) -> str:
    path = key_file(config.var_dir)
    if not path.is_file():
        return "the secret key is given in ISSUETRACKER_SECRET_KEY"
    if path.stat().st_mode & 0o077:
        raise RuntimeError(f"others may read {path}: chmod 600 {path}")
    return f"the secret key is kept in {path}"


def _calendar(config: Config) -> str:
    from issuetracker.services.calendars import calendars, in_force

    calendar = in_force(calendars(db.session()))
    year = next(y for y in calendar.years if y.year == now().year)
    approved = f"approved by {year.approver}" if year.approver else "not approved yet: issuetracker calendar approve"
    return f"{calendar.label}, up to {calendar.last_day.year}; {year.year} {approved}"


def _files(config: Config) -> str:
    return files_of(config).check()


def _mail(config: Config) -> str:
    if config.smtp is None:
        return f"no SMTP server configured: letters are written as .eml files to {config.outbox_dir}"
    with transport(config):
        return f"{config.smtp.host}:{config.smtp.port} answers and lets us in"


def _mail_in(config: Config) -> list[Callable[[Config], str]]:
    """A check for each door."""
    from issuetracker.intake.trying import try_listener, try_mailbox

    mail = config.mail_in
    if mail is None:
        return [lambda _: "no mail is taken: ISSUETRACKER_MAIL_INBOX is not set"]
    checks: list[Callable[[Config], str]] = [lambda _: _who_vouches(config)]
    checks += [partial(lambda mailbox, _: try_mailbox(mailbox), mailbox) for mailbox in mail.mailboxes]
    if mail.listener:
        checks.append(partial(lambda listener, _: try_listener(listener), mail.listener))
    return checks


def _who_vouches(config: Config) -> str:
    mail = config.mail_in
    assert mail is not None, "asked only then"
    if not mail.mailboxes and mail.listener is None:
        raise _ForAPerson("mail has an address and no door: set ISSUETRACKER_IMAP_URLS or ISSUETRACKER_LMTP_LISTEN")
    if mail.trust is Trust.EVERYTHING:
        raise _ForAPerson("all mail is trusted, whoever sent it: ISSUETRACKER_MAIL_TRUST is everything")
    if not mail.authserv_ids:
        return "senders are judged by DKIM and SPF here; no mail server is trusted with it (MAIL_AUTHSERV_ID)"
    return f"senders are judged by the Authentication-Results of {', '.join(mail.authserv_ids)}"


def _letters(config: Config) -> str:
    from issuetracker.services.obligations import needing_a_person, waiting

    unmet = needing_a_person(db.session())
    if unmet:
        raise _ForAPerson(f"{len(unmet)} obligations wait for a person: GET /api/v1/obligations?state=needs_a_person")
    return f"{waiting(db.session())} on their way, none needs a person"


def _roles(config: Config) -> str:
    from sqlalchemy import select

    from issuetracker.models import Person, PersonRole
    from workflows.roles import Role

    needed = {Role.TECHNICAL_EDITOR, Role.TWG_CHAIR, Role.CWG_CHAIR, Role.BOARD, Role.OCA_OFFICE, Role.TOOL_PROVIDER}
    held = set(db.session.scalars(select(PersonRole.role).join(Person).where(Person.active).distinct()))
    missing = sorted(role.label for role in needed if role.value not in held)
    if missing:
        raise RuntimeError(f"nobody holds: {', '.join(missing)} (issuetracker users add)")
    return "every role of the procedure is held"

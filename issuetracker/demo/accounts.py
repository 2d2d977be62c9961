"""A password, a second factor and an API key per person of the demo, in a file that only its owner reads."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask_security import hash_password
from sqlalchemy.orm import Session

from issuetracker.demo.parties import Cast
from issuetracker.models import Person
from issuetracker.services.keys import make_key
from workflows.roles import Role

_MANAGE = frozenset({Role.OCA_OFFICE, Role.TWG_CHAIR, Role.CWG_CHAIR})
_FILES = frozenset({Role.TEST_LABORATORY, Role.VENDOR, Role.TECHNICAL_EDITOR, Role.TWG_CHAIR, Role.OCA_OFFICE})

EXAMPLE_REPORT = {
    "summary": "BootNotification: the test case expects status Pending, the station is Accepted",
    "vendor_name": "Voltwerk B.V.",
    "test_references": ["TC_B_02_CS"],
    "description": "Step 4 fails although the station follows B02.FR.01.",
    "ocpp_version": "2.0.1",
    "device_type": "charging_station",
}


@dataclass(frozen=True, slots=True)
class Account:
    """What a person of the demo signs in with."""

    role: str
    name: str
    email: str
    key: str
    password: str = ""
    authenticator: str = ""  # the key of the second factor, for an authenticator


def make_accounts(session: Session, cast: Cast, at: datetime) -> list[Account]:
    """A password, an authenticator and a key for everybody, the key with the scopes that their role has a use for."""
    made = []
    codes = current_app.extensions["security"].totp_factory
    for actor in cast.actors.values():
        person = session.get_one(Person, actor.person_id)
        (role,) = actor.roles
        scopes = "read" + (" file" if role in _FILES else "") + " act" + (" manage" if role in _MANAGE else "")
        password, secret = f"demo-{secrets.token_urlsafe(9)}", codes.generate_totp_secret()
        person.password, person.totp_method, person.totp_secret = hash_password(password), "authenticator", secret
        key = make_key(session, person, "demo", scopes, at)
        made.append(Account(role.label, person.name, person.email, key, password, codes.get_totp_pretty_key(secret)))
    return made


def accounts_file(app: Flask) -> Path:
    """Where the keys of the demo lie."""
    directory: Path = app.extensions["config"].var_dir
    return directory / "demo-accounts.json"


def save_accounts(app: Flask, accounts: list[Account]) -> None:
    """Write the keys down, readable by nobody else."""
    path = accounts_file(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_accounts(app: Flask) -> list[Account]:
    """The accounts of the demo; none if there is no demo here."""
    path = accounts_file(app)
    if not path.exists():
        return []
    return [Account(**item) for item in json.loads(path.read_text("utf-8"))]


def print_accounts(app: Flask) -> None:
    """A table of the accounts, and a line that files an issue as a laboratory's own system would."""
    accounts = read_accounts(app)
    if not accounts:
        raise click.ClickException(f"There are no demo accounts in {accounts_file(app)}.")
    widths = [max(_width(getattr(account, name)) for account in accounts) for name in ("role", "name", "email")]
    for account in accounts:
        cells = zip((account.role, account.name, account.email), widths, strict=True)
        padded = (text + " " * (width - _width(text)) for text, width in cells)
        click.echo("  ".join([*padded, account.password, account.key]))
    config = app.extensions["config"]
    click.echo(f"\nPasswords, the keys of their authenticators and API keys are kept in {accounts_file(app)}.")
    if config.demo_sign_in:
        click.echo(f"On {config.base_url}/sign-in a button signs in as any of them.")
    click.echo(f"File an issue as {accounts[0].name}:\n")
    click.echo(_example(config.base_url, accounts[0].key))


def _width(text: str) -> int:
    """Columns in a terminal: Hangul takes two."""
    return sum(2 if "\u1100" <= char <= "\ud7a3" else 1 for char in text)


def _example(base_url: str, key: str) -> str:
    return (
        f"curl -sS {base_url}/api/v1/cases -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' "
        f"-d '{json.dumps({'report': EXAMPLE_REPORT})}'"
    )

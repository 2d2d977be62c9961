"""The desk that is measured: its calendar, parties, people with keys, and two calls of a working group."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from issuetracker.app import create_app
from issuetracker.config import Config, SmtpConfig
from issuetracker.extensions import transaction
from issuetracker.models import ApiKey, Laboratory, Person, PersonRole, Vendor, WorkingGroupCall
from issuetracker.services.calendars import adopt
from issuetracker.services.keys import make_key
from issuetracker.services.parties import folded
from tests.benchmarks.servers import BASE_URL, SECRET_KEY
from workflows.frozen_calendar import shipped_calendar
from workflows.roles import Actor, Role

LABORATORIES = 20
PEOPLE: dict[str, tuple[str, Role]] = {
    "laboratory": ("Petra Vogel", Role.TEST_LABORATORY),
    "vendor": ("Jeroen Bakker", Role.VENDOR),
    "editor": ("Anneke de Wit", Role.TECHNICAL_EDITOR),
    "twg_chair": ("Marcus Lindqvist", Role.TWG_CHAIR),
    "cwg_chair": ("Sofia Marchetti", Role.CWG_CHAIR),
    "board": ("Ruth Okafor", Role.BOARD),
    "office": ("Henk Jansen", Role.OCA_OFFICE),
}
CALL_BEFORE = timedelta(days=12)  # how long ago the call was at which the measured cases were decided


@dataclass(frozen=True, slots=True)
class BenchDesk:
    """One desk: the app in this process, everybody's keys, and who they are."""

    app: Flask
    at: datetime
    keys: dict[str, str]
    actors: dict[str, Actor]
    laboratories: tuple[int, ...]


def configuration(url: str, directory: Path, smtp_port: int) -> Config:
    """This process's configuration; it sends to the sink."""
    return Config(
        database_url=url,
        var_dir=directory / "var",
        base_url=BASE_URL,
        mail_from="OCPP certification desk <certification@oca.example>",
        mail_domain="tracker.oca.example",
        smtp=SmtpConfig("127.0.0.1", smtp_port, security="none", timeout=10),
        max_upload_bytes=1 << 20,
        rate_limit="100000000/minute",
        filing_rate_limit="100000000/minute",
        rate_limit_storage="process://",
        secret_key=SECRET_KEY,
    )


def open_desk(url: str, directory: Path, smtp_port: int) -> BenchDesk:
    """A migrated, empty database becomes a desk."""
    app, at = create_app(configuration(url, directory, smtp_port)), datetime.now(UTC)
    with app.app_context(), transaction() as session:
        adopt(session, shipped_calendar(), reason="installation", by="Issue tracker", at=at)
        names = ["DEKRA Certification B.V.", *(f"Prüfstelle {n:02}" for n in range(2, LABORATORIES + 1))]
        laboratories = [
            Laboratory(name=name, short_name=name.split()[0] + name[-3:], update_address=f"updates@lab{n}.example")
            for n, name in enumerate(names)
        ]
        vendor = Vendor(name="Voltwerk B.V.", folded_name=folded("Voltwerk B.V."), oca_member=True)
        session.add_all([*laboratories, vendor])
        session.flush()
        keys, actors = {}, {}
        for who, (name, role) in PEOPLE.items():
            person = Person(name=name, email=f"{who}@people.example", roles=[PersonRole(role=role.value)],
                            laboratory_id=laboratories[0].id if role is Role.TEST_LABORATORY else None,
                            vendor_id=vendor.id if role is Role.VENDOR else None)  # fmt: skip
            session.add(person)
            session.flush()
            keys[who] = make_key(session, person, "benchmark", "read file act manage", at)
            actors[who] = Actor(person.id, name, frozenset({role}), person.laboratory_id, person.vendor_id)
        for key in session.scalars(select(ApiKey)):
            key.last_used_at = at
        session.execute(insert(WorkingGroupCall), [
            {"working_group": group, "title": f"{group.upper()} call", "starts_at": at + apart, "minutes": 60}
            for group in ("twg", "cwg") for apart in (-CALL_BEFORE, timedelta(days=7))
        ])  # fmt: skip
        return BenchDesk(app, at, keys, actors, tuple(laboratory.id for laboratory in laboratories))

"""A desk to live cases through: parties, people with keys, calls, time to travel in, and real letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from issuetracker import clock
from issuetracker.api.examples import REPORT
from issuetracker.app import create_app
from issuetracker.config import Config, SmtpConfig
from issuetracker.extensions import db, transaction
from issuetracker.models import (
    ApiKey,
    CallSeries,
    Case,
    Certificate,
    Laboratory,
    Letter,
    NoticeContact,
    Obligation,
    Person,
    PersonRole,
    Vendor,
)
from issuetracker.services.calendars import adopt
from issuetracker.services.calls import extend_series
from issuetracker.services.keys import make_key
from issuetracker.services.parties import folded
from issuetracker.services.verification import verify_case
from tests.post_office import PostOffice, Received
from workflows.frozen_calendar import shipped_calendar
from workflows.roles import Role

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_SCOPES = "read file act manage"

PEOPLE: dict[str, tuple[str, tuple[Role, ...], str]] = {
    "laboratory": ("Petra Vogel", (Role.TEST_LABORATORY,), "dekra"),
    "other_laboratory": ("Jihoon Park 박지훈", (Role.TEST_LABORATORY,), "ktc"),
    "vendor": ("Jeroen Bakker", (Role.VENDOR,), "voltwerk"),
    "other_vendor": ("Åsa Lindqvist", (Role.VENDOR,), "nordlader"),
    "editor": ("Anneke de Wit", (Role.TECHNICAL_EDITOR,), ""),
    "twg_chair": ("Marcus Lindqvist", (Role.TWG_CHAIR,), ""),
    "cwg_chair": ("Sofia Marchetti", (Role.CWG_CHAIR,), ""),
    "twg_member": ("Tomás Álvarez", (Role.TWG_MEMBER,), ""),
    "cwg_member": ("Chloë Dubois", (Role.CWG_MEMBER,), ""),
    "board": ("Ruth Okafor", (Role.BOARD,), ""),
    "office": ("Henk Jansen", (Role.OCA_OFFICE,), ""),
    "provider": ("Grace Lee", (Role.TOOL_PROVIDER,), ""),
}


@dataclass
class World:
    """One desk, and everybody who works with it."""

    app: Flask
    config: Config
    post_office: PostOffice
    keys: dict[str, str]
    ids: dict[str, int]
    clock: time_machine.Traveller
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def request(self, who: str, method: str, path: str, **options: Any) -> TestResponse:
        """One request by one person."""
        headers = {"Authorization": f"Bearer {self.keys[who]}", **options.pop("headers", {})}
        with self.app.app_context():
            return self.client.open(
                path if path.startswith("/") else f"/api/v1/{path}", method=method, headers=headers, **options
            )

    def get(self, who: str, path: str, **options: Any) -> Any:
        """The JSON of a GET that succeeds."""
        response = self.request(who, "GET", path, **options)
        assert response.status_code == 200, response.text
        return response.json

    def file(self, who: str = "laboratory", origin: str = "1a", **changes: Any) -> str:
        """File an issue; returns its number."""
        response = self.request(who, "POST", "cases", json={"origin": origin, "report": {**REPORT, **changes}})
        assert response.status_code == 201, response.text
        number: str = response.json["number"]
        return number

    def case(self, number: str, who: str = "office") -> Any:
        """A case as somebody sees it."""
        return self.get(who, f"cases/{number}")

    def try_action(self, who: str, number: str, action: str, *, reader: str = "office", **data: Any) -> TestResponse:
        """Ask for an action on the version that is current."""
        etag = self.request(reader, "GET", f"cases/{number}").headers["ETag"]
        return self.request(who, "POST", f"cases/{number}/actions/{action}", json=data, headers={"If-Match": etag})

    def act(self, who: str, number: str, action: str, **data: Any) -> Any:
        """An action that succeeds; returns the case as its actor sees it."""
        response = self.try_action(who, number, action, **data)
        assert response.status_code == 200, response.text
        return response.json

    def ticket_action(self, number: str, action: str, **data: Any) -> Any:
        """An action of the tool provider on its ticket."""
        etag = self.request("provider", "GET", f"tickets/{number}").headers["ETag"]
        response = self.request(
            "provider", "POST", f"tickets/{number}/actions/{action}", json=data, headers={"If-Match": etag}
        )
        assert response.status_code == 200, response.text
        return response.json

    def travel(self, to: datetime | timedelta) -> None:
        """Go to a moment, or on by a span."""
        if isinstance(to, timedelta):
            to = datetime.now(UTC) + to
        self.clock.move_to(to)

    def tick(self) -> list[Received]:
        """Let the clock do everything that is due; returns the letters that arrived."""
        with self.app.app_context():
            clock.housekeeping(self.app)
            clock.sweep(self.app)
            clock.tell_certified_vendors(self.app)
            clock.digests(self.app)
            clock.send_letters(self.app)
        return [
            letter for letter in self.post_office.take() if "Approve the working-day calendar" not in letter.subject
        ]

    def post(self) -> list[tuple[str, str, Received]]:
        """What arrives at the next tick: the recipient's address, the letter's name, the letter."""
        arrived = self.tick()
        with self.app.app_context():
            names = dict(
                db.session.execute(
                    select(Letter.message_id, Obligation.letter).join(Obligation, Obligation.id == Letter.obligation_id)
                ).all()
            )
        return [(letter.recipient, names[str(letter.message["Message-ID"])], letter) for letter in arrived]

    def told(self) -> set[tuple[str, str]]:
        """Who receives which letter at the next tick: the local part of the address, and the letter's name."""
        return {(recipient.split("@")[0], name) for recipient, name, _ in self.post()}

    def verify(self) -> list[str]:
        """Everything that is not as the history says."""
        with self.app.app_context():
            return [wrong for case in db.session.scalars(select(Case)) for wrong in verify_case(db.session(), case)]

    def next_call(self, group: str) -> Any:
        """The next call of a group."""
        now = datetime.now(UTC).isoformat()
        return next(
            c
            for c in self.get("office", "calls", query_string={"group": group})["items"]
            if datetime.fromisoformat(c["starts_at"]) > datetime.fromisoformat(now)
        )


@contextmanager
def open_world(
    url: str, directory: Path, post_office: PostOffice, at: datetime = MONDAY, **settings: Any
) -> Iterator[World]:
    """A desk on a migrated, empty database; `settings` replace those of `make_config`."""
    config = replace(make_config(url, directory, post_office), **settings)
    app = create_app(config)
    with time_machine.travel(at, tick=False) as coordinates:
        with app.app_context():
            keys, ids = _settle(at)
        yield World(app, config, post_office, keys, ids, coordinates)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def make_config(url: str, directory: Path, post_office: PostOffice | None) -> Config:
    """A configuration for tests; without a post office, letters become files."""
    smtp = SmtpConfig("127.0.0.1", post_office.port, security="none", timeout=5) if post_office else None
    return Config(
        database_url=url,
        var_dir=directory / "var",
        base_url="https://desk.oca.example",
        mail_from="OCPP certification desk <certification@oca.example>",
        mail_domain="tracker.oca.example",
        smtp=smtp,
        max_upload_bytes=1 << 20,
        rate_limit="100000/minute",
        filing_rate_limit="100000/minute",
        rate_limit_storage="process://",
        webhooks_to_loopback=True,
        secret_key="only-for-tests-0123456789abcdef01234567",
    )


def _settle(at: datetime) -> tuple[dict[str, str], dict[str, int]]:
    with transaction() as session:
        adopt(session, shipped_calendar(), reason="installation", by="Issue tracker", at=at)
        parties: dict[str, Any] = {
            "dekra": Laboratory(
                name="DEKRA Certification B.V.", short_name="DEKRA", update_address="ocpp@dekra.example"
            ),
            "ktc": Laboratory(name="Korea Testing Certification", short_name="KTC", update_address="ocpp@ktc.example"),
            "voltwerk": Vendor(
                name="Voltwerk B.V.",
                folded_name=folded("Voltwerk B.V."),
                oca_member=True,
            ),
            "nordlader": Vendor(
                name="Nordlader AB",
                folded_name=folded("Nordlader AB"),
            ),
            "hanbit": Vendor(
                name="한빛충전",
                folded_name=folded("한빛충전"),
            ),
            "silent": Vendor(name="Stille Säule GmbH", folded_name=folded("Stille Säule GmbH")),
        }
        session.add_all(parties.values())
        session.flush()
        for party, name, address in (
            ("voltwerk", "Jeroen Bakker", "j.bakker@voltwerk.example"),
            ("nordlader", "Åsa Lindqvist", "asa@nordlader.example"),
            ("hanbit", "김서연", "notices@hanbit.example"),
        ):
            session.add(NoticeContact(vendor_id=parties[party].id, name=name, address=address, added_at=at))
        _certificates(session, parties, at)
        keys: dict[str, str] = {}
        for who, (name, roles, party) in PEOPLE.items():
            home = (
                {"laboratory_id": parties[party].id}
                if Role.TEST_LABORATORY in roles
                else ({"vendor_id": parties[party].id} if party else {})
            )
            domain = f"{party}.example" if party else "oca.example"
            email = {"laboratory": "petra.vogel@dekra.example", "vendor": "j.bakker@voltwerk.example"}.get(
                who, f"{who}@{domain}"
            )
            person = Person(name=name, email=email, roles=[PersonRole(role=role.value) for role in roles], **home)
            session.add(person)
            session.flush()
            keys[who] = make_key(session, person, "tests", _SCOPES, at)
        for key in session.scalars(select(ApiKey)):
            key.last_used_at = at
        for group, rule, first in (
            ("twg", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2020-01-09T15:00:00"),
            ("cwg", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2020-01-08T14:00:00"),
        ):
            session.add(
                CallSeries(
                    working_group=group,
                    title=f"{group.upper()} call",
                    rule=rule,
                    first_at_local=first,
                    minutes=60,
                    join_how=f"https://meet.oca.example/{group}",
                    exceptions=[],
                )
            )
        session.flush()
        extend_series(session, at)
        return keys, {name: party.id for name, party in parties.items()}


def _certificates(session: Any, parties: dict[str, Any], at: datetime) -> None:
    for number, party, version, kind, profiles in (
        ("OCA.0201.0053.CS", "nordlader", "2.0.1", "charging_station", ["Core", "Advanced Security"]),
        ("OCA.0201.0054.CS", "nordlader", "2.0.1", "charging_station", ["Core"]),
        ("OCA.0201.0069.CS", "hanbit", "2.0.1", "charging_station", ["Core", "Smart Charging"]),
        ("OCA.0201.0071.CS", "silent", "2.0.1", "charging_station", ["Core"]),
        ("OCA.0201.0080.CSMS", "hanbit", "2.0.1", "csms", ["Core"]),
        ("F01.OCA.0016.1175.CS", "nordlader", "1.6", "charging_station", ["Core"]),
    ):
        session.add(
            Certificate(
                number=number,
                vendor_id=parties[party].id,
                laboratory_id=parties["dekra"].id,
                device=f"Device {number[-7:]}",
                device_type=kind,
                ocpp_version=version,
                profiles=dict.fromkeys(profiles, "passed"),
                features=[],
                issued_on=date(2025, 6, 2),
                company=parties[party].name,
                recorded_at=at,
            )
        )

"""The demo: whatever day it is made on, its history is one that the service itself could have lived through."""

import json
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import select

from issuetracker import demo
from issuetracker.app import create_app
from issuetracker.config import from_environment
from issuetracker.demo.accounts import EXAMPLE_REPORT, accounts_file, read_accounts
from issuetracker.demo.parties import REFUSED_ADDRESS
from issuetracker.extensions import db, transaction
from issuetracker.models import (
    ApiKey,
    Case,
    Dispute,
    HistoryEntry,
    InboundMail,
    Letter,
    Person,
    PersonRole,
    RunningClock,
)
from issuetracker.services.calendars import adopt
from issuetracker.services.disputes.verification import verify_dispute
from issuetracker.services.keys import caller
from issuetracker.services.verification import verify_case
from tests import databases
from workflows.events import Closing
from workflows.frozen_calendar import shipped_calendar
from workflows.roles import Role
from workflows.stages import UNFINISHED, HandlingStage, Track
from workflows.versions import ClockKind

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENTS = {
    "a Sunday night": datetime(2026, 11, 22, 22, 30, tzinfo=UTC),
    "Christmas Eve": datetime(2026, 12, 24, 12, 0, tzinfo=UTC),
    "New Year": datetime(2026, 1, 1, 1, 24, tzinfo=UTC),
    "the morning after the spring DST night": datetime(2026, 3, 29, 3, 30, tzinfo=UTC),
    "the Monday after the autumn DST night": datetime(2026, 10, 26, 10, 0, tzinfo=UTC),
    "a Thursday before the call": datetime(2026, 5, 7, 7, 0, tzinfo=UTC),
    "during a call of the TWG": datetime(2026, 11, 19, 14, 30, tzinfo=UTC),
    "during a call of the CWG": datetime(2026, 11, 18, 13, 20, tzinfo=UTC),
    "the last minute of the year": datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
    "a night on which it is another day in Amsterdam": datetime(2026, 7, 14, 22, 30, tzinfo=UTC),
}


def _app(url: str, directory: Path) -> Flask:
    settings = {"DATABASE_URL": url, "VAR_DIR": str(directory), "SECRET_KEY": "only-for-tests-0123456789abcdef01"}
    app = create_app(from_environment({f"ISSUETRACKER_{name}": value for name, value in settings.items()}))
    with app.app_context(), transaction() as session:
        adopt(session, shipped_calendar(), reason="installation", by="test", at=datetime(2026, 1, 1, tzinfo=UTC))
    return app


@contextmanager
def _opened(template: Path, directory: Path) -> Iterator[Flask]:
    made = _app(databases.copy_sqlite(template, directory / "desk.sqlite3"), directory)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    with _opened(sqlite_template, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def monday(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A demo made on a Monday, for tests that only look at it."""
    with _opened(sqlite_template, tmp_path_factory.mktemp("demo")) as made:
        demo.fill(made, MONDAY)
        yield made


def test_disputes_stand_at_different_stages_and_are_sound(monday: Flask) -> None:
    found = db.session.scalars(select(Dispute).order_by(Dispute.id)).all()
    assert {dispute.stage for dispute in found} == {"reported", "admitted", "decided"}
    assert [wrong for dispute in found for wrong in verify_dispute(db.session(), dispute)] == []


def test_a_monday(monday: Flask) -> None:
    _check(MONDAY)


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS.keys())
def test_every_open_stage_is_there_and_every_history_is_sound(app: Flask, at: datetime) -> None:
    demo.fill(app, at)

    _check(at)


def _check(at: datetime) -> None:
    session = db.session()
    cases = session.scalars(select(Case).order_by(Case.id)).all()
    assert len(cases) == 36
    assert [sentence for case in cases for sentence in verify_case(session, case)] == []
    assert _open_stages_that_lack(cases) == set()
    running = {row.kind for row in session.scalars(select(RunningClock).where(RunningClock.state == "running"))}
    assert running == {kind.value for kind in ClockKind}
    history = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id)).all()
    assert {"NoCallInTime", "Expedited", "DueDatePassed", "AnalysisRevised", "CaseReopened", "VendorInvited"} <= {
        entry.event for entry in history
    }
    assert {e.payload["closing"] for e in history if e.event == "CaseClosed"} == {how.value for how in Closing}
    assert {case.assignee_id for case in cases} > {None}, "somebody has taken a case up"
    assert at - timedelta(days=95) < min(e.at for e in history)
    assert max(e.at for e in history) <= at
    assert [e.at for e in history] == sorted(e.at for e in history), "the past happened in its order"
    assert [case.number for case in cases] == sorted(case.number for case in cases)


def _open_stages_that_lack(cases: Sequence[Case]) -> set[tuple[str, str]]:
    """`received` is left out where every group has a call to come; the TWG waits for no OCTT fix."""
    there = {(track.value, getattr(case, f"{track.value}_stage")) for case in cases for track in Track}
    wanted = {(track.value, str(stage)) for track, stages in UNFINISHED.items() for stage in stages}
    impossible = {
        ("twg", HandlingStage.RECEIVED),
        ("cwg", HandlingStage.RECEIVED),
        ("twg", HandlingStage.AWAITING_OCTT_FIX),
    }
    return wanted - impossible - there


def test_mails_came_in_and_wait_under_several_causes(monday: Flask) -> None:
    mails = db.session.scalars(select(InboundMail).order_by(InboundMail.id)).all()
    assert [(mail.state, mail.cause) for mail in mails] == [
        ("filed", ""),
        ("incomplete", ""),
        ("quarantined", "unknown_sender"),
        ("quarantined", "not_authenticated"),
        ("appended", ""),
        ("quarantined", "only_a_number"),
        ("quarantined", "vendor_directly"),
        ("quarantined", "unknown_sender"),
        ("quarantined", "encrypted"),
        ("dispute", ""),
        ("quarantined", "unknown_sender"),
        ("bounce", ""),
    ], [mail.reason for mail in mails]
    assert all(mail.stored_at < MONDAY for mail in mails)
    bounced = db.session.scalars(select(Letter).where(Letter.id == mails[-1].letter_id)).one()
    assert "Mailbox full" in bounced.answer


def test_letters_fail_only_where_the_demo_wants_it(monday: Flask) -> None:
    failed = db.session.scalars(select(Letter).where(Letter.state == "failed")).all()
    assert {letter.recipient for letter in failed} == {REFUSED_ADDRESS}
    assert all(
        letter.recipient.endswith(".example")
        for letter in db.session.scalars(select(Letter).where(Letter.state != "held"))
    )


def test_everybody_has_a_key_and_only_its_owner_can_read_the_file(monday: Flask) -> None:
    path = accounts_file(monday)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = [account["key"] for account in json.loads(path.read_text("utf-8"))]
    session = db.session()
    held = {role for key in keys for role in caller(session, key, MONDAY).actor.roles}
    assert held == set(Role)
    assert len(keys) == len(session.scalars(select(Person)).all())
    assert not set(keys) & set(session.scalars(select(ApiKey.key_sha256)))
    assert set(session.scalars(select(PersonRole.role))) == {role.value for role in Role}


def test_a_second_time_says_so_and_does_nothing(monday: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    before, cases = read_accounts(monday), db.session.scalars(select(Case.id)).all()
    capsys.readouterr()

    demo.fill(monday)
    demo.print_accounts(monday)

    printed = capsys.readouterr()
    assert "here already" in printed.err
    assert read_accounts(monday) == before
    assert before[0].key in printed.out
    assert "/api/v1/cases" in printed.out
    assert db.session.scalars(select(Case.id)).all() == cases


def test_a_database_in_use_is_refused(app: Flask) -> None:
    with transaction() as session:
        session.add(Person(name="Somebody", email="somebody@oca.example"))

    with pytest.raises(click.ClickException, match="people in this database already"):
        demo.fill(app)
    with pytest.raises(click.ClickException, match="no demo accounts"):
        demo.print_accounts(app)


def test_the_printed_line_files_an_issue(monday: Flask) -> None:
    key = read_accounts(monday)[0].key

    answer = monday.test_client().post(
        "/api/v1/cases", json={"report": EXAMPLE_REPORT}, headers={"Authorization": f"Bearer {key}"}
    )

    assert answer.status_code == 201, answer.get_json()

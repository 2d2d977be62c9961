"""Numbers of cases: taken without waiting for anybody, each given once, and what a failure leaves (decision 22)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from issuetracker.api.examples import REPORT
from issuetracker.extensions import transaction
from issuetracker.fields import build, schema_for
from issuetracker.models import Letter
from issuetracker.services.filing import raise_issue
from issuetracker.services.numbers import next_number
from notifications.storage import table_of
from tests.post_office import PostOffice
from tests.world import World, open_world
from workflows.report import Origin, Report
from workflows.roles import Actor, Role


@pytest.fixture
def on_postgresql(emptied_postgresql_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    with open_world(emptied_postgresql_url, tmp_path, post_office) as opened:
        yield opened


def _raise(world: World, session: Session) -> str:
    report: Report = build(Report, schema_for(Report)().load(REPORT))
    filer = Actor(None, "Petra Vogel", frozenset({Role.TEST_LABORATORY}), world.ids["dekra"])
    at = datetime.now(UTC)
    dossier = raise_issue(
        session, world.app.extensions["desk"], report, Origin.CERTIFICATION, filer, received_at=at, at=at
    )
    return dossier.case.number


def test_whoever_files_does_not_wait_for_another_whose_filing_is_not_done(on_postgresql: World) -> None:
    with on_postgresql.app.app_context(), transaction() as session:
        slow = _raise(on_postgresql, session)
        quick = on_postgresql.file()
    assert (slow, quick) == ("OCA-2026-0001", "OCA-2026-0002")
    assert {item["number"] for item in on_postgresql.get("office", "cases")["items"]} == {slow, quick}
    assert on_postgresql.verify() == []


def test_a_filing_that_fails_after_it_took_its_number_leaves_nothing_but_a_gap(world: World) -> None:
    with world.app.app_context(), pytest.raises(RuntimeError), transaction() as session:
        lost = _raise(world, session)
        raise RuntimeError("the machine stops here")
    number = world.file()
    assert number in ("OCA-2026-0001", "OCA-2026-0002")  # SQLite has one writer, who gives it back
    assert number >= lost
    assert [item["number"] for item in world.get("office", "cases")["items"]] == [number]
    assert {letter.subject.split()[0] for letter in world.tick()} == {f"[{number}]"}
    assert world.verify() == []


def test_a_filing_that_is_refused_takes_no_number(world: World) -> None:
    refused = world.request("laboratory", "POST", "cases", json={"report": {**REPORT, "summary": ""}})
    assert refused.status_code == 422
    assert world.file() == "OCA-2026-0001"


def test_a_filing_of_which_one_letter_cannot_be_written_leaves_nothing_else_either(world: World) -> None:
    before = world.file()
    letters = table_of(Letter)
    with world.app.app_context(), transaction() as session:
        row = dict(session.execute(select(letters).order_by(letters.c.id).limit(1)).mappings().one())
        key = row["unique_key"].replace(before, "OCA-2026-0002")
        session.execute(insert(letters).values({**row, "id": 1000, "unique_key": key, "message_id": "<in@the.way>"}))
    refused = world.request("laboratory", "POST", "cases", json={"report": REPORT})
    assert refused.status_code == 409
    assert [item["number"] for item in world.get("office", "cases")["items"]] == [before]
    with world.app.app_context(), transaction() as session:
        session.execute(delete(letters).where(letters.c.id == 1000))
    number = world.file()
    subjects = [letter.subject for letter in world.tick()]
    assert {subject.split()[0] for subject in subjects} == {f"[{before}]", f"[{number}]"}
    assert world.verify() == []


def test_numbers_that_may_have_no_gap_are_given_back_by_a_failure(world: World) -> None:
    at = datetime.now(UTC)
    with world.app.app_context():
        with pytest.raises(RuntimeError), transaction() as session:
            assert next_number(session, "R", at) == "R-2026-0001"
            raise RuntimeError("the machine stops here")
        with transaction() as session:
            assert next_number(session, "R", at) == "R-2026-0001"

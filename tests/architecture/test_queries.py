"""A page costs the same number of statements whatever is stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from issuetracker.extensions import db
from tests.architecture.rich_case import a_mail, a_rich_case
from tests.browser.every_page import PAGES as EVERY_PAGE
from tests.browsing import sign_in
from tests.world import World

MOST = 12
FILING = {"sqlite": 13, "postgresql": 7}
PAGES = [
    ("office", "cases"),
    ("office", "cases?state=all&sort=-received&q=seqNo"),
    ("office", "cases?test_reference=TC_E_22_CS&group=twg"),
    ("office", "cases/{number}"),
    ("office", "cases/{number}/history"),
    ("office", "cases/{number}/messages"),
    ("office", "cases/{number}/files"),
    ("office", "cases/{number}/obligations"),
    ("office", "cases/{number}/applicability"),
    ("office", "obligations"),
    ("office", "obligations?state=needs_a_person"),
    ("office", "mails"),
    ("office", "mails?state=needs_a_person"),
    ("editor", "mails?cause=unknown_sender&q=TC_E_22_CS"),
    ("office", "calls"),
    ("office", "calls/{call}"),
    ("office", "feeds/changes.atom"),
    ("office", "feeds/due.ics"),
    ("office", "feeds/calls.ics"),
    ("office", "parties"),
    ("office", "certificates?profile=Core&feature=SC-4"),
    ("office", "certificates/OCA.0201.0053.CS"),
    ("office", "notice-matches"),
    ("office", "calendar"),
    ("office", "keys"),
    ("office", "me"),
    ("office", "due?start=2026-03-31T10:00:00%2B02:00&working_days=5"),
    ("laboratory", "cases"),
    ("laboratory", "cases/{number}"),
    ("laboratory", "obligations"),
    ("laboratory", "resolutions?test_reference=TC_E_22_CS"),
    ("vendor", "cases"),
    ("twg_member", "cases"),
    ("twg_member", "calls/{call}"),
    ("twg_member", "feeds/changes.atom"),
]


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _cost(world: World, who: str, page: str, **names: Any) -> int:
    with statements(world) as seen:
        response = world.request(who, "GET", page.format(**names))
    assert response.status_code == 200, response.text
    return len(seen)


def _lived(world: World, count: int) -> str:
    """Cases on the TWG's agenda and cases closed with a resolution, so many of each; the last on the agenda."""
    number = ""
    for _ in range(count):
        closed = world.file()
        world.act(
            "editor",
            closed,
            "record-analysis",
            outcome="vendor_implementation",
            issue="I.",
            cause="C.",
            argumentation="A.",
        )
        world.act("cwg_chair", closed, "decide-certification", certified=False, reason="It fails.")
        world.act("editor", closed, "close-case", resolution="It is the device's to fix.")
        number = world.file()
        world.act("editor", number, "record-analysis", outcome="specification", issue="I.", cause="C.")
    return number


def test_every_page_costs_as_many_statements_for_thirty_cases_as_for_one(desk: World) -> None:
    number = _lived(desk, 1)
    call = desk.case(number)["calls"]["twg"]["id"]
    desk.get("office", "cases")  # calendars are read once in a process
    one = {page: _cost(desk, *page, number=number, call=call) for page in PAGES}
    _lived(desk, 29)
    assert len(desk.get("office", "cases", query_string={"state": "all", "limit": 200})["items"]) == 60
    assert len(desk.get("office", f"calls/{call}")["items"]) == 30
    assert len(desk.get("laboratory", "resolutions")["items"]) == 30
    many = {page: _cost(desk, *page, number=number, call=call) for page in PAGES}
    assert many == one
    assert {page: cost for page, cost in many.items() if cost > MOST} == {}


def _tickets(world: World, count: int) -> None:
    numbers = []
    for _ in range(count):
        number = world.file()
        world.act("editor", number, "record-analysis", outcome="octt", issue="I.", cause="C.")
        numbers.append(number)
    world.travel(datetime(2026, 3, 4, 13, 30, tzinfo=UTC))
    for number in numbers:
        world.act("cwg_chair", number, "decide-in-group", group="cwg", decision="confirmed", argumentation="Yes.")
        world.act("cwg_chair", number, "report-octt-bug", title="A field", technical_content="It reads the wrong one.")


@pytest.mark.parametrize("who", ["provider", "office"])
def test_the_list_of_tickets_costs_the_same_for_six_as_for_one(desk: World, who: str) -> None:
    _tickets(desk, 1)
    desk.get(who, "tickets")  # calendars are read once in a process
    one = _cost(desk, who, "tickets")
    _tickets(desk, 5)
    assert _cost(desk, who, "tickets") == one
    assert one <= MOST


def test_mails_cost_the_same_for_six_as_for_one(desk: World) -> None:
    rich = a_rich_case(desk)
    client, address = sign_in(desk, "editor"), f"/mails/{rich.mail_id}"

    def cost() -> dict[str, int]:
        costs = {page: _cost(desk, "editor", page) for page in ("mails", f"mails/{rich.mail_id}")}
        for page in ("/mails", "/mails?show=all", "/work", address):
            with statements(desk) as seen:
                assert client.get(page).status_code == 200
            costs[page] = len(seen)
        return costs

    client.get("/work")  # calendars are read once in a process
    one = cost()
    for n in range(5):
        a_mail(desk, f"OCA-2026-0001: another {n}")
    assert cost() == one
    assert {page: count for page, count in one.items() if count > MOST} == {}


def test_a_filing_and_an_action_cost_the_same_however_many_cases_there_are(desk: World) -> None:
    def cost() -> tuple[int, int]:
        with statements(desk) as filing:
            number = desk.file()
        etag = desk.request("office", "GET", f"cases/{number}").headers["ETag"]
        with statements(desk) as acting:
            response = desk.request(
                "editor",
                "POST",
                f"cases/{number}/actions/add-message",
                json={"body": "Seen."},
                headers={"If-Match": etag},
            )
        assert response.status_code == 200
        return len(filing), len(acting)

    desk.file()
    desk.file(vendor_name="Nordlader AB")
    _lived(desk, 1)  # from the first resolution on a test on, a filing reads what may be offered
    first = cost()
    assert first[0] <= FILING["sqlite"]
    _lived(desk, 5)
    assert cost() == first


def test_a_filing_asks_the_database_as_seldom_as_it_can(world: World) -> None:
    with world.app.app_context():
        database = db.engine.dialect.name
    world.file()
    with statements(world) as filing:
        world.file()
    assert len(filing) <= FILING[database], filing


@pytest.mark.parametrize("who", ["editor", "twg_chair", "cwg_chair", "board", "office", "laboratory", "provider"])
def test_no_page_asks_the_database_more_than_twelve_times(desk: World, who: str) -> None:
    rich = a_rich_case(desk)
    client = sign_in(desk, who)
    client.get("/work")  # calendars are read once in a process
    costs = {}
    for rule in EVERY_PAGE:
        with statements(desk) as seen:
            answer = client.get(rich.fill(rule.replace("<string:action>", "amend-report")))
        if answer.status_code == 200:
            costs[rule] = len(seen)
    assert "/cases" in costs or "/tickets" in costs
    assert {rule: cost for rule, cost in costs.items() if cost > MOST} == {}

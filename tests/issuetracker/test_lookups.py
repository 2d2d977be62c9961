"""Due dates, calls and agendas, tickets, resolutions, and which certificates an issue concerns."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from issuetracker.extensions import transaction
from issuetracker.services.calls import extend_series
from tests.world import World


def _numbers(page: Any) -> list[str]:
    return [item["number"] for item in page["items"]]


def test_a_due_date_explains_itself(desk: World) -> None:
    """P-91, P-94."""
    found = desk.get("vendor", "due", query_string={"start": "2026-03-31T23:59:00+02:00", "working_days": 5})
    assert found["counted"] == ["2026-04-01", "2026-04-02", "2026-04-03", "2026-04-07", "2026-04-08"]
    assert found["due_date"] == "2026-04-08"
    assert datetime.fromisoformat(found["due_at"]).astimezone(UTC).hour in (21, 22)
    assert {"date": "2026-04-06", "reason": "Easter Monday"} in found["skipped"]
    beyond = desk.request("vendor", "GET", "due", query_string={"start": "2150-01-01T00:00:00Z", "working_days": 5})
    assert (beyond.status_code, beyond.content_type) == (409, "application/problem+json")


def test_calls_are_scheduled_arranged_and_cancelled_by_those_who_hold_them(desk: World) -> None:
    """P-12, P-30."""
    extra = {"group": "twg", "title": "Extra", "starts_at": "2026-03-04T10:00:00+01:00"}
    assert desk.request("cwg_chair", "POST", "calls", json=extra).status_code == 403
    made = desk.request("twg_chair", "POST", "calls", json=extra)
    assert (made.status_code, made.json["extra"], made.json["minutes"]) == (201, True, 60)
    assert desk.request("twg_chair", "POST", "calls", json=extra).status_code == 422
    past = desk.request("twg_chair", "POST", "calls", json={**extra, "starts_at": "2026-02-04T10:00:00+01:00"})
    assert [error["field"] for error in past.json["errors"]] == ["starts_at"]

    first, second = desk.file(), desk.file()
    for number in (first, second):
        desk.act("editor", number, "record-analysis", outcome="specification", issue="I.", cause="C.")
    call = made.json["id"]
    assert desk.case(first)["calls"]["twg"]["id"] == call
    assert _numbers(desk.get("twg_member", f"calls/{call}")) == [first, second]
    assert desk.request("cwg_chair", "PATCH", f"calls/{call}/agenda/{second}", json={"position": 1}).status_code == 403
    moved = desk.request(
        "twg_chair", "PATCH", f"calls/{call}/agenda/{second}", json={"position": 1, "note": "First, Voltwerk joins."}
    )
    assert _numbers(moved.json) == [second, first]
    assert "Voltwerk" not in desk.request("twg_member", "GET", f"calls/{call}").text
    assert desk.request("twg_chair", "PATCH", f"calls/{call}/agenda/OCA-2026-0999", json={}).status_code == 404
    assert desk.request("twg_chair", "POST", f"calls/{call}/cancellation").status_code == 409
    empty = desk.next_call("cwg")["id"]
    assert desk.request("cwg_chair", "POST", f"calls/{empty}/cancellation").json["cancelled_at"]
    assert desk.request("office", "GET", "calls/999999").status_code == 404
    assert desk.request("laboratory", "GET", "calls").status_code == 403


def test_the_calls_are_a_calendar_that_names_no_case(desk: World) -> None:
    """P-99."""
    from icalendar import Calendar

    number = desk.file()
    desk.act("editor", number, "record-analysis", outcome="specification", issue="I.", cause="C.")
    response = desk.request("twg_member", "GET", "feeds/calls.ics")
    assert response.mimetype == "text/calendar"
    assert len(Calendar.from_ical(response.data).walk("VEVENT")) == len(desk.get("office", "calls")["items"])
    assert number not in response.text


def test_a_ticket_shows_the_provider_technical_content_and_no_party(desk: World) -> None:
    """P-80."""
    number = desk.file()
    desk.act("editor", number, "record-analysis", outcome="octt", issue="I.", cause="C.")
    desk.travel(datetime(2026, 3, 4, 13, 30, tzinfo=UTC))
    desk.act("cwg_chair", number, "decide-in-group", group="cwg", decision="confirmed", argumentation="Yes.")
    assert desk.get("provider", "tickets")["items"] == []
    desk.act("cwg_chair", number, "report-octt-bug", title="A field", technical_content="Reads the wrong one.")
    ticket = desk.get("provider", f"tickets/{number}")
    assert desk.get("provider", "tickets")["items"] == [ticket]
    assert {action["action"] for action in ticket["actions"]} == {"accept-octt-bug", "answer-oca", "dispute-octt-bug"}
    assert all(action["href"].startswith(f"/api/v1/tickets/{number}/") for action in ticket["actions"])
    text = json.dumps(ticket)
    assert [word for word in ("Voltwerk", "Petra", "DEKRA", "VW-22", "seqNo") if word in text] == []
    assert desk.ticket_action(number, "accept-octt-bug")["number"] == number
    out_of_turn = desk.request(
        "provider", "POST", f"tickets/{number}/actions/accept-octt-bug", json={}, headers={"If-Match": "*"}
    )
    assert out_of_turn.status_code == 409


def test_resolutions_are_found_by_reference_and_words_and_name_nobody(desk: World) -> None:
    """P-08, P-62."""
    for reference, answer in (("TC_E_22_CS", "Number what is generated."), ("TC_B_12_CS", "The password is optional.")):
        number = desk.file(test_references=[reference])
        desk.act(
            "editor",
            number,
            "record-analysis",
            outcome="vendor_implementation",
            issue="I.",
            cause="C.",
            argumentation="A.",
        )
        desk.act("cwg_chair", number, "decide-certification", certified=False, reason="It fails.")
        desk.act("editor", number, "close-case", resolution=answer)

    def found(**query: str) -> list[str]:
        return [r["text"] for r in desk.get("other_laboratory", "resolutions", query_string=query)["items"]]

    assert found() == ["The password is optional.", "Number what is generated."]
    assert found(test_reference="tc-e-22-cs") == found(q="NUMBER generated") == ["Number what is generated."]
    assert found(test_reference="TC_E_2_CS") == found(q="Voltwerk") == found(q="%") == []
    page = desk.get("other_laboratory", "resolutions", query_string={"limit": 1})
    after = desk.get("other_laboratory", "resolutions", query_string={"limit": 1, "cursor": page["next_cursor"]})
    assert [r["number"] for r in page["items"] + after["items"]] == ["R-2026-0002", "R-2026-0001"]
    assert after["next_cursor"] is None
    assert "OCA-2026" not in desk.request("other_laboratory", "GET", "resolutions").text


def test_a_case_of_a_certificate_leaves_the_certificate_as_it_is(desk: World) -> None:
    """P-50, P-55: who is concerned is read from the directory; nothing of a case is written into it."""
    from issuetracker.extensions import db
    from issuetracker.models import Certificate

    def certificates() -> list[tuple[Any, ...]]:
        with desk.app.app_context():
            return [tuple(row) for row in db.session.execute(Certificate.__table__.select())]

    before = certificates()
    number = desk.file(vendor_name="Nordlader AB")
    desk.act(
        "editor", number, "record-analysis", outcome="vendor_implementation", issue="I.", cause="C.", argumentation="A."
    )
    desk.act("cwg_chair", number, "decide-certification", certified=False, reason="It fails.")
    found = desk.get("board", f"cases/{number}/applicability")
    assert found["certificates"] == len(found["items"]) == 4
    assert all(item["reason"] for item in found["items"])
    assert [i["vendor"] for i in found["items"] if not i["has_contact"]] == ["Stille Säule GmbH"]
    assert certificates() == before


def test_the_calls_are_extended_while_one_of_them_is_going_on(world: World) -> None:
    call = world.next_call("twg")
    world.travel(datetime.fromisoformat(call["starts_at"]) + timedelta(minutes=10))
    with world.app.app_context(), transaction() as session:
        assert extend_series(session, datetime.now(UTC)) > 0
    with world.app.app_context(), transaction() as session:
        assert extend_series(session, datetime.now(UTC)) == 0

"""Lists: filtered, ordered, in pages that miss nothing and repeat nothing; and calls, tickets, resolutions, dates."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.world import World


def _numbers(page: Any) -> list[str]:
    return [item["number"] for item in page["items"]]


def _walk(desk: World, path: str, limit: int, between: Any = None, **query: Any) -> list[Any]:
    """All items of a list, page by page."""
    found: list[Any] = []
    cursor = None
    while True:
        page = desk.get(
            "office", path, query_string={**query, "limit": limit, **({"cursor": cursor} if cursor else {})}
        )
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
        if between:
            between()


def _seven(desk: World) -> list[str]:
    """Seven cases, three of them received in the same moment."""
    numbers = [desk.file() for _ in range(3)]
    for _ in range(4):
        desk.travel(timedelta(days=1))
        numbers.append(desk.file())
    return numbers


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_have_every_case_once_in_order(desk: World, limit: int) -> None:
    numbers = _seven(desk)
    assert [i["number"] for i in _walk(desk, "cases", limit, sort="-received")] == numbers[::-1]
    by_due = _walk(desk, "cases", limit, sort="due")
    assert sorted(i["number"] for i in by_due) == sorted(numbers)
    assert [i["due_at"] for i in by_due] == sorted(i["due_at"] for i in by_due)


def test_what_comes_meanwhile_moves_no_page(desk: World) -> None:
    numbers = _seven(desk)
    walked = [i["number"] for i in _walk(desk, "cases", 2, between=desk.file, sort="-received")]
    assert walked == numbers[::-1]


def test_cases_without_a_running_clock_come_last(desk: World) -> None:
    first, second = desk.file(), desk.file()
    desk.act(
        "editor", first, "record-analysis", outcome="vendor_implementation", issue="I.", cause="C.", argumentation="A."
    )
    assert _numbers(desk.get("office", "cases")) == [second, first]
    assert desk.get("office", "cases")["items"][1]["due_date"] is None


def test_the_last_change_comes_first(desk: World) -> None:
    first, second = desk.file(), desk.file()
    desk.travel(timedelta(hours=1))
    desk.act("editor", first, "add-message", body="Seen.")
    assert _numbers(desk.get("office", "cases", query_string={"sort": "-changed"})) == [first, second]


def _raw(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!",
        "é",
        "a" * 5000,
        _raw("[]"),
        _raw("{}"),
        _raw('"ab"'),
        _raw("null"),
        _raw('["2026-01-01T00:00:00",1]'),
        _raw('["2026-01-01T00:00:00+00:00","x"]'),
        _raw('["2026-01-01T00:00:00+00:00",1e400]'),
        _raw('["yesterday",1]'),
        _raw('["0001-01-01T00:00:00+14:00",1]'),
        _raw(f'["2026-01-01T00:00:00+00:00",{10**30}]'),
        _raw("[" * 9000),
        _raw('["2026-01-01T00:00:00+00:00",-1]'),
        _raw('["2026-01-01T00:00:00+00:00",1,2]'),
    ],
)
@pytest.mark.parametrize("path", ["cases", "obligations", "resolutions"])
def test_a_cursor_that_is_none_is_refused(desk: World, path: str, cursor: str) -> None:
    refused = desk.request("office", "GET", path, query_string={"cursor": cursor})
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json["errors"]] == ["cursor"]


def test_each_filter_finds_what_it_says(desk: World) -> None:
    plain = desk.file(test_references=["TC_B_12_CS"], ocpp_version="1.6", summary="Boot without password 100%")
    seq = desk.file(vendor_name="Nordlader AB")
    desk.act("editor", seq, "record-analysis", outcome="specification", issue="I.", cause="C.")
    raised = desk.request(
        "twg_chair", "POST", "cases", json={"origin": "1b", "report": {"summary": "Own finding", "description": "d"}}
    ).json["number"]

    def found(**query: str) -> set[str]:
        return set(_numbers(desk.get("office", "cases", query_string=query)))

    assert found(ocpp_version="1.6") == {plain}
    assert found(group="twg") == {seq}
    assert found(outcome="specification") == {seq}
    assert found(origin="1b") == {raised}
    assert found(test_reference="tc-b-12-cs") == {plain}
    assert found(vendor=str(desk.ids["nordlader"])) == {seq}
    assert found(laboratory=str(desk.ids["dekra"])) == {plain, seq}
    assert found(due_before="2026-03-09T23:00:01Z") == {plain, raised}
    assert found(q="password boot") == {plain}
    assert found(q="100%") == {plain}
    assert found(q="%") == {plain}
    assert found(q="_") == set()
    assert found(q=seq.lower()) == {seq}
    assert found(q="TC_B_12_CS") == {plain}
    assert found(severity="high") == found(state="closed") == set()
    assert found(state="all") == {plain, seq, raised}
    desk.act("laboratory", plain, "withdraw", reason="Found it.")
    assert found(state="closed") == {plain}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("cases", {"limit": "0"}),
        ("cases", {"limit": "201"}),
        ("cases", {"limit": "ten"}),
        ("cases", {"sort": "number"}),
        ("cases", {"state": "lost"}),
        ("cases", {"group": "xwg"}),
        ("cases", {"due_before": "2026-03-09"}),
        ("cases", {"due_before": "2026-03-09T10:00:00"}),
        ("cases", {"due_before": "0001-01-01T00:00:00+14:00"}),
        ("cases", {"laboratory": "9" * 30}),
        ("cases", {"vendor": "-1"}),
        ("cases", {"q": "x" * 201}),
        ("cases", {"q": "a\x00b"}),
        ("cases", {"stat": "open"}),
        ("calls", {"group": "board"}),
        ("obligations", {"state": "lost"}),
        ("resolutions", {"test_reference": "x" * 101}),
        ("due", {}),
        ("due", {"start": "2026-03-31T10:00:00", "working_days": "5"}),
        ("due", {"start": "2026-03-31T10:00:00Z", "working_days": "0"}),
        ("due", {"start": "9999-12-31T23:59:59-12:00", "working_days": "5"}),
    ],
)
def test_a_question_that_is_wrong_is_refused_by_its_name(desk: World, path: str, query: dict[str, str]) -> None:
    refused = desk.request("office", "GET", path, query_string=query)
    assert refused.status_code == 422, refused.text
    named = {error["field"] for error in refused.json["errors"]}
    assert named == (
        set(query) - {"working_days"}
        if query.get("working_days") == "5"
        else set(query) - ({"start"} if query.get("working_days") == "0" else set())
    ) or named == {"start", "working_days"}


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
    assert {action["action"] for action in ticket["actions"]} == {"accept-octt-bug", "dispute-octt-bug"}
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

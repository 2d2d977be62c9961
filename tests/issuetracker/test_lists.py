"""Lists: filtered, ordered, in pages that miss nothing and repeat nothing; and calls, tickets, resolutions, dates."""

import base64
from datetime import timedelta
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
    assert found(q="%") == set()
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

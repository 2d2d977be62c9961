"""The calendar by API: shown, changed with a preview, and never by a year that does not follow (P-92, P-93)."""

import pytest

from tests.world import World

CLOSED = {"date": "2026-03-05", "closed": True, "reason": "The office is closed."}


def test_a_closure_shows_what_it_moves_before_it_is_saved(desk: World) -> None:
    """P-93."""
    number = desk.file()
    would = desk.request("office", "POST", "calendar/days", json=CLOSED).json
    assert would["saved"] is False
    assert [(m["number"], m["new_due_at"][:10]) for m in would["moved"]] == [(number, "2026-03-10")]
    assert desk.case(number)["clocks"][0]["due_date"] == "2026-03-09"
    done = desk.request("office", "POST", "calendar/days", json={**CLOSED, "save": True}).json
    assert (done["saved"], done["moved"]) == (True, would["moved"])
    assert desk.case(number)["clocks"][0]["due_date"] == "2026-03-10"
    assert {"date": "2026-03-05", "reason": "The office is closed."} in desk.case(number)["clocks"][0]["explanation"][
        "skipped"
    ]
    assert desk.verify() == []


def test_only_the_office_keeps_it_and_everybody_may_read_it(desk: World) -> None:
    """P-90."""
    assert desk.request("board", "POST", "calendar/days", json=CLOSED).status_code == 403
    assert desk.get("vendor", "calendar")["zone"] == "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("path", "change", "field"),
    [
        ("days", {**CLOSED, "date": "2062-03-05"}, "date"),
        ("days", {**CLOSED, "date": "1990-03-05"}, "date"),
        ("days", {**CLOSED, "closed": "yes"}, "closed"),
        ("days", {**CLOSED, "reason": ""}, "reason"),
        ("years", {"year": 2062, "reason": "Far ahead."}, "year"),
        ("years", {"year": 1999, "reason": "Long ago."}, "year"),
    ],
)
@pytest.mark.parametrize("save", [True, False])
def test_a_change_that_cannot_be_is_refused_by_its_field(
    desk: World, path: str, change: dict[str, object], field: str, save: bool
) -> None:
    """P-92."""
    refused = desk.request("office", "POST", f"calendar/{path}", json={**change, "save": save})
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json["errors"]] == [field]
    assert desk.get("office", "calendar")["calendar"] == "NL-1"


def test_a_year_nobody_has_is_not_approved(desk: World) -> None:
    assert desk.request("office", "POST", "calendar/years/2062/approval").status_code == 422
    assert desk.request("office", "POST", "calendar/years/2026/approval").status_code == 200
    years = {year["year"]: year["approver"] for year in desk.get("office", "calendar")["years"]}
    assert (years[2026], years[2028]) == ("Henk Jansen", None)

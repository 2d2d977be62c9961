"""Changing a case: on the version that was read, when it is one's turn, by whose turn it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from werkzeug.test import TestResponse

from issuetracker.api.examples import ANALYSIS
from tests.world import MONDAY, World


def _record(desk: World, number: str, **headers: str) -> TestResponse:
    return desk.request("editor", "POST", f"cases/{number}/actions/record-analysis", json=ANALYSIS, headers=headers)


def test_a_change_without_the_version_that_was_read_is_refused(desk: World) -> None:
    number = desk.file()
    for headers in ({}, {"If-Match": ""}, {"If-Match": "  "}):
        refused = _record(desk, number, **headers)
        assert (refused.status_code, refused.content_type) == (428, "application/problem+json")
        assert "If-Match" in refused.json["detail"]


@pytest.mark.parametrize(
    "etag", ['"OCA-2026-0001-v2"', '"OCA-2026-0001-v0"', '"x"', 'W/"OCA-2026-0001-v1"', "nonsense"]
)
def test_a_change_on_another_version_is_refused_with_the_one_that_is_current(desk: World, etag: str) -> None:
    refused = _record(desk, desk.file(), **{"If-Match": etag})
    assert (refused.status_code, refused.content_type) == (412, "application/problem+json")
    assert '"OCA-2026-0001-v1"' in refused.json["detail"]


def test_each_change_answers_with_the_next_version(desk: World) -> None:
    number = desk.file()
    done = _record(desk, number, **{"If-Match": f'"{number}-v1"'})
    assert (done.status_code, done.headers["ETag"], done.json["version"]) == (200, f'"{number}-v2"', 2)
    stale = desk.request(
        "editor",
        "POST",
        f"cases/{number}/actions/add-message",
        json={"body": "x"},
        headers={"If-Match": f'"{number}-v1"'},
    )
    assert stale.status_code == 412
    several = desk.request(
        "editor",
        "POST",
        f"cases/{number}/actions/add-message",
        json={"body": "x"},
        headers={"If-Match": f'"a", "{number}-v2"'},
    )
    assert several.status_code == 200


def test_an_unchanged_case_is_sent_again_because_its_days_left_are_not_those_of_yesterday(desk: World) -> None:
    number = desk.file()
    first = desk.request("office", "GET", f"cases/{number}")
    desk.travel(MONDAY + timedelta(days=1))
    again = desk.request("office", "GET", f"cases/{number}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.headers["ETag"] == first.headers["ETag"]
    left = [answer.json["clocks"][0]["working_days_left"] for answer in (first, again)]
    assert left == [5, 4]


def test_two_chairs_at_once_on_one_version_are_one_decision_and_one_conflict(world: World) -> None:
    """P-30: nobody overwrites what they have not read."""
    number = world.file()
    world.act("editor", number, "record-analysis", **ANALYSIS)
    etag = world.request("office", "GET", f"cases/{number}").headers["ETag"]
    together = Barrier(2)

    def decide(decision: str) -> TestResponse:
        client = world.app.test_client()
        together.wait(timeout=20)
        return client.post(
            f"/api/v1/cases/{number}/actions/decide-in-group",
            json={"group": "twg", "decision": decision, "argumentation": decision},
            headers={"Authorization": f"Bearer {world.keys['twg_chair']}", "If-Match": etag},
        )

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(decide, ["confirmed", "not_an_issue"]))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    won = next(answer.json["stages"]["twg"] for answer in answers if answer.status_code == 200)
    assert world.case(number)["stages"]["twg"] == won
    decided = [e for e in world.get("office", f"cases/{number}/history")["items"] if e["event"] == "GroupDecided"]
    assert len(decided) <= 1
    assert world.verify() == []


def test_out_of_turn_is_refused_and_says_what_is_possible(desk: World) -> None:
    """P-19."""
    number = desk.file()
    refused = desk.try_action(
        "twg_chair", number, "decide-in-group", group="twg", decision="confirmed", argumentation="Yes."
    )
    assert (refused.status_code, refused.content_type) == (409, "application/problem+json")
    assert refused.json["rule"]
    offered = {action["action"] for action in desk.case(number, "twg_chair")["actions"]}
    assert {action["action"] for action in refused.json["possible_actions"]} == offered
    for action in refused.json["possible_actions"]:
        assert action["href"] == f"/api/v1/cases/{number}/actions/{action['action']}"


def test_a_role_that_may_not_learns_who_may(desk: World) -> None:
    """P-13, P-45."""
    number = desk.file()
    for who, action, given, may in (
        ("laboratory", "record-analysis", ANALYSIS, "Technical Editor"),
        ("twg_chair", "decide-certification", {"certified": True, "reason": "x"}, "CWG chair"),
        ("vendor", "decide-interim-measure", {"measure": "x", "reason": "x"}, "OCA Board"),
        ("twg_member", "approve-severity", {"text_sha256": "0" * 64, "level": "low"}, "OCA Board"),
    ):
        refused = desk.try_action(who, number, action, reader="office", **given)
        if who == "twg_member":
            assert refused.status_code == 404
            continue
        assert refused.status_code == 403, refused.text
        assert may in refused.json["detail"]


def test_a_refused_change_leaves_no_trace(desk: World) -> None:
    number = desk.file()
    before = desk.get("office", f"cases/{number}/history")
    desk.try_action("twg_chair", number, "decide-in-group", group="twg", decision="confirmed", argumentation="Yes.")
    desk.try_action("editor", number, "record-analysis", outcome="nonsense")
    assert desk.get("office", f"cases/{number}/history") == before
    assert desk.case(number)["version"] == 1


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, {"outcome", "issue", "cause"}),
        ({"outcome": "magic", "issue": " ", "cause": 5, "mood": "good"}, {"outcome", "issue", "cause", "mood"}),
        ({**ANALYSIS, "issue": "x" * 20_001}, {"issue"}),
        ({**ANALYSIS, "cause": "a\x00b"}, {"cause"}),
    ],
)
def test_an_action_says_all_that_is_wrong_with_it(desk: World, given: dict[str, object], fields: set[str]) -> None:
    refused = desk.request(
        "editor", "POST", f"cases/{desk.file()}/actions/record-analysis", json=given, headers={"If-Match": "*"}
    )
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json["errors"]} == fields


def test_a_preview_says_what_would_happen_and_does_nothing(desk: World) -> None:
    number = desk.file()
    asked = {"action": "record-analysis", "with": ANALYSIS}
    would = desk.request("editor", "POST", f"cases/{number}/preview", json=asked).json
    assert "AnalysisRecorded" in [event["event"] for event in would["events"]]
    assert would["stages"]["twg"] == "on_agenda"
    assert {clock["kind"] for clock in would["clocks"]} == {"analysis", "working_group"}
    assert {"laboratory", "vendor"} <= set(would["told"])
    assert desk.case(number)["version"] == 1
    done = desk.act("editor", number, "record-analysis", **ANALYSIS)
    assert done["stages"] == would["stages"]


def test_a_preview_names_what_is_wrong_under_with(desk: World) -> None:
    refused = desk.request(
        "editor", "POST", f"cases/{desk.file()}/preview", json={"action": "record-analysis", "with": {"issue": "x"}}
    )
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json["errors"]} == {"with.outcome", "with.cause"}


def test_of_a_contact_only_what_is_named_changes(desk: World) -> None:
    """P-03."""
    number = desk.file()
    after = desk.act("editor", number, "amend-report", report={"vendor_contact": {"phone": "+31 20 555 0199"}})
    assert after["report"]["vendor_contact"] == {
        "name": "Jeroen Bakker",
        "email": "j.bakker@voltwerk.example",
        "phone": "+31 20 555 0199",
    }


def test_of_a_report_only_the_named_fields_change(desk: World) -> None:
    """P-03."""
    number = desk.file()
    before = desk.case(number)["report"]
    after = desk.act("editor", number, "amend-report", report={"octt_version": "Release_2026-03", "device": ""})[
        "report"
    ]
    assert after == {**before, "octt_version": "Release_2026-03", "device": ""}
    refused = desk.try_action("editor", number, "amend-report", report={"summary": " "})
    assert refused.status_code == 422

"""A case postponed past the calls in its time: said at once, and mended with an extra call, over a year's end."""

from datetime import datetime
from typing import Any

from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World

EVERYBODY = {
    ("petra.vogel", "no_call_in_time"),
    ("j.bakker", "no_call_in_time"),
    ("twg_chair", "no_call_in_time"),
    ("editor", "no_call_in_time"),
    ("office", "no_call_in_time"),
}
POSTPONED = {("petra.vogel", "group_decided"), ("j.bakker", "group_decided"), ("j.bakker", "invitation")}


def _postponed_past_its_calls(world: World) -> str:
    world.travel(local(2026, 11, 30, 9))
    world.tick()
    number = world.file()
    steps.analyse(world, number, "specification")
    world.told()
    case = world.case(number)
    assert steps.dates(case) == {"analysis": "2026-12-07", "twg": "2027-01-13"}
    twg = steps.clock(case, "twg")["explanation"]
    assert [s["reason"] for s in twg["skipped"] if s["reason"] != "weekend"] == [
        "Christmas Day",
        "Second Day of Christmas",
        "New Year's Day",
    ]
    assert twg["due_at"] == "2027-01-13T22:59:59Z"

    for meets, then in (
        (local(2026, 12, 3, 16), local(2026, 12, 17, 15)),
        (local(2026, 12, 17, 16), local(2026, 12, 31, 15)),
    ):
        world.travel(meets)
        case = steps.decide(world, number, "twg", "postponed")
        assert datetime.fromisoformat(case["calls"]["twg"]["starts_at"]) == then
        assert steps.clock(case, "twg")["state"] == "running", "postponing does not stop the clock"
        assert world.told() == POSTPONED
    world.travel(local(2026, 12, 31, 16))
    assert "8 working days left" in world.post()[0][2].subject, "half time was on 21 December"
    case = steps.decide(world, number, "twg", "postponed")
    assert datetime.fromisoformat(case["calls"]["twg"]["starts_at"]) == local(2027, 1, 14, 15)
    letters = world.post()
    assert {(to.split("@")[0], name) for to, name, _ in letters} == POSTPONED | EVERYBODY
    late = next(
        letter for to, name, letter in letters if (to, name) == ("petra.vogel@dekra.example", "no_call_in_time")
    )
    assert "the end of Wednesday 13 January 2027" in " ".join(late.text.split())
    assert "schedules one and moves the case onto it (D.2.2)" in " ".join(late.text.split())
    return number


def _extra_call(world: World, who: str, starts_at: datetime) -> Any:
    return world.request(
        who,
        "POST",
        "calls",
        json={
            "group": "twg",
            "title": "Extra call",
            "starts_at": starts_at.isoformat(),
            "minutes": 45,
            "join_how": "https://meet.oca.example/extra",
        },
    )


def test_a_case_postponed_past_its_calls_is_expedited_to_an_extra_call(world: World) -> None:
    """P-12, P-13, P-30, P-31, P-34, P-35, P-95; over a year's end."""
    number = _postponed_past_its_calls(world)
    regular = world.case(number)["calls"]["twg"]["id"]
    for who in ("laboratory", "vendor", "twg_member"):
        assert _extra_call(world, who, local(2027, 1, 11, 15)).status_code == 403
    assert _extra_call(world, "cwg_chair", local(2027, 1, 11, 15)).status_code == 403, "of the other group"
    assert _extra_call(world, "office", local(2026, 12, 30, 15)).status_code == 422, "in the past"
    extra = _extra_call(world, "office", local(2027, 1, 11, 15)).json
    assert extra["extra"] is True
    for who in ("laboratory", "vendor", "board"):
        refused = world.try_action(who, number, "expedite", group="twg", call_id=extra["id"], reason="Hurry.")
        assert refused.status_code == 403
    wrong = world.try_action("twg_chair", number, "expedite", group="twg", call_id=regular, reason="Hurry.")
    assert (wrong.status_code, wrong.json["rule"]) == (422, "P-12"), "that is the call it stands on"
    assert world.request("office", "POST", f"calls/{regular}/cancellation").status_code == 409, "the case waits there"

    world.act("office", number, "expedite", group="twg", call_id=extra["id"], reason="A product launch waits.")
    letters = {(to.split("@")[0], name): letter for to, name, letter in world.post()}
    assert set(letters) == {
        ("petra.vogel", "expedited"),
        ("j.bakker", "expedited"),
        ("twg_chair", "expedited"),
        ("j.bakker", "invitation"),
    }
    assert "A product launch waits." in letters["petra.vogel", "expedited"].text
    entry = next(
        part for part in letters["j.bakker", "invitation"].message.walk() if part.get_content_type() == "text/calendar"
    ).get_content()
    assert "METHOD:REQUEST" in entry
    assert "https://meet.oca.example/extra" in entry
    assert [i["number"] for i in world.get("twg_member", f"calls/{extra['id']}")["items"]] == [number]
    assert world.get("twg_member", f"calls/{regular}")["items"] == []
    assert world.request("office", "POST", f"calls/{regular}/cancellation").status_code == 200

    world.travel(local(2027, 1, 11, 16))
    steps.decide(world, number, "twg")
    steps.approve(world, number, "twg")
    world.act("editor", number, "record-erratum", kind="correction", title="seqNo", document="Part 2", new_text="n.")
    world.travel(local(2027, 1, 13, 23, 59, 59))
    case = world.act("twg_chair", number, "contact-cwg", request="Change TC_E_22_CS.")
    twg = steps.clock(case, "twg")
    assert (twg["state"], twg["overdue"], twg["ended_at"]) == ("ended", False, "2027-01-13T22:59:59Z")
    assert steps.dates(case)["cwg"] == "2027-02-24"
    world.travel(local(2027, 1, 15))
    world.tick()
    assert steps.happened(world, number, "DueDatePassed") == []
    assert world.verify() == []


def test_a_group_without_any_call_says_so_when_the_case_arrives(world: World) -> None:
    """P-35: no call at all within the time; the case is received, not lost, and stands on the first call made."""
    number = world.file()
    world.told()
    for call in world.get("office", "calls", query_string={"group": "twg"})["items"]:
        assert world.request("twg_chair", "POST", f"calls/{call['id']}/cancellation").status_code == 200
    case = steps.analyse(world, number, "specification")
    assert case["stages"]["twg"] == "received"
    assert {name for _, name in world.told()} == {"forwarded", "group_task", "no_call_in_time"}
    refused = world.try_action(
        "twg_chair", number, "decide-in-group", group="twg", decision="confirmed", argumentation="x"
    )
    assert {"expedite", "place-on-agenda"} <= steps.possible(refused)
    extra = _extra_call(world, "twg_chair", local(2026, 3, 9, 15)).json
    world.act("twg_chair", number, "place-on-agenda", group="twg", call_id=extra["id"])
    assert world.case(number)["stages"]["twg"] == "on_agenda"
    assert world.told() == {("j.bakker", "invitation")}
    assert world.verify() == []

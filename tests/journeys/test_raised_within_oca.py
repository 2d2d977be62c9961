"""Issues of the TWG (1b) and of OCA (1c): no laboratory, no letters to one."""

from tests.journeys import steps
from tests.world import World

_OUTSIDE = ("dekra.example", "ktc.example", "voltwerk.example", "nordlader.example")


def _outsiders(world: World) -> list[tuple[str, str]]:
    return [(to, name) for to, name, _ in world.post() if to.endswith(_OUTSIDE)]


def test_an_issue_of_the_twg_concerns_no_laboratory_and_no_certification(world: World) -> None:
    """P-01, P-19, P-30, P-45, P-60: step 1b, referred to the CWG, where it is not an issue."""
    refused = world.request("laboratory", "POST", "cases", json={"origin": "1b", "report": {"summary": "x"}})
    assert (refused.status_code, refused.json["rule"]) == (403, "P-01")
    number = world.file("twg_chair", "1b", **steps.NO_PARTY)
    assert world.told() == {("editor", "analysis_task")}
    assert world.case(number)["report"]["laboratory_name"] == ""
    assert world.request("laboratory", "GET", f"cases/{number}").status_code == 404

    early = world.try_action("board", number, "decide-interim-measure", measure="x", reason="x")
    assert (early.status_code, early.json["rule"]) == (409, "P-11"), "step 2 comes first, for 1b too"
    steps.analyse(world, number, "specification")
    assert world.told() == {("twg_chair", "group_task")}
    decided = world.try_action("cwg_chair", number, "decide-certification", certified=True, reason="x")
    assert (decided.status_code, decided.json["rule"]) == (409, "P-45")
    case = steps.decide(world, number, "twg", "referred")
    assert steps.stages(case) == {"case": "open", "analysis": "recorded", "twg": "referred", "cwg": "on_agenda"}
    assert [(c["group"], c["state"]) for c in case["clocks"]] == [(None, "ended"), ("twg", "ended"), ("cwg", "running")]
    assert world.told() == {("cwg_chair", "group_task")}
    steps.decide(world, number, "cwg", "not_an_issue")
    closed = steps.close(world, number, "The requirement and the test agree.")
    assert steps.stages(closed) == {"case": "closed", "analysis": "recorded", "twg": "referred", "cwg": "not_an_issue"}
    assert world.told() == set(), "no party is concerned, so nobody outside is told"
    assert world.verify() == []


def test_an_issue_of_oca_reaches_laboratories_only_with_its_update(world: World) -> None:
    """P-01, P-32, P-33, P-41, P-44, P-54, P-60: step 1c, confirmed by both groups."""
    assert (
        world.request(
            "twg_chair", "POST", "cases", json={"origin": "1c", "report": {"summary": "x", "description": "y"}}
        ).status_code
        == 403
    )
    number = world.file("office", "1c", **steps.NO_PARTY)
    steps.analyse(world, number, "specification")
    steps.decide(world, number, "twg")
    steps.approve(world, number, "twg")
    world.act(
        "editor",
        number,
        "record-erratum",
        kind="fixed_in_next_version",
        title="seqNo",
        document="Part 2",
        new_text="It is in 2.1.",
    )
    assert world.case(number)["stages"]["distribution"] == "not_opened", "no text of this version changes"
    case = world.act("twg_chair", number, "contact-cwg", request="Say so in the test plan.")
    assert (case["stages"]["twg"], case["stages"]["cwg"]) == ("done", "on_agenda")
    steps.decide(world, number, "cwg")
    steps.not_necessary(world, number, "octt_bug", "inform_laboratories", "test_cases")
    assert _outsiders(world) == []
    world.act("cwg_chair", number, "complete-step", step="documentation", what="The test plan says so.")
    refused = world.try_action("office", number, "close-case", resolution="x", scope="general")
    assert {"distribute-update"} == steps.possible(refused) & {"distribute-update", "close-case"}
    world.act(
        "office",
        number,
        "distribute-update",
        title="Test plan v12",
        text="See chapter 4.",
        available_on="2026-03-02",
        active_on="2026-03-09",
    )
    assert _outsiders(world) == [("ocpp@dekra.example", "update"), ("ocpp@ktc.example", "update")]
    assert steps.stages(steps.close(world, number)) == {
        "case": "closed",
        "analysis": "recorded",
        "twg": "done",
        "cwg": "done",
        "severity": "approved_low",
        "distribution": "distributed",
    }
    assert world.told() == set()
    assert world.verify() == []


def test_only_those_who_raised_an_issue_within_oca_withdraw_it(world: World) -> None:
    """P-60."""
    number = world.file("twg_chair", "1b", **steps.NO_PARTY)
    for who in ("office", "editor"):
        assert world.try_action(who, number, "withdraw", reason="x").status_code in (403, 409)
    assert world.act("twg_chair", number, "withdraw", reason="It was a misreading.")["closing"] == "withdrawn"
    assert world.told() == {("editor", "analysis_task")}, "the task was owed before; of the end no party is told"
    assert world.verify() == []

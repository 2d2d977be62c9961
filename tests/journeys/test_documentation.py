"""A documentation issue of low severity, over an Easter: nobody is contacted."""

from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World


def test_a_documentation_issue_of_low_severity_contacts_nobody(world: World) -> None:
    """P-22, P-23, P-33, P-41, P-42, P-44, P-45, P-54, P-57, P-60, P-90, P-94 (Easter, King's Day, Ascension Day)."""
    world.travel(local(2026, 4, 2, 23, 59, 59))
    number = world.file()
    assert "10 April 2026" in steps.text_to(world, "petra.vogel@dekra.example", "acknowledgement")
    analysis = steps.clock(world.case(number), "analysis")["explanation"]
    assert analysis["counted"] == ["2026-04-03", "2026-04-07", "2026-04-08", "2026-04-09", "2026-04-10"]
    assert analysis["skipped"] == [
        {"date": "2026-04-04", "reason": "weekend"},
        {"date": "2026-04-05", "reason": "Easter Sunday"},
        {"date": "2026-04-06", "reason": "Easter Monday"},
    ]
    assert world.get("vendor", "due", query_string={"start": "2026-04-02T21:59:59Z", "working_days": 5}) == analysis

    early = world.try_action(
        "cwg_chair", number, "decide-in-group", group="cwg", decision="confirmed", argumentation="x"
    )
    assert (early.status_code, early.json["rule"]) == (409, "P-30")
    assert steps.possible(early) == {"add-message"}, "no group decides before an analysis is recorded (P-19)"
    world.travel(local(2026, 4, 7))
    case = steps.analyse(world, number, "certification_documentation")
    assert steps.dates(case) == {"analysis": "2026-04-10", "cwg": "2026-05-21"}
    cwg = steps.clock(case, "cwg")
    assert (cwg["indicative"], len(cwg["explanation"]["counted"])) == (False, 30)
    assert {"date": "2026-04-27", "reason": "King's Day"} in cwg["explanation"]["skipped"]
    assert {"date": "2026-05-14", "reason": "Ascension Day"} in cwg["explanation"]["skipped"]
    assert world.told() == {
        ("petra.vogel", "forwarded"),
        ("j.bakker", "forwarded"),
        ("cwg_chair", "group_task"),
        ("j.bakker", "invitation"),
    }

    script = world.try_action(
        "office",
        number,
        "provide-script",
        name="x",
        test_references=["TC_E_22_CS"],
        octt_versions=["x"],
        instructions="x",
        file_id=1,
        laboratory_ids=[1],
    )
    assert script.status_code == 422, "the CWG handles it, so a script is not ruled out; its file is missing"
    world.travel(local(2026, 4, 8, 15))
    assert steps.dates(steps.decide(world, number, "cwg"))["severity"] == "2026-04-13"
    digest = steps.propose(world, number, "cwg", "high", "Test the device again.")
    world.told()
    other = world.try_action("board", number, "approve-severity", text_sha256=digest, level="low")
    assert (other.status_code, other.json["errors"][0]["field"]) == (422, "reason")
    stale = world.try_action("board", number, "approve-severity", text_sha256="0" * 64, level="high")
    assert (stale.status_code, stale.json["rule"]) == (409, "P-41")
    assert (
        world.try_action("cwg_chair", number, "approve-severity", text_sha256=digest, level="high").status_code == 403
    )
    world.act(
        "board", number, "approve-severity", text_sha256=digest, level="low", reason="A word is missing, no more."
    )
    assert "Nobody is contacted (step 6b)" in steps.text_to(world, "cwg_chair@oca.example", "severity_approved")
    assert [e["reason"] for e in steps.happened(world, number, "NobodyContacted")] == ["A word is missing, no more."]
    contact = world.try_action("office", number, "contact-certified-vendors", certificates=["OCA.0201.0053.CS"])
    assert "contact-certified-vendors" not in steps.possible(contact)
    assert world.get("office", f"cases/{number}/obligations")["tellings"] == []

    steps.not_necessary(world, number, "test_cases", "octt_bug", "inform_laboratories")
    again = world.try_action("cwg_chair", number, "declare-not-necessary", step="test_cases", reason="Again.")
    assert "complete-step" in steps.possible(again)
    world.act("cwg_chair", number, "complete-step", step="documentation", what="Chapter 4 of the test plan, v12.")
    assert steps.clock(world.case(number), "cwg")["state"] == "ended"
    assert "change_made" in {name for _, name in world.told()}
    world.act("cwg_chair", number, "decide-certification", certified=True, reason="The plan was wrong, not the device.")
    assert world.told() == {("petra.vogel", "certification_decided"), ("j.bakker", "certification_decided")}

    world.act(
        "office",
        number,
        "distribute-update",
        title="Test plan, draft of v12",
        text="Chapter 4 is clarified.",
        available_on="2026-04-09",
        active_on="2026-05-01",
        final=False,
    )
    assert world.case(number)["stages"]["distribution"] == "owed", "after a draft the final version is still owed"
    world.act(
        "office",
        number,
        "distribute-update",
        title="Test plan v12",
        text="Chapter 4 is clarified.",
        available_on="2026-04-10",
        active_on="2026-05-01",
    )
    assert sorted(steps.counted(world).items()) == [
        (("ocpp@dekra.example", "update"), 2),
        (("ocpp@ktc.example", "update"), 2),
    ]
    closed = steps.close(world, number)
    assert steps.stages(closed) == {
        "case": "closed",
        "analysis": "recorded",
        "cwg": "done",
        "severity": "approved_low",
        "certification": "certified",
        "distribution": "distributed",
    }
    assert [(c["state"], c["overdue"]) for c in closed["clocks"]] == [("ended", False)] * 3
    assert world.told() == {("petra.vogel", "closed"), ("j.bakker", "closed")}
    assert world.verify() == []

"""A specification issue from request bytes to letters received: high, vendors told, erratum, the CWG's part, 4b, 6c."""

from datetime import UTC, datetime

from tests.world import World


def test_a_specification_issue_is_lived_through_from_filing_to_closing(world: World) -> None:
    """P-01, P-06, P-21 … P-23, P-30 … P-34, P-40 … P-45, P-50 … P-54, P-58, P-60, P-62."""
    number = world.file()
    assert number == "OCA-2026-0001"
    assert world.told() == {("petra.vogel", "acknowledgement"), ("editor", "analysis_task")}

    world.act(
        "editor",
        number,
        "record-analysis",
        outcome="specification",
        issue="Two readings.",
        cause="E04.FR.06.",
        argumentation="The test case takes one reading, the station the other.",
    )
    assert world.told() == {
        ("petra.vogel", "forwarded"),
        ("j.bakker", "forwarded"),
        ("twg_chair", "group_task"),
        ("j.bakker", "invitation"),
    }
    case = world.case(number)
    assert case["stages"]["twg"] == "on_agenda"
    assert [clock["due_date"] for clock in case["clocks"]] == ["2026-03-09", "2026-04-14"]

    world.travel(datetime(2026, 3, 5, 14, 30, tzinfo=UTC))
    world.act("twg_chair", number, "decide-in-group", group="twg", decision="confirmed", argumentation="Both exist.")
    world.act(
        "twg_chair",
        number,
        "propose-severity",
        group="twg",
        level="high",
        interoperability="Messages are lost.",
        manual_actions="Firmware.",
        malfunction="No.",
        notice="Number messages in the order of generation.",
    )
    assert world.told() == {
        ("petra.vogel", "group_decided"),
        ("j.bakker", "group_decided"),
        ("board", "severity_proposed"),
    }

    text = world.case(number)["severity_proposal"]["text_sha256"]
    world.act("board", number, "approve-severity", text_sha256=text, level="high")
    assert world.told() == {("twg_chair", "severity_approved"), ("office", "notices_task")}
    found = world.get("office", f"cases/{number}/applicability")
    assert (found["certificates"], found["vendors"]) == (4, 3)
    world.act("office", number, "contact-certified-vendors", certificates=[i["number"] for i in found["items"]])
    assert world.told() == {("asa", "notice"), ("notices", "notice")}
    silent = [o for o in world.get("office", f"cases/{number}/obligations")["items"] if o["state"] == "no_address"]
    assert [o["party"] for o in silent] == ["Stille Säule GmbH"]

    world.act(
        "editor",
        number,
        "record-erratum",
        kind="clarification",
        title="seqNo",
        document="Part 2",
        new_text="SHALL be numbered as generated.",
    )
    world.act("twg_chair", number, "contact-cwg", request="Let TC_E_22_CS accept both.")
    assert world.case(number)["stages"] | {"twg": "done", "cwg": "on_agenda"} == world.case(number)["stages"]

    world.travel(datetime(2026, 3, 18, 14, 0, tzinfo=UTC))
    world.act("cwg_chair", number, "decide-in-group", group="cwg", decision="confirmed", argumentation="Yes.")
    world.act("cwg_chair", number, "complete-step", step="test_cases", what="TC_E_22_CS, version 12.")
    for step in ("documentation", "octt_bug", "inform_laboratories"):
        world.act("cwg_chair", number, "declare-not-necessary", step=step, reason="Nothing to change.")
    world.act("cwg_chair", number, "decide-certification", certified=True, reason="The device is right.")
    refused = world.try_action("editor", number, "close-case", resolution="Clarified.", scope="general")
    assert refused.status_code == 409
    assert "distribution (owed)" in refused.json["detail"]

    world.tick()
    world.act(
        "office",
        number,
        "distribute-update",
        title="Errata sheet 2026-03",
        text="seqNo is clarified.",
        available_on="2026-03-20",
        active_on="2026-04-01",
    )
    assert world.told() == {("ocpp", "update")}
    closed = world.act("editor", number, "close-case", resolution="seqNo counts generated messages.", scope="general")
    assert closed["stages"]["case"] == "closed"
    assert world.told() == {("petra.vogel", "closed"), ("j.bakker", "closed")}
    resolution = world.get("other_laboratory", "resolutions", query_string={"test_reference": "tc-e-22-cs"})["items"]
    assert [r["text"] for r in resolution] == ["seqNo counts generated messages."]
    assert world.verify() == []

"""Cases that turn: revised, duplicate, withdrawn, reopened."""

from datetime import timedelta

from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World

PETRA, JEROEN = "petra.vogel@dekra.example", "j.bakker@voltwerk.example"


def test_a_revised_analysis_takes_the_case_from_one_group_to_the_other(world: World) -> None:
    """P-20, P-22, P-30, P-31, P-34, P-36, P-42: from the specification to the OCTT."""
    number = world.file()
    steps.analyse(world, number, "specification")
    steps.propose(world, number, "twg", "high", "Number messages as generated.")
    world.told()
    assert [c["indicative"] for c in world.case(number)["clocks"]] == [False, False, False]
    again = {"issue": "As before.", "cause": "The OCTT.", "reason": "The requirement is clear after all."}
    same = world.try_action("editor", number, "revise-analysis", outcome="specification", **again)
    assert (same.status_code, same.json["errors"][0]["field"]) == (422, "outcome")

    world.travel(timedelta(hours=1))
    case = world.act("editor", number, "revise-analysis", outcome="octt", **again)
    assert steps.stages(case) == {
        "case": "open",
        "analysis": "recorded",
        "twg": "taken_back",
        "cwg": "on_agenda",
        "severity": "proposed",
        "certification": "awaited",
    }
    assert [(c["group"] or c["kind"], c["state"], c["indicative"]) for c in case["clocks"]] == [
        ("analysis", "ended", False),
        ("twg", "ended", True),
        ("severity", "running", True),
        ("cwg", "running", True),
    ]
    letters = {(to, name): " ".join(letter.text.split()) for to, name, letter in world.post()}
    assert {(to.split("@")[0], name) for to, name in letters} == {
        ("petra.vogel", "analysis_revised"),
        ("j.bakker", "analysis_revised"),
        ("twg_chair", "taken_back"),
        ("petra.vogel", "forwarded"),
        ("j.bakker", "forwarded"),
        ("cwg_chair", "group_task"),
        ("j.bakker", "invitation"),
    }
    assert "The requirement is clear after all." in letters[PETRA, "analysis_revised"]
    assert "The date is indicative" in letters[JEROEN, "forwarded"]
    assert [i["number"] for i in world.get("office", f"calls/{case['calls']['cwg']['id']}")["items"]] == [number]
    assert world.get("office", f"calls/{world.next_call('twg')['id']}")["items"] == [], "off the TWG's agenda"

    steps.decide(world, number, "cwg")
    late = world.try_action("editor", number, "revise-analysis", outcome="specification", **again)
    assert (late.status_code, late.json["rule"]) == (409, "P-20"), "a group that has confirmed is not overruled"
    assert "revise-analysis" not in steps.possible(late)
    world.travel(local(2026, 3, 10))
    assert ("office", "digest") not in world.told(), "an indicative clock is never a breach"
    assert steps.happened(world, number, "DueDatePassed") == []
    assert world.verify() == []


def test_a_duplicate_points_to_the_case_that_stays_and_tells_nothing_of_it(world: World) -> None:
    """P-51, P-60, P-61."""
    stays = world.file()
    number = world.file(
        "other_laboratory",
        vendor_name="Nordlader AB",
        device="NL-7",
        vendor_contact={"name": "Åsa Lindqvist", "email": "asa@nordlader.example"},
        laboratory_contact={"name": "Jihoon Park", "email": "jihoon@ktc.example"},
    )
    world.told()
    unknown = world.try_action("editor", number, "close-as-duplicate", duplicate_of="OCA-2026-0099", reason="Same.")
    assert unknown.status_code == 422
    itself = world.try_action("editor", number, "close-as-duplicate", duplicate_of=number, reason="Same.")
    assert itself.status_code == 422
    naming = world.try_action("editor", number, "close-as-duplicate", duplicate_of=stays, reason="Voltwerk asked it.")
    assert (naming.status_code, naming.json["rule"]) == (422, "P-51")
    for who in ("other_laboratory", "board"):
        assert (
            world.try_action(who, number, "close-as-duplicate", duplicate_of=stays, reason="Same.").status_code == 403
        )

    closed = world.act("editor", number, "close-as-duplicate", duplicate_of=stays, reason="The same reading of seqNo.")
    assert (closed["closing"], closed["stages"]["case"]) == ("duplicate", "closed")
    letters = {to: " ".join(letter.text.split()) for to, _, letter in world.post()}
    assert set(letters) == {"jihoon@ktc.example", "other_laboratory@ktc.example", "asa@nordlader.example"}
    for text in letters.values():
        assert f"closed as a duplicate of {stays}" in text
        assert not any(word in text for word in ("Voltwerk", "DEKRA", "Vogel", "Bakker", "VW-22"))
    assert world.request("other_laboratory", "GET", f"cases/{stays}").status_code == 404
    assert steps.clock(closed, "analysis")["state"] == "ended"
    assert steps.clock(world.case(stays), "analysis")["state"] == "running", "both keep their history and clocks"
    assert steps.happened(world, number, "CaseClosed")[0]["duplicate_of"] == stays
    assert world.verify() == []


def test_a_case_withdrawn_by_its_laboratory_can_be_reopened_and_answered(world: World) -> None:
    """P-58, P-60, P-61, P-96."""
    number = world.file()
    steps.analyse(world, number, "specification")
    world.told()
    assert world.try_action("other_laboratory", number, "withdraw", reason="x").status_code == 404, "not theirs to see"
    for who in ("vendor", "editor"):
        assert world.try_action(who, number, "withdraw", reason="x").status_code == 403
    withdrawn = world.act("laboratory", number, "withdraw", reason="Our set-up was wrong.")
    assert (withdrawn["closing"], steps.clock(withdrawn, "twg")["state"]) == ("withdrawn", "ended")
    letters = {to: " ".join(letter.text.split()) for to, _, letter in world.post()}
    assert set(letters) == {PETRA, JEROEN}
    assert "the issue was withdrawn by its laboratory" in letters[JEROEN]
    assert "Our set-up was wrong." in letters[JEROEN]
    after = world.try_action(
        "twg_chair", number, "decide-in-group", group="twg", decision="confirmed", argumentation="x"
    )
    assert (after.json["detail"], steps.possible(after)) == ("The case is closed; reopen it first.", {"add-message"})
    assert world.get("laboratory", "cases")["items"] == []
    assert world.get("office", f"calls/{world.next_call('twg')['id']}")["items"] == [], "off the agenda to come"
    assert [i["number"] for i in world.get("laboratory", "cases", query_string={"state": "closed"})["items"]] == [
        number
    ]
    world.travel(timedelta(days=90))
    assert world.told() == set(), "a closed case reminds nobody"

    assert world.try_action("laboratory", number, "reopen", reason="x").status_code == 403
    world.travel(local(2026, 6, 5))
    reopened = world.act("office", number, "reopen", reason="The set-up was right after all.")
    assert world.told() == {("petra.vogel", "reopened"), ("j.bakker", "reopened"), ("editor", "analysis_task")}
    assert steps.stages(reopened) == {"case": "open", "analysis": "awaited"}
    assert [(c["kind"], c["state"], c["due_date"]) for c in reopened["clocks"]] == [
        ("analysis", "ended", "2026-03-09"),
        ("working_group", "ended", "2026-04-14"),
        ("analysis", "running", "2026-06-12"),
    ]
    assert (reopened["closing"], reopened["closed_at"]) == (None, None)
    steps.analyse(world, number, "vendor_implementation")
    assert world.told() == {("petra.vogel", "answered"), ("j.bakker", "answered")}
    steps.close(world, number)
    assert [e["closing"] for e in steps.happened(world, number, "CaseClosed")] == ["withdrawn", "completed"]
    assert world.verify() == []

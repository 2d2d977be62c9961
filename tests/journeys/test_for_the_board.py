"""An issue that fits neither group: the Board handles it on its own, without a maximum time."""

from datetime import timedelta

from tests.journeys import steps
from tests.world import World


def test_another_issue_is_decided_by_the_board_without_a_clock(world: World) -> None:
    """P-11, P-13, P-22, P-45, P-60, P-70."""
    number = world.file()
    world.told()
    case = steps.analyse(world, number, "other")
    assert steps.stages(case) == {
        "case": "open",
        "analysis": "recorded",
        "certification": "awaited",
        "board_matter": "open",
    }
    assert [clock["state"] for clock in case["clocks"]] == ["ended"]
    letters = {(to, name): " ".join(letter.text.split()) for to, name, letter in world.post()}
    assert {(to.split("@")[0], name) for to, name in letters} == {
        ("petra.vogel", "forwarded_to_board"),
        ("j.bakker", "forwarded_to_board"),
        ("board", "board_task"),
    }
    assert "No maximum time is set" in letters["petra.vogel@dekra.example", "forwarded_to_board"]

    refused = world.try_action(
        "twg_chair", number, "decide-in-group", group="twg", decision="confirmed", argumentation="x"
    )
    assert (refused.status_code, refused.json["rule"]) == (409, "P-30")
    assert "decide-in-group" not in steps.possible(refused)
    for who in ("laboratory", "vendor", "office"):
        assert world.try_action(who, number, "decide-interim-measure", measure="x", reason="x").status_code == 403
    world.act("board", number, "decide-interim-measure", measure="Skip TC_E_22_CS.", reason="It is not needed.")
    measures = [(to.split("@")[0], "Skip TC_E_22_CS." in letter.text) for to, _, letter in world.post()]
    assert measures == [("petra.vogel", True), ("j.bakker", True)]

    world.travel(timedelta(days=120))
    assert world.told() == set(), "no clock, no reminder, no digest"
    assert world.try_action("office", number, "decide-other-issue", decision="x", reason="x").status_code == 403
    world.act("board", number, "decide-other-issue", decision="The fee is returned.", reason="It was charged twice.")
    letters = {(to.split("@")[0], name): " ".join(letter.text.split()) for to, name, letter in world.post()}
    assert set(letters) == {("petra.vogel", "other_issue_decided"), ("j.bakker", "other_issue_decided")}
    for text in letters.values():
        assert "The fee is returned." in text
        assert "Whether the vendor is certified is for the CWG to decide (step 4b)" in text
    open_still = world.try_action("editor", number, "close-case", resolution="x", scope="special")
    assert open_still.json["detail"] == "Still open: certification (awaited)."
    revised = world.try_action("editor", number, "revise-analysis", outcome="octt", issue="x", cause="x", reason="x")
    assert (revised.status_code, revised.json["rule"]) == (409, "P-70"), "an editor does not overrule the Board"
    world.act("cwg_chair", number, "decide-certification", certified=True, reason="Nothing stands against it.")
    world.told()
    closed = world.act("office", number, "close-case", resolution="A fee is charged once.", scope="special")
    assert closed["stages"]["case"] == "closed"
    assert world.told() == {("petra.vogel", "closed"), ("j.bakker", "closed")}
    found = world.get("other_laboratory", "resolutions", query_string={"q": "fee"})["items"]
    assert [(r["text"], r["scope"]) for r in found] == [("A fee is charged once.", "special")]
    assert world.verify() == []

"""An issue that fits neither group: the Board handles it on its own, without a maximum time."""

from datetime import UTC, datetime, timedelta

from tests.browsing import sign_in
from tests.intake.conftest import Desk, mailed
from tests.intake.letters_in import mail
from tests.issuetracker.web.desk_forms import submit
from tests.journeys import steps

__all__ = ["mailed"]  # a fixture


def test_another_issue_is_decided_by_the_board_without_a_clock(mailed: Desk) -> None:
    """P-11, P-13, P-22, P-45, P-60, P-70: filed by mail, dated and decided by the Board, told, closed."""
    world = mailed.world
    number = mailed.number(mailed.receive(mail()))
    assert ("petra.vogel", "acknowledgement") in world.told()
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

    refused = world.try_action("board", number, "set-board-date", working_days=0)
    assert (refused.status_code, refused.json["rule"]) == (422, "P-70")
    board = sign_in(world, "board")
    assert "Decide the issue" in board.get("/board").text
    place = f"/board/{number}/set-board-date"
    set_there = submit(board, f"/board?case={number}&do=set-board-date", place, working_days="10")
    assert "own date Mon 16 Mar" in set_there.text
    letters = {(to.split("@")[0], name): letter.text for to, name, letter in world.post()}
    assert set(letters) == {("petra.vogel", "board_date"), ("j.bakker", "board_date")}
    assert "the end of Monday 16 March 2026" in letters["j.bakker", "board_date"]
    assert world.case(number, "vendor")["board_due_on"] == "2026-03-16"

    world.travel(datetime(2026, 3, 12, 12, tzinfo=UTC))
    assert world.told() == set(), "two working days before nobody is reminded"
    world.travel(datetime(2026, 3, 13, 12, tzinfo=UTC))
    assert world.told() == {("board", "board_date_reminder")}
    world.travel(timedelta(hours=2))
    assert world.told() == set(), "once"
    world.travel(datetime(2026, 3, 17, 12, tzinfo=UTC))
    over = {(to.split("@")[0], name): " ".join(letter.text.split()) for to, name, letter in world.post()}
    assert set(over) == {(who, "board_date_reminder") for who in ("board", "office")}
    assert "Over by: 1 working day" in over["office", "board_date_reminder"]
    assert f"/board?case={number}" in over["board", "board_date_reminder"]
    world.travel(timedelta(days=120))
    assert world.told() == set(), "no clock, no breach, no digest"
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
    for who, expected in (("laboratory", ["A fee is charged once."]), ("other_laboratory", [])):
        found = world.get(who, "resolutions", query_string={"q": "fee"})["items"]
        assert [r["text"] for r in found] == expected, "for one special case: who asked, and OCA (P-62)"
    assert world.verify() == []

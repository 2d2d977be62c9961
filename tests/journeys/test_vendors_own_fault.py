"""The device is at fault: both parties get the answer with its argumentation, over a year's end."""

from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World


def _answered(world: World) -> str:
    world.travel(local(2026, 12, 28, 17))
    world.tick()
    number = world.file()
    assert number == "OCA-2026-0001"
    analysis = steps.clock(world.case(number), "analysis")
    assert analysis["due_date"] == "2027-01-05"
    assert {"date": "2027-01-01", "reason": "New Year's Day"} in analysis["explanation"]["skipped"]
    world.told()
    world.travel(local(2027, 1, 5, 23, 59, 59))
    silent = world.try_action(
        "editor", number, "record-analysis", outcome="vendor_implementation", issue="a", cause="b"
    )
    assert (silent.status_code, silent.json["rule"], silent.json["errors"][0]["field"]) == (
        422,
        "P-21",
        "argumentation",
    )
    assert (
        world.try_action("laboratory", number, "record-analysis", outcome="other", issue="a", cause="b").status_code
        == 403
    )
    world.act(
        "editor",
        number,
        "record-analysis",
        outcome="vendor_implementation",
        issue="Offline numbering.",
        cause="The station restarts at 0.",
        argumentation="E04.FR.06 asks to go on; the station restarts.",
    )
    letters = {(to, name): letter.text for to, name, letter in world.post() if name != "reminder"}
    assert {(to.split("@")[0], name) for to, name in letters} == {("petra.vogel", "answered"), ("j.bakker", "answered")}
    for text in letters.values():
        assert "E04.FR.06 asks to go on; the station restarts." in text
        assert "It is for the vendor to fix it and to restart certification" in " ".join(text.split())
    return number


def test_the_vendors_own_fault_is_answered_to_both_and_closes(world: World) -> None:
    """P-20, P-21, P-23, P-60, P-61, P-91; over a year's end."""
    number = _answered(world)
    case = world.case(number)
    assert steps.stages(case) == {"case": "open", "analysis": "recorded"}
    analysis = steps.clock(case, "analysis")
    assert (analysis["state"], analysis["overdue"], analysis["ended_at"]) == ("ended", False, "2027-01-05T22:59:59Z")
    late = world.try_action(
        "twg_chair",
        number,
        "propose-severity",
        group="twg",
        level="low",
        interoperability="x",
        manual_actions="x",
        malfunction="x",
    )
    assert (late.status_code, late.json["rule"]) == (409, "P-40")

    world.travel(local(2027, 2, 15))
    assert world.told() == set(), "nothing runs, nobody is reminded"
    assert world.case(number)["stages"]["case"] == "open", "nothing is closed because time passed"
    steps.close(world, number, "seqNo goes on after an offline period; a restart at 0 is a fault of the device.")
    assert world.told() == {("petra.vogel", "closed"), ("j.bakker", "closed")}
    assert world.file() == "OCA-2027-0001", "numbers are counted in the year of the filing"
    assert world.verify() == []


def test_the_cwg_may_still_record_that_the_vendor_is_not_certified(world: World) -> None:
    """P-45, P-21."""
    number = _answered(world)
    assert world.try_action("office", number, "decide-certification", certified=False, reason="x").status_code == 403
    world.act("cwg_chair", number, "decide-certification", certified=False, reason="TC_E_22_CS fails.")
    letters = world.post()
    assert {(to, name) for to, name, _ in letters} == {
        ("petra.vogel@dekra.example", "certification_decided"),
        ("j.bakker@voltwerk.example", "certification_decided"),
    }
    assert all(
        "The CWG has decided that the vendor is not certified" in " ".join(letter.text.split())
        for _, _, letter in letters
    )
    assert steps.stages(steps.close(world, number)) == {
        "case": "closed",
        "analysis": "recorded",
        "certification": "not_certified",
    }
    assert world.verify() == []

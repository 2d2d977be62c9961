"""Reminders, the due moment, and the digest to the one above; over weekends, outages and both DST nights."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World

EDITOR, OFFICE = "editor@oca.example", "office@oca.example"
SECOND = timedelta(seconds=1)


def _filed(world: World, at: datetime) -> str:
    world.travel(at)
    number = world.file()
    world.told()
    return number


def _only_at(world: World, moment: datetime, letter: tuple[str, str]) -> str:
    """Nothing a second before; the letter, once, at the moment; nothing after it. Returns its text."""
    world.travel(moment - SECOND)
    assert world.told() == set()
    world.travel(moment)
    arrived = world.post()
    assert [(to, name) for to, name, _ in arrived] == [letter]
    assert world.told() == set()
    return " ".join(arrived[0][2].text.split())


def test_whoever_holds_the_step_is_reminded_and_then_the_one_above_each_working_day(world: World) -> None:
    """P-23, P-58, P-91, P-95, P-96: half time, one day before, due, digest; none on weekends."""
    number = _filed(world, local(2026, 3, 2))
    half = _only_at(world, local(2026, 3, 5, 8), (EDITOR, "reminder"))
    assert "Half of the time for analysis (step 2) has gone" in half
    assert "Left: 2 working days after today" in half
    assert "nearly over" in _only_at(world, local(2026, 3, 6, 8), (EDITOR, "reminder"))
    world.travel(local(2026, 3, 7, 12))
    assert world.told() == set()

    passed = _only_at(world, local(2026, 3, 10, 0), (EDITOR, "due_passed"))
    assert "Was due: the end of Monday 9 March 2026" in passed
    assert "the OCA office sees the case in a digest each working day" in passed
    assert steps.happened(world, number, "DueDatePassed") == [{"clock": "analysis-1", "due_at": "2026-03-09T22:59:59Z"}]
    assert steps.clock(world.case(number), "analysis")["overdue"] is True

    digest = _only_at(world, local(2026, 3, 10, 8), (OFFICE, "digest"))
    assert f"{number}, seqNo after an offline transaction" in digest
    assert "With: Technical Editor Was due: Monday 9 March 2026 Over by: 1 working day" in digest
    _only_at(world, local(2026, 3, 13, 8), (OFFICE, "digest"))
    for weekend in (local(2026, 3, 14, 9), local(2026, 3, 15, 9)):
        world.travel(weekend)
        assert world.told() == set()
    assert "Over by: 5 working days" in _only_at(world, local(2026, 3, 16, 8), (OFFICE, "digest"))
    steps.analyse(world, number, "vendor_implementation")
    late = steps.clock(world.case(number), "analysis")
    assert (late["state"], late["overdue"]) == ("ended", True), "a breach stays on record"
    world.told()
    world.travel(local(2026, 3, 17, 8))
    assert world.told() == set()
    assert world.verify() == []


def test_what_was_missed_in_an_outage_is_caught_up_once(world: World) -> None:
    """P-07, P-95: ten days without the clock, two cases; no storm of reminders."""
    first, second = _filed(world, local(2026, 3, 2)), _filed(world, local(2026, 3, 2, 11))
    world.travel(local(2026, 3, 12, 11))
    arrived = world.post()
    assert sorted((to, name) for to, name, _ in arrived) == [
        (EDITOR, "due_passed"),
        (EDITOR, "due_passed"),
        (OFFICE, "digest"),
    ]
    digest = next(letter for _, name, letter in arrived if name == "digest")
    assert digest.subject.startswith("2 cases over time on ")
    assert world.told() == set()
    assert [len(steps.happened(world, number, "DueDatePassed")) for number in (first, second)] == [1, 1]
    world.travel(timedelta(days=10))
    assert world.told() == set(), "a Sunday"
    world.travel(timedelta(days=1))
    assert steps.counted(world) == {(OFFICE, "digest"): 1}, "one digest, whatever was missed"
    assert [len(steps.happened(world, number, "DueDatePassed")) for number in (first, second)] == [1, 1]
    assert world.verify() == []


def test_a_reminder_missed_by_an_hour_is_sent_and_one_missed_for_good_is_not(world: World) -> None:
    """P-95: of half time and one day before, both missed, only the last one is sent."""
    _filed(world, local(2026, 3, 2))
    world.travel(local(2026, 3, 6, 9))
    arrived = world.post()
    assert [(to, name) for to, name, _ in arrived] == [(EDITOR, "reminder")]
    assert "1 working day left" in arrived[0][2].subject


@pytest.mark.parametrize(
    ("filed", "half_time", "due"),
    [
        (local(2026, 3, 27, 16), local(2026, 4, 1, 8), local(2026, 4, 4, 0)),
        (local(2026, 10, 23, 16), local(2026, 10, 28, 8), local(2026, 10, 31, 0)),
    ],
    ids=["spring", "autumn"],
)
def test_reminders_keep_their_local_hour_over_a_dst_night(
    world: World, filed: datetime, half_time: datetime, due: datetime
) -> None:
    """P-90, P-91, P-95: nothing twice and nothing skipped in the night of 29 March and of 25 October."""
    number = _filed(world, filed)
    offset = half_time.utcoffset()
    assert offset != filed.utcoffset()
    night = filed.replace(hour=0) + timedelta(days=2)
    for half_hour in range(1, 12):
        world.travel(night.astimezone(UTC) + timedelta(minutes=30 * half_hour))
        assert world.told() == set()
    _only_at(world, half_time, (EDITOR, "reminder"))
    _only_at(world, half_time + timedelta(days=1), (EDITOR, "reminder"))
    _only_at(world, due, (EDITOR, "due_passed"))
    monday = due.replace(hour=8) + timedelta(days=2)
    if monday.date().isoformat() == "2026-04-06":
        world.travel(monday)
        assert world.told() == set(), "Easter Monday"
        monday += timedelta(days=1)
    _only_at(world, monday, (OFFICE, "digest"))
    assert len(steps.happened(world, number, "DueDatePassed")) == 1
    assert world.verify() == []


def test_a_chair_over_time_is_shown_to_the_board_and_the_board_to_the_office(world: World) -> None:
    """P-42, P-95."""
    number = _filed(world, local(2026, 3, 2))
    steps.analyse(world, number, "specification")
    world.travel(local(2026, 4, 15, 9))
    arrived = {(to.split("@")[0], name) for to, name, _ in world.post()}
    assert ("twg_chair", "due_passed") in arrived
    assert {who for who, name in arrived if name == "digest"} == {"board"}
    steps.decide(world, number, "twg")
    steps.propose(world, number, "twg", "low")
    world.told()
    world.travel(local(2026, 4, 21, 9))
    arrived = {(to.split("@")[0], name) for to, name, _ in world.post()}
    assert arrived == {("board", "due_passed"), ("board", "digest"), ("office", "digest")}
    assert world.verify() == []

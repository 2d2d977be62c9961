"""Whose turn it is agrees with the tables: nothing waits for nobody, and nobody is asked for what they cannot do."""

import pytest

from workflows.procedure import ARROWS
from workflows.roles import Role
from workflows.stages import UNFINISHED, Track
from workflows.standing import WORDS, standing
from workflows.waiting import WAITS, Wait, waits_for


@pytest.mark.parametrize("wait", WAITS, ids=lambda wait: f"{wait.track}-{wait.stage}")
def test_whoever_is_asked_can_do_it_by_the_tables(wait: Wait) -> None:
    rows = [arrow for arrow in ARROWS if arrow.action is wait.action]
    assert rows
    for role in wait.roles:
        if wait.action.__name__ == "ProposeSeverity":  # on the severity's track, by the chair of whichever group has it
            assert any(role in arrow.roles for arrow in rows)
            continue
        assert any(
            role in arrow.roles and arrow.track is wait.track and wait.stage in arrow.come_from for arrow in rows
        ), (role, wait)


def test_every_unfinished_stage_waits_for_somebody() -> None:
    waited = {(wait.track, wait.stage) for wait in WAITS}
    waited.add((Track.TWG, "awaiting_octt_fix"))  # the TWG fixes no tool, so it never stands there
    for track, unfinished in UNFINISHED.items():
        for stage in unfinished:
            assert (track, stage) in waited, (track, stage)


def test_every_unfinished_stage_has_its_words() -> None:
    for track, unfinished in UNFINISHED.items():
        assert unfinished <= WORDS.get(track, {}).keys(), track


def test_a_role_sees_its_own_waits_only() -> None:
    assert {wait.stage for wait in waits_for(frozenset({Role.BOARD}))} == {"proposed", "open"}
    assert waits_for(frozenset()) == ()


def test_a_closed_case_is_closed_and_a_finished_one_ready() -> None:
    fresh = dict.fromkeys(Track, "not_opened") | {Track.CASE: "open", Track.ANALYSIS: "recorded"}
    assert standing(fresh) == ("ready to be closed",)
    assert standing(fresh | {Track.CASE: "closed"}) == ("closed",)
    assert standing(fresh | {Track.TWG: "on_agenda", Track.CERTIFICATION: "awaited"}) == (
        "TWG: on the agenda",
        "certification decision",
    )

"""A vendor's calendar follows its case: a call that the case leaves is taken out of it (P-31)."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from issuetracker.extensions import transaction
from issuetracker.models import Case
from issuetracker.services.casework import load
from issuetracker.services.telling import Happened, Occasion, tell
from tests.journeys import steps
from tests.post_office import Received
from tests.world import World
from workflows import events as ev
from workflows.case_state import Entry
from workflows.stages import CaseStage, HandlingStage


def _entry(letter: Received) -> EmailMessage | None:
    return next((part for part in letter.message.walk() if part.get_content_type() == "text/calendar"), None)


def _withdrawn(world: World) -> dict[tuple[str, str], list[str]]:
    """The calendar entries that arrive now and take something out: to whom, by which letter, which UID."""
    found: dict[tuple[str, str], list[str]] = {}
    for to, name, letter in world.post():
        entry = _entry(letter)
        if entry is not None and entry.get_param("method") == "CANCEL":
            text = entry.get_content()
            assert "METHOD:CANCEL" in text
            assert "STATUS:CANCELLED" in text
            assert f"ATTENDEE:mailto:{to}" in text.replace("\r\n ", "")
            assert re.search(r"takes the [TC]WG call of", " ".join(letter.text.split()))
            found.setdefault((to.split("@")[0], name), []).extend(
                line for line in text.splitlines() if line.startswith("UID:")
            )
    return found


def _on_the_agenda(world: World, **changes: object) -> tuple[str, int]:
    number = world.file(**changes)
    steps.analyse(world, number, "specification")
    invitation = next(letter for _, name, letter in world.post() if name == "invitation")
    entry = _entry(invitation)
    assert entry is not None
    call: int = world.case(number)["calls"]["twg"]["id"]
    assert f"UID:call-{call}@" in entry.get_content()
    return number, call


def test_a_case_that_is_taken_back_leaves_its_vendors_calendar(world: World) -> None:
    number, call = _on_the_agenda(world)
    world.act(
        "editor", number, "revise-analysis", outcome="vendor_implementation", issue="i", cause="c", argumentation="a",
        reason="A second look.",
    )  # fmt: skip
    withdrawn = _withdrawn(world)
    assert withdrawn == {("j.bakker", "analysis_revised"): [f"UID:call-{call}@tracker.oca.example"]}


def test_a_case_that_moves_leaves_one_call_for_the_other_once(world: World) -> None:
    number, call = _on_the_agenda(world)
    later = [c for c in world.get("office", "calls", query_string={"group": "twg"})["items"] if c["id"] > call]
    world.act("twg_chair", number, "place-on-agenda", group="twg", call_id=later[0]["id"])
    assert _withdrawn(world) == {("j.bakker", "agenda_moved"): [f"UID:call-{call}@tracker.oca.example"]}
    world.act("twg_chair", number, "place-on-agenda", group="twg", call_id=later[1]["id"])
    assert _withdrawn(world) == {("j.bakker", "agenda_moved"): [f"UID:call-{later[0]['id']}@tracker.oca.example"]}
    world.act("twg_chair", number, "expedite", group="twg", call_id=call, reason="It cannot wait.")
    assert _withdrawn(world) == {("j.bakker", "expedited"): [f"UID:call-{later[1]['id']}@tracker.oca.example"]}
    assert world.verify() == []


@pytest.mark.parametrize("decision", ["confirmed", "not_an_issue", "referred", "postponed"])
def test_a_case_decided_before_its_call_begins_leaves_it(desk: World, decision: str) -> None:
    number, call = _on_the_agenda(desk)
    steps.decide(desk, number, "twg", decision)
    assert _withdrawn(desk) == {("j.bakker", "group_decided"): [f"UID:call-{call}@tracker.oca.example"]}


def test_a_case_that_is_closed_leaves_its_call(desk: World) -> None:
    number, call = _on_the_agenda(desk)
    desk.act("laboratory", number, "withdraw", reason="It was our mistake.")
    assert _withdrawn(desk) == {("j.bakker", "closed"): [f"UID:call-{call}@tracker.oca.example"]}


def test_a_case_that_leaves_both_groups_calls_at_once_leaves_both_in_the_calendar(world: World) -> None:
    """RFC 5546, 3.2.5: one withdrawal for each entry, and none forgotten; of a state in which both groups have it."""
    number, twg = _on_the_agenda(world)
    steps.decide(world, number, "twg", "referred")
    cwg = world.case(number)["calls"]["cwg"]["id"]
    world.told()
    with world.app.app_context(), transaction() as session:
        dossier = load(session, session.scalars(select(Case)).one())
        before = replace(dossier.state, twg=HandlingStage.ON_AGENDA, cwg=HandlingStage.ON_AGENDA)
        closed = replace(before, case=CaseStage.CLOSED)
        now = datetime.now(UTC)
        entry = Entry(dossier.state.seq + 1, now, None, "Henk", "P-60", 1, ev.CaseClosed(ev.Closing.WITHDRAWN, "No."))
        occasion = Occasion(dossier.case, closed, dossier.clocks, now)
        tell(session, world.app.extensions["desk"], occasion, (Happened(before, entry),))
    uids = {f"UID:call-{call}@tracker.oca.example" for call in (twg, cwg)}
    assert {key: set(found) for key, found in _withdrawn(world).items()} == {("j.bakker", "closed"): uids}


def test_a_call_that_has_been_stays_and_who_was_not_invited_is_told_nothing_of_it(desk: World) -> None:
    number, call = _on_the_agenda(desk)
    desk.travel(steps.local(2026, 3, 31))
    assert call
    desk.told()
    steps.decide(desk, number, "twg")
    assert _withdrawn(desk) == {}
    other = desk.file(vendor_name="Nordlader AB")
    steps.analyse(desk, other, "specification")
    desk.told()
    steps.decide(desk, other, "twg")
    assert _withdrawn(desk) == {}

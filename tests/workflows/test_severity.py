"""The procedure retold, third part: severity, its approval and the certified vendors (D.2.2.4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.workflows import builders as b
from tests.workflows.builders import BOARD, CWG_CHAIR, OFFICE, SECOND_BOARD, TWG_CHAIR, Walk
from workflows import actions as act
from workflows import events as ev
from workflows import versions
from workflows.clocks import Clock, ClockState, holder
from workflows.conditions import Attribute, Condition, Kind
from workflows.errors import InvalidValue, NotPossibleNow, NotYours, TextChanged, WrongRole
from workflows.roles import Actor, Group, Role
from workflows.stages import SeverityStage
from workflows.versions import ClockKind, Procedure
from workflows.vocabulary import Decision, Level, Outcome

TWG, CWG = Group.TWG, Group.CWG
S = SeverityStage
CONTACT = act.ContactCertifiedVendors(("OCA.0201.0069.CS",))
DIGEST_OF_BEFORE = "048f8e737c82170f4f1bfbaf4f6b49dea6b10ddd22ab91049f58409548fd4f99"


def confirmed() -> Walk:
    return Walk().analysed(Outcome.SPECIFICATION).decided(TWG)


def clock(walk: Walk) -> Clock:
    return walk.clock(ClockKind.SEVERITY)


def test_the_chair_of_the_handling_group_proposes_with_a_note_for_each_criterion() -> None:
    """P-40."""
    walk = confirmed()
    assert walk.state.severity is S.PROPOSAL_AWAITED
    (proposed,) = walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    assert isinstance(proposed, ev.SeverityProposed)
    assert (proposed.interoperability, proposed.manual_actions, proposed.malfunction) == (
        "Billing differs.",
        "None.",
        "No.",
    )


def test_the_chair_of_a_group_that_does_not_handle_the_issue_proposes_nothing() -> None:
    """P-40."""
    with pytest.raises(NotPossibleNow):
        confirmed().do(b.proposal(CWG, Level.HIGH), CWG_CHAIR)
    with pytest.raises(WrongRole):
        confirmed().do(b.proposal(TWG, Level.HIGH), CWG_CHAIR)


def test_the_board_approves_and_only_then_may_vendors_be_contacted() -> None:
    """P-41."""
    walk = confirmed()
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    with pytest.raises(NotPossibleNow):
        walk.do(CONTACT, OFFICE)
    walk.do(b.approval(walk.state), BOARD)
    assert walk.state.severity is S.APPROVED_HIGH
    walk.do(CONTACT, OFFICE)
    assert walk.state.severity is S.VENDORS_CONTACTED


def test_the_proposer_cannot_approve_though_also_on_the_board() -> None:
    """P-41."""
    chair_on_board = Actor(TWG_CHAIR.person_id, "Tine Chair", frozenset({Role.TWG_CHAIR, Role.BOARD}))
    walk = confirmed()
    walk.do(b.proposal(TWG, Level.HIGH), chair_on_board)
    assert "approve-severity" not in walk.offered(chair_on_board)
    with pytest.raises(NotYours):
        walk.do(b.approval(walk.state), chair_on_board)


def test_a_text_changed_after_it_was_read_must_be_read_again() -> None:
    """P-41: an approval is of an exact text."""
    walk = confirmed()
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    read = b.approval(walk.state)
    walk.do(b.proposal(TWG, Level.HIGH, "Stations always repeat a message."), TWG_CHAIR)
    with pytest.raises(TextChanged):
        walk.do(read, BOARD)
    assert read.text_sha256 != b.approval(walk.state).text_sha256


def test_every_part_of_the_text_changes_its_digest() -> None:
    """P-41: criteria, level, what will be told."""
    made = b.proposal(TWG, Level.HIGH)
    parts = ("interoperability", "manual_actions", "malfunction", "notice")
    changed = [replace(made, **{part: "Otherwise."}) for part in parts] + [replace(made, level=Level.LOW)]
    assert len({b.digest_of(text) for text in (made, *changed)}) == len(parts) + 2


def test_whom_it_concerns_is_part_of_the_approved_text() -> None:
    """P-41, P-50."""
    made = b.proposal(TWG, Level.HIGH)
    one, other = (
        replace(made, applicability=Condition(Kind.IN, attribute=Attribute.OCPP_VERSION, values=(version,)))
        for version in ("1.6", "2.0.1")
    )
    assert len({b.digest_of(text) for text in (made, one, other)}) == 3
    walk = confirmed()
    walk.do(one, TWG_CHAIR)
    read = b.approval(walk.state)
    walk.do(other, TWG_CHAIR)
    with pytest.raises(TextChanged):
        walk.do(read, BOARD)
    (proposed,) = confirmed().do(other, TWG_CHAIR)
    assert isinstance(proposed, ev.SeverityProposed)
    assert proposed.applicability == other.applicability


def test_a_text_without_a_condition_has_the_digest_that_it_always_had() -> None:
    """P-96: what the Board approved before stays approved."""
    made = act.ProposeSeverity(TWG, Level.HIGH, "Billing differs.", "None.", "No.", "Number the messages.")
    assert b.digest_of(made) == DIGEST_OF_BEFORE


def test_a_condition_that_cannot_be_asked_is_not_proposed() -> None:
    """P-50."""
    wrong = Condition(Kind.IN, attribute=Attribute.OCPP_VERSION, values=("3.0",))
    with pytest.raises(InvalidValue) as refused:
        confirmed().do(replace(b.proposal(TWG, Level.HIGH), applicability=wrong), TWG_CHAIR)
    assert refused.value.field == "applicability"


def test_the_other_level_is_approved_with_a_reason_only() -> None:
    """P-41."""
    walk = confirmed()
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    with pytest.raises(InvalidValue):
        walk.do(b.approval(walk.state, Level.LOW), BOARD)
    events = walk.do(b.approval(walk.state, Level.LOW, "It is rare."), BOARD)
    assert ev.NobodyContacted("It is rare.") in events
    assert (walk.state.severity, walk.state.level) == (S.APPROVED_LOW, Level.LOW)


def test_high_severity_needs_a_text_for_the_vendors() -> None:
    """P-41."""
    walk = confirmed()
    with pytest.raises(InvalidValue):
        walk.do(b.proposal(TWG, Level.HIGH, notice=" "), TWG_CHAIR)
    walk.do(b.proposal(TWG, Level.LOW, notice=""), TWG_CHAIR)
    with pytest.raises(InvalidValue):
        walk.do(b.approval(walk.state, Level.HIGH, "It is not rare."), BOARD)


def test_two_board_members_approve_where_two_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """P-41: one member voting twice is one; a disagreement approves nothing; a new text asks everybody again."""
    two = Procedure("2-of-board", "2026-01-01", versions.PROCEDURES[versions.CURRENT].limits, severity_approvals=2)
    monkeypatch.setitem(versions.PROCEDURES, two.version, two)
    walk = Walk(procedure_version=two.version).analysed(Outcome.SPECIFICATION).decided(TWG)
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    walk.do(b.approval(walk.state), BOARD)
    walk.do(b.approval(walk.state), BOARD)
    walk.do(b.approval(walk.state, Level.LOW, "It is rare."), SECOND_BOARD)
    assert walk.state.severity is S.PROPOSED
    walk.do(b.proposal(TWG, Level.HIGH, "Another text."), TWG_CHAIR)
    walk.do(b.approval(walk.state), SECOND_BOARD)
    assert walk.state.severity is S.PROPOSED
    walk.do(b.approval(walk.state), BOARD)
    assert walk.state.severity is S.APPROVED_HIGH


def test_the_clock_starts_with_the_confirmation_when_the_proposal_comes_later() -> None:
    """P-42."""
    walk = confirmed()
    started = walk.at
    walk.do(b.proposal(TWG, Level.LOW), TWG_CHAIR, walk.at + timedelta(days=1))
    assert clock(walk).started_at == started


def test_the_clock_starts_with_a_proposal_made_before_the_decision() -> None:
    """P-42."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    walk.do(b.proposal(TWG, Level.LOW), TWG_CHAIR)
    started = walk.at
    walk.decided(TWG)
    assert clock(walk).started_at == started
    assert len([c for c in walk.clocks() if c.kind is ClockKind.SEVERITY]) == 1


def test_the_clock_of_a_low_severity_ends_with_the_approval() -> None:
    """P-42, P-44."""
    walk = confirmed().severity(TWG, Level.LOW)
    assert (clock(walk).state, clock(walk).ended_at, clock(walk).approved_at) == (ClockState.ENDED, walk.at, walk.at)


def test_the_clock_of_a_high_severity_ends_when_the_vendors_were_contacted_and_shows_both_moments() -> None:
    """P-42."""
    walk = confirmed().severity(TWG, Level.HIGH)
    approved = walk.at
    assert (clock(walk).state, clock(walk).approved_at) == (ClockState.RUNNING, approved)
    walk.do(CONTACT, OFFICE, walk.at + timedelta(hours=5))
    assert (clock(walk).ended_at, clock(walk).approved_at) == (approved + timedelta(hours=5), approved)


def test_raising_an_approved_severity_needs_the_board_again_and_triggers_6a() -> None:
    """P-43."""
    walk = confirmed().severity(TWG, Level.LOW)
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    assert walk.state.severity is S.PROPOSED
    assert clock(walk).state is ClockState.RUNNING
    walk.do(b.approval(walk.state), BOARD)
    assert walk.state.severity is S.APPROVED_HIGH


def test_a_text_that_vendors_were_told_already_is_not_owed_to_them_again() -> None:
    """P-43."""
    walk = confirmed().severity(TWG, Level.HIGH)
    walk.do(CONTACT, OFFICE)
    walk.severity(TWG, Level.LOW)
    assert walk.state.severity is S.APPROVED_LOW
    walk.severity(TWG, Level.HIGH)
    assert walk.state.severity is S.VENDORS_CONTACTED
    walk.do(b.proposal(TWG, Level.HIGH, "Worse than we thought."), TWG_CHAIR)
    walk.do(b.approval(walk.state), BOARD)
    assert walk.state.severity is S.APPROVED_HIGH


@pytest.mark.parametrize("level", Level)
def test_both_levels_leave_the_update_of_the_specification_owed(level: Level) -> None:
    """P-44."""
    walk = confirmed().severity(TWG, level)
    walk.do(b.erratum(), TWG_CHAIR)
    assert walk.state.changes_owed


def test_a_certificate_is_taken_from_the_list_with_a_reason_only() -> None:
    """P-50."""
    walk = confirmed().severity(TWG, Level.HIGH)
    for wrong in (
        act.ContactCertifiedVendors(("A",), (act.Exclusion("B", " "),)),
        act.ContactCertifiedVendors(("A",), (act.Exclusion("A", "Other firmware."),)),
    ):
        with pytest.raises(InvalidValue):
            walk.do(wrong, OFFICE)
    walk.do(act.ContactCertifiedVendors(("A",), (act.Exclusion("B", "Other firmware."),)), OFFICE)


def test_whoever_holds_the_severity_clock_can_do_the_step_that_it_measures() -> None:
    """P-42, P-95."""
    walk = confirmed()
    assert holder(clock(walk), walk.state) is Role.TWG_CHAIR
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    assert holder(clock(walk), walk.state) is Role.BOARD
    walk.do(b.approval(walk.state), BOARD)
    assert holder(clock(walk), walk.state) is Role.OCA_OFFICE


def test_the_twg_chair_still_owes_the_proposal_when_the_cwg_found_nothing_to_do() -> None:
    """P-42, P-95: the TWG's steps are done, the CWG has decided, the severity is still not proposed."""
    walk = confirmed()
    walk.do(b.erratum(), TWG_CHAIR)
    walk.do(act.ContactCwg("Change TC_E_22_CS."), TWG_CHAIR)
    walk.decided(CWG, Decision.NOT_AN_ISSUE)
    assert walk.state.severity is S.PROPOSAL_AWAITED
    assert holder(clock(walk), walk.state) is Role.TWG_CHAIR
    assert "propose-severity" in walk.offered(TWG_CHAIR)

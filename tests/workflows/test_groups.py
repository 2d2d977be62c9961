"""The procedure retold, second part: the working groups and the certification decision (D.2.2.2, D.2.2.3, D.2.2.6)."""

from datetime import timedelta

import pytest

from tests.workflows import builders as b
from tests.workflows.builders import CWG_CHAIR, EDITOR, OFFICE, TWG_CHAIR, Walk
from workflows import actions as act
from workflows import events as ev
from workflows.case_state import Call
from workflows.clocks import ClockState
from workflows.errors import InvalidValue, NotPossibleNow, WrongRole
from workflows.report import Origin
from workflows.roles import Group, Role
from workflows.stages import CertificationStage, HandlingStage, SeverityStage
from workflows.versions import ClockKind
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind, Level, Outcome

TWG, CWG = Group.TWG, Group.CWG
H = HandlingStage
WG = ClockKind.WORKING_GROUP


def specification_case() -> Walk:
    return Walk().analysed(Outcome.SPECIFICATION)


def octt_case() -> Walk:
    return Walk().analysed(Outcome.OCTT)


def kinds(events: tuple[ev.Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_postponed_goes_on_the_next_calls_agenda_at_once_and_its_clock_goes_on() -> None:
    """P-30, P-34: postponing does not stop the clock."""
    walk = specification_case()
    first, due = walk.state.twg_call, walk.clock(WG).due_at
    assert first is not None
    walk.decided(TWG, Decision.POSTPONED)
    assert walk.state.twg is H.ON_AGENDA
    assert walk.state.twg_call is not None
    assert walk.state.twg_call.starts_at == first.starts_at + timedelta(days=14)
    assert (walk.clock(WG).state, walk.clock(WG).due_at) == (ClockState.RUNNING, due)


def test_postponed_before_the_call_skips_that_call() -> None:
    """P-30."""
    walk = specification_case()
    first = walk.state.twg_call
    assert first is not None
    walk.do(act.DecideInGroup(TWG, Decision.POSTPONED, "More expertise is needed."), TWG_CHAIR)
    assert walk.state.twg_call is not None
    assert walk.state.twg_call.starts_at > first.starts_at


def test_not_an_issue_ends_the_handling_and_leaves_no_severity() -> None:
    """P-30."""
    walk = specification_case()
    walk.do(b.proposal(TWG, Level.HIGH), TWG_CHAIR)
    walk.decided(TWG, Decision.NOT_AN_ISSUE)
    assert walk.state.twg is H.NOT_AN_ISSUE
    assert walk.state.severity is SeverityStage.LAPSED
    assert walk.clock(WG).state is ClockState.ENDED


def test_referred_opens_the_other_group_on_its_next_call_with_a_clock_of_its_own() -> None:
    """P-30, P-34."""
    walk = specification_case().decided(TWG, Decision.REFERRED)
    assert (walk.state.twg, walk.state.cwg) == (H.REFERRED, H.ON_AGENDA)
    assert walk.clock(WG, TWG).state is ClockState.ENDED
    assert walk.clock(WG, CWG).state is ClockState.RUNNING


def test_a_vendor_that_is_a_member_is_invited_to_the_call_and_another_is_not() -> None:
    """P-31."""
    member = Walk(vendor_is_member=True).analysed(Outcome.SPECIFICATION)
    call = member.state.twg_call
    assert call is not None
    invited = [e.event for e in member.history if isinstance(e.event, ev.VendorInvited)]
    assert invited == [ev.VendorInvited(TWG, call.call_id, call.starts_at)]
    assert not [e for e in specification_case().history if isinstance(e.event, ev.VendorInvited)]


def test_a_confirmed_specification_issue_is_first_with_the_twg_and_after_3c_with_the_cwg() -> None:
    """P-32: the erratum, then the CWG's own handling on the CWG's next call."""
    walk = specification_case().decided(TWG)
    assert (walk.state.twg, walk.state.cwg) == (H.CONFIRMED, H.NOT_OPENED)
    walk.do(b.erratum(), EDITOR)
    assert walk.state.twg is H.CONFIRMED
    call = walk.next_call(CWG)
    events = walk.do(act.ContactCwg("Change TC_E_22_CS."), TWG_CHAIR)
    assert kinds(events) == ["CwgContacted", "ForwardedToGroup", "PlacedOnAgenda"]
    assert (walk.state.twg, walk.state.cwg, walk.state.cwg_call) == (H.DONE, H.ON_AGENDA, call)
    assert walk.clock(WG, TWG).state is ClockState.ENDED
    for again in (b.erratum(), act.ContactCwg("Again.")):
        with pytest.raises(NotPossibleNow):
            walk.do(again, TWG_CHAIR)


@pytest.mark.parametrize("kind", ErratumKind)
def test_only_a_changed_text_is_owed_to_the_laboratories(kind: ErratumKind) -> None:
    """P-32, P-54: "will not be fixed in this version" changes nothing that could be sent."""
    walk = specification_case().decided(TWG)
    walk.do(b.erratum(kind), TWG_CHAIR)
    changes_text = kind in (ErratumKind.CORRECTION, ErratumKind.CLARIFICATION)
    assert (Change.ERRATUM in walk.state.changes_owed) is changes_text


def test_each_step_of_the_cwg_is_done_or_not_necessary_by_name() -> None:
    """P-33."""
    walk = octt_case().decided(CWG)
    walk.do(act.CompleteStep(CwgStep.DOCUMENTATION, "Part 5, 2.1"), CWG_CHAIR)
    walk.do(act.CompleteStep(CwgStep.TEST_CASES, "TC_E_22_CS, step 7"), CWG_CHAIR)
    walk.do(act.InformLaboratories("Step 7 fails wrongly."), CWG_CHAIR)
    (declared,) = walk.do(act.DeclareNotNecessary(CwgStep.OCTT_BUG, "The tool is right."), CWG_CHAIR)
    assert declared == ev.StepNotNecessary(CwgStep.OCTT_BUG, "The tool is right.")
    assert walk.state.cwg is H.DONE
    assert walk.state.changes_owed == {Change.DOCUMENTATION, Change.TEST_CASES}


def test_all_four_steps_not_necessary_leave_nothing_owed() -> None:
    """P-33."""
    walk = octt_case().decided(CWG).not_necessary(*CwgStep)
    assert walk.state.cwg is H.DONE
    assert not walk.state.changes_owed


def test_a_step_is_settled_once_and_two_have_actions_of_their_own() -> None:
    """P-33, P-80."""
    walk = octt_case().decided(CWG).not_necessary(CwgStep.DOCUMENTATION)
    with pytest.raises(NotPossibleNow):
        walk.do(act.CompleteStep(CwgStep.DOCUMENTATION, "Part 5"), CWG_CHAIR)
    with pytest.raises(NotPossibleNow):
        walk.not_necessary(CwgStep.DOCUMENTATION)
    for step in (CwgStep.OCTT_BUG, CwgStep.INFORM_LABORATORIES):
        with pytest.raises(InvalidValue):
            walk.do(act.CompleteStep(step, "Done."), CWG_CHAIR)


def test_the_clock_stops_when_only_the_octt_fix_is_left_and_not_before() -> None:
    """P-34: the OCTT bug fix is excluded from the 30 working days."""
    walk = octt_case().decided(CWG).not_necessary(CwgStep.DOCUMENTATION, CwgStep.TEST_CASES)
    assert walk.clock(WG).state is ClockState.RUNNING
    walk.do(act.InformLaboratories("Step 7 fails wrongly."), CWG_CHAIR)
    assert walk.state.cwg is H.AWAITING_OCTT_FIX
    assert (walk.clock(WG).state, walk.clock(WG).ended_at) == (ClockState.STOPPED, walk.at)


def test_a_group_with_no_call_at_all_is_said_at_once() -> None:
    """P-35."""
    walk = Walk(calls=())
    events = walk.do(b.analysis(Outcome.SPECIFICATION), EDITOR)
    assert walk.state.twg is H.RECEIVED
    assert [e for e in events if isinstance(e, ev.NoCallInTime)] == [
        ev.NoCallInTime(TWG, walk.calendar.local_date(walk.clock(WG).due_at), None)
    ]


def test_a_next_call_after_the_due_date_is_said_at_once_with_expediting_as_the_remedy() -> None:
    """P-35, P-12."""
    late = Call(1, TWG, b.FILED_AT + timedelta(days=90))
    walk = Walk(calls=(late,))
    events = walk.do(b.analysis(Outcome.SPECIFICATION), EDITOR)
    (said,) = (e for e in events if isinstance(e, ev.NoCallInTime))
    assert said.next_call_at == late.starts_at
    walk.calls += (Call(2, TWG, b.FILED_AT + timedelta(days=3)),)
    assert kinds(walk.do(act.Expedite(TWG, 2, "In time."), OFFICE)) == ["Expedited"]


def test_a_call_on_the_due_date_itself_is_in_time() -> None:
    """P-35."""
    walk = Walk(calls=(Call(1, TWG, b.moment("2026-04-14 21:00")),)).analysed(Outcome.SPECIFICATION)
    assert not [e for e in walk.history if isinstance(e.event, ev.NoCallInTime)]
    assert walk.calendar.local_date(walk.clock(WG).due_at).isoformat() == "2026-04-14"


def test_a_postponed_case_is_measured_against_the_clock_that_already_runs() -> None:
    """P-35."""
    first, second = (Call(n, TWG, b.FILED_AT + timedelta(days=days)) for n, days in ((1, 30), (2, 60)))
    walk = Walk(calls=(first, second)).analysed(Outcome.SPECIFICATION)
    walk.decided(TWG, Decision.POSTPONED)
    said = [e.event for e in walk.history if isinstance(e.event, ev.NoCallInTime)]
    assert said == [ev.NoCallInTime(TWG, walk.calendar.local_date(walk.clock(WG).due_at), second.starts_at)]


def test_the_chair_places_a_case_without_a_call_when_one_is_scheduled() -> None:
    """P-30."""
    walk = Walk(calls=()).analysed(Outcome.OCTT)
    walk.calls = (Call(5, CWG, b.FILED_AT + timedelta(days=4)), Call(6, TWG, b.FILED_AT + timedelta(days=4)))
    with pytest.raises(InvalidValue):
        walk.do(act.PlaceOnAgenda(CWG, 6), CWG_CHAIR)
    walk.do(act.PlaceOnAgenda(CWG, 5), CWG_CHAIR)
    assert walk.state.cwg is H.ON_AGENDA


def test_the_clock_of_an_octt_case_is_indicative_and_never_a_breach() -> None:
    """P-36."""
    walk = octt_case()
    assert walk.clock(WG).indicative
    walk.at += timedelta(days=200)
    walk.do(act.DecideInGroup(CWG, Decision.NOT_AN_ISSUE, "It is right."), CWG_CHAIR)
    assert not walk.clock(WG).late
    in_time = specification_case()
    assert not in_time.clock(WG).indicative


def test_a_specification_case_that_is_late_is_a_breach() -> None:
    """P-34."""
    walk = specification_case()
    walk.at += timedelta(days=200)
    walk.do(act.DecideInGroup(TWG, Decision.NOT_AN_ISSUE, "It is right."), TWG_CHAIR)
    assert walk.clock(WG).late


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CWG_CHAIR])
def test_nobody_but_the_cwg_chair_records_the_certification_decision(role: Role) -> None:
    """P-45."""
    with pytest.raises(WrongRole):
        specification_case().do(act.DecideCertification(True, "Not its fault."), b.ACTORS[role])


def test_the_certification_decision_is_awaited_for_a_specification_issue_too_and_can_be_revised() -> None:
    """P-45."""
    walk = specification_case()
    assert walk.state.certification is CertificationStage.AWAITED
    walk.do(act.DecideCertification(False, "Not yet."), CWG_CHAIR)
    walk.do(act.DecideCertification(True, "The text was ambiguous."), CWG_CHAIR)
    assert walk.state.certification is CertificationStage.CERTIFIED


@pytest.mark.parametrize("origin", [Origin.TWG, Origin.OCA])
def test_an_issue_not_raised_in_certification_has_no_certification_decision(origin: Origin) -> None:
    """P-45."""
    walk = Walk(origin).analysed(Outcome.SPECIFICATION)
    assert walk.state.certification is CertificationStage.NOT_OPENED
    with pytest.raises(NotPossibleNow):
        walk.do(act.DecideCertification(True, "Yes."), CWG_CHAIR)


def test_a_revision_within_the_cwg_changes_whether_its_clock_is_indicative() -> None:
    """P-36: the numbers bind as soon as the issue is no longer one of the OCTT."""
    walk = octt_case()
    walk.do(b.revision(Outcome.CERTIFICATION_DOCUMENTATION), EDITOR)
    assert not walk.clock(WG).indicative

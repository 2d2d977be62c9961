"""The procedure retold, last part: maintenance, distribution, conversation and the ends of a case (D.2.2.5, D.5)."""

from datetime import date, timedelta

import pytest

from tests.workflows import builders as b
from tests.workflows.builders import (
    CWG_CHAIR,
    EDITOR,
    LABORATORY,
    OFFICE,
    OTHER_LABORATORY,
    PROVIDER,
    TWG_CHAIR,
    Walk,
)
from workflows import actions as act
from workflows import events as ev
from workflows.clocks import ClockState
from workflows.errors import InvalidValue, NotPossibleNow
from workflows.roles import SERVICE, Group
from workflows.stages import (
    AnalysisStage,
    CaseStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    MaintenanceStage,
    SeverityStage,
    Track,
)
from workflows.versions import ClockKind
from workflows.vocabulary import Change, CwgStep, Level, Outcome, Scope

TWG, CWG = Group.TWG, Group.CWG
M = MaintenanceStage
BUG = act.ReportOcttBug("TC_E_22_CS fails", "Step 7 expects one message.")
RELEASE = act.ReleaseOcttFix("Release_2026-04", date(2026, 5, 1))
CLOSE = act.CloseCase("The message is sent once.")


def awaiting_fix() -> Walk:
    """A confirmed OCTT bug, reported to the provider; only the fix is left."""
    walk = Walk().analysed(Outcome.OCTT).decided(CWG)
    walk.not_necessary(CwgStep.DOCUMENTATION, CwgStep.TEST_CASES, CwgStep.INFORM_LABORATORIES)
    walk.do(BUG, EDITOR)
    return walk


def fix(walk: Walk) -> None:
    walk.do(act.AcceptOcttBug(), PROVIDER)
    walk.do(act.ReportOcttFix("Release_2026-04"), PROVIDER)
    walk.do(act.VerifyOcttFix("Ran it."), EDITOR)
    walk.do(RELEASE, PROVIDER)


def done() -> Walk:
    """A specification case on which nothing is left to do."""
    walk = Walk().analysed(Outcome.SPECIFICATION).decided(TWG).severity(TWG, Level.LOW)
    walk.do(b.erratum(), EDITOR)
    walk.do(act.ContactCwg("Change TC_E_22_CS."), TWG_CHAIR)
    walk.decided(CWG).not_necessary(*CwgStep)
    walk.do(act.DecideCertification(True, "The text was ambiguous."), CWG_CHAIR)
    walk.do(b.update(), OFFICE)
    return walk


def test_a_ticket_is_reported_disputed_upheld_fixed_rejected_fixed_verified_and_released() -> None:
    """P-80."""
    walk = awaiting_fix()
    stages = [walk.state.maintenance]
    for action, actor in (
        (act.DisputeOcttBug("It is right."), PROVIDER),
        (act.UpholdOcttBug("It is not."), CWG_CHAIR),
        (act.AcceptOcttBug(), PROVIDER),
        (act.ReportOcttFix("Release_2026-04"), PROVIDER),
        (act.RejectOcttFix("Still fails."), EDITOR),
        (act.ReportOcttFix("Release_2026-04_v2"), OFFICE),
        (act.VerifyOcttFix("Ran it."), EDITOR),
        (RELEASE, PROVIDER),
    ):
        walk.do(action, actor)
        stages.append(walk.state.maintenance)
    assert " ".join(stages) == "reported disputed reported accepted fixed accepted fixed verified released"


def test_a_ticket_needs_a_bug_that_the_cwg_confirmed_and_has_not_settled() -> None:
    """P-80."""
    with pytest.raises(NotPossibleNow):
        Walk().analysed(Outcome.OCTT).do(BUG, EDITOR)
    with pytest.raises(NotPossibleNow):
        Walk().analysed(Outcome.OCTT).decided(CWG).not_necessary(CwgStep.OCTT_BUG).do(BUG, EDITOR)


def test_the_provider_is_offered_its_own_tickets_and_nothing_else() -> None:
    """P-80."""
    assert awaiting_fix().offered(PROVIDER) == {"accept-octt-bug", "dispute-octt-bug", "answer-oca"}
    assert Walk().offered(PROVIDER) == set()


def test_the_release_of_the_fix_owes_6c_ends_the_handling_and_retires_the_scripts() -> None:
    """P-81, P-10."""
    walk = awaiting_fix()
    walk.do(b.script(1), EDITOR)
    walk.do(b.script(1, 2), EDITOR)
    walk.do(act.RetireScript(1, "It was wrong."), EDITOR)
    fix(walk)
    retired = [e.event for e in walk.history if isinstance(e.event, ev.ScriptRetired)]
    assert [event.script for event in retired] == [1, 2]
    assert all(script.retired for script in walk.state.scripts)
    assert walk.state.cwg is HandlingStage.DONE
    assert walk.state.changes_owed == {Change.OCTT}
    assert walk.clock(ClockKind.WORKING_GROUP).state is ClockState.STOPPED


def test_a_fix_declared_not_necessary_drops_the_open_ticket() -> None:
    """P-33, P-80."""
    walk = awaiting_fix().not_necessary(CwgStep.OCTT_BUG)
    assert walk.state.maintenance is M.DROPPED
    assert walk.offered(PROVIDER) == set()


def test_an_update_covers_all_that_is_owed_or_what_it_names() -> None:
    """P-54."""
    walk = Walk().analysed(Outcome.OCTT).decided(CWG)
    walk.do(act.CompleteStep(CwgStep.DOCUMENTATION, "Part 5"), CWG_CHAIR)
    walk.do(act.CompleteStep(CwgStep.TEST_CASES, "TC_E_22_CS"), CWG_CHAIR)
    with pytest.raises(InvalidValue):
        walk.do(b.update(covers=(Change.OCTT,)), OFFICE)
    walk.do(b.update(covers=(Change.DOCUMENTATION,)), OFFICE)
    assert (walk.state.distribution, walk.state.changes_owed) == (DistributionStage.OWED, {Change.TEST_CASES})
    walk.do(b.update(), OFFICE)
    assert walk.state.distribution is DistributionStage.DISTRIBUTED


def test_every_laboratory_acknowledges_an_update_once_even_on_a_closed_case() -> None:
    """P-54."""
    walk = done()
    walk.do(CLOSE, EDITOR)
    for laboratory in (LABORATORY, OTHER_LABORATORY):
        walk.do(act.AcknowledgeUpdate(1), laboratory)
        with pytest.raises(NotPossibleNow):
            walk.do(act.AcknowledgeUpdate(1), laboratory)
    assert walk.state.updates[0].acknowledged_by == (1, 2)
    with pytest.raises(NotPossibleNow):
        walk.do(act.AcknowledgeUpdate(2), LABORATORY)


def test_an_update_is_not_active_before_it_is_available() -> None:
    """P-57."""
    walk = Walk().analysed(Outcome.SPECIFICATION).decided(TWG)
    walk.do(b.erratum(), EDITOR)
    with pytest.raises(InvalidValue) as refused:
        walk.do(b.update(active_on=date(2026, 4, 30)), OFFICE)
    assert (refused.value.field, refused.value.rule) == ("active_on", "P-57")
    with pytest.raises(InvalidValue):
        walk.do(b.update(file_ids=(99,)), OFFICE)


def test_closing_is_refused_with_what_is_still_open_and_at_which_stage() -> None:
    """P-60."""
    walk = Walk().analysed(Outcome.SPECIFICATION).decided(TWG)
    walk.do(b.erratum(), EDITOR)
    with pytest.raises(NotPossibleNow) as refused:
        walk.do(CLOSE, EDITOR)
    assert refused.value.rule == "P-60"
    for open_track in ("twg (confirmed)", "severity (proposal_awaited)", "certification (awaited)"):
        assert open_track in refused.value.detail
    assert "distribution (owed)" in refused.value.detail
    assert "cwg" not in refused.value.detail


def test_a_case_closes_when_every_track_is_done_and_leaves_a_resolution() -> None:
    """P-60, P-62: test references, versions, the answer, general or special."""
    walk = done()
    events = walk.do(act.CloseCase("The message is sent once.", Scope.SPECIAL), EDITOR)
    assert events[0] == ev.ResolutionRecorded(
        "The message is sent once.", Scope.SPECIAL, ("TC_E_22_CS",), "2.0.1", "Release_2026-02"
    )
    assert (walk.state.case, walk.state.closing) == (CaseStage.CLOSED, ev.Closing.COMPLETED)


def test_nothing_closes_because_time_passed() -> None:
    """P-61: passed due dates, however many, leave the case as it was."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    clock = walk.clock(ClockKind.WORKING_GROUP)
    stages = [walk.state.stage(track) for track in Track]
    walk.record(ev.DueDatePassed(clock.key, clock.due_at), SERVICE, clock.due_at + timedelta(days=700))
    assert [walk.state.stage(track) for track in Track] == stages


def test_a_duplicate_points_to_the_other_case_and_keeps_its_history_and_its_clocks_past() -> None:
    """P-60, P-61: closing early records who and why."""
    walk = awaiting_fix()
    length = len(walk.history)
    walk.do(act.CloseAsDuplicate("OCA-2026-0001", "The same sentence."), OFFICE, walk.at + timedelta(days=1))
    assert walk.history[-1].actor_id == OFFICE.person_id
    assert walk.history[-1].event == ev.CaseClosed(ev.Closing.DUPLICATE, "The same sentence.", "OCA-2026-0001")
    assert len(walk.history) == length + 2  # the ticket with the provider is dropped, too
    assert walk.state.maintenance is M.DROPPED
    assert {c.state for c in walk.clocks()} == {ClockState.ENDED, ClockState.STOPPED}


def test_a_laboratory_withdraws_its_issue_and_the_clocks_end() -> None:
    """P-60."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    walk.do(act.Withdraw("A misreading."), LABORATORY)
    assert walk.state.closing is ev.Closing.WITHDRAWN
    assert all(c.state is ClockState.ENDED for c in walk.clocks())


@pytest.mark.parametrize("action", [act.CloseAsDuplicate("OCA-2026-0001", "Same."), act.Withdraw("Mistaken.")])
def test_what_is_owed_to_others_is_not_dropped_by_closing_early(action: act.Action) -> None:
    """P-60: 6a after an approved high severity, and 6c after a change."""
    actor = LABORATORY if isinstance(action, act.Withdraw) else OFFICE
    high = Walk().analysed(Outcome.SPECIFICATION).decided(TWG).severity(TWG, Level.HIGH)
    changed = Walk().analysed(Outcome.SPECIFICATION).decided(TWG)
    changed.do(b.erratum(), EDITOR)
    for walk in (high, changed):
        with pytest.raises(NotPossibleNow):
            walk.do(action, actor)


def test_a_reopened_case_begins_at_step_2_with_a_new_clock_and_keeps_what_was_decided() -> None:
    """P-60."""
    walk = done()
    walk.do(CLOSE, EDITOR)
    walk.do(act.Reopen("A new log."), EDITOR, walk.at + timedelta(days=100))
    assert (walk.state.case, walk.state.analysis) == (CaseStage.OPEN, AnalysisStage.AWAITED)
    assert (walk.state.twg, walk.state.cwg) == (HandlingStage.NOT_OPENED, HandlingStage.NOT_OPENED)
    assert walk.state.severity is SeverityStage.APPROVED_LOW
    assert walk.state.certification is CertificationStage.CERTIFIED
    old, new = (c for c in walk.clocks() if c.kind is ClockKind.ANALYSIS)
    assert (old.state, new.state, new.started_at) == (ClockState.ENDED, ClockState.RUNNING, walk.at)


def test_a_history_counts_its_events_and_says_who_when_and_by_which_rule() -> None:
    """P-96."""
    walk = done()
    assert [entry.seq for entry in walk.history] == list(range(1, len(walk.history) + 1))
    assert all(entry.rule.startswith("P-") and entry.actor_name and entry.at.tzinfo for entry in walk.history)

"""The procedure retold, first part: step 2 and the interim measures (D.2.2, D.2.2.1)."""

from dataclasses import replace

import pytest

from tests.workflows import builders as b
from tests.workflows.builders import BOARD, EDITOR, LABORATORY, OFFICE, OTHER_LABORATORY, PROVIDER, VENDOR, Walk
from workflows import actions as act
from workflows import events as ev
from workflows.case_state import Call
from workflows.errors import InvalidValue, NotPossibleNow, ReportIncomplete, WrongRole
from workflows.report import Origin
from workflows.roles import Actor, Group
from workflows.stages import AnalysisStage, BoardMatterStage, CertificationStage, HandlingStage, SeverityStage
from workflows.vocabulary import Decision, Level, Outcome, Visibility

TWG, CWG = Group.TWG, Group.CWG
H = HandlingStage
TO_A_GROUP = [(Outcome.SPECIFICATION, TWG), (Outcome.OCTT, CWG), (Outcome.CERTIFICATION_DOCUMENTATION, CWG)]


def test_an_unknown_version_is_completed_later_by_the_editor_and_the_history_keeps_what_was_filed() -> None:
    """P-03."""
    walk = Walk(report=b.a_report(ocpp_version=None, octt_version=""))
    (amended,) = walk.do(act.AmendReport(b.a_report()), EDITOR)
    assert isinstance(amended, ev.ReportAmended)
    assert amended.changed == ("ocpp_version", "octt_version")
    assert walk.state.report == b.a_report()
    raised = walk.history[0].event
    assert isinstance(raised, ev.IssueRaised)
    assert raised.report.octt_version == ""


def test_a_report_is_not_amended_into_nothing_or_into_itself() -> None:
    """P-04."""
    with pytest.raises(ReportIncomplete) as refused:
        Walk().do(act.AmendReport(b.a_report(summary=" ", laboratory_name="")), EDITOR)
    assert set(refused.value.missing) == {"summary", "laboratory_name"}
    with pytest.raises(InvalidValue):
        Walk().do(act.AmendReport(b.a_report()), EDITOR)


@pytest.mark.parametrize("origin", [Origin.CERTIFICATION, Origin.TWG, Origin.OCA])
def test_nobody_decides_before_the_analysis(origin: Origin) -> None:
    """P-19: step 2 comes first for every issue, those of the TWG and of OCA too."""
    walk = Walk(origin)
    for actor in (b.TWG_CHAIR, b.CWG_CHAIR, BOARD):
        assert walk.offered(actor) <= {"add-message", "withdraw"}
    for refused in (
        lambda: walk.do(b.proposal(TWG, Level.LOW), b.TWG_CHAIR),
        lambda: walk.do(act.DecideInGroup(CWG, Decision.CONFIRMED, "Yes."), b.CWG_CHAIR),
        lambda: walk.do(act.DecideCertification(True, "Yes."), b.CWG_CHAIR),
        lambda: walk.do(act.DecideOtherIssue("Yes.", "Yes."), BOARD),
        lambda: walk.do(act.DecideInterimMeasure("Yes.", "Yes."), BOARD),
    ):
        with pytest.raises(NotPossibleNow):
            refused()


def test_the_analysis_states_issue_cause_and_outcome() -> None:
    """P-20."""
    walk = Walk()
    recorded = walk.do(b.analysis(Outcome.OCTT), EDITOR)[0]
    assert recorded == ev.AnalysisRecorded(
        Outcome.OCTT, "The message is repeated.", "An ambiguous sentence.", "See E15.FR.04."
    )
    assert {o.value for o in Outcome} == {
        "vendor_implementation",
        "specification",
        "octt",
        "certification_documentation",
        "other",
    }


def test_a_vendors_own_fault_is_answered_with_its_argumentation_and_the_case_can_close() -> None:
    """P-21."""
    walk = Walk()
    with pytest.raises(InvalidValue) as refused:
        walk.do(act.RecordAnalysis(Outcome.VENDOR_IMPLEMENTATION, "It repeats.", "A timer.", "  "), EDITOR)
    assert refused.value.field == "argumentation"
    events = walk.do(b.analysis(Outcome.VENDOR_IMPLEMENTATION), EDITOR)
    assert ev.IssueAnswered("See E15.FR.04.") in events
    assert walk.state.unfinished() == ()


@pytest.mark.parametrize(("outcome", "group"), TO_A_GROUP)
def test_an_outcome_leads_to_its_group_and_the_groups_next_call(outcome: Outcome, group: Group) -> None:
    """P-22, P-24, P-30: on receipt the case is on the agenda of the group's next call."""
    walk = Walk()
    call = walk.next_call(group)
    walk.analysed(outcome)
    assert walk.state.handling(group) is H.ON_AGENDA
    assert walk.state.call(group) == call
    assert walk.state.handling(group.other) is H.NOT_OPENED


def test_an_issue_that_fits_nowhere_else_goes_to_the_board() -> None:
    """P-22, P-70: no maximum time; the Board records what it decided."""
    walk = Walk().analysed(Outcome.OTHER)
    assert walk.state.board_matter is BoardMatterStage.OPEN
    assert [c.kind.value for c in walk.clocks() if c.state == "running"] == []
    walk.do(act.DecideOtherIssue("The fee is returned.", "It was charged twice."), BOARD)
    assert walk.state.board_matter is BoardMatterStage.DECIDED
    with pytest.raises(NotPossibleNow):
        walk.do(b.revision(Outcome.OCTT), EDITOR)


def test_a_revised_outcome_takes_the_case_back_and_routes_it_anew() -> None:
    """P-20: what was read before stays in the history."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    events = walk.do(b.revision(Outcome.OCTT), EDITOR)
    assert walk.state.twg is H.TAKEN_BACK
    assert walk.state.cwg is H.ON_AGENDA
    assert isinstance(events[0], ev.AnalysisRevised)
    assert events[0].previous is Outcome.SPECIFICATION
    assert any(isinstance(entry.event, ev.AnalysisRecorded) for entry in walk.history)


def test_a_revision_within_one_group_leaves_the_case_on_its_agenda() -> None:
    """P-20."""
    walk = Walk().analysed(Outcome.OCTT)
    call = walk.state.cwg_call
    walk.do(b.revision(Outcome.CERTIFICATION_DOCUMENTATION), EDITOR)
    assert (walk.state.cwg, walk.state.cwg_call) == (H.ON_AGENDA, call)
    with pytest.raises(InvalidValue):
        walk.do(b.revision(Outcome.CERTIFICATION_DOCUMENTATION), EDITOR)


def test_a_revision_to_the_vendors_own_fault_leaves_nobody_anything_to_decide() -> None:
    """P-21: severity lapses, and no certification decision is awaited."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    walk.do(b.proposal(TWG, Level.HIGH), b.TWG_CHAIR)
    walk.do(b.revision(Outcome.VENDOR_IMPLEMENTATION), EDITOR)
    assert walk.state.severity is SeverityStage.LAPSED
    assert walk.state.certification is CertificationStage.NOT_OPENED
    assert walk.state.unfinished() == ()


def test_a_revision_to_other_goes_to_the_board_and_strands_no_severity() -> None:
    """P-22, P-60: after a group referred back, no chair is left who could still propose."""
    walk = Walk().analysed(Outcome.SPECIFICATION).decided(TWG)
    walk.do(b.erratum(), EDITOR)
    walk.do(act.ContactCwg("Change TC_E_22_CS."), b.TWG_CHAIR)
    walk.decided(CWG, Decision.REFERRED)
    walk.do(b.revision(Outcome.OTHER), EDITOR)
    assert walk.state.board_matter is BoardMatterStage.OPEN
    assert walk.state.severity is SeverityStage.LAPSED


def test_an_editor_does_not_overrule_a_group_that_confirmed() -> None:
    """P-20."""
    walk = Walk().analysed(Outcome.SPECIFICATION).decided(TWG)
    assert "revise-analysis" not in walk.offered(EDITOR)
    with pytest.raises(NotPossibleNow):
        walk.do(b.revision(Outcome.OCTT), EDITOR)


def test_a_script_is_given_to_named_laboratories_and_each_acknowledges_once() -> None:
    """P-10."""
    walk = Walk().analysed(Outcome.OCTT)
    (given,) = walk.do(b.script(1, 3), OFFICE)
    assert isinstance(given, ev.ScriptProvided)
    assert (given.script, given.sha256, given.laboratory_ids) == (1, b.FILES[b.SCRIPT_FILE], (1, 3))
    walk.do(act.AcknowledgeScript(1), LABORATORY)
    assert walk.state.scripts[0].acknowledged_by == (1,)
    with pytest.raises(NotPossibleNow):
        walk.do(act.AcknowledgeScript(1), LABORATORY)
    with pytest.raises(NotPossibleNow):
        walk.do(act.AcknowledgeScript(1), OTHER_LABORATORY)


@pytest.mark.parametrize("wrong", [b.script(), b.script(99), replace(b.script(1), file_id=99)])
def test_a_script_needs_its_file_and_laboratories_that_exist(wrong: act.ProvideScript) -> None:
    """P-10."""
    with pytest.raises(InvalidValue):
        Walk().analysed(Outcome.OCTT).do(wrong, EDITOR)


def test_a_script_stands_in_only_for_the_octt_and_a_retired_one_no_more() -> None:
    """P-10."""
    with pytest.raises(NotPossibleNow):
        Walk().analysed(Outcome.SPECIFICATION).do(b.script(1), EDITOR)
    walk = Walk().analysed(Outcome.OCTT)
    walk.do(b.script(1), EDITOR)
    walk.do(act.RetireScript(1, "It was wrong."), EDITOR)
    assert walk.state.scripts[0].retired
    assert "retire-script" not in walk.offered(EDITOR)


def test_the_board_decides_an_interim_measure_with_its_reason() -> None:
    """P-11."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    events = walk.do(act.DecideInterimMeasure("Skip step 7.", "The text is ambiguous."), BOARD)
    assert events == (ev.InterimMeasureDecided("Skip step 7.", "The text is ambiguous."),)


def test_expediting_moves_the_case_onto_an_earlier_call_only() -> None:
    """P-12."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    regular = walk.state.twg_call
    assert regular is not None
    extra = Call(900, TWG, b.moment("2026-03-04 09:00"))
    walk.calls += (extra,)
    with pytest.raises(InvalidValue):
        walk.do(act.Expedite(TWG, regular.call_id, "It cannot wait."), OFFICE)
    walk.do(act.Expedite(TWG, extra.call_id, "It cannot wait."), OFFICE)
    assert walk.state.twg_call == extra


@pytest.mark.parametrize("party", [LABORATORY, VENDOR, PROVIDER])
def test_parties_ask_in_the_conversation_but_start_no_interim_measure(party: Actor) -> None:
    """P-13."""
    walk = Walk().analysed(Outcome.OCTT)
    call = walk.next_call(CWG).call_id
    for action in (b.script(1), act.DecideInterimMeasure("Skip.", "Please."), act.Expedite(CWG, call, "Please.")):
        with pytest.raises(WrongRole):
            walk.do(action, party)
    if party is not PROVIDER:
        walk.do(act.AddMessage("May we skip step 7?", Visibility.PARTIES), party)
    assert walk.state.analysis is AnalysisStage.RECORDED


@pytest.mark.parametrize(
    ("actor", "may"),
    [(LABORATORY, {Visibility.PARTIES, Visibility.LABORATORY}), (VENDOR, {Visibility.PARTIES, Visibility.VENDOR})],
)
def test_a_party_chooses_who_of_the_parties_sees_what_it_writes(actor: Actor, may: set[Visibility]) -> None:
    """P-97."""
    for visibility in Visibility:
        if visibility in may:
            Walk().do(act.AddMessage("Hello.", visibility), actor)
        else:
            with pytest.raises(InvalidValue):
                Walk().do(act.AddMessage("Hello.", visibility), actor)


def test_the_vendors_consent_to_pass_on_logging_is_on_record() -> None:
    """P-97."""
    walk = Walk()
    assert not walk.state.logging_consent
    walk.do(act.RecordLoggingConsent("Vera Vendor", "Letter of 1 March"), OFFICE)
    assert walk.state.logging_consent

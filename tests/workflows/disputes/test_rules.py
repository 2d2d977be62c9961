"""Disputes retold, rule by rule (D.3; P-71 … P-76)."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.workflows.builders import BOARD, CWG_CHAIR, LABORATORY, OFFICE, SECOND_BOARD, TWG_CHAIR, VENDOR
from tests.workflows.disputes import builders as b
from tests.workflows.disputes.builders import THIRD_BOARD, Walk
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.vocabulary import ActionStage, Adviser, DisputeStage, Ending, Owner, Side
from workflows.errors import InvalidValue, NotPossibleNow, NotYours, TextChanged, WrongRole


@pytest.mark.parametrize("side", Side)
def test_either_party_reports_a_dispute_and_its_words_are_its_first_statement(side: Side) -> None:
    """P-71."""
    state = Walk(side).state
    assert (state.stage, state.reporter) == (DisputeStage.REPORTED, side)
    assert [(item.side, item.shared) for item in state.statements] == [(side, False)]
    assert state.linked == ("OCA-2026-0001",)


def test_what_is_not_admissible_ends_with_its_reason() -> None:
    """P-72."""
    walk = Walk()
    events = walk.do(act.DecideAdmissibility(False, "It is about an invoice."), BOARD)
    ended = ev.DisputeEnded(Ending.NOT_ADMISSIBLE, "It is about an invoice.")
    assert events == (ev.AdmissibilityDecided(False, "It is about an invoice."), ended)
    assert walk.state.ending is Ending.NOT_ADMISSIBLE


def test_nothing_is_asked_or_decided_before_it_is_admissible() -> None:
    """P-72."""
    for action in (act.OpenRound((Side.VENDOR,), "Well?", 5), b.decision(), act.AskAdvice(Adviser.TWG, "Well?")):
        with pytest.raises(NotPossibleNow):
            Walk().do(action, BOARD)


def test_what_was_not_admitted_is_asked_for_admissibility_again_when_it_is_reopened() -> None:
    """P-72: new facts do not go round the first decision."""
    walk = Walk()
    walk.do(act.DecideAdmissibility(False, "An invoice."), BOARD)
    walk.do(act.ReopenDispute("The test case is concerned after all."), BOARD)
    assert (walk.state.stage, walk.state.ending) == (DisputeStage.REPORTED, None)
    walk.admitted().decided()
    walk.do(act.ReopenDispute("A new log."), BOARD)
    assert walk.state.stage is DisputeStage.ADMITTED


def test_a_party_answers_what_it_is_asked_by_a_day_counted_in_working_days() -> None:
    """P-73, P-74: Monday 2 March and five working days is Monday 9 March."""
    walk = Walk().admitted()
    (opened,) = walk.do(act.OpenRound((Side.VENDOR, Side.VENDOR), "What did the log say?", 5), BOARD)
    assert opened == ev.RoundOpened((Side.VENDOR,), "What did the log say?", date(2026, 3, 9))
    assert walk.state.asked_of(Side.LABORATORY) is None
    walk.stated(Side.VENDOR)
    assert walk.state.asked_of(Side.VENDOR) is None


@pytest.mark.parametrize("days", [0, -1, 251])
def test_a_date_of_the_boards_is_some_working_days_away(days: int) -> None:
    """P-74."""
    for action in (act.SetDate(days), act.OpenRound((Side.VENDOR,), "Well?", days)):
        with pytest.raises(InvalidValue) as refused:
            Walk().admitted().do(action, BOARD)
        assert refused.value.field == "working_days"


def test_evidence_is_a_file_of_ones_own_side() -> None:
    """P-73."""
    walk = Walk().attach(Side.LABORATORY, 1).attach(Side.VENDOR, 2)
    for files in ((1,), (2, 1), (3,)):
        with pytest.raises(InvalidValue):
            walk.do(act.GiveStatement("Seen.", files), VENDOR)
    walk.do(act.GiveStatement("Seen.", (2,)), VENDOR)
    assert walk.state.statements[-1].file_ids == (2,)


def test_a_statement_is_shared_once_and_only_if_it_is_there() -> None:
    """P-73."""
    walk = Walk().admitted()
    walk.do(act.ShareStatements((1, 1)), BOARD)
    assert walk.state.statements[0].shared
    assert "share-statements" not in walk.offered(BOARD)
    walk.stated(Side.VENDOR)
    for wrong in ((1,), (2, 1), (3,)):
        with pytest.raises(InvalidValue):
            walk.do(act.ShareStatements(wrong), BOARD)


def test_advice_is_given_once_by_who_was_asked() -> None:
    """P-75."""
    walk = Walk().admitted().asked(Adviser.TWG, 1)
    with pytest.raises(NotPossibleNow):
        walk.do(act.GiveAdvice(1, "It is."), CWG_CHAIR)
    walk.do(act.GiveAdvice(1, "It is."), TWG_CHAIR)
    assert walk.state.advice[0].answered
    with pytest.raises(NotPossibleNow):
        walk.do(act.GiveAdvice(1, "It is."), TWG_CHAIR)


def test_an_adviser_answers_only_the_questions_of_that_group() -> None:
    """P-75."""
    walk = Walk().admitted().asked(Adviser.TWG).asked(Adviser.CWG)
    with pytest.raises(InvalidValue):
        walk.do(act.GiveAdvice(2, "It is."), TWG_CHAIR)


def test_who_proposed_a_decision_does_not_approve_it() -> None:
    """P-41, P-76."""
    walk = Walk().admitted().proposed()
    assert "approve-decision" not in walk.offered(BOARD)
    with pytest.raises(NotYours):
        walk.do(walk.approval(), BOARD)


def test_the_board_approves_exactly_the_text_that_it_read() -> None:
    """P-41, P-76: a text that was changed meanwhile needs to be read again, and earlier votes are gone."""
    walk = Walk(approvals=2).admitted().proposed()
    read = walk.approval()
    walk.do(read, SECOND_BOARD)
    walk.do(b.decision(Owner.VENDOR), BOARD)
    assert not walk.state.votes
    with pytest.raises(TextChanged):
        walk.do(read, THIRD_BOARD)


def test_as_many_as_configured_must_approve_and_nobody_twice() -> None:
    """P-41, P-76."""
    walk = Walk(approvals=2).admitted().proposed()
    assert walk.do(walk.approval(), SECOND_BOARD) == (ev.DecisionVoted(walk.approval().text_sha256),)
    with pytest.raises(NotPossibleNow):
        walk.do(walk.approval(), SECOND_BOARD)
    events = walk.do(walk.approval(), THIRD_BOARD)
    assert [type(event) for event in events] == [ev.DecisionVoted, ev.DisputeDecided, ev.DisputeEnded]


def test_a_decision_gives_a_reason_for_at_least_one_argument() -> None:
    """P-76."""
    with pytest.raises(InvalidValue):
        Walk().admitted().do(act.ProposeDecision("So.", ()), BOARD)


def test_a_corrective_action_is_due_today_or_later() -> None:
    """P-73: a day that is over is reached by no reminder, and kept by nobody."""
    walk = Walk().admitted()
    for days, allowed in ((-1, False), (0, True)):
        due = act.Corrective("Repeat TC_C_34_CS.", Owner.VENDOR, walk.at.date() + timedelta(days=days))
        action = act.ProposeDecision("The test is repeated.", (b.ARGUMENT,), (due,))
        with nullcontext() if allowed else pytest.raises(InvalidValue):
            walk.do(action, BOARD)


def test_a_corrective_action_is_followed_to_its_end() -> None:
    """P-73: its owner says it is done, the Board confirms, and with the last one the dispute ends."""
    walk = Walk().admitted().decided(Owner.LABORATORY, Owner.OCA)
    assert walk.state.stage is DisputeStage.DECIDED
    assert "report-corrective" not in walk.offered(VENDOR)
    with pytest.raises(WrongRole):
        walk.do(act.ReportCorrective(2, "Done."), LABORATORY)
    walk.do(act.ReportCorrective(1, "Repeated."), LABORATORY)
    walk.do(act.ReportCorrective(2, "Published."), OFFICE)
    assert {item.stage for item in walk.state.correctives} == {ActionStage.REPORTED_DONE}
    assert walk.do(act.ConfirmCorrective(1), BOARD) == (ev.CorrectiveConfirmed(1),)
    assert ev.DisputeEnded(Ending.DECIDED, "Every corrective action is done.") in walk.do(
        act.ConfirmCorrective(2), BOARD
    )


def test_what_a_reopened_dispute_decided_first_is_still_followed() -> None:
    """P-73."""
    walk = Walk().admitted().decided(Owner.VENDOR)
    walk.do(act.ReopenDispute("A new log."), BOARD)
    walk.decided()
    assert walk.state.stage is DisputeStage.DECIDED
    walk.do(act.ConfirmCorrective(1), SECOND_BOARD)
    assert walk.state.stage is DisputeStage.ENDED


def test_the_parties_settle_on_exactly_what_one_offered_and_the_other_read() -> None:
    """P-73."""
    walk = Walk().admitted()
    walk.do(act.OfferSettlement("A new run."), VENDOR)
    assert "agree-to-settlement" not in walk.offered(VENDOR)
    read = walk.agreement()
    walk.do(act.OfferSettlement("A new run, at the laboratory's cost."), VENDOR)
    with pytest.raises(TextChanged):
        walk.do(read, LABORATORY)
    walk.do(walk.agreement(), LABORATORY)
    assert (walk.state.ending, walk.state.stage) == (Ending.SETTLED, DisputeStage.ENDED)


def test_an_offer_does_not_outlive_a_decision() -> None:
    """P-73."""
    walk = Walk().admitted()
    walk.do(act.OfferSettlement("A new run."), VENDOR)
    walk.decided(Owner.VENDOR)
    walk.do(act.ReopenDispute("A new log."), BOARD)
    assert "agree-to-settlement" not in walk.offered(LABORATORY)


def test_only_who_reported_a_dispute_withdraws_it() -> None:
    """P-73."""
    walk = Walk(Side.VENDOR)
    assert "withdraw-dispute" not in walk.offered(LABORATORY)
    walk.do(act.WithdrawDispute("We found the cause."), VENDOR)
    assert walk.state.ending is Ending.WITHDRAWN


def test_a_dispute_and_a_case_point_at_each_other_once() -> None:
    """P-05."""
    walk = Walk()
    with pytest.raises(InvalidValue):
        walk.do(act.LinkCase("OCA-2026-0001"), OFFICE)
    walk.do(act.LinkCase("OCA-2026-0002"), OFFICE)
    assert walk.state.linked == ("OCA-2026-0001", "OCA-2026-0002")


def test_whoever_is_recused_decides_nothing_and_what_they_did_does_not_count() -> None:
    """P-76: a proposal of theirs falls, an approval of theirs is taken away, and they handle nothing."""
    walk = Walk(approvals=2).admitted()
    walk.do(act.AppointHandlers((8, 13)), BOARD)
    walk.proposed().do(walk.approval(), SECOND_BOARD)
    walk.do(act.RecuseMember(13, "Worked at the laboratory."), THIRD_BOARD)
    assert (walk.state.votes, walk.state.handlers) == (frozenset(), (8,))
    assert not walk.offered(SECOND_BOARD)
    walk.do(act.DeclareLink("My employer buys from the vendor."), BOARD)
    assert (walk.state.stage, walk.state.proposal) == (DisputeStage.ADMITTED, None)
    assert not walk.offered(BOARD)


def test_a_member_recuses_others_of_the_board_once_and_declares_their_own_link_themselves() -> None:
    """P-76."""
    walk = Walk()
    walk.do(act.RecuseMember(13, "Worked there."), BOARD)
    for wrong in (8, 13, 1):
        with pytest.raises(InvalidValue):
            walk.do(act.RecuseMember(wrong, "Worked there."), BOARD)
    with pytest.raises(InvalidValue):
        walk.admitted().do(act.AppointHandlers((13,)), BOARD)


def test_a_recused_member_stays_recused_when_the_dispute_is_reopened() -> None:
    """P-76."""
    walk = Walk()
    walk.do(act.DeclareLink("My employer buys from the vendor."), SECOND_BOARD)
    walk.do(act.DecideAdmissibility(False, "An invoice."), BOARD)
    walk.do(act.ReopenDispute("A new log."), BOARD)
    assert not walk.offered(SECOND_BOARD)


def test_when_the_whole_board_is_recused_the_parties_can_still_end_it() -> None:
    """P-76: nobody decides who is linked; OCA appoints somebody else, who can."""
    walk = Walk().admitted()
    for member in b.BOARDS:
        walk.do(act.DeclareLink("Linked."), member)
    assert "withdraw-dispute" in walk.offered(LABORATORY)
    appointed = replace(BOARD, person_id=99)
    assert "propose-decision" in walk.offered(appointed)


def test_a_board_member_of_a_partys_own_never_sits_and_acts_as_that_party() -> None:
    """P-76."""
    both = replace(VENDOR, roles=VENDOR.roles | BOARD.roles | OFFICE.roles | TWG_CHAIR.roles)
    walk = Walk().admitted().asked()
    assert walk.offered(both) == walk.offered(VENDOR)


def test_a_recused_member_does_nothing_in_another_role_either() -> None:
    """P-75, P-76."""
    also = replace(BOARD, roles=BOARD.roles | OFFICE.roles | TWG_CHAIR.roles)
    walk = Walk().admitted().asked()
    walk.do(act.RecuseMember(8, "Linked."), SECOND_BOARD)
    assert not walk.offered(also)


def test_what_the_parties_read_names_nobody_of_the_board() -> None:
    """P-76: no person's position."""
    walk = Walk().admitted()
    argument = act.Argument("The status must win.", "bea board was against it.")
    for action, field in (
        (act.OpenRound((Side.VENDOR,), "Bea Board asks.", 5), "question"),
        (act.ProposeDecision("Bo Board holds that.", (b.ARGUMENT,)), "outcome"),
        (act.ProposeDecision("So.", (argument,)), "arguments"),
    ):
        with pytest.raises(InvalidValue) as refused:
            walk.do(action, SECOND_BOARD)
        assert refused.value.field == field

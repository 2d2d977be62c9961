"""Who sees what of a dispute (P-73, P-75, P-76)."""

from dataclasses import replace

import pytest

from tests.workflows.builders import BOARD, CWG_CHAIR, EDITOR, LABORATORY, OFFICE, SECOND_BOARD, TWG_CHAIR, VENDOR
from tests.workflows.disputes import builders as b
from tests.workflows.disputes.builders import Walk
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.seeing import Reading
from workflows.disputes.vocabulary import ActionStage, Adviser, DisputeStage, Owner, Side
from workflows.errors import NotPossibleNow
from workflows.roles import Actor

BOARDS_OWN = (
    ev.MemberRecused,
    ev.HandlersAppointed,
    ev.AdviceAsked,
    ev.AdviceGiven,
    ev.DecisionProposed,
    ev.DecisionVoted,
    ev.DecisionRejected,
    ev.CaseLinked,
)


def lived_through() -> Walk:
    """A dispute in which everything has happened once; statement 1 is the laboratory's, 2 and 3 the vendor's."""
    walk = Walk(approvals=2).attach(Side.LABORATORY, 1).admitted()
    walk.do(act.RecuseMember(13, "Worked there."), BOARD)
    walk.do(act.AppointHandlers((8,)), BOARD)
    walk.do(act.OpenRound((Side.VENDOR,), "What did the log say?", 5), BOARD)
    walk.stated(Side.VENDOR, "The log.", 2).stated(Side.VENDOR, "A secret.", 3)
    walk.do(act.ShareStatements((2,)), BOARD)
    walk.asked(Adviser.TWG, 3).do(act.GiveAdvice(1, "It is."), TWG_CHAIR)
    walk.do(act.SetDate(20), BOARD)
    walk.proposed().do(act.RejectDecision("No."), b.THIRD_BOARD)
    walk.do(act.OfferSettlement("A new run."), VENDOR)
    walk.do(act.LinkCase("OCA-2026-0009"), OFFICE)
    walk.proposed(Owner.VENDOR, Owner.OCA)
    for actor in (b.THIRD_BOARD, replace(BOARD, person_id=15)):
        walk.do(walk.approval(), actor)
    walk.do(act.ReportCorrective(1, "Done so."), VENDOR)
    walk.do(act.ConfirmCorrective(1), BOARD)
    walk.do(act.ReopenDispute("A new log."), BOARD)
    return walk


@pytest.mark.parametrize("actor", [BOARD, OFFICE], ids=lambda actor: actor.name)
def test_who_sits_and_the_office_see_all(actor: Actor) -> None:
    """P-73: the office as registrar, who decides nothing."""
    walk = lived_through()
    seen = walk.sees(actor)
    assert seen.reading is Reading.ALL
    assert seen.entries == tuple(walk.history)
    assert (seen.statements, seen.files, seen.rounds, seen.advice) == (
        walk.state.statements,
        walk.state.files,
        walk.state.rounds,
        walk.state.advice,
    )
    assert walk.offered(OFFICE) <= {"link-case", "report-corrective"}


@pytest.mark.parametrize("party", [LABORATORY, VENDOR], ids=lambda actor: actor.name)
def test_a_party_sees_nothing_of_the_boards_own_work(party: Actor) -> None:
    """P-76: no recusal, handler, advice, proposal or vote, and no name of the Board's."""
    seen = lived_through().sees(party)
    assert not [entry for entry in seen.entries if isinstance(entry.event, BOARDS_OWN)]
    assert seen.advice == ()
    assert {seen.author(entry) for entry in seen.entries} <= {party.name, Side.LABORATORY, Side.VENDOR, None}


def test_a_party_sees_the_others_statements_with_their_evidence_only_when_they_are_shared() -> None:
    """P-73."""
    walk = lived_through()
    seen = walk.sees(LABORATORY)
    assert [item.number for item in seen.statements] == [1, 2]
    assert {item.file_id for item in seen.files} == {1, 2}
    given = [entry.event for entry in seen.entries if isinstance(entry.event, ev.StatementGiven)]
    assert [event.file_ids for event in given] == [(2,)]
    assert [item.number for item in walk.sees(VENDOR).statements] == [2, 3]


def test_the_reporters_first_words_are_the_reporters_until_they_are_shared() -> None:
    """P-71, P-73: the other learns that there is a dispute, and its subject."""
    walk = lived_through()
    reported = walk.sees(VENDOR).entries[0].event
    assert isinstance(reported, ev.DisputeReported)
    assert (reported.subject, reported.tried, reported.certificates) == ("Result of TC_C_34_CS", "", ())
    assert reported.statement_sha256 == reported.case_number == ""
    walk.do(act.ShareStatements((1,)), BOARD)
    reported = walk.sees(VENDOR).entries[0].event
    assert isinstance(reported, ev.DisputeReported)
    assert (reported.tried, reported.certificates, reported.case_number) == ("A call.", ("OCA.1",), "")


def test_a_party_sees_what_it_is_asked_and_never_whether_the_other_has_answered() -> None:
    """P-73."""
    walk = Walk().admitted()
    walk.do(act.OpenRound((Side.VENDOR,), "What did the log say?", 5), BOARD)
    walk.do(act.OpenRound((Side.LABORATORY, Side.VENDOR), "Is the wait in the plan?", 5), BOARD)
    before = walk.sees(LABORATORY)
    assert [item.question for item in before.rounds] == ["Is the wait in the plan?"]
    assert len([entry for entry in before.entries if isinstance(entry.event, ev.RoundOpened)]) == 1
    walk.stated(Side.VENDOR)
    after = walk.sees(LABORATORY)
    assert (after.rounds, after.entries, after.statements) == (before.rounds, before.entries, before.statements)


def test_what_one_side_has_given_unshared_changes_nothing_for_the_other() -> None:
    """P-73: not even that there is something."""
    silent, spoken = Walk().admitted(), Walk().admitted().stated(Side.VENDOR, "A secret.", 5)
    for walk in (silent, spoken):
        walk.do(act.ShareStatements((1,)), BOARD)
        walk.do(act.SetDate(20), BOARD)

    def shown(walk: Walk) -> list[object]:
        seen = walk.sees(LABORATORY)
        return [*(entry.event for entry in seen.entries), *seen.statements, *seen.files, *seen.rounds]

    assert shown(silent) == shown(spoken)


def test_an_owner_tells_the_board_what_it_has_done_and_the_other_learns_that_it_is_confirmed() -> None:
    """P-73."""
    walk = lived_through()
    theirs = [type(entry.event) for entry in walk.sees(LABORATORY).entries]
    own = [type(entry.event) for entry in walk.sees(VENDOR).entries]
    before = Walk().admitted().decided(Owner.VENDOR)
    before.do(act.ReportCorrective(1, "Done so."), VENDOR)
    assert [item.stage for item in before.sees(LABORATORY).correctives] == [ActionStage.OPEN]
    assert [item.stage for item in before.sees(VENDOR).correctives] == [ActionStage.REPORTED_DONE]
    assert ev.CorrectiveReported not in theirs
    assert ev.CorrectiveReported in own
    assert ev.CorrectiveConfirmed in theirs


def test_advisers_see_their_question_with_exactly_the_statements_named_in_it() -> None:
    """P-75."""
    walk = lived_through()
    seen = walk.sees(TWG_CHAIR)
    assert seen.reading is Reading.ADVISER
    assert [item.number for item in seen.statements] == [3]
    assert [item.file_id for item in seen.files] == [3]
    assert [type(entry.event) for entry in seen.entries] == [ev.AdviceAsked, ev.AdviceGiven]
    assert (seen.rounds, [item.number for item in seen.advice]) == ((), [1])


@pytest.mark.parametrize("actor", [CWG_CHAIR, EDITOR, *b.STRANGERS], ids=lambda actor: actor.name)
def test_groups_and_editors_who_are_not_asked_and_strangers_see_nothing(actor: Actor) -> None:
    """P-75."""
    seen = lived_through().sees(actor)
    assert seen.reading is Reading.NOTHING
    assert not (seen.entries or seen.statements or seen.files or seen.rounds or seen.advice)


@pytest.mark.parametrize("roles", [SECOND_BOARD.roles, SECOND_BOARD.roles | OFFICE.roles | TWG_CHAIR.roles])
def test_whoever_is_recused_sees_nothing_in_any_role(roles: frozenset[object]) -> None:
    """P-76."""
    seen = lived_through().sees(replace(SECOND_BOARD, roles=roles))  # type: ignore[arg-type]
    assert seen.reading is Reading.RECUSED
    assert not (seen.entries or seen.statements or seen.files or seen.rounds or seen.advice)


def test_who_acts_for_a_party_sees_a_dispute_as_that_party_whatever_else_they_are() -> None:
    """P-75, P-76."""
    walk = lived_through()
    many = replace(VENDOR, roles=VENDOR.roles | BOARD.roles | OFFICE.roles | TWG_CHAIR.roles)
    assert walk.sees(many) == walk.sees(VENDOR)


def test_a_withdrawal_is_the_reporters_own_and_what_the_board_decides_is_ocas() -> None:
    """P-76."""
    walk = Walk().admitted()
    walk.do(act.WithdrawDispute("We found the cause."), LABORATORY)
    seen = walk.sees(VENDOR)
    assert [seen.author(entry) for entry in seen.entries] == [Side.LABORATORY, None, Side.LABORATORY]


def _why_not(walk: Walk) -> str:
    """What a party reads that asks for what is not possible now."""
    with pytest.raises(NotPossibleNow) as refusal:
        walk.do(act.ReportCorrective(1, "Done."), VENDOR)
    return refusal.value.detail


def test_a_decision_that_is_only_proposed_is_none_yet_for_the_parties() -> None:
    """P-76."""
    walk = Walk().admitted()
    before = (walk.sees(VENDOR).stage, walk.offered(VENDOR), _why_not(walk))
    walk.proposed()
    assert (walk.sees(VENDOR).stage, walk.offered(VENDOR), _why_not(walk)) == before
    assert walk.sees(BOARD).stage is DisputeStage.PROPOSED

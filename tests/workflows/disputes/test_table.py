"""Every (stage × action × role) triple against the table written down here by hand (P-71 … P-76)."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.workflows.builders import ACTORS
from tests.workflows.disputes import builders as b
from tests.workflows.disputes.builders import Walk
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.seeing import FOR_PARTIES
from workflows.disputes.state import Advice, CorrectiveAction
from workflows.disputes.table import ARROWS, decide, possible_actions
from workflows.disputes.vocabulary import Adviser, DisputeStage, Owner, Side
from workflows.errors import NotPossibleNow, WrongRole
from workflows.roles import Role

TABLE = """
decide-admissibility | board | reported -> admitted ended
declare-link | board | reported admitted proposed -> reported admitted proposed
recuse-member | board | reported admitted proposed -> reported admitted proposed
appoint-handlers | board | admitted proposed -> admitted proposed
open-round | board | admitted -> admitted
give-statement | test_laboratory vendor | reported admitted proposed -> reported admitted proposed
share-statements | board | admitted proposed -> admitted proposed
ask-advice | board | admitted -> admitted
give-advice | twg_chair cwg_chair technical_editor | admitted proposed -> admitted proposed
set-date | board | reported admitted -> reported admitted
propose-decision | board | admitted proposed -> proposed
approve-decision | board | proposed -> proposed decided ended
reject-decision | board | proposed -> admitted
report-corrective | test_laboratory vendor board oca_office | decided -> decided
confirm-corrective | board | decided -> decided ended
offer-settlement | test_laboratory vendor | reported admitted proposed -> reported admitted proposed
agree-to-settlement | vendor | reported admitted proposed -> ended
withdraw-dispute | test_laboratory | reported admitted proposed -> ended
reopen-dispute | board | decided ended -> reported admitted
link-case | board oca_office | reported admitted proposed decided ended -> reported admitted proposed decided ended
"""
# Roles of the table that a further condition keeps out of the dispute below, which the laboratory has reported.
ALSO_IN_TABLE = {"agree-to-settlement": {"test_laboratory"}, "withdraw-dispute": {"vendor"}}
_PROPOSAL = ev.DecisionProposed("So.", (b.ARGUMENT,), (), "digest")
CONTENTS: dict[str, act.Action] = {
    "decide-admissibility": act.DecideAdmissibility(True, "It is."),
    "declare-link": act.DeclareLink("I worked there."),
    "recuse-member": act.RecuseMember(13, "Worked there."),
    "appoint-handlers": act.AppointHandlers((8,)),
    "open-round": act.OpenRound((Side.VENDOR,), "What happened?", 5),
    "give-statement": act.GiveStatement("So."),
    "share-statements": act.ShareStatements((1,)),
    "ask-advice": act.AskAdvice(Adviser.TWG, "Is it?", (1,)),
    "give-advice": act.GiveAdvice(1, "It is."),
    "set-date": act.SetDate(10),
    "propose-decision": b.decision(),
    "approve-decision": act.ApproveDecision("digest"),
    "reject-decision": act.RejectDecision("Not yet."),
    "report-corrective": act.ReportCorrective(1, "Done."),
    "confirm-corrective": act.ConfirmCorrective(1),
    "offer-settlement": act.OfferSettlement("A new run."),
    "agree-to-settlement": act.AgreeToSettlement(b.digest("A new run.")),
    "withdraw-dispute": act.WithdrawDispute("Settled."),
    "reopen-dispute": act.ReopenDispute("A new log."),
    "link-case": act.LinkCase("OCA-2026-0002"),
}
OWNER = {Role.TEST_LABORATORY: Owner.LABORATORY, Role.VENDOR: Owner.VENDOR}
ADVISER = {Role.TWG_CHAIR: Adviser.TWG, Role.CWG_CHAIR: Adviser.CWG, Role.TECHNICAL_EDITOR: Adviser.TECHNICAL_EDITORS}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    roles: frozenset[str]
    come_from: frozenset[str]
    to: frozenset[str]


def _read(line: str) -> Row:
    name, roles, path = line.split(" | ")
    come_from, to = (frozenset(side.split()) for side in path.split(" -> "))
    return Row(name, frozenset(roles.split()), come_from, to)


ROWS = tuple(_read(line) for line in TABLE.strip().splitlines())


def given_to(role: Role) -> dict[str, Any]:
    """All that the rows ask for besides stage and role, for whoever holds this role."""
    owned = CorrectiveAction(1, b.corrective(OWNER.get(role, Owner.OCA)))
    asked = Advice(1, ADVISER.get(role, Adviser.TWG), "Is it?", (1,))
    offer = ev.SettlementOffered(Side.LABORATORY, "A new run.", b.digest("A new run."))
    return {
        "admitted": True,
        "proposal": _PROPOSAL,
        "proposer_id": 14,
        "correctives": (owned,),
        "advice": (asked,),
        "offer": offer,
    }


def test_the_table_has_exactly_the_rows_written_down_here() -> None:
    for arrow, row in zip(ARROWS, ROWS, strict=True):
        assert arrow.name == row.name
        assert arrow.roles == row.roles | ALSO_IN_TABLE.get(row.name, set())
        assert (arrow.come_from, arrow.to) == (row.come_from, row.to)
        assert arrow.rule.startswith("P-")
        assert arrow.effect.endswith(".")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_action_is_allowed_to_its_roles_at_its_stages_and_to_nobody_else_at_no_other(row: Row, role: Role) -> None:
    for stage in DisputeStage:
        state = b.a_state(stage, **given_to(role))
        actor, action = ACTORS[role], CONTENTS[row.name]
        allowed = role in row.roles and stage in row.come_from
        assert (row.name in {arrow.name for arrow in possible_actions(state, actor)}) is allowed, stage
        if allowed:
            assert decide(state, action, actor, Walk().around())[1]
            continue
        with pytest.raises((WrongRole, NotPossibleNow)):
            decide(state, action, actor, Walk().around())


@pytest.mark.parametrize("stranger", b.STRANGERS, ids=lambda actor: actor.name)
def test_another_laboratory_and_another_vendor_do_nothing(stranger: Any) -> None:
    for stage in DisputeStage:
        assert not possible_actions(b.a_state(stage, **given_to(Role.BOARD)), stranger)


def test_every_event_is_decided_upon_for_the_parties() -> None:
    """P-73: an event that nobody thought about would be told to no party, or to the wrong one."""
    assert set(FOR_PARTIES) == set(ev.DISPUTE_EVENTS.values())

"""Steps 4a, 6a, 6b: severity, its approval by the Board, and what follows (D.2.2.4; P-40 … P-44)."""

import json
from collections.abc import Iterator
from hashlib import sha256

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, Guard, roles, stages
from workflows.case_state import CaseState
from workflows.condition_checks import checked
from workflows.conditions import canonical
from workflows.errors import InvalidValue, NotPossibleNow, NotYours, Refusal, TextChanged
from workflows.questions import is_issue
from workflows.roles import Actor, Group, Role
from workflows.stages import HandlingStage, SeverityStage, Track
from workflows.vocabulary import Level

S = SeverityStage
_HANDLES = (
    HandlingStage.RECEIVED,
    HandlingStage.ON_AGENDA,
    HandlingStage.CONFIRMED,
    HandlingStage.AWAITING_OCTT_FIX,
    HandlingStage.DONE,
)


def text_digest(action: act.ProposeSeverity) -> str:
    """SHA-256 over all that the Board approves: level, the three criteria, the notice, and whom it concerns (P-41).

    Without a condition it is what it always was: digests of before stay true.
    """
    parts = [action.level.value, action.interoperability, action.manual_actions, action.malfunction, action.notice]
    if action.applicability is not None:
        parts.append(canonical(action.applicability))
    return sha256(json.dumps(parts).encode()).hexdigest()


def _propose(_: CaseState, action: act.ProposeSeverity, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    if action.level is Level.HIGH and not action.notice.strip():
        raise InvalidValue(
            "High severity tells certified vendors; write what they would be told.", field="notice", rule="P-41"
        )
    if action.applicability is not None:
        checked(action.applicability)
    yield ev.SeverityProposed(
        action.group,
        action.level,
        action.interoperability,
        action.manual_actions,
        action.malfunction,
        action.notice,
        text_digest(action),
        action.applicability,
    )


def _approve(state: CaseState, action: act.ApproveSeverity, actor: Actor, around: Circumstances) -> Iterator[ev.Event]:
    proposal = state.proposal
    assert proposal is not None, "the stage `proposed` has a proposal"
    if action.text_sha256 != proposal.text_sha256:
        raise TextChanged("The proposal is not the text that you approved.", rule="P-41", field="text_sha256")
    if action.level is not proposal.level and not action.reason.strip():
        raise InvalidValue("Approving the other level needs a reason.", field="reason", rule="P-41")
    if action.level is Level.HIGH and not proposal.notice.strip():
        raise InvalidValue(
            "High severity tells certified vendors, but the proposal has no text for them; the chair proposes again.",
            field="level",
            rule="P-41",
        )
    yield ev.SeverityVoted(action.level, action.reason, action.text_sha256)
    agreeing = {person for person, level in state.votes if level is action.level} | {actor.person_id}
    if len(agreeing) >= around.procedure.severity_approvals:
        yield ev.SeverityApproved(action.level, action.reason, action.text_sha256)
        if action.level is Level.LOW:
            yield ev.NobodyContacted(action.reason or "Severity low: nobody is contacted (D.2.2.4).")


def _contact(state: CaseState, action: act.ContactCertifiedVendors, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    both = set(action.certificates) & {exclusion.certificate for exclusion in action.excluded}
    if both:
        raise InvalidValue(f"{min(both)} is both on the list and taken from it.", field="certificates", rule="P-50")
    if any(not exclusion.reason.strip() for exclusion in action.excluded):
        raise InvalidValue("Each certificate taken from the list needs its reason.", field="excluded", rule="P-50")
    assert state.proposal is not None, "an approved severity has a proposal"
    yield ev.CertifiedVendorsContacted(action.certificates, action.excluded, state.proposal.notice)


def _not_the_proposer(state: CaseState, actor: Actor) -> Refusal | None:
    own = actor.person_id is not None and actor.person_id == state.proposer_id
    return NotYours("Another member of the Board approves.", rule="P-41") if own else None


def _handled_by(group: Group) -> Guard:
    def guard(state: CaseState, _: Actor) -> Refusal | None:
        if state.handling(group) in _HANDLES:
            return None
        return NotPossibleNow(f"The {group.label} does not handle this issue.", rule="P-40")

    return guard


def _proposal_by(group: Group) -> Arrow:
    return Arrow(
        act.ProposeSeverity,
        Track.SEVERITY,
        stages(
            S.NOT_OPENED, S.PROPOSAL_AWAITED, S.PROPOSED, S.APPROVED_HIGH, S.VENDORS_CONTACTED, S.APPROVED_LOW, S.LAPSED
        ),
        roles(group.chair),
        _propose,
        stages(S.PROPOSED),
        step="4a",
        rule="P-40",
        source="D.2.2.4",
        fixed={"group": group},
        when=(is_issue, _handled_by(group)),
        effect="The Board is asked to approve this exact text; the severity clock of 3 working days runs.",
    )


TABLE = (
    _proposal_by(Group.TWG),
    _proposal_by(Group.CWG),
    Arrow(
        act.ApproveSeverity,
        Track.SEVERITY,
        stages(S.PROPOSED),
        roles(Role.BOARD),
        _approve,
        stages(S.PROPOSED, S.APPROVED_HIGH, S.APPROVED_LOW, S.VENDORS_CONTACTED),
        step="4a",
        rule="P-41",
        source="D.2.2.4",
        when=(_not_the_proposer,),
        effect="High: the office contacts the certified vendors concerned (6a), still within the 3 working days. Low: "
        "nobody is contacted and the case records why (6b).",
    ),
    Arrow(
        act.ContactCertifiedVendors,
        Track.SEVERITY,
        stages(S.APPROVED_HIGH),
        roles(Role.OCA_OFFICE),
        _contact,
        stages(S.VENDORS_CONTACTED),
        step="6a",
        rule="P-50",
        source="D.2.2.4",
        effect="Each certified vendor concerned gets one notice for all its certificates; ends the severity clock.",
    ),
)

"""Random legal walks: no dead end, an owner for all that is unfinished, a holder for every running clock (P-60)."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.workflows import builders as b
from tests.workflows.builders import ACTORS, BOARD, CHAIR, OFFICE, SECOND_BOARD, TRACK, Walk
from workflows import actions as act
from workflows.clocks import Clock, ClockState, clocks, holder
from workflows.errors import Refusal
from workflows.folding import fold
from workflows.procedure import ARROWS, decide, possible_actions
from workflows.report import Origin
from workflows.roles import Actor, Group
from workflows.stages import CaseStage, HandlingStage, MaintenanceStage, SeverityStage, Track
from workflows.vocabulary import CwgStep, Decision, ErratumKind, Level, Outcome, Subject, Visibility

PEOPLE = (*ACTORS.values(), SECOND_BOARD, b.OTHER_LABORATORY, b.OTHER_VENDOR)
DOABLE = (CwgStep.DOCUMENTATION, CwgStep.TEST_CASES)
MOST_STEPS_TO_THE_END = 25
Contents = Callable[[Walk, Any], Iterable[act.Action]]


def _open_steps(walk: Walk, among: Iterable[CwgStep]) -> list[CwgStep]:
    return [step for step in among if step not in walk.state.cwg_steps]


def _calls(walk: Walk, group: Group) -> list[int]:
    return [c.call_id for c in walk.calls if c.group is group and c.starts_at > walk.at][:3]


def _votes(walk: Walk, _: Any) -> list[act.Action]:
    proposal = walk.state.proposal
    may_be_high = proposal is not None and proposal.notice.strip()
    return [b.approval(walk.state, level, "Seen.") for level in Level if level is Level.LOW or may_be_high]


# For each action the contents that the procedure allows at this point; what is refused is left out below.
CONTENTS: dict[type[act.Action], Contents] = {
    act.AmendReport: lambda w, _: [act.AmendReport(b.a_report(device=f"Wallbox at {w.state.seq}"))],
    act.RecordAnalysis: lambda w, _: [b.analysis(outcome) for outcome in Outcome],
    act.ReviseAnalysis: lambda w, _: [b.revision(o) for o in Outcome if o is not w.state.outcome],
    act.PlaceOnAgenda: lambda w, group: [act.PlaceOnAgenda(group, call) for call in _calls(w, group)],
    act.Expedite: lambda w, group: [act.Expedite(group, call, "It cannot wait.") for call in _calls(w, group)],
    act.DecideInGroup: lambda w, group: [act.DecideInGroup(group, d, "As discussed.") for d in Decision],
    act.RecordErratum: lambda w, _: [b.erratum(kind) for kind in ErratumKind],
    act.ContactCwg: lambda w, _: [act.ContactCwg("Change TC_E_22_CS.")],
    act.CompleteStep: lambda w, _: [act.CompleteStep(step, "Done.") for step in _open_steps(w, DOABLE)],
    act.DeclareNotNecessary: lambda w, _: [act.DeclareNotNecessary(s, "No need.") for s in _open_steps(w, CwgStep)],
    act.InformLaboratories: lambda w, _: [act.InformLaboratories("A known bug.")],
    act.ProposeSeverity: lambda w, group: [
        b.proposal(group, Level.HIGH),
        b.proposal(group, Level.LOW),
        b.proposal(group, Level.LOW, notice=""),
    ],
    act.ApproveSeverity: _votes,
    act.ContactCertifiedVendors: lambda w, _: [act.ContactCertifiedVendors(("A",), (act.Exclusion("B", "Other."),))],
    act.DecideCertification: lambda w, _: [act.DecideCertification(yes, "Decided.") for yes in (True, False)],
    act.ReportOcttBug: lambda w, _: [act.ReportOcttBug("Bug", "Step 7.")],
    act.JoinOcttTicket: lambda w, _: [act.JoinOcttTicket("OCA-2026-0001")],
    act.AskProvider: lambda w, _: [act.AskProvider("When?")],
    act.AnswerOca: lambda w, _: [act.AnswerOca("Soon.")],
    act.SettleByRelease: lambda w, _: [act.SettleByRelease("REL-2026-0001")],
    act.AcceptOcttBug: lambda w, _: [act.AcceptOcttBug()],
    act.DisputeOcttBug: lambda w, _: [act.DisputeOcttBug("It is right.")],
    act.UpholdOcttBug: lambda w, _: [act.UpholdOcttBug("It is not.")],
    act.ReportOcttFix: lambda w, _: [act.ReportOcttFix("Release_2026-04")],
    act.VerifyOcttFix: lambda w, _: [act.VerifyOcttFix("Ran it.")],
    act.RejectOcttFix: lambda w, _: [act.RejectOcttFix("Still fails.")],
    act.ReleaseOcttFix: lambda w, _: [act.ReleaseOcttFix("Release_2026-04", date(2026, 5, 1))],
    act.DistributeUpdate: lambda w, _: [
        b.update(),
        *(b.update(covers=(c,), final=False) for c in sorted(w.state.changes_owed)),
    ],
    act.AcknowledgeUpdate: lambda w, _: [act.AcknowledgeUpdate(u.number) for u in w.state.updates],
    act.ProvideScript: lambda w, _: [b.script(1, 2)],
    act.AcknowledgeScript: lambda w, _: [act.AcknowledgeScript(s.number) for s in w.state.scripts],
    act.RetireScript: lambda w, _: [act.RetireScript(s.number, "Wrong.") for s in w.state.scripts if not s.retired],
    act.DecideInterimMeasure: lambda w, _: [act.DecideInterimMeasure("Skip it.", "Ambiguous.")],
    act.AnswerQuestion: lambda w, group: [act.AnswerQuestion(group, "It does.")],
    act.ReferQuestion: lambda w, group: [act.ReferQuestion(group, "It is theirs.")],
    act.TakeAsIssue: lambda w, _: [act.TakeAsIssue("Two readings.")],
    act.SetBoardDate: lambda w, _: [act.SetBoardDate(days) for days in (1, 20)],
    act.DecideOtherIssue: lambda w, _: [act.DecideOtherIssue("So be it.", "Fair.")],
    act.AssignCase: lambda w, _: [act.AssignCase(p) for p in (4, 5, None)],
    act.AddMessage: lambda w, _: [act.AddMessage("Hello.", v) for v in (Visibility.PARTIES, Visibility.OCA)],
    act.RecordLoggingConsent: lambda w, _: [act.RecordLoggingConsent("Vera Vendor", "Letter of 1 March")],
    act.CloseCase: lambda w, _: [act.CloseCase("Sent once.")],
    act.CloseAsDuplicate: lambda w, _: [act.CloseAsDuplicate("OCA-2026-0001", "Same.")],
    act.Withdraw: lambda w, _: [act.Withdraw("Mistaken.")],
    act.Reopen: lambda w, _: [act.Reopen("A new log.")],
}
# Refused by their content even where the action is offered: an acknowledgement given already, a later call.
MAY_BE_REFUSED = (act.AcknowledgeUpdate, act.AcknowledgeScript, act.Expedite, act.AddMessage, act.AssignCase,
                  act.SettleByRelease)  # fmt: skip

# Possible nearly always; chosen seldom, so that walks get far.
RARE = (
    act.AddMessage,
    act.AmendReport,
    act.AssignCase,
    act.RecordLoggingConsent,
    act.DecideInterimMeasure,
    act.ProvideScript,
    act.AcknowledgeScript,
    act.RetireScript,
    act.ReviseAnalysis,
    act.SetBoardDate,
    act.TakeAsIssue,
    act.JoinOcttTicket,
    act.AskProvider,
    act.AnswerOca,
    act.CloseAsDuplicate,
    act.Withdraw,
)


def legal(walk: Walk) -> list[tuple[Track, Actor, list[act.Action]]]:
    """For each person and each row offered to them, on which track, the contents that are allowed."""
    found = []
    around = walk.circumstances()
    for actor in PEOPLE:
        for possible in possible_actions(walk.state, actor):
            arrow = possible.arrow
            contents = list(CONTENTS[arrow.action](walk, arrow.fixed.get("group")))
            if arrow.action in MAY_BE_REFUSED:
                contents = [c for c in contents if not refused(walk, c, actor, around)]
            if contents:
                found.append((arrow.track, actor, contents))
    return found


def refused(walk: Walk, action: act.Action, actor: Actor, around: Any) -> bool:
    try:
        decide(walk.state, action, actor, around)
    except Refusal:
        return True
    return False


def measured(clock: Clock) -> Track:
    return TRACK[clock.group] if clock.group else Track(clock.kind.value)


def nobody_is_left_waiting(walk: Walk, moves: list[tuple[Track, Actor, list[act.Action]]]) -> None:
    if walk.state.case is CaseStage.CLOSED:
        assert not [c for c in walk.clocks() if c.state is ClockState.RUNNING]
        return
    owned = {track for track, _, _ in moves}
    for track in walk.state.unfinished():
        assert track in owned, f"{track} ({walk.state.stage(track)}) has no owner"
    for clock in walk.clocks():
        if clock.state is ClockState.RUNNING:
            role = holder(clock, walk.state)
            can = {track for track, actor, _ in moves if actor.holds(role)}
            assert measured(clock) in can, f"{role} holds {clock.key} and can do nothing about it"
            assert measured(clock) in walk.state.unfinished()


def finishing_move(walk: Walk) -> tuple[act.Action, Actor]:
    """One step of the shortest way to the end, track by track."""
    state = walk.state
    match state.unfinished():
        case (Track.ANALYSIS, *_):
            return b.analysis(Outcome.VENDOR_IMPLEMENTATION), b.EDITOR
        case (Track.TWG | Track.CWG as track, *_):
            return _settle(walk, Group(track.value))
        case (Track.SEVERITY, *_) if state.severity is SeverityStage.APPROVED_HIGH:
            return act.ContactCertifiedVendors(("A",)), OFFICE
        case (Track.SEVERITY, *_) if state.severity is SeverityStage.PROPOSED:
            return b.approval(state, Level.LOW, "Rare."), BOARD
        case (Track.SEVERITY, *_):
            group = next(g for g in Group if "propose-severity" in walk.offered(CHAIR[g]))
            return b.proposal(group, Level.LOW), CHAIR[group]
        case (Track.CERTIFICATION, *_):
            return act.DecideCertification(True, "Not its fault."), b.CWG_CHAIR
        case (Track.DISTRIBUTION, *_):
            return b.update(), OFFICE
        case (Track.BOARD_MATTER, *_):
            return act.DecideOtherIssue("So be it.", "Fair."), BOARD
        case ():
            return act.CloseCase("Sent once."), OFFICE
        case others:
            raise AssertionError(f"no way to finish {others}")


def _settle(walk: Walk, group: Group) -> tuple[act.Action, Actor]:
    if walk.state.subject is not None:
        return act.AnswerQuestion(group, "It does."), CHAIR[group]
    match walk.state.handling(group):
        case HandlingStage.RECEIVED:
            return act.PlaceOnAgenda(group, _calls(walk, group)[0]), CHAIR[group]
        case HandlingStage.ON_AGENDA:
            return act.DecideInGroup(group, Decision.NOT_AN_ISSUE, "It is right."), CHAIR[group]
        case _ if group is Group.CWG:
            return act.DeclareNotNecessary(_open_steps(walk, CwgStep)[0], "No need."), b.CWG_CHAIR
        case _ if walk.state.erratum is None:
            return b.erratum(ErratumKind.FIXED_IN_NEXT_VERSION), b.TWG_CHAIR
        case _:
            return act.ContactCwg("See to it."), b.TWG_CHAIR


def finish(walk: Walk) -> None:
    for _ in range(MOST_STEPS_TO_THE_END):
        if walk.state.case is CaseStage.CLOSED:
            return
        walk.do(*finishing_move(walk))
    raise AssertionError(f"still open: {walk.state.unfinished()}")


def stroll(origin: Origin, subject: Subject | None, choices: list[int], *, member: bool = False) -> Walk:
    """A legal walk: each number chooses who does what, with which content, and how long it takes."""
    walk = Walk(origin, subject=subject, calls=b.fortnightly_calls(count=250), vendor_is_member=member)
    for choice in choices:
        choice, hours = divmod(choice, 90)
        walk.at += timedelta(hours=hours)
        moves = legal(walk)
        nobody_is_left_waiting(walk, moves)
        choice, rare = divmod(choice, 6)
        moves = [move for move in moves if (type(move[2][0]) in RARE) is (rare == 0)] or moves
        choice, which = divmod(choice, len(moves))
        _, actor, contents = moves[which]
        walk.do(contents[choice % len(contents)], actor)
    nobody_is_left_waiting(walk, legal(walk))
    return walk


# An issue at each of the steps where one is raised, and a question about each subject.
STARTS: list[tuple[Origin, Subject | None]] = [
    *((origin, None) for origin in Origin if origin is not Origin.QUESTION),
    *((Origin.QUESTION, subject) for subject in Subject),
]
WALKS = st.lists(st.integers(0, 2**32), min_size=1, max_size=40)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=st.sampled_from([*STARTS]), choices=WALKS, member=st.booleans())
@example(start=(Origin.CERTIFICATION, None), choices=[], member=False)
def test_every_walk_leaves_owners_and_holders_and_can_be_finished(
    start: tuple[Origin, Subject | None], choices: list[int], member: bool
) -> None:
    """P-60, P-61, P-95: and its history folds to its state, with the same clocks whenever they are counted."""
    walk = stroll(*start, choices, member=member)
    finish(walk)
    assert fold(walk.history) == walk.state
    assert clocks(walk.history, walk.calendars) == walk.clocks()
    assert not [c for c in walk.clocks() if c.state is ClockState.RUNNING]
    assert all(before.at <= after.at for before, after in zip(walk.history, walk.history[1:], strict=False))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(choices=WALKS)
def test_the_history_up_to_any_moment_is_a_history(choices: list[int]) -> None:
    """P-96: events are only added, so that every earlier state and clock can be told again."""
    walk = stroll(Origin.CERTIFICATION, None, choices)
    for length in range(1, len(walk.history) + 1):
        past = walk.history[:length]
        assert fold(past).seq == length
        earlier = {c.key: c for c in clocks(past, walk.calendars)}
        for clock in walk.clocks():
            if clock.key in earlier and earlier[clock.key].state is not ClockState.RUNNING:
                assert clock == earlier[clock.key]


def test_the_walks_know_a_content_for_every_action_of_the_tables() -> None:
    """P-60."""
    assert {arrow.action for arrow in ARROWS} == set(CONTENTS)


@pytest.mark.parametrize(
    "stage", [s for s in MaintenanceStage if s not in ("not_opened", "dropped", "released", "joined")]
)
def test_an_open_ticket_never_keeps_a_case_from_its_end(stage: MaintenanceStage) -> None:
    """P-60, P-80: whatever the provider does, the CWG can declare the fix not necessary."""
    walk = Walk().analysed(Outcome.OCTT).decided(Group.CWG)
    for action, actor, reached in (
        (act.ReportOcttBug("Bug", "Step 7."), b.EDITOR, MaintenanceStage.REPORTED),
        (act.DisputeOcttBug("It is right."), b.PROVIDER, MaintenanceStage.DISPUTED),
        (act.UpholdOcttBug("It is not."), b.EDITOR, MaintenanceStage.REPORTED),
        (act.AcceptOcttBug(), b.PROVIDER, MaintenanceStage.ACCEPTED),
        (act.ReportOcttFix("Release_2026-04"), b.PROVIDER, MaintenanceStage.FIXED),
        (act.VerifyOcttFix("Ran it."), b.EDITOR, MaintenanceStage.VERIFIED),
    ):
        walk.do(action, actor)
        if reached is stage:
            break
    assert walk.state.maintenance is stage
    finish(walk)

"""OCTT maintenance: a confirmed bug as a ticket with the tool provider (D.5; P-80, P-81)."""

from collections.abc import Callable, Iterator
from typing import Any

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, Then, roles, stages
from workflows.case_state import CaseState
from workflows.errors import NotPossibleNow, Refusal
from workflows.roles import Actor, Role
from workflows.stages import HandlingStage, MaintenanceStage, Track
from workflows.vocabulary import CwgStep

M = MaintenanceStage
_PROVIDER = roles(Role.TOOL_PROVIDER, Role.OCA_OFFICE)  # the office records what comes from a provider's mailbox
_OCA = roles(Role.TECHNICAL_EDITOR, Role.CWG_CHAIR)


def _becomes(make: Callable[[Any], ev.Event]) -> Then:
    def then(_: CaseState, action: act.Action, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
        yield make(action)

    return then


def _release(state: CaseState, action: act.ReleaseOcttFix, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    yield ev.OcttFixReleased(action.version, action.available_on)
    for script in state.scripts:
        if not script.retired:
            yield ev.ScriptRetired(script.number, f"OCTT {action.version} has the fix.")


def _bug_to_fix(state: CaseState, _: Actor) -> Refusal | None:
    confirmed = state.cwg in (HandlingStage.CONFIRMED, HandlingStage.AWAITING_OCTT_FIX)
    if confirmed and CwgStep.OCTT_BUG not in state.cwg_steps:
        return None
    return NotPossibleNow("The CWG has not confirmed an OCTT bug that is still to be fixed.", rule="P-80")


def _arrow(
    action: type[act.Action], before: tuple[M, ...], after: M, may: frozenset[Role], then: Then, effect: str
) -> Arrow:
    return Arrow(
        action,
        Track.MAINTENANCE,
        stages(*before),
        may,
        then,
        stages(after),
        step="5b",
        rule="P-80",
        source="D.5",
        effect=effect,
        when=(_bug_to_fix,),
    )


TABLE = (
    _arrow(
        act.ReportOcttBug,
        (M.NOT_OPENED, M.DROPPED, M.RELEASED),
        M.REPORTED,
        _OCA | {Role.OCA_OFFICE},
        _becomes(lambda a: ev.OcttBugReported(a.title, a.technical_content)),
        "The tool provider is told the technical content, no party.",
    ),
    _arrow(
        act.AcceptOcttBug,
        (M.REPORTED,),
        M.ACCEPTED,
        _PROVIDER,
        _becomes(lambda a: ev.OcttBugAccepted(a.note)),
        "The provider fixes the bug; the CWG chair is told.",
    ),
    _arrow(
        act.DisputeOcttBug,
        (M.REPORTED, M.ACCEPTED),
        M.DISPUTED,
        _PROVIDER,
        _becomes(lambda a: ev.OcttBugDisputed(a.reason)),
        "The CWG chair and the Technical Editor answer.",
    ),
    _arrow(
        act.UpholdOcttBug,
        (M.DISPUTED,),
        M.REPORTED,
        _OCA,
        _becomes(lambda a: ev.OcttBugUpheld(a.argumentation)),
        "The provider is told why it is a bug all the same.",
    ),
    _arrow(
        act.ReportOcttFix,
        (M.ACCEPTED,),
        M.FIXED,
        _PROVIDER,
        _becomes(lambda a: ev.OcttFixReported(a.version)),
        "The Technical Editor verifies the fix.",
    ),
    _arrow(
        act.VerifyOcttFix,
        (M.FIXED,),
        M.VERIFIED,
        _OCA,
        _becomes(lambda a: ev.OcttFixVerified(a.note)),
        "The fixed OCTT can be released.",
    ),
    _arrow(
        act.RejectOcttFix,
        (M.FIXED,),
        M.ACCEPTED,
        _OCA,
        _becomes(lambda a: ev.OcttFixRejected(a.reason)),
        "The ticket goes back to the provider.",
    ),
    _arrow(
        act.ReleaseOcttFix,
        (M.VERIFIED,),
        M.RELEASED,
        _PROVIDER,
        _release,
        "6c is owed to all laboratories; scripts that stood in for the fix are retired (P-81).",
    ),
)

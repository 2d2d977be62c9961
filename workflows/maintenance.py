"""OCTT maintenance: a confirmed bug as a ticket with the tool provider (D.5; P-80, P-81)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, Then, roles, stages
from workflows.case_state import CaseState
from workflows.errors import InvalidValue, NotPossibleNow, Refusal
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
    yield from ended(state, ev.OcttFixReleased(action.version, action.available_on))


def ended(state: CaseState, event: ev.OcttFixReleased | ev.OcttTicketDropped) -> Sequence[ev.Event]:
    """What a ticket's end is to one of its cases: with a fix, the scripts that stood in for it retire (P-81)."""
    if isinstance(event, ev.OcttTicketDropped):
        return (event,)
    standing = [script for script in state.scripts if not script.retired]
    return (
        event,
        *(
            ev.ScriptRetired(script.number, f"OCTT {event.version} has the fix.", name=script.name)
            for script in standing
        ),
    )


def _join(state: CaseState, action: act.JoinOcttTicket, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    number = action.ticket.strip()
    if number not in around.open_tickets:
        raise InvalidValue("There is no open ticket of that number besides this case's own.", field="ticket")
    yield ev.OcttTicketJoined(number)


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


_TALKING = (M.REPORTED, M.ACCEPTED, M.DISPUTED, M.FIXED, M.VERIFIED, M.RELEASED)


def _writing(action: type[act.Action], may: frozenset[Role], then: Then, effect: str) -> Arrow:
    """The ticket stays where it is."""
    return Arrow(
        action,
        Track.MAINTENANCE,
        stages(*_TALKING),
        may,
        then,
        stages(*_TALKING),
        step="5b",
        rule="P-80",
        source="D.5",
        effect=effect,
        on_closed=True,
    )


TABLE = (
    _arrow(
        act.ReportOcttBug,
        (M.NOT_OPENED, M.DROPPED, M.RELEASED, M.JOINED),
        M.REPORTED,
        _OCA | {Role.OCA_OFFICE},
        _becomes(lambda a: ev.OcttBugReported(a.title, a.technical_content)),
        "The tool provider is told the technical content, no party.",
    ),
    _arrow(
        act.JoinOcttTicket,
        (M.NOT_OPENED, M.DROPPED, M.RELEASED),
        M.JOINED,
        _OCA | {Role.OCA_OFFICE},
        _join,
        "The bug is fixed and released with that ticket, for this case too; the provider is told nothing of this case.",
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
    _writing(
        act.AskProvider,
        _OCA | {Role.OCA_OFFICE},
        _becomes(lambda a: ev.OcttProviderAsked(a.text)),
        "The tool provider reads it, at the mailbox too; the answer comes onto the ticket.",
    ),
    _writing(
        act.AnswerOca,
        _PROVIDER,
        _becomes(lambda a: ev.OcttProviderWrote(a.text)),
        "OCA reads it on the ticket; the ticket stays where it is.",
    ),
)

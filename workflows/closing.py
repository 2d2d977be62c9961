"""The Board's other issues, the conversation, and the ends of a case (P-60 … P-62, P-70)."""

from collections.abc import Iterator
from dataclasses import fields
from hashlib import sha256

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState
from workflows.distribution import known_files
from workflows.errors import InvalidValue, NotPossibleNow, Refusal, ReportIncomplete, WrongRole
from workflows.questions import route
from workflows.report import Origin, missing_to_start
from workflows.roles import OCA_ROLES, Actor, Role
from workflows.stages import ON_A_TICKET, BoardMatterStage, CaseStage, DistributionStage, SeverityStage, Track
from workflows.vocabulary import Visibility

_OPEN = stages(CaseStage.OPEN)
_ANY = stages(*CaseStage)
_MAY_CHOOSE = {
    Role.TEST_LABORATORY: (Visibility.PARTIES, Visibility.LABORATORY),
    Role.VENDOR: (Visibility.PARTIES, Visibility.VENDOR),
}
_RAISED = {Origin.CERTIFICATION: Role.TEST_LABORATORY, Origin.TWG: Role.TWG_CHAIR, Origin.OCA: Role.OCA_OFFICE}
MOST_WORKING_DAYS = 250


def _decide_other(_: CaseState, action: act.DecideOtherIssue, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    yield ev.OtherIssueDecided(action.decision, action.reason)


def _set_date(_: CaseState, action: act.SetBoardDate, __: Actor, around: Circumstances) -> Iterator[ev.Event]:
    if not 1 <= action.working_days <= MOST_WORKING_DAYS:
        raise InvalidValue(f"Between 1 and {MOST_WORKING_DAYS} working days.", field="working_days", rule="P-70")
    due = around.calendar.nth_working_day_after(around.calendar.local_date(around.at), action.working_days)
    yield ev.BoardDateSet(due)


def _amend(state: CaseState, action: act.AmendReport, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    missing = missing_to_start(action.report, state.origin)
    if missing:
        raise ReportIncomplete(missing)
    changed = tuple(
        f.name for f in fields(action.report) if getattr(action.report, f.name) != getattr(state.report, f.name)
    )
    if not changed:
        raise InvalidValue("Nothing in the report would change.", field="report")
    yield ev.ReportAmended(action.report, changed, around.vendor_id)


def _say(_: CaseState, action: act.AddMessage, actor: Actor, around: Circumstances) -> Iterator[ev.Event]:
    for role, choices in _MAY_CHOOSE.items():
        if actor.holds(role) and action.visibility not in choices:
            raise InvalidValue(f"Choose one of: {', '.join(choices)}.", field="visibility", rule="P-97")
    if (
        not actor.holds(*OCA_ROLES - {Role.TWG_MEMBER, Role.CWG_MEMBER}, *_MAY_CHOOSE)
        and action.visibility is not Visibility.OCA
    ):
        raise InvalidValue("Members comment for OCA only.", field="visibility", rule="P-97")
    known_files(action.file_ids, around)
    yield ev.MessageAdded(action.visibility, sha256(action.body.encode()).hexdigest(), action.file_ids)


def _consent(_: CaseState, action: act.RecordLoggingConsent, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    yield ev.LoggingConsentRecorded(action.given_by, action.reference)


def _close(state: CaseState, action: act.CloseCase, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    report = state.report
    yield ev.ResolutionRecorded(
        action.resolution,
        action.scope,
        action.test_references or report.test_references,
        report.ocpp_version.value if report.ocpp_version else "",
        action.octt_version or report.octt_version,
        action.question,
        action.subject or state.subject,
        action.supersedes,
    )
    yield ev.CaseClosed(ev.Closing.COMPLETED, "Every track is done.")


def _duplicate(state: CaseState, action: act.CloseAsDuplicate, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    yield from _drop_ticket(state, f"The case is a duplicate of {action.duplicate_of}.")
    yield ev.CaseClosed(ev.Closing.DUPLICATE, action.reason, action.duplicate_of)


def _withdraw(state: CaseState, action: act.Withdraw, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    yield from _drop_ticket(state, "The issue was withdrawn.")
    yield ev.CaseClosed(ev.Closing.WITHDRAWN, action.reason)


def _drop_ticket(state: CaseState, reason: str) -> Iterator[ev.Event]:
    if state.maintenance in ON_A_TICKET:
        yield ev.OcttTicketDropped(reason)


def _reopen(state: CaseState, action: act.Reopen, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    yield ev.CaseReopened(action.reason)
    if state.subject is not None:
        yield from route(state, around)


def _every_track_done(state: CaseState, _: Actor) -> Refusal | None:
    unfinished = ", ".join(f"{track.value} ({state.stage(track)})" for track in state.unfinished())
    return NotPossibleNow(f"Still open: {unfinished}.", rule="P-60") if unfinished else None


def _nothing_owed_to_others(state: CaseState, _: Actor) -> Refusal | None:
    if state.severity is SeverityStage.APPROVED_HIGH:
        return NotPossibleNow("Certified vendors are still to be contacted (6a).", rule="P-60")
    if state.distribution is DistributionStage.OWED:
        return NotPossibleNow("A change is still to be distributed to the laboratories (6c).", rule="P-60")
    return None


def _by_who_raised_it(state: CaseState, actor: Actor) -> Refusal | None:
    role = _asks(state) if state.origin is Origin.QUESTION else _RAISED[state.origin]
    return (
        None
        if actor.holds(role)
        else WrongRole(f"Only the {role.label} that raised the issue withdraws it.", rule="P-60")
    )


def _asks(state: CaseState) -> Role:
    """Who has asked: the laboratory of the case, else its vendor, else nobody but the office."""
    if state.laboratory_id is not None:
        return Role.TEST_LABORATORY
    return Role.VENDOR if state.vendor_id is not None else Role.OCA_OFFICE


TABLE = (
    Arrow(
        act.SetBoardDate,
        Track.BOARD_MATTER,
        stages(BoardMatterStage.OPEN),
        roles(Role.BOARD),
        _set_date,
        stages(BoardMatterStage.OPEN),
        step="board",
        rule="P-70",
        source="D.2.3",
        effect="Laboratory and vendor are told the Board's own date; there is no maximum time.",
    ),
    Arrow(
        act.DecideOtherIssue,
        Track.BOARD_MATTER,
        stages(BoardMatterStage.OPEN),
        roles(Role.BOARD),
        _decide_other,
        stages(BoardMatterStage.DECIDED),
        step="board",
        rule="P-70",
        source="D.2.3",
        effect="Laboratory and vendor are told the decision.",
    ),
    Arrow(
        act.AmendReport,
        Track.CASE,
        _OPEN,
        roles(Role.TECHNICAL_EDITOR, Role.OCA_OFFICE),
        _amend,
        _OPEN,
        step="2",
        rule="P-03",
        source="D.4",
        effect="The report is completed; what was filed stays in the history.",
    ),
    Arrow(
        act.AddMessage,
        Track.CASE,
        _ANY,
        frozenset(OCA_ROLES | _MAY_CHOOSE.keys()),
        _say,
        _ANY,
        step="",
        rule="P-96",
        source="D.2.2",
        effect="Those who may see it are mailed.",
        on_closed=True,
    ),
    Arrow(
        act.RecordLoggingConsent,
        Track.CASE,
        _OPEN,
        roles(Role.OCA_OFFICE),
        _consent,
        _OPEN,
        step="",
        rule="P-97",
        source="ch.8.1.2",
        effect="Logging of this case may be passed on as the vendor allowed.",
    ),
    Arrow(
        act.CloseCase,
        Track.CASE,
        _OPEN,
        roles(Role.TECHNICAL_EDITOR, Role.OCA_OFFICE),
        _close,
        stages(CaseStage.CLOSED),
        step="close",
        rule="P-60",
        source="D.2.2",
        when=(_every_track_done,),
        effect="The case closes; its resolution can be found by all laboratories (P-62); both parties are told.",
    ),
    Arrow(
        act.CloseAsDuplicate,
        Track.CASE,
        _OPEN,
        roles(Role.TECHNICAL_EDITOR, Role.OCA_OFFICE),
        _duplicate,
        stages(CaseStage.CLOSED),
        step="close",
        rule="P-60",
        source="D.2.2",
        when=(_nothing_owed_to_others,),
        effect="The case closes and points to the other; both keep their history; both parties are told.",
    ),
    Arrow(
        act.Withdraw,
        Track.CASE,
        _OPEN,
        roles(*_RAISED.values(), Role.VENDOR),
        _withdraw,
        stages(CaseStage.CLOSED),
        step="close",
        rule="P-60",
        source="D.2.2",
        when=(_by_who_raised_it, _nothing_owed_to_others),
        effect="The case closes; its clocks stop; everyone concerned is told.",
    ),
    Arrow(
        act.Reopen,
        Track.CASE,
        stages(CaseStage.CLOSED),
        roles(Role.TECHNICAL_EDITOR, Role.OCA_OFFICE),
        _reopen,
        _OPEN,
        step="2",
        rule="P-60",
        source="D.2.2",
        on_closed=True,
        effect="The case begins at step 2 again with a new clock of 5 working days, a question on its group's next "
        "agenda; what was decided stays on record.",
    ),
)

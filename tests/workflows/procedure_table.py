"""The procedure's main table written down a second time, by hand, so that a change of the tables shows.

Nothing is read from `workflows.procedure` here. `make` gives every variant of the action's content that the test
fires; `given` is what a case needs besides its stage.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.workflows import builders as b
from workflows import actions as act
from workflows import events as ev
from workflows.case_state import Call, Script, Update
from workflows.report import Origin
from workflows.roles import Group
from workflows.vocabulary import Change, CwgStep, Decision, Level, Outcome, Visibility

TWG, CWG = Group.TWG, Group.CWG
EDITOR, OFFICE, BOARD, LAB = "technical_editor", "oca_office", "board", "test_laboratory"
T_CHAIR, C_CHAIR, PROVIDER = "twg_chair", "cwg_chair", "tool_provider"
BEFORE_CALL, AFTER_CALL = "received on_agenda", "confirmed awaiting_octt_fix"
EVERYBODY_IN_OCA = "technical_editor twg_chair cwg_chair twg_member cwg_member board oca_office"


@dataclass(frozen=True)
class Row:
    """One line: who may do what, on which track, from which stages, to which stages."""

    name: str
    track: str
    come_from: str
    roles: str
    to: str
    make: Callable[[], tuple[act.Action, ...]]
    given: dict[str, Any] = field(default_factory=dict)
    group: Group | None = None
    closed_too: bool = False
    any_laboratory: bool = False

    @property
    def key(self) -> str:
        """Name and group, as in `decide-in-group twg`."""
        return f"{self.name} {self.group.value}" if self.group else self.name


PROPOSAL = ev.SeverityProposed(TWG, Level.HIGH, "a", "b", "c", "d", "digest")
ALL_STEPS = tuple(CwgStep)
RECORDED = {"analysis": "recorded", "outcome": Outcome.SPECIFICATION}
ANALYSED_OCTT = {"analysis": "recorded", "outcome": Outcome.OCTT}
ONE_SCRIPT = {"scripts": (Script(1, "repeat 1", (1, 2)),)}
ONE_UPDATE = {"updates": (Update(1, "Errata"),), "changes_owed": frozenset({Change.ERRATUM})}
SEVERITIES = "not_opened proposal_awaited proposed approved_high vendors_contacted approved_low lapsed"


def _call(group: Group) -> Call:
    return next(c for c in b.fortnightly_calls() if c.group is group and c.starts_at > b.FILED_AT)


def _later_call(group: Group) -> dict[str, Any]:
    later = [c for c in b.fortnightly_calls() if c.group is group and c.starts_at > b.FILED_AT][1]
    return RECORDED | {f"{group.value}_call": later}


def _group_rows(group: Group, chair: str) -> tuple[Row, ...]:
    track, given, call = group.value, _later_call(group), _call(group).call_id
    decided = "confirmed not_an_issue received on_agenda referred"
    return (
        Row(
            "place-on-agenda",
            track,
            BEFORE_CALL,
            chair,
            "on_agenda",
            lambda: (act.PlaceOnAgenda(group, call),),
            given,
            group,
        ),
        Row(
            "expedite",
            track,
            BEFORE_CALL,
            f"{chair} {OFFICE}",
            "on_agenda",
            lambda: (act.Expedite(group, call, "Field."),),
            given,
            group,
        ),
        Row(
            "decide-in-group",
            track,
            "on_agenda",
            chair,
            decided,
            lambda: tuple(act.DecideInGroup(group, d, "As discussed.") for d in Decision),
            given,
            group,
        ),
        Row(
            "propose-severity",
            "severity",
            SEVERITIES,
            chair,
            "proposed",
            lambda: (b.proposal(group, Level.HIGH), b.proposal(group, Level.LOW)),
            RECORDED | {track: "confirmed"},
            group,
        ),
    )


def _ticket(name: str, come_from: str, roles: str, to: str, action: act.Action) -> Row:
    return Row(name, "maintenance", come_from, roles, to, lambda: (action,), ANALYSED_OCTT | {"cwg": "confirmed"})


ROWS: tuple[Row, ...] = (
    Row(
        "record-analysis",
        "analysis",
        "awaited",
        EDITOR,
        "recorded",
        lambda: tuple(b.analysis(outcome) for outcome in Outcome),
    ),
    Row(
        "revise-analysis",
        "analysis",
        "recorded",
        EDITOR,
        "recorded",
        lambda: tuple(b.revision(o) for o in Outcome if o is not Outcome.SPECIFICATION),
        RECORDED,
    ),
    Row(
        "provide-script",
        "analysis",
        "recorded",
        f"{EDITOR} {OFFICE}",
        "recorded",
        lambda: (b.script(1, 2),),
        ANALYSED_OCTT,
    ),
    Row(
        "acknowledge-script",
        "analysis",
        "awaited recorded",
        LAB,
        "awaited recorded",
        lambda: (act.AcknowledgeScript(1),),
        ONE_SCRIPT,
        closed_too=True,
        any_laboratory=True,
    ),
    Row(
        "retire-script",
        "analysis",
        "awaited recorded",
        f"{EDITOR} {OFFICE}",
        "awaited recorded",
        lambda: (act.RetireScript(1, "Fixed."),),
        ONE_SCRIPT,
        closed_too=True,
    ),
    Row(
        "decide-interim-measure",
        "analysis",
        "recorded",
        BOARD,
        "recorded",
        lambda: (act.DecideInterimMeasure("Skip the step.", "Ambiguous."),),
        RECORDED,
    ),
    *_group_rows(TWG, T_CHAIR),
    Row(
        "record-erratum", "twg", "confirmed", f"{T_CHAIR} {EDITOR}", "confirmed done", lambda: (b.erratum(),), RECORDED
    ),
    Row(
        "contact-cwg",
        "twg",
        "confirmed",
        T_CHAIR,
        "confirmed done",
        lambda: (act.ContactCwg("Change TC_E_22_CS."),),
        RECORDED,
    ),
    *_group_rows(CWG, C_CHAIR),
    Row(
        "complete-step",
        "cwg",
        AFTER_CALL,
        C_CHAIR,
        f"{AFTER_CALL} done",
        lambda: (act.CompleteStep(CwgStep.DOCUMENTATION, "Part 5."), act.CompleteStep(CwgStep.TEST_CASES, "E_22.")),
        RECORDED,
    ),
    Row(
        "declare-not-necessary",
        "cwg",
        AFTER_CALL,
        C_CHAIR,
        f"{AFTER_CALL} done",
        lambda: tuple(act.DeclareNotNecessary(step, "Nothing.") for step in ALL_STEPS),
        RECORDED,
    ),
    Row(
        "inform-laboratories",
        "cwg",
        AFTER_CALL,
        C_CHAIR,
        f"{AFTER_CALL} done",
        lambda: (act.InformLaboratories("A known bug."),),
        RECORDED,
    ),
    Row(
        "approve-severity",
        "severity",
        "proposed",
        BOARD,
        "proposed approved_high approved_low vendors_contacted",
        lambda: (act.ApproveSeverity("digest", Level.HIGH), act.ApproveSeverity("digest", Level.LOW, "Rare.")),
        {"proposal": PROPOSAL},
    ),
    Row(
        "contact-certified-vendors",
        "severity",
        "approved_high",
        OFFICE,
        "vendors_contacted",
        lambda: (act.ContactCertifiedVendors(("OCA.0201.0069.CS",)),),
        {"proposal": PROPOSAL},
    ),
    Row(
        "decide-certification",
        "certification",
        "not_opened awaited certified not_certified",
        C_CHAIR,
        "certified not_certified",
        lambda: (act.DecideCertification(True, "Not its fault."), act.DecideCertification(False, "Its fault.")),
        RECORDED,
    ),
    _ticket(
        "report-octt-bug",
        "not_opened dropped released",
        f"{EDITOR} {C_CHAIR} {OFFICE}",
        "reported",
        act.ReportOcttBug("E_22 fails", "Step 7."),
    ),
    _ticket("accept-octt-bug", "reported", f"{PROVIDER} {OFFICE}", "accepted", act.AcceptOcttBug()),
    _ticket("dispute-octt-bug", "reported accepted", f"{PROVIDER} {OFFICE}", "disputed", act.DisputeOcttBug("No.")),
    _ticket("uphold-octt-bug", "disputed", f"{EDITOR} {C_CHAIR}", "reported", act.UpholdOcttBug("Yes.")),
    _ticket("report-octt-fix", "accepted", f"{PROVIDER} {OFFICE}", "fixed", act.ReportOcttFix("Release_2026-04")),
    _ticket("verify-octt-fix", "fixed", f"{EDITOR} {C_CHAIR}", "verified", act.VerifyOcttFix("Ran it.")),
    _ticket("reject-octt-fix", "fixed", f"{EDITOR} {C_CHAIR}", "accepted", act.RejectOcttFix("Still fails.")),
    _ticket(
        "release-octt-fix",
        "verified",
        f"{PROVIDER} {OFFICE}",
        "released",
        act.ReleaseOcttFix("Release_2026-04", date(2026, 5, 1)),
    ),
    Row(
        "distribute-update",
        "distribution",
        "owed",
        OFFICE,
        "owed distributed",
        lambda: (b.update(),),
        {"changes_owed": frozenset({Change.ERRATUM})},
    ),
    Row(
        "acknowledge-update",
        "distribution",
        "owed distributed",
        LAB,
        "owed distributed",
        lambda: (act.AcknowledgeUpdate(1),),
        ONE_UPDATE,
        closed_too=True,
        any_laboratory=True,
    ),
    Row(
        "decide-other-issue",
        "board_matter",
        "open",
        BOARD,
        "decided",
        lambda: (act.DecideOtherIssue("So be it.", "Fair."),),
    ),
    Row(
        "amend-report", "case", "open", f"{EDITOR} {OFFICE}", "open", lambda: (act.AmendReport(b.a_report(device="X")),)
    ),
    Row(
        "add-message",
        "case",
        "open closed",
        f"{EVERYBODY_IN_OCA} test_laboratory vendor",
        "open closed",
        lambda: (act.AddMessage("Hello."), act.AddMessage("Hello.", Visibility.PARTIES)),
        closed_too=True,
    ),
    Row(
        "record-logging-consent",
        "case",
        "open",
        OFFICE,
        "open",
        lambda: (act.RecordLoggingConsent("Vera Vendor", "Letter of 1 March"),),
    ),
    Row(
        "close-case",
        "case",
        "open",
        f"{EDITOR} {OFFICE}",
        "closed",
        lambda: (act.CloseCase("Sent once."),),
        {"analysis": "recorded"},
    ),
    Row(
        "close-as-duplicate",
        "case",
        "open",
        f"{EDITOR} {OFFICE}",
        "closed",
        lambda: (act.CloseAsDuplicate("OCA-2026-0001", "Same."),),
    ),
    Row("withdraw", "case", "open", f"{LAB} {T_CHAIR} {OFFICE}", "closed", lambda: (act.Withdraw("Mistaken."),)),
    Row("reopen", "case", "closed", f"{EDITOR} {OFFICE}", "open", lambda: (act.Reopen("A new log."),), closed_too=True),
)

# Only the one who raised an issue withdraws it; another of the three is told so.
RAISED_BY = {LAB: Origin.CERTIFICATION, T_CHAIR: Origin.TWG, OFFICE: Origin.OCA}

"""The procedure's main table written down a second time, by hand, so that a change of the tables shows.

Nothing is read from `workflows.procedure` here. A line of `TABLE` reads: action and its group, who may, on which
track from which stages to which, and whether on a closed case and for any laboratory, too.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.workflows import builders as b
from workflows import actions as act
from workflows import events as ev
from workflows.case_state import Call, Script, Update
from workflows.report import Origin
from workflows.roles import Group
from workflows.vocabulary import Change, CwgStep, Decision, Level, Outcome, Subject, Visibility

TABLE = """
record-analysis | technical_editor | analysis: awaited -> recorded
revise-analysis | technical_editor | analysis: recorded -> recorded
provide-script | technical_editor oca_office | analysis: recorded -> recorded
acknowledge-script | test_laboratory | analysis: ANALYSES -> ANALYSES | closed too | any laboratory
retire-script | technical_editor oca_office | analysis: ANALYSES -> ANALYSES | closed too
decide-interim-measure | board | analysis: recorded -> recorded
place-on-agenda twg | twg_chair | twg: received on_agenda -> on_agenda
expedite twg | twg_chair oca_office | twg: received on_agenda -> on_agenda
decide-in-group twg | twg_chair | twg: on_agenda -> confirmed not_an_issue received on_agenda referred
propose-severity twg | twg_chair | severity: SEVERITIES -> proposed
record-erratum | twg_chair technical_editor | twg: confirmed -> confirmed done
contact-cwg | twg_chair | twg: confirmed -> confirmed done
place-on-agenda cwg | cwg_chair | cwg: received on_agenda -> on_agenda
expedite cwg | cwg_chair oca_office | cwg: received on_agenda -> on_agenda
decide-in-group cwg | cwg_chair | cwg: on_agenda -> confirmed not_an_issue received on_agenda referred
propose-severity cwg | cwg_chair | severity: SEVERITIES -> proposed
answer-question twg | twg_chair | twg: received on_agenda -> done
refer-question twg | twg_chair | twg: received on_agenda -> referred
answer-question cwg | cwg_chair | cwg: received on_agenda -> done
refer-question cwg | cwg_chair | cwg: received on_agenda -> referred
take-as-issue | technical_editor twg_chair cwg_chair | analysis: not_opened -> awaited
complete-step | cwg_chair | cwg: confirmed awaiting_octt_fix -> confirmed awaiting_octt_fix done
declare-not-necessary | cwg_chair | cwg: confirmed awaiting_octt_fix -> confirmed awaiting_octt_fix done
inform-laboratories | cwg_chair | cwg: confirmed awaiting_octt_fix -> confirmed awaiting_octt_fix done
approve-severity | board | severity: proposed -> proposed approved_high approved_low vendors_contacted
contact-certified-vendors | oca_office | severity: approved_high -> vendors_contacted
decide-certification | cwg_chair | certification: not_opened awaited certified not_certified -> certified not_certified
report-octt-bug | technical_editor cwg_chair oca_office | maintenance: not_opened dropped released joined -> reported
join-octt-ticket | technical_editor cwg_chair oca_office | maintenance: not_opened dropped released -> joined
accept-octt-bug | tool_provider oca_office | maintenance: reported -> accepted
dispute-octt-bug | tool_provider oca_office | maintenance: reported accepted -> disputed
uphold-octt-bug | technical_editor cwg_chair | maintenance: disputed -> reported
report-octt-fix | tool_provider oca_office | maintenance: accepted -> fixed
verify-octt-fix | technical_editor cwg_chair | maintenance: fixed -> verified
reject-octt-fix | technical_editor cwg_chair | maintenance: fixed -> accepted
release-octt-fix | tool_provider oca_office | maintenance: verified -> released
ask-provider | technical_editor cwg_chair oca_office | maintenance: TALKING -> TALKING | closed too
answer-oca | tool_provider oca_office | maintenance: TALKING -> TALKING | closed too
distribute-update | oca_office | distribution: owed -> owed distributed
settle-by-release | technical_editor oca_office | distribution: owed -> owed distributed
acknowledge-update | test_laboratory | distribution: owed distributed -> owed distributed | closed too | any laboratory
set-board-date | board | board_matter: open -> open
decide-other-issue | board | board_matter: open -> decided
assign-case | technical_editor oca_office twg_chair cwg_chair | case: open -> open
amend-report | technical_editor oca_office | case: open -> open
add-message | OCA test_laboratory vendor | case: open closed -> open closed | closed too
record-logging-consent | oca_office | case: open -> open
close-case | technical_editor oca_office | case: open -> closed
close-as-duplicate | technical_editor oca_office | case: open -> closed
withdraw | test_laboratory vendor twg_chair oca_office | case: open -> closed
reopen | technical_editor oca_office | case: closed -> open | closed too
"""
WORDS = {
    "ANALYSES": "not_opened awaited recorded",
    "OCA": "technical_editor twg_chair cwg_chair twg_member cwg_member board oca_office",
    "TALKING": "reported accepted disputed fixed verified released",
    "SEVERITIES": "not_opened proposal_awaited proposed approved_high vendors_contacted approved_low lapsed",
}


@dataclass(frozen=True)
class Row:
    """One line of the table, with contents that fit and what a case needs besides its stage."""

    name: str
    group: Group | None
    roles: str
    track: str
    come_from: str
    to: str
    closed_too: bool
    any_laboratory: bool
    make: tuple[act.Action, ...]
    given: dict[str, Any]

    @property
    def key(self) -> str:
        """Name and group, as in `decide-in-group twg`."""
        return f"{self.name} {self.group.value}" if self.group else self.name


def _call(group: Group, number: int) -> Call:
    return [c for c in b.fortnightly_calls() if c.group is group and c.starts_at > b.FILED_AT][number]


def _of_a_group(group: Group) -> dict[str, tuple[act.Action, ...]]:
    call = _call(group, 0).call_id
    return {
        f"place-on-agenda {group}": (act.PlaceOnAgenda(group, call),),
        f"expedite {group}": (act.Expedite(group, call, "It cannot wait."),),
        f"decide-in-group {group}": tuple(act.DecideInGroup(group, d, "As discussed.") for d in Decision),
        f"answer-question {group}": (act.AnswerQuestion(group, "It does."),),
        f"refer-question {group}": (act.ReferQuestion(group, "It is about the specification."),),
        f"propose-severity {group}": (b.proposal(group, Level.HIGH), b.proposal(group, Level.LOW)),
    }


# Contents that fit, by row: each variant is fired.
CONTENTS: dict[str, tuple[act.Action, ...]] = {
    **_of_a_group(Group.TWG),
    **_of_a_group(Group.CWG),
    "record-analysis": tuple(b.analysis(outcome) for outcome in Outcome),
    "revise-analysis": tuple(b.revision(o) for o in Outcome if o is not Outcome.SPECIFICATION),
    "provide-script": (b.script(1, 2),),
    "acknowledge-script": (act.AcknowledgeScript(1),),
    "retire-script": (act.RetireScript(1, "Fixed."),),
    "decide-interim-measure": (act.DecideInterimMeasure("Skip the step.", "Ambiguous."),),
    "record-erratum": (b.erratum(),),
    "contact-cwg": (act.ContactCwg("Change TC_E_22_CS."),),
    "complete-step": (act.CompleteStep(CwgStep.DOCUMENTATION, "A."), act.CompleteStep(CwgStep.TEST_CASES, "B.")),
    "declare-not-necessary": tuple(act.DeclareNotNecessary(step, "Nothing to change.") for step in CwgStep),
    "inform-laboratories": (act.InformLaboratories("A known bug."),),
    "approve-severity": (act.ApproveSeverity("digest", Level.HIGH), act.ApproveSeverity("digest", Level.LOW, "Rare.")),
    "contact-certified-vendors": (act.ContactCertifiedVendors(("OCA.0201.0069.CS",)),),
    "decide-certification": tuple(act.DecideCertification(certified, "Decided.") for certified in (True, False)),
    "report-octt-bug": (act.ReportOcttBug("E_22 fails", "Step 7."),),
    "join-octt-ticket": (act.JoinOcttTicket("OCA-2026-0001"),),
    "ask-provider": (act.AskProvider("When?"),),
    "answer-oca": (act.AnswerOca("Soon."),),
    "settle-by-release": (act.SettleByRelease("REL-2026-0001"),),
    "accept-octt-bug": (act.AcceptOcttBug(),),
    "dispute-octt-bug": (act.DisputeOcttBug("It is right."),),
    "uphold-octt-bug": (act.UpholdOcttBug("It is not."),),
    "report-octt-fix": (act.ReportOcttFix("Release_2026-04"),),
    "verify-octt-fix": (act.VerifyOcttFix("Ran it."),),
    "reject-octt-fix": (act.RejectOcttFix("Still fails."),),
    "release-octt-fix": (act.ReleaseOcttFix("Release_2026-04", date(2026, 5, 1)),),
    "distribute-update": (b.update(),),
    "acknowledge-update": (act.AcknowledgeUpdate(1),),
    "take-as-issue": (act.TakeAsIssue("Two readings."),),
    "set-board-date": (act.SetBoardDate(10),),
    "decide-other-issue": (act.DecideOtherIssue("So be it.", "Fair."),),
    "assign-case": (act.AssignCase(5),),
    "amend-report": (act.AmendReport(b.a_report(device="Wallbox 8")),),
    "add-message": (act.AddMessage("Hello."), act.AddMessage("Hello.", Visibility.PARTIES)),
    "record-logging-consent": (act.RecordLoggingConsent("Vera Vendor", "Letter of 1 March"),),
    "close-case": (act.CloseCase("Sent once."),),
    "close-as-duplicate": (act.CloseAsDuplicate("OCA-2026-0001", "Same."),),
    "withdraw": (act.Withdraw("Mistaken."),),
    "reopen": (act.Reopen("A new log."),),
}

_ASKED = {"origin": Origin.QUESTION, "subject": Subject.TESTS, "analysis": "not_opened"}
_RECORDED = {"analysis": "recorded", "outcome": Outcome.SPECIFICATION}
_OCTT = {"analysis": "recorded", "outcome": Outcome.OCTT}
_PROPOSAL = {"proposal": ev.SeverityProposed(Group.TWG, Level.HIGH, "a", "b", "c", "d", "digest")}
_OWED = {"changes_owed": frozenset({Change.ERRATUM})}

# What a case needs besides the stage, by row and else by track.
GIVEN: dict[str, dict[str, Any]] = {
    "analysis": _OCTT | {"scripts": (Script(1, "repeat 1", (1, 2)),)},
    "record-analysis": {},
    "revise-analysis": _RECORDED,
    "take-as-issue": _ASKED | {"twg": "received", "cwg": "on_agenda", "cwg_call": _call(Group.CWG, 1)},
    **{f"{name}-question": _ASKED for name in ("answer", "refer")},
    "twg": _RECORDED | {"twg_call": _call(Group.TWG, 1)},
    "cwg": _RECORDED | {"cwg_call": _call(Group.CWG, 1)},
    "severity": _RECORDED | {"twg": "confirmed", "cwg": "confirmed"} | _PROPOSAL,
    "certification": _RECORDED,
    "maintenance": _OCTT | {"cwg": "confirmed"},
    "distribution": _OWED | {"updates": (Update(1, "Errata"),)},
    "board_matter": _RECORDED,
    "case": {"analysis": "recorded"},
    "assign-case": _RECORDED | {"twg": "confirmed", "cwg": "confirmed"},
}

# Only the one who raised an issue withdraws it; another of the three is told so.
RAISED_BY = {
    "test_laboratory": Origin.CERTIFICATION,
    "vendor": Origin.QUESTION,
    "twg_chair": Origin.TWG,
    "oca_office": Origin.OCA,
}


def _read(line: str) -> Row:
    action, roles, path, *too = (WORDS.get(part, part) for part in line.split(" | "))
    name, _, group = action.partition(" ")
    track, stages = path.split(": ")
    come_from, to = (" ".join(WORDS.get(word, word) for word in side.split()) for side in stages.split(" -> "))
    return Row(
        name,
        Group(group) if group else None,
        " ".join(WORDS.get(word, word) for word in roles.split()),
        track,
        come_from,
        to,
        "closed too" in too,
        "any laboratory" in too,
        CONTENTS[action],
        GIVEN[name] if name in GIVEN else GIVEN[track],
    )


ROWS = tuple(_read(line) for line in TABLE.strip().splitlines())

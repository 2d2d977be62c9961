"""Cases that have ended: with a resolution, as a duplicate, withdrawn; and one that was opened again."""

from sqlalchemy.orm import Session

from issuetracker.demo.story import Stage, Story, report
from issuetracker.models import Case
from workflows import actions as act
from workflows.report import DeviceType, OcppVersion, Report
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, Level, Outcome, Scope


def stories(stage: Stage) -> list[Story]:
    """Closed after release and distribution, by the TWG's no, by the Board, as a duplicate, withdrawn; reopened."""
    released = _released(stage)
    return [
        released,
        _duplicate(stage, released),
        _not_an_issue(stage),
        _board_decided(stage),
        _withdrawn(stage),
        _reopened(stage),
    ]


def _heartbeat(vendor: str, words: str) -> Report:
    return report(
        vendor,
        "Heartbeat: OCTT does not accept a currentTime with a fraction of a second",
        ("TC_G_01_CSMS",),
        words,
        device_type=DeviceType.CSMS,
        device="Platform 12",
        octt="Release_2025-09",
    )


def _released(stage: Stage) -> Story:
    m, cwg = stage.moments, Group.CWG
    told = _heartbeat(
        "Énergie Recharge Québec Inc.",
        'OCTT: FAIL on [3,"hb",{"currentTime":"2024-05-01T07:14:02.118Z"}]. RFC 3339 allows it.',
    )
    not_needed = "The plan says nothing about fractions."
    return (
        Story(stage)
        .raised(m.before(cwg, 4, 6, "17:20"), "dekra", told)
        .analysed(m.before(cwg, 4, 2, "10:00"), Outcome.OCTT, "A valid time is refused.", "A pattern in the tool.")
        .decided(m.during(cwg, 4, 30), cwg, Decision.CONFIRMED, "Fractions are allowed by RFC 3339.")
        .proposed(m.during(cwg, 4, 33), cwg, Level.LOW, ("None.", "None.", "No."))
        .approved(m.after(cwg, 4, 2, "09:00"), Level.LOW)
        .do(m.during(cwg, 4, 36), "cwg", act.DeclareNotNecessary(CwgStep.DOCUMENTATION, not_needed))
        .do(m.during(cwg, 4, 37), "cwg", act.DeclareNotNecessary(CwgStep.TEST_CASES, not_needed))
        .do(
            m.during(cwg, 4, 38),
            "cwg",
            act.InformLaboratories("Judge TC_G_01_CSMS by hand where times have fractions."),
        )
        .do(
            m.during(cwg, 4, 39),
            "cwg",
            act.ReportOcttBug("currentTime with a fraction", "Refused; RFC 3339 allows it."),
        )
        .do(m.after(cwg, 4, 2, "14:00"), "tool", act.AcceptOcttBug("A one-line fix."))
        .do(m.after(cwg, 4, 5, "14:00"), "tool", act.ReportOcttFix("Release_2026-02"))
        .do(m.after(cwg, 4, 6, "14:00"), "editor", act.VerifyOcttFix("Run against three back ends."))
        .do(m.during(cwg, 3, 60), "cwg", act.DecideCertification(True, "Everything else passed."))
        .do(
            m.after(cwg, 3, 1, "10:00"),
            "tool",
            lambda _, __: act.ReleaseOcttFix("Release_2026-02", m.calendar.local_date(m.after(cwg, 3, 1))),
        )
        .log(m.after(cwg, 3, 2, "10:50"), "office", "Release_2026-02-notes.txt", _NOTES)
        .distributed(
            m.after(cwg, 3, 2, "11:00"),
            "OCTT Release_2026-02",
            "Times with a fraction of a second are accepted. Install it before the active date.",
            with_file="Release_2026-02-notes.txt",
        )
        .acknowledged(m.after(cwg, 3, 3, "09:00"), "dnv", "update")
        .acknowledged(m.after(cwg, 3, 3, "12:00"), "dekra", "update")
        .acknowledged(m.after(cwg, 3, 4, "02:30"), "ktc", "update")
        .closed(
            m.after(cwg, 3, 5, "16:00"),
            "A currentTime with a fraction of a second is valid. OCTT Release_2026-02 accepts it.",
        )
    )


def _duplicate(stage: Stage, first: Story) -> Story:
    m = stage.moments
    told = _heartbeat(
        "새벽전력 주식회사", "소수점 이하 초가 있는 시간은 거부됩니다. Times with milliseconds are refused."
    )

    def duplicate(_: Session, __: Case) -> act.Action:
        return act.CloseAsDuplicate(first.number, "The same pattern in the same test case, seen by another laboratory.")

    return (
        Story(stage)
        .raised(m.after(Group.CWG, 4, 1, "06:40"), "ktc", told)
        .do(m.after(Group.CWG, 4, 3, "13:00"), "editor", duplicate)
    )


def _not_an_issue(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Elbil Øst AS",
        "GetBaseReport in parts: is tbc needed on the last part?",
        ("TC_B_12_CS",),
        "step 7 of TC_B_12_CS fails because tbc=false is left out on the last NotifyReport.",
        device="EØ Fjell",
        profiles=("Core", "Advanced Device Management"),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 2, 7, "14:00"), "dnv", told)
        .analysed(
            m.before(Group.TWG, 2, 4, "16:40"),
            Outcome.SPECIFICATION,
            "Whether the default of tbc stands for the last part.",
            "A default value in the schema.",
        )
        .proposed(m.before(Group.TWG, 2, 1, "12:00"), Group.TWG, Level.LOW, ("Unlikely.", "None.", "No."))
        .decided(
            m.during(Group.TWG, 2, 45),
            Group.TWG,
            Decision.NOT_AN_ISSUE,
            "The schema has tbc default to false: leaving it out is the same. The station fails for another reason, an "
            "empty last part, which B07.FR.08 excludes.",
        )
        .do(
            m.after(Group.TWG, 2, 4, "10:00"),
            "cwg",
            act.DecideCertification(False, "An empty last part remains; the station is tested again after a fix."),
        )
        .closed(
            m.after(Group.TWG, 2, 5, "10:20"),
            "tbc may be left out on the last part, its default is false. A last part without data is not allowed.",
            Scope.SPECIAL,
        )
    )


def _board_decided(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Săgeata Verde S.A.",
        "Certification test interrupted by a bankruptcy of the meter's supplier",
        (),
        "The meter under test can no longer be bought. The vendor asks to go on with the tests of the old one.",
        ocpp=OcppVersion.V16,
        device="SV Dacia",
        profiles=(),
    )
    return (
        Story(stage)
        .raised(m.ago(32, "10:00"), "dekra", told)
        .analysed(m.ago(29, "10:00"), Outcome.OTHER, "Which meter a certificate stands for.", "Not in the procedure.")
        .do(
            m.ago(21, "18:00"),
            "board_too",
            act.DecideOtherIssue("The tests go on with the old meter.", "The meter takes no part in OCPP messages."),
        )
        .do(m.ago(20, "10:00"), "cwg", act.DecideCertification(True, "As the Board decided."))
        .closed(m.ago(19, "10:00"), "A part that takes no part in OCPP may change during a test.", Scope.SPECIAL)
    )


def _withdrawn(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Punto Ricarica S.p.A.",
        "Authorize is not answered within 30 s",
        ("TC_C_02_CS",),
        "The station's log ends before the response.",
        device="PR Città",
    )
    return (
        Story(stage)
        .raised(m.ago(12, "17:30"), "dekra", told)
        .do(m.ago(11, "08:45"), "dekra", act.Withdraw("Our own firewall dropped the response. Apologies."))
    )


def _reopened(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Nabíječky Říčany s.r.o.",
        "SetVariables answers RebootRequired where Accepted is expected",
        ("TC_B_09_CS",),
        "HeartbeatInterval needs a restart on this station.",
        device="NŘ 44",
        octt="Release_2025-09",
    )
    return (
        Story(stage)
        .raised(m.ago(24, "13:00"), "ktc", told)
        .analysed(
            m.ago(21, "13:30"),
            Outcome.VENDOR_IMPLEMENTATION,
            "RebootRequired for HeartbeatInterval.",
            "The value is read at start only.",
            "B05.FR.10 allows RebootRequired only where the variable says so in its monitoring data.",
        )
        .closed(m.ago(18, "09:00"), "RebootRequired is allowed only where the device model announces it.")
        .say(m.ago(4, "10:00"), "ktc", "Part 2 appendix 3 of Edition 3 does announce it for this variable, see p. 512.")
        .do(m.ago(3, "11:00"), "editor", act.Reopen("Edition 3 reads differently from the edition used before."))
    )


_NOTES = """\
OCTT Release_2026-02
- TC_G_01_CSMS: times with a fraction of a second are accepted (RFC 3339, section 5.6).
- TC_B_12_CS: the report may come in up to 250 parts.
"""

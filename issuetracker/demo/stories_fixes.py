"""Step 5b and D.5 to their end: bugs of the OCTT that are fixed, verified, or released and distributed."""

from sqlalchemy.orm import Session

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.stories_octt import LOW, bug_of_the_tool
from issuetracker.demo.story import Story
from issuetracker.models import Case
from workflows import actions as act
from workflows.report import DeviceType, OcppVersion, Report
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, Level, Outcome


def stories(stage: Stage) -> list[Story]:
    """Referred by the TWG and fixed; rejected once and verified; released, and a duplicate of it."""
    released = _released(stage)
    return [_referred(stage), _verified(stage), released, _duplicate(stage, released)]


def _referred(stage: Stage) -> Story:
    """The TWG found that the text is right and the tool is not: referred, and fixed since."""
    m = stage.moments
    told = report(
        "Töltőpont Kft.",
        "GetCompositeSchedule: duration 0 is answered with an error by the tool",
        ("TC_K_41_CSMS", "TC_K_43_CSMS"),
        "K08.FR.01 has no lower limit for duration. The OCTT answers FormationViolation.",
        device_type=DeviceType.CSMS,
        device="TP Felhő",
        profiles=("Core", "Smart Charging"),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 3, 6, "10:50"), "dekra", told)
        .analysed(
            m.before(Group.TWG, 3, 2, "11:40"),
            Outcome.SPECIFICATION,
            "Whether duration may be 0 is not said.",
            "No lower limit in the schema.",
        )
        .decided(
            m.during(Group.TWG, 3, 22),
            Group.TWG,
            Decision.REFERRED,
            "No limit means no limit: the text is right, and the tool adds one of its own.",
        )
        .decided(m.during(Group.CWG, 2, 55), Group.CWG, Decision.CONFIRMED, "Bug of the tool.")
        .proposed(m.during(Group.CWG, 2, 58), Group.CWG, Level.LOW, LOW)
        .approved(m.after(Group.CWG, 2, 1, "15:00"), Level.LOW, who="board_too")
        .do(
            m.after(Group.CWG, 2, 2, "10:00"),
            "cwg",
            act.ReportOcttBug(
                "GetCompositeSchedule with duration 0", "The tool answers FormationViolation to duration 0."
            ),
        )
        .do(m.after(Group.CWG, 2, 4, "09:00"), "tool", act.AcceptOcttBug())
        .do(m.ago(1, "16:25"), "tool", act.ReportOcttFix("Release_2026-03_rc1"))
    )


def _verified(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Încărcare Rapidă S.R.L.",
        "RemoteStartTransaction: OCTT 1.6 expects parentIdTag in lower case",
        ("TC_010_CS", "TC_011_1_CS"),
        "The tool compares idTag and parentIdTag by case; CiString20Type is without.",
        ocpp=OcppVersion.V16,
        device="IR 3.7",
        octt="Release_2024-04_v2",
    )
    return (
        bug_of_the_tool(stage, 3, "dekra", told, "CiString is compared by case.", "A comparison in the tool.")
        .do(
            m.during(Group.CWG, 3, 52),
            "cwg",
            act.DeclareNotNecessary(CwgStep.INFORM_LABORATORIES, "Seen with one fixture only."),
        )
        .do(
            m.after(Group.CWG, 3, 2, "10:00"),
            "cwg",
            act.ReportOcttBug(
                "CiString20Type compared by case", "idTag “AB12” and “ab12” are the same (OCPP 1.6, 7.8)."
            ),
        )
        .do(m.after(Group.CWG, 3, 3, "10:00"), "tool", act.AcceptOcttBug())
        .do(m.during(Group.CWG, 2, 0), "tool", act.ReportOcttFix("Release_2026-03_beta"))
        .do(m.after(Group.CWG, 2, 2, "11:00"), "editor", act.RejectOcttFix("TC_011_1_CS still compares by case."))
        .do(m.during(Group.CWG, 1, 5), "tool", act.ReportOcttFix("Release_2026-03_rc1"))
        .do(m.after(Group.CWG, 1, 2, "15:00"), "editor", act.VerifyOcttFix("Both test cases run with mixed case."))
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
            act.ReleaseOcttFix("Release_2026-02", m.calendar.local_date(m.after(cwg, 3, 1))),
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


_NOTES = """\
OCTT Release_2026-02
- TC_G_01_CSMS: times with a fraction of a second are accepted (RFC 3339, section 5.6).
- TC_B_12_CS: the report may come in up to 250 parts.
"""


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

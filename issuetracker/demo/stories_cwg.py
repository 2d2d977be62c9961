"""Step 5 for certification documentation, and what only the Board can decide."""

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from workflows import actions as act
from workflows.report import DeviceType, OcppVersion, Origin
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, Level, Outcome, Visibility


def stories(stage: Stage) -> list[Story]:
    """On the agenda; confirmed with steps open; raised by OCA with 6c owed; for the Board; revised."""
    return [_on_agenda(stage), _steps_open(stage), _documentation_owed(stage), _for_the_board(stage), _revised(stage)]


def _on_agenda(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "전기로모빌리티 주식회사",
        "PICS asks for feature C-50.2 without a test case behind it",
        ("TC_C_50_CS",),
        "시험 계획서에는 없는 항목입니다. The PICS form lists C-50.2, the test plan has no test case for it.",
        device_type=DeviceType.SOFTWARE_STACK,
        device="JG stack 2.4",
        documentation="Part 5, PICS; Part 6, block C",
    )
    return (
        Story(stage)
        .raised(m.ago(6, "08:30"), "ktc", told)
        .analysed(
            m.ago(3, "15:45"),
            Outcome.CERTIFICATION_DOCUMENTATION,
            "The PICS form declares a feature that nothing tests.",
            "The row stayed when the test case was withdrawn.",
        )
        .say(m.ago(2, "10:10"), "cwg_member", "Same row in the CSMS form, by the way.", Visibility.OCA)
    )


def _steps_open(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Gridhoek B.V.",
        "TC_F_11_CS: test plan and OCTT differ in the order of TriggerMessage and StatusNotification",
        ("TC_F_11_CS", "TC_F_12_CS"),
        "The plan says trigger first, the tool waits for the notification first. From the plan:\n"
        "> step 1 OCTT sends TriggerMessageRequest\n> step 2 the station responds Accepted",
        device="GH-Kade",
        octt="Release_2025-09",
    )
    return (
        Story(stage)
        .raised(m.before(Group.CWG, 1, 6, "13:20"), "dnv", told)
        .analysed(
            m.before(Group.CWG, 1, 3, "10:00"),
            Outcome.CERTIFICATION_DOCUMENTATION,
            "The order in the test plan is not the one that was agreed.",
            "A late change reached the tool only.",
        )
        .decided(
            m.during(Group.CWG, 1, 30),
            Group.CWG,
            Decision.CONFIRMED,
            "The plan is wrong, and so is one step of the tool.",
        )
        .do(
            m.after(Group.CWG, 1, 1, "09:00"),
            "cwg",
            act.CompleteStep(CwgStep.DOCUMENTATION, "Test plan of block F, version 2026-02.1: steps 1 to 4 reordered."),
        )
        .proposed(
            m.after(Group.CWG, 1, 1, "09:20"), Group.CWG, Level.LOW, ("None.", "Laboratories rerun two tests.", "No.")
        )
        .approved(m.after(Group.CWG, 1, 2, "11:10"), Level.LOW, "Tests only; nothing in the field is touched.")
        .do(
            m.after(Group.CWG, 1, 2, "14:00"),
            "cwg",
            act.ReportOcttBug(
                "TC_F_12_CS waits for the wrong message first",
                "Step 3 waits for StatusNotification before it sends TriggerMessage; the plan has it reversed.",
            ),
        )
    )


def _documentation_owed(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "",
        "Test procedure still asks for TLS 1.1 to be offered",
        ("TC_A_04_CS", "TC_A_05_CSMS"),
        "Chapter 3.2 of the test procedure was written before the security whitepaper was revised.",
        profiles=("Core",),
        device_type=None,
        documentation="Test Procedure and Plans, ch. 3.2",
        blocks=False,
    )
    reason = "The tool offers TLS 1.2 only already."
    return (
        Story(stage)
        .raised(m.before(Group.CWG, 2, 5, "16:20"), "editor", told, Origin.OCA)
        .analysed(
            m.before(Group.CWG, 2, 4, "09:00"),
            Outcome.CERTIFICATION_DOCUMENTATION,
            "The text asks for a version of TLS that security profile 2 forbids.",
            "It is older than the whitepaper.",
        )
        .decided(m.during(Group.CWG, 2, 12), Group.CWG, Decision.CONFIRMED, "To be corrected in the next edition.")
        .proposed(m.during(Group.CWG, 2, 20), Group.CWG, Level.LOW, ("None.", "None.", "No."))
        .approved(m.after(Group.CWG, 2, 2, "10:30"), Level.LOW)
        .do(
            m.after(Group.CWG, 2, 5, "10:00"),
            "cwg",
            act.CompleteStep(CwgStep.DOCUMENTATION, "Ch. 3.2, edition 2026-03."),
        )
        .do(m.after(Group.CWG, 2, 5, "10:05"), "cwg", act.DeclareNotNecessary(CwgStep.TEST_CASES, reason))
        .do(m.after(Group.CWG, 2, 5, "10:06"), "cwg", act.DeclareNotNecessary(CwgStep.OCTT_BUG, reason))
        .do(m.after(Group.CWG, 2, 5, "10:07"), "cwg", act.DeclareNotNecessary(CwgStep.INFORM_LABORATORIES, reason))
    )


def _for_the_board(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Wattsmith, Inc.",
        "One certificate for two brands of the same station",
        (),
        "The vendor sells the same hardware and firmware under two brands, and asks for one test and two certificates.",
        device="WS-40",
        profiles=(),
        ocpp=OcppVersion.V16,
        documentation="Certification Procedure, ch. 9",
    )
    return (
        Story(stage)
        .raised(m.ago(6, "15:00"), "dekra", told)
        .analysed(
            m.ago(4, "11:00"),
            Outcome.OTHER,
            "Ch. 9 does not say whether a brand makes a device another device.",
            "A question of the programme, neither of the specification nor of a test.",
        )
        .do(
            m.ago(2, "17:10"),
            "board",
            act.DecideInterimMeasure(
                "The tests are run once; the certificate is held until the Board has decided.",
                "Whatever is decided, the tests are needed.",
            ),
        )
        .do(m.ago(2, "17:15"), "board", act.SetBoardDate(15))
    )


def _revised(stage: Stage) -> Story:
    """Taken for a tool's fault at first; the wording of the specification proved to be the cause (P-20)."""
    m = stage.moments
    told = report(
        "İstanbul Şarj A.Ş.",
        "CostUpdated: totalCost with more than two decimals is refused",
        ("TC_I_02_CS",),
        'OCTT: [2,"c1","CostUpdated",{"totalCost":12.345,"transactionId":"t-9"}]; the station rounds and shows 12.35, '
        "the test case expects 12.345 on the display.",
        ocpp=None,
        device="Boğaz 60",
        profiles=("Core", "Advanced UI"),
    )
    return (
        Story(stage)
        .raised(m.ago(5, "12:10"), "dnv", told)
        .analysed(
            m.ago(3, "09:30"), Outcome.OCTT, "The test case compares text, not amounts.", "A comparison in the tool."
        )
        .say(m.ago(2, "14:15"), "dnv", "I02.FR.01 says “exactly as received”, so the tool may be right after all.")
        .do(
            m.ago(1, "16:20"),
            "editor",
            act.ReviseAnalysis(
                Outcome.SPECIFICATION,
                "I02 asks for the cost exactly as received, part 2 ch. 2 for the precision of the currency.",
                "Two requirements that were written apart.",
                "The laboratory pointed to I02.FR.01.",
            ),
        )
    )

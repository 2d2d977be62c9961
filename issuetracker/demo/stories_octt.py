"""Steps 5b and D.5: bugs of the OCTT, whose maximum times are indicative, and the tool provider's tickets."""

from sqlalchemy.orm import Session

from issuetracker.demo.story import Stage, Story, file_id, report
from issuetracker.models import Case
from workflows import actions as act
from workflows.report import DeviceType, OcppVersion, Report
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, Level, Outcome

_SCRIPT_NAME = "tc-l-05-replay-1.2.py"
_SCRIPT = '''\
"""Replays TC_L_05_CS with a firmware location that has a query; run as: python tc-l-05-replay-1.2.py <port>"""
STEPS = [
    ("UpdateFirmware", {"requestId": 5, "firmware": {"location": "https://fw.example/a?v=2", "retrieveDateTime": "now"}}),
    ("FirmwareStatusNotification", {"status": "Downloading", "requestId": 5}),
]
'''
_LOW = ("None.", "Laboratories judge one test by hand.", "No.")


def stories(stage: Stage) -> list[Story]:
    """A ticket in each of its stages, and a case on the agenda with an indicative clock."""
    return [_on_agenda(stage), _script(stage), _disputed(stage), _referred(stage), _verified(stage)]


def _on_agenda(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "(주)두루이엔지",
        "OCTT closes the WebSocket before the response to Reset arrives",
        ("TC_B_21_CS",),
        "응답 전에 연결이 끊어집니다. The tool closes the connection 200 ms after Reset; the station answers after 350 ms.",
        device="DR-100",
    )
    return (
        Story(stage)
        .raised(m.ago(5, "07:50"), "ktc", told)
        .log(m.ago(5, "07:55"), "ktc", "재설정-시험.log", _RESET_LOG)
        .analysed(
            m.ago(2, "16:30"),
            Outcome.OCTT,
            "The tool does not wait for the response to its own request.",
            "A timer that starts at sending.",
        )
    )


def _bug(stage: Stage, nth: int, who: str, told: Report, issue: str, cause: str) -> Story:
    """An OCTT bug raised and confirmed by the CWG in its n-th last call, everything else of 5b not necessary."""
    m = stage.moments
    story = (
        Story(stage)
        .raised(m.before(Group.CWG, nth, 7, "11:00"), who, told)
        .analysed(m.before(Group.CWG, nth, 3, "14:00"), Outcome.OCTT, issue, cause)
        .decided(m.during(Group.CWG, nth, 40), Group.CWG, Decision.CONFIRMED, "The tool is wrong; see the analysis.")
        .proposed(m.during(Group.CWG, nth, 45), Group.CWG, Level.LOW, _LOW)
        .approved(m.after(Group.CWG, nth, 1, "10:00"), Level.LOW)
    )
    for step in (CwgStep.DOCUMENTATION, CwgStep.TEST_CASES):
        story.do(
            m.during(Group.CWG, nth, 50),
            "cwg",
            act.DeclareNotNecessary(step, "The plan is right; only the tool is not."),
        )
    return story


def _script(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Carregar Já, Lda.",
        "UpdateFirmware: a location with a query is cut off at the question mark",
        ("TC_L_05_CS", "TC_L_06_CS"),
        "The tool logs https://fw.example/a?v=2 and serves https://fw.example/a: the station reports DownloadFailed.",
        device="CJ Rápido",
        profiles=("Core", "Advanced Device Management"),
    )
    given = m.after(Group.CWG, 2, 2, "15:00")

    def script(session: Session, case: Case) -> act.Action:
        return act.ProvideScript(
            "Replay of TC_L_05_CS, version 1.2",
            ("TC_L_05_CS", "TC_L_06_CS"),
            ("Release_2026-02",),
            "Start the script instead of the test case, on the port that the station is set to. Step 4 passes when "
            "FirmwareStatusNotification says Downloaded.",
            file_id(session, case, _SCRIPT_NAME),
            stage.cast.active_laboratories(),
        )

    return (
        _bug(stage, 2, "dnv", told, "The query of a firmware location is lost.", "The tool splits the address.")
        .do(
            m.after(Group.CWG, 2, 1, "11:00"),
            "cwg",
            act.InformLaboratories(
                "TC_L_05_CS and TC_L_06_CS fail with any location that has a query. A script follows."
            ),
        )
        .do(
            m.after(Group.CWG, 2, 1, "11:30"),
            "cwg",
            act.ReportOcttBug(
                "UpdateFirmware: query of the location is dropped",
                "The address in UpdateFirmwareRequest has ?v=2, the tool's own web server answers 404 for it.",
            ),
        )
        .log(m.after(Group.CWG, 2, 2, "14:50"), "editor", _SCRIPT_NAME, _SCRIPT)
        .do(given, "editor", script)
        .acknowledged(m.after(Group.CWG, 2, 3, "09:10"), "dnv", "script")
        .acknowledged(m.after(Group.CWG, 2, 3, "09:40"), "dekra", "script")
        .do(m.after(Group.CWG, 2, 4, "12:00"), "tool", act.AcceptOcttBug("Reproduced. Planned for the next release."))
        .do(
            m.after(Group.CWG, 2, 6, "16:00"),
            "cwg",
            act.DecideCertification(True, "Passed with the script; nothing else was open."),
        )
    )


def _disputed(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Kraftplats AB",
        "OCTT accepts a CSMS certificate whose common name does not match",
        ("TC_A_07_CS",),
        "The station refuses the connection, as A00.FR.321 wants it, and the test case fails for that.",
        device="KP 75",
        profiles=("Core", "Advanced Security"),
        octt="Release_2025-09",
    )
    return (
        _bug(
            stage,
            1,
            "dnv",
            told,
            "A certificate with a wrong name is taken for a good one.",
            "The fixture of the tool.",
        )
        .do(
            m.after(Group.CWG, 1, 1, "10:40"),
            "cwg",
            act.ReportOcttBug(
                "TC_A_07_CS uses a server certificate with a wrong common name",
                "CN=octt.local while the station connects to the address of the tool: A00.FR.321 has it refuse.",
            ),
        )
        .do(
            m.after(Group.CWG, 1, 2, "17:00"),
            "tool",
            act.DisputeOcttBug("The manual asks laboratories to add octt.local to their name server."),
        )
    )


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
        .proposed(m.during(Group.CWG, 2, 58), Group.CWG, Level.LOW, _LOW)
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
        _bug(stage, 3, "dekra", told, "CiString is compared by case.", "A comparison in the tool.")
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


_RESET_LOG = """\
08:12:40.001 < [2,"r1","Reset",{"type":"Immediate"}]
08:12:40.203   socket closed by the OCTT (1000)
08:12:40.351 > [3,"r1",{"status":"Accepted"}]   (not delivered)
08:12:40.360   FAIL step 1: no response
"""

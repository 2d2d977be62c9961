"""Steps 5b and D.5: bugs of the OCTT, whose maximum times are indicative, and the tool provider's tickets."""

from sqlalchemy.orm import Session

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story, file_id
from issuetracker.models import Case
from workflows import actions as act
from workflows.report import Report
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, Level, Outcome

_SCRIPT_NAME = "tc-l-05-replay-1.2.py"
_SCRIPT = '''\
"""Replays TC_L_05_CS with a firmware location that has a query; run as: python tc-l-05-replay-1.2.py <port>"""
STEPS = [
    ("UpdateFirmware", {"requestId": 5, "firmware": {"location": "https://fw.example/a?v=2"}}),
    ("FirmwareStatusNotification", {"status": "Downloading", "requestId": 5}),
]
'''
LOW = ("None.", "Laboratories judge one test by hand.", "No.")


def stories(stage: Stage) -> list[Story]:
    """On the agenda with an indicative clock; accepted, with a script in the meantime; disputed."""
    return [_on_agenda(stage), _script(stage), _disputed(stage)]


def _on_agenda(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "(주)두루이엔지",
        "OCTT closes the WebSocket before the response to Reset arrives",
        ("TC_B_21_CS",),
        "응답 전에 연결이 끊어집니다. The tool hangs up 200 ms after Reset; the station answers after 350 ms.",
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


def bug_of_the_tool(stage: Stage, nth: int, who: str, told: Report, issue: str, cause: str) -> Story:
    """An OCTT bug raised and confirmed by the CWG in its n-th last call, everything else of 5b not necessary."""
    m = stage.moments
    story = (
        Story(stage)
        .raised(m.before(Group.CWG, nth, 7, "11:00"), who, told)
        .analysed(m.before(Group.CWG, nth, 3, "14:00"), Outcome.OCTT, issue, cause)
        .decided(m.during(Group.CWG, nth, 40), Group.CWG, Decision.CONFIRMED, "The tool is wrong; see the analysis.")
        .proposed(m.during(Group.CWG, nth, 45), Group.CWG, Level.LOW, LOW)
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
        bug_of_the_tool(stage, 2, "dnv", told, "A location's query is lost.", "The tool cuts it off.")
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
        bug_of_the_tool(
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


_RESET_LOG = """\
08:12:40.001 < [2,"r1","Reset",{"type":"Immediate"}]
08:12:40.203   socket closed by the OCTT (1000)
08:12:40.351 > [3,"r1",{"status":"Accepted"}]   (not delivered)
08:12:40.360   FAIL step 1: no response
"""

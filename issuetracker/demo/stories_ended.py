"""Cases that have ended: with a resolution or withdrawn; and one that was opened again."""

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from workflows import actions as act
from workflows.report import OcppVersion
from workflows.roles import Group
from workflows.vocabulary import Decision, Level, Outcome, Scope


def stories(stage: Stage) -> list[Story]:
    """Closed by the TWG's no and by the Board; withdrawn; reopened."""
    return [_not_an_issue(stage), _board_decided(stage), _withdrawn(stage), _reopened(stage)]


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

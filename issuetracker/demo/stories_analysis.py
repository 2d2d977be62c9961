"""Step 2: cases that wait for their analysis, and one that was answered."""

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from workflows import actions as act
from workflows.report import DeviceType, OcppVersion, Origin
from workflows.vocabulary import Outcome, Visibility

_BOOT_LOG = """\
2.0.1 TC_B_03_CS  Cold Boot Charging Station - Rejected
09:14:02.118 > [2,"0a5f5c1e","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V"}}]
09:14:02.131 < [3,"0a5f5c1e",{"currentTime":"2024-05-01T07:14:02Z","interval":10,"status":"Rejected"}]
09:14:07.402 > [2,"7e12aa90","Heartbeat",{}]
09:14:07.403   FAIL step 3: no message expected before the interval of BootNotificationResponse has passed
"""
_CSMS_LOG = """\
From 14:02:11 on, with the OCTT as the Charging Station:
> [2,"b8c3","TransactionEvent",{"eventType":"Updated","seqNo":7,"offline":true,"triggerReason":"MeterValuePeriodic"}]
< [4,"b8c3","PropertyConstraintViolation","seqNo",{}]
14:02:13 FAIL step 9: CALLRESULT expected, CALLERROR received
"""


def stories(stage: Stage) -> list[Story]:
    """Waiting for an analysis in time, today, and too late; one raised by OCA; one answered."""
    return [_fresh(stage), _due_today(stage), _overdue(stage), _by_oca(stage), _answered(stage)]


def _fresh(stage: Stage) -> Story:
    at = stage.moments.ago(1, "16:12")
    told = report(
        "Latausväylä Oy",
        "Heartbeat after a rejected BootNotification: OCTT fails the station 5 s after the response",
        ("TC_B_03_CS",),
        "Step 3 of TC_B_03_CS wants silence until the interval has passed. The station had a Heartbeat in its queue "
        "from before the cold boot; B03.FR.02 speaks of messages “other than BootNotification”. Log is attached.",
        device="LV-11 Pro",
        documentation="Part 2, B03.FR.02 and B03.FR.03; Part 6, TC_B_03_CS",
    )
    return (
        Story(stage).raised(at, "dnv", told).log(stage.moments.ago(1, "16:13"), "dnv", "TC_B_03_CS_run2.log", _BOOT_LOG)
    )


def _due_today(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Chargewright Ltd.",
        "CSMS refuses an offline TransactionEvent whose seqNo has a gap",
        ("TC_E_24_CSMS",),
        "The OCTT sends seqNo 5, then 7 with offline=true. The CSMS answers PropertyConstraintViolation. The vendor "
        "reads E04 as forbidding a gap. tc_e_24 was passed with Release_2025-09.\n\n" + _CSMS_LOG,
        device_type=DeviceType.CSMS,
        device="Cloud 7",
        profiles=("Core", "Smart Charging"),
        documentation="Part 2, E04.FR.06, E13.FR.02",
    )
    return (
        Story(stage)
        .raised(m.ago(5, "14:40"), "dekra", told)
        .assigned(m.ago(4, "09:20"), "editor", to="editor")
        .say(m.ago(4, "09:25"), "editor", "Which edition of part 2 did the vendor build against, 2 or 3?")
        .say(m.ago(3, "11:02"), "dekra", "Edition 3, incl. Errata 2024-11. The vendor confirms by telephone.")
        .say(
            m.ago(2, "15:30"),
            "editor",
            "Looks like the same reading as in the CSMS cases of last year. Compare the errata sheet, page 41.",
            Visibility.OCA,
        )
    )


def _overdue(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "ElektroŻuk Sp. z o.o.",
        "GetVariables: attributeStatus for a write-only variable",
        ("TC_B_34_CS",),
        "SecurityCtrlr.BasicAuthPassword is WriteOnly. The test case expects Rejected, the station answers "
        '[3,"51",{"getVariableResult":[{"attributeStatus":"UnknownVariable"}]}]; appendix 3 lists both.',
        device="EZ Trójka 22",
        profiles=("Core", "Advanced Device Management"),
        octt="Release_2025-09",
        blocks=False,
    )
    return (
        Story(stage)
        .raised(m.ago(7, "10:05"), "ktc", told)
        .assigned(m.ago(3, "16:40"), "office", to="editor")
        .say(m.ago(2, "08:50"), "ktc", "담당자께: is there any news? The slot in our laboratory ends this week.")
    )


def _by_oca(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "",
        "Test plan and PICS disagree on whether TC_J_02_CS is conditional on AlignedData",
        ("TC_J_02_CS",),
        "Found while answering a telephone call: the test plan has C-30 as a condition, the PICS form does not ask it.",
        profiles=(),
        documentation="OCPP 2.0.1 Part 5, PICS template of 2025",
        blocks=None,
    )
    return (
        Story(stage)
        .raised(m.ago(2, "13:15"), "office", told, Origin.OCA)
        .say(m.ago(1, "09:10"), "editor", "Asked the author of the PICS template for its sources.", Visibility.OCA)
    )


def _answered(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Voltwerk B.V.",
        "StatusNotification not sent for connector 0 after Available",
        ("TC_001_CS", "TC_004_2_CS"),
        "The vendor holds that connectorId 0 is optional for a station with one connector.",
        ocpp=OcppVersion.V16,
        device="VW-11 Home",
        profiles=("Core",),
        documentation="OCPP 1.6 edition 2, ch. 4.9",
        octt="Release_2024-04_v2",
    )
    return (
        Story(stage)
        .raised(m.ago(9, "09:40"), "dekra", told)
        .do(m.ago(8, "10:20"), "editor", act.AddMessage("Please send the configuration dump as well."))
        .analysed(
            m.ago(6, "11:20"),
            Outcome.VENDOR_IMPLEMENTATION,
            "No StatusNotification for connectorId 0 after a status change of the station as a whole.",
            "The firmware suppresses it when there is one connector only.",
            "Ch. 4.9 lets connectorId 0 speak for the main controller; the list of states that apply to it holds for "
            "any number of connectors. The test case is right. After a fix, both test cases are run again.",
        )
        .say(m.ago(5, "17:05"), "voltwerk", "Understood. Firmware 4.2.1 is on its way to the laboratory.")
        .say(m.ago(4, "09:15"), "dekra", "Retest is planned for the day after tomorrow.", Visibility.LABORATORY)
    )

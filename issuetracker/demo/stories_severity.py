"""Steps 4a, 6a and 6c: severity before the Board, certified vendors to be told and told, laboratories told."""

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from workflows import actions as act
from workflows.roles import Group
from workflows.vocabulary import Decision, ErratumKind, Level, Outcome

_SEQUENCE_NOTICE = (
    "A charging station that numbers transaction messages when they are sent, not when they are generated, makes back "
    "ends drop what was recorded offline: energy is not billed. Update to a firmware that numbers messages as they are "
    "generated. The erratum to E04.FR.06 has the exact text."
)
_LOCK_NOTICE = (
    "After a power failure during a transaction the cable may stay locked until somebody restarts the station. Install "
    "the vendor's own update where there is one; until then restart the station remotely with Reset, type Immediate."
)


def stories(stage: Stage) -> list[Story]:
    """Proposed; approved as high with 6a owed; 6a done."""
    return [_proposed(stage), _notices_owed(stage), _notices_sent(stage)]


def _proposed(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Stromzapf AG",
        "ClearChargingProfile without criteria: everything or nothing?",
        ("TC_K_08_CS",),
        "K10.FR.02 and the schema disagree on whether both criteria may be left out.",
        device="Zapf 2",
        profiles=("Core", "Smart Charging"),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 1, 4, "11:45"), "dekra", told)
        .analysed(
            m.during(Group.TWG, 1, 75),
            Outcome.SPECIFICATION,
            "The schema allows a request that the requirement forbids.",
            "An oversight in the schema.",
        )
        .proposed(
            m.ago(1, "16:50"),
            Group.TWG,
            Level.HIGH,
            (
                "Some stations delete every profile, others refuse: a back end cannot rely on either.",
                "Operators check the profiles of their stations by hand.",
                "Stations may charge at full power where a limit was set.",
            ),
            "A ClearChargingProfile without any criterion must be refused. Stations that delete all profiles instead "
            "may exceed the limit of their grid connection; install an update or set the limit locally.",
        )
    )


def _notices_owed(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Søndervolt A/S",
        "Cable stays locked after a power failure during a transaction",
        ("TC_E_31_CS",),
        "After power returns the station reports Available with the connector locked. E10 is silent on the lock.",
        device="SV Kompakt",
        profiles=("Core",),
        octt="Release_2025-09",
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 1, 7, "09:00"), "dnv", told)
        .analysed(
            m.before(Group.TWG, 1, 4, "15:20"),
            Outcome.SPECIFICATION,
            "What happens to the lock after a power failure is not specified.",
            "E10 covers the transaction only.",
        )
        .decided(
            m.during(Group.TWG, 1, 5),
            Group.TWG,
            Decision.CONFIRMED,
            "Confirmed; drivers cannot leave with their cable.",
        )
        .proposed(
            m.during(Group.TWG, 1, 55),
            Group.TWG,
            Level.HIGH,
            (
                "None between station and back end.",
                "Operators restart stations remotely, or send somebody.",
                "Yes: the cable stays locked.",
            ),
            _LOCK_NOTICE,
        )
        .approved(m.ago(1, "17:00"), Level.HIGH)
    )


def _notices_sent(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Voltwerk B.V.",
        "seqNo after an offline transaction: requirement and test case disagree",
        ("TC_E_22/24/25_CS",),
        "After an offline transaction TC_E_22_CS expects seqNo to go on from the last value sent, E04.FR.06 from the "
        'last value generated.\n> [2,"e7","TransactionEvent",{"eventType":"Updated","seqNo":12,"offline":true}]\n'
        "step 11 FAIL: seqNo 9 expected",
        device="VW-22",
        profiles=("Core", "Advanced Security"),
        documentation="Part 2, E04.FR.06 and E13.FR.02",
    )
    erratum = act.RecordErratum(
        ErratumKind.CORRECTION,
        "seqNo of messages generated offline",
        "OCPP 2.0.1 Edition 3, part 2",
        "A Charging Station SHALL number messages in the order in which they were generated.",
        "The Charging Station SHALL number the messages of a transaction.",
        "p. 187",
        ("E04.FR.06", "E13.FR.02"),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 2, 7, "16:00"), "dekra", told)
        .log(m.before(Group.TWG, 2, 7, "16:02"), "dekra", "vw22-offline.log", _OFFLINE_LOG)
        .do(
            m.before(Group.TWG, 2, 6, "10:00"),
            "office",
            act.RecordLoggingConsent("Jeroen Bakker, by mail", "mail of that day, filed under the case"),
        )
        .analysed(
            m.before(Group.TWG, 2, 3, "10:10"),
            Outcome.SPECIFICATION,
            "E04.FR.06 and E13.FR.02 leave open whether messages that were never sent use up a number.",
            "Two requirements can be read in two ways.",
        )
        .decided(m.during(Group.TWG, 2, 15), Group.TWG, Decision.CONFIRMED, "Both readings are in the field.")
        .proposed(
            m.during(Group.TWG, 2, 40),
            Group.TWG,
            Level.HIGH,
            ("Back ends drop such messages.", "Vendors update firmware.", "No."),
            _SEQUENCE_NOTICE,
        )
        .approved(m.after(Group.TWG, 2, 1, "10:00"), Level.HIGH)
        .vendors_contacted(m.after(Group.TWG, 2, 2, "11:30"), "Sold to one test laboratory only, never to the field.")
        .notices_acknowledged(m.after(Group.TWG, 2, 2, "15:10"), 0)
        .do(m.after(Group.TWG, 2, 3, "09:00"), "twg", erratum)
        .do(
            m.after(Group.TWG, 2, 3, "09:10"),
            "twg",
            act.ContactCwg("Let TC_E_22_CS, TC_E_24_CS and TC_E_25_CS accept the numbers generated offline."),
        )
        .distributed(
            m.after(Group.TWG, 2, 4, "13:00"),
            "Erratum on E04.FR.06",
            "seqNo counts messages as they are generated. Test cases follow; until then judge by the erratum.",
        )
        .acknowledged(m.after(Group.TWG, 2, 5, "10:00"), "dekra", "update")
        .acknowledged(m.after(Group.TWG, 2, 5, "15:00"), "ktc", "update")
        .do(
            m.ago(1, "16:00"),
            "cwg",
            act.DecideCertification(True, "The device follows the requirement as it reads with the erratum."),
        )
    )


_OFFLINE_LOG = "".join(
    f'10:{21 + n // 60:02d}:{n % 60:02d}.{137 * n % 1000:03d} > [2,"e{n:x}","TransactionEvent",'
    f'{{"eventType":"Updated","offline":{"true" if n < 40 else "false"},"seqNo":{n},"trigger":"Clock"}}]\n'
    for n in range(80)
)

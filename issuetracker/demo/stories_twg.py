"""Step 3: specification issues before the TWG."""

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from workflows import actions as act
from workflows.report import DeviceType, Origin
from workflows.roles import Group
from workflows.vocabulary import Decision, ErratumKind, Level, Outcome, Visibility

_TRACE = """\
11:40:01 > [2,"77","NotifyEVChargingNeeds",{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}]
11:40:01 < [3,"77",{"status":"Processing"}]
11:41:02 < [2,"a1","SetChargingProfile",{"evseId":1,"chargingProfile":{"id":4,"stackLevel":0}}]
11:41:02 > [3,"a1",{"status":"Rejected","statusInfo":{"reasonCode":"TxNotFound"}}]
"""


def stories(stage: Stage) -> list[Story]:
    """On the agenda; confirmed with the erratum pending; raised by the TWG itself, with a draft sent out."""
    return [_on_agenda(stage), _erratum_pending(stage), _by_the_twg(stage)]


def _on_agenda(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Nordlader AB",
        "NotifyEVChargingNeeds: how long may a CSMS stay in Processing?",
        ("TC_K_55_CS", "TC_K_57_CS"),
        "The test case lets 60 s go by; K15 names no limit, the station gives up after 45 s as ISO 15118-2 wants it.",
        device="Norr 22 PnC",
        profiles=("Core", "ISO 15118 Support"),
        documentation="Part 2, K15.FR.03 to K15.FR.08",
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 1, 3, "10:30"), "dnv", told)
        .log(m.before(Group.TWG, 1, 3, "10:31"), "dnv", "ocpp-trace.txt", _TRACE)
        .analysed(
            m.during(Group.TWG, 1, 95),
            Outcome.SPECIFICATION,
            "K15 gives the CSMS no time limit to leave Processing, ISO 15118-2 gives the station one.",
            "Two documents, one timer.",
        )
        .say(m.ago(1, "16:31"), "twg_member", "15118-20 has 60 s here; we should look at both.", Visibility.OCA)
    )


def _erratum_pending(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Cargador Ibérico S.L.",
        "ReserveNow for an EVSE that is Occupied by a finished transaction",
        ("TC_H_07_CS", "TC_H_08_CS"),
        "Cable still plugged in, transaction ended. H01.FR.11 says Occupied, the state diagram in H01 says Available.",
        device="Íbero 50",
        profiles=("Core", "Reservation"),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 1, 8, "12:00"), "dnv", told)
        .analysed(
            m.before(Group.TWG, 1, 4, "09:50"),
            Outcome.SPECIFICATION,
            "Requirement and diagram of H01 disagree.",
            "The diagram was not updated with Edition 3.",
        )
        .decided(
            m.during(Group.TWG, 1, 25),
            Group.TWG,
            Decision.CONFIRMED,
            "The diagram is wrong. A correction will be written.",
        )
        .do(
            m.during(Group.TWG, 1, 30),
            "twg",
            act.ContactCwg("Check that TC_H_07_CS and TC_H_08_CS follow the requirement, not the diagram."),
        )
    )


def _by_the_twg(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "",
        "Unit of phaseToUse in composite schedules",
        ("TC_K_43_CSMS",),
        "Seen in the plugfest: half of the back ends read phaseToUse as a count.",
        device_type=DeviceType.CSMS,
        profiles=("Smart Charging",),
        documentation="Part 2, K01.FR.19, ChargingSchedulePeriodType",
        blocks=None,
    )
    erratum = act.RecordErratum(
        ErratumKind.CLARIFICATION,
        "phaseToUse is the number of a phase",
        "OCPP 2.0.1 Edition 3, part 2",
        "The value of phaseToUse is 1, 2 or 3 and names the phase; it is not a count of phases.",
        "phaseToUse: Values: 1..3",
        "p. 398",
        ("K01.FR.19",),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 2, 5, "10:00"), "twg", told, Origin.TWG)
        .analysed(
            m.before(Group.TWG, 2, 1, "14:25"),
            Outcome.SPECIFICATION,
            "The description of phaseToUse allows two readings.",
            "It names a range of values and no meaning.",
        )
        .decided(m.during(Group.TWG, 2, 10), Group.TWG, Decision.CONFIRMED, "It names a phase. To be clarified.")
        .proposed(
            m.after(Group.TWG, 2, 1, "09:30"),
            Group.TWG,
            Level.LOW,
            ("Some back ends show the wrong phase.", "None.", "No."),
        )
        .approved(m.after(Group.TWG, 2, 2, "16:00"), Level.LOW, who="board_too")
        .do(m.after(Group.TWG, 2, 4, "11:00"), "editor", erratum)
        .distributed(
            m.after(Group.TWG, 2, 5, "12:00"),
            "Draft erratum on phaseToUse",
            "A draft for comments; the final text follows with the next errata sheet.",
            final=False,
        )
    )

"""Step 3: specification issues before the TWG."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.story import Stage, Story, report
from issuetracker.models import Case, WorkingGroupCall
from issuetracker.services.calls import schedule_extra
from workflows import actions as act
from workflows.report import DeviceType, Origin
from workflows.roles import Group
from workflows.vocabulary import Decision, ErratumKind, Level, Outcome, Visibility

_EXTRA = "Extra call: certificate renewal while charging"
_TRACE = """\
11:40:01 > [2,"77","NotifyEVChargingNeeds",{"evseId":1,"chargingNeeds":{"requestedEnergyTransfer":"AC_three_phase"}}]
11:40:01 < [3,"77",{"status":"Processing"}]
11:41:02 < [2,"a1","SetChargingProfile",{"evseId":1,"chargingProfile":{"id":4,"stackLevel":0,"chargingProfilePurpose":"TxProfile"}}]
11:41:02 > [3,"a1",{"status":"Rejected","statusInfo":{"reasonCode":"TxNotFound"}}]
"""


def stories(stage: Stage) -> list[Story]:
    """On the agenda, postponed, too late for any call, expedited, confirmed, and one raised by the TWG itself."""
    return [
        _on_agenda(stage),
        _postponed(stage),
        _no_call_in_time(stage),
        _expedited(stage),
        _erratum_pending(stage),
        _by_the_twg(stage),
    ]


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


def _postponed(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Borne & Cie SAS",
        "DisplayMessage priority InFront during a transaction without a display",
        ("TC_O_08_CS", "TC_O_13_CS"),
        "A station without a display reports UI-0 as not supported and still gets the test cases of block O.",
        device="BC Urbaine",
        profiles=("Core", "Advanced UI"),
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 2, 6, "15:10"), "dekra", told)
        .analysed(
            m.before(Group.TWG, 2, 2, "13:00"),
            Outcome.SPECIFICATION,
            "O01.FR.02 does not say what a station does that has no display at all.",
            "The use case presumes one.",
        )
        .decided(
            m.during(Group.TWG, 2, 35),
            Group.TWG,
            Decision.POSTPONED,
            "Somebody from the display working party is needed; they join the next call.",
        )
        .decided(
            m.during(Group.TWG, 1, 15), Group.TWG, Decision.POSTPONED, "The proposal reached the group this morning."
        )
    )


def _no_call_in_time(stage: Stage) -> Story:
    """Forwarded 27 working days ago and postponed in every call since: the next call is too late (P-35)."""
    m = stage.moments
    forwarded = m.ago(27, "16:30")
    told = report(
        "한빛충전 주식회사",
        "MeterValues: signed data with a public key that changes within a transaction",
        ("TC_J_07_CS",),
        "미터 교체 후 공개키가 바뀝니다. After a meter is replaced, SignedMeterValueType carries a new publicKey. "
        "The specification does not say whether a running transaction ends.",
        device="HB-7",
        octt="Release_2025-09",
    )
    story = (
        Story(stage)
        .raised(m.ago(30, "11:10"), "ktc", told)
        .analysed(
            forwarded,
            Outcome.SPECIFICATION,
            "Whether a change of the public key ends the transaction is not said.",
            "Meters that can be replaced were not thought of.",
        )
    )
    for call in m.calls_since(Group.TWG, forwarded):
        story.decided(
            call + timedelta(minutes=50),
            Group.TWG,
            Decision.POSTPONED,
            "The metrology experts have not answered yet.",
        )
    return story


def _expedited(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Ladesäule Süd GmbH & Co. KG",
        "Renewed ChargingStationCertificate while a transaction runs: reconnect now or later?",
        ("TC_A_11_CS", "TC_A_14_CS"),
        "A02.FR.09 wants the new certificate to be used at once, E01 wants the transaction to go on. Forty stations of "
        "a public tender wait for this.",
        device="Süd-Säule 300",
        profiles=("Core", "Advanced Security"),
    )

    def earlier(session: Session, case: Case) -> act.Action:
        call = session.scalars(select(WorkingGroupCall).where(WorkingGroupCall.title == _EXTRA)).one()
        return act.Expedite(Group.TWG, call.id, "A tender depends on it, and the regular call is more than a week off.")

    story = (
        Story(stage)
        .raised(m.before(Group.TWG, 1, 2, "09:05"), "dekra", told)
        .analysed(
            m.during(Group.TWG, 1, 110),
            Outcome.SPECIFICATION,
            "A02.FR.09 and E01 ask for opposite things while a transaction runs.",
            "The two use cases were written apart.",
        )
        .say(m.ago(1, "16:40"), "dekra", "The vendor asks whether this can be settled before the end of the month.")
    )
    story.arranged(m.ago(1, "17:20"), _extra_call)
    return story.do(m.ago(1, "17:25"), "office", earlier)


def _extra_call(session: Session, stage: Stage) -> None:
    m = stage.moments
    schedule_extra(
        session,
        stage.cast.actors["twg"],
        Group.TWG,
        title=_EXTRA,
        starts_at=m.ahead(2, "11:00"),
        minutes=45,
        join_how="https://meet.oca.example/twg-extra",
        at=m.ago(1, "17:20"),
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

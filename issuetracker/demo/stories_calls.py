"""Step 3 and its calls: postponed, too late for any call, and moved to an extra one."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from issuetracker.models import Case, WorkingGroupCall
from issuetracker.services.calls import schedule_extra
from workflows import actions as act
from workflows.roles import Group
from workflows.vocabulary import Decision, Outcome

_EXTRA = "Extra call: certificate renewal while charging"


def stories(stage: Stage) -> list[Story]:
    """Postponed; postponed until no call is left in time (P-35); expedited (P-12)."""
    return [_postponed(stage), _no_call_in_time(stage), _expedited(stage)]


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
        return act.Expedite(Group.TWG, call.id, "A tender depends on it, and the regular call is a week off or more.")

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

"""Occasions of letters. Raised, analysed, handled in the groups."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.notifications.invented import (
    CONFIRMED_BY_CWG,
    CONFIRMED_BY_TWG,
    CWG_CONFIRMED,
    ERRATUM,
    FOR_CWG,
    FOR_TWG,
    LATER_CALL,
    ON_CWG_CALL,
    ON_TWG_CALL,
    RAISED,
    RAISED_BY_TWG,
    SHA,
    TWG_CALL,
    TWG_CONFIRMED,
    WITH_CWG,
    WITH_TWG,
    analysed,
)
from tests.notifications.occasion import Occasion
from workflows import events as ev
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, ErratumKind, Outcome, Visibility

OCCASIONS: tuple[Occasion, ...] = (
    Occasion("raised", (), RAISED),
    Occasion("raised by the TWG", (), RAISED_BY_TWG),
    Occasion(
        "message with a log",
        WITH_TWG,
        ev.MessageAdded(Visibility.PARTIES, SHA, (12, 13)),
        actor="김서연",
        body='The log of today:\n\n[2,"b1","Heartbeat",{}]\n> 10:31:09 sent\n'
        "From here on silence. <b>See</b> Label:  value",
    ),
    Occasion(
        "message to the vendor only", WITH_CWG, ev.MessageAdded(Visibility.VENDOR, SHA), body="Which firmware is it?"
    ),
    Occasion(
        "analysis revised",
        WITH_TWG,
        ev.AnalysisRevised(
            Outcome.OCTT, Outcome.SPECIFICATION, "Step 7 is too strict.", "OCTT", "", "The TWG member's remark."
        ),
        (ev.HandlingTakenBack(Group.TWG), FOR_CWG, ON_CWG_CALL),
    ),
    Occasion(
        "answered",
        analysed(Outcome.VENDOR_IMPLEMENTATION),
        ev.IssueAnswered("The station answers before it has stored the value.\n\nSee B05.FR.07."),
    ),
    Occasion("forwarded to the TWG", analysed(Outcome.SPECIFICATION), FOR_TWG, (ON_TWG_CALL,)),
    Occasion("forwarded to the CWG, an OCTT case", analysed(Outcome.OCTT), FOR_CWG, (ON_CWG_CALL,)),
    Occasion(
        "forwarded and no call is planned",
        analysed(Outcome.SPECIFICATION),
        FOR_TWG,
        (ev.NoCallInTime(Group.TWG, date(2027, 1, 6), None),),
    ),
    Occasion(
        "forwarded by the TWG's request",
        (*CONFIRMED_BY_TWG, ev.CwgContacted("Please correct TC_B_12_CS.")),
        ev.ForwardedToGroup(Group.CWG, indicative=False, note="Please correct TC_B_12_CS."),
        (ON_CWG_CALL,),
    ),
    Occasion("forwarded to the Board", analysed(Outcome.OTHER), ev.ForwardedToBoard()),
    Occasion(
        "taken back",
        (
            *WITH_TWG,
            ev.AnalysisRevised(
                Outcome.VENDOR_IMPLEMENTATION, Outcome.SPECIFICATION, "Stores late.", "Firmware", "", ""
            ),
        ),
        ev.HandlingTakenBack(Group.TWG),
        (ev.IssueAnswered("It stores late."),),
    ),
    Occasion("on another call", WITH_TWG, ev.PlacedOnAgenda(Group.TWG, 8, LATER_CALL.starts_at)),
    Occasion("vendor invited", WITH_TWG, ev.VendorInvited(Group.TWG, 7, TWG_CALL.starts_at)),
    Occasion("no call in time", (*analysed(Outcome.OCTT), FOR_CWG), ev.NoCallInTime(Group.CWG, date(2027, 1, 6), None)),
    Occasion(
        "the next call is too late",
        WITH_TWG,
        ev.NoCallInTime(Group.TWG, date(2027, 1, 6), datetime(2027, 1, 14, 14, 0, tzinfo=UTC)),
    ),
    Occasion(
        "expedited",
        (*WITH_TWG, ev.PlacedOnAgenda(Group.TWG, 8, LATER_CALL.starts_at)),
        ev.Expedited(Group.TWG, 7, TWG_CALL.starts_at, "Three certifications wait for it."),
    ),
    Occasion("confirmed by the TWG", WITH_TWG, TWG_CONFIRMED),
    Occasion("confirmed by the CWG, an OCTT case", WITH_CWG, CWG_CONFIRMED),
    Occasion(
        "not an issue",
        WITH_TWG,
        ev.GroupDecided(Group.TWG, Decision.NOT_AN_ISSUE, "Part 2 says so: B05.FR.07.", 7),
    ),
    Occasion(
        "postponed",
        WITH_TWG,
        ev.GroupDecided(Group.TWG, Decision.POSTPONED, "An expert on ISO 15118 is needed.", 7),
        (ev.PlacedOnAgenda(Group.TWG, 8, LATER_CALL.starts_at),),
    ),
    Occasion(
        "referred",
        WITH_TWG,
        ev.GroupDecided(Group.TWG, Decision.REFERRED, "The text is clear; the test is not.", 7),
        (ev.ForwardedToGroup(Group.CWG, indicative=False, note="The text is clear; the test is not."), ON_CWG_CALL),
    ),
    Occasion("erratum written", CONFIRMED_BY_TWG, ERRATUM),
    Occasion(
        "known issue that is not fixed",
        (*CONFIRMED_BY_TWG, ev.CwgContacted("Nothing to change."), FOR_CWG, ON_CWG_CALL),
        replace(ERRATUM, kind=ErratumKind.NOT_FIXED_IN_THIS_VERSION, old_text="", new_text="It breaks devices in use."),
    ),
    Occasion(
        "CWG contacted while it has the case",
        (
            *CONFIRMED_BY_TWG,
            ev.ForwardedToGroup(Group.CWG, indicative=False),
            ON_CWG_CALL,
        ),
        ev.CwgContacted("Please correct step 7 of TC_B_12_CS."),
    ),
    Occasion(
        "test cases corrected",
        CONFIRMED_BY_CWG,
        ev.StepCompleted(CwgStep.TEST_CASES, "TC_B_12_CS, step 7, edition 2026-04"),
    ),
    Occasion(
        "laboratories informed",
        CONFIRMED_BY_CWG,
        ev.LaboratoriesInformed("Step 7 of TC_B_12_CS may fail although the device is right.\nRepeat it once."),
    ),
    Occasion("assigned", CONFIRMED_BY_CWG, ev.CaseAssigned(7, "Anneke de Wit"), actor="Henk Jansen"),
)

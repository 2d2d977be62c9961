"""Occasions of letters. What goes to others, and how a case ends."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.notifications.invented import (
    CONFIRMED_BY_TWG,
    ERRATUM,
    FILES,
    PROPOSED,
    RAISED,
    SCRIPT,
    SHA,
    VERIFIED,
    WITH_CWG,
    WITH_TWG,
    File,
    Public,
    analysed,
)
from tests.notifications.occasion import Occasion
from workflows import events as ev
from workflows.roles import Group
from workflows.vocabulary import Change, Outcome

OCCASIONS: tuple[Occasion, ...] = (
    Occasion(
        "update distributed",
        (*VERIFIED, ev.OcttFixReleased("Release_2026-04", date(2026, 12, 18))),
        ev.UpdateDistributed(
            1,
            "OCTT Release_2026-04",
            "Step 7 of TC_B_12_CS now waits for NotifyReport.\nInstall it before the active date.",
            date(2026, 12, 18),
            date(2027, 1, 4),
            True,
            (Change.OCTT, Change.TEST_CASES),
            (31,),
        ),
        files=(File(31, "octt-2026-04.zip", 48_000_000, SHA),),
    ),
    Occasion(
        "draft distributed",
        (*CONFIRMED_BY_TWG, ERRATUM),
        ev.UpdateDistributed(
            1, "Erratum 2026-12", "E15.FR.04.", date(2026, 12, 18), date(2027, 1, 4), False, (Change.ERRATUM,), ()
        ),
        public=Public(test_references=(), device_type="", certification_profiles=(), octt_version=""),
    ),
    Occasion("script provided", WITH_CWG, SCRIPT, files=FILES),
    Occasion("script retired", (*WITH_CWG, SCRIPT), ev.ScriptRetired(1, "OCTT Release_2026-04 has the fix.")),
    Occasion(
        "interim measure",
        WITH_TWG,
        ev.InterimMeasureDecided("The test case is left out until the erratum is out.", "It is obvious from part 2."),
    ),
    Occasion(
        "other issue decided",
        (*analysed(Outcome.OTHER), ev.ForwardedToBoard()),
        ev.OtherIssueDecided("The fee is due once.", "Chapter 5 knows one fee for each certification."),
    ),
    Occasion(
        "closed",
        (*analysed(Outcome.VENDOR_IMPLEMENTATION), ev.IssueAnswered("It stores late.")),
        ev.CaseClosed(ev.Closing.COMPLETED, "Every track is done."),
    ),
    Occasion(
        "closed as a duplicate",
        WITH_TWG,
        ev.CaseClosed(ev.Closing.DUPLICATE, "The same requirement, the same step.", "OCA-2026-0098"),
    ),
    Occasion("withdrawn", WITH_TWG, ev.CaseClosed(ev.Closing.WITHDRAWN, "The log was of another device.")),
    Occasion(
        "reopened",
        (
            *analysed(Outcome.VENDOR_IMPLEMENTATION),
            ev.IssueAnswered("It stores late."),
            ev.CaseClosed(ev.Closing.COMPLETED, "Every track is done."),
        ),
        ev.CaseReopened("A second device shows the same."),
    ),
    Occasion(
        "analysis over time", (RAISED,), ev.DueDatePassed("analysis-1", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))
    ),
    Occasion("group over time", WITH_TWG, ev.DueDatePassed("twg-3", datetime(2027, 1, 6, 22, 59, 59, tzinfo=UTC))),
    Occasion(
        "severity over time",
        (*CONFIRMED_BY_TWG, replace(PROPOSED, group=Group.TWG)),
        ev.DueDatePassed("severity-5", datetime(2026, 11, 26, 22, 59, 59, tzinfo=UTC)),
    ),
    Occasion(
        "due date moved",
        WITH_CWG,
        ev.DueDateMoved(
            "cwg-3",
            datetime(2027, 1, 6, 22, 59, 59, tzinfo=UTC),
            datetime(2027, 1, 7, 22, 59, 59, tzinfo=UTC),
            "OCA is closed on Thursday 24 December 2026.",
        ),
    ),
    Occasion(
        "due date of the analysis moved",
        (RAISED,),
        ev.DueDateMoved(
            "analysis-1",
            datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC),
            datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC),
            "OCA is closed on Friday 27 November 2026.",
        ),
    ),
    Occasion(
        "the Board's own date",
        (*analysed(Outcome.OTHER), ev.ForwardedToBoard()),
        ev.BoardDateSet(date(2027, 1, 29)),
    ),
)

"""Occasions of letters. Severity, and the ticket of an OCTT issue."""

from dataclasses import replace
from datetime import date

from tests.notifications.invented import (
    APPROVED,
    BUG,
    BUG_ACCEPTED,
    BUG_DISPUTED,
    BUG_REPORTED,
    CONFIRMED_BY_CWG,
    CONFIRMED_BY_TWG,
    CWG_CONFIRMED,
    FIXED,
    NOTICE,
    PROPOSED,
    PROPOSED_FOR_BOARD,
    SHA,
    VERIFIED,
    WITH_TWG,
    Public,
)
from tests.notifications.occasion import Occasion
from workflows import events as ev
from workflows.actions import Exclusion
from workflows.roles import Group
from workflows.vocabulary import Decision, Level

OCCASIONS: tuple[Occasion, ...] = (
    Occasion("severity proposed", CONFIRMED_BY_CWG, PROPOSED, actor="Åsa Lindqvist"),
    Occasion(
        "low severity proposed",
        CONFIRMED_BY_TWG,
        replace(PROPOSED, group=Group.TWG, level=Level.LOW, notice=""),
        actor="Åsa Lindqvist",
    ),
    Occasion("severity high approved", PROPOSED_FOR_BOARD, APPROVED),
    Occasion(
        "severity low approved against the proposal",
        PROPOSED_FOR_BOARD,
        ev.SeverityApproved(Level.LOW, "The field is not concerned.", SHA),
        (ev.NobodyContacted("The field is not concerned."),),
    ),
    Occasion(
        "severity high approved again with the same text",
        (
            *PROPOSED_FOR_BOARD,
            APPROVED,
            ev.CertifiedVendorsContacted(("OCA.0201.0053.CS",), (), NOTICE),
            PROPOSED,
        ),
        APPROVED,
    ),
    Occasion(
        "severity lapsed",
        (*PROPOSED_FOR_BOARD, replace(CWG_CONFIRMED, decision=Decision.NOT_AN_ISSUE)),
        ev.SeverityLapsed("The CWG decided that it is not an issue."),
    ),
    Occasion(
        "certified vendors contacted",
        (*PROPOSED_FOR_BOARD, APPROVED),
        ev.CertifiedVendorsContacted(
            ("OCA.0201.0053.CS", "OCA.0201.0069.CS", "OCA.0201.0071.CS"),
            (Exclusion("OCA.0201.0099.CS", "Nordwärts has left the market."),),
            NOTICE,
        ),
    ),
    Occasion(
        "certified vendors contacted about the specification",
        (*CONFIRMED_BY_TWG, replace(PROPOSED, group=Group.TWG), APPROVED),
        ev.CertifiedVendorsContacted(("OCA.0201.0053.CS", "OCA.0201.0069.CS"), (), NOTICE),
        public=Public(outcome="specification", device_type="csms", octt_version=""),
    ),
    Occasion("certified", CONFIRMED_BY_CWG, ev.CertificationDecided(True, "The OCTT is at fault, not the device.")),
    Occasion("not certified", WITH_TWG, ev.CertificationDecided(False, "The device must follow the erratum first.")),
    Occasion("OCTT bug reported", CONFIRMED_BY_CWG, BUG),
    Occasion("OCTT bug accepted", BUG_REPORTED, ev.OcttBugAccepted("Planned for the spring release.")),
    Occasion("OCTT bug disputed", BUG_REPORTED, ev.OcttBugDisputed("Part 6 allows this order.")),
    Occasion("OCTT bug upheld", BUG_DISPUTED, ev.OcttBugUpheld("Part 6 was corrected in 2025-09.")),
    Occasion("OCTT fix reported", BUG_ACCEPTED, ev.OcttFixReported("Release_2026-04")),
    Occasion("OCTT fix verified", FIXED, ev.OcttFixVerified("Both test cases run through.")),
    Occasion("OCTT fix rejected", FIXED, ev.OcttFixRejected("Step 9 fails now.")),
    Occasion("OCTT fix released", VERIFIED, ev.OcttFixReleased("Release_2026-04", date(2026, 12, 18))),
    Occasion("OCTT provider asked", BUG_DISPUTED, ev.OcttProviderAsked("When is the fix planned?")),
    Occasion("OCTT provider wrote", BUG_DISPUTED, ev.OcttProviderWrote("In two weeks, with Release_2026-04.")),
    Occasion("OCTT ticket dropped", BUG_DISPUTED, ev.OcttTicketDropped("The documentation was corrected instead.")),
)

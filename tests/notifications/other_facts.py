"""The facts of letters about no event: reminders, digests, accounts, mails, notices."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from notifications.messages import LETTERS
from tests.notifications.facts import OCCASIONS, OFFICIAL, entries, facts_for
from tests.notifications.invented import CALENDAR, DESK, HEADING, NUMBER, RAISED, REPORT
from workflows import events as ev
from workflows.clocks import ClockState, clocks
from workflows.folding import fold


def reminder_facts(events: tuple[ev.Event, ...], reminder: str, days_left: int) -> dict[str, Any]:
    """The facts of a reminder about the clock that started last."""
    history = entries(events)
    running = [c for c in clocks(history, {CALENDAR.version: CALENDAR}) if c.state is ClockState.RUNNING]
    return {
        "number": NUMBER,
        "recipient": OFFICIAL,
        "link": f"{DESK}/cases/{NUMBER}",
        "desk": DESK,
        "state": fold(history),
        "clock": running[-1],
        "reminder": reminder,
        "days_left": days_left,
    }


def digest_facts(*items: dict[str, Any]) -> dict[str, Any]:
    """The facts of a digest."""
    return {"recipient": OFFICIAL, "desk": DESK, "day": date(2026, 12, 2), "items": list(items)}


def board_date_facts(days_left: int, *, is_board: bool) -> dict[str, Any]:
    """The facts of the letter about the Board's own date."""
    return {
        "number": NUMBER,
        "recipient": OFFICIAL,
        "link": f"{DESK}/cases/{NUMBER}",
        "desk": DESK,
        "summary": REPORT.summary,
        "due_on": date(2026, 12, 2),
        "days_left": days_left,
        "is_board": is_board,
    }


ITEMS = (
    {
        "number": NUMBER,
        "summary": REPORT.summary,
        "step": "analysis (step 2)",
        "holder": "Technical Editor",
        "due_at": datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC),
        "days_over": 2,
        "link": f"{DESK}/cases/{NUMBER}",
    },
    {
        "number": "OCA-2026-0098",
        "summary": "충전 프로파일이 너무 일찍 지워진다",
        "step": "handling by the TWG",
        "holder": "TWG chair",
        "due_at": datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC),
        "days_over": 1,
        "link": f"{DESK}/cases/OCA-2026-0098",
    },
)


def year_facts() -> dict[str, Any]:
    """The facts of the letter about a year that nobody has approved."""
    year = replace(CALENDAR.years[-1], approver=None)
    return {"recipient": OFFICIAL, "desk": DESK, "number": "", "link": "", "year": year, "calendar": CALENDAR.label}


def account_facts(**own: Any) -> dict[str, Any]:
    """The facts of a letter about an account."""
    return {"recipient": OFFICIAL, "desk": DESK, "number": "", "link": "", **own}


UNTIL = datetime(2026, 12, 9, 8, 0, tzinfo=UTC)

ACCOUNT_LETTERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "invitation to an account",
        "account_invitation",
        account_facts(invitation=f"{DESK}/invitation/x1", until=UNTIL, by="Saskia Janssen"),
    ),
    (
        "link for a new password",
        "account_recovery",
        account_facts(recovery=f"{DESK}/forgotten/x1", good_for="2 hours"),
    ),
    (
        "change of an account",
        "account_changed",
        account_facts(title="your password was changed", what="The password of your account was changed."),
    ),
    (
        "whether notices reach a vendor's contact",
        "contact_check",
        account_facts(
            vendor="Nordwärts Ladetechnik GmbH", link=f"{DESK}/notice-contact/x1", until=UNTIL, proposed=False
        ),
    ),
    (
        "whether notices reach a contact that a vendor has named",
        "contact_check",
        account_facts(
            vendor="Nordwärts Ladetechnik GmbH", link=f"{DESK}/notice-contact/x1", until=UNTIL, proposed=True
        ),
    ),
    (
        "notices go to another contact",
        "contact_replaced",
        account_facts(vendor="Nordwärts Ladetechnik GmbH", address="neu@nordwaerts.example"),
    ),
    (
        "new link to a notice",
        "notice_link",
        account_facts(notice=HEADING.number, begun_at=HEADING.begun_at, link=f"{DESK}/notice/x1", until=UNTIL),
    ),
    (
        "new link to a case",
        "case_link",
        account_facts(number=NUMBER, link=f"{DESK}/follow/x1", until=UNTIL, what="case"),
    ),
)

MAIL_LETTERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "a mail that lacks something",
        "mail_incomplete",
        account_facts(
            subject_of="Fwd: TC_E_22_CS",
            unread="“issue.pdf” is kept and was not read.",
            errors={"vendor_name": "Name the vendor whose device is tested.", "summary": "Give a one-line summary."},
            read={"Test laboratory": "DEKRA Certification B.V.", "Test reference": "TC_E_22_CS, TC_E_24_CS"},
            template="Vendor:\nSummary:\n",
        ),
    ),
    (
        "a mail of a vendor whose laboratory is known",
        "mail_of_vendor",
        account_facts(subject_of="Our certification", laboratory="DEKRA Certification B.V."),
    ),
    (
        "a mail whose report names somebody else",
        "mail_filed",
        account_facts(
            number=NUMBER,
            subject_of="TC_E_22_CS",
            contact="Petra Vogel",
            is_question=False,
            clock=clocks(entries((RAISED,)), {CALENDAR.version: CALENDAR})[0],
        ),
    ),
    (
        "an encrypted mail",
        "mail_encrypted",
        account_facts(subject_of="...", how="OpenPGP", template="Vendor:\nSummary:\n"),
    ),
    (
        "an encrypted answer about a case",
        "mail_encrypted",
        account_facts(number=NUMBER, subject_of="Re: TC_E_22_CS", how="S/MIME", template="Vendor:\nSummary:\n"),
    ),
    ("a mail of a vendor", "mail_of_vendor", account_facts(subject_of="", laboratory="")),
    (
        "a vendor's mail for its laboratory",
        "mail_for_laboratory",
        account_facts(report=REPORT, sender="Jeroen Bakker", template="Vendor:\nSummary:\n"),
    ),
)


def notice_facts(**changes: Any) -> dict[str, Any]:
    """The facts of a notice of 6a, some of them others."""
    occasion = next(occasion for occasion in OCCASIONS if occasion.name == "certified vendors contacted")
    return facts_for(occasion, LETTERS[ev.CertifiedVendorsContacted][0]) | changes

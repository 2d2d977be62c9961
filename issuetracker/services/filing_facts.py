"""What a filing must know of the database before it is decided on, asked in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select, true
from sqlalchemy.orm import Session

from issuetracker.models import CalendarVersion, Laboratory, ResolutionReference, Vendor, Webhook
from issuetracker.services.addresses import HOLDERS, Holders
from issuetracker.services.calendars import frozen
from issuetracker.services.numbers import TAKE, numbered, stands_alone
from issuetracker.services.parties import folded
from notifications.storage import table_of
from notifications.webhook_outbox import WebhookState
from workflows.roles import Role
from workflows.working_days import WorkingCalendar

_CALENDARS, _LABORATORIES = table_of(CalendarVersion), table_of(Laboratory)
_VENDORS, _WEBHOOKS, _ANSWERED = table_of(Vendor), table_of(Webhook), table_of(ResolutionReference)
_LATEST = (
    select(_CALENDARS.c.version, _CALENDARS.c.sha256).order_by(_CALENDARS.c.version.desc()).limit(1).subquery("latest")
)
_HOLDERS = HOLDERS.subquery("holders")
_QUESTIONS = (
    select(
        _LATEST,
        select(_LABORATORIES.c.name)
        .where(_LABORATORIES.c.id == bindparam("laboratory"))
        .scalar_subquery()
        .label("its_laboratory"),
        select(_VENDORS.c.id)
        .where(_VENDORS.c.folded_name == bindparam("vendor"))
        .scalar_subquery()
        .label("its_vendor"),
        exists().where(_WEBHOOKS.c.state != WebhookState.REVOKED.value).label("called"),
        exists().where(_ANSWERED.c.reference.in_(bindparam("references", expanding=True))).label("answered"),
        _HOLDERS,
    )
    .select_from(_LATEST.outerjoin(_HOLDERS, true()))
    .order_by(_HOLDERS.c.id)
)
_TAKEN = TAKE.cte("taken")
_QUESTIONS_AND_NUMBER = _QUESTIONS.add_columns(_TAKEN.c.value.label("taken")).join(_TAKEN, true())


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """The calendar in force, the parties as the directory has them, whether any webhook is to be called.

    `answered` says whether any resolution stands on a test reference of the report; `number` is the new case's where
    it was taken in the same breath.
    """

    calendar: WorkingCalendar
    laboratory: str
    vendor_id: int | None
    called: bool
    answered: bool
    number: str | None


def filing_facts(
    session: Session,
    holders: Holders,
    roles: set[Role],
    *,
    laboratory_id: int | None,
    vendor: str,
    filed_by: int | None,
    references: Sequence[str],
    series: str,
) -> FilingFacts:
    """What there is to know; `vendor_id` is None where nobody has named that vendor yet.

    `holders` learns who has these roles and who files. Where each statement is a transaction by itself, this one takes
    the next number of the series as well: a round trip less.
    """
    numbers = stands_alone(session)
    asked = {
        "laboratory": laboratory_id,
        "vendor": folded(vendor),
        "roles": sorted(roles),
        "filed_by": filed_by,
        "references": references,
    }
    rows = session.execute(_QUESTIONS_AND_NUMBER if numbers else _QUESTIONS, asked | {"one": series}).all()
    holders.learn(rows, roles, filed_by)
    row = rows[0]
    return FilingFacts(
        frozen(session, row.version, row.sha256),
        row.its_laboratory or "",
        row.its_vendor,
        row.called,
        row.answered,
        numbered(series, row.taken) if numbers else None,
    )

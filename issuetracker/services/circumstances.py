"""What is so around a case at the moment of an action, read from the database for the rules."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Laboratory, Person, PersonRole, Release, StoredFile, Vendor, WorkingGroupCall
from issuetracker.services.calendars import in_force
from issuetracker.services.errors import InvalidFields
from issuetracker.services.notices import unknown_certificates
from issuetracker.services.parties import known_vendor, vendor_id_of
from workflows import actions as act
from workflows.arrows import Circumstances, Handler, SentRelease
from workflows.case_state import Call
from workflows.clocks import ClockState
from workflows.releases import SETTLES, ReleaseKind
from workflows.roles import HANDLERS, Group, Role
from workflows.stages import OPEN_TICKETS
from workflows.versions import procedure

if TYPE_CHECKING:
    from issuetracker.services.casework import Dossier

# Actions that place a case on an agenda need the calls to come.
_NEEDS_CALLS = (
    act.RecordAnalysis,
    act.ReviseAnalysis,
    act.PlaceOnAgenda,
    act.Expedite,
    act.DecideInGroup,
    act.ContactCwg,
    act.ReferQuestion,
    act.Reopen,
)
_ALL_HANDLERS = (
    select(Person.id, Person.name, PersonRole.role)
    .join(PersonRole, PersonRole.person_id == Person.id)
    .where(Person.active, PersonRole.role.in_(sorted(HANDLERS)))
    .order_by(Person.name, Person.id)
)
_NEEDS_FILES = (act.AddMessage, act.ProvideScript, act.DistributeUpdate)


def circumstances(
    session: Session, dossier: Dossier, action: act.Action, at: datetime, *, foreseen: bool = False
) -> Circumstances:
    """Only what the action's rules ask for is read; with `foreseen`, nothing is written."""
    state = dossier.state
    calendar = in_force(dossier.calendars)
    due = {
        clock.group: calendar.local_date(clock.due_at)
        for clock in dossier.clocks
        if clock.group is not None and clock.state is ClockState.RUNNING
    }
    needs_calls = isinstance(action, _NEEDS_CALLS)
    member = False
    if needs_calls and state.vendor_id is not None:
        member = bool(session.scalar(select(Vendor.oca_member).where(Vendor.id == state.vendor_id)))
    _check_certificates(session, action)
    return Circumstances(
        at=at,
        calendar=calendar,
        procedure=procedure(state.procedure),
        calls=upcoming_calls(session, at) if needs_calls else (),
        group_due=due,
        vendor_is_member=member,
        vendor_id=_vendor(session, action, foreseen=foreseen),
        laboratory_ids=_laboratories(session) if isinstance(action, act.ProvideScript) else frozenset(),
        files=_files(session, dossier.case.id) if isinstance(action, _NEEDS_FILES) else {},
        people=handlers(session) if isinstance(action, act.AssignCase) else {},
        open_tickets=_open_tickets(session, dossier.case.id) if isinstance(action, act.JoinOcttTicket) else frozenset(),
        releases=sent_releases(session, action.release.strip()) if isinstance(action, act.SettleByRelease) else {},
    )


def handlers(session: Session) -> dict[int, Handler]:
    """Everybody of OCA who can take a case up, by name."""
    rows = session.execute(_ALL_HANDLERS).all()
    names = {row.id: row.name for row in rows}
    return {
        person_id: Handler(name, frozenset(Role(row.role) for row in rows if row.id == person_id))
        for person_id, name in names.items()
    }


def _open_tickets(session: Session, case_id: int) -> frozenset[str]:
    """The open tickets of other cases."""
    query = select(Case.number).where(Case.maintenance_stage.in_(OPEN_TICKETS), Case.id != case_id)
    return frozenset(session.scalars(query))


def sent_releases(session: Session, number: str = "", most: int = 100) -> dict[str, SentRelease]:
    """The latest releases that were sent and stand, or the one of this number."""
    query = select(Release).where(
        Release.sent_at.is_not(None), Release.replaced_at.is_(None), Release.withdrawn.is_(False)
    )
    query = query.where(Release.number == number) if number else query
    return {
        row.number: SentRelease(
            row.title, SETTLES.get(ReleaseKind(row.kind)), row.available_on, row.active_on, row.final
        )
        for row in session.scalars(query.order_by(Release.id.desc()).limit(most))
    }


def upcoming_calls(session: Session, at: datetime) -> tuple[Call, ...]:
    """Calls of both groups that have not begun, earliest first."""
    rows = session.execute(
        select(WorkingGroupCall.id, WorkingGroupCall.working_group, WorkingGroupCall.starts_at)
        .where(WorkingGroupCall.starts_at > at, WorkingGroupCall.cancelled_at.is_(None))
        .order_by(WorkingGroupCall.starts_at)
        .limit(100)
    )
    return tuple(Call(call_id, Group(group), starts_at) for call_id, group, starts_at in rows)


def _files(session: Session, case_id: int) -> dict[int, str]:
    rows = session.execute(select(StoredFile.id, StoredFile.sha256).where(StoredFile.case_id == case_id))
    return dict(rows.all())


def _laboratories(session: Session) -> frozenset[int]:
    return frozenset(session.scalars(select(Laboratory.id).where(Laboratory.active)))


def _vendor(session: Session, action: act.Action, *, foreseen: bool) -> int | None:
    """The id of the vendor that an amended report names, who becomes known with it; 0 while that is only foreseen."""
    if not isinstance(action, act.AmendReport) or not action.report.vendor_name.strip():
        return None
    name = action.report.vendor_name
    return (known_vendor(session, name) or 0) if foreseen else vendor_id_of(session, name)


def _check_certificates(session: Session, action: act.Action) -> None:
    if isinstance(action, act.ContactCertifiedVendors):
        unknown = unknown_certificates(session, action.certificates)
        if unknown:
            raise InvalidFields({"certificates": f"The directory has no certificate {unknown[0]}."}, rule="P-50")

"""Who sees which case: the one builder from which every query on cases begins (P-97)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session

from issuetracker.models import Case, FileGrant, Message, StoredFile
from issuetracker.services.errors import NotFound
from workflows.roles import HANDLERS, Actor, Role
from workflows.stages import HandlingStage, MaintenanceStage
from workflows.vocabulary import Visibility


def may_see(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Case` that holds for what this person may see; false for whoever has no rule."""
    if actor.holds(*HANDLERS):
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        rules.append(Case.laboratory_id == actor.laboratory_id)
    if actor.holds(Role.VENDOR) and actor.vendor_id is not None:
        rules.append(Case.vendor_id == actor.vendor_id)
    if actor.holds(Role.TWG_MEMBER):
        rules.append(Case.twg_stage != HandlingStage.NOT_OPENED.value)
    if actor.holds(Role.CWG_MEMBER):
        rules.append(Case.cwg_stage != HandlingStage.NOT_OPENED.value)
    return or_(*rules) if rules else false()


def visible_cases(actor: Actor, *columns: Any) -> Select[Any]:
    """A query on the cases that this person may see; on the whole row unless columns are named."""
    return (select(*columns) if columns else select(Case)).where(may_see(actor))


def visible_tickets(actor: Actor) -> Select[Case]:
    """Cases with an OCTT maintenance ticket, for the tool provider and OCA's handlers (P-80)."""
    condition = true() if actor.holds(Role.TOOL_PROVIDER, *HANDLERS) else false()
    return select(Case).where(condition, Case.maintenance_stage != MaintenanceStage.NOT_OPENED.value)


def find_case(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Case:
    """The case of that number, if this person may see it; NotFound otherwise, whether or not it exists."""
    query = visible_cases(actor).where(Case.number == number)
    case: Case | None = session.scalar(query.with_for_update() if lock else query)
    if case is None:
        raise NotFound(f"There is no case {number}.")
    return case


def find_ticket(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Case:
    """The case of that number, if it has a ticket that this person may see."""
    query = visible_tickets(actor).where(Case.number == number)
    case = session.scalar(query.with_for_update() if lock else query)
    if case is None:
        raise NotFound(f"There is no ticket {number}.")
    return case


def seen_visibilities(actor: Actor) -> tuple[str, ...]:
    """Which visibilities of messages and files this person sees on a case that they may see."""
    if actor.holds(*HANDLERS):
        return tuple(choice.value for choice in Visibility)
    seen = {Visibility.PARTIES}
    if actor.holds(Role.TWG_MEMBER, Role.CWG_MEMBER):
        return ()  # members read the analysis and the issue as raised, not the parties' conversation or logs
    if actor.holds(Role.TEST_LABORATORY):
        seen.add(Visibility.LABORATORY)
    if actor.holds(Role.VENDOR):
        seen.add(Visibility.VENDOR)
    return tuple(sorted(choice.value for choice in seen))


def visible_messages(actor: Actor, case: Case) -> Select[Message]:
    """The conversation of a case as this person sees it, in order; one's own words always."""
    own = Message.author_id == actor.person_id if actor.person_id is not None else false()
    return (
        select(Message)
        .where(Message.case_id == case.id, or_(Message.visibility.in_(seen_visibilities(actor)), own))
        .order_by(Message.id)
    )


def visible_files(actor: Actor, case: Case) -> Select[StoredFile]:
    """The files of a case as this person sees them, in order (P-97)."""
    return (
        select(StoredFile)
        .where(StoredFile.case_id == case.id, StoredFile.visibility.in_(seen_visibilities(actor)))
        .order_by(StoredFile.id)
    )


def find_file(session: Session, actor: Actor, file_id: int) -> StoredFile:
    """A file that this person may fetch: on a case they see, or given to their laboratory with an update or script."""
    granted: ColumnElement[bool] = false()
    if actor.laboratory_id is not None and actor.holds(Role.TEST_LABORATORY):
        given = select(FileGrant.file_id).where(FileGrant.laboratory_id == actor.laboratory_id)
        granted = StoredFile.id.in_(given)
    on_case = may_see(actor) & StoredFile.visibility.in_(seen_visibilities(actor))
    file = session.scalar(
        select(StoredFile)
        .join(Case, Case.id == StoredFile.case_id)
        .where(StoredFile.id == file_id, or_(on_case, granted))
    )
    if file is None:
        raise NotFound(f"There is no file {file_id}.")
    return file

"""Who sees which case: the one builder from which every query on cases begins (P-97)."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseWords, FileGrant, Message, StoredFile, TextKind
from issuetracker.services.errors import NotFound
from workflows.roles import HANDLERS, Actor, Role
from workflows.stages import HandlingStage, MaintenanceStage
from workflows.vocabulary import Visibility

_SEEN = {
    Role.TEST_LABORATORY: (Visibility.LABORATORY.value, Visibility.PARTIES.value),
    Role.VENDOR: (Visibility.PARTIES.value, Visibility.VENDOR.value),
}


def reads_as_filed(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Case` that holds where this person reads a case as its party or handler, and not neutrally."""
    if actor.holds(*HANDLERS):
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        rules.append(Case.laboratory_id == actor.laboratory_id)
    if actor.holds(Role.VENDOR) and actor.vendor_id is not None:
        rules.append(Case.vendor_id == actor.vendor_id)
    return or_(*rules) if rules else false()


def may_see(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Case` that holds for what this person may see; false for whoever has no rule."""
    rules = [reads_as_filed(actor)]
    if actor.holds(*HANDLERS):
        return rules[0]
    return or_(*rules, *_opened(actor))


def _opened(actor: Actor) -> list[ColumnElement[bool]]:
    """The conditions under which a member reads a case neutrally: it has come to their group."""
    columns = ((Role.TWG_MEMBER, Case.twg_stage), (Role.CWG_MEMBER, Case.cwg_stage))
    return [column != HandlingStage.NOT_OPENED.value for role, column in columns if actor.holds(role)]


def visible_cases(actor: Actor, *columns: Any) -> Select[Any]:
    """A query on the cases that this person may see; on the whole row unless columns are named."""
    return (select(*columns) if columns else select(Case)).where(may_see(actor))


def visible_tickets(actor: Actor) -> Select[Case]:
    """Cases with an OCTT maintenance ticket, for the tool provider and OCA's handlers (P-80)."""
    condition = true() if actor.holds(Role.TOOL_PROVIDER, *HANDLERS) else false()
    without = (MaintenanceStage.NOT_OPENED.value, MaintenanceStage.JOINED.value)
    return select(Case).where(condition, Case.maintenance_stage.not_in(without), Case.ticket_of == "")


def find_case(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Case:
    """The case of that number, if this person may see it; NotFound otherwise, whether or not it exists."""
    query = _numbered(actor)
    case: Case | None = session.scalar(query.with_for_update() if lock else query, {"number": number})
    if case is None:
        raise no_case(number)
    return case


def no_case(number: str) -> NotFound:
    """What is said of a case that a person may not see, whether or not it exists."""
    return NotFound(f"There is no case {number}.")


@lru_cache(maxsize=128)
def _numbered(actor: Actor) -> Select[Any]:
    return visible_cases(actor).where(Case.number == bindparam("number"))


def find_ticket(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Case:
    """The case of that number, if it has a ticket that this person may see."""
    query = visible_tickets(actor).where(Case.number == number)
    case = session.scalar(query.with_for_update() if lock else query)
    if case is None:
        raise NotFound(f"There is no ticket {number}.")
    return case


class HasParties(Protocol):
    """A case, its row in a list, or its state: whatever says whose it is."""

    @property
    def laboratory_id(self) -> int | None:
        """The case's laboratory."""

    @property
    def vendor_id(self) -> int | None:
        """The case's vendor."""


def neutral(actor: Actor, case: HasParties) -> bool:
    """True for whoever reads a case only as a member of a group, and may be a competitor of its vendor (P-99).

    It is asked of each case: a vendor's engineer who is a member too is a party of one case and not of the next.
    """
    return not seen_visibilities(actor, case)


def seen_visibilities(actor: Actor, case: HasParties) -> tuple[str, ...]:
    """Which visibilities of messages and files this person sees on a case that they may see.

    Members read the analysis and the issue as raised, not the parties' conversation or logs.
    """
    if actor.holds(*HANDLERS):
        return tuple(choice.value for choice in Visibility)
    for role, party, own in (
        (Role.TEST_LABORATORY, case.laboratory_id, actor.laboratory_id),
        (Role.VENDOR, case.vendor_id, actor.vendor_id),
    ):
        if actor.holds(role) and own is not None and own == party:
            return _SEEN[role]
    return ()


def may_see_file(actor: Actor) -> ColumnElement[bool]:
    """The condition on `StoredFile` joined to its `Case`, as `seen_visibilities` has it for one case."""
    if actor.holds(*HANDLERS):
        return true()
    rules: list[ColumnElement[bool]] = []
    for role, column, party in (
        (Role.TEST_LABORATORY, Case.laboratory_id, actor.laboratory_id),
        (Role.VENDOR, Case.vendor_id, actor.vendor_id),
    ):
        if actor.holds(role) and party is not None:
            rules.append((column == party) & StoredFile.visibility.in_(_SEEN[role]))
    return or_(*rules) if rules else false()


def may_read_message(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Message` joined to its `Case`, as `seen_visibilities` has it for one case; own words always."""
    if actor.holds(*HANDLERS):
        return true()
    rules: list[ColumnElement[bool]] = [Message.author_id == actor.person_id] if actor.person_id is not None else []
    for role, column, party in (
        (Role.TEST_LABORATORY, Case.laboratory_id, actor.laboratory_id),
        (Role.VENDOR, Case.vendor_id, actor.vendor_id),
    ):
        if actor.holds(role) and party is not None:
            rules.append((column == party) & Message.visibility.in_(_SEEN[role]))
    return or_(*rules) if rules else false()


def may_find(actor: Actor, whole: ColumnElement[bool], neutral: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition on `CaseWords` joined to its `Case`: a text of which this person may read what matches.

    `whole` and `neutral` are the conditions on its words and on those that members read (P-97, P-99). A case's party
    and OCA's handlers find by what they read whole, own messages always; members by the neutral words of the report.
    """
    if actor.holds(*HANDLERS):
        return whole
    rules: list[ColumnElement[bool]] = []
    if actor.person_id is not None:
        own = (CaseWords.author_id == actor.person_id) & (CaseWords.kind == TextKind.MESSAGE.value)
        rules.append(own & whole)
    for role, column, party in (
        (Role.TEST_LABORATORY, Case.laboratory_id, actor.laboratory_id),
        (Role.VENDOR, Case.vendor_id, actor.vendor_id),
    ):
        if actor.holds(role) and party is not None:
            rules.append((column == party) & CaseWords.visibility.in_(_SEEN[role]) & whole)
    rules += [opened & neutral for opened in _opened(actor)]
    return or_(*rules) if rules else false()


def visible_messages(actor: Actor, case: Case) -> Select[Message]:
    """The conversation of a case as this person sees it, in order; one's own words always."""
    seen = said_to(actor, seen_visibilities(actor, case))
    return select(Message).where(Message.case_id == case.id, seen).order_by(Message.id)


def said_to(actor: Actor, seen: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition on messages of a case on which this person sees these visibilities."""
    own = Message.author_id == actor.person_id if actor.person_id is not None else false()
    return or_(Message.visibility.in_(seen), own)


def newest_messages(actor: Actor, case: Case, most: int) -> Select[int, datetime, str, str, str]:
    """The last entries of the same conversation, the newest first."""
    columns = (Message.id, Message.at, Message.author_name, Message.visibility, Message.body)
    newest = visible_messages(actor, case).order_by(None).order_by(Message.id.desc()).limit(most)
    return newest.with_only_columns(*columns)


def visible_files(actor: Actor, case: Case) -> Select[StoredFile]:
    """The files of a case as this person sees them, in order (P-97)."""
    return (
        select(StoredFile)
        .where(StoredFile.case_id == case.id, StoredFile.visibility.in_(seen_visibilities(actor, case)))
        .order_by(StoredFile.id)
    )


def find_file(session: Session, actor: Actor, file_id: int) -> StoredFile:
    """A file that this person may fetch: on a case they see, or given to their laboratory with an update or script."""
    granted: ColumnElement[bool] = false()
    if actor.laboratory_id is not None and actor.holds(Role.TEST_LABORATORY):
        given = select(FileGrant.file_id).where(FileGrant.laboratory_id == actor.laboratory_id)
        granted = StoredFile.id.in_(given)
    file = session.scalar(
        select(StoredFile)
        .join(Case, Case.id == StoredFile.case_id)
        .where(StoredFile.id == file_id, or_(may_see_file(actor), granted))
    )
    if file is None:
        raise NotFound(f"There is no file {file_id}.")
    return file

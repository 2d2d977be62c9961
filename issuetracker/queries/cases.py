"""Lists of cases; every query begins with `visible_cases`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select

from issuetracker.models import Case, CaseTestReference, Laboratory, Person, Vendor
from issuetracker.queries.matching import with_words
from issuetracker.services.access import visible_cases
from issuetracker.services.errors import Forbidden
from workflows.roles import HANDLERS, Actor, Group
from workflows.stages import HandlingStage
from workflows.test_references import read_test_references

COLUMNS = (
    Case.id,
    Case.number,
    Case.version,
    Case.origin,
    Case.summary,
    Case.ocpp_version,
    Case.outcome,
    Case.severity,
    Case.received_at,
    Case.changed_at,
    Case.due_at,
    Case.closed_at,
    Case.case_stage,
    Case.analysis_stage,
    Case.twg_stage,
    Case.cwg_stage,
    Case.severity_stage,
    Case.certification_stage,
    Case.maintenance_stage,
    Case.distribution_stage,
    Case.board_matter_stage,
    Case.laboratory_id,
    Case.vendor_id,
    Laboratory.short_name.label("laboratory"),
    Vendor.name.label("vendor"),
    Person.name.label("assignee"),
)


class Sort(StrEnum):
    """How a list is ordered; a leading minus is newest first."""

    DUE = "due"
    RECEIVED = "-received"
    CHANGED = "-changed"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list; empty means any."""

    state: str = "open"
    group: Group | None = None
    severity: str = ""
    outcome: str = ""
    origin: str = ""
    ocpp_version: str = ""
    test_reference: str = ""
    laboratory: int | None = None
    vendor: int | None = None
    due_before: datetime | None = None
    assignee: str = ""  # a person's id, `me` or `nobody`
    q: str = ""


def case_list(actor: Actor, filters: Filters) -> Select[Any]:
    """The cases that this person may see, narrowed; not yet ordered."""
    query = (
        visible_cases(actor, *COLUMNS)
        .outerjoin(Laboratory, Laboratory.id == Case.laboratory_id)
        .outerjoin(Vendor, Vendor.id == Case.vendor_id)
        .outerjoin(Person, Person.id == Case.assignee_id)
    )
    if filters.assignee:
        query = query.where(Case.assignee_id == _assignee(filters.assignee, actor))
    if filters.state != "all":
        query = query.where(Case.case_stage == filters.state)
    if filters.group is not None:
        stage = Case.twg_stage if filters.group is Group.TWG else Case.cwg_stage
        query = query.where(stage != HandlingStage.NOT_OPENED.value)
    for column, value in (
        (Case.severity, filters.severity),
        (Case.outcome, filters.outcome),
        (Case.origin, filters.origin),
        (Case.ocpp_version, filters.ocpp_version),
        (Case.laboratory_id, filters.laboratory),
        (Case.vendor_id, filters.vendor),
    ):
        if value:
            query = query.where(column == value)
    if filters.due_before is not None:
        query = query.where(Case.due_at < filters.due_before)
    if filters.test_reference:
        query = query.where(Case.id.in_(_with_reference(filters.test_reference)))
    return query.where(Case.id.in_(with_words(actor, filters.q))) if filters.q.strip() else query


def _assignee(asked: str, actor: Actor) -> int | None:
    if not actor.holds(*HANDLERS):
        raise Forbidden("Only OCA’s handlers see to whom a case is assigned.", rule="P-15")
    return {"me": actor.person_id, "nobody": None}.get(asked) if asked in ("me", "nobody") else int(asked)


def _with_reference(text: str) -> Select[Any]:
    return select(CaseTestReference.case_id).where(CaseTestReference.reference.in_(read_test_references(text)))

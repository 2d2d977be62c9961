"""What hangs on a party: open cases, certificates, people, updates that it has not acknowledged."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from issuetracker.models import Base, Case, Certificate, Laboratory, Obligation, Person, Vendor
from notifications.outbox import NEEDS_A_PERSON
from workflows.stages import CaseStage


@dataclass(frozen=True, slots=True)
class Counts:
    """How much hangs on a party; acknowledgements are a laboratory's only."""

    open_cases: int
    certificates: int
    to_acknowledge: int
    unmet: int
    people: int


def counts_of(session: Session, party: Laboratory | Vendor) -> Counts:
    """How much hangs on a party; one query."""
    laboratory = isinstance(party, Laboratory)
    cases = Case.laboratory_id if laboratory else Case.vendor_id
    certificates = Certificate.laboratory_id if laboratory else Certificate.vendor_id
    people = Person.laboratory_id if laboratory else Person.vendor_id
    told = (Obligation.laboratory_id if laboratory else Obligation.vendor_id) == party.id
    row = session.execute(
        select(
            _count(Case, cases == party.id, Case.case_stage == CaseStage.OPEN.value),
            _count(Certificate, certificates == party.id),
            _count(Obligation, told, Obligation.to_acknowledge.is_(True), Obligation.acknowledged_at.is_(None)),
            _count(Obligation, told, Obligation.state.in_([state.value for state in NEEDS_A_PERSON])),
            _count(Person, people == party.id),
        )
    ).one()
    return Counts(*row)


def _count(model: type[Base], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(*where).scalar_subquery()

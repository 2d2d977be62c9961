"""What a filing form offers: vendors that this laboratory has named before, references that this person has met."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference, Vendor
from issuetracker.services.access import visible_cases
from workflows.roles import HANDLERS, Actor

_MOST = 300


def known_vendors(session: Session, actor: Actor) -> list[str]:
    """Names of vendors: of the laboratory's own cases, or all for OCA's handlers; nobody learns others' customers."""
    query = select(Vendor.name).order_by(Vendor.folded_name).limit(_MOST)
    if not actor.holds(*HANDLERS):
        own = select(Case.vendor_id).where(Case.laboratory_id == actor.laboratory_id)
        query = query.where(Vendor.id.in_(own))
    return list(session.scalars(query))


def known_references(session: Session, actor: Actor) -> list[str]:
    """Test references of the latest cases that this person may see."""
    latest = visible_cases(actor, Case.id).order_by(Case.received_at.desc(), Case.id.desc()).limit(_MOST).subquery()
    query = select(CaseTestReference.reference).where(CaseTestReference.case_id.in_(select(latest.c.id))).distinct()
    return sorted(session.scalars(query))

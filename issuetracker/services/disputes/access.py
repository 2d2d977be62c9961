"""Who sees which dispute: the one builder from which every query on disputes begins (P-75, P-76).

It finds the disputes of which somebody sees anything; how much of one they see is `workflows.disputes.seeing`.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, DisputeAdviser, DisputeCase, DisputeRecusal
from issuetracker.services.errors import NotFound, Recused
from workflows.disputes.seeing import ALL
from workflows.disputes.vocabulary import Adviser
from workflows.roles import Actor, Role


def as_party(actor: Actor) -> ColumnElement[bool]:
    """The condition on `Dispute` that holds where this person acts for one of its parties."""
    rules: list[ColumnElement[bool]] = []
    if actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id is not None:
        rules.append(Dispute.laboratory_id == actor.laboratory_id)
    if actor.holds(Role.VENDOR) and actor.vendor_id is not None:
        rules.append(Dispute.vendor_id == actor.vendor_id)
    return or_(*rules) if rules else false()


def is_recused(actor: Actor) -> ColumnElement[bool]:
    """The condition that holds where this person is recused, and acts for no party."""
    if actor.person_id is None:
        return false()
    recused = select(DisputeRecusal.dispute_id).where(DisputeRecusal.person_id == actor.person_id)
    return and_(Dispute.id.in_(recused), ~as_party(actor))


def reads_all(actor: Actor) -> ColumnElement[bool]:
    """The condition that holds where this person reads a dispute whole: a sitting member or the office."""
    if not actor.holds(*ALL):
        return false()
    return and_(~as_party(actor), ~is_recused(actor))


def _as_adviser(actor: Actor) -> ColumnElement[bool]:
    roles = [adviser.value for adviser in Adviser if actor.holds(adviser.role)]
    if not roles:
        return false()
    asked = select(DisputeAdviser.dispute_id).where(DisputeAdviser.adviser.in_(roles))
    return and_(Dispute.id.in_(asked), ~is_recused(actor))


def visible_disputes(actor: Actor, *columns: Any) -> Select[Any]:
    """A query on the disputes of which this person sees anything."""
    query = select(*columns) if columns else select(Dispute)
    return query.where(or_(as_party(actor), reads_all(actor), _as_adviser(actor)))


def recused_from(session: Session, actor: Actor) -> list[str]:
    """The numbers of the disputes from which this person is recused; nothing more is told of them."""
    return list(session.scalars(select(Dispute.number).where(is_recused(actor)).order_by(Dispute.id.desc())))


def find_dispute(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Dispute:
    """The dispute of that number, if this person sees anything of it.

    Raises Recused for whoever is, and NotFound for everybody else, whether or not it exists.
    """
    query = visible_disputes(actor).where(Dispute.number == number)
    found: Dispute | None = session.scalar(query.with_for_update() if lock else query)
    if found is not None:
        return found
    if session.scalar(select(Dispute.id).where(Dispute.number == number, is_recused(actor))) is not None:
        raise Recused(rule="P-76")
    raise NotFound(f"There is no dispute {number}.")


def disputes_about(session: Session, actor: Actor, case_number: str) -> list[str]:
    """The numbers of the disputes linked with a case, as far as this person may know them; parties know no links."""
    return list(session.scalars(_about(actor), {"case": case_number})) if actor.holds(*ALL) else []


@lru_cache(maxsize=128)
def _about(actor: Actor) -> Select[str]:
    linked = select(DisputeCase.dispute_id).where(DisputeCase.case_number == bindparam("case"))
    return select(Dispute.number).where(Dispute.id.in_(linked), reads_all(actor)).order_by(Dispute.id)

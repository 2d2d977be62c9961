"""A case as its page begins: its row, and what the page says of its parties."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists
from sqlalchemy.orm import Session

from issuetracker.models import Case, Laboratory, NoticeMatch, Person, Vendor
from issuetracker.services.access import no_case, visible_cases
from issuetracker.services.addresses import Filer
from workflows.roles import Actor


class Parties(NamedTuple):
    """The names of a case's parties, whoever filed it for its laboratory, and whether a notice left somebody out."""

    laboratory: str | None
    vendor: str | None
    oca_member: bool | None
    left_out: bool
    filer: Filer | None


def case_with_parties(session: Session, actor: Actor, number: str) -> tuple[Case, Parties]:
    """The case of that number, if this person may see it; who reads it neutrally is not to be shown the rest (P-99)."""
    row = session.execute(_with_parties(actor), {"number": number}).one_or_none()
    if row is None:
        raise no_case(number)
    case, *names, filer_id, filer, email = row
    return case, Parties(names[0], names[1], names[2], names[3], Filer(filer_id, filer, email) if filer_id else None)


@lru_cache(maxsize=128)
def _with_parties(actor: Actor) -> Select[Any]:
    left_out = exists().where(NoticeMatch.case_id == Case.id)
    names = (Laboratory.short_name, Vendor.name, Vendor.oca_member, left_out, Person.id, Person.name, Person.email)
    return (
        visible_cases(actor, Case, *names)
        .outerjoin(Laboratory, Laboratory.id == Case.laboratory_id)
        .outerjoin(Vendor, Vendor.id == Case.vendor_id)
        .outerjoin(Person, and_(Person.id == Case.filed_by, Person.laboratory_id == Case.laboratory_id))
        .where(Case.number == bindparam("number"))
    )

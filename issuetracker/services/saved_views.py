"""Lists of cases that a person comes back to."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from issuetracker.models import SavedView
from issuetracker.services.errors import InvalidFields
from workflows.roles import Actor

MOST = 30
_OWN = select(SavedView).where(SavedView.person_id == bindparam("person")).order_by(SavedView.name)


def of(session: Session, actor: Actor) -> Sequence[SavedView]:
    """A person's own views by name."""
    if actor.person_id is None:
        return ()
    return session.scalars(_OWN, {"person": actor.person_id}).all()


def save(session: Session, actor: Actor, name: str, query: str) -> SavedView:
    """Keep a list under a name; the same name again is the same view with another list."""
    name = name.strip()
    if not name or len(name) > 60:
        raise InvalidFields({"name": "Give the view a name of up to 60 characters."})
    if len(query) > 1000 or actor.person_id is None:
        raise InvalidFields({"query": "This list cannot be saved."})
    known = session.scalar(select(SavedView).where(SavedView.person_id == actor.person_id, SavedView.name == name))
    if known is None:
        if len(of(session, actor)) >= MOST:
            raise InvalidFields({"name": f"You have {MOST} views already; remove one first."})
        known = SavedView(person_id=actor.person_id, name=name, query=query)
        session.add(known)
    known.query = query
    session.flush()
    return known


def remove(session: Session, actor: Actor, view_id: int) -> None:
    """Forget a view; only one's own."""
    session.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.person_id == actor.person_id))

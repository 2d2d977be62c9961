"""Texts that somebody has begun and not sent: kept for thirty days, seen by their writer only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.orm import Session

from issuetracker.models import Draft
from workflows.roles import Actor

KEPT = timedelta(days=30)
MOST = 200_000  # characters in one draft
PLACES = 100  # drafts of one person
_TEXTS = select(Draft.place, Draft.texts).where(
    Draft.person_id == bindparam("person"), Draft.place.in_(bindparam("places", expanding=True))
)
_BEGUN = (
    select(Draft.place, Draft.title, Draft.saved_at)
    .where(Draft.person_id == bindparam("person"))
    .order_by(Draft.saved_at.desc())
    .limit(PLACES)
)


def find(session: Session, actor: Actor, *places: str) -> dict[str, dict[str, list[str]]]:
    """The texts that this person has begun in these forms, by place; a place without a draft is empty."""
    if actor.person_id is None:
        return {place: {} for place in places}
    rows = session.connection().execute(_TEXTS, {"person": actor.person_id, "places": places}).all()
    return {place: {} for place in places} | {row.place: row.texts for row in rows}


def begun(session: Session, actor: Actor) -> Sequence[Row[str, str, datetime]]:
    """Place, title and moment of what this person has begun, latest first."""
    return session.connection().execute(_BEGUN, {"person": actor.person_id}).all()


def keep(session: Session, actor: Actor, place: str, title: str, texts: dict[str, list[str]], at: datetime) -> None:
    """Keep what was typed so far; nothing typed is nothing kept."""
    forget(session, actor, place)
    session.execute(delete(Draft).where(Draft.saved_at < at - KEPT))
    if any(value.strip() for values in texts.values() for value in values):
        session.add(Draft(person_id=actor.person_id, place=place[:300], title=title[:200], texts=texts, saved_at=at))
        session.flush()


def forget(session: Session, actor: Actor, place: str) -> None:
    """The text was sent, or thrown away."""
    session.execute(delete(Draft).where(Draft.person_id == actor.person_id, Draft.place == place))

"""Numbers that people cite: `OCA-2026-0042` for cases, `R-2026-0007` for resolutions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from issuetracker.models import Counter

_SEAT = ZoneInfo("Europe/Amsterdam")


def next_number(session: Session, prefix: str, at: datetime) -> str:
    """The next number of a year's series, without gaps: the row stays locked until the transaction ends."""
    series = f"{prefix}-{at.astimezone(_SEAT).year}"
    value = _increment(session, series)
    if value is None:
        try:
            with session.begin_nested():
                session.execute(insert(Counter).values(series=series, value=1))
            value = 1
        except IntegrityError:  # another process began the series in this moment
            value = _increment(session, series)
    return f"{series}-{value:04d}"


def _increment(session: Session, series: str) -> int | None:
    return session.scalar(
        update(Counter).where(Counter.series == series).values(value=Counter.value + 1).returning(Counter.value)
    )

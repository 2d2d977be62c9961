"""Numbers that people cite: `OCA-2026-0042` for cases, `R-2026-0007` for resolutions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from issuetracker.models import Counter
from notifications.storage import table_of

_SEAT = ZoneInfo("Europe/Amsterdam")
_COUNTERS = table_of(Counter)
_INCREMENT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.series == bindparam("one"))
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)


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
    value: int | None = session.scalar(_INCREMENT, {"one": series})
    return value

"""Numbers that people cite: `OCA-2026-0042` for cases, `R-2026-0007` for resolutions."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from issuetracker.models import Counter
from notifications.storage import table_of
from workflows.working_days import SEAT

_COUNTERS = table_of(Counter)
_INCREMENT = (
    update(_COUNTERS)
    .where(_COUNTERS.c.series == bindparam("one"))
    .values(value=_COUNTERS.c.value + 1)
    .returning(_COUNTERS.c.value)
)
# It need not be on disk before a case has the number: that case's commit writes down all that came before it.
_QUICKLY = func.set_config("synchronous_commit", "off", True) == "off"
TAKE = (
    postgresql.insert(_COUNTERS)
    .values(series=bindparam("one"), value=1)
    .on_conflict_do_update(index_elements=["series"], set_={"value": _COUNTERS.c.value + 1}, where=_QUICKLY)
    .returning(_COUNTERS.c.value)
)


def take_number(session: Session, prefix: str, at: datetime) -> str:
    """The next number of a year's series, taken for good: one that is then not used leaves a gap (decision 22).

    On PostgreSQL it is committed at once, over a connection of its own, so that nobody waits for it until another's
    commit. SQLite has one writer at a time anyway.
    """
    engine = session.get_bind()
    if engine.dialect.name != "postgresql":
        return next_number(session, prefix, at)
    assert isinstance(engine, Engine), "a session is bound to a pool of connections"
    series = series_of(prefix, at)
    with engine.connect() as connection:  # in autocommit (decision 18)
        return numbered(series, connection.execute(TAKE, {"one": series}).scalar_one())


def stands_alone(session: Session) -> bool:
    """True if each statement of this session is a transaction by itself: PostgreSQL, and none has begun.

    `TAKE` may then be part of a statement that reads something else.
    """
    options = session.connection().get_execution_options()
    return session.get_bind().dialect.name == "postgresql" and not options.get("write", False)


def next_number(session: Session, prefix: str, at: datetime) -> str:
    """The next number of a year's series, without gaps: the row stays locked until the transaction ends."""
    series = series_of(prefix, at)
    value = _increment(session, series)
    if value is None:
        try:
            with session.begin_nested():
                session.execute(insert(Counter).values(series=series, value=1))
            value = 1
        except IntegrityError:  # another process began the series in this moment
            value = _increment(session, series)
    assert value is not None, "the series has begun"
    return numbered(series, value)


def series_of(prefix: str, at: datetime) -> str:
    """The series of a moment's year, by OCA's own calendar: `OCA-2026`."""
    return f"{prefix}-{at.astimezone(SEAT).year}"


def numbered(series: str, value: int) -> str:
    """A number of a series as people cite it: `OCA-2026-0042`."""
    return f"{series}-{value:04d}"


def _increment(session: Session, series: str) -> int | None:
    value: int | None = session.scalar(_INCREMENT, {"one": series})
    return value

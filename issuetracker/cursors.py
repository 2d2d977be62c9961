"""Pages by cursor: where the last page ended, so that a page costs the same at any depth."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, literal_column, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from issuetracker.fields import BIGGEST_ID
from issuetracker.services.errors import InvalidFields


def encode(*values: Any) -> str:
    """A cursor from a row's sort key."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, int]:
    """The sort key in a cursor; InvalidFields if it is not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, row_id = json.loads(base64.urlsafe_b64decode(padded))
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or type(row_id) is not int or not 0 <= row_id <= BIGGEST_ID:
            raise ValueError("not one of ours")
        at = at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise InvalidFields({"cursor": "Not a cursor of this list; begin without one."}) from None
    return at, row_id


def page(
    query: Select[Any],
    moment: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[int],
    *,
    cursor: str | None,
    limit: int,
    descending: bool,
) -> Select[Any]:
    """The query in order from the cursor on, with one row more than the page to see whether there is a next."""
    if cursor:
        key, last = decode(cursor), tuple_(moment, row_id)
        query = query.where(last < key if descending else last > key)
    order = (moment.desc(), row_id.desc()) if descending else (moment, row_id)
    # Written, not bound: PostgreSQL takes a bound limit for a tenth of the table and plans anew each time.
    return query.order_by(*order).limit(literal_column(str(limit + 1)))

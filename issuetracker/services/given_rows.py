"""Rows as parameters of JSON, so that one statement of PostgreSQL inserts any number of them into several tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    CTE,
    JSON,
    ColumnClause,
    ColumnElement,
    FromClause,
    Insert,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    true,
)

Row = dict[str, Any]


def filled(table: Table, *, of: CTE | None = None, key: str = "", **found: ColumnElement[Any]) -> Insert:
    """An insert of the rows that the parameter named after the table has.

    Columns that the statement itself finds are `found` in what another part of it returns: each row stands beside the
    one row `of` that, or beside the one with the same `key`.
    """
    rows = _given(table)
    names = [known.name for known in table.c if known.name != "id" and known.name not in found]
    source: FromClause = rows
    if of is not None:
        source = rows.join(of, rows.c[key] == of.c[key] if key else true())
    chosen = select(*(rows.c[name] for name in names), *found.values()).select_from(source)
    return insert(table).from_select([*names, *found], chosen)


def _given(table: Table) -> TableValuedAlias:
    rows = cast(bindparam(table.name, type_=Text), JSON)
    shape: list[ColumnClause[Any]] = [column(known.name) for known in table.c]
    return func.json_populate_recordset(literal_column(f"NULL::{table.name}"), rows).table_valued(
        *shape, name=f"given_{table.name}"
    )


def parameters(rows: Mapping[Table, Sequence[Row]]) -> dict[str, str]:
    """What a statement made of such inserts is executed with; a column that a row does not have is NULL."""
    return {table.name: msgspec.json.encode(some).decode() for table, some in rows.items()}

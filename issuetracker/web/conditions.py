"""A condition as rows of a form, without a script: rows of one group hold together, of several groups one is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from issuetracker.fields import whole
from workflows.condition_words import name_of
from workflows.conditions import LISTS, Attribute, Condition, Kind

GROUPS = 6
THERE = "condition_there"  # a field that says that the rows stand in the form, even where there is none
# What a row can ask, and the kind behind it.
HOWS = {"is": "is one of", "is_not": "is none of", "within": "from … up to", "below": "below"}
ATTRIBUTES = tuple((attribute.value, name_of(attribute)) for attribute in Attribute)
_NAMES = ("group", "attribute", "how", "value", "until")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is typed."""

    group: str = "1"
    attribute: str = ""
    how: str = "is"
    value: str = ""
    until: str = ""


def rows_of(condition: Condition | None) -> tuple[Row, ...] | None:
    """The rows that make a condition; None where it is of another shape, which only a system can write."""
    if condition is None:
        return ()
    groups = condition.parts if condition.kind is Kind.ANY else (condition,)
    rows: list[Row] = []
    for number, group in enumerate(groups, 1):
        for leaf in group.parts if group.kind is Kind.ALL else (group,):
            row = _row(str(number), leaf)
            if row is None or number > GROUPS:
                return None
            rows.append(row)
    return tuple(rows)


def _row(group: str, leaf: Condition) -> Row | None:
    inner = leaf.parts[0] if leaf.kind is Kind.NOT else leaf
    if inner.attribute is None or inner.element or (leaf.kind is Kind.NOT and inner.kind is Kind.WITHIN):
        return None
    attribute = inner.attribute.value
    if inner.kind is Kind.WITHIN:
        if inner.below and (inner.at_least or inner.at_most):
            return None
        how = "below" if inner.below else "within"
        return Row(group, attribute, how, inner.below or inner.at_least, inner.at_most)
    return Row(group, attribute, "is_not" if leaf.kind is Kind.NOT else "is", "; ".join(inner.values))


def typed_rows(form: Mapping[str, Any]) -> tuple[Row, ...]:
    """The rows as they stand in a form (`condition_group`, `condition_attribute`, … repeated), after its button."""
    columns = [_list(form.get(f"condition_{name}", [])) for name in _NAMES]
    rows = tuple(Row(*cells) for cells in zip(*columns, strict=False))
    return changed_rows(rows, _list(form.get("do", ""))[-1])


def adds_or_removes(do: str) -> bool:
    """True for the buttons that change the rows and do nothing else."""
    return do.startswith(("row-", "remove-"))


def _list(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


def changed_rows(rows: Sequence[Row], do: str) -> tuple[Row, ...]:
    """The rows after a button: `row-3` adds one to group 3, `remove-0` takes the first away."""
    step, _, which = do.partition("-")
    if step == "row" and which in {str(n) for n in range(1, GROUPS + 1)}:
        return (*rows, Row(which))
    if step == "remove":
        return tuple(row for index, row in enumerate(rows) if index != whole(which))
    return tuple(rows)


def read_rows(rows: Sequence[Row]) -> dict[str, Any] | None:
    """The condition that rows make, as JSON has it; None where nothing is filled in."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.attribute:
            groups.setdefault(row.group, []).append(_leaf(row))
    made = [{"kind": Kind.ALL.value, "parts": parts} for parts in groups.values()]
    if not made:
        return None
    return made[0] if len(made) == 1 else {"kind": Kind.ANY.value, "parts": made}


def _leaf(row: Row) -> dict[str, Any]:
    value, until = row.value.strip(), row.until.strip()
    if row.how == "below":
        return {"kind": Kind.WITHIN.value, "attribute": row.attribute, "below": value}
    if row.how == "within":
        bounds = {name: bound for name, bound in (("at_least", value), ("at_most", until)) if bound}
        return {"kind": Kind.WITHIN.value, "attribute": row.attribute, **bounds}
    kind = Kind.HAS if row.attribute in {item.value for item in LISTS} else Kind.IN
    values = [item.strip() for item in value.replace("\n", ";").split(";") if item.strip()]
    if row.attribute == Attribute.DEVICE_TYPE.value:
        values = [item.casefold().replace(" ", "_") for item in values]
    leaf = {"kind": kind.value, "attribute": row.attribute, "values": values}
    return {"kind": Kind.NOT.value, "parts": [leaf]} if row.how == "is_not" else leaf

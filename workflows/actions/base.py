"""What every action is made of."""

from dataclasses import dataclass, field
from typing import Any

LINE = 300
TEXT = 20_000


def asked(label: str, *, most: int = TEXT, **options: Any) -> Any:
    """A field that a person fills in: its label, and the most characters or items that are accepted."""
    return field(metadata={"label": label, "most": most}, **options)


@dataclass(frozen=True, slots=True)
class Action:
    """Base of all actions."""

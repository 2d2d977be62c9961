"""The mails under mails/ and what is expected of each."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

MAILS = Path(__file__).with_name("mails")


@dataclass(frozen=True)
class Sample:
    """A mail and the expectations beside it."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def expected(self) -> dict[str, Any]:
        return json.loads(self.path.with_suffix(".json").read_text("utf-8"))


def samples(prefix: str = "") -> list[Sample]:
    """All mails whose names begin so."""
    return [Sample(path) for path in sorted(MAILS.glob(f"{prefix}*.eml"))]

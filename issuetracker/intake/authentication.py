"""Placeholder of the shape only; the doors' branch brings the real one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the sender of a mail is who it says."""

    passed: bool
    method: str
    domain: str
    reason: str

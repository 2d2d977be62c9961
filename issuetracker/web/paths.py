"""Addresses that stand in lists many times over, written as they are: `url_for` takes as long as a whole line does.

A test holds each against the routes.
"""

from collections.abc import Callable


def case_path(number: str) -> str:
    """The page of a case."""
    return f"/cases/{number}"


def action_path(number: str, action: str, group: str | None = None) -> str:
    """The form of an action on a case, for one of the groups where both have it."""
    return f"/cases/{number}/actions/{action}" + (f"?group={group}" if group else "")


def mail_path(mail_id: int) -> str:
    """A mail that came in."""
    return f"/mails/{mail_id}"


def ticket_path(number: str) -> str:
    """The page of a maintenance ticket."""
    return f"/tickets/{number}"


PATHS: dict[str, Callable[..., str]] = {"case_path": case_path, "action_path": action_path, "ticket_path": ticket_path}

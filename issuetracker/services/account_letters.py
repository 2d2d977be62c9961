"""Letters about accounts: owed and sent like all others, to one person, about no case."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, Person
from issuetracker.services.desk import Desk
from issuetracker.services.owing import Draft, store
from notifications.messages import LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render

# Their links are their readers' own: pages and the API show no text of them.
_OF_ACCOUNTS = ("account_invitation", "account_recovery", "account_changed")
ACCOUNT_LETTERS = (*_OF_ACCOUNTS, "case_link", "contact_check", "notice_link")


def write_letter(session: Session, desk: Desk, person: Person, letter: str, at: datetime, **facts: Any) -> None:
    """Owe a person a letter about their account; `facts` are the template's own."""
    write_to(session, desk, Addressee(person.name, person.name, person.email, person.id), letter, at, facts)


def write_to(
    session: Session,
    desk: Desk,
    addressee: Addressee,
    letter: str,
    at: datetime,
    facts: dict[str, Any],
    about: Case | Dispute | None = None,
) -> None:
    """Owe an addressee such a letter. Each is wanted anew, so that its key is random."""
    given = {
        "recipient": addressee,
        "desk": desk.base_url,
        "number": about.number if about else "",
        "link": "",
        **facts,
    }
    draft = Draft(LetterKind(letter, Audience.PERSON), addressee, 0, render(letter, given))
    store(session, desk, about, {f"{letter}:{secrets.token_hex(12)}": draft}, at)

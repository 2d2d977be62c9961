"""Who was told what: the obligations that a reader may see, and the letters behind them as .eml (P-53)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from issuetracker.models import Letter, Obligation
from issuetracker.sentences.wording import seat_moment, words
from issuetracker.services.account_letters import ACCOUNT_LETTERS
from issuetracker.services.certificate_export import harmless
from issuetracker.services.desk import Desk
from issuetracker.services.dossiers.contents import Section, Table
from issuetracker.services.dossiers.eml import letter_eml
from issuetracker.services.obligations import visible_obligations
from issuetracker.services.personal_links import cutting
from workflows.roles import Actor

_COLUMNS = (
    Obligation.id, Obligation.letter, Obligation.party, Obligation.address, Obligation.state, Obligation.created_at,
    Obligation.accepted_at, Obligation.acknowledged_at, Obligation.acknowledged_by,
)  # fmt: skip
_MOST_PRINTED = 500
_AT_ONCE = 200
_HEADER = ("letter", "party", "address", "state", "written", "accepted", "acknowledged", "acknowledged_by")


def obligations(session: Session, actor: Actor, condition: ColumnElement[bool]) -> tuple[Row[Any], ...]:
    """Who was told what of a case or a dispute, oldest first, as far as this person may see it."""
    query = visible_obligations(actor).with_only_columns(*_COLUMNS).where(condition).order_by(Obligation.id)
    return tuple(session.execute(query))


def told_section(told: Sequence[Row[Any]]) -> tuple[Section, ...]:
    """The list; a very long one goes on in the archive."""
    if not told:
        return ()
    rows = tuple(
        (_letter(item.letter), f"{item.party}\n{item.address}", words(item.state), seat_moment(_since(item)))
        for item in told[:_MOST_PRINTED]
    )
    more = len(told) - len(rows)
    note = f"{more} more stand in told.csv of the archive." if more else ""
    return (Section("Who was told what", (Table(("Letter", "To", "State", "Since"), (24, 44, 18, 30), rows),), note),)


def _letter(name: str) -> str:
    said = words(name.removeprefix("dispute_"))
    return said[:1].upper() + said[1:]


def _since(item: Row[Any]) -> Any:
    return item.acknowledged_at or item.accepted_at or item.created_at


def told_csv(told: Iterable[Row[Any]]) -> bytes:
    """The same as a table, in UTC."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(_HEADER)
    for item in told:
        moments = (item.created_at, item.accepted_at, item.acknowledged_at)
        said = (item.letter, item.party, item.address, item.state, *(at.isoformat() if at else "" for at in moments))
        write.writerow([harmless(text) for text in (*said, item.acknowledged_by)])
    return ("\ufeff" + out.getvalue()).encode()


def letters(session: Session, desk: Desk, told: Sequence[Row[Any]]) -> Iterator[tuple[str, bytes]]:
    """Every letter, a few at a time: ten thousand notices are not held at once.

    What is one recipient's alone stays theirs: letters about accounts are left out, links that open a page without
    signing in are cut.
    """
    cut = cutting(desk)
    count = 0
    ids = [item.id for item in told if item.letter not in ACCOUNT_LETTERS]
    for start in range(0, len(ids), _AT_ONCE):
        some = select(Letter).where(Letter.obligation_id.in_(ids[start : start + _AT_ONCE])).order_by(Letter.id)
        for letter in session.scalars(some):
            count += 1
            yield f"letters/{count:05}.eml", letter_eml(letter, desk, cut)

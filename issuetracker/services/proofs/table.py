"""The proof that people were told, as a table to keep: one line for each letter, with its text (P-53)."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256

from issuetracker.models import Letter
from issuetracker.queries.proofs import Line
from issuetracker.services.certificate_export import harmless
from issuetracker.services.desk import Desk
from issuetracker.services.personal_links import cutting

_HEADER = (
    "obligation", "party", "why", "address", "state", "written_at", "message_id", "attempts", "letter_state",
    "finished_at", "server_answer", "returned_at", "accepted_at", "acknowledged_at", "acknowledged_by", "subject",
    "text_sha256", "text",
)  # fmt: skip


def as_csv(lines: Iterable[Line], desk: Desk) -> Iterator[str]:
    """Lines of CSV in UTC; whoever has no letter yet stands there too. The digest is of the text as it was sent."""
    cut = cutting(desk)
    yield "\ufeff" + _row(_HEADER)
    for line in lines:
        item = line.obligation
        end = (_moment(item.accepted_at), _moment(item.acknowledged_at), item.acknowledged_by)
        begin = (str(item.id), item.party, line.why)
        for letter in line.letters:
            yield _row((*begin, letter.recipient, item.state, *_letter(letter, line), *end, *_text(letter, cut)))
        if not line.letters:
            yield _row((*begin, item.address, item.state, *[""] * 7, *end, "", "", ""))


def _letter(letter: Letter, line: Line) -> tuple[str, ...]:
    return (
        _moment(letter.created_at),
        letter.message_id,
        str(letter.attempts),
        letter.state,
        _moment(letter.finished_at),
        letter.answer,
        _moment(line.returned.get(letter.id)),
    )


def _text(letter: Letter, cut: Callable[[str], str]) -> tuple[str, ...]:
    return letter.subject, sha256(letter.body.encode()).hexdigest(), cut(letter.body)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()

"""Reading mail beside what Python's `email` needs to parse the same bytes: processor time, one process, no database."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes

from issuetracker.intake import authentication
from issuetracker.intake.doors import Handed
from issuetracker.intake.explaining import Explained, explain
from issuetracker.intake.judging import Around
from issuetracker.intake.mail import Bounce, Mail
from issuetracker.intake.reading import read
from issuetracker.intake.template import TemplateReading, read_template
from issuetracker.mail_config import MailIn
from tests.benchmarks import figures as fig
from tests.benchmarks.mail_kinds import KINDS
from tests.intake.letters_in import AUTHSERV, INBOX
from workflows.roles import Actor, Role

_ROUNDS, _TIMES = 12, 40
_SETTINGS = MailIn((INBOX,), authserv_ids=(AUTHSERV,))
_LABORATORY = Actor(None, "DEKRA", frozenset({Role.TEST_LABORATORY}), laboratory_id=1)
_AT = datetime(2026, 11, 16, 9, tzinfo=UTC)


def reading(book: fig.Book) -> None:
    """Each kind of message: read, with its template, judged (which the goal is of), with its sender's verdict."""
    for kind, made in KINDS.items():
        floor, *rates = _rates(made)
        for (name, _), rate in zip(_TASKS[1:], rates, strict=True):
            if name == "judge":
                book.add(fig.ratio_at_least(f"{name} a mail of 20 KB, {kind}", rate, "/s", floor, 0.5))
            else:
                book.add(fig.without_goal(f"{name} a mail of 20 KB, {kind}", rate, "/s", floor))


def _rates(made: Callable[[int], bytes]) -> tuple[float, ...]:
    """Each task's best rate over rounds in turns; a round has mails of its own, so that nothing is remembered."""
    best = [float("inf")] * len(_TASKS)
    for number in range(_ROUNDS):
        mails = [made(number * _TIMES + each) for each in range(_TIMES)]
        for place, (_, task) in enumerate(_TASKS):
            began = time.process_time()
            for raw in mails:
                task(raw)
            best[place] = min(best[place], (time.process_time() - began) / _TIMES)
    return tuple(1 / seconds for seconds in best)


def _with_template(raw: bytes) -> TemplateReading:
    return read_template(read(raw))


def _judged(raw: bytes) -> Explained:
    return explain(raw, lambda _mail, _bounce: Around(_LABORATORY, True, "Taken as vouched for."))


def _vouched(raw: bytes) -> Explained:
    def ask(_mail: Mail, _bounce: Bounce | None) -> Around:
        verdict = authentication.judge(Handed(raw, "file", _AT), _SETTINGS)
        return Around(_LABORATORY, verdict.passed, verdict.reason)

    return explain(raw, ask)


_TASKS: tuple[tuple[str, Callable[[bytes], object]], ...] = (
    ("parse", message_from_bytes),
    ("read", read),
    ("read, with its template,", _with_template),
    ("judge", _judged),
    ("judge, with its sender's verdict,", _vouched),
)

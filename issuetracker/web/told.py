"""Who was told what of a case, and whether it arrived, as rows of a table.

A case has a hundred of them and more: a template takes three times as long to draw one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from textwrap import shorten
from typing import Any

from markupsafe import Markup, escape

from issuetracker.queries.mails import Undelivered
from issuetracker.sentences.wording import words
from issuetracker.web.drawing import state_mark
from issuetracker.web.paths import mail_path
from issuetracker.web.showing import lang, moment
from notifications.outbox import NEEDS_A_PERSON

_FLAGGED = frozenset(state.value for state in NEEDS_A_PERSON)


def told_rows(owed: Iterable[Sequence[Any]], undelivered: Mapping[int, Undelivered]) -> Markup:
    """The rows of these obligations, as `case_shown` asks for them; `undelivered` by their ids."""
    return Markup("").join(_row(row, undelivered.get(row[0])) for row in owed)


def _row(row: Sequence[Any], why: Undelivered | None) -> Markup:
    _, letter, party, address, state, since, to_acknowledge = row
    flag = ' class="flag"' if state in _FLAGGED else ""
    more = "<small>to be acknowledged</small>" if to_acknowledge else ""
    return Markup(  # noqa: S704  (what is not our own is escaped)
        f"<tr{flag}><td>{_letter(letter)}</td><td>{lang(party)}<small>{escape(address or 'no address')}</small></td>"
        f"<td>{state_mark(state)}{more}{_answer(why) if why else ''}</td>"
        f'<td class="fit">{moment(since, short=True)}</td></tr>\n'
    )


@cache
def _letter(name: str) -> Markup:
    return escape(words(name).capitalize())


def _answer(why: Undelivered) -> Markup:
    """What a mail server said of the last letter, and its report where there is one."""
    report = Markup(' <a href="{}">The report</a>').format(mail_path(why.mail_id)) if why.mail_id else ""
    return Markup("<small>“{}”{}</small>").format(shorten(why.answer, 160, placeholder="..."), report)

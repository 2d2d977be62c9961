"""Every mail of the corpus becomes what its reader would make of it, for a sender who is known and vouched for."""

from typing import Any

import pytest

from issuetracker.intake.explaining import as_json, explain
from issuetracker.intake.judging import Answered, Around
from issuetracker.intake.mail import Bounce, Mail
from tests.intake.corpus import Sample, samples
from workflows.roles import Actor, Role

LABORATORY = Actor(None, "A test laboratory", frozenset({Role.TEST_LABORATORY}), laboratory_id=1)
OURS = "@oca.example>"  # Message-IDs of letters that the mails of the corpus answer
each = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)


def ask(mail: Mail, _: Bounce | None) -> Around:
    """A desk that knows every sender, and every letter that a mail refers to."""
    refers = any(found.endswith(OURS) for found in (*mail.in_reply_to, *mail.references))
    answered = Answered(1, "OCA-2026-0042", LABORATORY) if refers else None
    return Around(LABORATORY, authenticated=True, authentication="", answered=answered, bounced_letter=1)


def explained(sample: Sample) -> dict[str, Any]:
    return as_json(explain(sample.raw, ask))


@each
def test_a_mail_becomes_what_its_reader_would_make_of_it(sample: Sample) -> None:
    answer = explained(sample)
    assert answer["outcome"] == sample.expected["outcome"], answer["reason"]
    assert answer.get("cause") == sample.expected.get("cause", answer.get("cause"))
    for name in ("kind", "recipients"):
        if name in sample.expected:
            assert sorted(answer[name]) == sorted(sample.expected[name])


@each
def test_what_is_missing_to_start_is_named_and_nothing_else_is(sample: Sample) -> None:
    if sample.expected["outcome"] != "new_issue" or "errors" not in sample.expected:
        return
    expected = sample.expected["errors"]
    answer = explained(sample)
    assert set(expected) <= set(answer["errors"]), answer["errors"]

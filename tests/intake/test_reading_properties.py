"""Whatever bytes come: nothing raises, nothing is lost, and well-formed trees are those that the library finds."""

import random
from collections import Counter
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuetracker.intake.bounces import bounce
from issuetracker.intake.folding import fold
from issuetracker.intake.reading import understood
from tests.intake.corpus import Sample, samples
from tests.intake.fuzz import mutated

_LINES = st.sampled_from(
    [
        "",
        "> old",
        ">",
        "On Mon, 16 Nov 2026 at 11:40, Anna <a@x.example> wrote:",
        "new words",
        "-- ",
        "--",
        "Vendor: V",
        "Summary: s",
        "Test laboratory: L",
        "From: Anna",
        "Sent: Monday 16",
        "To: Jörg",
        "Subject: s",
        "-----Original Message-----",
        '> [2,"a","B",{}]',
        "Sent from my iPhone",
        "____________",
        "This message is confidential and intended solely for you.",
        "13:02:11 log",
        "Begin forwarded message:",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_message(raw: bytes):
    mail = understood(raw)
    assert Counter(mail.visible) + Counter(mail.folded) == Counter(mail.text)
    bounce(mail, raw)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=40), st.booleans())
def test_folding_sets_whole_lines_aside_and_loses_none(lines: list[str], forwarded: bool):
    text = "\n".join(lines)
    visible, folded = fold(text, forwarded=forwarded)
    assert Counter(visible.splitlines(keepends=True)) + Counter(folded.splitlines(keepends=True)) == Counter(
        text.splitlines(keepends=True)
    )
    assert bool(visible.strip()) == bool(text.strip())


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(samples("r_")))
def test_a_damaged_mail_is_still_read(seed: int, sample: Sample):
    raw = mutated(sample.raw, random.Random(seed))
    mail = understood(raw)
    assert Counter(mail.visible) + Counter(mail.folded) == Counter(mail.text)
    assert not any("\0" in text for text in (mail.text, mail.subject, *(value for _, value in mail.headers)))
    assert "".join((mail.text, mail.subject)).encode() is not None
    bounce(mail, raw)


# Broken mail is read further than the library reads it, and what is wrapped is unwrapped.
_READ_FURTHER = (
    "r_broken",
    "r_smime_opaque",
    "r_winmail",
    "r_exchange_attached",
    "r_nested",
    "r_thunderbird_forward",
    "r_message_only",
    "r_digest",
)


def _comparable(sample: Sample) -> bool:
    """Reports and forwarded messages are taken apart by the library without keeping their bytes."""
    parts = message_from_bytes(sample.raw).walk()
    return not sample.name.startswith(_READ_FURTHER) and all(part.get_content_maintype() != "message" for part in parts)


_WELL_FORMED = [sample for sample in samples("r_") if _comparable(sample)]


@pytest.mark.parametrize("sample", _WELL_FORMED, ids=lambda sample: sample.name)
def test_the_leaves_are_those_that_the_library_finds(sample: Sample):
    parts = [part for part in message_from_bytes(sample.raw).walk() if not part.is_multipart()]
    theirs = [(part.get_content_type(), part.get_payload(decode=True)) for part in parts]
    assert [(leaf.media_type, leaf.content) for leaf in understood(sample.raw).leaves] == theirs

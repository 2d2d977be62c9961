"""When a letter is tried again, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.retry import LEASE, MOST_ATTEMPTS, next_attempt

WRITTEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempts", "age", "wait"),
    [
        # attempts so far, age of the letter, time until the next attempt (None: given up)
        (0, 0 * HOUR, timedelta(minutes=1)),  # the server could not be reached at all
        (1, 0 * HOUR, timedelta(minutes=1)),
        (2, 0 * HOUR, timedelta(minutes=5)),
        (3, 0 * HOUR, timedelta(minutes=15)),
        (4, 1 * HOUR, timedelta(hours=1)),
        (5, 2 * HOUR, timedelta(hours=4)),
        (6, 6 * HOUR, timedelta(hours=4)),
        (11, 30 * HOUR, timedelta(hours=4)),
        (11, 44 * HOUR, timedelta(hours=4)),  # to the minute two days
        (11, 45 * HOUR, None),
        (12, 30 * HOUR, None),  # the budget, whatever the clock says
        (99, 0 * HOUR, None),
        # The clock stood still over a long weekend: age alone gives nothing up.
        (0, 90 * HOUR, timedelta(minutes=1)),
        (1, 90 * HOUR, timedelta(minutes=1)),
        (4, 91 * HOUR, timedelta(hours=1)),
        (5, 92 * HOUR, None),
        (12, 0 * HOUR - timedelta(days=400), None),  # a clock that jumped back
    ],
)
def test_a_letter_waits_longer_each_time_and_is_given_up_in_the_end(
    attempts: int, age: timedelta, wait: timedelta | None
) -> None:
    now = WRITTEN + age
    assert next_attempt(attempts, WRITTEN, now) == (None if wait is None else now + wait)


def test_every_letter_is_given_up_within_its_budget() -> None:
    now, attempts = WRITTEN, 0
    while True:
        attempts += 1
        again = next_attempt(attempts, WRITTEN, now)
        if again is None:
            break
        assert again > now
        now = again
    assert attempts == MOST_ATTEMPTS
    assert timedelta(days=1) < now - WRITTEN < timedelta(days=2)


def test_a_lease_outlives_a_conversation_in_which_every_answer_takes_as_long_as_it_may() -> None:
    """Connecting, greeting, EHLO, MAIL, RCPT, DATA, the letter and its answer, at 30 s each."""
    assert timedelta(seconds=8 * 30) < LEASE

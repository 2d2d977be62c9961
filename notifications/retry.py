"""When a letter is tried again, and when it is given up: pure."""

from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(days=2)
FEWEST_ATTEMPTS = 5  # a letter that only waited while the clock stood still is not given up for its age
MOST_ATTEMPTS = 12  # the budget of one obligation, whatever the clock says
_STEPS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
LEASE = timedelta(minutes=5)


def next_attempt(attempts: int, first_at: datetime, now: datetime) -> datetime | None:
    """When to try again after `attempts` temporary failures; None to give up and show it to a person.

    No attempt at all, because the server cannot be reached, is no reason to give up.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    at = now + _STEPS[min(max(attempts, 1), len(_STEPS)) - 1]
    if attempts < FEWEST_ATTEMPTS:
        return at
    return at if at <= first_at + GIVE_UP_AFTER else None

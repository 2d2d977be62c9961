"""Requests are counted in windows that begin with the first hit, and without a thread."""

import threading
from datetime import UTC, datetime, timedelta

import time_machine

from issuetracker.api.counting import ProcessStorage

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_window_begins_with_the_first_hit_and_ends_after_its_time() -> None:
    storage = ProcessStorage()
    with time_machine.travel(NINE, tick=False) as clock:
        assert [storage.incr("key-1", 60), storage.incr("key-1", 60), storage.incr("key-2", 60, 5)] == [1, 2, 5]
        clock.shift(timedelta(seconds=59))
        assert (storage.incr("key-1", 60), storage.get("key-1")) == (3, 3)
        assert storage.get_expiry("key-1") == NINE.timestamp() + 60
        clock.shift(timedelta(seconds=1))
        assert storage.get("key-1") == 0
        assert storage.get_expiry("key-1") == NINE.timestamp() + 60
        assert storage.incr("key-1", 60) == 1


def test_windows_that_are_over_are_forgotten() -> None:
    storage = ProcessStorage()
    with time_machine.travel(NINE, tick=False) as clock:
        for number in range(5_000):
            storage.incr(f"address-{number}", 60)
            clock.shift(timedelta(seconds=1))
        assert storage.reset() <= 1_000


def test_counting_starts_no_thread() -> None:
    before = threading.active_count()
    storage = ProcessStorage()
    for _ in range(3):
        storage.incr("key-1", 60)
    assert threading.active_count() == before


def test_one_key_is_forgotten_alone() -> None:
    storage = ProcessStorage()
    storage.incr("key-1", 60)
    storage.incr("key-2", 60)
    storage.clear("key-1")
    assert (storage.get("key-1"), storage.get("key-2"), storage.check()) == (0, 1, True)

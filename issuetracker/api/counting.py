"""Requests counted in this process: the library's own memory starts a thread for nearly every request it counts."""

import time
from threading import Lock

from limits.storage import Storage

_FEW = 1_000


class ProcessStorage(Storage):
    """How often each key was hit in its window. `process://`; each process counts for itself."""

    STORAGE_SCHEME = ["process"]
    base_exceptions = ()  # nothing here fails

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._lock = Lock()
        self._windows: dict[str, tuple[int, float]] = {}  # how many hits, and when the window ends
        self._most = _FEW

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a hit in the window of a key, which begins with its first one; return how many there are."""
        now = time.time()
        with self._lock:
            count, end = self._window(key, now)
            if not count:
                self._forget(now)
                end = now + expiry
            self._windows[key] = (count + amount, end)
        return count + amount

    def get(self, key: str) -> int:
        """How many hits the window of a key has."""
        return self._window(key, time.time())[0]

    def get_expiry(self, key: str) -> float:
        """When the window of a key ends."""
        now = time.time()
        return max(now, self._window(key, now)[1])

    def check(self) -> bool:
        """True: it is always there."""
        return True

    def reset(self) -> int:
        """Forget all windows; return how many there were."""
        with self._lock:
            count = len(self._windows)
            self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget the window of a key."""
        with self._lock:
            self._windows.pop(key, None)

    def _window(self, key: str, now: float) -> tuple[int, float]:
        count, end = self._windows.get(key, (0, 0.0))
        return (count, end) if end > now else (0, 0.0)

    def _forget(self, now: float) -> None:
        """Drop the windows that are over, once there are twice as many as were left the last time."""
        if len(self._windows) >= self._most:
            self._windows = {key: window for key, window in self._windows.items() if window[1] > now}
            self._most = max(_FEW, 2 * len(self._windows))

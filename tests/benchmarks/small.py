"""Figures that need no seeded desk: working days, start, memory."""

import subprocess
import timeit
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks import figures as fig
from tests.benchmarks.servers import WORKERS, Server, free_port, gunicorn, running, script
from workflows.frozen_calendar import shipped_calendar

_STARTS = 3


def working_days(book: fig.Book) -> None:
    """Thirty working days from a date, and from a moment to its due moment; the floor adds thirty days."""
    calendar, at = shipped_calendar(), datetime(2026, 3, 17, 15, 0, tzinfo=UTC)
    day, month = at.date(), timedelta(days=30)
    floor = _microseconds(lambda: day + month)
    book.add(
        fig.at_most("add 30 working days to a date", _microseconds(lambda: calendar.nth_working_day_after(day, 30)),
                    "µs", 5, floor)
    )  # fmt: skip
    book.add(
        fig.at_most("due moment 30 working days after a moment", _microseconds(lambda: calendar.due_at(at, 30)),
                    "µs", 5, floor)
    )  # fmt: skip


def _microseconds(task: object) -> float:
    return min(timeit.repeat(task, number=20_000, repeat=5)) / 20_000 * 1e6  # type: ignore[arg-type]


def starts(book: fig.Book, environment: dict[str, str], log: Path) -> None:
    """From the command to its first answer, as an operator starts it; the floor is an empty Flask app."""
    subprocess.run([str(script("issuetracker")), "init"], env=environment, check=True, capture_output=True)
    floor = _best_start([], environment, log, gunicorn_app="tests.benchmarks.served:bare")
    web = ["web", "--workers", str(WORKERS), "--bind", "127.0.0.1:{port}"]
    book.add(fig.at_most("first answer of `issuetracker web`", _best_start(web, environment, log), "s", 3, floor))
    run = ["run", "--port", "{port}"]
    book.add(fig.at_most("first answer of `issuetracker run`", _best_start(run, environment, log), "s", 3, floor))


def _best_start(command: list[str], environment: dict[str, str], log: Path, *, gunicorn_app: str = "") -> float:
    seconds = []
    for _ in range(_STARTS):
        port = free_port()
        words = [str(script("issuetracker")), *(word.format(port=port) for word in command)]
        path = "/healthz"
        if gunicorn_app:
            words, path = gunicorn(gunicorn_app, port), "/__empty__"
        with running(words, port, environment, path, log) as server:
            seconds.append(server.first_answer)
    return min(seconds)  # whatever else runs on the machine only adds


def memory(book: fig.Book, server: Server, environment: dict[str, str], log: Path) -> None:
    """The heaviest worker after everything that it was asked; the floor serves an empty Flask app."""
    with ExitStack() as stack:
        port = free_port()
        command = gunicorn("tests.benchmarks.served:bare", port)
        floor = stack.enter_context(running(command, port, environment, "/__empty__", log)).heaviest_mb()
    book.add(fig.at_most("resident memory of a web worker, at the end", server.heaviest_mb(), "MB", 150, floor))

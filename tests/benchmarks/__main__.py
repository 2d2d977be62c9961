"""`python -m tests.benchmarks [--quick]`: measure, print the table, write build/bench.json."""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from issuetracker.extensions import db
from tests.benchmarks import background, certificates, mail, seeding, sink, small, stories
from tests.benchmarks.clients import NOTHING, rate
from tests.benchmarks.desk import BenchDesk, open_desk
from tests.benchmarks.figures import Book, say
from tests.benchmarks.servers import THREADS, WORKERS, free_port, gunicorn, running, settings
from tests.benchmarks.web import WebFigures
from tests.databases import postgresql_database, postgresql_server

SMALL, LARGE = 10_000, 1_000_000
PARTS = ("small", "mail", "lists", "filing", "pages", "sweep", "outbox", "directory")
_NOTICES = 10_000
_DUE = 1_000


def main() -> int:
    """All figures; the exit code tells whether a goal was missed only with --strict."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 cases only, 2 seconds per figure")
    parser.add_argument("--cases", type=int, default=LARGE, help="how many cases the large desk has")
    parser.add_argument("--seconds", type=float, help="seconds per figure (2 with --quick, else 4)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a goal is missed")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"))
    options = parser.parse_args()
    seconds = options.seconds or (2.0 if options.quick else 4.0)
    book, begun = Book(), time.perf_counter()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        cases = SMALL if options.quick else options.cases
        measure(stack, book, directory, cases, seconds, frozenset(options.parts.split(",")))
    book.notes.append(
        f"{os.cpu_count()} cores, shared by server, database and client (8 kept connections, one selector thread, "
        f"raw sockets). gunicorn: {WORKERS} workers of {THREADS} threads. Latencies: medians of ten, lower quartile; "
        f"rates: the best of five rounds by turns with the floor. Load at the end: {os.getloadavg()[0]:.1f}. "
        f"Took {time.perf_counter() - begun:.0f} s."
    )
    sys.stdout.write(book.table() + "\n")
    book.write(options.output)
    return 1 if options.strict and any(figure.met is False for figure in book.figures) else 0


def measure(
    stack: ExitStack, book: Book, directory: Path, cases: int, seconds: float, parts: frozenset[str] = frozenset(PARTS)
) -> None:
    """Everything, from the empty database to the large one; or some parts of it."""
    log = directory / "servers.log"
    server_url = stack.enter_context(postgresql_server())
    if "small" in parts:
        small.working_days(book)
        with postgresql_database(server_url, f"bench_start_{os.getpid()}") as url:
            small.starts(book, settings(url, directory / "start"), log)
    if "mail" in parts:
        mail.reading(book)

    url = stack.enter_context(postgresql_database(server_url, f"bench_{os.getpid()}"))
    smtp_port = stack.enter_context(sink.running())
    desk = open_desk(url, directory, smtp_port)
    stack.callback(_release, desk)
    say("filing patterns")
    talked = stories.conversation(desk)
    number, concerned = stories.before_notices(desk, _NOTICES)
    patterns = seeding.running_patterns(desk)
    seeding.grow(desk, patterns, SMALL)

    port, environment = free_port(), settings(url, directory)
    command = gunicorn("tests.benchmarks.served:with_program()", port)
    server = stack.enter_context(running(command, port, environment, "/healthz", log))
    rate(port, NOTHING, 0.5)
    web = WebFigures(book, desk, server, seconds)
    _alone(web, parts, SMALL, compared=False)
    if cases > SMALL:
        seeding.grow(desk, patterns, cases)
        _alone(web, parts, cases, compared=True)
    if "pages" in parts:
        web.one_case(talked)
        web.pages(talked, cases)
    if "lists" in parts:
        web.list_rates()
    if "filing" in parts:
        web.filing_rate()

    commits = background.plain_commits(url, seconds / 2)
    if "sweep" in parts:
        background.sweep_nothing(book, desk, cases)
    web.notices(number, concerned)
    small.memory(book, server, environment, log)
    background.notices(book, desk, commits)
    if "outbox" in parts:
        background.outbox(book, desk, smtp_port, seconds)
    if "sweep" in parts:
        for due in seeding.due_patterns(desk):
            seeding.grow(desk, due, _DUE // 2)
        background.sweep_due(book, desk, _DUE, commits)
    if "directory" in parts:
        certificates.applicability(book, desk)


def _alone(web: WebFigures, parts: frozenset[str], cases: int, *, compared: bool) -> None:
    if "lists" in parts:
        web.lists(cases, compared=compared)
    if "filing" in parts:
        web.filing_alone(cases, compared=compared)


def _release(desk: BenchDesk) -> None:
    with desk.app.app_context():
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    sys.exit(main())

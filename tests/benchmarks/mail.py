"""Reading mail beside what Python's `email` needs to parse the same bytes: processor time, one process."""

import time
from collections.abc import Callable
from email import message_from_bytes

from issuetracker.intake.reading import read
from tests.benchmarks import figures as fig

_ROUNDS, _TIMES = 15, 100
_LINE = "The CSMS answers request {} of the log with a status that the test case does not know."
_HOP = (
    "Received: from mx{0}.lab.example (mx{0}.lab.example [192.0.2.{0}])\r\n"
    "\tby mx.oca.example with ESMTPS id {0}a;\r\n\tMon, 16 Nov 2026 10:00:00 +0100\r\n"
)
_HEAD = "".join(_HOP.format(hop) for hop in range(4)) + (
    "From: Anna Berg <anna@lab.example>\r\nTo: certification@oca.example\r\nSubject: TC_E_22_CS\r\n"
    "Message-ID: <a@lab.example>\r\nDate: Mon, 16 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
)


def reading(book: fig.Book) -> None:
    """A message of 20 KB as plain text, and one with two forms of a text and a file."""
    for name, raw in (("plain text", plain()), ("two forms and a file", with_file())):
        ours, floor = _rates(lambda raw=raw: read(raw), lambda raw=raw: message_from_bytes(raw))  # type: ignore[misc]
        book.add(fig.ratio_at_least(f"read a message of 20 KB, {name}", ours, "/s", floor, 0.5))


def plain() -> bytes:
    """Headers of four hops and a long text."""
    words = "\r\n".join(_LINE.format(number) for number in range(225))
    return f"{_HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()


def with_file() -> bytes:
    """The same headers, a short text, its HTML, and a file in base64."""
    lines = [_LINE.format(number) for number in range(40)]
    html = "".join(f"<p>{line}</p>\r\n" for line in lines)
    file = "\r\n".join(["QUJD" * 19] * 130)
    return (
        f'{_HEAD}Content-Type: multipart/mixed; boundary="m"\r\n\r\n'
        '--m\r\nContent-Type: multipart/alternative; boundary="a"\r\n\r\n'
        "--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + "\r\n".join(lines) + "\r\n"
        f"--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}</body></html>\r\n--a--\r\n"
        '--m\r\nContent-Type: application/zip; name="log.zip"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="log.zip"\r\n\r\n{file}\r\n--m--\r\n'
    ).encode()


def _rates(*tasks: Callable[[], object]) -> tuple[float, ...]:
    """Each task's best rate over rounds in turns, so that what loads the machine loads all of them."""
    best = [float("inf")] * len(tasks)
    for _ in range(_ROUNDS):
        for place, task in enumerate(tasks):
            began = time.process_time()
            for _ in range(_TIMES):
                task()
            best[place] = min(best[place], (time.process_time() - began) / _TIMES)
    return tuple(1 / seconds for seconds in best)

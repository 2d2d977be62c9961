"""An SMTP server that takes every letter and keeps none, in a process of its own: `python -m tests.benchmarks.sink`."""

import asyncio
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.benchmarks.servers import ROOT


class _Keeper:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "250 accepted"


async def _serve() -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(lambda: SMTP(_Keeper(), loop=loop), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ended.wait()
    server.close()


@contextmanager
def running() -> Iterator[int]:
    """The sink's port, until the block ends."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.sink"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None, "it is a pipe"
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(10)


def plain_rate(port: int, letter: bytes, recipients: Sequence[str], seconds: float) -> float:
    """The floor: finished letters a second over one kept connection, and nothing else."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as host:
        host.ehlo()
        sent, begun = 0, time.perf_counter()
        while (took := time.perf_counter() - begun) < seconds:
            host.sendmail("certification@oca.example", recipients[sent % len(recipients)], letter)
            sent += 1
        return sent / took


if __name__ == "__main__":
    asyncio.run(_serve())

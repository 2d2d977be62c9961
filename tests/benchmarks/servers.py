"""Servers as processes of their own: started, waited for, weighed and ended by their ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tests

ROOT = Path(tests.__file__).parent.parent
WORKERS, THREADS = 2, 4
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers; `first_answer` is how many seconds it took until it did."""

    process: subprocess.Popen[bytes]
    port: int
    first_answer: float

    def workers(self) -> list[int]:
        """The processes that serve: gunicorn's children, or the one process itself."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children] or [pid]

    def heaviest_mb(self) -> float:
        """Resident memory of its heaviest worker."""
        return max(resident_mb(pid) for pid in self.workers())


def resident_mb(pid: int) -> float:
    """Resident memory of a process, shared pages included."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


# The same in every process: a session that one makes is known to the others.
SECRET_KEY = "only-for-benchmarks-0123456789abcdef"
BASE_URL = "https://desk.oca.example"


def settings(database: str, directory: Path) -> dict[str, str]:
    """The environment of every process of the program: this database, no limits on requests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ISSUETRACKER_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "ISSUETRACKER_DATABASE_URL": database.replace("postgresql+psycopg://", "postgresql://", 1),
        "ISSUETRACKER_VAR_DIR": str(directory / "var"),
        "ISSUETRACKER_SECRET_KEY": SECRET_KEY,
        "ISSUETRACKER_BASE_URL": BASE_URL,
        "ISSUETRACKER_RATE_LIMIT": "100000000/minute",
        "ISSUETRACKER_FILING_RATE_LIMIT": "100000000/minute",
        "ISSUETRACKER_LOG_LEVEL": "WARNING",
    }


def gunicorn(app: str, port: int) -> list[str]:
    """gunicorn as `issuetracker web` starts it, with another app."""
    return [
        str(script("gunicorn")),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--worker-class", "gthread", "--no-control-socket", "--access-logfile", "-", app),
    ]


def script(name: str) -> Path:
    """A command of this virtual environment."""
    return Path(sys.executable).with_name(name)


@contextmanager
def running(command: list[str], port: int, environment: Environment, path: str, log: Path) -> Iterator[Server]:
    """The server until the block ends; its output goes to `log`."""
    with log.open("ab") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, env=dict(environment), cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
        try:
            _wait_for_answer(process, port, path, log)
            yield Server(process, port, time.perf_counter() - begun)
        finally:
            _end(process)


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path, most: float = 60) -> None:
    last = time.perf_counter() + most
    while time.perf_counter() < last:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"no answer from {path} in {most} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it, and what it started, by the process group that it leads."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port

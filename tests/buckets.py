"""A server of S3 buckets on loopback: moto's, as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from issuetracker.s3_config import S3Config
from tests.faults.processes import until
from tests.intake.doors.imap_servers import free_port

_KEY, _HIDDEN = "bench-key", "a secret that stands nowhere else"


@contextmanager
def buckets() -> Iterator[S3Config]:
    """One bucket, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    endpoint = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _made(f"{endpoint}/desk"), "the server of buckets answers")
        yield S3Config("desk", "files", endpoint, "eu-west-1", _KEY, _HIDDEN)
    finally:
        process.terminate()
        process.wait(10)


def _made(bucket: str) -> bool:
    where = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"
    try:
        return requests.put(bucket, data=where, timeout=5).ok
    except requests.ConnectionError:
        return False

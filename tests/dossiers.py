"""A dossier as whoever receives it has it: unpacked, and checked with standard tools and nothing of ours."""

import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from tests.world import World

_RANDOM = re.compile(rb"^(Message-ID|In-Reply-To|References|X-OCA-Issue-Tracker): .*|boundary=.*|^--=_.*", re.MULTILINE)


def fetch(world: World, who: str, number: str) -> bytes:
    """The ZIP as somebody gets it."""
    kind = "disputes" if number.startswith("D-") else "cases"
    answer = world.request(who, "GET", f"{kind}/{number}/dossier.zip", buffered=True)
    assert answer.status_code == 200, answer.text
    return answer.data


def members(archive: bytes) -> dict[str, bytes]:
    """What is in it, by place."""
    with zipfile.ZipFile(BytesIO(archive)) as packed:
        assert packed.testzip() is None
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def comparable(archive: bytes) -> dict[str, bytes]:
    """Its members without the random names of letters, which each world draws anew, and the sums over them."""
    return {
        place: _RANDOM.sub(b"", data) if place.startswith("letters/") else data
        for place, data in members(archive).items()
        if place != "SHA256SUMS"
    }


def unpack(archive: bytes, into: Path) -> Path:
    """The directory in which its README stands."""
    with zipfile.ZipFile(BytesIO(archive)) as packed:
        packed.extractall(into)
    (top,) = into.iterdir()
    return top


def check_sums(directory: Path) -> str:
    """`sha256sum -c SHA256SUMS`; what it complains of."""
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=directory, capture_output=True, text=True)
    return done.stdout + done.stderr


def check_chain(directory: Path) -> str:
    """The program that the README prints, run by a Python that knows nothing of ours; what it says."""
    readme = (directory / "README.txt").read_text("utf-8")
    program = readme.split("-----8<-----\n")[1]
    run = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(run, cwd=directory, capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()


def head_of(directory: Path) -> str:
    """The head that the README states."""
    found = re.search(r"^Head: +([0-9a-f]{64})$", (directory / "README.txt").read_text("utf-8"), re.MULTILINE)
    assert found
    return found[1]

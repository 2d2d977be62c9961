"""Full disks: a small file system of its own is filled to the last byte."""

import errno
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from issuetracker import clock
from issuetracker.extensions import db
from issuetracker.models import Letter
from tests.databases import copy_sqlite
from tests.post_office import PostOffice
from tests.world import World, open_world

REPORTED = {"outcome": "specification", "issue": "Two.", "cause": "E04.", "argumentation": "The test takes one."}


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 6 MB, outside of what pytest clears up."""
    point = Path(tempfile.mkdtemp(prefix="small-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(point)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        point.rmdir()
        pytest.skip(f"NOT TESTED: full disks, since nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield point
    finally:
        subprocess.run(["umount", "--lazy", str(point)], check=True)  # connections may still be open
        point.rmdir()


def fill(disk: Path, leave: int = 0) -> None:
    """Take all room but `leave` bytes."""
    with (disk / "filler").open("ab", buffering=0) as filler:
        for size in (1 << 16, 1 << 12, 1):
            while shutil.disk_usage(disk).free > leave or size == 1:
                try:
                    if filler.write(b"\0" * size) < size:
                        break
                except OSError as error:
                    assert error.errno == errno.ENOSPC
                    break
                if size == 1:
                    break


def upload(world: World, number: str, size: int) -> TestResponse:
    files = {"files": (BytesIO(b"x" * size), "log.txt")}
    return world.request("laboratory", "POST", f"cases/{number}/files", data=files)


def objects(world: World) -> list[Path]:
    return [path for path in world.config.files_dir.rglob("*") if path.is_file()]


def test_a_file_that_finds_no_room_is_refused_and_leaves_nothing(
    sqlite_url: str, small_disk: Path, post_office: PostOffice
) -> None:
    with open_world(sqlite_url, small_disk, post_office) as world:
        number = world.file()
        assert upload(world, number, 1000).status_code == 201
        before = world.request("office", "GET", f"cases/{number}")
        fill(small_disk, leave=200_000)
        for _ in range(2):
            refused = upload(world, number, 450_000)
            assert refused.status_code == 507, refused.text
            assert refused.content_type == "application/problem+json"
            assert refused.json["status"] == 507
            assert "full" in refused.text
        assert len(objects(world)) == 1, "nothing is half there"
        after = world.request("office", "GET", f"cases/{number}")
        assert (after.headers["ETag"], after.json) == (before.headers["ETag"], before.json)
        assert len(world.get("laboratory", f"cases/{number}/files")["items"]) == 1
        assert world.verify() == []

        (small_disk / "filler").unlink()
        assert upload(world, number, 450_000).status_code == 201
        assert len(objects(world)) == 2
        assert world.verify() == []


def test_a_database_that_finds_no_room_says_so_and_loses_nothing(
    sqlite_template: Path, small_disk: Path, tmp_path: Path, post_office: PostOffice
) -> None:
    url = copy_sqlite(sqlite_template, small_disk / "desk.sqlite3")
    with open_world(url, tmp_path, post_office) as world:
        number = world.file()
        fill(small_disk)
        done, refused = 0, None
        for _ in range(200):  # some room is left within the database's own files
            answer = world.try_action("editor", number, "add-message", body="word " * 200, visibility="parties")
            if answer.status_code != 200:
                refused = answer
                break
            done += 1
        assert refused is not None, "the disk is full"
        assert refused.status_code == 503, refused.text
        assert refused.content_type == "application/problem+json"
        assert "Retry-After" in refused.headers
        case = world.case(number)
        assert case["version"] == 1 + done, "people can still read, and nothing of the refused change is there"
        assert world.verify() == []
        filing = world.request("laboratory", "POST", "cases", json={})
        assert filing.status_code in (422, 503)

        (small_disk / "filler").unlink()
        world.act("editor", number, "record-analysis", **REPORTED)
        assert world.file() != number
        assert {"twg_chair", "editor"} <= {address for address, _ in world.told()}
        assert world.verify() == []
        with world.app.app_context():
            assert db.session.execute(db.text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_letters_that_find_no_room_wait(sqlite_url: str, small_disk: Path) -> None:
    with open_world(sqlite_url, small_disk, None) as world:  # letters become files
        world.file()
        fill(small_disk)
        with world.app.app_context():
            clock.send_letters(world.app)
            assert set(db.session.scalars(db.select(Letter.state))) == {"queued"}
        (small_disk / "filler").unlink()
        assert not [path for path in small_disk.rglob("*") if path.suffix in (".eml", ".part")]
        world.travel(timedelta(minutes=1))
        with world.app.app_context():
            clock.send_letters(world.app)
            assert set(db.session.scalars(db.select(Letter.state))) == {"accepted"}
        assert len(list(world.config.outbox_dir.iterdir())) == 2

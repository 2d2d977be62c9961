"""kill -9 at every line of the receiver: what was accepted is one case, what was not is still in the mailbox."""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import func, select

import issuetracker
from issuetracker.extensions import db, transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.mail_config import MailIn
from issuetracker.models import Case, InboundMail, InboundState, Letter, StoredFile
from tests.intake.letters_in import AUTHSERV, INBOX, mail
from tests.post_office import PostOffice
from tests.world import World, open_world

ROOT = Path(issuetracker.__file__).parent
WATCHED = {
    str(ROOT / name)
    for name in (
        "intake/receiver.py",
        "intake/keeping.py",
        "intake/carrying_out.py",
        "intake/contents.py",
        "services/files.py",
        "services/filing.py",
        "extensions.py",
    )
}
LOG = b'2026-03-02T08:59:58Z [2,"19223201","StatusNotification",{}]\n'


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    with open_world(sqlite_url, tmp_path, post_office, mail_in=MailIn((INBOX,), "", (AUTHSERV,))) as opened:
        yield opened


class _Killer:
    """Traces the watched files; ends the process at the n-th line that is reached for the first time."""

    def __init__(self, at: int | None) -> None:
        self.at, self.reached = at, set[tuple[str, int]]()

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            self.reached.add((frame.f_code.co_filename, frame.f_lineno))
            if len(self.reached) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def handed(name: int) -> Handed:
    """One mail of the mailbox, the same whenever it is fetched."""
    return Handed(MAILS[name], "imap:test", datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


MAILS: dict[int, bytes] = {}


def in_a_process(world: World, name: int, at: int | None) -> tuple[bool, int]:
    """Receive a mail in a process that dies at that line; whether it was accepted, and how many lines were reached."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        killer = _Killer(at)
        with world.app.app_context():
            db.engine.dispose(close=False)
            intake = intake_of(world.app)
            sys.settrace(killer)
            accept(transaction, intake, handed(name), datetime.now(UTC))
            os.write(writing, b"+")
            take_in(transaction, intake, lambda: datetime.now(UTC))
            sys.settrace(None)
            os.write(writing, str(len(killer.reached)).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    return said.startswith("+"), int(said[1:] or 0)


@pytest.mark.timeout(600)
def test_a_receiver_killed_at_any_line_loses_and_doubles_nothing(world: World) -> None:
    MAILS[0] = mail(attached={"octt.log": LOG}, Message_ID="<0@client.example>")
    accepted, lines = in_a_process(world, 0, None)
    assert accepted and lines > 50
    with world.app.app_context():
        intake = intake_of(world.app)
        for point in range(1, lines + 1):
            world.travel(timedelta(hours=1))  # a sender who writes too much in a day is shown to a person
            MAILS[point] = mail(attached={"octt.log": LOG}, Message_ID=f"<{point}@client.example>")
            accepted, _ = in_a_process(world, point, point)
            if not accepted:  # the mailbox still has it, and the next process fetches it
                accept(transaction, intake, handed(point), datetime.now(UTC))
            take_in(transaction, intake, lambda: datetime.now(UTC))
            db.session.rollback()
        rows = db.session.execute(
            select(InboundMail.message_id, InboundMail.state, InboundMail.reason).order_by(InboundMail.id)
        ).all()
        assert {row.state for row in rows} == {InboundState.FILED}, [r for r in rows if r.state != InboundState.FILED]
        assert [row.message_id for row in rows] == [f"<{point}@client.example>" for point in range(lines + 1)]
        letters = db.session.execute(select(Letter.case_id, func.count()).group_by(Letter.case_id)).all()
        files = db.session.execute(select(StoredFile.case_id, func.count()).group_by(StoredFile.case_id)).all()
        cases = db.session.scalar(select(func.count()).select_from(Case))
    assert cases == len(letters) == len(files) == lines + 1
    assert {count for _, count in letters} == {letters[0][1]}
    assert {count for _, count in files} == {2}
    assert world.verify() == []

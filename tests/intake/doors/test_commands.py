"""`issuetracker intake` as a process, and what `doctor` says of the doors."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from issuetracker.intake.listener import answers, opened
from issuetracker.mail_config import ListenerConfig
from tests.faults.processes import until
from tests.intake.doors.imap_servers import PASSWORD, ImapServer, free_port

PROGRAM = str(Path(sys.executable).with_name("issuetracker"))


def environment(sqlite_url: str, var: Path, **settings: str) -> dict[str, str]:
    given = {"DATABASE_URL": sqlite_url, "VAR_DIR": str(var), "SECRET_KEY": "only-for-tests-0123456789abcdef01",
             "MAIL_INBOX": "certification@desk.example", **settings}  # fmt: skip
    return {"PATH": os.environ["PATH"], **{f"ISSUETRACKER_{name}": value for name, value in given.items()}}


def doctor(given: dict[str, str]) -> str:
    done = subprocess.run([PROGRAM, "doctor"], env=given, capture_output=True, text=True, timeout=60, check=False)
    return "\n".join(line for line in done.stdout.splitlines() if "mail in" in line)


def test_intake_listens_until_it_is_asked_to_end(sqlite_url: str, tmp_path: Path) -> None:
    config = ListenerConfig("lmtp", "127.0.0.1", free_port())
    given = environment(sqlite_url, tmp_path, LMTP_LISTEN=f"127.0.0.1:{config.port}")
    assert "is free" in doctor(given)
    process = subprocess.Popen([PROGRAM, "intake"], env=given, stderr=subprocess.PIPE)
    try:
        until(lambda: answers(config), "the listener")
        assert "our listener answers" in doctor(given)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1].decode()
        assert process.returncode == 0, said
    finally:
        process.kill()
    assert not answers(config)


def test_a_door_that_cannot_be_opened_is_one_sentence(sqlite_url: str, tmp_path: Path) -> None:
    with opened(ListenerConfig("lmtp", "127.0.0.1", 0)) as taken:
        given = environment(sqlite_url, tmp_path, LMTP_LISTEN=f"127.0.0.1:{taken.getsockname()[1]}")
        done = subprocess.run([PROGRAM, "intake"], env=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "A door cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_signs_in_to_each_mailbox(imap: ImapServer, sqlite_url: str, tmp_path: Path) -> None:
    user = imap.user.replace("@", "%40")
    url = f"imap://{user}@127.0.0.1:{imap.port}/INBOX?tls=none"
    imap.put(b"Subject: x\r\n\r\n")
    said = doctor(environment(sqlite_url, tmp_path, IMAP_URLS=url, IMAP_PASSWORD=PASSWORD))
    assert "lets us in; 1 messages wait" in said
    wrong = doctor(environment(sqlite_url, tmp_path, IMAP_URLS=f"{url}", IMAP_PASSWORD="wr0ng"))
    assert wrong.count("BAD") >= 1
    assert "wr0ng" not in wrong

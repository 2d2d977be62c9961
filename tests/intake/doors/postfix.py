"""A real Postfix of one's own on loopback, which hands over what it takes by LMTP."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.processes import until
from tests.intake.doors.imap_servers import INSTALL, directory_for_all, free_port

_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """`port` takes mail for desk.example, which goes to the LMTP listener at `target`."""

    def __init__(self, directory: Path, target: int) -> None:
        self.directory, self.port = directory, free_port()
        self.configuration, self.log = directory / "conf", directory / "log"
        for name in ("conf", "spool", "data"):
            (directory / name).mkdir()
        shutil.chown(directory / "data", "postfix")
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": directory / "spool",
            "data_directory": directory / "data",
            "maillog_file": self.log,
            "maillog_file_prefixes": directory,
            "myhostname": "mx.desk.example",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "mydestination": "",
            "mynetworks": "127.0.0.0/8",
            "relay_domains": "desk.example",
            "transport_maps": f"inline:{{desk.example=lmtp:inet:127.0.0.1:{target}}}",
            "recipient_delimiter": "+",
            "alias_maps": "",
            "alias_database": "",
            "lmtp_send_xforward_command": "yes",
            "smtpd_authorized_xforward_hosts": "127.0.0.0/8",
            "minimal_backoff_time": "3600s",  # nothing is tried again by itself: the tests flush
            "maximal_backoff_time": "7200s",
            "command_directory": "/usr/sbin",
            "daemon_directory": "/usr/lib/postfix/sbin",
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
        }
        (self.configuration / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        (self.configuration / "master.cf").write_text(_SERVICES.format(port=self.port))

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [command[0], "-c", str(self.configuration), *command[1:]], capture_output=True, text=True, timeout=60
        )
        return done.stdout + done.stderr

    def queue(self) -> str:
        return self.run("postqueue", "-p")

    def has_got_rid_of_all(self) -> bool:
        """Try again everything that was deferred; True when the queue is empty."""
        self.run("postqueue", "-f")
        return "Mail queue is empty" in self.queue()

    def log_says(self, words: str, times: int = 1) -> bool:
        return self.log.exists() and self.log.read_text().count(words) >= times


@contextmanager
def postfix_for(target: int) -> Iterator[Postfix]:
    """Postfix, running; only root may start one."""
    if not Path("/usr/sbin/postfix").exists():
        pytest.skip(f"no Postfix: {INSTALL} postfix")
    if os.getuid() != 0:
        pytest.skip("only root can start Postfix")
    with directory_for_all() as directory:
        postfix = Postfix(directory, target)
        said = postfix.run("postfix", "start")
        try:
            until(lambda: postfix.log_says("daemon started"), f"Postfix to start: {said}")
            yield postfix
        finally:
            postfix.run("postfix", "stop")

"""Real IMAP servers on loopback: Dovecot from Debian, and pymap from PyPI, which keeps no keywords."""

import imaplib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from issuetracker.imap_config import ImapConfig
from tests.faults.processes import until

PASSWORD = "gehe1m"
INSTALL = "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
TAKEN = datetime(2026, 11, 20, 9, 30, 0, tzinfo=UTC)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class ImapServer:
    """What the two have in common. `kill` is kill -9; `start` opens at the same port again."""

    user = "certification@desk.example"
    keeps_keywords = True

    def __init__(self, directory: Path) -> None:
        self.directory, self.port, self.tls_port = directory, free_port(), free_port()
        self.certificate, self.key = directory / "certificate.pem", directory / "key.pem"
        make_certificate(self.certificate, self.key)
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.directory / "output").open("ab") as output:
            self.process = subprocess.Popen(self.command(), stdout=output, stderr=output, start_new_session=True)
        until(self._answers, f"{type(self).__name__} to answer: {self.directory / 'output'}")

    def _answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, (self.directory / "output").read_text()
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as peer:
                return peer.recv(100).startswith(b"* OK")
        except OSError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, 9)
            self.process.wait(30)

    def config(self, **changes: Any) -> ImapConfig:
        """How the door reads it, in the clear."""
        usual = {"host": "127.0.0.1", "port": self.port, "user": self.user, "tls": "none", "password": PASSWORD}
        return ImapConfig(**(usual | {"timeout": 10.0, "poll": 0.2, "largest": 1 << 20} | changes))

    @contextmanager
    def visit(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A person's own client."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.login(self.user, PASSWORD)
            client.select(f'"{folder}"')
            yield client

    def put(self, *messages: bytes, at: datetime = TAKEN, flags: str = "") -> None:
        """New mail in the inbox."""
        with self.visit() as client:
            for message in messages:
                status, said = client.append("INBOX", flags or None, imaplib.Time2Internaldate(at), message)  # type: ignore[arg-type]
                assert status == "OK", said

    def lying_in(self, folder: str, criteria: str = "ALL") -> list[bytes]:
        """The messages of a folder."""
        with self.visit(folder) as client:
            if client.state != "SELECTED":
                return []
            numbers = client.uid("SEARCH", criteria)[1][0] or b""
            return [self._bytes_of(client, number.decode()) for number in numbers.split()]

    @staticmethod
    def _bytes_of(client: imaplib.IMAP4, number: str) -> bytes:
        lines = client.uid("FETCH", number, "(BODY.PEEK[])")[1]
        return next(line[1] for line in lines if isinstance(line, tuple))

    def waiting(self) -> list[bytes]:
        """What nobody has put away."""
        return self.lying_in("INBOX", "UNKEYWORD $OcaReceived UNDELETED" if self.keeps_keywords else "UNDELETED")

    def put_away(self) -> list[bytes]:
        return self.lying_in("INBOX", "KEYWORD $OcaReceived") if self.keeps_keywords else self.lying_in("Received")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class Dovecot(ImapServer):
    """Dovecot with a configuration of its own; it must be installed, and started by root it reads mail as nobody."""

    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    sign_in = "passdb {\n driver = static\n args = password=" + PASSWORD + "\n}\n"
    mechanisms = "plain login"

    def command(self) -> list[str]:
        mail = self.directory / "mail"
        mail.mkdir(exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(mail, "nobody", "nogroup")
        as_user = "uid=nobody gid=nogroup" if os.getuid() == 0 else f"uid={os.getuid()} gid={os.getgid()}"
        (self.directory / "dovecot.conf").write_text(f"""
            base_dir = {self.directory}/run
            state_dir = {self.directory}/state
            log_path = {self.directory}/log
            protocols = imap
            listen = 127.0.0.1
            ssl = yes
            ssl_cert = <{self.certificate}
            ssl_key = <{self.key}
            disable_plaintext_auth = no
            auth_mechanisms = {self.mechanisms}
            auth_failure_delay = 0
            mail_location = maildir:{mail}/%u
            {self.sign_in}
            userdb {{
              driver = static
              args = {as_user} home={mail}/%u
            }}
            service imap-login {{
              chroot =
              inet_listener imap {{
                port = {self.port}
              }}
              inet_listener imaps {{
                port = {self.tls_port}
                ssl = yes
              }}
            }}
            """)
        return [self.program, "-F", "-c", str(self.directory / "dovecot.conf")]


class Pymap(ImapServer):
    """pymap, which keeps mail in memory as it came (its Maildir changes line ends). STARTTLS only, and no keywords."""

    keeps_keywords = False

    def command(self) -> list[str]:
        program = str(Path(sys.executable).with_name("pymap"))
        user = ["--demo-user", self.user, "--demo-password", PASSWORD]
        tls = ["--cert", str(self.certificate), "--key", str(self.key)]
        return [program, "--host", "127.0.0.1", "--port", str(self.port), *tls, "dict", *user]


def make_certificate(certificate: Path, key: Path) -> None:
    """One that nobody vouches for, for 127.0.0.1."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip


@contextmanager
def directory_for_all() -> Iterator[Path]:
    """A directory that other users can come into, which pytest's own are not; short enough for Unix sockets."""
    with tempfile.TemporaryDirectory(prefix="doors-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def need_dovecot() -> None:
    if not Path(Dovecot.program).exists():
        pytest.skip(f"no Dovecot: {INSTALL} dovecot-imapd")

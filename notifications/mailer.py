"""The transports that letters leave by. The only file that knows Flask-Mail.

Flask-Mail 0.10 has no timeout, does not verify certificates on STARTTLS, loses partial refusals and serialises
long non-ASCII subjects wrongly; the two subclasses here mend that and nothing else.
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import flask_mail

from notifications.composing import Outgoing, on_the_wire, parts_of, written
from notifications.errors import Permanent, Temporary, Unclear
from notifications.return_address import ReturnAddress


@dataclass(frozen=True, slots=True)
class Server:
    """The SMTP server; `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    user: str
    password: str
    security: str
    timeout: float


class Unreachable(Temporary):
    """No connection to the mail server: no letter is the cause, and none was handed over."""


MayLeave = Callable[[], object]  # returns when a letter's content may leave, raises if it may not


def at_once() -> None:
    """It may leave as soon as the server takes it."""


class Transport(Protocol):
    """A way out for letters; entered once for a batch."""

    def __enter__(self) -> Self:
        """Open; raises Unreachable if that fails."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close, masking nothing."""

    def send(self, outgoing: Outgoing, may_leave: MayLeave = at_once) -> str:
        """Hand over one letter and return the server's answer; raises Temporary, Permanent or Unclear.

        Nothing of its content leaves before `may_leave` returns. What that raises ends the letter and comes out here.
        """


class _Letter(flask_mail.Message):
    """Flask-Mail's message with our serialisation. Bounces go where replies go, if mail is read at all."""

    def __init__(self, outgoing: Outgoing, sender: str, answers_to: str, may_leave: MayLeave) -> None:
        # Not the library's own: it would make a Message-ID, and ask for this machine's name by DNS, for each letter.
        self._written = outgoing, sender, answers_to
        self.may_leave = may_leave
        try:
            self.envelope = (answers_to or parts_of(sender)[1], on_the_wire(outgoing.recipient))
        except ValueError as error:
            raise Permanent(f"cannot be addressed: {error}") from error

    def as_bytes(self) -> bytes:
        return written(*self._written)


class _KeptConnection(flask_mail.Connection):
    """Flask-Mail's connection with a timeout, verified certificates, and an answer that tells where it ended."""

    def __init__(self, server: Server) -> None:
        state: Any = flask_mail.Mail().init_mail({})
        super().__init__(state)
        self._server = server
        self.answer = ""

    def configure_host(self) -> smtplib.SMTP:
        """Connect; raises Unreachable if that fails."""
        server = self._server
        # Reading the trusted certificates takes longer than a letter; a connection in the clear needs none.
        context = None if server.security == "none" else ssl.create_default_context()
        try:
            if server.security == "tls":
                host: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
            else:
                host = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        except (OSError, ValueError) as error:  # SMTPException is an OSError; a host's name may be no name
            raise Unreachable(f"{server.host}:{server.port} does not answer: {error}") from error
        try:
            if server.security == "starttls":
                host.starttls(context=context)
            host.ehlo_or_helo_if_needed()
            if server.user:
                host.login(server.user, server.password)
        except (OSError, ValueError) as error:
            host.close()
            raise Unreachable(f"{server.host}:{server.port} cannot be used: {error}") from error
        return host

    def close(self) -> None:
        """End the connection, whatever its state."""
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()
        self.host = None

    def send(self, message: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Hand over one letter; `answer` is what the server said. A connection that ended is opened anew."""
        assert isinstance(message, _Letter), "only composed letters are sent"
        if self.host is None or self.host.sock is None:  # some servers hang up after a refusal
            self.host = self.configure_host()
        try:
            self.answer = self._converse(self.host, message)
        except (_Refused, _RefusedForGood):
            raise
        except BaseException:  # somewhere within the letter, of which the server must keep nothing
            self.host.close()
            raise

    @staticmethod
    def _converse(host: smtplib.SMTP, letter: _Letter) -> str:
        sender, recipient = letter.envelope
        try:
            # smtplib's `mail` and `rcpt` would take apart once more what is an address already.
            _expect(host, host.docmd("MAIL", f"FROM:<{sender}>"))
            host.putcmd("RCPT", f"TO:<{recipient}>")
            content = _stuffed(letter.as_bytes())  # while the server thinks about it
            _expect(host, host.getreply())
            _expect(host, host.docmd("DATA"), 354)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Temporary(f"the connection ended: {error}") from error
        letter.may_leave()
        try:
            # Until the last byte, the final dot, is written, the server cannot have accepted the letter.
            host.send(content)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Temporary(f"the connection ended: {error}") from error
        try:
            reply = host.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Unclear(f"no answer to the whole letter: {error}") from error
        return _expect(host, reply)


class SmtpTransport:
    """Letters over one kept connection to an SMTP server. Not for several threads at once."""

    def __init__(self, server: Server, sender: str, returns: ReturnAddress | None = None) -> None:
        self._connection, self._sender, self._returns = _KeptConnection(server), sender, returns

    def __enter__(self) -> Self:
        self._connection.host = self._connection.configure_host()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._connection.close()

    def send(self, outgoing: Outgoing, may_leave: MayLeave = at_once) -> str:
        """See Transport."""
        self._connection.send(_Letter(outgoing, self._sender, _answers_to(self._returns, outgoing), may_leave))
        return self._connection.answer


def _answers_to(returns: ReturnAddress | None, outgoing: Outgoing) -> str:
    """Where a reply to this letter, or a bounce of it, goes; "" where no mail is read."""
    return returns.of(outgoing.message_id) if returns else ""


class _Refused(Temporary):
    """A temporary refusal of one letter; the connection stays good."""


class _RefusedForGood(Permanent):
    """A permanent one."""


def _expect(host: smtplib.SMTP, reply: tuple[int, bytes], wanted: int = 250) -> str:
    """The server's answer as text, or the refusal that it is."""
    code, answer = reply
    text = f"{code} {answer.decode('utf-8', 'replace')}"[:1000]
    if code == wanted or (wanted == 250 and code == 251):
        return text
    if code == 421:  # the server is about to close the connection
        raise Temporary(text)
    with suppress(OSError):  # a refusal stays one, also when the server hangs up after it
        host.rset()
    raise _Refused(text) if 400 <= code < 500 else _RefusedForGood(text)


def _stuffed(letter: bytes) -> bytes:
    """The letter as DATA wants it: a dot before a leading dot, and a lone dot at the end (RFC 5321, 4.5.2).

    It begins with a header, so that only what follows a line's end can lead a line.
    """
    return letter.removesuffix(b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"


class FolderTransport:
    """Letters as .eml files in a directory, where no SMTP server is configured."""

    def __init__(self, directory: Path, sender: str, returns: ReturnAddress | None = None) -> None:
        self._directory, self._sender, self._returns = directory, sender, returns

    def __enter__(self) -> Self:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"{self._directory} cannot be made: {error}") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Nothing is open."""

    def send(self, outgoing: Outgoing, may_leave: MayLeave = at_once) -> str:
        """Write one file, named by time, letter and recipient; the same letter is the same file."""
        data = written(outgoing, self._sender, _answers_to(self._returns, outgoing))
        safe = "".join(c if c.isalnum() or c in "@.-" else "_" for c in on_the_wire(outgoing.recipient))[:80]
        name = f"{outgoing.written_at:%Y%m%dT%H%M%S}-{outgoing.message_id.strip('<>').split('@')[0][:8]}-{safe}.eml"
        path = self._directory / name
        temporary = path.with_suffix(".part")
        may_leave()
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise Temporary(f"cannot be written: {error}") from error
        return f"written to {name}"

"""Messages of some 20 KB as laboratories send them, each with a number in it: no two that are read are the same."""

import base64
from collections.abc import Callable
from types import MappingProxyType

from tests.intake.letters_in import AUTHSERV, TEMPLATE

_HOP = (
    "Received: from mx{0}.dekra.example (mx{0}.dekra.example [192.0.2.{0}])\r\n"
    "\tby mx.dekra.example with ESMTPS id {0}a;\r\n\tMon, 16 Nov 2026 10:00:00 +0100\r\n"
)
_PROSE = "The CSMS answers request {} of run {} with a status that the test case does not know."


def _message(number: int, content: str, body: str) -> bytes:
    """The headers of a message that came by four servers, and its body."""
    head = (
        f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=dekra.example\r\n"
        + "".join(_HOP.format(hop) for hop in range(4))
        + f"From: Petra Vogel <petra.vogel@dekra.example>\r\nTo: certification@oca.example\r\nSubject: TC_E_22_CS\r\n"
        f"Message-ID: <{number}@dekra.example>\r\nDate: Mon, 16 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    )
    return f"{head}{content}\r\n\r\n{body}".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _plain(number: int, body: str) -> bytes:
    return _message(number, "Content-Type: text/plain; charset=utf-8", body)


def _log(number: int, size: int) -> str:
    """Lines of OCPP-J with their times."""
    lines = []
    while sum(map(len, lines)) < size:
        at = len(lines)
        time = f"2026-11-16T10:{at // 60:02}:{at % 60:02}"
        says = f'{{"timestamp":"{time}Z","connectorStatus":"Occupied","evseId":1,"connectorId":{at}}}'
        lines.append(f'{time}.{number % 1000:03}Z RECV [2,"{number:08x}-{at}","StatusNotification",{says}]\n')
    return "".join(lines)


def _prose(number: int, size: int) -> str:
    return "".join(_PROSE.format(at, number) + "\n" for at in range(size // len(_PROSE)))


def attached_log(number: int) -> bytes:
    """The filled template, and a log as a file."""
    file = base64.encodebytes(_log(number, 13_000).encode()).decode()
    return _message(
        number,
        'Content-Type: multipart/mixed; boundary="m"',
        f"--m\nContent-Type: text/plain; charset=utf-8\n\n{TEMPLATE}Attached logging:   see the file\n"
        '--m\nContent-Type: text/x-log; name="ocpp.log"\nContent-Transfer-Encoding: base64\n'
        f'Content-Disposition: attachment; filename="ocpp.log"\n\n{file}\n--m--\n',
    )


def pasted_log(number: int) -> bytes:
    """The filled template, and a log pasted under its last label."""
    return _plain(number, f"{TEMPLATE}Attached logging:\n{_log(number, 18_500)}")


def prose(number: int) -> bytes:
    """The filled template with a long description."""
    return _plain(
        number, f"{TEMPLATE}Attached logging:   none\n\nDear desk,\n\n{_prose(number, 18_000)}\nKind regards,\nPetra\n"
    )


def described(number: int) -> bytes:
    """The filled template whose description has several paragraphs."""
    text = TEMPLATE.replace("7.\n", f"7.\n{_prose(number, 18_000)}\n")
    return _plain(number, text)


def html(number: int) -> bytes:
    """The template as a table of HTML, and as text."""
    pairs = (line.partition(":") for line in TEMPLATE.splitlines())
    cell = 'td style="border:1px solid #ccc"'
    rows = "".join(
        f"<tr><{cell}><b>{label}</b></td><{cell}><p>{said.strip()}</p></td></tr>\n" for label, _, said in pairs
    )
    long = "".join(f"<p class=MsoNormal>{line}</p>\n" for line in _prose(number, 7_500).splitlines())
    return _message(
        number,
        'Content-Type: multipart/alternative; boundary="a"',
        f"--a\nContent-Type: text/plain; charset=utf-8\n\n{TEMPLATE}\n{_prose(number, 7_500)}\n"
        "--a\nContent-Type: text/html; charset=utf-8\n\n"
        f"<html><body><table>{rows}</table>{long}</body></html>\n--a--\n",
    )


def reply(number: int) -> bytes:
    """An answer above 225 quoted lines."""
    quoted = "".join(f"> {line}\n" for line in _prose(number, 18_000).splitlines())
    return _plain(
        number,
        f"Dear desk,\n\nattached is run {number}.\n\nKind regards,\nPetra\n\n"
        f"On Mon, 16 Nov 2026 at 14:02, OCPP certification desk <desk@oca.example> wrote:\n{quoted}",
    )


KINDS: MappingProxyType[str, Callable[[int], bytes]] = MappingProxyType(
    {
        "template, log attached": attached_log,
        "template, log pasted": pasted_log,
        "template, prose below": prose,
        "template, long description": described,
        "template as table of HTML": html,
        "reply, quoted tail": reply,
    }
)

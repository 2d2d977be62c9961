"""Letters over a real SMTP conversation on loopback, byte by byte."""

import random
import socket
import ssl
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr
from pathlib import Path
from shutil import which

import pytest

from notifications.composing import Outgoing
from notifications.errors import Permanent, Temporary, Unclear
from notifications.mailer import FolderTransport, Server, SmtpTransport, Unreachable
from tests.post_office import PostOffice, Received

SENDER = "OCPP certification desk <certification@oca.example>"
LETTER = Outgoing(
    message_id="<3f2a@tracker.oca.example>",
    thread_id="<oca-2026-0001@tracker.oca.example>",
    recipient="petra.vogel@dekra.example",
    recipient_name="Petra Vogel",
    subject="OCA-2026-0001: received",
    body="Dear Petra Vogel,\n\nwe have received your issue.\n",
    calendar="",
    written_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
)


def server(port: int, *, security: str = "none", timeout: float = 5.0) -> Server:
    return Server("127.0.0.1", port, "", "", security, timeout)


def send(office: PostOffice, *letters: Outgoing) -> list[Received]:
    with SmtpTransport(server(office.port), SENDER) as way:
        for letter in letters:
            assert way.send(letter).startswith("250")
    return office.take()


def test_every_header_stands_once_and_says_what_it_is(post_office: PostOffice) -> None:
    (received,) = send(post_office, LETTER)
    message = received.message
    assert max(Counter(name.lower() for name in message).values()) == 1
    assert message["Message-ID"] == LETTER.message_id
    assert message["In-Reply-To"] == message["References"] == LETTER.thread_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-OCA-Issue-Tracker"] == "3f2a@tracker.oca.example"
    assert message["From"] == SENDER
    assert message["To"] == "Petra Vogel <petra.vogel@dekra.example>"
    assert message["Date"].datetime == LETTER.written_at
    assert received.data.isascii()
    assert max(map(len, received.data.split(b"\r\n"))) <= 998


def test_all_attempts_are_the_same_message(post_office: PostOffice) -> None:
    post_office.faults[LETTER.recipient] = "data 451 later"
    with SmtpTransport(server(post_office.port), SENDER) as way:
        with pytest.raises(Temporary):
            way.send(LETTER)
        post_office.faults.clear()
        way.send(LETTER)
        way.send(LETTER)
    assert [letter.message["Message-ID"] for letter in post_office.take()] == [LETTER.message_id] * 2


def test_a_letter_of_no_case_belongs_to_no_thread(post_office: PostOffice) -> None:
    (received,) = send(post_office, replace(LETTER, thread_id=""))
    assert "In-Reply-To" not in received.message
    assert "References" not in received.message


@pytest.mark.parametrize(
    "name",
    [
        "김서연", "Åsa Lindqvist", "Tomás Álvarez, CWG", 'Chloë "Chlo" Dubois', "O'Neil; Sean", "a@b.example", "",
        "가" * 200, "Ünsal <x@y.example>", "Dr. J. (Jan) Bos", "😀 Team", "日本 語 " * 40 + "終", "x" * 200,
    ],
)  # fmt: skip
def test_a_name_in_any_script_arrives(post_office: PostOffice, name: str) -> None:
    (received,) = send(post_office, replace(LETTER, recipient_name=name))
    # The standard library's newer parser leaves spaces between encoded words of a name; mail programs do not.
    to = message_from_bytes(received.data, policy=compat32)["To"]
    shown = parseaddr(to)[0]
    assert str(make_header(decode_header(shown))) == name
    (parsed,) = received.message["To"].addresses
    assert (parsed.addr_spec, parsed.display_name.replace(" ", "")) == (LETTER.recipient, name.replace(" ", ""))
    assert max(map(len, received.data.split(b"\r\n"))) <= 998


def test_a_domain_beyond_ascii_is_sent_to_in_punycode(post_office: PostOffice) -> None:
    (received,) = send(post_office, replace(LETTER, recipient="info@ladesäule.example"))
    assert received.recipient == "info@xn--ladesule-4za.example"
    assert received.message["To"].addresses[0].addr_spec == "info@xn--ladesule-4za.example"


def test_long_subjects_beyond_ascii_arrive_unharmed(post_office: PostOffice) -> None:
    seeded = random.Random(2026)
    letters = "aehno ÅäéøßŁž한국어전기차충전中文規範日本語のテストعربيΩжщ😀—…“”"
    subjects = []
    for _ in range(300):
        text = "".join(seeded.choice(letters) for _ in range(seeded.randint(1, 330)))
        subjects.append(" ".join(f"OCA-2026-{seeded.randint(1, 9999):04}: {text}".split()))
    received = send(post_office, *(replace(LETTER, subject=subject) for subject in subjects))
    assert [letter.subject for letter in received] == subjects
    older = [message_from_bytes(letter.data, policy=compat32)["Subject"] for letter in received]
    assert [str(make_header(decode_header(value))) for value in older] == subjects
    for letter in received:
        head = letter.data.split(b"\r\n\r\n")[0]
        assert max(map(len, head.split(b"\r\n"))) <= 100, "folded where every server and client can read it"


def test_long_subjects_in_ascii_arrive_unharmed(post_office: PostOffice) -> None:
    subjects = ["word " * 100 + "end", "x" * 500, "x" * 3000, "a, b; c: d <e@f.example> = ? _"]
    assert [letter.subject for letter in send(post_office, *(replace(LETTER, subject=s) for s in subjects))] == subjects


_INJECTIONS = [
    "x\r\nBcc: thief@evil.example", "x\nBcc: thief@evil.example", "x\rBcc: thief@evil.example",
    "=?utf-8?q?x=0D=0ABcc:_thief@evil.example?=", "=?utf-8?b?eA0KQmNjOiB0aGllZkBldmlsLmV4YW1wbGU=?=",
    "Å =?utf-8?q?=0ABcc:_thief@evil.example?=", "x\r\n\r\nBcc: thief@evil.example", "x\x00y", "x\x0by", "x\x85y",
    "x\u2028Bcc: thief@evil.example", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("evil", _INJECTIONS, ids=range(len(_INJECTIONS)))
def test_no_name_and_no_subject_makes_a_header_of_its_own(post_office: PostOffice, evil: str) -> None:
    plain = set(send(post_office, LETTER)[0].message.keys())
    for letter in (replace(LETTER, recipient_name=evil), replace(LETTER, subject=evil)):
        (received,) = send(post_office, letter)
        assert set(received.message.keys()) == plain
        assert not received.message.defects
        head = received.data.split(b"\r\n\r\n")[0]
        assert not any(byte < 32 for byte in head.replace(b"\r\n", b""))
        assert received.message["To"].addresses[0].addr_spec == LETTER.recipient
        assert received.message.get_body(("plain",)) is not None


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "a@", "@b.example", "a b@c.example", "a@b@c.example", "a@b.example\r\nBcc: x@y.example",
        "a,b@c.example", "a@b.example>", "<a@b.example>", "a@b.example, c@d.example", "jürgen@b.example",
        "a(x)@b.example", "a@b..example",
        "=?utf-8?q?x?=@b.example", ">\r\nRCPT TO:<x@y.example>", "a@b.example\n", ".a@b.example", "a@\u3002.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_for_good_and_stops_nobody_else(post_office: PostOffice, address: str) -> None:
    with SmtpTransport(server(post_office.port), SENDER) as way:
        with pytest.raises(Permanent):
            way.send(replace(LETTER, recipient=address))
        way.send(LETTER)
    assert [letter.recipient for letter in post_office.take()] == [LETTER.recipient]
    assert post_office.connections == 1


@pytest.mark.parametrize(
    "body",
    [
        ".\n", "..\n", "a\n.\nb\n", ".a\n..b\n...\n.\n.\nRSET\n", "\n.\r\nMAIL FROM:<x@y.example>\n", "no end",
        "가\n.\n나\n",
        "x" * 5000 + "\n", "é" * 5000 + "\n", "\n\n\n", "trailing   \n \n", "From here on\n", "=3D =\n", "a\r.\rb\n",
    ],
)  # fmt: skip
def test_a_text_arrives_as_it_was_written(post_office: PostOffice, body: str) -> None:
    (received,) = send(post_office, replace(LETTER, body=body))
    ends = body.replace("\r\n", "\n").replace("\r", "\n")
    assert received.text.replace("\r\n", "\n").rstrip("\n") == ends.rstrip("\n")
    assert len(post_office.received) == 0


def test_text_html_and_invitation_travel_together(post_office: PostOffice) -> None:
    invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:회의 – réunion\r\nEND:VCALENDAR\r\n"
    (received,) = send(post_office, replace(LETTER, body="Sehr geehrte Frau Vögel\n", calendar=invitation))
    kinds = [part.get_content_type() for part in received.message.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert received.text.splitlines() == ["Sehr geehrte Frau Vögel"]
    assert ">Sehr geehrte Frau Vögel</p>" in received.html
    calendar = next(received.message.iter_attachments())
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_filename() == "invite.ics"
    assert calendar.get_payload(decode=True).decode() == invitation


def test_what_takes_a_call_out_of_a_calendar_says_so_in_its_type(post_office: PostOffice) -> None:
    entry = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    (received,) = send(post_office, replace(LETTER, calendar=entry))
    assert next(received.message.iter_attachments()).get_param("method") == "CANCEL"


@pytest.mark.parametrize("takes", [True, False], ids=["server", "folder"])
def test_nothing_of_a_letter_leaves_before_it_may(post_office: PostOffice, tmp_path: Path, *, takes: bool) -> None:
    way = SmtpTransport(server(post_office.port), SENDER) if takes else FolderTransport(tmp_path, SENDER)

    def may_not() -> None:
        raise ValueError("it is withdrawn")

    with way:
        with pytest.raises(ValueError, match="withdrawn"):
            way.send(LETTER, may_not)
        assert post_office.received == list(tmp_path.iterdir()) == []
        way.send(replace(LETTER, message_id="<9b1c@tracker.oca.example>"))
    arrived = [letter.message["Message-ID"] for letter in post_office.take()]
    assert arrived == ["<9b1c@tracker.oca.example>"] * takes
    assert len(list(tmp_path.iterdir())) == (not takes)


def test_a_batch_goes_over_one_connection(post_office: PostOffice) -> None:
    assert len(send(post_office, *[LETTER] * 50)) == 50
    assert post_office.connections == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("450 busy", Temporary), ("550 unknown", Permanent), ("data 452 full", Temporary), ("data 554 spam", Permanent),
        ("421 closing", Temporary), ("hang-up 550 unknown", Permanent), ("hang-up 450 busy", Temporary),
        ("drop-before-accept", Unclear), ("drop-after-accept", Unclear), ("stall", Temporary),
    ],
)  # fmt: skip
def test_one_recipients_fault_is_told_apart_and_the_next_letter_goes_out(
    post_office: PostOffice, fault: str, kind: type[Exception]
) -> None:
    post_office.faults["trouble@dekra.example"] = fault
    with SmtpTransport(server(post_office.port, timeout=0.5), SENDER) as way:
        with pytest.raises(kind) as raised:
            way.send(replace(LETTER, recipient="trouble@dekra.example"))
        assert raised.type is not Unreachable
        way.send(LETTER)
    assert len(post_office.to(LETTER.recipient)) == 1
    assert len(post_office.to("trouble@dekra.example")) == (fault == "drop-after-accept")


def test_a_connection_that_ends_within_the_letter_is_tried_again(post_office: PostOffice) -> None:
    post_office.faults[LETTER.recipient] = "drop-before-dot"
    long = replace(LETTER, body="A line of a long log, sent as text.\n" * 200_000)
    with SmtpTransport(server(post_office.port), SENDER) as way:
        with pytest.raises(Temporary):
            way.send(long)
        post_office.faults.clear()
        way.send(long)
    assert len(post_office.to(LETTER.recipient)) == 1


def test_a_server_that_says_nothing_is_left_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        way = SmtpTransport(server(silent.getsockname()[1], timeout=0.5), SENDER)
        with pytest.raises(Unreachable, match="does not answer"), way:
            pass


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable, match="does not answer"), SmtpTransport(server(port), SENDER):
        pass


@pytest.mark.parametrize("host", ["." * 10, "a" * 70 + ".example", "exa mple", "\u3002"])
def test_a_server_whose_name_is_none_is_tried_again(host: str) -> None:
    with pytest.raises(Unreachable), SmtpTransport(replace(server(25), host=host), SENDER):
        pass


@contextmanager
def encrypted_office(directory: Path) -> Iterator[PostOffice]:
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with PostOffice(tls=context) as office:
        yield office


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with encrypted_office(tmp_path) as office:
        way = SmtpTransport(server(office.port, security="starttls"), SENDER)
        with pytest.raises(Unreachable, match=r"certificate verify failed"), way:
            pass
        assert office.received == []


def test_a_server_without_encryption_gets_no_letter_where_it_is_asked_for(post_office: PostOffice) -> None:
    way = SmtpTransport(server(post_office.port, security="starttls"), SENDER)
    with pytest.raises(Unreachable, match="cannot be used"), way:
        pass
    assert post_office.received == []


def test_a_password_beyond_ascii_stops_the_batch_and_no_letter_is_blamed(post_office: PostOffice) -> None:
    way = SmtpTransport(replace(server(post_office.port), user="desk", password="päss"), SENDER)
    with pytest.raises(Unreachable, match="cannot be used"), way:
        pass


def parts(data: bytes) -> list[tuple[str, str]]:
    """Everything but the boundaries, which are drawn by lot."""
    message = message_from_bytes(data, policy=default)
    found = [(name, str(value)) for name, value in message.items() if name != "Content-Type"]
    return found + [(p.get_content_type(), p.get_payload()) for p in message.walk() if not p.is_multipart()]


def test_a_folder_gets_the_same_letter_as_a_server(post_office: PostOffice, tmp_path: Path) -> None:
    letter = replace(LETTER, recipient_name="김서연", subject="규격 " * 60, body=".\n가\n", calendar="BEGIN:VCALENDAR")
    (received,) = send(post_office, letter)
    with FolderTransport(tmp_path / "outbox", SENDER) as way:
        assert way.send(letter).startswith("written to ")
    (file,) = (tmp_path / "outbox").iterdir()
    # aiosmtpd hands over the content without its last line break.
    assert parts(file.read_bytes().removesuffix(b"\r\n")) == parts(received.data.removesuffix(b"\r\n"))


def test_a_letter_written_twice_is_one_file(tmp_path: Path) -> None:
    with FolderTransport(tmp_path, SENDER) as way:
        assert way.send(LETTER) == way.send(LETTER)
        way.send(replace(LETTER, message_id="<9b1c@tracker.oca.example>"))
        way.send(replace(LETTER, recipient="x" * 60 + "@" + "y" * 60 + ".example"))
        with pytest.raises(Permanent):
            way.send(replace(LETTER, recipient="../../etc/passwd"))
    assert len(list(tmp_path.iterdir())) == 3
    assert all(path.suffix == ".eml" for path in tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(Unreachable), FolderTransport(tmp_path / "outbox", SENDER):
        pass
    way = FolderTransport(tmp_path / "gone", SENDER)
    with way:
        (tmp_path / "gone").rmdir()
        with pytest.raises(Temporary):
            way.send(LETTER)

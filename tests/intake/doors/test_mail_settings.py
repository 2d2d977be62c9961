"""What an installation chooses about mail that comes in; what cannot work is named at start."""

from pathlib import Path

import pytest

from issuetracker.config import ConfigurationError, from_environment
from issuetracker.mail_config import MailIn, Trust

INBOX = {"MAIL_INBOX": "Certification@desk.example"}


def read(**given: str) -> MailIn | None:
    return from_environment({f"ISSUETRACKER_{name}": value for name, value in given.items()}).mail_in


def test_without_a_mailbox_of_its_own_a_desk_takes_no_mail() -> None:
    assert read() is None


def test_a_whole_setting_is_read_and_shows_no_secret(tmp_path: Path) -> None:
    (tmp_path / "all").write_text("gehe1m\n")
    (tmp_path / "own").write_text("and3rs")
    urls = f"imaps://certification%40desk.example@mail.example/INBOX,imap://b@mail.example:1143/Work%2CX?password_file={tmp_path}/own&since=2026-11-01&processed=Done"
    found = read(
        **INBOX, MAIL_DISPUTES="disputes@desk.example", MAIL_AUTHSERV_ID="MX.desk.example, -", MAIL_MAX_MB="1",
        IMAP_URLS=urls, IMAP_PASSWORD_FILE=str(tmp_path / "all"), LMTP_LISTEN="127.0.0.1:2424",
    )  # fmt: skip
    assert found is not None
    first, second = found.mailboxes
    assert (first.user, first.host, first.port, first.tls, first.password) == (
        "certification@desk.example", "mail.example", 993, "tls", "gehe1m")  # fmt: skip
    assert (second.folder, second.port, second.tls, second.password, second.processed) == (
        "Work,X", 1143, "starttls", "and3rs", "Done")  # fmt: skip
    assert [first.door, second.door] == ["imap:certification@desk.example/INBOX", "imap:b@mail.example/Work,X"]
    assert str(found.listener) == "lmtp://127.0.0.1:2424"
    assert found.authserv_ids == ("mx.desk.example", "-")
    assert {first.largest, found.largest} == {1 << 20}
    assert "gehe1m" not in repr(found) and "and3rs" not in repr(found)


def test_an_address_is_ours_with_any_detail() -> None:
    found = read(**INBOX, MAIL_DISPUTES="disputes@desk.example")
    assert found is not None
    for ours in ("certification@desk.example", "CERTIFICATION+a+b@Desk.Example", "disputes+x@desk.example"):
        assert found.takes(ours)
    for other in ("certification@other.example", "x+certification@desk.example", "@desk.example", "", "certification"):
        assert not found.takes(other)


@pytest.mark.parametrize(
    ("listen", "shown"),
    [
        ("unix:/run/desk/lmtp", "lmtp:///run/desk/lmtp"),
        ("smtp://[::1]:2525", "smtp://::1:2525"),
        ("localhost", "lmtp://localhost:24"),
        ("lmtp://unix:/a", "lmtp:///a"),
    ],
)
def test_a_listener_stands_at_an_address_or_a_socket(listen: str, shown: str) -> None:
    found = read(**INBOX, LMTP_LISTEN=listen)
    assert found is not None
    assert str(found.listener) == shown


def test_trusting_everything_must_be_said() -> None:
    for given, trust in (({}, Trust.AUTHENTICATED), ({"MAIL_TRUST": "everything"}, Trust.EVERYTHING)):
        found = read(**INBOX, **given)
        assert found is not None
        assert found.trust is trust


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"LMTP_LISTEN": "127.0.0.1:24"}, "LMTP_LISTEN needs ISSUETRACKER_MAIL_INBOX"),
        (INBOX | {"MAIL_INBOX": "desk"}, "must be an address like"),
        (INBOX | {"MAIL_DISPUTES": "certification@desk.example"}, "not one of"),
        (INBOX | {"MAIL_TRUST": "all"}, "MAIL_TRUST must be authenticated or everything"),
        (INBOX | {"MAIL_MAX_MB": "0"}, "MAIL_MAX_MB must be more than 0"),
        (INBOX | {"LMTP_LISTEN": "http://x"}, "LMTP_LISTEN must be like"),
        (INBOX | {"IMAP_URLS": "imaps://a:gehe1m@mail.example/"}, "must hold no password"),
        (INBOX | {"IMAP_URLS": "imaps://mail.example/"}, "must look like imaps://user@host"),
        (INBOX | {"IMAP_URLS": "imaps://a@mail.example/"}, "has no password"),
        (INBOX | {"IMAP_URLS": "imap://a@mail.example/?tls=none", "IMAP_PASSWORD": "x"}, "on the same machine only"),
        (INBOX | {"IMAP_URLS": "imaps://a@mail.example/?tls=none", "IMAP_PASSWORD": "x"}, "does not go with imaps"),
        (INBOX | {"IMAP_URLS": "imaps://a@mail.example/?idle=no", "IMAP_PASSWORD": "x"}, "idle is not an option"),
        (INBOX | {"IMAP_URLS": "imaps://a@mail.example/?since=May", "IMAP_PASSWORD": "x"}, "since must be a day"),
        (INBOX | {"IMAP_URLS": "imaps://a@x/,imaps://a@x/INBOX", "IMAP_PASSWORD": "x"}, "names a folder twice"),
        (INBOX | {"IMAP_URLS": "imaps://a@x/", "IMAP_PASSWORD_FILE": "/nowhere"}, "cannot be read"),
        (INBOX | {"IMAP_URLS": "imaps://a@x/", "IMAP_OAUTH_TOKEN_URL": "http://x"}, "must begin with https"),
        (
            INBOX | {"IMAP_URLS": "imaps://a@x/", "IMAP_OAUTH_CLIENT_ID": "x"},
            "also needs ISSUETRACKER_IMAP_OAUTH_TOKEN",
        ),
    ],
)
def test_what_cannot_work_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as found:
        read(**given)
    assert "gehe1m" not in str(found.value)

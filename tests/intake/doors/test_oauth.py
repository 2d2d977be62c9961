"""A mailbox that wants OAuth 2: tokens are fetched, renewed and asked for anew, against a real Dovecot."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from issuetracker.imap_config import OAuthConfig
from issuetracker.intake.oauth import NoToken, Tokens
from tests.faults.processes import until
from tests.intake.doors.conftest import Open
from tests.intake.doors.imap_servers import Dovecot, directory_for_all, need_dovecot
from tests.intake.doors.receiving import Receiver, message


@dataclass
class Provider:
    """Gives tokens (`token-1`, `token-2` …), and tells Dovecot which of them are good."""

    asked: list[dict[str, str]] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    lasts: int = 3600
    fails: bool = False
    rotates: bool = False
    url: str = ""

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if self.fails:
            return 400, {"error": "invalid_grant"}
        newer = {"refresh_token": f"refresh-{len(self.asked)}"} if self.rotates else {}
        return 200, {"access_token": f"token-{len(self.asked)}", "expires_in": self.lasts} | newer

    def info(self, token: str) -> tuple[int, dict[str, Any]]:
        good = token in [f"token-{n + 1}" for n in range(len(self.asked))] and token not in self.revoked
        return (200, {"email": Dovecot.user}) if good else (401, {"error": "invalid_token"})


@contextmanager
def opened_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*provider.token({name: values[0] for name, values in parse_qs(form).items()}))

        def do_GET(self) -> None:
            self._answer(*provider.info(parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]))

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join(10)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with opened_provider() as opened:
        yield opened


def config(provider: Provider, **changes: Any) -> OAuthConfig:
    return OAuthConfig(
        **({"token_url": f"{provider.url}/token", "client_id": "desk", "client_secret": "s3cret"} | changes)
    )


def test_a_token_is_kept_until_shortly_before_its_end(provider: Provider) -> None:
    tokens = Tokens(config(provider, scope="imap"))
    assert [tokens.current(), tokens.current()] == ["token-1", "token-1"]
    assert provider.asked == [
        {"client_id": "desk", "client_secret": "s3cret", "scope": "imap", "grant_type": "client_credentials"}
    ]
    provider.lasts = 30  # less than the margin
    tokens.forget()
    assert [tokens.current(), tokens.current()] == ["token-2", "token-3"]


def test_a_newer_refresh_token_is_used_and_kept_where_the_first_one_stood(provider: Provider, tmp_path: Path) -> None:
    provider.rotates = True
    kept = tmp_path / "refresh"
    kept.write_text("refresh-0\n")
    tokens = Tokens(config(provider, refresh_token="refresh-0", refresh_token_file=kept))
    tokens.current()
    assert kept.read_text() == "refresh-1\n"
    assert kept.stat().st_mode & 0o077 == 0
    tokens.forget()
    tokens.current()
    assert [form["refresh_token"] for form in provider.asked] == ["refresh-0", "refresh-1"]


def test_a_provider_that_gives_none_is_named_without_secrets(provider: Provider) -> None:
    provider.fails = True
    with pytest.raises(NoToken, match="400 invalid_grant") as refused:
        Tokens(config(provider)).current()
    assert "s3cret" not in str(refused.value) + repr(config(provider))
    with pytest.raises(NoToken, match="ConnectionError"):
        Tokens(config(provider, token_url="http://127.0.0.1:9/token")).current()


def test_a_mailbox_is_read_with_tokens_and_a_revoked_one_is_replaced(
    provider: Provider, receiver: Receiver, open_door: Open
) -> None:
    need_dovecot()

    class WithTokens(Dovecot):
        mechanisms = "plain login xoauth2"

        def command(self) -> list[str]:
            (self.directory / "oauth2").write_text(
                f"tokeninfo_url = {provider.url}/info?access_token=\nusername_attribute = email\n"
            )
            self.sign_in = (
                f"passdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {self.directory}/oauth2\n}}\n"
                + Dovecot.sign_in
            )
            return super().command()

    with directory_for_all() as directory, WithTokens(directory) as server:
        server.put(message("first"))
        door = open_door(server.config(password="", oauth=config(provider)))
        receiver.until_kept(message("first"))
        door.stop(10)
        provider.revoked.add("token-1")
        token_file = directory / "token"
        token_file.write_text("token-1\n")
        refused = open_door(server.config(password="", token_file=token_file))
        until(lambda: refused.counts.broken >= 1, "the revoked token to be refused")
        token_file.write_text("token-2\n")
        Tokens(config(provider)).current()
        server.put(message("second"))
        receiver.until_kept(message("first"), message("second"))

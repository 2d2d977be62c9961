"""Chromium on a real server: pages as people meet them."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browsing import sign_in
from tests.post_office import PostOffice
from tests.world import World, open_world

INSTALL = "Chromium is not here: apt-get install chromium, or name it in CHROMIUM"


def chromium() -> str | None:
    """Where Chromium is: $CHROMIUM, or in the path."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    path = chromium()
    if path is None:
        pytest.skip(INSTALL)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@dataclass
class Site:
    """A desk on a server, and browsers of the people who use it; what goes wrong in a page is kept in `faults`."""

    world: World
    address: str
    browser: Browser
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, who: str, **options: Any) -> Page:
        """A page of somebody who is signed in; nobody for an empty name."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(30_000)
        self._contexts.append(context)
        if who:
            name = self.world.app.config["SESSION_COOKIE_NAME"]
            cookie = sign_in(self.world, who).get_cookie(name)
            assert cookie is not None, "signing in leaves a cookie"
            context.add_cookies([{"name": name, "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(self.address) else self._note(asked.url))
        return page

    def _note(self, text: str) -> None:
        if "status of 4" not in text:  # an answer of 4xx is what some tests are about
            self.faults.append(text)

    def close(self) -> None:
        """Close every browser window."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path, post_office: PostOffice, browser: Browser) -> Iterator[Site]:
    """A desk on a port of loopback; at the end no page may have met an error or asked another host."""
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True)
    address = f"http://localhost:{server.port}"
    with open_world(sqlite_url, tmp_path, post_office, base_url=address) as world:
        server.app = _whole(world.app)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        opened = Site(world, address, browser)
        yield opened
        opened.close()
        server.shutdown()
        thread.join()
        server.server_close()
    assert opened.faults == []


def _whole(app: Any) -> Any:
    """The app, its answers read and closed at once: Werkzeug's server leaves a file open if the browser hangs up."""

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer


def _not_yet(*_: Any) -> Any:
    raise RuntimeError("the server has its app before it serves")

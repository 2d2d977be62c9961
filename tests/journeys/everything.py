"""Everything that somebody can fetch: every GET of the route table with every number and id that there is.

Addresses are made from the app's own routes, so that a new page is fetched without a word here; a new kind of place in
an address is a KeyError until `PLACES` knows its values.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from issuetracker.extensions import db
from issuetracker.models import AgendaItem, Certificate
from tests.browsing import sign_in
from tests.dossiers import comparable
from tests.world import World
from workflows.procedure import ACTIONS

_IDS = [str(number) for number in range(1, 13)]
_NUMBERS = ["OCA-2026-0001", "OCA-2026-0002", "OCA-2026-0099"]
PLACES = {
    "number": _NUMBERS,
    "action": sorted(ACTIONS),
    "kind": ["vendor", "laboratory", "erratum"],
    "report": ["in-time", "load", "steps"],
    "token": ["no-such-token"],
    "year": ["2026"],
    "place": ["0", "1"],
    "notice": ["OCA-2026-0001-N1", "OCA-2026-0099-N1"],
    "seq": ["1", "10"],
    "resolution": ["R-2026-0001", "R-2026-0099"],
    "release": ["REL-2026-0001", "REL-2026-0099"],
    "dispute": ["D-2026-0001", "D-2026-0099"],
}
# The same for everybody, or in the middle of signing in: nothing of a case is in them.
_LEFT_OUT = ("/static/", "/api/v1/docs", "/sign-in", "/second-factor", "/forgotten", "/invitation/", "/follow/",
             "/account")  # fmt: skip
# Made by the same function as the ZIP of the API, which has the PDF in it; each takes a second.
_MADE_ALIKE = re.compile(r"/api/v1/.*/dossier\.pdf|/(cases|disputes)/.*/dossier\.(pdf|zip)")
_RANDOM = (
    (re.compile(rb'(name="csrf_token" value=")[^"]+'), rb"\1same"),
    (re.compile(rb"reference: [0-9a-f]{12}"), b"reference: same"),
)
_OWN_HEADERS = frozenset({"X-Request-ID", "X-RateLimit-Reset", "Set-Cookie"})

Answer = tuple[int, dict[str, str], bytes]


def routes(world: World) -> Iterator[Rule]:
    """Every route that can be read and may have something of a case in it."""
    for rule in world.app.url_map.iter_rules():
        if (
            "GET" in (rule.methods or ())
            and not rule.rule.startswith(_LEFT_OUT)
            and not _MADE_ALIKE.fullmatch(rule.rule)
        ):
            yield rule


def addresses(world: World, *, api: bool) -> Iterator[str]:
    """Every address of the API, or of the pages."""
    for rule in routes(world):
        if rule.rule.startswith("/api/") != api:
            continue
        names = sorted(rule.arguments)
        known = PLACES | {"call_id": _calls(world)}
        if "<path:number>" in rule.rule:
            known["number"] = _certificates(world)
        for values in product(*(known[name] if name in known else _ids(name) for name in names)):
            address = rule.rule
            for name, value in zip(names, values, strict=True):
                address = re.sub(rf"<(?:\w+:)?{name}>", value, address)
            yield address


def _ids(name: str) -> list[str]:
    if not name.endswith("_id"):
        raise KeyError(f"say which values <{name}> can have")
    return _IDS


def _calls(world: World) -> list[str]:
    """The calls on whose agendas a case stands, and one more: a sheet is dear."""
    with world.app.app_context():
        filled = db.session.scalars(select(AgendaItem.call_id).distinct().order_by(AgendaItem.call_id)).all()
    return [str(call) for call in (*filled, max(filled) + 1)]


def _certificates(world: World) -> list[str]:
    """Numbers of certificates, which stand where other addresses have a case's."""
    with world.app.app_context():
        return list(db.session.scalars(select(Certificate.number).distinct().order_by(Certificate.number)))


def questions(words: list[str], *, api: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Searches for words, and filters by party."""
    parties = ({"vendor": "1"}, {"vendor": "3"}, {"laboratory": "1"}, {"assignee": "nobody"})
    if api:
        yield from ((f"/api/v1/{path}", {"q": word}) for path in ("cases", "resolutions") for word in words)
        yield from (("/api/v1/cases", {**by, "state": "all"}) for by in parties)
        return
    for word in words:
        yield from ((path, {"q": word, "state": "all"}) for path in ("/cases", "/cases.csv"))
        yield from ((path, {"q": word}) for path in ("/search", "/resolutions"))
    yield from ((path, {**by, "state": "all"}) for path in ("/cases", "/cases.csv") for by in parties)
    every_column = {"column": ["standing", "laboratory", "vendor", "version", "severity", "received", "assignee"]}
    yield from (("/cases", {"state": "all", "sort": sort} | every_column) for sort in ("due", "-received", "-changed"))  # type: ignore[dict-item]


def by_key(world: World, who: str, words: list[str]) -> dict[str, Answer]:
    """What the API answers to somebody."""
    asked = [(path, {}) for path in addresses(world, api=True)] + list(questions(words, api=True))
    return {
        f"{who} {path} {query}": answer_of(world.request(who, "GET", path, query_string=query, buffered=True))
        for path, query in asked
    }


def by_browser(world: World, who: str, words: list[str], client: FlaskClient | None = None) -> dict[str, Answer]:
    """What the pages show to somebody who is signed in, or who holds the client of a link."""
    browser = client or sign_in(world, who)
    asked = [(path, {}) for path in addresses(world, api=False)] + list(questions(words, api=False))
    return {
        f"{who} {path} {query}": answer_of(browser.get(path, query_string=query, buffered=True))
        for path, query in asked
    }


def answer_of(response: Any) -> Answer:
    """An answer without what is drawn at random."""
    body: bytes = response.data
    if response.mimetype == "application/zip" and response.status_code == 200:
        body = repr(comparable(body)).encode()
    for pattern, same in _RANDOM:
        body = pattern.sub(same, body)
    headers = {name: value for name, value in response.headers.items() if name not in _OWN_HEADERS}
    if body != response.data:
        headers.pop("Content-Length", None)
    return response.status_code, headers, body

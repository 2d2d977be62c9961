"""Promise 4: two worlds that differ only in party A's data look the same to everybody else, byte for byte."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text, update

from issuetracker.extensions import transaction
from issuetracker.models import Base, Vendor
from notifications.composing import OWN_MARK
from tests import databases
from tests.journeys.party_a import A1, A2, WORDS, tell_the_story
from tests.post_office import PostOffice
from tests.world import World, open_world

OTHERS = ("other_laboratory", "other_vendor", "provider", "twg_member", "cwg_member")
ADDRESSES = ("ocpp@ktc.example", "other_laboratory@ktc.example", "asa@nordlader.example", "provider@oca.example")
_ANY_ID = range(1, 13)


def _letters(world: World) -> list[str]:
    """Every letter that others receive at this tick."""
    return sorted(f"{name} to {to}\n{_content(letter.message)}" for to, name, letter in world.post() if to in ADDRESSES)


def _content(message: EmailMessage) -> str:
    """A letter without what is drawn at random: its Message-ID and the boundaries of its parts."""
    random = ("Content-Type", "Message-ID", OWN_MARK)
    headers = [f"{name}: {value}" for name, value in message.items() if name not in random]
    parts = [f"{part.get_content_type()}\n{part.get_content()}" for part in message.walk() if not part.is_multipart()]
    return "\n".join(headers + parts)


def _everything(world: World, who: str) -> dict[str, Any]:
    """Every GET of the API with every number and id that there is, and searches for party A's words."""
    values = {"number": ["OCA-2026-0001", "OCA-2026-0002", "OCA-2026-0099"]}
    paths = []
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith("/api/v1/") and "docs" not in rule.rule:
            name = next(iter(rule.arguments), None)
            choices = values.get(name, _ANY_ID) if name else [None]
            paths += [
                (str(rule.rule).replace(f"<string:{name}>", str(v)).replace(f"<int:{name}>", str(v)), {})
                for v in choices
            ]
    paths += [(f"/api/v1/{path}", {"q": word}) for path in ("cases", "resolutions") for word in WORDS]
    paths += [("/api/v1/cases", {**by, "state": "all"}) for by in ({"vendor": 1}, {"vendor": 3}, {"laboratory": 1})]
    answers = {}
    for path, query in paths:
        response = world.request(who, "GET", path, query_string=query, buffered=True)
        headers = {k: v for k, v in response.headers.items() if k not in ("X-Request-ID", "X-RateLimit-Reset")}
        answers[f"{path} {query}"] = (response.status_code, headers, response.data)
    return answers


@pytest.fixture(params=["sqlite", "postgresql"])
def two_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Iterator[str]]:
    """Twice an empty database whose ids begin at 1."""

    def sqlite() -> Iterator[str]:
        for number in (1, 2):
            yield databases.copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / f"{number}.sqlite3")

    def postgresql() -> Iterator[str]:
        for _ in (1, 2):
            _restart(request.getfixturevalue("postgresql_url"))
            yield request.getfixturevalue("postgresql_url")

    yield sqlite() if request.param == "sqlite" else postgresql()
    if request.param == "postgresql":
        _restart(request.getfixturevalue("postgresql_url"))


def _restart(url: str) -> None:
    engine = create_engine(url)
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    engine.dispose()


def _live_twice(
    urls: Iterator[str], directory: Path, post_office: PostOffice
) -> list[tuple[list[str], dict[str, Any]]]:
    """What others received and can get, in each of the two worlds."""
    found = []
    for party, url in zip((A1, A2), urls, strict=True):
        with open_world(url, directory / party.domain, post_office) as world:
            with world.app.app_context(), transaction() as session:
                session.execute(update(Vendor).values(oca_member=True))  # both are invited, or the histories differ
            tell_the_story(world, party)
            letters = _letters(world)
            found.append(
                (
                    letters,
                    {f"{who} {path}": answer for who in OTHERS for path, answer in _everything(world, who).items()},
                )
            )
            assert world.verify() == []
    return found


def _is_list(path: str) -> bool:
    return path.split()[1] == "/api/v1/cases"


def test_nobody_can_tell_two_worlds_apart_that_differ_in_another_partys_data(
    two_urls: Iterator[str], tmp_path: Path, post_office: PostOffice
) -> None:
    """P-51, P-80, P-97, P-99; promise 4."""
    (letters, seen), (other_letters, other_seen) = _live_twice(two_urls, tmp_path, post_office)
    assert {letter.split()[0] for letter in letters} >= {
        "notice",
        "script",
        "octt_bug",
        "octt_bug_information",
        "update",
    }
    for letter, other in zip(letters, other_letters, strict=True):
        assert letter == other
    assert seen.keys() == other_seen.keys()
    assert [path for path in seen if seen[path] != other_seen[path] and not _is_list(path)] == []
    reached = {path for path, answer in seen.items() if answer[0] == 200}
    assert {
        "provider /api/v1/tickets/OCA-2026-0001 {}",
        "twg_member /api/v1/cases/OCA-2026-0001 {}",
        "other_laboratory /api/v1/cases/OCA-2026-0002 {}",
        "other_laboratory /api/v1/obligations {}",
        "other_vendor /api/v1/cases/OCA-2026-0002 {}",
    } <= reached


def test_no_list_search_or_filter_tells_the_two_worlds_apart(
    two_urls: Iterator[str], tmp_path: Path, post_office: PostOffice
) -> None:
    """P-99; promise 4: the list of cases, with search for party A's words and filters by party."""
    (_, seen), (_, other_seen) = _live_twice(two_urls, tmp_path, post_office)
    assert [path for path in seen if seen[path] != other_seen[path] and _is_list(path)] == []

"""Promise 4: two worlds that differ only in party A's data look the same to everybody else, byte for byte."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text, update

from issuetracker import clock
from issuetracker.extensions import db, transaction
from issuetracker.models import Base, Case, Letter, Vendor
from issuetracker.services.case_links import link_for
from notifications.composing import OWN_MARK
from notifications.recipients import Addressee
from tests import databases
from tests.browsing import csrf
from tests.journeys.everything import Answer, answer_of, by_browser, by_key
from tests.journeys.party_a import A1, A2, WORDS, tell_the_story
from tests.post_office import PostOffice
from tests.world import World, open_world

OTHERS = ("other_laboratory", "other_vendor", "provider", "twg_member", "cwg_member")
ADDRESSES = ("ocpp@ktc.example", "other_laboratory@ktc.example", "asa@nordlader.example", "provider@oca.example")


def _letters(world: World) -> list[str]:
    """Every letter that others receive at this tick."""
    return sorted(f"{name} to {to}\n{_content(letter.message)}" for to, name, letter in world.post() if to in ADDRESSES)


def _content(message: EmailMessage) -> str:
    """A letter without what is drawn at random: its Message-ID and the boundaries of its parts."""
    random = ("Content-Type", "Message-ID", OWN_MARK)
    headers = [f"{name}: {value}" for name, value in message.items() if name not in random]
    parts = [f"{part.get_content_type()}\n{part.get_content()}" for part in message.walk() if not part.is_multipart()]
    return "\n".join(headers + parts)


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


Seen = tuple[list[str], dict[str, Answer]]


def _live_twice(
    urls: Iterator[str], directory: Path, post_office: PostOffice, see: Callable[[World], Any]
) -> list[Seen]:
    """The letters that others received, and what they `see`, in each of the two worlds."""
    found = []
    for party, url in zip((A1, A2), urls, strict=True):
        with open_world(url, directory / party.domain, post_office) as world:
            with world.app.app_context(), transaction() as session:
                session.execute(update(Vendor).values(oca_member=True))  # both are invited, or the histories differ
            early: dict[str, Answer] = {}
            tell_the_story(world, party, lambda early=early, world=world: early.update(_early(world)))
            letters = _letters(world)
            world.travel(timedelta(days=8))  # five working days: who has not acknowledged its notice is reminded
            with world.app.app_context():
                assert clock.remind_vendors(world.app) > 0
            letters += _letters(world)
            found.append((letters, early | see(world)))
            assert world.verify() == []
    return found


def _early(world: World) -> dict[str, Answer]:
    """What a member sees while the case is on the agenda: the agenda, its sheet, and the case."""
    seen = by_browser(world, "twg_member", [])
    return {f"before the call, {path}": answer for path, answer in seen.items()}


def _follow(world: World) -> dict[str, Answer]:
    """What the other vendor's contact sees, who has no account and follows the other case by a link."""
    with world.app.app_context(), transaction() as session:
        case = session.scalars(select(Case).where(Case.number == "OCA-2026-0002")).one()
        contact = Addressee("Nordlader AB", "Åsa Lindqvist", "asa@nordlader.example", vendor_id=case.vendor_id)
        link = link_for(session, world.app.extensions["desk"], case, contact, datetime.now(UTC))
    client = world.app.test_client()
    assert client.get(link.removeprefix("https://desk.oca.example")).status_code in (200, 302)
    return by_browser(world, "follower", WORDS[:4], client)


def _notice_page(world: World) -> dict[str, Answer]:
    """What a certified vendor reads behind the link of its notice, and after it has acknowledged."""
    client = world.app.test_client()
    with world.app.app_context():
        bodies = db.session.scalars(select(Letter.body).where(Letter.recipient == "asa@nordlader.example"))
        path = next("/notice/" + body.split("/notice/")[1].split()[0] for body in bodies if "/notice/" in body)
    before = answer_of(client.get(path, buffered=True))
    client.post(f"{path}/acknowledgement", data={"csrf_token": csrf(client)})
    return {f"{path} before": before, f"{path} after": answer_of(client.get(path, buffered=True))}


def _keys(world: World) -> dict[str, Answer]:
    return {path: answer for who in OTHERS for path, answer in by_key(world, who, WORDS).items()}


def _browsers(world: World) -> dict[str, Answer]:
    signed_in = {path: answer for who in OTHERS for path, answer in by_browser(world, who, WORDS).items()}
    return signed_in | _follow(world) | _notice_page(world)


def _same(seen: dict[str, Answer], other: dict[str, Answer]) -> None:
    assert seen.keys() == other.keys()
    assert [path for path in seen if seen[path] != other[path]] == []


def test_nobody_can_tell_two_worlds_apart_that_differ_in_another_partys_data(
    two_urls: Iterator[str], tmp_path: Path, post_office: PostOffice
) -> None:
    """P-51, P-80, P-97, P-99; promise 4: by letters and by the API, its lists, searches, feeds and files."""
    (letters, seen), (other_letters, other_seen) = _live_twice(two_urls, tmp_path, post_office, _keys)
    assert {letter.split()[0] for letter in letters} >= {
        "notice",
        "notice_reminder",
        "script",
        "octt_bug",
        "octt_bug_information",
        "update",
    }
    for letter, other in zip(letters, other_letters, strict=True):
        assert letter == other
    _same(seen, other_seen)
    assert {
        "provider /api/v1/tickets/OCA-2026-0001 {}",
        "twg_member /api/v1/cases/OCA-2026-0001 {}",
        "other_laboratory /api/v1/cases/OCA-2026-0002 {}",
        "other_laboratory /api/v1/obligations {}",
        "other_vendor /api/v1/cases/OCA-2026-0002 {}",
    } <= {path for path, answer in seen.items() if answer[0] == 200}


@pytest.mark.timeout(400)  # some three thousand pages
@pytest.mark.parametrize("two_urls", ["sqlite"], indirect=True)  # what pages ask is asked of both by the test above
def test_no_page_sheet_search_or_file_tells_the_two_worlds_apart(
    two_urls: Iterator[str], tmp_path: Path, post_office: PostOffice
) -> None:
    """P-80, P-97, P-99; promise 4: by every page, search, CSV, PDF, calendar entry and file."""
    (_, seen), (_, other_seen) = _live_twice(two_urls, tmp_path, post_office, _browsers)
    _same(seen, other_seen)
    reached = {path for path, answer in seen.items() if answer[0] == 200}
    assert {
        "provider /tickets/OCA-2026-0001 {}",
        "provider /work {}",
        "twg_member /cases/OCA-2026-0001 {}",
        "cwg_member /cases/OCA-2026-0001 {}",
        "twg_member /cases.csv {}",
        "other_laboratory /cases/OCA-2026-0002 {}",
        "other_laboratory /updates {}",
        "other_vendor /cases/OCA-2026-0002 {}",
        "follower /cases/OCA-2026-0002 {}",
    } <= reached
    assert len([path for path in reached if path.startswith("/notice/")]) == 2
    sheets = [path for path in reached if path.startswith("twg_member /agenda/") and path.endswith("sheet.pdf {}")]
    assert sheets
    assert "before the call, twg_member /agenda/1/sheet.pdf {}" in reached

"""Two worlds that differ only in what one side has not shared look the same to the other, byte for byte (P-73)."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from issuetracker.extensions import db
from issuetracker.models import Person, Webhook, WebhookDelivery
from notifications.composing import OWN_MARK
from tests import databases
from tests.browsing import sign_in
from tests.dossiers import comparable, fetch
from tests.issuetracker.disputes.people import admit, attach, decide, do, enlarge_board, report
from tests.post_office import PostOffice
from tests.world import World, open_world

WORDS = ("SECRET", "timing", "cache", "block", "TC_C_34_CS", "D-2026-0001", "D-2026-0002", "C-37")
HOOK = "http://127.0.0.1:9/hooks"
_TOKENS = re.compile(rb'(name="csrf_token" value=")[^"]+|(<time datetime=")[^"]+')
_RANDOM = ("Content-Type", "Message-ID", OWN_MARK)


def _much(world: World, number: str) -> None:
    """The vendor says a lot, with evidence."""
    one = attach(world, "vendor", number, "SECRET timing.pdf", b"SECRET" * 9)
    do(world, "vendor", number, "give-statement", body="SECRET: our cache lifetime is declared (C-37).", file_ids=[one])
    do(world, "vendor", number, "give-statement", body="SECRET: and the block arrived after the tap.")


def _little(world: World, number: str) -> None:
    """Or something else, in one statement and without evidence."""
    do(world, "vendor", number, "give-statement", body="We disagree.")


def _nothing(_: World, __: str) -> None:
    """Or nothing at all."""


def _story(world: World, unshared: Callable[[World, str], None]) -> None:
    """A dispute in which the laboratory has said and read all that it can, and the vendor what it likes."""
    number = report(world, "laboratory", ("run.log", b"> 1"))
    admit(world, number)
    do(world, "board", number, "open-round", sides=["laboratory", "vendor"], question="What happened?", working_days=5)
    do(world, "laboratory", number, "give-statement", body="The run of 4 November.")
    unshared(world, number)
    do(world, "board", number, "share-statements", statements=[1])
    do(world, "board", number, "set-date", working_days=15)
    do(world, "second_board", number, "ask-advice", adviser="twg", question="Is it in the plan?", statements=[2])
    decide(world, number)


def _letters(world: World) -> list[str]:
    """Every letter to the laboratory and to the advisers."""
    ours = ("petra.vogel@dekra.example", "ocpp@dekra.example", "twg_chair@oca.example")
    return sorted(f"{name} to {to}\n{_content(letter.message)}" for to, name, letter in world.post() if to in ours)


def _content(message: EmailMessage) -> str:
    headers = [f"{name}: {value}" for name, value in message.items() if name not in _RANDOM]
    parts = [f"{part.get_content_type()}\n{part.get_content()}" for part in message.walk() if not part.is_multipart()]
    return "\n".join(headers + parts)


def _answers(world: World, who: str) -> dict[str, Any]:
    """All that the API and the pages say to somebody about disputes, with every id and searches for every word."""
    found: dict[str, Any] = {}
    rest = ["", *(f"/files/{n}" for n in range(1, 6)), "/history", "/obligations"]
    for path in [
        "disputes",
        "disputes?state=all",
        "feeds/changes.atom",
        *(f"disputes/D-2026-0001{end}" for end in rest),
    ]:
        answer = world.request(who, "GET", f"/api/v1/{path}", buffered=True)
        found[path] = (answer.status_code, answer.headers.get("ETag"), _without_ids(answer.data))
    if found["disputes/D-2026-0001"][0] == 200:
        found |= {place: (200, None, data) for place, data in comparable(fetch(world, who, "D-2026-0001")).items()}
    client = sign_in(world, who)
    pages = ["/disputes", "/disputes?state=all", "/work", "/cases", "/disputes/D-2026-0001"]
    pages += [f"/disputes/D-2026-0001/files/{n}" for n in range(1, 6)]
    pages += [f"/disputes/D-2026-0001/actions/{name}" for name in ("give-statement", "report-corrective")]
    for page in [*pages, *(f"/search?q={word}" for word in WORDS)]:
        with client.get(page) as answer:
            found[page] = (answer.status_code, answer.headers.get("Location"), _TOKENS.sub(b"", answer.data))
    return found


def _calls(world: World) -> list[tuple[str, str]]:
    """Every call of a webhook, by whose system it is for."""
    with world.app.app_context():
        query = select(Person.name, WebhookDelivery.message_id, WebhookDelivery.body).join_from(
            WebhookDelivery, Webhook
        )
        rows = db.session.execute(query.join(Person, Person.id == Webhook.person_id).order_by(WebhookDelivery.id))
        return sorted((name, f"{message_id} {body}") for name, message_id, body in rows)


def _without_ids(data: bytes) -> bytes:
    """Ids of rows count all rows of all disputes."""
    return re.sub(rb'"id":\d+', b'"id":0', data)


@pytest.fixture
def worlds(sqlite_template: Path, tmp_path: Path, post_office: PostOffice) -> Iterator[list[dict[str, Any]]]:
    """What the laboratory and an adviser of the other statement see in each world."""
    seen = []
    for name, unshared in (("much", _much), ("little", _little), ("nothing", _nothing)):
        url = databases.copy_sqlite(sqlite_template, tmp_path / f"{name}.sqlite3")
        with open_world(url, tmp_path / name, post_office) as world:
            enlarge_board(world)
            for who in ("laboratory", "twg_chair", "editor"):
                assert world.request(who, "POST", "webhooks", json={"url": HOOK}).status_code == 201
            _story(world, unshared)
            mails = _letters(world)
            seen.append(
                {"mails": mails, "calls": _calls(world)}
                | {who: _answers(world, who) for who in ("laboratory", "twg_chair", "editor")}
            )
    yield seen


def test_what_a_side_has_not_shared_changes_nothing_that_the_other_side_or_an_adviser_reads(
    worlds: list[dict[str, Any]],
) -> None:
    much, *others = worlds
    assert much["mails"]
    assert len({name for name, _ in much["calls"]}) == 2, "the laboratory and the adviser"
    for other in others:
        assert other["mails"] == much["mails"]
        assert other["calls"] == much["calls"]
        for who in ("laboratory", "twg_chair", "editor"):
            for place, answer in much[who].items():
                assert other[who][place] == answer, (who, place)
    assert not [place for who in ("laboratory", "editor") for place, said in much[who].items() if _tells(place, said)]
    assert b"SECRET" not in "".join(much["mails"]).encode()


def _tells(place: str, said: tuple[Any, ...]) -> bool:
    """True if the secret is anywhere but in the words that were searched for."""
    return b"SECRET" in said[2] and "SECRET" not in place

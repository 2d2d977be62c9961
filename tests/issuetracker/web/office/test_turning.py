"""Lists of the office and the Board that once stopped without a word: each is counted and turned to its end."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from issuetracker.extensions import transaction
from issuetracker.models import Case, HistoryEntry, Person
from issuetracker.services import history
from tests.browsing import sign_in
from tests.world import World
from workflows import events as ev
from workflows.roles import Group
from workflows.stages import DistributionStage

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
_NEXT = re.compile(r'href="([^"]+)" rel="next"')
Fill = Callable[[World, int], None]


def _entries(world: World, made: list[ev.Event]) -> None:
    """Events on a case, beside its procedure: only what lists of them read."""
    number = world.file()
    with world.app.app_context(), transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        for seq, event in enumerate(made, 100):
            session.add(
                HistoryEntry(
                    case_id=case.id, seq=seq, at=datetime.now(UTC), actor_id=None, actor_name=f"Actor {seq - 99:03}",
                    rule="P-10", calendar=1, event=type(event).__name__, payload=history.encode(event),
                    previous_hash="0" * 64, hash=f"{seq:064}",
                )
            )  # fmt: skip
            session.flush()


def _scripts(world: World, count: int) -> None:
    labs = (world.ids["dekra"],)
    made: list[ev.Event] = []
    for n in range(1, count + 1):
        made.append(ev.ScriptProvided(n, f"Item {n:03}", ("TC_E_22_CS",), ("1",), "Run it.", 1, "", labs))
    _entries(world, [*made, ev.ScriptRetired(count, "It is mended."), ev.ScriptAcknowledged(1, labs[0])])


def _measures(world: World, count: int) -> None:
    _entries(world, [ev.InterimMeasureDecided(f"Item {n:03}", "Because.") for n in range(1, count + 1)])


def _expedited(world: World, count: int) -> None:
    later = AT + timedelta(days=1)
    _entries(world, [ev.Expedited(Group.TWG, 1, later, f"Item {n:03}") for n in range(1, count + 1)])


def _staff(world: World, count: int) -> None:
    with world.app.app_context(), transaction() as session:
        for n in range(1, count + 1):
            session.add(
                Person(
                    name=f"Somebody {n % 2}", email=f"item-{n:03}@dekra.example", laboratory_id=world.ids["ktc"],
                    active=n % 3 > 0,
                )
            )  # fmt: skip


def _owed(world: World, count: int) -> None:
    for n in range(1, count + 1):
        world.file(summary=f"Item {n:03}")
    with world.app.app_context(), transaction() as session:
        session.execute(update(Case).values(distribution_stage=DistributionStage.OWED.value))


COUNT = 57  # one page and a few
LISTS: dict[str, tuple[Fill, str, str, str]] = {
    "scripts": (_scripts, "board", "/office/interim", r"Item \d{3}"),
    "the Board's measures": (_measures, "board", "/office/interim", r"Item \d{3}"),
    "expedited cases": (_expedited, "board", "/office/interim", r"Item \d{3}"),
    "the Board's last thirty days": (_measures, "board", "/board", r"Actor \d{3}"),
    "staff of a party": (_staff, "office", "/office/parties/laboratory/{ktc}", r"item-\d{3}@"),
    "cases owed a distribution": (_owed, "office", "/office/distribution", r"Item \d{3}"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_how_many_there_are_and_is_turned_to_its_end(world: World, name: str) -> None:
    fill, who, address, each = LISTS[name]
    fill(world, COUNT)
    client, seen = sign_in(world, who), list[str]()
    following: str | None = address.format(**world.ids)
    while following:
        opened = client.get(html.unescape(following))
        assert opened.status_code == 200
        seen += dict.fromkeys(re.findall(each, opened.text))
        assert re.search(rf"\b{COUNT + (name == 'staff of a party')}\b", opened.text), "how many, on each page"
        found = _NEXT.search(opened.text)
        following = found[1] if found else None
    assert len(seen) == len(set(seen)) == COUNT

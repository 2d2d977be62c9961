"""Steps that several journeys share; each does what a person does through the API, and nothing else."""

from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.test import TestResponse

from tests.world import World

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NO_PARTY: dict[str, Any] = {"vendor_name": "", "vendor_contact": {}, "laboratory_contact": {}, "device": ""}


def local(year: int, month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A moment by the clock on the wall at OCA's seat."""
    return datetime(year, month, day, hour, minute, second, tzinfo=AMSTERDAM)


def analyse(world: World, number: str, outcome: str) -> Any:
    """Step 2 by the Technical Editor."""
    return world.act(
        "editor",
        number,
        "record-analysis",
        outcome=outcome,
        issue="What it is.",
        cause="Its cause.",
        argumentation="The reason is written here.",
    )


def decide(world: World, number: str, group: str, decision: str = "confirmed") -> Any:
    """Step 3a or 5a by the chair of the group."""
    return world.act(
        f"{group}_chair",
        number,
        "decide-in-group",
        group=group,
        decision=decision,
        argumentation="The group's reasons.",
    )


def propose(world: World, number: str, group: str, level: str, notice: str = "") -> str:
    """Step 4a by the chair; returns the digest of what the Board is asked to approve."""
    world.act(
        f"{group}_chair",
        number,
        "propose-severity",
        group=group,
        level=level,
        interoperability="Some.",
        manual_actions="None.",
        malfunction="No.",
        notice=notice,
    )
    digest: str = world.case(number)["severity_proposal"]["text_sha256"]
    return digest


def approve(world: World, number: str, group: str, level: str = "low", notice: str = "") -> Any:
    """Step 4a, proposed by the chair and approved by the Board as it stands."""
    digest = propose(world, number, group, level, notice)
    return world.act("board", number, "approve-severity", text_sha256=digest, level=level)


def not_necessary(world: World, number: str, *steps: str) -> Any:
    """Steps of 5b that the CWG chair declares not necessary, by name."""
    for step in steps:
        world.act("cwg_chair", number, "declare-not-necessary", step=step, reason="Nothing to change.")
    return world.case(number)


def close(world: World, number: str, resolution: str = "It is settled.") -> Any:
    """The regular end of a case."""
    return world.act("editor", number, "close-case", resolution=resolution, scope="general")


def upload(world: World, who: str, number: str, name: str, content: bytes, visibility: str = "parties") -> TestResponse:
    """Attach one file."""
    return world.request(
        who,
        "POST",
        f"cases/{number}/files",
        query_string={"visibility": visibility},
        data={"files": (BytesIO(content), name)},
    )


def fetch(world: World, who: str, file_id: int) -> tuple[int, bytes]:
    """Status and bytes of a file as somebody gets it."""
    response = world.request(who, "GET", f"files/{file_id}", buffered=True)
    return response.status_code, response.data


def dates(case: Any) -> dict[str, str]:
    """The due date of every clock of a case, by what it measures; of several, the latest."""
    return {clock["group"] or clock["kind"]: clock["due_date"] for clock in case["clocks"]}


def clock(case: Any, measures: str) -> Any:
    """The latest clock of a case that measures something: a group's or a kind's name."""
    return [clock for clock in case["clocks"] if measures in (clock["group"], clock["kind"])][-1]


def stages(case: Any) -> dict[str, str]:
    """The tracks on which something has happened."""
    return {track: stage for track, stage in case["stages"].items() if stage != "not_opened"}


def happened(world: World, number: str, *events: str) -> list[Any]:
    """What the history says of some kinds of events, in order."""
    items = world.get("office", f"cases/{number}/history")["items"]
    return [item["payload"] for item in items if item["event"] in events]


def possible(refusal: TestResponse) -> set[str]:
    """The actions that a 409 names as possible now."""
    assert refusal.status_code == 409, refusal.text
    return {action["action"] for action in refusal.json.get("possible_actions", [])}


def counted(world: World) -> Counter[tuple[str, str]]:
    """Who received which letter how often at this tick, by the whole address."""
    return Counter((recipient, name) for recipient, name, _ in world.post())


def text_to(world: World, address: str, name: str) -> str:
    """The text of the one letter of that name that arrives for an address at this tick."""
    found = [letter.text for recipient, kind, letter in world.post() if (recipient, kind) == (address, name)]
    assert len(found) == 1, found
    return " ".join(found[0].split())

"""Promise 4: two worlds that differ only in party A's data look the same to everybody else, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text, update

from issuetracker.extensions import transaction
from issuetracker.models import Base, Vendor
from tests import databases
from tests.journeys import steps
from tests.post_office import PostOffice
from tests.world import World, open_world

OTHERS = ("other_laboratory", "other_vendor", "provider", "twg_member", "cwg_member")
ADDRESSES = ("ocpp@ktc.example", "other_laboratory@ktc.example", "asa@nordlader.example", "provider@oca.example")
_ANY_ID = range(1, 13)


@dataclass(frozen=True)
class PartyA:
    """All that is confidential of the case's vendor and laboratory contact."""

    vendor: str
    vendor_person: str
    laboratory_person: str
    domain: str
    phone: str
    device: str
    log: str
    aside: str

    def report(self) -> dict[str, Any]:
        words = f"{self.vendor_person} of {self.vendor} runs a {self.device} ({self.phone})"
        return {
            "summary": f"{self.device}: seqNo after an offline transaction",
            "vendor_name": self.vendor,
            "vendor_contact": {"name": self.vendor_person, "email": f"v@{self.domain}", "phone": self.phone},
            "laboratory_contact": {"name": self.laboratory_person, "email": f"l@{self.domain}", "phone": self.phone},
            "device": self.device,
            "description": f"{words}.\n{self.log}\nE04.FR.06 asks to go on.",
            "applicable_documentation": f"Manual of the {self.device}, E04.FR.06",
        }


A1 = PartyA(
    "Voltwerk B.V.",
    "Jeroen Bakker",
    "Petra Vogel",
    "voltwerk.example",
    "+31 20 555 0188",
    "VW-22",
    '[2,"4711","TransactionEvent",{"seqNo":7}]',
    "We ship in May.",
)
A2 = PartyA(
    "한빛충전",
    "김서연",
    "Ludwig Größer",
    "hanbit.example",
    "+82 2 555 7731",
    "HB Säule 9000",
    '[3,"9",{"currentTime":"2026-03-02T08:00:00Z"}]',
    "Our back end is by somebody else, and we were in a hurry.",
)
WORDS = [
    word for a in (A1, A2) for word in (a.vendor, a.vendor_person, a.laboratory_person, a.device, a.phone, a.domain)
]


def _tell_the_story(world: World, a: PartyA) -> list[str]:
    """The same story with party A's own words; returns every letter that others received."""
    number = world.file(**a.report())
    world.file(
        "other_laboratory",
        vendor_name="Nordlader AB",
        device="NL-7",
        summary="Another issue",
        vendor_contact={"name": "Åsa Lindqvist", "email": "asa@nordlader.example"},
        laboratory_contact={"name": "Jihoon Park", "email": "other_laboratory@ktc.example"},
    )
    steps.upload(world, "laboratory", number, f"{a.device}.log", a.log.encode())
    world.act("laboratory", number, "add-message", body=a.aside, visibility="parties")
    world.act(
        "editor",
        number,
        "record-analysis",
        outcome="specification",
        issue=f"The {a.device} of {a.vendor}.",
        cause=a.aside,
        argumentation=a.aside,
    )
    call = world.case(number)["calls"]["twg"]["id"]
    world.request("twg_chair", "PATCH", f"calls/{call}/agenda/{number}", json={"note": f"{a.vendor_person} joins."})
    world.act("twg_member", number, "add-message", body="We read it the same way.")
    steps.decide(world, number, "twg")
    steps.approve(world, number, "twg", "high", "Number messages as they are generated.")
    found = world.get("office", f"cases/{number}/applicability")["items"]
    world.act("office", number, "contact-certified-vendors", certificates=[item["number"] for item in found])
    world.act("editor", number, "record-erratum", kind="clarification", title="seqNo", document="Part 2", new_text="n.")
    world.act("twg_chair", number, "contact-cwg", request=f"As seen with {a.vendor}.")
    steps.decide(world, number, "cwg")
    script = steps.upload(world, "editor", number, "replay.py", b"print()", "oca").json["items"][0]["id"]
    world.act(
        "office",
        number,
        "provide-script",
        name="replay",
        test_references=["TC_E_22_CS"],
        octt_versions=["x"],
        instructions="Run it.",
        file_id=script,
        laboratory_ids=[world.ids["ktc"]],
    )
    world.act("cwg_chair", number, "report-octt-bug", title="seqNo", technical_content="It expects n+1.")
    world.ticket_action(number, "accept-octt-bug")
    world.act("cwg_chair", number, "inform-laboratories", text="TC_E_22_CS expects n+1.")
    world.act("cwg_chair", number, "decide-certification", certified=True, reason=f"The {a.device} is right.")
    world.act(
        "office",
        number,
        "distribute-update",
        title="Errata",
        text="seqNo.",
        available_on="2026-03-02",
        active_on="2026-03-09",
    )
    return sorted(f"{name} to {to}\n{_content(letter.message)}" for to, name, letter in world.post() if to in ADDRESSES)


def _content(message: EmailMessage) -> str:
    """A letter without the boundaries that the mail library draws at random."""
    headers = [f"{name}: {value}" for name, value in message.items() if name != "Content-Type"]
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
            letters = _tell_the_story(world, party)
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


@pytest.mark.xfail(reason="members: the list has, and its search uses, the summary as reported", strict=True)
def test_no_list_search_or_filter_tells_the_two_worlds_apart(
    two_urls: Iterator[str], tmp_path: Path, post_office: PostOffice
) -> None:
    """P-99; promise 4: the list of cases, with search for party A's words and filters by party."""
    (_, seen), (_, other_seen) = _live_twice(two_urls, tmp_path, post_office)
    assert [path for path in seen if seen[path] != other_seen[path] and _is_list(path)] == []

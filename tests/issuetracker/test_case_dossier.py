"""The dossier of a case: whole for OCA's handlers, a party's own version, and never held in memory (P-96, P-97)."""

import re
import tracemalloc
from io import BytesIO
from pathlib import Path

from issuetracker.extensions import db, transaction
from issuetracker.models import Case
from issuetracker.services.files import DiskStore, Given, attach, store_all
from issuetracker.services.verification import verify_case
from tests.dossiers import check_chain, check_sums, fetch, head_of, members, unpack
from tests.journeys import steps
from tests.world import MONDAY, World
from workflows.roles import Actor, Role
from workflows.vocabulary import Visibility


def _a_case(world: World) -> str:
    number = world.file(vendor_name="한빛충전", vendor_contact={"name": "김서연", "email": "kim@hanbit.example"})
    steps.upload(world, "laboratory", number, "CON.log", b"> 1\r\n")
    steps.upload(world, "editor", number, "inner.txt", b"ours", "oca")
    world.act("laboratory", number, "add-message", body="The trace is\r\nattached. 그림", visibility="parties")
    world.act("editor", number, "add-message", body="Between us: odd.", visibility="oca")
    steps.analyse(world, number, "specification")
    steps.decide(world, number, "twg")
    return number


def test_a_third_party_checks_a_case_with_standard_tools_only(world: World, tmp_path: Path) -> None:
    number = _a_case(world)
    world.tick()
    found = {who: members(fetch(world, who, number)) for who in ("office", "laboratory", "twg_member")}
    readings = found["office"]["readings.txt"].decode()
    for who, contents in found.items():
        directory = unpack(fetch(world, who, number), tmp_path / who)
        assert check_sums(directory) == ""
        assert check_chain(directory) == f"head {head_of(directory)}"
        assert (who == "laboratory") == (f"{head_of(directory)}\n" in readings)
        assert (b"Between us" in b"".join(contents.values())) == (who == "office")
    with world.app.app_context():
        case = db.session.query(Case).one()
        assert head_of(tmp_path / "office" / number) == case.history_head
        assert verify_case(db.session(), case) == []
    assert [place for place in found["laboratory"] if place.startswith("files/")] == ["files/0001-CON.log"]
    assert not re.search(rb"/follow/", b"".join(found["office"].values()))
    assert "한빛충전".encode() not in b"".join(found["twg_member"].values())
    assert any(place.startswith("letters/") for place in found["laboratory"])


def test_an_event_that_somebody_changes_in_the_database_shows_in_the_dossier(desk: World, tmp_path: Path) -> None:
    number = _a_case(desk)
    with desk.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE history SET actor_name = 'Somebody Else' WHERE seq = 3")
    directory = unpack(fetch(desk, "office", number), tmp_path / "unpacked")
    assert check_sums(directory) == ""
    assert check_chain(directory) == "events/00004.json: the chain is broken before this event"


def test_a_log_of_many_megabytes_goes_through_in_blocks_and_lost_bytes_are_named(desk: World, tmp_path: Path) -> None:
    number = desk.file()
    store = DiskStore(desk.config.files_dir, 64 << 20)
    given = [
        Given("big.log", "text/plain", BytesIO(b'> {"seqNo":7}\n' * (3 << 20))),
        Given("lost.log", "", BytesIO(b"gone")),
    ]
    with desk.app.app_context(), transaction() as session:
        case, office = session.query(Case).one(), Actor(None, "OCA", frozenset({Role.OCA_OFFICE}))
        stored = store_all(store, given)
        attach(session, desk.app.extensions["desk"], case, stored, office, MONDAY, visibility=Visibility.PARTIES)
    lost = stored[1][1].sha256
    store.path(lost).unlink()
    fetch(desk, "laboratory", number)  # what is imported once is not the dossier's
    tracemalloc.start()
    answer = desk.request("laboratory", "GET", f"cases/{number}/dossier.zip")
    with (tmp_path / "dossier.zip").open("wb") as kept:
        kept.writelines(answer.response)
    answer.close()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 30 << 20  # most of it are fonts
    contents = members((tmp_path / "dossier.zip").read_bytes())
    assert len(contents["files/0001-big.log"]) == 14 * (3 << 20)
    assert lost.encode() in contents["files/0002-lost.log.lost.txt"]

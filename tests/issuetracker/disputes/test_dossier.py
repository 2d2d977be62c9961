"""The dossier of a dispute: what its reader may see, checked by a third party with standard tools (P-73, P-96)."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

from tests.dossiers import check_chain, check_sums, fetch, head_of, members, unpack
from tests.issuetracker.disputes.people import admit, attach, decide, do, report
from tests.issuetracker.web.sheet_text import text_of_pdf
from tests.world import World

JQ = """previous=$(printf '0%.0s' $(seq 64))
for f in events/*.json; do
  [ "$(jq -r '.[-1]' "$f")" = "$previous" ] || echo "broken before $f"
  previous=$(sha256sum "$f" | cut -c1-64)
done
echo "head $previous"
"""


def _lived(world: World) -> str:
    """A dispute with words and evidence of both sides, of which one statement is not shared."""
    number = report(world, "laboratory", ("../주행 기록: 4?.log", b"> 1\r\n> 2"), subject="판정 TC_C_34_CS")
    admit(world, number)
    do(world, "board", number, "open-round", sides=["vendor"], question="What did the log say?", working_days=5)
    evidence = attach(world, "vendor", number, "timing.pdf", b"%PDF")
    do(world, "vendor", number, "give-statement", body="Žižkov: the block\r\narrived after.", file_ids=[evidence])
    do(world, "vendor", number, "give-statement", body="For the Board alone.")
    do(world, "board", number, "share-statements", statements=[1, 2])
    do(world, "second_board", number, "ask-advice", adviser="twg", question="Is it in the plan?", statements=[2])
    do(world, "twg_chair", number, "give-advice", advice=1, body="It is not.")
    decide(world, number)
    return number


def test_a_third_party_checks_every_readers_dossier_with_standard_tools_only(court: World, tmp_path: Path) -> None:
    number = _lived(court)
    whole = members(fetch(court, "board", number))
    for who in ("board", "office", "laboratory", "vendor", "twg_chair"):
        directory = unpack(fetch(court, who, number), tmp_path / who)
        assert check_sums(directory) == ""
        assert check_chain(directory) == f"head {head_of(directory)}"
        assert JQ in (directory / "README.txt").read_text().replace("       ", "")
        if shutil.which("jq"):
            ran = subprocess.run(["bash", "-c", JQ], cwd=directory, capture_output=True, text=True, check=True)
            assert ran.stdout.strip() == f"head {head_of(directory)}"
        if who in ("laboratory", "vendor"):
            assert f"{who} 00013 {head_of(directory)}\n" in whole["readings.txt"].decode()
        event = sorted((directory / "events").iterdir())[0]
        event.write_text(event.read_text().replace("2026", "2025"))
        assert event.name in check_sums(directory)
        assert "the chain is broken before this event" in check_chain(directory)


def test_each_reader_has_exactly_what_their_page_shows(court: World) -> None:
    number = _lived(court)
    board, laboratory, twg = (members(fetch(court, who, number)) for who in ("board", "laboratory", "twg_chair"))
    assert [place for place in board if place.startswith("files/")] == [
        "files/0001-주행 기록_ 4_.log",
        "files/0002-timing.pdf",
    ]
    assert board["files/0001-주행 기록_ 4_.log"] == b"> 1\r\n> 2"
    assert len([place for place in board if place.startswith("messages/")]) == 3
    assert len([place for place in laboratory if place.startswith("messages/")]) == 2
    assert len([place for place in twg if place.startswith("messages/")]) == 1
    assert not any(place.startswith("letters/") for place in twg)
    assert b"For the Board alone." not in b"".join(laboratory.values())
    assert "readings.txt" not in laboratory
    assert b"Voltwerk" not in b"".join(twg.values())


def test_the_same_state_gives_the_same_bytes_and_a_party_finds_each_of_its_heads(court: World, tmp_path: Path) -> None:
    number = report(court)
    heads = []
    for step in ("reported", "admitted", "asked"):
        if step == "admitted":
            admit(court, number)
        if step == "asked":
            do(court, "board", number, "open-round", sides=["vendor"], question="What?", working_days=5)
        first = fetch(court, "vendor", number)
        court.travel(timedelta(minutes=7))
        assert fetch(court, "vendor", number) == first
        heads.append(head_of(unpack(first, tmp_path / step)))
    assert len(set(heads)) == 3
    readings = members(fetch(court, "office", number))["readings.txt"].decode()
    assert [line.split()[2] for line in readings.splitlines() if line.startswith("vendor")] == heads


def test_the_pdf_has_an_index_with_pages_and_every_script(court: World) -> None:
    number = _lived(court)
    answer = court.request("laboratory", "GET", f"disputes/{number}/dossier.pdf")
    text = text_of_pdf(answer.data)
    for words in ("판정 TC_C_34_CS", "Index", "Žižkov", "주행 기록_ 4_.log", "How to check it", "1 of 3"):
        assert words in text, words
    assert "For the Board alone" not in text


def test_whoever_sees_nothing_of_a_dispute_gets_no_dossier(court: World) -> None:
    number = report(court)
    do(court, "third_board", number, "declare-link", link="My employer buys from Voltwerk.")
    found = {
        who: court.request(who, "GET", f"disputes/{number}/dossier.zip").status_code
        for who in ("third_board", "editor", "other_vendor", "provider")
    }
    assert found == {"third_board": 403, "editor": 404, "other_vendor": 404, "provider": 403}

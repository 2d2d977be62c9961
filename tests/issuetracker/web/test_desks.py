"""The other desks: agendas, the Board, tickets, updates, search, logs; each by whoever works there."""

import html
import io
import re

import pytest

from issuetracker.services import log_index
from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import form_to, forms, submit
from tests.journeys.steps import analyse, approve, close, decide, propose
from tests.world import World

PARTY_WORDS = ("Voltwerk", "DEKRA", "Petra Vogel", "Bakker")


def on_the_agenda(world: World) -> tuple[str, int]:
    """A case on the TWG's next agenda, and that call."""
    number = world.file(test_references=["TC_E_22_CS"])
    analyse(world, number, "specification")
    return number, world.case(number)["calls"]["twg"]["id"]


def test_a_chair_decides_from_the_agenda_and_reads_it_there(world: World) -> None:
    number, call = on_the_agenda(world)
    chair = sign_in(world, "twg_chair")
    page = submit(
        chair, f"/agenda/{call}?open={number}&do=decide-in-group", f"/agenda/{call}/cases/{number}/decide-in-group",
        do="do", decision="confirmed", argumentation="Both readings are in the field.",
    )  # fmt: skip
    assert page.status_code == 200
    assert "<b>Confirmed.</b> Both readings are in the field." in page.text
    assert "The one case is decided." in page.text
    page = submit(
        chair, f"/agenda/{call}?open={number}&do=propose-severity", f"/agenda/{call}/cases/{number}/propose-severity",
        do="do", level="low", interoperability="a", manual_actions="b", malfunction="c",
    )  # fmt: skip
    assert page.status_code == 200
    assert world.case(number)["stages"]["severity"] == "proposed"


def test_what_is_wrong_on_the_agenda_is_said_at_its_case_and_kept(desk: World) -> None:
    number, call = on_the_agenda(desk)
    place = f"/agenda/{call}/cases/{number}/decide-in-group"
    chair = sign_in(desk, "twg_chair")
    page = submit(
        chair, f"/agenda/{call}?open={number}&do=decide-in-group", place, do="do", argumentation="Kept words."
    )
    assert page.status_code == 422
    assert "Kept words." in page.text
    assert "Fill this in." in page.text


def test_nobody_decides_for_another_group_and_members_only_read(desk: World) -> None:
    number, call = on_the_agenda(desk)
    for who in ("cwg_chair", "twg_member", "office"):
        assert "data-decide" not in sign_in(desk, who).get(f"/agenda/{call}").text, who
        assert sign_in(desk, who).get(f"/agenda/{call}?open={number}&do=decide-in-group").status_code == 404, who


def test_members_read_agendas_sheets_and_invitations_without_party_names(desk: World) -> None:
    number = desk.file(summary="Voltwerk B.V. sends 14 where 9 is expected")
    analyse(desk, number, "specification")
    call = desk.case(number)["calls"]["twg"]["id"]
    member = sign_in(desk, "twg_member")
    assert number in member.get(f"/agenda/{call}").text
    for address in (f"/agenda/{call}", f"/agenda/{call}/invitation.ics"):
        assert not any(word in member.get(address).text for word in PARTY_WORDS), address
    sheet = member.get(f"/agenda/{call}/sheet.pdf")
    assert sheet.data.startswith(b"%PDF")
    assert sheet.data == sign_in(desk, "board").get(f"/agenda/{call}/sheet.pdf").data


def test_order_and_notes_are_the_chairs(desk: World) -> None:
    first, call = on_the_agenda(desk)
    second, _ = on_the_agenda(desk)
    chair = sign_in(desk, "twg_chair")
    places = re.findall(r'id="case-(OCA-[\d-]+)"', chair.get(f"/agenda/{call}").text)
    assert places == [first, second]
    place = f"/agenda/{call}/cases/{second}/arrangement"
    found = forms(chair.get(f"/agenda/{call}").text)
    up = [form for form in found if form["action"] == place and "position" in form["names"]]
    page = chair.post(place, data=up[0]["fields"], follow_redirects=True)
    assert re.findall(r'id="case-(OCA-[\d-]+)"', page.text) == [second, first]
    token = up[0]["fields"]["csrf_token"]
    page = chair.post(place, data={"csrf_token": token, "note": "Ask the expert."}, follow_redirects=True)
    assert "Ask the expert." in page.text


def test_the_board_approves_the_exact_text_from_its_inbox(world: World) -> None:
    number, _ = on_the_agenda(world)
    decide(world, number, "twg")
    propose(world, number, "twg", "high", "Stations may stop charging; update the firmware.")
    board = sign_in(world, "board")
    page = board.get("/board").text
    assert "1 matter lies before the Board." in page
    assert "Stations may stop charging; update the firmware." in page
    assert re.search(r"<dt>vendors</dt><dd>\d+</dd>", page)
    done = submit(board, "/board", f"/board/{number}/approve-severity", do="do")
    assert "Approve the severity – done." in done.text
    assert "Nothing lies before the Board." in done.text
    assert "approved severity high" in done.text


def test_handlers_read_what_lies_before_the_board_and_others_do_not(desk: World) -> None:
    number, _ = on_the_agenda(desk)
    decide(desk, number, "twg")
    propose(desk, number, "twg", "low")
    page = sign_in(desk, "twg_chair").get("/board").text
    assert number in page
    assert f"/board/{number}/approve-severity" not in page
    for who in ("laboratory", "vendor", "twg_member", "provider"):
        assert sign_in(desk, who).get("/board").status_code == 403, who


def ticket(world: World) -> str:
    """An OCTT bug with a ticket."""
    number = world.file(summary="Voltwerk B.V. sends 14 in a run at DEKRA")
    analyse(world, number, "octt")
    decide(world, number, "cwg")
    world.act("cwg_chair", number, "report-octt-bug", title="Order of messages", technical_content="Reads field 3.")
    return number


def test_the_provider_works_on_tickets_that_name_no_party(world: World) -> None:
    number = ticket(world)
    provider = sign_in(world, "provider")
    for address in ("/work", "/tickets", f"/tickets/{number}"):
        page = provider.get(address)
        assert page.status_code == 200, address
        assert "Order of messages" in page.text, address
        assert not any(word in page.text for word in PARTY_WORDS), address
    done = submit(provider, f"/tickets/{number}", f"/tickets/{number}/accept-octt-bug", note="We look at it.")
    assert "Accept the OCTT bug: done." in done.text
    assert world.case(number)["stages"]["maintenance"] == "accepted"
    wrong = submit(provider, f"/tickets/{number}", f"/tickets/{number}/report-octt-fix", version=" ")
    assert wrong.status_code == 422
    assert provider.get(f"/cases/{number}").status_code == 403


def test_a_laboratory_acknowledges_what_was_sent_to_it_and_sees_nothing_of_others(world: World) -> None:
    number, _ = on_the_agenda(world)
    decide(world, number, "twg")
    approve(world, number, "twg")
    world.act(
        "editor", number, "record-erratum", kind="correction", title="Numbering", document="Part 2", new_text="SHALL",
    )  # fmt: skip
    world.act(
        "office", number, "distribute-update", title="Erratum 2026-03", text="The numbering is corrected.",
        available_on="2026-03-10", active_on="2026-04-10",
    )  # fmt: skip
    other = sign_in(world, "other_laboratory")
    page = other.get("/to-acknowledge", follow_redirects=True)
    assert "Erratum 2026-03" in page.text
    assert not any(word in page.text for word in (*PARTY_WORDS, number))
    place = re.search(r'action="(/updates/\d+/acknowledgement)"', page.text)
    assert place
    done = submit(other, "/updates", place[1])
    assert "Nothing waits for your acknowledgement." in done.text
    matrix = sign_in(world, "office").get("/office/distribution").text
    assert "Jihoon Park 박지훈" in matrix
    mine = re.search(r'action="(/updates/\d+/acknowledgement)"', sign_in(world, "laboratory").get("/updates").text)
    assert mine
    token = form_to(sign_in(world, "laboratory").get("/updates").text, mine[1])
    assert token
    assert mine[1] != place[1]


def test_search_finds_what_one_may_see_and_nothing_else(world: World) -> None:
    number = world.file(summary="Firmware status after a reboot", test_references=["TC_L_05_CS"])
    analyse(world, number, "specification")
    laboratory = sign_in(world, "laboratory")
    submit(
        laboratory, f"/cases/{number}", f"/cases/{number}/messages", body="The second zebra run.",
        visibility="laboratory", files=[(io.BytesIO(b"x"), "zebra.log")],
    )  # fmt: skip
    for who in ("laboratory", "editor"):
        page = sign_in(world, who).get("/search?q=zebra").text
        assert "The second <mark>zebra</mark> run." in page, who
        assert "<mark>zebra</mark>.log" in page, who
    for who in ("vendor", "other_laboratory", "other_vendor", "twg_member"):
        assert "Nothing that you may see has “zebra”." in sign_in(world, who).get("/search?q=zebra").text, who
    assert number in laboratory.get("/search?q=reboot firmware").text
    assert number in sign_in(world, "twg_member").get("/search?q=reboot").text
    assert number in sign_in(world, "twg_member").get("/search?q=tc_l_05_cs").text
    assert laboratory.get(f"/search?q={number.lower()}").location == f"/cases/{number}"
    for odd in ('"', "'; --", "%", "_", "(", "a AND", "\\", "한빛", "<script>"):
        assert laboratory.get("/search", query_string={"q": odd}).status_code == 200, odd


def a_log(world: World, content: bytes, name: str = "run.log") -> tuple[str, int]:
    """A case with a log, and the log's id."""
    number = world.file()
    sent = world.request("laboratory", "POST", f"cases/{number}/files", data={"files": (io.BytesIO(content), name)})
    return number, sent.json["items"][0]["id"]


def test_a_log_is_read_in_the_page_by_lines_that_can_be_linked_to(desk: World) -> None:
    lines = [f"line {n}" for n in range(1, 1301)]
    lines[700] = '[2,"5f17","StatusNotification",{"connectorStatus":"Occupied"}]'
    lines[701] = '[4,"5f17","InternalError","",{}]'
    _, file_id = a_log(desk, "\r\n".join(lines).encode())
    laboratory = sign_in(desk, "laboratory")
    first = laboratory.get(f"/files/{file_id}").text
    assert 'id="L1"' in first and 'id="L500"' in first and 'id="L501"' not in first
    assert "Property of Voltwerk B.V." in first
    jump = laboratory.get(f"/files/{file_id}?line=701")
    assert jump.location.endswith("?from=501#L701")
    page = laboratory.get(jump.location).text
    assert "CALL StatusNotification" in page
    assert '<li id="L702" class="fault">' in page
    hits = laboratory.get(f"/files/{file_id}?q=STATUSNOTIFICATION").text
    assert "1 line has" in hits
    assert f'href="/files/{file_id}?from=501#L701"' in hits


def test_the_first_lines_of_a_huge_log_are_shown_before_its_last_one_is_counted(
    desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_index, "SLICE_LINES", 1_000)
    monkeypatch.setattr(log_index, "_BLOCK", 4_096)
    _, file_id = a_log(desk, b"".join(b"line %d\n" % n for n in range(1, 4_001)))
    laboratory = sign_in(desk, "laboratory")
    first = laboratory.get(f"/files/{file_id}")
    assert 'id="L1"' in first.text and 'id="L500"' in first.text and "of more than" in first.text
    assert "Refresh" not in first.headers, "whoever reads is left in peace"
    address, visits = f"/files/{file_id}?line=3990", 0
    while "Refresh" in (answer := laboratory.get(address)).headers:
        assert "On the way to line 3990" in answer.text and "%" in answer.text
        visits += 1
    assert visits >= 1
    assert answer.location.endswith("?from=3501#L3990")
    assert "Lines 3501 to 4000 of 4000" in laboratory.get(answer.location).text


def test_all_hits_of_a_search_in_a_log_can_be_reached(desk: World) -> None:
    _, file_id = a_log(desk, b"hit\nmiss\n" * 450)
    laboratory = sign_in(desk, "laboratory")
    address, seen = f"/files/{file_id}?q=hit", list[int]()
    while address:
        page = laboratory.get(address).text
        seen += [int(number) for number in re.findall(r'<li id="L(\d+)"', page)]
        later = re.search(r'href="([^"]+)" rel="next">Later hits', page)
        address = html.unescape(later[1]) if later else ""
    assert seen == list(range(1, 900, 2))


@pytest.mark.parametrize("odd", ["?from=0", "?from=99999999999", "?from=x", "?line=0", "?line=99999", "?q=%5B"])
def test_odd_addresses_of_a_log_still_show_it(desk: World, odd: str) -> None:
    _, file_id = a_log(desk, b"one\ntwo\n")
    assert sign_in(desk, "laboratory").get(f"/files/{file_id}{odd}").status_code in (200, 302)


def test_a_log_is_nobodys_but_its_readers(desk: World) -> None:
    number, file_id = a_log(desk, b"secret of the vendor\n")
    analyse(desk, number, "specification")
    for who in ("other_laboratory", "other_vendor", "twg_member"):
        for address in (f"/files/{file_id}", f"/files/{file_id}/download", f"/files/{file_id}?q=secret"):
            answer = sign_in(desk, who).get(address)
            assert answer.status_code == 404, (who, address)
            assert "secret" not in answer.text.replace("q=secret", "")


def test_what_is_no_text_is_only_given_out(desk: World) -> None:
    _, file_id = a_log(desk, b"\x00\x01\x02<html>", "page.html")
    laboratory = sign_in(desk, "laboratory")
    assert "This is no text" in laboratory.get(f"/files/{file_id}").text
    with laboratory.get(f"/files/{file_id}/download") as given:
        assert given.mimetype == "application/octet-stream"
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert given.headers["X-Content-Type-Options"] == "nosniff"


def test_markup_in_a_log_is_text(desk: World) -> None:
    _, file_id = a_log(desk, b'<script>alert(1)</script>\n[2,"1","A",{"x":"<b>"}]\n')
    page = sign_in(desk, "laboratory").get(f"/files/{file_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_resolutions_are_searched_and_cited_and_name_nobody(desk: World) -> None:
    number = desk.file(test_references=["TC_E_22_CS"])
    analyse(desk, number, "vendor_implementation")
    desk.act("cwg_chair", number, "decide-certification", certified=False, reason="It fails.")
    close(desk, number, "Numbers go on from the last one generated.")
    other = sign_in(desk, "other_laboratory")
    page = other.get("/resolutions?test_reference=tc_e_22_cs").text
    assert "Numbers go on from the last one generated." in page
    one = other.get("/resolutions/R-2026-0001").text
    assert "OCA resolution R-2026-0001, 2 March 2026, https://desk.oca.example/resolutions/R-2026-0001" in one
    assert not any(word in page + one for word in (*PARTY_WORDS, number))
    assert number in sign_in(desk, "laboratory").get("/resolutions/R-2026-0001").text
    assert "No resolution fits." in other.get("/resolutions?q=nowhere").text
    assert sign_in(desk, "vendor").get("/resolutions").status_code == 403

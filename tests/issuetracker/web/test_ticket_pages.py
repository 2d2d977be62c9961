"""Tickets as the tool provider works on them, and as OCA's handlers read them (D.5, P-80)."""

import html
import re

import pytest

from issuetracker.web import tickets
from tests.browsing import csrf, sign_in
from tests.issuetracker.web.desk_forms import forms, submit
from tests.journeys.steps import analyse, decide
from tests.world import World

PARTY_WORDS = ("Voltwerk", "DEKRA", "Petra Vogel", "Bakker", "Marchetti", "de Wit")


def ticket(world: World) -> str:
    """An OCTT bug with a ticket."""
    number = world.file(summary="Voltwerk B.V. meets a bug")
    analyse(world, number, "octt")
    decide(world, number, "cwg")
    world.act("cwg_chair", number, "report-octt-bug", title="Order of messages", technical_content="Reads field 3.")
    return number


def test_the_provider_takes_a_ticket_from_acceptance_to_release(world: World) -> None:
    number = ticket(world)
    provider, page = sign_in(world, "provider"), f"/tickets/{number}"
    assert "1 of 1 waits for you." in provider.get("/tickets").text
    submit(provider, page, f"{page}/dispute-octt-bug", reason="Field 3 is right.")
    assert "None of 1 wait for you." in provider.get("/tickets").text
    world.act("cwg_chair", number, "uphold-octt-bug", argumentation="E04.FR.06 says field 2.")
    assert "E04.FR.06 says field 2." in provider.get(page).text
    submit(provider, page, f"{page}/accept-octt-bug", note="We look at it.")
    submit(provider, page, f"{page}/report-octt-fix", version="Release_2026-03")
    world.act("editor", number, "verify-octt-fix", note="Ran TC_E_22_CS.")
    form = next(f for f in forms(provider.get(page).text) if f["action"] == f"{page}/release-octt-fix")
    values = {name: "2026-03-20" for name in form["names"] if name.endswith("_on")}
    done = submit(provider, page, f"{page}/release-octt-fix", version="Release_2026-03", **values)
    assert done.status_code == 200, done.text
    assert world.case(number)["stages"]["maintenance"] == "released"
    assert not any(word in done.text for word in PARTY_WORDS)
    assert world.verify() == []


def test_every_ticket_is_on_one_of_the_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [ticket(world) for _ in range(3)]
    monkeypatch.setattr(tickets, "_PAGE", 2)
    provider = sign_in(world, "provider")
    first = provider.get("/tickets").text
    later = re.search(r'href="([^"]+)" rel="next">Earlier changed', first)
    assert later is not None
    second = provider.get(html.unescape(later[1])).text
    seen = [re.findall(r'<span class="no">(OCA-[\d-]+)</span>', page) for page in (first, second)]
    assert [len(page) for page in seen] == [2, 1]
    assert sorted(seen[0] + seen[1]) == numbers
    assert 'rel="next"' not in second
    assert provider.get("/tickets?cursor=nonsense").status_code == 422


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: World) -> None:
    number = ticket(desk)
    provider, page = sign_in(desk, "provider"), f"/tickets/{number}"
    wrong = submit(provider, page, f"{page}/dispute-octt-bug", reason=" ")
    assert wrong.status_code == 422
    assert "Fill this in." in wrong.text
    open_form = wrong.text.index("<details open")
    assert wrong.text[open_form:].split("</summary>")[0].endswith("Dispute the OCTT bug")


def test_what_oca_did_meanwhile_is_read_first(desk: World) -> None:
    number = ticket(desk)
    provider, page = sign_in(desk, "provider"), f"/tickets/{number}"
    place = f"{page}/dispute-octt-bug"
    opened = next(form["fields"] for form in forms(provider.get(page).text) if form["action"] == place)
    desk.ticket_action(number, "accept-octt-bug", note="By a colleague.")
    sent = opened | {"reason": "Kept words."}
    meanwhile = provider.post(place, data=sent)
    assert meanwhile.status_code == 409
    assert "Meanwhile, since you opened this form" in meanwhile.text
    assert "By a colleague." in meanwhile.text
    assert "Kept words." in meanwhile.text
    assert provider.post(place, data=sent | {"anyway": "yes"}).status_code == 302
    gone = provider.post(f"{page}/accept-octt-bug", data={"csrf_token": csrf(provider)})
    assert gone.status_code in (302, 404)


def test_a_number_of_thousands_of_digits_in_a_form_is_none(desk: World) -> None:
    """Python refuses to read one, and a page would fail."""
    number = ticket(desk)
    endless = "9" * 5000
    provider, office = sign_in(desk, "provider"), sign_in(desk, "office")
    done = provider.post(f"/tickets/{number}/accept-octt-bug", data={"csrf_token": csrf(provider), "seen": endless})
    asked = {"csrf_token": csrf(office), "seen_seq": endless, "do": "look", "version": endless}
    for path in (f"/cases/{number}/actions/withdraw", "/directory/corrections/OCA.0201.0053.CS"):
        assert office.post(path, data=asked).status_code < 500, path
    assert done.status_code == 302


def test_handlers_read_tickets_and_act_on_the_case(desk: World) -> None:
    number = ticket(desk)
    for who in ("editor", "cwg_chair", "office"):
        client = sign_in(desk, who)
        page = client.get(f"/tickets/{number}").text
        assert "Reads field 3." in page, who
        assert f'href="/cases/{number}"' in page, who
        assert f'action="/tickets/{number}' not in page, who
        place = f"/tickets/{number}/accept-octt-bug"
        assert client.post(place, data={"csrf_token": csrf(client)}).status_code == 403, who
    for who in ("laboratory", "vendor", "twg_member"):
        assert sign_in(desk, who).get(f"/tickets/{number}").status_code == 403, who


def test_a_case_without_a_ticket_is_none(desk: World) -> None:
    number = desk.file()
    provider = sign_in(desk, "provider")
    assert provider.get(f"/tickets/{number}").status_code == 404
    place = f"/tickets/{number}/accept-octt-bug"
    assert provider.post(place, data={"csrf_token": csrf(provider)}).status_code == 404
    found = ticket(desk)
    for action in ("close-case", "add-message", "verify-octt-fix", "nothing"):
        place = f"/tickets/{found}/{action}"
        assert provider.post(place, data={"csrf_token": csrf(provider)}).status_code == 404, action

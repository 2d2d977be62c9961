"""Releases (6c): recorded, sent with files, acknowledged, forwarded, corrected, withdrawn; one OCTT for two cases."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from werkzeug.http import parse_options_header

from issuetracker.api.examples import CORRECTION_OF_A_RELEASE, RELEASE
from issuetracker.extensions import transaction
from issuetracker.models import Laboratory, Obligation, Release
from issuetracker.services import obligations
from issuetracker.services.enclosing import MOST_BYTES
from issuetracker.services.files import DiskStore, Given, store_all
from issuetracker.services.releases.enclosures import add_files
from issuetracker.services.releases.versions import newest
from tests.architecture.rich_case import a_release
from tests.browsing import csrf, sign_in
from tests.journeys import steps
from tests.journeys.steps import local
from tests.workflows.builders import OFFICE
from tests.world import World

DATES = {"text": "See the notes.", "available_on": "2026-03-02", "active_on": "2026-03-16"}
DEKRA, KTC = "ocpp@dekra.example", "ocpp@ktc.example"
PARTY_WORDS = ("voltwerk", "bakker", "vogel", "vw-22", "petra", "jeroen")


def _release(world: World, kind: str, **content: Any) -> str:
    made = world.request("office", "POST", "releases", json={"kind": kind, "content": DATES | content})
    assert made.status_code == 201, made.text
    return str(made.json["number"])


def _send(world: World, number: str) -> None:
    assert world.request("office", "POST", f"releases/{number}/sending").status_code == 200


def _correct(world: World, number: str, version: int, **content: Any) -> Any:
    given = {"version": version, "reason": f"Reason {version + 1}.", "content": content}
    return world.request("office", "POST", f"releases/{number}/versions", json=given)


def _current(world: World, who: str, on: str) -> dict[str, tuple[int, str]]:
    items = world.get(who, "releases", query_string={"current_on": on})["items"]
    return {item["content"]["title"]: (item["version"], item["standing"]) for item in items}


def test_an_erratum_arrives_with_its_file_is_acknowledged_forwarded_corrected_and_withdrawn(world: World) -> None:
    """P-54, P-57, P-58: nothing is edited in silence; what was current on a day stays known."""
    world.travel(local(2026, 11, 25))
    number, file_id = a_release(world)
    letters = {to: letter for to, name, letter in world.post() if name == "release"}
    assert set(letters) == {DEKRA, KTC}
    (attached,) = letters[KTC].message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("errata-2026-11.pdf", b"%PDF-1.7 errata")
    assert "Status: final" in " ".join(letters[KTC].text.split())
    title = RELEASE["content"]["title"]
    assert [_current(world, "laboratory", on).get(title) for on in ("2026-11-24", "2026-11-25", "2026-12-09")] == [
        None, (1, "available"), (1, "active"),
    ]  # fmt: skip

    fetched = world.request("laboratory", "GET", f"releases/{number}/files/{file_id}", buffered=True)
    assert fetched.data == b"%PDF-1.7 errata"
    acknowledgement = f"releases/{number}/acknowledgement"
    assert world.request("office", "POST", acknowledgement).status_code == 403
    assert [world.request("laboratory", "POST", acknowledgement).status_code for _ in "12"] == [200, 409]
    noted = {"vendors": 2, "whom": "Two in the queue"}
    assert world.request("laboratory", "POST", f"releases/{number}/forwardings", json=noted).status_code == 201
    seen = {who: world.get(who, f"releases/{number}") for who in ("office", "laboratory", "other_laboratory")}
    assert [len(seen[who]["forwardings"]) for who in seen] == [1, 1, 0]
    assert [len(seen[who]["laboratories"]) for who in seen] == [2, 1, 1]

    world.travel(local(2026, 11, 26))
    unread = world.request(
        "editor", "POST", f"releases/{number}/versions", json=CORRECTION_OF_A_RELEASE | {"version": 9}
    )
    assert unread.status_code == 412
    made = world.request("editor", "POST", f"releases/{number}/versions", json=CORRECTION_OF_A_RELEASE)
    assert made.status_code == 201, made.text
    assert world.get("laboratory", f"releases/{number}")["version"] == 1, "not sent yet"
    _send(world, number)
    ((_, text), _) = ((to, " ".join(letter.text.split())) for to, name, letter in world.post() if name == "release")
    assert "The page was wrong." in text and "page 214" in text
    assert _current(world, "office", "2026-11-25")[title] == (1, "available"), "what was current then"
    assert _current(world, "office", "2026-12-09")[title] == (2, "active")

    gone = {"version": 2, "reason": "The erratum is taken back."}
    assert world.request("editor", "POST", f"releases/{number}/withdrawal", json=gone).status_code == 403
    assert world.request("office", "POST", f"releases/{number}/withdrawal", json=gone).status_code == 200
    assert {to for to, name, _ in world.post() if name == "release_withdrawn"} == {DEKRA, KTC}
    assert title not in _current(world, "office", "2026-12-09")


def _fixed(world: World, *, ticket: str = "") -> str:
    """A confirmed OCTT bug whose ticket is open: its own, or one that it joins."""
    number = world.file()
    steps.analyse(world, number, "octt")
    world.travel(local(2026, 3, 11, 15))
    steps.decide(world, number, "cwg")
    steps.approve(world, number, "cwg")
    if ticket:
        world.act("cwg_chair", number, "join-octt-ticket", ticket=ticket)
    else:
        world.act("cwg_chair", number, "report-octt-bug", title="seqNo", technical_content="It expects n+1.")
    return number


def test_one_octt_version_fixes_two_cases_retires_the_script_and_settles_both(desk: World) -> None:
    """P-80, P-81: the provider sees one ticket; all laboratories read of no case and no party."""
    first = _fixed(desk)
    desk.travel(local(2026, 3, 2))
    second = _fixed(desk, ticket=first)
    assert [item["number"] for item in desk.get("provider", "tickets")["items"]] == [first]
    assert desk.request("provider", "GET", f"tickets/{second}").status_code == 404
    script = _release(
        desk, "script", title="replay-e22 1.0", test_references=["TC_E_22_CS"], octt_from="Release_2025-09",
        octt_until="Release_2026-02", cases=[second],
    )  # fmt: skip
    content = {"title": "Notes on the VW-22", "text": "-", "item": "Notes", "document_version": "1", "cases": [first]}
    naming = {"kind": "document", "content": content | dict.fromkeys(("available_on", "active_on"), "2026-03-02")}
    refused = desk.request("office", "POST", "releases", json=naming)
    assert (refused.status_code, refused.json["rule"]) == (422, "P-51")
    files = {"files": (BytesIO(b"print('replay')\n"), "replay-e22.py", "text/x-python")}
    assert desk.request("office", "POST", f"releases/{script}/files", data=files).status_code == 201
    _send(desk, script)
    for version, found in (("Release_2026-02", 1), ("Release_2026-07", 0)):
        asked = {"test_reference": "tc-e-22-cs", "octt_version": version, "current_on": "2026-03-20"}
        assert len(desk.get("laboratory", "scripts", query_string=asked)["items"]) == found
    desk.told()

    for action, given in (
        ("accept-octt-bug", {}), ("answer-oca", {"text": "Two weeks."}), ("report-octt-fix", {"version": "2026-07"}),
    ):  # fmt: skip
        desk.ticket_action(first, action, **given)
    desk.act("editor", first, "verify-octt-fix", note="Ran it.")
    desk.ticket_action(first, "release-octt-fix", version="2026-07", available_on="2026-03-12")
    assert [desk.case(number)["stages"]["maintenance"] for number in (first, second)] == ["released", "released"]
    desk.told()
    octt = _release(desk, "octt", title="OCTT 2026-07", octt_version="2026-07", cases=[first, second])
    _send(desk, octt)
    assert [desk.case(number)["stages"]["distribution"] for number in (first, second)] == ["distributed"] * 2
    letters = [(name, letter.text) for to, name, letter in desk.post() if to == KTC]
    assert {name for name, _ in letters} == {"release", "release_withdrawn"}
    assert all("replay-e22 1.0" in text for _, text in letters)
    texts = " ".join(text for _, text in letters) + desk.request("other_laboratory", "GET", f"releases/{octt}").text
    assert not [word for word in (*PARTY_WORDS, first, second) if word.lower() in texts.lower()]
    (item,) = desk.get("laboratory", "scripts", query_string={"current_on": "2026-03-20"})["items"]
    assert item["standing"] == "withdrawn"
    assert desk.verify() == []


def test_over_all_pages_the_ticket_that_waits_comes_first(world: World) -> None:
    """The other was changed later, and waits for OCA."""
    waits = _fixed(world)
    world.travel(local(2026, 3, 2))
    later = _fixed(world)
    world.ticket_action(later, "accept-octt-bug")
    world.ticket_action(later, "report-octt-fix", version="2026-07")
    pages, cursor = [], None
    for _ in range(2):
        found = world.get("provider", "tickets", query_string={"limit": 1} | ({"cursor": cursor} if cursor else {}))
        pages.append([item["number"] for item in found["items"]])
        cursor = found["next_cursor"]
    assert (pages, cursor) == ([[waits], [later]], None)


def test_a_laboratory_that_does_not_acknowledge_is_reminded_three_times_and_then_no_more(world: World) -> None:
    """P-58: after 5, 10 and 15 working days; not whoever has acknowledged."""
    number, _ = a_release(world)
    world.tick()
    assert world.request("laboratory", "POST", f"releases/{number}/acknowledgement").status_code == 200
    reminded = []
    for day in range(1, 45):
        world.travel(local(2026, 3, 2) + timedelta(days=day))
        reminded += [(day, to) for to, name, _ in world.post() if name == "release_reminder"]
    assert reminded == [(7, KTC), (14, KTC), (21, KTC)]


def test_a_laboratory_that_is_not_authorised_any_more_is_reminded_of_nothing(desk: World) -> None:
    """P-54: updates do not go to it either."""
    a_release(desk)
    desk.tick()
    with desk.app.app_context(), transaction() as session:
        session.execute(update(Laboratory).where(Laboratory.id == desk.ids["ktc"]).values(active=False))
    desk.travel(local(2026, 3, 9))
    assert [to for to, name, _ in desk.post() if name == "release_reminder"] == [DEKRA]


def test_of_two_who_acknowledge_at_once_the_first_is_on_record(world: World) -> None:
    """The second has read it before the first had written, and waits for its row."""
    number, _ = a_release(world)
    (owed,) = world.get("laboratory", "obligations", query_string={"state": "to_acknowledge"})["items"]
    assert (owed["number"], owed["release"]) == (number, number)
    with world.app.app_context(), transaction() as session:
        row = obligations.find(session, OFFICE, owed["id"])
        first = update(Obligation).values(acknowledged_by="The first").where(Obligation.id == owed["id"])
        session.execute(first.execution_options(synchronize_session=False))
        assert obligations.find(session, OFFICE, owed["id"], lock=True) is row
        assert row.acknowledged_by == "The first"


def test_a_mistake_that_was_not_sent_yet_is_mended_or_withdrawn_and_no_laboratory_reads_of_it(world: World) -> None:
    """P-54, P-57: what goes out is the last version, as whoever sends it has read it, with its files."""
    number = _release(world, "octt", title="OCTT 2026-07", octt_version="Release_2026-70")
    office = sign_in(world, "office")
    for name in ("notes.pdf", "not-this.pdf"):
        files = {"files": (BytesIO(name.encode()), name)}
        added = world.request("editor", "POST", f"releases/{number}/files", data=files)
    content = added.json["content"] | {"octt_version": "Release_2026-07"}
    mended = {"version": 1, "reason": "A typing error.", "content": content}
    made = world.request("editor", "POST", f"releases/{number}/versions", json=mended)
    assert (made.status_code, made.json["version"]) == (201, 2), made.text
    wrong = made.json["files"][1]["id"]
    assert (
        office.post(f"/releases/{number}/files/{wrong}/removal", data={"csrf_token": csrf(office)}).status_code == 302
    )
    assert office.get("/releases").text.count("OCTT 2026-07") == 1, "what is overtaken waits no more"
    assert office.post(
        f"/releases/{number}/sending", data={"csrf_token": csrf(office), "version": "1"}
    ).status_code == 412  # fmt: skip
    assert world.request("office", "POST", f"releases/{number}/sending", json={"version": 2}).status_code == 200
    letters = [letter for to, name, letter in world.post() if to == KTC]
    assert len(letters) == 1
    assert "2026-70" not in letters[0].text
    assert "typing error" not in letters[0].text
    assert [part.get_filename() for part in letters[0].message.iter_attachments()] == ["notes.pdf"]
    seen = sign_in(world, "laboratory").get(f"/releases/{number}").text
    assert "Release_2026-07" in seen
    assert "typing error" not in seen
    kept = world.get("laboratory", f"releases/{number}")["files"][0]["id"]
    assert world.request("editor", "DELETE", f"releases/{number}/files/{kept}").status_code == 409

    other = _release(world, "octt", title="OCTT 2026-08", octt_version="2026-08")
    gone = {"version": 1, "reason": "The provider has stopped it."}
    assert world.request("office", "POST", f"releases/{other}/withdrawal", json=gone).status_code == 200
    assert world.request("office", "POST", f"releases/{other}/sending").status_code == 409
    assert world.post() == []
    assert world.request("laboratory", "GET", f"releases/{other}").status_code == 404
    assert "never sent" in office.get(f"/releases/{other}").text


def test_why_a_release_is_corrected_or_withdrawn_names_no_party_either(desk: World) -> None:
    """P-51, P-99: all laboratories read the reason."""
    number, _ = a_release(desk, desk.file())
    told = "Found by Voltwerk B.V. with the VW-22."
    content = RELEASE["content"] | {"page": "214"}
    for path, body in (("versions", {"content": content}), ("withdrawal", {})):
        refused = desk.request(
            "office", "POST", f"releases/{number}/{path}", json={"version": 1, "reason": told} | body
        )
        assert (refused.status_code, refused.json["rule"], refused.json["errors"][0]["field"]) == (
            422,
            "P-51",
            "reason",
        )
    office = sign_in(desk, "office")
    page = office.post(
        f"/releases/{number}/withdrawal", data={"csrf_token": csrf(office), "version": "1", "reason": told}
    )
    assert (page.status_code, "Say it without naming anybody" in page.text) == (422, True)
    assert told in page.text, "nothing typed is lost"


def test_a_script_is_retired_with_the_fix_also_while_a_correction_of_it_waits(world: World) -> None:
    """P-81: the fix is not held up by what nobody has sent."""
    case = _fixed(world)
    script = _release(world, "script", title="replay 1.0", test_references=["TC_E_22_CS"], cases=[case])
    _send(world, script)
    content = world.get("office", f"releases/{script}")["content"] | {"text": "Run it twice."}
    corrected = {"version": 1, "reason": "Twice.", "content": content}
    assert world.request("editor", "POST", f"releases/{script}/versions", json=corrected).status_code == 201
    _send(world, _release(world, "octt", title="OCTT 2026-07", octt_version="2026-07", cases=[case]))
    assert "release_withdrawn" in {name for _, name, _ in world.post()}
    last = world.get("laboratory", f"releases/{script}")
    assert (last["version"], last["withdrawn"]) == (3, True)


def test_a_day_that_nobody_can_mean_is_refused_by_the_api_and_read_as_today_on_the_pages(desk: World) -> None:
    """The day after 9999-12-31 is none."""
    office = sign_in(desk, "office")
    for path, page in (("releases", "/releases"), ("scripts", "/releases/scripts")):
        refused = desk.request("office", "GET", path, query_string={"current_on": "9999-12-31"})
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "current_on")
        assert office.get(page, query_string={"on": "9999-12-31"}).status_code == 200
    content = RELEASE["content"] | {"available_on": "0001-01-01"}
    assert desk.request("office", "POST", "releases", json=RELEASE | {"content": content}).status_code == 422


def test_a_withdrawal_without_a_reason_is_refused_at_its_field(world: World) -> None:
    number, _ = a_release(world)
    office = sign_in(world, "office")
    said = {"csrf_token": csrf(office), "version": "1", "reason": " "}
    refused = office.post(f"/releases/{number}/withdrawal", data=said)
    assert refused.status_code == 422
    assert "Say why; laboratories read it." in refused.text
    assert office.post(f"/releases/{number}/withdrawal", data=said | {"reason": "Taken back."}).status_code == 302
    assert "Taken back." in office.get(f"/releases/{number}").text


def test_no_version_of_a_release_is_edited_even_by_hand(world: World) -> None:
    """P-57: the database itself refuses it."""
    a_release(world)
    with (
        world.app.app_context(),
        pytest.raises(DatabaseError, match="releases_never_change"),
        transaction() as session,
    ):
        session.execute(update(Release).values(text="Something else."))


def test_a_laboratory_that_came_later_sees_what_is_current_and_what_others_alone_were_sent_it_does_not(
    world: World,
) -> None:
    """P-54, P-57."""
    with world.app.app_context(), transaction() as session:
        session.execute(update(Laboratory).where(Laboratory.id == world.ids["ktc"]).values(active=False))
    number, _ = a_release(world)
    script = world.file()
    steps.analyse(world, script, "octt")
    files = {"files": (BytesIO(b"replay"), "replay.py")}
    file_id = world.request("office", "POST", f"cases/{script}/files", data=files).json["items"][0]["id"]
    world.act(
        "office", script, "provide-script", name="replay 1.0", test_references=["TC_E_22_CS"], file_id=file_id,
        octt_versions=["Release_2026-02"], instructions="Run it.", laboratory_ids=[world.ids["dekra"]],
    )  # fmt: skip
    with world.app.app_context(), transaction() as session:
        session.execute(update(Laboratory).where(Laboratory.id == world.ids["ktc"]).values(active=True))
    titles = {who: set(_current(world, who, "2026-12-24")) for who in ("laboratory", "other_laboratory")}
    assert titles["laboratory"] - titles["other_laboratory"] == {"replay 1.0"}
    assert world.get("other_laboratory", f"releases/{number}")["version"] == 1


def test_what_was_not_sent_yet_is_corrected_or_discarded_and_nobody_else_hears_of_it(desk: World) -> None:
    """P-57: who changed it and why stays, and a letter speaks only of versions that its reader has."""
    said = {"title": "Notes", "text": "First.", "item": "Notes", "document_version": "1"}
    said |= {"available_on": "2026-03-02", "active_on": "2026-03-16"}
    number = _release(desk, "document", **said)
    assert _correct(desk, number, 1, **said).status_code == 422, "nothing differs"
    assert _correct(desk, number, 1, **said | {"text": "Second."}).status_code == 201
    office = sign_in(desk, "office")
    assert office.get("/releases").text.count(number) == 2  # its link and its number: once
    _send(desk, number)
    first = {letter.text for _, name, letter in desk.post() if name == "release"}
    assert all("Second." in text and "takes the place" not in text and "Reason 2." not in text for text in first)

    assert _correct(desk, number, 2, **said | {"text": "Third."}).status_code == 201
    form = office.get(f"/releases/{number}/correction").text
    assert "laboratories read it" in form and "Reason 3." in form
    assert _correct(desk, number, 3, **said | {"text": "Fourth."}).status_code == 201
    _send(desk, number)
    (letter,) = [letter for to, name, letter in desk.post() if name == "release" and to == KTC]
    assert "(version 4)" in letter.subject and "Reason 4." in letter.text and "Third." not in letter.text
    assert desk.get("laboratory", f"releases/{number}")["version"] == 4

    other = _release(desk, "document", **said | {"title": "Never sent"})
    token = {"csrf_token": csrf(office), "version": "1", "reason": "It was recorded twice."}
    discarded = office.post(f"/releases/{other}/withdrawal", data=token, follow_redirects=True).text
    assert "No laboratory had it" in discarded and "It was recorded twice." in discarded
    assert "Send to all laboratories" not in discarded
    assert desk.request("office", "POST", f"releases/{other}/sending").status_code == 409
    assert "Never sent" not in office.get("/releases").text
    assert desk.told() == set()
    assert desk.request("laboratory", "GET", f"releases/{other}").status_code == 404


def test_files_with_names_in_any_script_arrive_and_are_fetched(desk: World) -> None:
    """P-54: a name goes by RFC 2231 in a mail and by RFC 8187 in a download."""
    name = "정오표 – Prüfung “2026”; " + "시험소" * 50 + ".pdf"
    number = _release(desk, "document", title="Named", item="Named", document_version="1")
    small = {"files": (BytesIO(b"%PDF-1.7"), name)}
    made = desk.request("office", "POST", f"releases/{number}/files", data=small)
    assert made.status_code == 201, made.text
    _send(desk, number)
    (letter,) = [letter for to, kind, letter in desk.post() if kind == "release" and to == KTC]
    (attached,) = letter.message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (name, b"%PDF-1.7")
    assert max(map(len, letter.data.splitlines())) <= 78, "no line is too long for a mail server"
    assert name in letter.text and "go with this mail" in letter.text
    address = f"releases/{number}/files/{made.json['files'][0]['id']}"
    fetched = desk.request("laboratory", "GET", address, buffered=True)
    assert parse_options_header(fetched.headers["Content-Disposition"])[1]["filename"] == name
    page = sign_in(desk, "laboratory").get(f"/{address}", buffered=True)
    assert parse_options_header(page.headers["Content-Disposition"])[1]["filename"] == name


def test_files_too_large_for_a_mail_are_fetched_by_the_link_in_it(desk: World) -> None:
    """P-54"""
    number = _release(desk, "document", title="Large", item="Large", document_version="1")
    tool = Given("tool.zip", "application/zip", BytesIO(b"x" * (MOST_BYTES + 1)))
    stored = store_all(DiskStore(desk.config.files_dir, MOST_BYTES + 1), [tool])
    with desk.app.app_context(), transaction() as session:
        add_files(session, newest(session, number), stored)
    _send(desk, number)
    (letter,) = [letter for to, name, letter in desk.post() if name == "release" and to == KTC]
    assert list(letter.message.iter_attachments()) == []
    words = " ".join(letter.text.split())
    assert f"too large for a mail; please download them: https://desk.oca.example/releases/{number}" in words
    assert "tool.zip, 10.5 MB, SHA-256" in words

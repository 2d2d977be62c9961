"""Filing by form: the same report, the same errors as by API; nothing that was given is lost."""

import io
import re

from docx import Document

from issuetracker.services.issue_templates import ROWS
from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import form_to, submit
from tests.journeys.steps import analyse, close
from tests.world import World

GIVEN = {
    "summary": "seqNo after an offline transaction",
    "test_references": "tc_e_22_cs, TC_E_24_CS",
    "description": "Step 7 expects 9, the station sends 14.",
    "vendor_name": "Voltwerk B.V.",
    "ocpp_version": "2.0.1",
    "device_type": "charging_station",
}


def test_a_laboratory_files_an_issue_with_a_log(world: World) -> None:
    log = (io.BytesIO(b"[2,1]\n"), "run 1.log")
    page = submit(sign_in(world, "laboratory"), "/file", "/file", do="file", files=[log], **GIVEN)
    assert re.search(r"Filed as OCA-2026-\d{4}\.", page.text)
    case = world.case(page.request.path.rsplit("/", 1)[-1])
    assert case["report"]["test_references"] == ["TC_E_22_CS", "TC_E_24_CS"]
    assert case["report"]["laboratory_name"] == "DEKRA Certification B.V."
    assert case["report"]["laboratory_contact"]["email"] == "petra.vogel@dekra.example"
    assert "run 1.log" in page.text


def test_every_error_is_said_at_once_and_nothing_is_lost(desk: World) -> None:
    laboratory = sign_in(desk, "laboratory")
    wrong = GIVEN | {"summary": " ", "vendor_name": "", "test_references": "", "description": ""}
    kept = {"octt_version": "Release_2026-02"}
    log = (io.BytesIO(b"a log"), "first.log")
    page = submit(laboratory, "/file", "/file", do="file", files=[log], **wrong, **kept)
    assert page.status_code == 422
    for sentence in ("Give a one-line summary", "Name the vendor", "Give the test reference or a description"):
        assert sentence in page.text
    assert "Release_2026-02" in page.text
    assert "first.log" in page.text
    again = form_to(page.text, "/file")["fields"]
    done = laboratory.post("/file", data=again | GIVEN | {"do": "file"}, follow_redirects=True)
    assert done.status_code == 200
    assert "first.log" in done.text


def test_a_file_that_was_uploaded_can_be_removed_and_cannot_be_made_up(desk: World) -> None:
    laboratory = sign_in(desk, "laboratory")
    page = submit(laboratory, "/file", "/file", do="file", files=[(io.BytesIO(b"x"), "away.log")], summary="")
    fields = form_to(page.text, "/file")["fields"]
    gone = laboratory.post(
        "/file", data=fields | GIVEN | {"do": "file", "remove": fields["uploaded"]}, follow_redirects=True
    )
    assert "away.log" not in gone.text
    forged = laboratory.post("/file", data=fields | GIVEN | {"do": "file", "uploaded": ["made-up"]})
    assert forged.status_code == 422
    assert "choose it again" in forged.text


def test_more_files_than_are_taken_keeps_the_first_and_names_the_others(desk: World) -> None:
    laboratory = sign_in(desk, "laboratory")
    logs = [(io.BytesIO(b"%d" % n), f"run-{n:02}.log") for n in range(1, 23)]
    page = submit(laboratory, "/file", "/file", do="file", files=logs, summary="")
    assert page.status_code == 422
    assert "these are not: run-21.log, run-22.log." in page.text
    assert "Give a one-line summary" in page.text
    again = form_to(page.text, "/file")["fields"]
    assert len(again["uploaded"]) == 20
    done = laboratory.post("/file", data=again | GIVEN | {"do": "file"}, follow_redirects=True)
    assert "Filed as" in done.text
    assert "run-20.log" in done.text and "run-21.log" not in done.text


def test_references_are_read_as_they_are_typed_with_what_was_answered_before(desk: World) -> None:
    number = desk.file()
    analyse(desk, number, "vendor_implementation")
    desk.act("cwg_chair", number, "decide-certification", certified=False, reason="It fails.")
    close(desk, number, "The number goes on from the last one generated.")
    fragment = sign_in(desk, "other_laboratory").get("/file/references?text=tc-e-22-cs&device_type=csms").text
    assert "Read as: <b>TC_E_22_CS</b>" in fragment
    assert "TC_E_22_CS tests a Charging Station, but the device under test is a CSMS." in fragment
    assert "The number goes on from the last one generated." in fragment
    assert number not in fragment
    assert "Voltwerk" not in fragment


def test_nobody_learns_of_another_laboratorys_vendors_or_references(desk: World) -> None:
    desk.file(test_references=["TC_K_41_CS"])
    page = sign_in(desk, "other_laboratory").get("/file").text
    assert "Voltwerk" not in page
    assert "TC_K_41_CS" not in page
    own = sign_in(desk, "laboratory").get("/file").text
    assert '<option value="Voltwerk B.V.">' in own
    assert '<option value="TC_K_41_CS">' in own


def test_who_may_not_file_has_no_form(desk: World) -> None:
    for who in ("twg_member", "board", "provider"):
        assert sign_in(desk, who).get("/file").status_code == 403, who
    vendor = sign_in(desk, "vendor").get("/file")
    assert (vendor.status_code, vendor.headers["Location"]) == (302, "/ask"), "a vendor asks questions (ch.11)"


def test_oca_files_at_its_own_steps(desk: World) -> None:
    page = submit(
        sign_in(desk, "office"), "/file", "/file", do="file", origin="1c",
        summary="A misprint in Part 2", description="Page 12.", vendor_name="",
    )  # fmt: skip
    assert "Filed as" in page.text
    assert desk.case(page.request.path.rsplit("/", 1)[-1])["origin"] == "1c"


def test_the_due_date_and_who_reads_what_stand_there_before_it_is_sent(desk: World) -> None:
    page = sign_in(desk, "laboratory").get("/file").text
    assert "the analysis is due by the end of <b>Monday 9 March 2026</b>" in page
    assert "What stays confidential" in page


def test_the_templates_have_every_label_and_are_the_same_each_time(desk: World) -> None:
    client = desk.app.test_client()
    text = client.get("/templates/issue.txt").text
    word = client.get("/templates/issue.docx").data
    table = Document(io.BytesIO(word)).tables[0]
    assert [row.cells[0].text for row in table.rows] == [label for label, _ in ROWS]
    for label, _ in ROWS:
        assert f"{label}:" in text
    assert client.get("/templates/issue.txt").text == text

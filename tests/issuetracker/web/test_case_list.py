"""The list of cases: filters in the address, what is seen as CSV, views that are kept."""

import csv
import io
import re

from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import form_to, submit
from tests.journeys.steps import analyse
from tests.world import World


def numbers(page: str) -> list[str]:
    """The cases of a page, in order."""
    return re.findall(r'href="/cases/(OCA-\d{4}-\d{4})"', page)


def test_the_list_is_what_the_person_may_see(desk: World) -> None:
    number = desk.file()
    for who in ("editor", "board", "office", "laboratory", "vendor"):
        assert numbers(sign_in(desk, who).get("/cases").text) == [number], who
    for who in ("other_laboratory", "other_vendor", "twg_member"):
        page = sign_in(desk, who).get("/cases")
        assert numbers(page.text) == [], who
        assert "No case fits." in page.text
    assert sign_in(desk, "provider").get("/cases").status_code == 403


def test_filters_stand_in_the_address_and_a_wrong_one_is_said_and_left_out(desk: World) -> None:
    specification, tool = desk.file(), desk.file()
    analyse(desk, specification, "specification")
    analyse(desk, tool, "octt")
    editor = sign_in(desk, "editor")
    assert numbers(editor.get("/cases?outcome=octt").text) == [tool]
    assert numbers(editor.get("/cases?group=twg").text) == [specification]
    assert numbers(editor.get("/cases?state=closed").text) == []
    wrong = editor.get("/cases?outcome=nonsense&laboratory=x")
    assert wrong.status_code == 200
    assert set(numbers(wrong.text)) == {specification, tool}
    assert "The filter “outcome” was left out:" in wrong.text


def test_members_cannot_narrow_by_party(desk: World) -> None:
    assert sign_in(desk, "twg_member").get("/cases?laboratory=1").status_code == 403


def test_the_sheet_has_the_same_cases_and_no_formula(desk: World) -> None:
    number = desk.file(summary="=1+1 is not a formula")
    desk.file()
    sheet = sign_in(desk, "editor").get("/cases.csv?q=formula")
    assert sheet.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff"))))
    assert [row["number"] for row in rows] == [number]
    assert rows[0]["summary"] == "'=1+1 is not a formula"
    assert list(csv.DictReader(io.StringIO(sign_in(desk, "other_vendor").get("/cases.csv").text))) == []


def test_pages_follow_each_other_and_show_each_case_once(desk: World) -> None:
    made = {desk.file() for _ in range(53)}
    editor = sign_in(desk, "editor")
    first = editor.get("/cases").text
    more = re.search(r'href="(/cases\?[^"]*cursor=[^"]+)" rel="next"', first)
    assert more
    second = editor.get(more[1].replace("&amp;", "&")).text
    assert len(numbers(first)) == 50
    assert set(numbers(first)) | set(numbers(second)) == made
    assert not set(numbers(first)) & set(numbers(second))


def test_a_list_is_kept_under_a_name_by_its_reader_only(desk: World) -> None:
    editor = sign_in(desk, "editor")
    page = submit(editor, "/cases?outcome=octt", "/cases/views", name="Bugs of the tool")
    assert page.request.path == "/cases"
    assert page.request.args["outcome"] == "octt"
    assert '?outcome=octt">Bugs of the tool</a>' in editor.get("/cases").text
    assert "Bugs of the tool" not in sign_in(desk, "board").get("/cases").text
    removal = re.search(r'action="(/cases/views/\d+/removal)"', page.text)
    assert removal
    submit(sign_in(desk, "editor"), "/cases", removal[1])
    assert "Bugs of the tool" not in editor.get("/cases").text


def test_columns_are_chosen_in_the_address(desk: World) -> None:
    desk.file()
    editor = sign_in(desk, "editor")
    assert ">Voltwerk B.V.<" in editor.get("/cases").text
    only = editor.get("/cases?column=version").text
    assert ">Voltwerk B.V.<" not in only
    assert '<th scope="col">OCPP</th>' in only


def test_a_chair_puts_several_cases_on_a_call_and_reads_which_could_not(desk: World) -> None:
    first, second, elsewhere = desk.file(), desk.file(), desk.file()
    for number in (first, second):
        analyse(desk, number, "specification")
    chair = sign_in(desk, "twg_chair")
    calls = [c for c in desk.get("office", "calls?group=twg")["items"] if c["starts_at"] > "2026-03-06"]
    shown = chair.get("/cases").text
    assert 'formaction="/cases/agenda"' in shown
    sent = form_to(shown, "/cases/assignment")["fields"] | {"number": [first, second, elsewhere]}
    page = chair.post("/cases/agenda", data=sent | {"call": str(calls[1]["id"])}, follow_redirects=True)
    assert "2 of 3 stand on the agenda of the TWG call" in page.text
    assert f"{elsewhere}: " in page.text
    assert {item["number"] for item in desk.get("office", f"calls/{calls[1]['id']}")["items"]} == {first, second}


def test_only_chairs_are_offered_calls_to_fill(desk: World) -> None:
    desk.file()
    assert "Put on the agenda" not in sign_in(desk, "editor").get("/cases").text
    assert "Put on the agenda" not in sign_in(desk, "laboratory").get("/cases").text

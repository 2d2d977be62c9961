"""Reports: figures from the clocks, for handlers only; the plot, the table and the CSV say the same."""

import csv
import io

import pytest

from issuetracker.web import plots
from tests.browsing import sign_in
from tests.journeys.steps import analyse
from tests.world import World


def table(world: World, name: str, who: str = "office") -> list[dict[str, str]]:
    """A report's CSV as rows."""
    answer = sign_in(world, who).get(f"/reports/{name}.csv?months=24")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_steps_in_time_are_counted_by_month(world: World) -> None:
    number = world.file()
    analyse(world, number, "vendor_implementation")
    rows = [row for row in table(world, "in-time") if row["ended"] != "0"]
    assert [(row["step"], row["month"], row["in_time"], row["ended"]) for row in rows] == [
        ("2 Analysis", "2026-03", "1", "1")
    ]
    page = sign_in(world, "editor").get("/reports?months=24").text
    assert "100% of steps were in time in Mar 2026." in page
    assert "2 Analysis, Mar 2026: 100% of 1 in time" in page


def test_indicative_clocks_are_no_breach_and_not_counted(world: World) -> None:
    number = world.file()
    analyse(world, number, "octt")
    world.act("cwg_chair", number, "decide-in-group", group="cwg", decision="not_an_issue", argumentation="No.")
    assert {row["step"] for row in table(world, "times")} == {"2 Analysis"}


def test_open_cases_stand_with_whoever_holds_them(world: World) -> None:
    waits, forwarded = world.file(), world.file()
    analyse(world, forwarded, "specification")
    held = {row["case"]: row["holder"] for row in table(world, "open")}
    assert held[waits] == "Technical Editor"
    assert held[forwarded] == "TWG chair"
    page = sign_in(world, "board").get("/reports").text
    assert f'href="/cases/{waits}"' in page


def test_subjects_are_counted_and_no_formula_leaves_the_desk(world: World) -> None:
    world.file(test_references=["TC_E_22_CS"], octt_version="=1+1")
    world.file(test_references=["TC_E_22_CS"])
    rows = {(row["by"], row["value"]): row["cases"] for row in table(world, "subjects")}
    assert rows["Test reference", "TC_E_22_CS"] == "2"
    assert rows["OCTT version", "'=1+1"] == "1"


def test_an_empty_desk_has_reports_too(desk: World) -> None:
    page = sign_in(desk, "office").get("/reports?version=1.6").text
    assert "No step ended in this time." in page
    assert "No case is open." in page


@pytest.mark.parametrize("odd", ["?months=x", "?months=-1", "?version=9", "?months=6&version=%27"])
def test_odd_choices_show_the_usual(desk: World, odd: str) -> None:
    assert sign_in(desk, "office").get(f"/reports{odd}").status_code == 200
    assert sign_in(desk, "office").get(f"/reports/in-time.csv{odd}").status_code == 200
    assert sign_in(desk, "office").get("/reports/else.csv").status_code == 404


@pytest.mark.parametrize("who", ["laboratory", "vendor", "twg_member", "cwg_member", "provider"])
def test_reports_are_for_handlers(desk: World, who: str) -> None:
    client = sign_in(desk, who)
    assert client.get("/reports").status_code == 403
    assert client.get("/reports/open.csv").status_code == 403
    assert 'href="/reports"' not in client.get("/account").text


def test_quartiles_are_those_of_the_textbook() -> None:
    assert plots.quartiles([1, 2, 3, 4, 5]) == (2, 3, 4)
    assert plots.quartiles([4]) == (4, 4, 4)
    assert plots.quartiles([1, 2]) == (1.25, 1.5, 1.75)


def test_a_month_without_any_breaks_the_line() -> None:
    panel = plots.panel("2 Analysis", 0, ["Jan", "Feb", "Mar", "Apr"], [(1, 2), (2, 2), (0, 0), (1, 1)])
    assert len(panel.points) == 3
    assert len(panel.lines) == 1
    assert [point.label for point in panel.points] == ["50%", "", "100%"]


def test_squares_that_do_not_fit_are_counted_in_words() -> None:
    (row,) = plots.unit_rows({"TWG chair": [[(f"OCA-{i}", False) for i in range(40)], []]}, ["0–5", "6–10"])
    assert len(row.units) == 30
    assert row.more[0].label == "and 10 more"

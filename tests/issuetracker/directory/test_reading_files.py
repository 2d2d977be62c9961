"""What files of certificates would do: spellings that occur are understood, the rest is wrong with line and column."""

from datetime import date
from typing import Any

import pytest

from issuetracker.extensions import db, transaction
from issuetracker.services.certificate_import import Plan, Settings, plan
from issuetracker.services.certificate_imports import save_plan
from issuetracker.services.errors import InvalidFields, TooLarge
from issuetracker.services.spreadsheets import read_sheet
from tests.issuetracker.directory.sheets import HEADER, as_csv, as_workbook, row
from tests.world import MONDAY, World
from workflows.roles import Actor, Role

OFFICE = Actor(None, "Henk Jansen", frozenset({Role.OCA_OFFICE}))


def planned(desk: World, content: bytes, **settings: Any) -> Plan:
    with desk.app.app_context():
        chosen = Settings(**settings)
        return plan(db.session(), read_sheet(content, encoding=chosen.encoding), chosen)


def saved(desk: World, content: bytes, reason: str = "A misprint.", **settings: Any) -> Plan:
    with desk.app.app_context(), transaction() as session:
        chosen = Settings(**settings)
        found = plan(session, read_sheet(content, encoding=chosen.encoding), chosen)
        assert not found.wrong, found.wrong
        save_plan(session, found, reason, OFFICE, MONDAY)
        return found


def wrong(desk: World, content: bytes, **settings: Any) -> dict[int, dict[str, str]]:
    return {line.line: dict(line.places) for line in planned(desk, content, **settings).wrong}


def test_a_line_says_all_that_a_certificate_says(world: World) -> None:
    """ch.8.2.1, 8.2.4."""
    found = planned(world, as_csv(row()))
    (line,) = found.new
    data = line.change.data
    assert (data.company, data.device, data.model) == ("Nordlader AB", "Säule 22", "S22-B")
    assert (data.ocpp_version, data.ocpp_edition, data.errata_level) == ("2.0.1", "Edition 3", "2024-11")
    assert data.profiles == {"Core": "passed", "Smart Charging": "passed", "Reservation": "not_applicable"}
    assert (data.features, data.software_versions) == (("C-11", "SC-4"), {"OCPP software": "4.2.1"})
    assert (data.tested_on, data.issued_on) == (date(2025, 6, 2), date(2025, 6, 16))
    assert found.laboratories == {"DEKRA Certification, Inc.": "DEKRA"}, "what was understood is shown"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_whatever_wrote_it(desk: World, separator: str, encoding: str) -> None:
    (line,) = planned(desk, as_csv(row(), separator=separator, encoding=encoding)).new
    assert line.change.data.device == "Säule 22"


def test_hangul_is_read_from_utf_8_and_where_it_is_named_from_korean_windows(desk: World) -> None:
    korean = row(company="한빛충전", device_name="충전기 22")
    for content, encoding in ((as_csv(korean), ""), (as_csv(korean, encoding="cp949"), "cp949")):
        (line,) = planned(desk, content, encoding=encoding).new
        assert (line.change.data.company, line.change.data.device) == ("한빛충전", "충전기 22")


def test_decomposed_letters_are_the_same_name(desk: World) -> None:
    import unicodedata

    (line,) = planned(desk, as_csv(row(device_name=unicodedata.normalize("NFD", "Säule 22")))).new
    assert line.change.data.device == "Säule 22"


def test_a_workbook_has_dates_as_dates_and_numbers_as_versions(desk: World) -> None:
    cells = row(ocpp_version=1.6, issue_date=date(2025, 6, 16), ocpp_software_version=4, profiles="Core")
    (line,) = planned(desk, as_workbook(cells)).new
    assert (line.change.data.ocpp_version, line.change.data.issued_on) == ("1.6", date(2025, 6, 16))
    assert line.change.data.software_versions == {"OCPP software": "4"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-02", date(2025, 6, 2)),
        ("2025/6/2", date(2025, 6, 2)),
        ("2025. 6. 2.", date(2025, 6, 2)),
        ("2025년 6월 2일", date(2025, 6, 2)),
        ("2.6.2025", date(2025, 6, 2)),
        ("02-06-2025", date(2025, 6, 2)),
        ("13/06/2025", date(2025, 6, 13)),
        ("06/13/2025", date(2025, 6, 13)),
        ("2 June 2025", date(2025, 6, 2)),
        ("Jun 2, 2025", date(2025, 6, 2)),
        ("2025-06-02 00:00:00", date(2025, 6, 2)),
    ],
)
def test_dates_are_read_in_the_forms_that_occur(desk: World, text: str, day: date) -> None:
    (line,) = planned(desk, as_csv(row(issue_date=text, test_date=""))).new
    assert line.change.data.issued_on == day


def test_a_date_that_means_two_days_is_wrong_until_somebody_says_which(desk: World) -> None:
    content = as_csv(row(issue_date="03/04/2025", test_date=""))
    assert "means two days" in wrong(desk, content)[2]["N Issue date"]
    for month_first, day in ((True, date(2025, 3, 4)), (False, date(2025, 4, 3))):
        (line,) = planned(desk, content, month_first=month_first).new
        assert line.change.data.issued_on == day


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"device_type": "Toaster"}, "F Device type", "no device type"),
        ({"ocpp_version": "1.5"}, "G OCPP version", "no OCPP version"),
        ({"issue_date": "yesterday"}, "N Issue date", "no date"),
        ({"issue_date": "31.02.2025"}, "N Issue date", "no date"),
        ({"issue_date": ""}, "N Issue date", "is empty"),
        ({"test_date": "2025-06-17"}, "M Test date", "before"),
        ({"device_name": "=HYPERLINK(1)"}, "D Device name", "formula"),
        ({"device_name": "#REF!"}, "D Device name", "error"),
        ({"device_name": "a\x07b"}, "D Device name", "U+0007"),
        ({"device_name": ""}, "D Device name", "names its device"),
        ({"company": "Nobody Ltd."}, "B Company", "no vendor"),
        ({"test_laboratory": "TÜV Nord"}, "C Test Laboratory", "no laboratory"),
        ({"profiles": "Core: perhaps"}, "H Profiles", "no result"),
        ({"certificate_number": ""}, "A Certificate number", "needs its number"),
        ({"device_type": "software stack", "ocpp_version": "1.6"}, "F Device type", "ch.6.2.4"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(
    desk: World, changes: dict[str, Any], column: str, words: str
) -> None:
    found = wrong(desk, as_csv(row(certificate_number="A"), row(**changes)))
    assert found.keys() == {3}
    assert words in found[3][column]


def test_every_wrong_cell_of_every_line_is_named_and_nothing_else_is_lost(desk: World) -> None:
    found = planned(desk, as_csv(row(device_type="x", issue_date="y"), row(), row(), row(certificate_number="B")))
    assert [len(line.places) for line in found.wrong] == [2, 1, 1]
    assert "stands on line 2 already" in found.wrong[1].places[0][1]
    assert len(found.new) == 1


def test_a_header_may_be_called_as_one_likes_if_one_says_what_it_is(desk: World) -> None:
    header = ["Zertifikat", *HEADER[1:-1], "Issued in"]
    with pytest.raises(InvalidFields) as refused:
        planned(desk, as_csv(row(), header=header))
    assert "number, issued on" in refused.value.errors["line 1"]
    columns = {"Zertifikat": "number", "Issued in": "issued_on"}
    assert len(planned(desk, as_csv(row(), header=header), columns=columns).new) == 1
    for wrong_columns in ({"Nirgends": "number"}, {"Zertifikat": "colour"}, {"Model": "device"}):
        with pytest.raises(InvalidFields):
            planned(desk, as_csv(row(), header=header), columns={**columns, **wrong_columns})


def test_a_laboratory_is_mapped_to_a_known_one_and_never_guessed(desk: World) -> None:
    content = as_csv(row(test_laboratory="The Dutch bench"))
    assert wrong(desk, content).keys() == {2}
    found = planned(desk, content, laboratories={"The Dutch bench": "DEKRA"})
    assert found.laboratories == {"The Dutch bench": "DEKRA"}
    assert wrong(desk, as_csv(row(test_laboratory="DEKRA and KTC"))).keys() == {2}, "two of them are named"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04 no archive", b"\x00\x01\x02\x81", b'a,"b\n1,2'])
def test_what_is_no_table_is_refused_in_words(desk: World, content: bytes) -> None:
    with pytest.raises(InvalidFields):
        planned(desk, content)


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked(desk: World) -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (600 << 20))
    with pytest.raises(TooLarge):
        planned(desk, out.getvalue())


def test_a_vendor_that_is_new_is_added_only_if_that_is_wanted(world: World) -> None:
    content = as_csv(row(company="Neue Säule GmbH"), row(certificate_number="B", company="NEUE SÄULE GMBH"))
    assert len(wrong(world, content)) == 2
    found = saved(world, content, new_vendors=True)
    assert {line.vendor for line in found.new} == {"Neue Säule GmbH", "NEUE SÄULE GMBH"}
    assert planned(world, content).same == 2


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    content = as_csv(row(), row(certificate_number="B", profiles="Core"))
    saved(world, content)
    again = planned(world, content)
    assert (again.same, again.new, again.corrected) == (2, (), ())


def test_a_line_that_differs_is_a_correction_and_says_in_what(world: World) -> None:
    """P-55."""
    saved(world, as_csv(row()))
    found = planned(world, as_csv(row(device_name="Säule 23", ocpp_software_version="4.2.2")))
    (line,) = found.corrected
    assert line.differences == ("device", "software_versions")
    header, cells = HEADER[:4] + HEADER[5:7] + HEADER[13:], row()[:4] + row()[5:7] + row()[13:]
    assert planned(world, as_csv(cells, header=header)).same == 1, "a column that is not there says nothing"

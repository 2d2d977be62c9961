"""Test references as people write them, and what a report lacks (P-01, P-03, P-04)."""

import pytest

from tests.workflows.builders import a_report
from workflows.report import DeviceType, OcppVersion, Origin, Report, missing_to_start
from workflows.test_references import read_all, read_test_references

STATION, CSMS, STACK = DeviceType.CHARGING_STATION, DeviceType.CSMS, DeviceType.SOFTWARE_STACK


@pytest.mark.parametrize(
    "written",
    [
        *("TC_001_CSMS", "TC_004_2_CSMS", "TC_037_1_CSMS", "TC_064_CSMS", "TC_078_CS"),
        *("TC_B_12_CS", "TC_E_22_CS", "TC_K_41_CS", "TC_A_09_CSMS", "TC_S_104_CS"),
    ],
)
def test_a_reference_in_the_octts_own_form_reads_as_it_is(written: str) -> None:
    """P-01."""
    assert read_test_references(written) == (written,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("tc_e_22_cs", ("TC_E_22_CS",)),
        ("TC-B-12-CS", ("TC_B_12_CS",)),
        ("TC_B_9_CS", ("TC_B_09_CS",)),
        ("TC_056", ("TC_056",)),
        ("TC_042.1", ("TC_042_1",)),
        ("TC_E_22/24/25_CS", ("TC_E_22_CS", "TC_E_24_CS", "TC_E_25_CS")),
        ("TC_K_41_CS, TC_K_43_CS", ("TC_K_41_CS", "TC_K_43_CS")),
        ("step 7 of TC_B_12_CS", ("TC_B_12_CS",)),
        ("TC_B_12_CS and TC_B_12_CSMS", ("TC_B_12_CS", "TC_B_12_CSMS")),
        ("TC_B_12_CS; again TC_B_12_CS.", ("TC_B_12_CS",)),
        ("(TC_E_22_CS)", ("TC_E_22_CS",)),
    ],
)
def test_a_reference_as_people_write_it_is_read_into_that_form(written: str, read: tuple[str, ...]) -> None:
    """P-01: one report often names several test cases."""
    assert read_test_references(written) == read


@pytest.mark.parametrize(
    "written", ["the login test", "TC_Z_12_CS", "TC_E", "TCE22CS7", "TC_12_CS", "충전 시작 시험", "XTC_B_12_CS"]
)
def test_what_cannot_be_read_stays_as_written(written: str) -> None:
    """P-01: a wrong guess is worse than none."""
    assert read_test_references(f"  {written} ") == (written,)


def test_reading_a_read_reference_changes_nothing() -> None:
    """P-01."""
    once = read_test_references("tc-e-22/24-cs, TC_042.1, TC_056")
    assert tuple(ref for text in once for ref in read_test_references(text)) == once


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_nothing_written_is_no_reference(nothing: str) -> None:
    """P-04."""
    assert read_test_references(nothing) == ()


@pytest.mark.parametrize(
    ("written", "device", "version", "warned"),
    [
        ("TC_E_22_CS", STATION, OcppVersion.V201, 0),
        ("TC_E_22_CS", STACK, OcppVersion.V201, 0),
        ("TC_E_22_CSMS", CSMS, OcppVersion.V201, 0),
        ("TC_E_22_CS", CSMS, OcppVersion.V201, 1),
        ("TC_E_22_CSMS", STATION, OcppVersion.V201, 1),
        ("TC_E_22_CSMS", STACK, OcppVersion.V201, 1),
        ("TC_E_22_CS", STATION, OcppVersion.V16, 1),
        ("TC_064_CS", STATION, OcppVersion.V201, 1),
        ("TC_064_CSMS", STATION, OcppVersion.V201, 2),
        ("TC_E_22_CSMS", None, None, 0),
        ("the login test", CSMS, OcppVersion.V16, 0),
    ],
)
def test_a_side_or_numbering_that_disagrees_is_warned_of_and_never_refused(
    written: str, device: DeviceType | None, version: OcppVersion | None, warned: int
) -> None:
    """P-03."""
    reading = read_all((written,), device, version)
    assert reading.references == (written,)
    assert len(reading.warnings) == warned
    assert all(written in warning for warning in reading.warnings)


def test_several_entries_are_read_together_without_repeating() -> None:
    """P-01."""
    assert read_all(("TC_E_22/24_CS", "tc_e_24_cs", "login"), None, None).references == (
        "TC_E_22_CS",
        "TC_E_24_CS",
        "login",
    )


def test_a_complete_report_lacks_nothing() -> None:
    """P-01."""
    assert all(missing_to_start(a_report(), origin) == {} for origin in Origin)


def test_all_that_is_missing_is_said_at_once_field_by_field() -> None:
    """P-04."""
    assert set(missing_to_start(Report(summary=" "), Origin.CERTIFICATION)) == {
        "summary",
        "laboratory_name",
        "vendor_name",
        "test_references",
        "description",
    }


@pytest.mark.parametrize("origin", [Origin.TWG, Origin.OCA])
def test_an_issue_of_oca_itself_needs_neither_laboratory_nor_vendor(origin: Origin) -> None:
    """P-01: 1b and 1c have no laboratory and may have no vendor."""
    assert missing_to_start(Report("Ambiguous sentence", description="E15.FR.04"), origin) == {}


@pytest.mark.parametrize("given", [{"test_references": ("TC_E_22_CS",)}, {"description": "It repeats."}])
def test_a_test_reference_or_a_description_is_enough(given: dict[str, object]) -> None:
    """P-04."""
    report = Report("Repeats", vendor_name="Volt & Wire", laboratory_name="DEKRA", **given)  # type: ignore[arg-type]
    assert missing_to_start(report, Origin.CERTIFICATION) == {}


def test_a_blank_test_reference_is_none() -> None:
    """P-04: a form sends an empty line as easily as nothing."""
    missing = missing_to_start(a_report(test_references=(" ",), description=""), Origin.CERTIFICATION)
    assert set(missing) == {"test_references", "description"}


def test_versions_device_and_profiles_may_be_unknown_at_intake() -> None:
    """P-03."""
    report = a_report(ocpp_version=None, device_type=None, certification_profiles=(), octt_version="")
    assert missing_to_start(report, Origin.CERTIFICATION) == {}

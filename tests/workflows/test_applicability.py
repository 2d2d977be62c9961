"""Which certificates a condition applies to, with its reason; what is not recorded may apply (P-50)."""

from dataclasses import replace
from datetime import date

import pytest

from workflows.applicability import Finding, matches
from workflows.certificates import CertificateFacts
from workflows.condition_checks import checked
from workflows.condition_words import in_words
from workflows.conditions import Attribute, Condition, Kind, asked_of, canonical, of_report, to_data
from workflows.errors import InvalidValue
from workflows.report import DeviceType, OcppVersion, Report
from workflows.version_texts import compare, numbers

A = Attribute
FACTS = CertificateFacts(
    device_type=DeviceType.CHARGING_STATION,
    ocpp_version=OcppVersion.V201,
    hardware_features=("2 EVSE",),
    ocpp_edition="Edition 3",
    errata_level="2024-11",
    profiles={"Core": "passed", "Smart Charging": "passed", "Reservation": "not_applicable"},
    features=("C-11", "SC-4"),
    software_versions={"controller": "4.2.1", "modem": "9.0"},
    octt_version="Release_2024-04_v2",
    laboratory="DEKRA",
    tested_on=date(2025, 5, 20),
    issued_on=date(2025, 6, 2),
)


def one_of(attribute: Attribute, *values: str) -> Condition:
    return Condition(Kind.IN, attribute=attribute, values=values)


def has(attribute: Attribute, *values: str) -> Condition:
    return Condition(Kind.HAS, attribute=attribute, values=values)


def within(
    attribute: Attribute, at_least: str = "", at_most: str = "", below: str = "", element: str = ""
) -> Condition:
    return Condition(Kind.WITHIN, attribute=attribute, at_least=at_least, at_most=at_most, below=below, element=element)


def all_of(*parts: Condition) -> Condition:
    return Condition(Kind.ALL, parts)


def any_of(*parts: Condition) -> Condition:
    return Condition(Kind.ANY, parts)


def no(part: Condition) -> Condition:
    return Condition(Kind.NOT, (part,))


def test_the_reason_names_what_was_found() -> None:
    asked = all_of(one_of(A.OCPP_VERSION, "2.0.1"), has(A.PROFILES, "Smart Charging"), has(A.FEATURES, "SC-4"))
    assert matches(asked, FACTS) == Finding(True, True, "2.0.1, Smart Charging declared, SC-4")


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (one_of(A.OCPP_VERSION, "2.0.1"), "2.0.1"),
        (one_of(A.DEVICE_TYPE, "csms", "charging_station"), "charging station"),
        (one_of(A.LABORATORY, "dekra"), "DEKRA"),
        (one_of(A.OCTT_VERSION, "Release_2024-04_v2"), "OCTT Release_2024-04_v2"),
        (has(A.PROFILES, "core"), "core declared"),
        (has(A.HARDWARE_FEATURES, "2 EVSE"), "2 EVSE"),
        (within(A.ISSUED_ON, "2025-06-02", "2025-06-02"), "issued 2025-06-02"),
        (within(A.TESTED_ON, below="2025-05-21"), "tested 2025-05-20"),
        (within(A.SOFTWARE_VERSION, "4.2", below="4.3"), "software 4.2.1"),
        (within(A.SOFTWARE_VERSION, "9", element="Modem"), "software 9.0"),
        (within(A.OCTT_VERSION, "Release_2024-04", "Release_2024-04_v2"), "OCTT Release_2024-04_v2"),
        (within(A.ERRATA_LEVEL, below="2025-01"), "errata 2024-11"),
        (no(one_of(A.LABORATORY, "DNV", "KTC")), "DEKRA"),
        (any_of(one_of(A.OCPP_VERSION, "1.6"), has(A.FEATURES, "C-11")), "C-11"),
        (all_of(), ""),
    ],
)
def test_what_applies_says_why(condition: Condition, reason: str) -> None:
    assert matches(checked(condition), FACTS) == Finding(True, True, reason)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (one_of(A.OCPP_VERSION, "1.6"), "2.0.1"),
        (one_of(A.LABORATORY, "DNV"), "DEKRA"),
        (has(A.PROFILES, "Advanced UI", "Reservation"), "Advanced UI or Reservation not declared"),
        (has(A.FEATURES, "ISO-4"), "ISO-4 not declared"),
        (within(A.ISSUED_ON, "2025-06-03"), "issued 2025-06-02"),
        (within(A.SOFTWARE_VERSION, "4.2", below="4.2.1", element="controller"), "software 4.2.1"),
        (within(A.OCTT_VERSION, below="Release_2024-04"), "OCTT Release_2024-04_v2"),
        (no(has(A.PROFILES, "Core")), "Core declared"),
        (all_of(has(A.PROFILES, "Core"), one_of(A.LABORATORY, "DNV")), "DEKRA"),
        (any_of(one_of(A.LABORATORY, "DNV"), has(A.FEATURES, "X")), "DEKRA, X not declared"),
    ],
)
def test_what_does_not_apply_says_why_too(condition: Condition, reason: str) -> None:
    assert matches(checked(condition), FACTS) == Finding(False, True, reason)


@pytest.mark.parametrize(
    ("attribute", "condition", "words"),
    [
        ("software_versions", within(A.SOFTWARE_VERSION, "4.2"), "software version not recorded"),
        ("profiles", has(A.PROFILES, "Core"), "profiles not recorded"),
        ("features", has(A.FEATURES, "SC-4"), "features not recorded"),
        ("laboratory", one_of(A.LABORATORY, "DNV"), "laboratory not recorded"),
        ("octt_version", within(A.OCTT_VERSION, "Release_2024-04"), "OCTT version not recorded"),
        ("tested_on", within(A.TESTED_ON, "2024-01-01"), "test date not recorded"),
        ("product_subtype", one_of(A.PRODUCT_SUBTYPE, "mode_1_2_only"), "product subtype not recorded"),
    ],
)
def test_what_is_not_recorded_may_apply_and_says_so(attribute: str, condition: Condition, words: str) -> None:
    """P-50, P-58: a certified vendor must not be missed in silence."""
    unknown = replace(FACTS, **{attribute: None if attribute in ("tested_on", "product_subtype") else ""})
    for asked in (condition, no(condition)):
        assert matches(asked, unknown) == Finding(True, False, f"may apply: {words}")
    surely_not = all_of(condition, one_of(A.OCPP_VERSION, "1.6"))
    assert matches(surely_not, unknown) == Finding(False, True, "2.0.1"), "what is known for sure still decides"
    surely = any_of(condition, one_of(A.OCPP_VERSION, "2.0.1"))
    assert matches(surely, unknown) == Finding(True, True, "2.0.1")


def test_an_element_of_the_software_that_is_not_recorded_may_apply() -> None:
    found = matches(within(A.SOFTWARE_VERSION, "1", element="boot loader"), FACTS)
    assert (found.applies, found.certain) == (True, False)


def test_a_version_that_cannot_be_compared_may_apply_and_is_never_guessed() -> None:
    odd = replace(FACTS, software_versions={"controller": "4.2.1-rc1"})
    found = matches(within(A.SOFTWARE_VERSION, "4.2", below="4.3"), odd)
    assert found == Finding(True, False, "may apply: software 4.2.1-rc1 cannot be compared with 4.2, "
                                         "software 4.2.1-rc1 cannot be compared with 4.3")  # fmt: skip
    assert matches(one_of(A.SOFTWARE_VERSION, "4.2.1-RC1"), odd).applies, "equal it can be"
    assert not matches(one_of(A.SOFTWARE_VERSION, "4.2.1"), odd).applies
    assert matches(one_of(A.SOFTWARE_VERSION, "4.2.1.0"), FACTS).applies


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4.2.1", (4, 2, 1)),
        ("v4.2", (4, 2)),
        ("V 4.2.0", (4, 2)),
        ("Release_2024-04_v2", (2024, 4, 2)),
        ("Release_2026-02", (2026, 2)),
        ("Edition 3", (3,)),
        ("10", (10,)),
        ("0", (0,)),
        ("4.2b", None),
        ("4.2.1-rc1", None),
        ("", None),
        ("4..2", None),
        ("1.2.3.4.5", (1, 2, 3, 4, 5)),
        ("٤.٢", None),
        ("9" * 5000, None),
    ],
)
def test_versions_are_read_as_numbers_only_where_they_are_nothing_else(
    text: str, found: tuple[int, ...] | None
) -> None:
    assert numbers(text) == found


def test_versions_are_compared_by_number_and_not_by_letter() -> None:
    assert [compare("4.10", "4.9"), compare("4.2", "4.2.0"), compare("v1", "2"), compare("a", "A")] == [1, 0, -1, 0]
    assert compare("4.2", "4.2b") is None


@pytest.mark.parametrize(
    "wrong",
    [
        Condition(Kind.IN, values=("1.6",)),
        Condition(Kind.IN, attribute=A.OCPP_VERSION),
        Condition(Kind.IN, attribute=A.OCPP_VERSION, values=("",)),
        one_of(A.OCPP_VERSION, "3.0"),
        one_of(A.DEVICE_TYPE, "toaster"),
        one_of(A.PROFILES, "Core"),
        has(A.LABORATORY, "DEKRA"),
        within(A.LABORATORY, "A"),
        within(A.ISSUED_ON),
        within(A.ISSUED_ON, "June"),
        within(A.ISSUED_ON, "20250602"),
        Condition(Kind.WITHIN, attribute=A.ISSUED_ON, at_least="2025-06-02", values=("x",)),
        Condition(Kind.IN, attribute=A.OCPP_VERSION, values=("1.6",), at_least="1"),
        Condition(Kind.IN, attribute=A.OCPP_VERSION, values=("1.6",), element="x"),
        Condition(Kind.IN, (one_of(A.OCPP_VERSION, "1.6"),), A.OCPP_VERSION, ("1.6",)),
        Condition(Kind.NOT),
        Condition(Kind.NOT, (all_of(), all_of())),
        any_of(),
        Condition(Kind.ALL, attribute=A.OCPP_VERSION),
        all_of(*([all_of()] * 101)),
        all_of(all_of(all_of(all_of(all_of(all_of(all_of())))))),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(wrong: Condition) -> None:
    with pytest.raises(InvalidValue) as refused:
        checked(all_of(wrong))
    assert refused.value.field == "applicability"
    assert "parts[0]" in refused.value.detail


def test_a_report_gives_the_condition_to_begin_with() -> None:
    report = Report(
        "s", ocpp_version=OcppVersion.V201, device_type=DeviceType.SOFTWARE_STACK, certification_profiles=("Core",)
    )
    condition = of_report(report)
    assert in_words(condition) == (
        "OCPP version is 2.0.1 and device type is charging station or charging station software stack "
        "and profiles includes Core"
    )
    assert asked_of(condition) == {A.OCPP_VERSION, A.DEVICE_TYPE, A.PROFILES}
    assert in_words(of_report(Report("s"))) == "every certificate"
    assert matches(of_report(Report("s")), FACTS).applies


def test_the_same_condition_has_one_text_and_another_has_another() -> None:
    parts = (one_of(A.OCPP_VERSION, "1.6"), within(A.SOFTWARE_VERSION, "4.2", below="5", element="modem"))
    assert canonical(all_of(*parts)) == canonical(all_of(*parts))
    texts = {canonical(c) for c in (all_of(*parts), any_of(*parts), all_of(*parts[::-1]), all_of(parts[0]), all_of())}
    assert len(texts) == 5
    assert to_data(all_of(parts[1])) == {
        "kind": "all",
        "parts": [
            {"kind": "within", "attribute": "software_version", "element": "modem", "at_least": "4.2", "below": "5"}
        ],
    }
    assert in_words(no(any_of(*parts))) == ("not (OCPP version is 1.6 or software version of modem from 4.2 below 5)")

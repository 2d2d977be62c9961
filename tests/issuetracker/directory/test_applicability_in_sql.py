"""A condition asked by SQL of the whole directory finds what it finds when each certificate is asked alone (P-50)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from issuetracker.models import Certificate, Laboratory, NoticeContact, Vendor
from issuetracker.queries.concerned import Applicable, Reach, Which
from issuetracker.services.errors import InvalidFields
from tests.world import MONDAY
from workflows.applicability import matches
from workflows.certificates import CertificateFacts, CertificateKind, ProductSubtype
from workflows.condition_checks import checked
from workflows.conditions import DATES, LISTS, VERSIONS, Attribute, Condition, Kind
from workflows.report import DeviceType, OcppVersion

A = Attribute
DAY = date(2025, 1, 1)
VALUES: dict[Attribute, tuple[str, ...]] = {
    A.OCPP_VERSION: ("1.6", "2.0.1"),
    A.OCPP_EDITION: ("Edition 2", "edition 3", "3"),
    A.ERRATA_LEVEL: ("2024-11", "2025-01"),
    A.DEVICE_TYPE: ("csms", "charging_station"),
    A.PRODUCT_SUBTYPE: ("mode_1_2_only", "other"),
    A.KIND: ("FULL", "subset"),
    A.LABORATORY: ("dekra", "DNV"),
    A.OCTT_VERSION: ("Release_2024-04", "Release_2025-01"),
    A.PROFILES: ("core", "Smart Charging", "Reservation"),
    A.FEATURES: ("sc-4", "C-11"),
    A.HARDWARE_FEATURES: ("2 EVSE",),
    A.SOFTWARE_VERSION: ("1.20", "2.0", "0.40", "rc1"),
    A.TESTED_ON: ("2025-01-20", "2025-02-10"),
    A.ISSUED_ON: ("2025-02-01", "2025-03-01"),
}


def _facts(chance: random.Random, n: int) -> CertificateFacts:
    """A certificate on which everything that can be left out sometimes is."""
    some: Any = lambda *values: chance.choice(values)  # noqa: E731
    tested = some(None, DAY + timedelta(chance.randrange(60)))
    profiles = {"Core": "passed", "Smart Charging": some("passed", "not_applicable")}
    return CertificateFacts(
        device_type=some(*DeviceType), ocpp_version=OcppVersion.V201, product_subtype=some(None, *ProductSubtype),
        kind=some(None, *CertificateKind), hardware_features=some((), ("2 EVSE",), ("Meter",)),
        ocpp_edition=some("", "Edition 2", "Edition 3", "draft"), errata_level=some("", "2024-11", "2025-01"),
        profiles=some({}, profiles, {"Reservation": "failed"}), features=some((), ("SC-4",), ("C-11", "SC-4")),
        software_versions=some({}, {"Controller": f"{n // 100}.{n % 100}", "modem": some("9.0", "rc1", "")}),
        octt_version=some("", "Release_2024-04", "release_2025-01"), laboratory=some("", "DEKRA", "DNV"),
        tested_on=tested, issued_on=DAY + timedelta(chance.randrange(90)),
    )  # fmt: skip


def _condition(chance: random.Random, depth: int) -> Condition:
    kind = chance.choice((Kind.ALL, Kind.ANY, Kind.NOT)) if depth else Kind.IN
    if kind is not Kind.IN:
        parts = tuple(_condition(chance, depth - 1) for _ in range(1 if kind is Kind.NOT else chance.randint(1, 3)))
        return Condition(kind, parts)
    attribute = chance.choice(tuple(Attribute))
    values = tuple(chance.sample(VALUES[attribute], chance.randint(1, len(VALUES[attribute]))))
    element = chance.choice(("", "controller")) if attribute is A.SOFTWARE_VERSION else ""
    if attribute in LISTS:
        return Condition(Kind.HAS, attribute=attribute, values=values)
    if attribute in DATES | VERSIONS and chance.random() < 0.7:
        bounds = {chance.choice(("at_least", "at_most", "below")): value for value in values}
        return Condition(Kind.WITHIN, attribute=attribute, element=element, **bounds)
    return Condition(Kind.IN, attribute=attribute, values=values, element=element)


@pytest.fixture
def directory(database_url: str) -> Iterator[tuple[Session, dict[str, CertificateFacts]]]:
    """Certificates of seven vendors, with more software versions than a statement takes one by one."""
    chance = random.Random(50)
    known = {f"OCA.{n:03}": _facts(chance, n) for n in range(250)}
    engine = create_engine(database_url)
    with Session(engine) as session:
        laboratories = {name: Laboratory(name=name, short_name=name) for name in ("DEKRA", "DNV")}
        vendors = [Vendor(name=f"V{n}", folded_name=f"v{n}") for n in (3, 1, 4, 6, 5, 2, 0)]
        session.add_all([*laboratories.values(), *vendors])
        session.flush()
        contact = NoticeContact(role="safety_first", address="a@v3.example", added_at=MONDAY)
        contact.vendor_id = vendors[0].id
        session.add(contact)
        ids = {name: laboratory.id for name, laboratory in laboratories.items()}
        session.execute(
            insert(Certificate), [_row(number, facts, ids, chance.choice(vendors)) for number, facts in known.items()]
        )
        session.commit()
        yield session, known
    engine.dispose()


def _row(number: str, facts: CertificateFacts, laboratories: dict[str, int], vendor: Vendor) -> dict[str, Any]:
    said = {name: getattr(facts, name) for name in CertificateFacts.__slots__ if name != "laboratory"}
    lists = {name: list(said[name]) for name in ("features", "hardware_features")}
    own = {"number": number, "vendor_id": vendor.id, "company": vendor.name, "device": "D", "recorded_at": MONDAY}
    return {**said, **lists, **own, "laboratory_id": laboratories.get(facts.laboratory)}


def test_sql_finds_what_each_certificate_answers_alone(
    directory: tuple[Session, dict[str, CertificateFacts]],
) -> None:
    session, known = directory
    chance, asked, uncertain = random.Random(6), 0, 0
    for _ in range(60):
        condition = checked(_condition(chance, chance.randint(0, 3)))
        alone = {number: matches(condition, facts) for number, facts in known.items()}
        expected = {number: finding for number, finding in alone.items() if finding.applies}
        reach = Reach(session, condition)
        found = list(reach.every())
        assert {item.number: item.reason for item in found} == {n: f.reason for n, f in expected.items()}, condition
        assert {item.number for item in found if item.certain} == {n for n, f in expected.items() if f.certain}
        counted = reach.count()
        vendors = {item.vendor_id for item in found}
        assert (counted.certificates, counted.vendors) == (len(found), len(vendors))
        assert counted.uncertain == sum(not item.certain for item in found)
        assert counted.silent == len({item.vendor_id for item in found if not item.has_contact})
        assert sum(reason.certificates for reason in reach.reasons(1000)) == len(found)
        asked, uncertain = asked + bool(found), uncertain + counted.uncertain
    assert asked > 40
    assert uncertain > 500


def test_pages_follow_each_other_by_vendor_and_number_and_leave_nothing_out(
    directory: tuple[Session, dict[str, CertificateFacts]],
) -> None:
    session, known = directory
    reach = Reach(session, Condition(Kind.ANY, (Condition(Kind.IN, attribute=A.LABORATORY, values=("DEKRA",)),)))
    every, pages, after = list(reach.every()), list[Applicable](), ""
    while some := reach.page(after, 37):
        assert len(some) == min(38, len(every) - len(pages))
        pages += some[:37]
        after = pages[-1].number
    assert len(pages) > 3 * 37
    assert pages == every == sorted(every, key=lambda item: (item.vendor, item.number))
    gone = next(number for number, facts in known.items() if facts.laboratory == "DNV")
    assert reach.page(gone, 10), "a place in the list, also of one that is not in it"
    with pytest.raises(InvalidFields):
        reach.page("OCA.none", 10)

    vendors = reach.vendors(most=3)
    assert [item.vendor for item in vendors] == ["V0", "V1", "V2", "V3"]
    assert [item.vendor for item in reach.vendors(start=3, most=1)] == ["V3", "V4"]
    assert tuple(item for item in every if item.vendor == "V0") == vendors[0].certificates
    assert [item.vendor for item in reach.vendors(words="v3")] == ["V3"]
    assert "V3" not in [item.vendor for item in reach.vendors(Which.SILENT)]
    assert reach.missing([vendors[0].vendor_id, 10_000]) == 1

"""A directory of 100,000 certificates, as laboratories issue them, and conditions asked of all of it (P-50)."""

import time

from sqlalchemy import text
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.queries.concerned import Reach
from tests.benchmarks import figures as fig
from tests.benchmarks.desk import BenchDesk
from workflows.conditions import Attribute, Condition, Kind

_CERTIFICATES, _VENDORS, _PAGE, _ROUNDS = 100_000, 10_000, 100, 5
_GOAL = 300  # ms, issue 5

_SEED_VENDORS = text(
    "INSERT INTO vendors (name, folded_name, oca_member, may_be_named, member_reference, member_recorded_by, "
    "permission_reference, permission_recorded_by) SELECT 'Directory ' || n, 'directory ' || n, false, false, '', '', "
    "'', '' FROM generate_series(1, :many) AS n"
)
# Twelve kinds of certificates, 25 releases of the OCTT, 6,000 software versions, 2,500 days.
_SEED = text("""
WITH v AS (SELECT id, name, row_number() OVER (ORDER BY id) - 1 AS place FROM vendors WHERE folded_name LIKE
'directory %'), n AS (SELECT n, n % (SELECT count(*) FROM v) AS place, (n * 7919) % 6000 AS software, (n * 5) % 12
AS shape, (n * 31) % 2500 AS days FROM generate_series(1, :many) AS n)
INSERT INTO certificates (number, version, vendor_id, company, device, model, device_type, hardware_features,
ocpp_version, ocpp_edition, errata_level, profiles, features, software_versions, octt_version, report_references,
tested_on, issued_on, marks, recorded_at, recorded_by, reason)
SELECT 'OCA.' || n, 1, v.id, v.name, 'Station ' || n % 40, '', CASE WHEN shape = 11 THEN 'csms' ELSE 'charging_station'
END, '[]', CASE WHEN shape % 5 < 3 THEN '2.0.1' ELSE '1.6' END, 'Edition ' || 2 + shape % 2, '2024-' || 10 + shape % 3,
CASE WHEN shape % 2 = 0 THEN '{"Core": "passed", "Smart Charging": "passed"}' ELSE '{"Core": "passed"}' END::json,
CASE WHEN shape % 4 = 0 THEN '["C-11", "SC-4"]' ELSE '["C-11"]' END::json,
json_build_object('controller', software / 1000 || '.' || software / 100 % 10 || '.' || software % 100),
'Release_2024-' || 10 + n % 25, '[]', DATE '2019-01-01' + days::int, DATE '2019-02-01' + days::int,
CASE WHEN shape % 2 = 0 THEN '|p:||p:core||p:smart charging|' ELSE '|p:||p:core|' END ||
CASE WHEN shape % 4 = 0 THEN '|f:||f:c-11||f:sc-4|' ELSE '|f:||f:c-11|' END, now(), '', ''
FROM n JOIN v ON v.place = n.place
""")

_A = Attribute
_V201 = Condition(Kind.IN, attribute=_A.OCPP_VERSION, values=("2.0.1",))
_SMART = Condition(Kind.HAS, attribute=_A.PROFILES, values=("Smart Charging",))
_FEATURE = Condition(Kind.HAS, attribute=_A.FEATURES, values=("C-11",))
_STATION = Condition(Kind.IN, attribute=_A.DEVICE_TYPE, values=("charging_station",))
_OCTT = Condition(Kind.IN, attribute=_A.OCTT_VERSION, values=("Release_2024-12", "Release_2024-14"))


def _software(at_least: str, below: str) -> Condition:
    return Condition(Kind.WITHIN, attribute=_A.SOFTWARE_VERSION, at_least=at_least, below=below)


CONDITIONS = {
    "a broad condition": Condition(Kind.ALL, (_V201, _STATION)),
    "a narrow condition": Condition(Kind.ALL, (_V201, _SMART, _software("4.2", "4.3"), _OCTT)),
    "a condition that tells each apart": Condition(
        Kind.NOT,
        (
            Condition(
                Kind.ALL,
                (Condition(Kind.WITHIN, attribute=_A.ISSUED_ON, at_least="2020-01-01"), _software("", "3"), _OCTT,
                 _FEATURE),
            ),
        ),
    ),
}  # fmt: skip


def applicability(book: fig.Book, desk: BenchDesk) -> None:
    """Match and count over all, and a page with the reason for each: the least of some rounds, in this process."""
    with desk.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(_SEED_VENDORS, {"many": _VENDORS})
            already = connection.scalar(text("SELECT count(*) FROM certificates WHERE replaced_at IS NULL")) or 0
            connection.execute(_SEED, {"many": _CERTIFICATES - already})
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE certificates"))
        for name, condition in CONDITIONS.items():
            rounds = [_asked(db.session(), condition) for _ in range(_ROUNDS)]
            took, found = min(took for took, _ in rounds), rounds[0][1]
            title = f"applicability of {name} over {_CERTIFICATES:,} certificates ({found:,} found)"
            book.add(fig.at_most(title, took * 1000, "ms", _GOAL))
        db.session.remove()


def _asked(session: Session, condition: Condition) -> tuple[float, int]:
    begun = time.perf_counter()
    reach = Reach(session, condition)
    found, page = reach.count().certificates, reach.page("", _PAGE)
    took = time.perf_counter() - begun
    assert all(item.reason for item in page), "each says why"
    return took, found

"""A directory of 100,000 certificates, as laboratories issue them, and conditions asked of all of it (P-50)."""

from sqlalchemy import Connection, text

CERTIFICATES = 100_000
_VENDORS = 10_000

_SEED_VENDORS = text(
    "INSERT INTO vendors (name, folded_name, oca_member, may_be_named, member_reference, member_recorded_by, "
    "permission_reference, permission_recorded_by) SELECT 'Directory ' || n, 'directory ' || n, false, false, '', '', "
    "'', '' FROM generate_series(1, :many) AS n"
)
# Twelve kinds of profiles and four of features, 25 releases of the OCTT, 6,000 software versions, 2,500 days.
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


def seed(connection: Connection, certificates: int = CERTIFICATES) -> None:
    """Certificates of vendors of their own, ten each."""
    connection.execute(_SEED_VENDORS, {"many": _VENDORS})
    connection.execute(_SEED, {"many": certificates})
    connection.execute(text("ANALYZE certificates"))

"""The certification directory: certificates in versions that nothing changes, notice contacts, imports, matches

Revision ID: 0007
Revises: 0006
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
_CURRENT = sa.text("replaced_at IS NULL")
_KEPT = ("certificates", "telling_certificates")
_OF_VENDORS = ("member_reference", "member_recorded_by", "permission_reference", "permission_recorded_by")
_ATTRIBUTES = (
    "id, number, version, vendor_id, laboratory_id, company, device, model, device_type, product_subtype, kind, "
    "hardware_features, ocpp_version, ocpp_edition, errata_level, profiles, features, software_versions, octt_version, "
    "report_references, tested_on, issued_on, marks, recorded_at, recorded_by, reason"
)
_FROM_LIST = {
    "postgresql": "(SELECT coalesce(jsonb_object_agg(v, 'passed'), '{}') FROM jsonb_array_elements_text(c.profiles) v)",
    "sqlite": "(SELECT json_group_object(value, 'passed') FROM json_each(c.profiles))",
}
_TO_LIST = {
    "postgresql": "(SELECT coalesce(jsonb_agg(k), '[]') FROM jsonb_object_keys(c.profiles) k)",
    "sqlite": "(SELECT json_group_array(key) FROM json_each(c.profiles))",
}


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _put_aside() -> None:
    """Two tables are made anew: SQLite cannot take a key from a table, nor drop one that others point at."""
    for table in _KEPT:
        op.execute(f"CREATE TEMPORARY TABLE old_{table} AS SELECT * FROM {table}")  # noqa: S608 (names of ours)
    for table in reversed(_KEPT):
        op.drop_table(table)


def _put_back(columns: str, values: str) -> None:
    op.execute(
        f"INSERT INTO certificates ({columns}) SELECT {values} FROM old_certificates c JOIN vendors v ON v.id = c.vendor_id"  # noqa: S608 (names of ours)
    )
    op.execute("INSERT INTO telling_certificates SELECT * FROM old_telling_certificates")
    for table in _KEPT:
        op.execute(f"DROP TABLE old_{table}")
    if _postgresql():
        op.execute(
            "SELECT setval(pg_get_serial_sequence('certificates', 'id'), coalesce(max(id), 1)) FROM certificates"
        )


def _make_tellings() -> None:
    op.create_table(
        "telling_certificates",
        sa.Column("telling_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_telling_certificates_certificate_id_certificates")
        ),
        sa.ForeignKeyConstraint(
            ["telling_id"], ["tellings.id"], name=op.f("fk_telling_certificates_telling_id_tellings")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_telling_certificates_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("telling_id", "certificate_id", name=op.f("pk_telling_certificates")),
    )
    op.create_index("ix_telling_certificates_vendor", "telling_certificates", ["telling_id", "vendor_id"])


def _refuse_changes() -> None:
    """P-55: a certificate is never changed; only that a version was replaced is noted, once."""
    if _postgresql():
        op.execute(
            "CREATE FUNCTION refuse_changed_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF OLD.replaced_at IS NOT NULL OR to_jsonb(NEW) - 'replaced_at' <> to_jsonb(OLD) - 'replaced_at' THEN "
            "RAISE EXCEPTION 'certificates_never_change' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER certificates_never_change BEFORE UPDATE ON certificates "
            "FOR EACH ROW EXECUTE FUNCTION refuse_changed_certificate()"
        )
        return
    refused = "BEGIN SELECT RAISE(ABORT, 'certificates_never_change'); END"
    op.execute(
        f"CREATE TRIGGER certificates_never_change BEFORE UPDATE OF {_ATTRIBUTES} ON certificates FOR EACH ROW {refused}"
    )
    op.execute(
        "CREATE TRIGGER certificates_replaced_once BEFORE UPDATE OF replaced_at ON certificates "
        f"FOR EACH ROW WHEN OLD.replaced_at IS NOT NULL {refused}"
    )


def _mark() -> None:
    """Profiles and features folded in one text, for SQL to look in; before anything refuses a change."""
    bind, certificates = op.get_bind(), sa.table("certificates", sa.column("id"), sa.column("marks"))
    rows = bind.execute(sa.text("SELECT id, profiles, features FROM certificates")).all()
    for row_id, *lists in rows:
        found = ""
        for kind, items in zip("pf", (json.loads(x) if isinstance(x, str) else x for x in lists), strict=True):
            words = ["", *(item.strip().casefold().replace("|", " ") for item in items)] if items else []
            found += "".join(f"|{kind}:{word}|" for word in words)
        bind.execute(sa.update(certificates).where(certificates.c.id == row_id).values(marks=found))


def upgrade() -> None:
    _put_aside()
    _make_contacts()
    op.execute(
        "INSERT INTO notice_contacts (vendor_id, role, name, address, added_at, added_by, ended_by) "
        "SELECT id, 'safety_first', notice_name, lower(notice_address), CURRENT_TIMESTAMP, '', '' FROM vendors "
        "WHERE notice_address <> ''"
    )
    for column in ("notice_address", "notice_name"):
        op.drop_column("vendors", column)
    for column in ("member_since", "permission_on"):
        op.add_column("vendors", sa.Column(column, sa.Date(), nullable=True))
    for column in _OF_VENDORS:
        op.add_column("vendors", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column("tellings", sa.Column("applicability", _JSON, nullable=True))
    _make_certificates()
    _make_tellings()
    profiles = _FROM_LIST[op.get_bind().dialect.name]
    _put_back(
        _ATTRIBUTES,
        "c.id, c.number, 1, c.vendor_id, c.laboratory_id, v.name, c.device, '', c.device_type, NULL, NULL, '[]', "
        f"c.ocpp_version, '', '', {profiles}, c.features, '{{}}', c.octt_version, '[]', NULL, c.issued_on, '', "
        "CURRENT_TIMESTAMP, '', ''",
    )
    _mark()
    _refuse_changes()
    _make_imports()
    _make_matches()


def downgrade() -> None:
    """Versions of before and contacts after the first are lost: there was no place for them."""
    op.drop_table("notice_matches")
    op.drop_table("certificate_import_lines")
    op.drop_table("certificate_imports")
    _put_aside()
    if _postgresql():
        op.execute("DROP FUNCTION refuse_changed_certificate()")
    op.drop_column("tellings", "applicability")
    for column in (*_OF_VENDORS, "member_since", "permission_on"):
        op.drop_column("vendors", column)
    for column in ("notice_name", "notice_address"):
        op.add_column("vendors", sa.Column(column, sa.String(), nullable=False, server_default=""))
    for column, value in (("notice_name", "name"), ("notice_address", "address")):
        op.execute(
            f"UPDATE vendors SET {column} = coalesce((SELECT {value} FROM notice_contacts n WHERE n.vendor_id = "  # noqa: S608 (names of ours)
            "vendors.id AND n.ended_at IS NULL ORDER BY n.role, n.id LIMIT 1), '')"
        )
    op.drop_table("notice_contacts")
    # What tellings say of a version is said of its certificate.
    op.execute(
        "UPDATE old_telling_certificates SET certificate_id = (SELECT n.id FROM old_certificates o JOIN "
        "old_certificates n ON n.number = o.number AND n.replaced_at IS NULL WHERE o.id = certificate_id)"
    )
    op.execute("DELETE FROM old_certificates WHERE replaced_at IS NOT NULL")
    _make_certificates_of_before()
    _make_tellings()
    columns = (
        "id, number, vendor_id, laboratory_id, device, device_type, ocpp_version, profiles, features, octt_version, "
        "issued_on"
    )
    values = ", ".join(
        _TO_LIST[op.get_bind().dialect.name] if c == "profiles" else f"c.{c}" for c in columns.split(", ")
    )
    _put_back(columns, values)


def _make_certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("laboratory_id", sa.Integer(), nullable=True),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("device_type", sa.String(), nullable=False),
        sa.Column("product_subtype", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("hardware_features", _JSON, nullable=False),
        sa.Column("ocpp_version", sa.String(), nullable=False),
        sa.Column("ocpp_edition", sa.String(), nullable=False),
        sa.Column("errata_level", sa.String(), nullable=False),
        sa.Column("profiles", _JSON, nullable=False),
        sa.Column("features", _JSON, nullable=False),
        sa.Column("software_versions", _JSON, nullable=False),
        sa.Column("octt_version", sa.String(), nullable=False),
        sa.Column("report_references", _JSON, nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=True),
        sa.Column("marks", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number <> ''", name=op.f("ck_certificates_number_given")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_certificates_version_counts")),
        sa.CheckConstraint("version = 1 OR reason <> ''", name=op.f("ck_certificates_correction_has_reason")),
        sa.CheckConstraint(
            "ocpp_version <> '1.6' OR device_type <> 'charging_station_software_stack'",
            name=op.f("ck_certificates_no_stack_on_16"),
        ),
        sa.CheckConstraint(
            "device_type IN ('charging_station', 'csms', 'charging_station_software_stack')",
            name=op.f("ck_certificates_device_type_known"),
        ),
        sa.CheckConstraint("product_subtype IN ('mode_1_2_only')", name=op.f("ck_certificates_product_subtype_known")),
        sa.CheckConstraint("kind IN ('full', 'subset', 'security')", name=op.f("ck_certificates_kind_known")),
        sa.CheckConstraint("ocpp_version IN ('1.6', '2.0.1')", name=op.f("ck_certificates_ocpp_version_known")),
        sa.ForeignKeyConstraint(
            ["laboratory_id"], ["laboratories.id"], name=op.f("fk_certificates_laboratory_id_laboratories")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_certificates_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", "version", name="uq_certificates_number_version"),
    )
    op.create_index(
        "ix_certificates_current",
        "certificates",
        ["number"],
        unique=True,
        postgresql_where=_CURRENT,
        sqlite_where=_CURRENT,
    )
    op.create_index("ix_certificates_applicability", "certificates", ["ocpp_version", "device_type"])
    op.create_index(op.f("ix_certificates_vendor_id"), "certificates", ["vendor_id"])


def _make_certificates_of_before() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("laboratory_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("device_type", sa.String(), nullable=False),
        sa.Column("ocpp_version", sa.String(), nullable=False),
        sa.Column("profiles", _JSON, nullable=False),
        sa.Column("features", _JSON, nullable=False),
        sa.Column("octt_version", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "device_type IN ('charging_station', 'csms', 'charging_station_software_stack')",
            name=op.f("ck_certificates_device_type_known"),
        ),
        sa.CheckConstraint("ocpp_version IN ('1.6', '2.0.1')", name=op.f("ck_certificates_ocpp_version_known")),
        sa.ForeignKeyConstraint(
            ["laboratory_id"], ["laboratories.id"], name=op.f("fk_certificates_laboratory_id_laboratories")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_certificates_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name="uq_certificates_number"),
    )
    op.create_index("ix_certificates_applicability", "certificates", ["ocpp_version", "device_type"])
    op.create_index(op.f("ix_certificates_vendor_id"), "certificates", ["vendor_id"])


def _make_contacts() -> None:
    op.create_table(
        "notice_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.CheckConstraint("address <> ''", name=op.f("ck_notice_contacts_address_given")),
        sa.CheckConstraint(
            "role IN ('safety_first', 'safety_second', 'technical')", name=op.f("ck_notice_contacts_role_known")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_notice_contacts_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_contacts")),
    )
    op.create_index(
        "ix_notice_contacts_live",
        "notice_contacts",
        ["vendor_id", "address"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_notice_contacts_vendor_id"), "notice_contacts", ["vendor_id"], unique=False)


def _make_imports() -> None:
    op.create_table(
        "certificate_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("settings", _JSON, nullable=False),
        sa.Column("seen", _JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("plan_sha256", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'checked', 'wrong', 'confirmed', 'saved', 'discarded')",
            name=op.f("ck_certificate_imports_state_known"),
        ),
        sa.CheckConstraint("done <= total", name=op.f("ck_certificate_imports_done_at_most_total")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_imports")),
    )
    op.create_index(
        "ix_certificate_imports_open",
        "certificate_imports",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'confirmed')"),
        sqlite_where=sa.text("state IN ('waiting', 'confirmed')"),
    )
    op.create_table(
        "certificate_import_lines",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("details", _JSON, nullable=False),
        sa.CheckConstraint(
            "kind IN ('new', 'corrected', 'wrong')", name=op.f("ck_certificate_import_lines_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["certificate_imports.id"],
            name=op.f("fk_certificate_import_lines_import_id_certificate_imports"),
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_certificate_import_lines")),
    )
    op.create_index(
        "ix_certificate_import_lines_kind", "certificate_import_lines", ["import_id", "kind", "line"], unique=False
    )


def _make_matches() -> None:
    op.create_table(
        "notice_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settlement", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("settlement IN ('told', 'set_aside')", name=op.f("ck_notice_matches_settlement_known")),
        sa.CheckConstraint(
            "settlement IS NULL OR settlement = 'told' OR reason <> ''",
            name=op.f("ck_notice_matches_set_aside_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(settlement IS NULL) = (settled_at IS NULL)", name=op.f("ck_notice_matches_settled_at_when_settled")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notice_matches_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_notice_matches_certificate_id_certificates")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_notice_matches_vendor_id_vendors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_matches")),
        sa.UniqueConstraint("case_id", "event_seq", "number", name="uq_notice_matches_case_id_event_seq_number"),
    )
    op.create_index(op.f("ix_notice_matches_certificate_id"), "notice_matches", ["certificate_id"], unique=False)
    op.create_index(
        "ix_notice_matches_open",
        "notice_matches",
        ["case_id"],
        unique=False,
        postgresql_where=sa.text("settlement IS NULL"),
        sqlite_where=sa.text("settlement IS NULL"),
    )

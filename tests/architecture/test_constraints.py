"""The database refuses what the procedure forbids, each by a constraint with a name."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, Engine, UniqueConstraint, create_engine, insert, update
from sqlalchemy.exc import IntegrityError

from issuetracker.extensions import configure_sqlite
from issuetracker.models import Base
from tests.architecture.whole_row import AT, ROWS

UNKNOWN = "nonsense"
LATER = AT + timedelta(days=400)
# Constraint → the change of a valid row that it refuses.
CHECKS: dict[str, dict[str, Any]] = {
    "ck_call_series_minutes_positive": {"minutes": 0},
    "ck_call_series_working_group_known": {"working_group": UNKNOWN},
    "ck_calls_working_group_known": {"working_group": UNKNOWN},
    "ck_case_words_kind_known": {"kind": UNKNOWN},
    "ck_case_words_visibility_known": {"visibility": UNKNOWN},
    "ck_case_words_members_read_the_report": {"kind": "message"},
    "ck_cases_origin_known": {"origin": UNKNOWN},
    "ck_cases_case_stage_known": {"case_stage": UNKNOWN},
    "ck_cases_analysis_stage_known": {"analysis_stage": UNKNOWN},
    "ck_cases_twg_stage_known": {"twg_stage": UNKNOWN},
    "ck_cases_cwg_stage_known": {"cwg_stage": UNKNOWN},
    "ck_cases_severity_stage_known": {"severity_stage": UNKNOWN},
    "ck_cases_certification_stage_known": {"certification_stage": UNKNOWN},
    "ck_cases_maintenance_stage_known": {"maintenance_stage": UNKNOWN},
    "ck_cases_distribution_stage_known": {"distribution_stage": UNKNOWN},
    "ck_cases_board_matter_stage_known": {"board_matter_stage": UNKNOWN},
    "ck_cases_raised_in_certification_has_parties": {"vendor_id": None},
    "ck_cases_closed_at_when_closed": {"closed_at": AT},
    "ck_cases_version_counts": {"version": 0},
    "ck_cases_not_its_own_duplicate": {"duplicate_of_id": 1},
    "ck_certificate_imports_state_known": {"state": UNKNOWN},
    "ck_certificate_imports_done_at_most_total": {"done": 2},
    "ck_certificate_import_lines_kind_known": {"kind": UNKNOWN},
    "ck_certificates_number_given": {"number": ""},
    "ck_certificates_version_counts": {"version": 0, "reason": "r"},
    "ck_certificates_correction_has_reason": {"version": 2},
    "ck_certificates_no_stack_on_16": {"ocpp_version": "1.6", "device_type": "charging_station_software_stack"},
    "ck_certificates_product_subtype_known": {"product_subtype": UNKNOWN},
    "ck_certificates_kind_known": {"kind": UNKNOWN},
    "ck_certificates_device_type_known": {"device_type": UNKNOWN},
    "ck_certificates_ocpp_version_known": {"ocpp_version": "3.0"},
    "ck_clocks_kind_known": {"kind": UNKNOWN},
    "ck_clocks_state_known": {"state": UNKNOWN},
    "ck_desk_events_subject_known": {"subject": UNKNOWN},
    "ck_desk_events_deed_known": {"deed": UNKNOWN},
    "ck_disputes_reporter_known": {"reporter": UNKNOWN},
    "ck_disputes_stage_known": {"stage": UNKNOWN},
    "ck_disputes_ending_known": {"stage": "ended", "ending": UNKNOWN},
    "ck_disputes_ending_when_ended": {"stage": "ended"},
    "ck_disputes_subject_given": {"subject": ""},
    "ck_disputes_version_counts": {"version": 0},
    "ck_dispute_history_seq_counts": {"seq": 0},
    "ck_dispute_history_hash_is_sha256": {"hash": "ab"},
    "ck_dispute_advisers_adviser_known": {"adviser": UNKNOWN},
    "ck_dispute_correctives_owner_known": {"owner": UNKNOWN},
    "ck_dispute_correctives_stage_known": {"stage": UNKNOWN},
    "ck_dispute_statements_side_known": {"side": UNKNOWN},
    "ck_dispute_statements_body_given": {"body": ""},
    "ck_dispute_files_side_known": {"side": UNKNOWN},
    "ck_dispute_files_sha256_length": {"sha256": "ab"},
    "ck_dispute_files_size_counted": {"size": -1},
    "ck_dispute_files_name_given": {"name": ""},
    "ck_files_visibility_known": {"visibility": UNKNOWN},
    "ck_files_sha256_length": {"sha256": "ab"},
    "ck_files_size_counted": {"size": -1},
    "ck_files_name_given": {"name": ""},
    "ck_history_seq_counts": {"seq": 0},
    "ck_history_hash_is_sha256": {"hash": "ab"},
    "ck_inbound_mails_case_when_filed": {"case_id": None},
    "ck_inbound_mails_cause_when_quarantined": {"state": "quarantined"},
    "ck_inbound_mails_done_at_when_done": {"done_at": None},
    "ck_inbound_mails_state_known": {"state": UNKNOWN},
    "ck_laboratories_name_given": {"name": ""},
    "ck_mail_sources_one_meaning": {"blocked": True},
    "ck_mail_sources_pattern_is_an_address": {"pattern": "dekra"},
    "ck_messages_visibility_known": {"visibility": UNKNOWN},
    "ck_messages_body_given": {"body": ""},
    "ck_notice_contacts_role_known": {"role": UNKNOWN},
    "ck_notice_contacts_address_given": {"address": ""},
    "ck_notice_links_edition_counts": {"edition": 0},
    "ck_notice_matches_settlement_known": {"settlement": UNKNOWN, "settled_at": AT, "reason": "r"},
    "ck_notice_matches_settled_at_when_settled": {"settled_at": AT},
    "ck_notice_matches_set_aside_for_a_reason": {"settlement": "set_aside", "settled_at": AT},
    "ck_obligations_state_known": {"state": UNKNOWN},
    "ck_obligations_no_address_is_empty": {"state": "no_address"},
    "ck_outbox_state_known": {"state": UNKNOWN},
    "ck_outbox_attempts_counted": {"attempts": -1},
    "ck_outbox_recipient_given": {"recipient": ""},
    "ck_account_links_kind_known": {"kind": UNKNOWN},
    "ck_case_links_email_lower": {"email": "M@b.example"},
    "ck_passkeys_usage_known": {"usage": UNKNOWN},
    "ck_people_theme_known": {"theme": UNKNOWN},
    "ck_people_email_lower": {"email": "Petra@dekra.example"},
    "ck_people_one_party": {"vendor_id": 1},
    "ck_person_roles_role_known": {"role": "king"},
    "ck_api_keys_name_given": {"name": ""},
    "ck_cases_subject_known": {"origin": "question", "subject": UNKNOWN},
    "ck_cases_a_question_has_a_subject": {"subject": "tests"},
    "ck_releases_kind_known": {"kind": UNKNOWN},
    "ck_releases_title_given": {"title": ""},
    "ck_releases_version_counts": {"version": 0, "reason": "r"},
    "ck_releases_next_has_reason": {"version": 2},
    "ck_releases_active_once_available": {"active_on": AT.date() - timedelta(days=1)},
    "ck_releases_replaced_once_sent": {"replaced_at": AT},
    "ck_release_files_name_given": {"name": ""},
    "ck_release_files_sha256_length": {"sha256": "ab"},
    "ck_release_files_size_counted": {"size": -1},
    "ck_release_forwardings_vendors_counted": {"vendors": 0},
    "ck_resolutions_scope_known": {"scope": UNKNOWN},
    "ck_resolutions_subject_known": {"subject": UNKNOWN},
    "ck_resolutions_superseded_by_a_later_one": {"superseded_by_id": 1},
    "ck_resolution_cases_tie_known": {"tie": UNKNOWN},
    "ck_saved_views_name_given": {"name": ""},
    "ck_tellings_told_at_most_total": {"told": 2},
    "ck_vendors_name_given": {"name": ""},
    "ck_webhooks_state_known": {"state": UNKNOWN},
    "ck_webhooks_revoked_at_when_revoked": {"revoked_at": AT},
    "ck_webhooks_secret_while_it_signs": {"secret": ""},
    "ck_webhook_deliveries_state_known": {"state": UNKNOWN},
    "ck_webhook_deliveries_attempts_counted": {"attempts": -1},
    "ck_webhook_deliveries_about_one": {"dispute_id": 1},
    "ck_case_links_of_one": {"case_id": None},
    "ck_idempotent_requests_made_one": {"dispute_id": 1},
}
# Constraint → what a second row has of its own, so that only this constraint refuses it.
UNIQUE: dict[str, dict[str, Any]] = {
    "uq_agenda_items_call_id_case_id": {},
    "uq_account_links_token_sha256": {},
    "uq_api_keys_key_sha256": {},
    "uq_calls_working_group_starts_at": {},
    "uq_case_links_case_id_email": {},
    "uq_cases_number": {},
    "uq_notice_links_telling_id_vendor_id": {},
    "uq_certificates_number_version": {"replaced_at": AT},
    "uq_clocks_case_id_key": {},
    "uq_disputes_number": {},
    "uq_dispute_history_dispute_id_seq": {},
    "uq_dispute_statements_dispute_id_history_seq": {},
    "uq_history_case_id_seq": {},
    "uq_inbound_mails_sha256": {"content_sha256": "cd" * 32},
    "uq_laboratories_name": {},
    "uq_mail_sources_pattern": {},
    "uq_messages_case_id_history_seq": {},
    "uq_case_words_case_id_history_seq": {},
    "uq_notice_matches_case_id_event_seq_number": {},
    "uq_obligations_unique_key": {},
    "uq_outbox_unique_key": {"message_id": "<2@x>"},
    "uq_outbox_message_id": {"unique_key": "k2"},
    "uq_passkeys_credential_id": {"name": "Blue key"},
    "uq_passkeys_person_id_name": {"credential_id": b"2"},
    "uq_people_email": {},
    "uq_resolutions_number": {},
    "uq_releases_number_version": {},
    "uq_drafts_person_id_place": {},
    "uq_saved_views_person_id_name": {},
    "uq_sign_ins_token_sha256": {},
    "uq_tellings_case_id_event_seq": {"number": "m"},
    "uq_vendors_folded_name": {},
    "uq_webhook_deliveries_webhook_id_case_id_seq": {"message_id": "msg_2"},
    "uq_webhook_deliveries_message_id": {"seq": 2},
}
# The same where the row in `ROWS` is about a case: a first row about a dispute, and one more like it.
UNIQUE_OF_DISPUTES: dict[str, dict[str, Any]] = {
    "uq_case_links_dispute_id_email": {},
    "uq_webhook_deliveries_webhook_id_dispute_id_seq": {"message_id": "msg_3"},
}
NEVER_CHANGED = {"certificates", "releases"}  # by a trigger, so that a wrong row is tried as a new one
CONSTRAINTS = {str(c.name): (table, c) for table in Base.metadata.sorted_tables for c in table.constraints if c.name}
FOREIGN = [(t.name, key.parent.name) for t in Base.metadata.sorted_tables for key in t.foreign_keys]


@pytest.fixture
def full(database_url: str) -> Iterator[Engine]:
    """A database with one valid row in every table."""
    engine = create_engine(database_url)
    configure_sqlite(engine)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(insert(table).values(ROWS[table.name]))
    yield engine
    engine.dispose()


def _refusal(connection: Connection, statement: Any) -> str:
    with pytest.raises(IntegrityError) as refused, connection.begin_nested():
        connection.execute(statement)
    return str(refused.value.orig)


def test_every_constraint_with_a_name_has_a_test() -> None:
    named = {name for name, (_, c) in CONSTRAINTS.items() if isinstance(c, CheckConstraint | UniqueConstraint)}
    assert named == CHECKS.keys() | UNIQUE.keys() | UNIQUE_OF_DISPUTES.keys()


def test_every_table_has_a_valid_row_here() -> None:
    assert ROWS.keys() == Base.metadata.tables.keys()


def test_each_check_refuses_what_it_should_by_its_name(full: Engine) -> None:
    with full.connect() as connection:
        for name, change in CHECKS.items():
            table, _ = CONSTRAINTS[name]
            statement: Any = update(table).values(change)
            if table.name in NEVER_CHANGED:
                statement = insert(table).values({**ROWS[table.name], "id": 2, "number": "n", **change})
            assert name in _refusal(connection, statement), name


def test_each_key_refuses_a_second_of_the_same_by_its_name(full: Engine) -> None:
    with full.connect() as connection:
        for name, own in UNIQUE.items():
            table, constraint = CONSTRAINTS[name]
            message = _refusal(connection, insert(table).values({**ROWS[table.name], "id": 2, **own}))
            columns = ", ".join(f"{table.name}.{column.name}" for column in constraint.columns)
            assert name in message or columns in message, message


def test_each_key_of_disputes_refuses_a_second_of_the_same(full: Engine) -> None:
    with full.connect() as connection:
        for name, own in UNIQUE_OF_DISPUTES.items():
            table, constraint = CONSTRAINTS[name]
            about = {**ROWS[table.name], "case_id": None, "dispute_id": 1}
            first = {"message_id": "msg_2"} if own else {}
            connection.execute(insert(table).values({**about, "id": 2, **first}))
            message = _refusal(connection, insert(table).values({**about, "id": 3, **own}))
            columns = ", ".join(f"{table.name}.{column.name}" for column in constraint.columns)
            assert name in message or columns in message, message


def test_nothing_points_at_what_is_not_there(full: Engine) -> None:
    """Foreign keys hold on SQLite too, where they are off unless asked for."""
    with full.connect() as connection:
        for name, column in FOREIGN:
            table = Base.metadata.tables[name]
            with pytest.raises(IntegrityError), connection.begin_nested():
                connection.execute(update(table).values({column: 424242}))


def test_every_constraint_has_a_name() -> None:
    """One without a name could not be changed by a later migration."""
    assert [str(c) for table in Base.metadata.sorted_tables for c in table.constraints if not c.name] == []


def test_closing_and_its_moment_go_together(full: Engine) -> None:
    cases = Base.metadata.tables["cases"]
    with full.connect() as connection:
        assert "closed_at_when_closed" in _refusal(connection, update(cases).values(case_stage="closed"))
        connection.execute(update(cases).values(case_stage="closed", closed_at=AT))


def test_an_issue_that_nobody_certifies_needs_no_party(full: Engine) -> None:
    """P-01: 1b and 1c have no laboratory and may have no vendor."""
    cases = Base.metadata.tables["cases"]
    with full.connect() as connection:
        for origin in ("1b", "1c"):
            connection.execute(update(cases).values(origin=origin, laboratory_id=None, vendor_id=None))
        assert "has_parties" in _refusal(connection, update(cases).values(origin="1a"))


def test_a_version_of_a_certificate_is_never_changed_and_replaced_only_once(full: Engine) -> None:
    """P-55: whoever writes, in whatever way."""
    certificates = Base.metadata.tables["certificates"]
    with full.connect() as connection:
        for column in certificates.columns:
            if column.name != "replaced_at":
                other = {"id": 7, "vendor_id": 7, "laboratory_id": 7, "version": 7, "recorded_at": LATER}
                other |= {"issued_on": LATER.date(), "tested_on": LATER.date()}
                value = other.get(column.name, ["x"] if "JSON" in str(column.type) else "x")
                assert "certificates_never_change" in _refusal(
                    connection, update(certificates).values({column.name: value})
                ), column.name
        connection.execute(update(certificates).values(replaced_at=AT))
        for value in (None, LATER):
            assert "certificates_never_change" in _refusal(connection, update(certificates).values(replaced_at=value))


def test_a_certificate_has_one_version_in_force(full: Engine) -> None:
    """P-55."""
    certificates = Base.metadata.tables["certificates"]
    second = {**ROWS["certificates"], "id": 2, "version": 2, "reason": "A misprint."}
    with full.connect() as connection:
        message = _refusal(connection, insert(certificates).values(second))
        assert "ix_certificates_current" in message or "certificates.number" in message
        connection.execute(update(certificates).values(replaced_at=AT))
        connection.execute(insert(certificates).values(second))


def test_a_vendor_has_an_address_once_and_again_after_it_was_ended(full: Engine) -> None:
    contacts = Base.metadata.tables["notice_contacts"]
    second = {**ROWS["notice_contacts"], "id": 2}
    with full.connect() as connection:
        message = _refusal(connection, insert(contacts).values(second))
        assert "ix_notice_contacts_live" in message or "notice_contacts.address" in message
        connection.execute(update(contacts).values(ended_at=AT))
        connection.execute(insert(contacts).values(second))

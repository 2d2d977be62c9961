"""The migrations make what the models say, go back, and may be run by several processes at once."""

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, insert, inspect, select, text
from sqlalchemy.orm import Session

from issuetracker.extensions import configure_sqlite
from issuetracker.models import (
    Base,
    Case,
    CaseTestReference,
    Certificate,
    NoticeContact,
    ResolutionCase,
    ResolutionReference,
)
from issuetracker.schema import FULL_TEXT_ON_SQLITE, differences, downgrade, revision_of, upgrade, wanted_revision

ROOT = Path(__file__).parents[2]
BEGUN = datetime(2026, 3, 2, tzinfo=UTC)


def _schema(engine: Engine) -> dict[str, object]:
    """Tables with their columns, indexes and constraints, by name."""
    found = inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            sorted((i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(table)),
            sorted(str(c["name"]) for c in found.get_check_constraints(table)),
            sorted(str(c["name"]) for c in found.get_unique_constraints(table)),
            sorted((str(f["name"]), f["referred_table"]) for f in found.get_foreign_keys(table)),
        )
        for table in found.get_table_names()
        if not table.startswith(FULL_TEXT_ON_SQLITE)
    }


def test_up_makes_the_models_tables_and_down_takes_them_away_and_up_again_is_the_same(empty: Engine) -> None:
    assert revision_of(empty) is None
    upgrade(empty)
    first = _schema(empty)
    assert set(first) == {*Base.metadata.tables, "alembic_version"}
    assert revision_of(empty) == wanted_revision()

    downgrade(empty)
    assert set(_schema(empty)) <= {"alembic_version"}
    assert revision_of(empty) is None

    upgrade(empty)
    assert _schema(empty) == first


def test_a_database_that_is_up_to_date_is_left_as_it_is(empty: Engine) -> None:
    upgrade(empty)
    before = _schema(empty)
    upgrade(empty)
    assert _schema(empty) == before


def test_the_models_say_nothing_that_the_migrations_do_not_make(empty: Engine) -> None:
    upgrade(empty)
    assert differences(empty) == []


def test_every_check_of_the_models_is_in_the_database(empty: Engine) -> None:
    """Alembic does not compare checks, so that one could be forgotten without a word."""
    upgrade(empty)
    for table in Base.metadata.sorted_tables:
        named = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint" and c.name}
        found = {
            str(c["name"]): " ".join(c["sqltext"].split()) for c in inspect(empty).get_check_constraints(table.name)
        }
        assert set(found) == named, table.name


def test_every_choice_of_a_column_is_in_its_check(empty: Engine) -> None:
    """A new stage or event state needs a migration of its check too."""
    upgrade(empty)
    for table in Base.metadata.sorted_tables:
        in_database = {str(c["name"]): c["sqltext"] for c in inspect(empty).get_check_constraints(table.name)}
        for constraint in table.constraints:
            if type(constraint).__name__ == "CheckConstraint" and str(constraint.name).endswith("_known"):
                wanted = str(constraint.sqltext).split("(", 1)[1].rstrip(")").replace("'", "").split(", ")
                for value in wanted:
                    assert f"'{value}'" in in_database[str(constraint.name)], (table.name, constraint.name, value)


def test_a_migration_imports_nothing_of_the_app() -> None:
    """Tomorrow's models must not change what yesterday's migration did."""
    for path in (ROOT / "migrations").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            )
            for name in names:
                assert name.split(".")[0] not in {"issuetracker", "notifications", "workflows", "tests"}, path


def test_several_processes_that_upgrade_an_empty_database_at_once_all_succeed(empty_postgresql: str) -> None:
    program = (
        "import sys; from sqlalchemy import create_engine; from issuetracker.schema import upgrade; "
        "upgrade(create_engine(sys.argv[1]))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, empty_postgresql], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    errors = [process.communicate(timeout=90)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0], errors
    engine = create_engine(empty_postgresql)
    assert revision_of(engine) == wanted_revision()
    assert differences(engine) == []
    engine.dispose()


def _insert(connection: Connection, table: str, **values: object) -> None:
    """A row as an earlier revision had it: what is not given is empty, false, a version of 1, or the beginning."""
    made = Table(table, MetaData(), autoload_with=connection)
    empty = {"VARCHAR": "", "BOOLEAN": False, "INTEGER": 1, "DATETIME": BEGUN, "TIMESTAMP": BEGUN}
    for column in made.c:
        if not column.nullable and column.name not in values and not (column.primary_key and column.name == "id"):
            values[column.name] = empty.get(str(column.type).split("(")[0].split()[0], {})
    connection.execute(insert(made), values)


def test_cases_and_resolutions_of_before_come_through_the_migration_and_back(empty: Engine) -> None:
    """Revision 0011 makes `cases` anew on SQLite: what refers to a case must not go with the old table."""
    empty = create_engine(empty.url)
    configure_sqlite(empty)
    upgrade(empty, "0008")
    stages = {f"{track}_stage": "not_opened" for track in ("twg", "cwg", "severity", "certification", "maintenance")}
    stages |= {f"{track}_stage": "not_opened" for track in ("distribution", "board_matter")}
    stages |= {"case_stage": "open", "analysis_stage": "awaited"}
    with empty.begin() as connection:
        _insert(connection, "cases", id=5, number="OCA-2026-0005", origin="1c", **stages)
        _insert(connection, "case_test_references", case_id=5, reference="TC_E_22_CS")
        _insert(connection, "resolutions", id=3, number="R-2026-0003", case_id=5, history_seq=7, scope="general",
                text="Sent once.", test_references=["TC_E_22_CS"])  # fmt: skip
    upgrade(empty)
    with Session(empty) as session:
        assert session.execute(select(Case.number, Case.subject)).all() == [("OCA-2026-0005", None)]
        assert session.execute(select(CaseTestReference.reference)).all() == [("TC_E_22_CS",)]
        tie = select(ResolutionCase.resolution_id, ResolutionCase.case_id, ResolutionCase.history_seq)
        assert session.execute(tie).all() == [(3, 5, 7)]
        assert session.execute(select(ResolutionReference.reference)).all() == [("TC_E_22_CS",)]
        assert session.scalar(text("SELECT count(*) FROM resolutions WHERE question = '' AND subject IS NULL")) == 1
    downgrade(empty, "0008")
    with empty.begin() as connection:
        assert connection.execute(text("SELECT case_id, history_seq FROM resolutions")).all() == [(5, 7)]
        assert connection.execute(text("SELECT reference FROM case_test_references")).all() == [("TC_E_22_CS",)]
    empty.dispose()


def test_certificates_and_contacts_of_before_come_through_the_migration_and_back(empty: Engine) -> None:
    """Revision 0007: lists become results, the one address of a vendor becomes a contact."""
    empty = create_engine(empty.url)  # as the program opens it: on SQLite, foreign keys hold
    configure_sqlite(empty)
    upgrade(empty, "0006")
    with empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO vendors (id, name, folded_name, oca_member, may_be_named, notice_name, notice_address) "
                "VALUES (1, 'V', 'v', false, false, 'Ada', 'Ada@V.example'), (2, 'W', 'w', false, false, '', '')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO certificates (id, number, vendor_id, device, device_type, ocpp_version, profiles, "
                "features, octt_version, issued_on) VALUES (7, 'N', 1, 'd', 'csms', '2.0.1', '[\"Core\"]', "
                "'[\"SC-4\"]', '', '2025-06-02')"
            )
        )
    upgrade(empty)
    with Session(empty) as session:
        (certificate,) = session.scalars(select(Certificate))
        assert (certificate.id, certificate.version, certificate.company) == (7, 1, "V")
        assert (certificate.profiles, certificate.features) == ({"Core": "passed"}, ["SC-4"])
        assert certificate.marks == "|p:||p:core||f:||f:sc-4|"
        (contact,) = session.scalars(select(NoticeContact))
        assert (contact.vendor_id, contact.name, contact.address) == (1, "Ada", "ada@v.example")
    downgrade(empty, "0006")
    with empty.begin() as connection:
        assert connection.execute(text("SELECT notice_name, notice_address FROM vendors ORDER BY id")).all() == [
            ("Ada", "ada@v.example"),
            ("", ""),
        ]
        (row,) = connection.execute(text("SELECT id, number, profiles FROM certificates"))
        assert row[0:2] == (7, "N")
        assert (json.loads(row[2]) if isinstance(row[2], str) else row[2]) == ["Core"]
    empty.dispose()
    empty.dispose()

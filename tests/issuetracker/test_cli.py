"""The command line, as processes: what an operator types, and what a third party can check."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, delete, select, text

from issuetracker.cli import cli
from issuetracker.extensions import db, transaction
from issuetracker.models import CaseWords, DeskEvent
from tests.world import World

# Each starts the program several times, on a machine that may have much else to do.
pytestmark = pytest.mark.timeout(400)

SECRET_KEY = "only-for-tests-0123456789abcdef01"
PROGRAM = str(Path(sys.executable).with_name("issuetracker"))


def _run(*arguments: str, url: str = "", var: Path | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
    settings = {"SECRET_KEY": SECRET_KEY, **settings} if url else settings
    given = {f"ISSUETRACKER_{name}": value for name, value in settings.items()}
    given |= {"ISSUETRACKER_DATABASE_URL": url} if url else {}
    given |= {"ISSUETRACKER_VAR_DIR": str(var)} if var else {}
    return subprocess.run(
        [PROGRAM, *arguments],
        env={"PATH": os.environ["PATH"], "TZ": "Asia/Seoul", **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_due_date_is_counted_without_a_database(tmp_path: Path) -> None:
    """P-94: with each counted and each skipped day; wherever the machine stands."""
    done = _run("due", "2026-03-31T10:00+02:00", "5", var=tmp_path / "none")
    assert done.returncode == 0, done.stderr
    assert "Wed  8 Apr 2026     5" in done.stdout
    assert "Mon  6 Apr 2026     - Easter Monday" in done.stdout
    assert "Due: the end of Wednesday 8 April 2026" in done.stdout
    assert not (tmp_path / "none").exists()


def test_a_due_date_as_json_says_the_same(tmp_path: Path) -> None:
    found = json.loads(_run("due", "2026-03-31T23:59+02:00", "30", "--json", var=tmp_path / "none").stdout)
    assert len(found["counted"]) == 30
    assert found["due_date"] == found["counted"][-1]
    assert found["due_at"].startswith(found["due_date"])
    assert {"date": "2026-04-27", "reason": "King's Day"} in found["skipped"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2026-03-31T10:00", "5"], "has no offset from UTC"),
        (["yesterday", "5"], "is not a moment"),
        (["2026-03-31T10:00Z", "0"], "0 is not in the range"),
        (["2090-03-31T10:00Z", "5"], "does not reach"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = _run("due", *arguments, var=tmp_path / "none")
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_that_does_not_exist_or_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    done = _run("doctor", var=tmp_path, DATABSE_URL="x", MAX_UPLOAD_MB="many", BASE_URL="desk")
    assert done.returncode == 2
    for name in ("DATABSE_URL is not a setting", "MAX_UPLOAD_MB must be a number", "BASE_URL must begin with"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_explains_itself() -> None:
    listed = _run("--help").stdout
    for command in ("run", "web", "clock", "init", "demo", "doctor", "verify", "head", "letters", "due", "calendar"):
        assert command in listed
        assert CliRunner().invoke(cli, [command, "--help"]).exit_code == 0


def test_a_new_desk_is_made_once_and_says_what_it_still_needs(tmp_path: Path) -> None:
    assert _run("verify", var=tmp_path).returncode != 0
    first = _run("init", var=tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout == _run("init", var=tmp_path).stdout
    doctor = _run("doctor", var=tmp_path)
    assert doctor.returncode == 1
    assert "ok    database" in doctor.stdout
    assert "BAD   roles     nobody holds:" in doctor.stdout
    verified = _run("verify", var=tmp_path)
    assert (verified.returncode, verified.stdout.startswith("0 cases")) == (0, True)


def test_a_new_desk_on_sqlite_makes_its_own_secret_key_that_nobody_else_reads(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    assert _run("init", var=tmp_path).returncode == 0
    kept = path.read_text()
    assert len(kept.strip()) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert _run("init", var=tmp_path).returncode == 0
    assert path.read_text() == kept
    assert "ok    secret" in _run("doctor", var=tmp_path).stdout
    path.chmod(0o644)
    assert "BAD   secret    others may read" in _run("doctor", var=tmp_path).stdout


def test_elsewhere_the_secret_key_must_be_given_and_be_long(tmp_path: Path) -> None:
    postgresql = "postgresql://desk@127.0.0.1:1/desk"
    for key, said in (("", "openssl rand -hex 32"), ("short", "at least 32 characters")):
        done = _run("init", url=postgresql, var=tmp_path, SECRET_KEY=key)
        assert done.returncode == 2
        assert said in done.stderr
        assert not (tmp_path / "secret-key").exists()


def test_the_demos_door_and_a_half_configured_organisation_are_refused_at_start(tmp_path: Path) -> None:
    done = _run("doctor", var=tmp_path, DEMO_SIGN_IN="yes", BASE_URL="https://desk.oca.example")
    assert done.returncode == 2
    assert "DEMO_SIGN_IN is for a desk on localhost only" in done.stderr
    done = _run("doctor", var=tmp_path, OIDC_ISSUER="http://login.dekra.example", OIDC_CLIENT_ID="desk")
    assert "OIDC_CLIENT_SECRET, ISSUETRACKER_OIDC_DOMAINS" in done.stderr
    assert "OIDC_ISSUER must begin with https://" in done.stderr


def test_the_first_administrator_is_added_and_let_in_from_the_command_line(desk: World) -> None:
    url, var = desk.config.database_url, desk.config.var_dir
    add = ("users", "add", "first@oca.example", "--name", "First", "--role", "oca_office", "--invite")
    assert "An invitation is on its way." in _run(*add, url=url, var=var).stdout
    assert "already" in _run(*add, url=url, var=var).stderr
    link = _run("users", "sign-in-link", "first@oca.example", url=url, var=var)
    assert "/sign-in/link/" in link.stdout
    assert "sign-in link made" in link.stderr + link.stdout
    assert "nobody@oca.example" in _run("users", "invite", "nobody@oca.example", url=url, var=var).stderr
    assert _run("users", "invite", "office@oca.example", url=url, var=var).returncode == 0
    assert _run("users", "reset-second-factor", "office@oca.example", url=url, var=var).returncode == 0
    letters = _run("letters", url=url, var=var).stdout
    assert letters.count("your account at the OCPP certification desk") == 2
    assert "your second factor was reset" in letters
    assert _run("users", "deactivate", "first@oca.example", url=url, var=var).returncode == 0
    refused = _run("users", "sign-in-link", "first@oca.example", url=url, var=var)
    assert "activate the account first" in refused.stderr


def test_what_is_done_on_the_command_line_is_on_the_offices_record(desk: World, tmp_path: Path) -> None:
    url, var = desk.config.database_url, desk.config.var_dir
    sheet = tmp_path / "vendors.csv"
    sheet.write_text(
        "name,oca_member,member_since,member_reference,may_be_named,permission_on,permission_reference\n"
        "Nordlader AB,yes,2024-05-01,Member list,no,,\nVoltaire SA,no,,,no,,\n"
    )
    contacts = tmp_path / "contacts.csv"
    contacts.write_text("vendor,role,name,address\nVoltaire SA,safety_first,Ada,ada@voltaire.example\n")
    for command in (
        ("users", "add", "new@oca.example", "--name", "New", "--role", "board", "--invite"),
        ("users", "roles", "new@oca.example", "--role", "oca_office"),
        ("users", "deactivate", "new@oca.example"),
        ("users", "activate", "new@oca.example"),
        ("users", "reset-second-factor", "new@oca.example"),
        ("parties", "import", "vendors", str(sheet), "--save"),
        ("parties", "import", "contacts", str(contacts), "--save"),
    ):
        assert _run(*command, url=url, var=var).returncode == 0, command
    with desk.app.app_context():
        rows = db.session.scalars(select(DeskEvent).order_by(DeskEvent.id)).all()
        said = [(row.subject, row.deed, sorted(row.changes)) for row in rows]
        assert {row.by_name for row in rows} == {"Operator (command line)"}
    assert said == [
        ("person", "added", ["email", "name", "roles"]),
        ("person", "invited", []),
        ("person", "changed", ["roles"]),
        ("person", "let_in_no_more", []),
        ("person", "let_in_again", []),
        ("person", "second_factor_reset", []),
        ("vendor", "changed", ["member_reference", "member_since", "oca_member"]),
        ("vendor", "added", ["may_be_named", "name", "oca_member"]),
        ("vendor", "changed", ["contact"]),
    ]


def test_a_desk_on_an_older_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "issuetracker.sqlite3").touch()
    done = _run("letters", var=tmp_path, SECRET_KEY=SECRET_KEY)
    assert done.returncode == 1
    assert "run `issuetracker init`" in done.stderr


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    done = _run("verify", url="postgresql://desk:hunter2@127.0.0.1:1/desk", var=tmp_path)
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


def test_letters_are_listed_with_what_the_mail_server_said(world: World) -> None:
    number = world.file()
    world.post_office.faults["editor@oca.example"] = "550 no such user"
    world.tick()
    url = world.config.database_url
    listed = _run("letters", url=url, var=world.config.var_dir).stdout
    assert f"petra.vogel@dekra.example            [{number}] received" in listed
    assert "550 no such user" in listed
    failed = _run("letters", "--state", "failed", "--full", url=url, var=world.config.var_dir).stdout
    assert "editor@oca.example" in failed
    assert "petra.vogel" not in failed.splitlines()[0]
    assert _run("letters", "--case", "OCA-2026-0999", url=url, var=world.config.var_dir).stdout == ""


def _lived(world: World) -> str:
    number = world.file()
    world.act("laboratory", number, "add-message", body="The trace is attached.", visibility="parties")
    world.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04.")
    return number


def test_a_history_that_nobody_touched_verifies_and_its_head_can_be_kept_elsewhere(world: World) -> None:
    """P-96."""
    _lived(world)
    url, var = world.config.database_url, world.config.var_dir
    verified = _run("verify", url=url, var=var)
    assert verified.returncode == 0, verified.stdout
    assert "1 cases: every history is unbroken" in verified.stdout
    head = _run("head", url=url, var=var).stdout
    assert head == _run("head", url=url, var=var).stdout
    day, digest, *_ = head.split()
    assert (len(day), len(digest)) == (10, 64)
    assert _run("verify", url=url, var=var).returncode == 0


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("UPDATE history SET actor_name = 'Nobody' WHERE seq = 1", "entry 1 (IssueRaised) was changed"),
        ("UPDATE history SET at = cases.due_at FROM cases WHERE seq = 2", "entry 2 (MessageAdded) was changed"),
        ("UPDATE history SET rule = 'P-02' WHERE seq = 1", "entry 1 (IssueRaised) was changed"),
        ("UPDATE history SET hash = previous_hash WHERE seq = 2", "entry 2 (MessageAdded) was changed"),
        ("DELETE FROM history WHERE seq = 2", "entry 2 is missing"),
        ("DELETE FROM history WHERE seq = (SELECT MAX(seq) FROM history)", "head is not the last entry"),
        ("UPDATE messages SET body = 'The trace is lost.'", "the text of message 2 was changed"),
        ("DELETE FROM messages", "the text of message 2 was changed or is gone"),
        ("UPDATE cases SET twg_stage = 'done'", "twg_stage is 'done', the history says 'on_agenda'"),
        ("UPDATE cases SET summary = 'Nothing'", "summary is 'Nothing'"),
        ("UPDATE cases SET vendor_id = 2", "vendor_id is 2"),
        (
            "UPDATE cases SET history_head = history.hash FROM history WHERE history.seq = 1",
            "head is not the last entry",
        ),
        ("UPDATE clocks SET due_at = started_at WHERE state = 'running'", "is not what the history says"),
        ("DELETE FROM clocks", "is not what the history says"),
    ],
)
def test_whatever_somebody_changes_by_hand_is_found(desk: World, tamper: str, found: str) -> None:
    """P-96: history, message, case and clock."""
    _lived(desk)
    engine = create_engine(desk.config.database_url)
    with engine.begin() as connection:
        assert connection.execute(text(tamper)).rowcount >= 1
    engine.dispose()
    done = _run("verify", url=desk.config.database_url, var=desk.config.var_dir)
    assert done.returncode == 1, done.stdout
    assert found in done.stdout
    assert "not as the history says" in done.stderr


def test_a_head_that_was_kept_finds_a_chain_that_was_written_anew(desk: World) -> None:
    """P-96: who rewrites a whole chain cannot rewrite what stands elsewhere."""
    _lived(desk)
    url, var = desk.config.database_url, desk.config.var_dir
    _run("head", url=url, var=var)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE history_heads SET head = :other"), {"other": "ab" * 32})
    engine.dispose()
    done = _run("verify", url=url, var=var)
    assert done.returncode == 1
    assert "the head of" in done.stdout


def test_init_makes_the_cases_of_an_older_version_findable(world: World) -> None:
    number = world.file(summary="Zebra")
    world.act("office", number, "add-message", body="Otter.", visibility="parties")
    with world.app.app_context(), transaction() as session:
        session.execute(delete(CaseWords))
    assert world.get("editor", "cases", query_string={"q": "zebra"})["items"] == []
    assert world.verify() != []
    url = world.config.database_url
    assert "1 cases that were there can be searched now." in _run("init", url=url, var=world.config.var_dir).stdout
    assert world.verify() == []
    for word in ("zebra", "otter"):
        assert [c["number"] for c in world.get("vendor", "cases", query_string={"q": word})["items"]] == [number]
    assert "searched" not in _run("init", url=url, var=world.config.var_dir).stdout

"""Time, settings and commits each enter at one place; read from the source, so that a new file is seen too."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("workflows", "notifications", "issuetracker", "migrations")


def _calls(package: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield str(path.relative_to(ROOT)), node


STOPWATCH = frozenset({"monotonic"})  # how long something takes, never when it happens
WALL_CLOCK = frozenset({"now", "today", "utcnow", "time", "localtime", "gmtime"})


def _readers_of_the_time(package: str, names: frozenset[str] = WALL_CLOCK | STOPWATCH) -> set[str]:
    modules = {"datetime", "date", "time", "dt"}
    return {
        path
        for path, call in _calls(package)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in names
        and ast.unparse(call.func.value).split(".")[-1] in modules
    }


def test_the_core_never_reads_the_time() -> None:
    """Time comes in as an argument: a deadline is then the same on another machine (P-94)."""
    assert _readers_of_the_time("workflows") == set()


def test_in_the_app_only_doors_read_the_time() -> None:
    assert _readers_of_the_time("issuetracker/services") == set()
    assert _readers_of_the_time("issuetracker/queries") == set()
    assert _readers_of_the_time("issuetracker/models") == set()
    assert {path for path in _readers_of_the_time("issuetracker", WALL_CLOCK) if "/demo/" not in path} == {
        "issuetracker/api/auth.py",
        "issuetracker/api/counting.py",
        "issuetracker/app.py",
        "issuetracker/cli/context.py",
        "issuetracker/clock.py",
        "issuetracker/intake/folder.py",
        "issuetracker/intake/listener.py",
        "issuetracker/intake/setting_up.py",
        "issuetracker/web/visitor.py",
    }
    # Mail servers are given up after a while, and a database connection that lay idle is asked before it is used.
    measuring = _readers_of_the_time("issuetracker", STOPWATCH) - {"issuetracker/extensions.py"}
    assert all(path.startswith("issuetracker/intake/") for path in measuring)


def test_every_now_names_its_zone() -> None:
    for package in PACKAGES:
        for path, call in _calls(package):
            if (
                isinstance(call.func, ast.Attribute)
                and call.func.attr == "now"
                and "datetime" in ast.unparse(call.func)
            ):
                assert call.args or call.keywords, f"{path}:{call.lineno}"


def test_only_the_transaction_commits() -> None:
    committing = {
        path
        for package in PACKAGES
        for path, call in _calls(package)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    }
    assert committing == {"issuetracker/extensions.py", "migrations/env.py"}


def test_only_the_configuration_reads_the_environment() -> None:
    reading = set()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                text = ast.unparse(node) if isinstance(node, ast.Attribute | ast.Name) else ""
                if text in ("os.environ", "os.getenv", "environ", "getenv") and "ctx" not in text:
                    reading.add(str(path.relative_to(ROOT)))
    assert reading == {"issuetracker/config.py"}


def test_nothing_is_done_at_import() -> None:
    """Modules define; only the one for a WSGI server makes an app."""
    making = set()
    for path in sorted((ROOT / "issuetracker").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and "create_app" in ast.unparse(node):
                making.add(path.name)
    assert making == {"wsgi.py"}

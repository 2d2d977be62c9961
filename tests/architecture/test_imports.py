"""The contracts of pyproject.toml on who may import whom."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report() -> str:
    """What import-linter says of this tree."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        env={"COLUMNS": "200", "NO_COLOR": "1", "PYTHONUTF8": "1"},
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "contract",
    [
        "imports point one way",
        "workflows is pure",
        "services and queries know no web framework",
        "doors stand beside each other",
        "migrations never import the app",
    ],
)
def test_a_contract_on_imports_is_kept(report: str, contract: str) -> None:
    lines = [line for line in report.splitlines() if line.startswith(contract)]
    assert any("KEPT" in line for line in lines), report


def test_there_are_no_other_contracts(report: str) -> None:
    assert "Contracts: 5 kept, 0 broken." in report

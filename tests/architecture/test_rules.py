"""Every rule of the procedure is named by a test, or stands here with the reason why it is not yet."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]

RULES = [
    "P-01",
    "P-02",
    "P-03",
    "P-04",
    "P-05",
    "P-06",
    "P-07",
    "P-08",
    "P-09",
    "P-10",
    "P-11",
    "P-12",
    "P-13",
    "P-15",
    "P-19",
    "P-20",
    "P-21",
    "P-22",
    "P-23",
    "P-24",
    "P-30",
    "P-31",
    "P-32",
    "P-33",
    "P-34",
    "P-35",
    "P-36",
    "P-40",
    "P-41",
    "P-42",
    "P-43",
    "P-44",
    "P-45",
    "P-50",
    "P-51",
    "P-52",
    "P-53",
    "P-54",
    "P-55",
    "P-57",
    "P-58",
    "P-60",
    "P-61",
    "P-62",
    "P-70",
    "P-71",
    "P-72",
    "P-73",
    "P-74",
    "P-75",
    "P-76",
    "P-80",
    "P-81",
    "P-90",
    "P-91",
    "P-92",
    "P-93",
    "P-94",
    "P-95",
    "P-96",
    "P-97",
    "P-98",
    "P-99",
]
NOT_YET: dict[str, str] = {}
# Covered in part: what of the rule no test can name yet.
IN_PART: dict[str, str] = {}


def _named() -> dict[str, set[str]]:
    """Rule → test files that name it; a range as in “P-21 … P-23” names all in it."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        if path == Path(__file__):
            continue
        text = path.read_text()
        rules = set(re.findall(r"P-\d\d", text))
        for first, last in re.findall(r"P-(\d\d) … P-(\d\d)", text):
            rules |= {f"P-{number:02}" for number in range(int(first), int(last) + 1)}
        for rule in rules:
            found.setdefault(rule, set()).add(path.name)
    return found


def test_every_rule_is_named_by_a_test_or_listed_as_later_work() -> None:
    assert {rule for rule in RULES if rule not in _named()} == NOT_YET.keys()


def test_tests_name_no_rule_that_does_not_exist() -> None:
    assert {rule: files for rule, files in _named().items() if rule not in RULES} == {}


def test_what_is_covered_in_part_is_covered() -> None:
    assert IN_PART.keys() <= _named().keys()


def test_every_rule_that_the_code_cites_exists() -> None:
    root = TESTS.parent
    cited = {
        rule
        for package in ("workflows", "notifications", "issuetracker")
        for path in (root / package).rglob("*.py")
        for rule in re.findall(r"P-\d\d", path.read_text())
    }
    assert cited <= set(RULES)

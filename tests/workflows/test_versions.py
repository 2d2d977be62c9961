"""The procedure as versioned data: a change leaves old cases as they were (P-98)."""

from datetime import timedelta

import pytest

from tests.workflows.builders import EDITOR, FILED_AT, TWG_CHAIR, Walk, analysis, approval, proposal
from workflows import versions
from workflows.errors import InvalidValue
from workflows.folding import fold
from workflows.roles import Group
from workflows.stages import SeverityStage
from workflows.versions import CURRENT, PROCEDURES, ClockKind, Procedure, procedure
from workflows.vocabulary import Level, Outcome

NEXT = Procedure(
    "3.0.0",
    "2027-01-01",
    {ClockKind.ANALYSIS: 10, ClockKind.WORKING_GROUP: 20, ClockKind.SEVERITY: 1},
    severity_approvals=2,
)


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Procedure:
    """A later version comes into force beside the present one."""
    monkeypatch.setitem(PROCEDURES, NEXT.version, NEXT)
    monkeypatch.setattr(versions, "CURRENT", NEXT.version)
    return NEXT


def test_the_present_version_is_that_of_june_2024_with_5_30_and_3_working_days() -> None:
    """P-98, P-23, P-34, P-42."""
    present = procedure("2.1.0")
    assert present.dated == "2024-06-27"
    assert [present.limits[kind] for kind in ClockKind] == [5, 30, 3]
    assert present.severity_approvals == 1


def test_every_maximum_time_names_the_paragraph_that_sets_it() -> None:
    """P-98."""
    assert {kind.value: kind.source for kind in ClockKind} == {
        "analysis": "D.2.2.1",
        "working_group": "D.2.2.2, D.2.2.3",
        "severity": "D.2.2.4",
    }


def test_an_unknown_version_is_refused_and_the_known_ones_are_named() -> None:
    """P-98."""
    with pytest.raises(InvalidValue, match=r"2\.1\.0"):
        procedure("1.9")


@pytest.mark.usefixtures("next_version")
def test_a_new_version_moves_no_clock_that_runs() -> None:
    """P-98: a change never touches, silently, a running clock."""
    before = Walk(procedure_version=CURRENT)
    assert before.state.procedure == "2.1.0"
    assert before.clock(ClockKind.ANALYSIS).working_days == 5
    before.do(analysis(Outcome.SPECIFICATION), EDITOR, FILED_AT + timedelta(days=1))
    assert before.clock(ClockKind.WORKING_GROUP).working_days == 30


def test_a_new_version_touches_no_past_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    """P-98."""
    walk = Walk().analysed(Outcome.SPECIFICATION).decided(Group.TWG).severity(Group.TWG, Level.LOW)
    state, clocks = walk.state, walk.clocks()
    monkeypatch.setitem(PROCEDURES, NEXT.version, NEXT)
    monkeypatch.setattr(versions, "CURRENT", NEXT.version)
    assert fold(walk.history) == state
    assert walk.clocks() == clocks


@pytest.mark.usefixtures("next_version")
def test_a_case_filed_under_the_new_version_has_its_limits() -> None:
    """P-98, P-41."""
    walk = Walk(procedure_version="3.0.0").analysed(Outcome.SPECIFICATION)
    assert walk.clock(ClockKind.ANALYSIS).working_days == 10
    assert walk.clock(ClockKind.WORKING_GROUP).working_days == 20
    walk.decided(Group.TWG).do(proposal(Group.TWG, Level.LOW), TWG_CHAIR)
    assert walk.clock(ClockKind.SEVERITY).working_days == 1


@pytest.mark.usefixtures("next_version")
def test_the_number_of_approvals_is_that_of_the_cases_own_version() -> None:
    """P-98, P-41."""
    old = Walk(procedure_version="2.1.0").analysed(Outcome.SPECIFICATION).decided(Group.TWG)
    new = Walk(procedure_version="3.0.0").analysed(Outcome.SPECIFICATION).decided(Group.TWG)
    assert old.severity(Group.TWG, Level.LOW).state.severity is SeverityStage.APPROVED_LOW
    assert new.severity(Group.TWG, Level.LOW).state.severity is SeverityStage.PROPOSED
    assert approval(new.state).level is Level.LOW

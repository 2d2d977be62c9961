"""Every (stage × action × role) triple against the table written by hand in `procedure_table` (P-13, P-19, P-60)."""

from dataclasses import replace
from enum import StrEnum

import pytest

from tests.workflows import builders as b
from tests.workflows.procedure_table import RAISED_BY, ROWS, Row
from workflows.actions import Action, AddMessage
from workflows.case_state import CaseState, Entry
from workflows.errors import InvalidValue, NotPossibleNow, Refusal, WrongRole
from workflows.folding import apply
from workflows.procedure import ACTIONS, ARROWS, decide, possible_actions
from workflows.report import Origin
from workflows.roles import Actor, Role
from workflows.stages import STAGES, Track
from workflows.vocabulary import Outcome, Visibility

AROUND = b.Walk().circumstances()
TRIPLES = [pytest.param(row, role, id=f"{row.key}-{role}") for row in ROWS for role in Role]
EACH_ROW = [pytest.param(row, id=row.key) for row in ROWS]


def stage_of(track: str, name: str) -> StrEnum:
    return STAGES[Track(track)](name)


def a_case(row: Row, stage: str, role: Role | None = None, *, closed: bool = False) -> CaseState:
    """A case that has all that the row needs besides the role and the stage, and stands at this stage."""
    origin = RAISED_BY.get(role or "", Origin.CERTIFICATION) if row.name == "withdraw" else Origin.CERTIFICATION
    laboratory = None if origin is Origin.QUESTION else 1  # where both are parties, the laboratory has asked
    state = CaseState(origin, "2.1.0", b.a_report(), laboratory_id=laboratory, vendor_id=1)
    stands = {k: stage_of(k, v) if k in set(Track) else v for k, v in row.given.items()}
    state = replace(state, **stands)
    if closed:
        state = replace(state, case=stage_of("case", "closed"))
    return replace(state, **{row.track: stage_of(row.track, stage)})


def offers(state: CaseState, actor: Actor) -> set[str]:
    found = possible_actions(state, actor)
    return {" ".join([p.name, *(str(v) for v in p.arrow.fixed.values())]) for p in found}


def content(row: Row) -> Action:
    return row.make[0]


def said_by(role: Role, row: Row) -> Action:
    """Laboratory and vendor say to whom they speak; for everybody else the first variant will do."""
    return row.make[-1] if role in (Role.TEST_LABORATORY, Role.VENDOR) else content(row)


def test_the_tables_have_exactly_the_rows_written_down_here() -> None:
    assert sorted(
        (" ".join([a.name, *(str(v) for v in a.fixed.values())]), a.track.value, a.on_closed, a.any_laboratory)
        for a in ARROWS
    ) == sorted((r.key, r.track, r.closed_too, r.any_laboratory) for r in ROWS)
    assert set(ACTIONS) == {r.name for r in ROWS}


@pytest.mark.parametrize("row", EACH_ROW)
def test_each_row_names_its_roles_and_stages_as_written_down_here(row: Row) -> None:
    (arrow,) = (a for a in ARROWS if " ".join([a.name, *(str(v) for v in a.fixed.values())]) == row.key)
    assert arrow.roles == set(row.roles.split())
    assert arrow.come_from == set(row.come_from.split())
    assert arrow.to == set(row.to.split())
    assert arrow.rule.startswith("P-")
    assert arrow.source.startswith(("D.", "ch."))
    assert arrow.effect.endswith(".")


@pytest.mark.parametrize(("row", "role"), TRIPLES)
def test_an_action_is_allowed_to_its_roles_at_its_stages_and_to_nobody_else_at_no_other(row: Row, role: Role) -> None:
    """P-13, P-45: what a role may not do is refused by the rules."""
    actor = b.ACTORS[role]
    for stage in STAGES[Track(row.track)]:
        state = a_case(row, stage, role)
        expected = expected_refusal(row, role, stage)
        assert (row.key in offers(state, actor)) is (expected is None), stage
        if expected is None:
            arrow, events = decide(state, said_by(role, row), actor, AROUND)
            assert events
            assert arrow.name == row.name
        else:
            with pytest.raises(expected):
                decide(state, said_by(role, row), actor, AROUND)


def expected_refusal(row: Row, role: Role, stage: str) -> type[Refusal] | None:
    if role not in row.roles.split():
        return WrongRole
    return None if stage in row.come_from.split() else NotPossibleNow


@pytest.mark.parametrize(("row", "role"), TRIPLES)
def test_on_a_closed_case_only_what_the_table_says_is_possible(row: Row, role: Role) -> None:
    """P-60."""
    actor = b.ACTORS[role]
    stage = "closed" if row.track == "case" else row.come_from.split()[0]
    state = a_case(row, stage, role, closed=True)
    may = role in row.roles.split() and row.closed_too
    assert (row.key in offers(state, actor)) is may
    if not may:
        with pytest.raises(NotPossibleNow if role in row.roles.split() else WrongRole):
            decide(state, said_by(role, row), actor, AROUND)


@pytest.mark.parametrize("row", EACH_ROW)
def test_the_track_then_stands_where_the_table_says(row: Row) -> None:
    role = Role(row.roles.split()[0])
    for stage in row.come_from.split():
        for action in row.make:
            if row.name == "add-message" and action is content(row) and role in (Role.TEST_LABORATORY, Role.VENDOR):
                continue
            state = a_case(row, stage, role)
            for event in decide(state, action, b.ACTORS[role], AROUND)[1]:
                state = apply(state, event, b.ACTORS[role].person_id)
            assert state.stage(Track(row.track)) in row.to.split(), (stage, action)


@pytest.mark.parametrize("row", EACH_ROW)
def test_another_laboratory_or_vendor_can_do_nothing_but_acknowledge(row: Row) -> None:
    """P-97: parties act on their own case only; updates and scripts go to every laboratory (P-10, P-54)."""
    for stage in STAGES[Track(row.track)]:
        state = a_case(row, stage, Role.TEST_LABORATORY)
        for stranger in (b.OTHER_LABORATORY, b.OTHER_VENDOR):
            if row.any_laboratory and stranger is b.OTHER_LABORATORY:
                continue
            assert row.key not in offers(state, stranger)
            with pytest.raises(WrongRole):
                decide(state, content(row), stranger, AROUND)


@pytest.mark.parametrize("raised_by", list(RAISED_BY))
@pytest.mark.parametrize("withdrawn_by", list(RAISED_BY))
def test_only_the_one_who_raised_an_issue_withdraws_it(raised_by: str, withdrawn_by: str) -> None:
    """P-60."""
    (row,) = (r for r in ROWS if r.name == "withdraw")
    state = a_case(row, "open", Role(raised_by))
    actor = b.ACTORS[Role(withdrawn_by)]
    if raised_by == withdrawn_by:
        assert decide(state, content(row), actor, AROUND)[1]
    else:
        with pytest.raises(WrongRole):
            decide(state, content(row), actor, AROUND)


def test_a_person_with_several_roles_may_what_any_of_them_may() -> None:
    both = Actor(20, "Two Hats", frozenset({Role.TWG_CHAIR, Role.BOARD}))
    walk = b.Walk().analysed(Outcome.SPECIFICATION)
    assert walk.offered(both) == walk.offered(b.TWG_CHAIR) | walk.offered(b.BOARD)


def test_a_person_without_roles_is_offered_nothing() -> None:
    assert b.Walk().offered(Actor(21, "Nobody", frozenset())) == set()


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(WrongRole, match="Technical Editor") as refused:
        b.Walk().do(b.analysis(Outcome.OCTT), b.LABORATORY)
    assert refused.value.rule == "P-20"


def test_members_comment_for_oca_only() -> None:
    """P-97."""
    with pytest.raises(InvalidValue):
        b.Walk().do(AddMessage("Hello.", Visibility.PARTIES), b.TWG_MEMBER)


def test_a_refused_action_leaves_the_history_as_it_was() -> None:
    walk = b.Walk()
    before: list[Entry] = list(walk.history)
    with pytest.raises(NotPossibleNow):
        walk.do(b.revision(Outcome.OCTT), b.EDITOR)
    assert walk.history == before

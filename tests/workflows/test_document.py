"""docs/procedure.md and docs/figure.svg are what the tables give."""

from pathlib import Path

import pytest

from workflows import document
from workflows.disputes.events import DISPUTE_EVENTS
from workflows.disputes.table import ARROWS as DISPUTE_ARROWS
from workflows.disputes.vocabulary import DisputeStage
from workflows.events import EVENTS
from workflows.figure import figure
from workflows.procedure import ARROWS, PossibleAction
from workflows.roles import Role
from workflows.stages import STAGES, Track
from workflows.versions import CURRENT, ClockKind, procedure

DOCS = Path(__file__).parents[2] / "docs"
STALE = f"docs/{{}} is not what the tables give; write it anew with: {document.COMMAND}"


@pytest.fixture(scope="module")
def text():
    return document.procedure_markdown()


def test_the_page_equals_what_the_tables_give(text):
    assert (DOCS / "procedure.md").read_text(encoding="utf-8") == text, STALE.format("procedure.md")


def test_the_picture_equals_what_the_tables_give():
    drawn = figure(procedure(CURRENT))
    assert (DOCS / "figure.svg").read_text(encoding="utf-8") == drawn, STALE.format("figure.svg")


def test_both_files_are_written_to_a_directory(tmp_path, text):
    document.write(tmp_path)
    assert (tmp_path / "procedure.md").read_bytes().decode() == text
    assert (tmp_path / "figure.svg").read_bytes().decode() == figure(procedure(CURRENT))


def test_every_row_of_the_tables_is_a_row_of_the_page(text):
    rows = [line for line in text.splitlines() if line.startswith("|")]
    for arrow in ARROWS:
        title, effect = PossibleAction(arrow).title, arrow.effect
        assert any(line.startswith(f"| {title}") and line.endswith(f"| {effect} |") for line in rows), arrow.name


def test_every_track_stage_role_clock_and_event_is_on_the_page(text):
    assert document.TRACKS.keys() == set(Track)
    for track, stages in STAGES.items():
        listed = next(line for line in text.splitlines() if f"Stages of `{track}`" in line)
        assert all(stage.replace("_", " ").replace("octt", "OCTT") in listed for stage in stages)
    assert all(f"| `{role}` |" in text for role in Role)
    assert all(f"| {kind.source} |" in text for kind in ClockKind)
    assert all(f"| `{event}` |" in text for event in EVENTS)


def test_every_row_stage_and_event_of_disputes_is_on_the_page(text):
    for arrow in DISPUTE_ARROWS:
        assert f"| {(arrow.action.__doc__ or '').strip()}" in text, arrow.name
    assert document.DISPUTE_STAGES.keys() == set(DisputeStage)
    assert all(f"| `{event}` |" in text for event in DISPUTE_EVENTS)


def test_events_of_cases_and_disputes_have_names_of_their_own():
    assert not EVENTS.keys() & DISPUTE_EVENTS.keys()


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head(text):
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({line.replace(r"\|", "").count("|") for line in block.splitlines()}) == 1

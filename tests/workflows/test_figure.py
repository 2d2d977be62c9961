"""The picture of the procedure: every step of the tables, and where representative cases stand in it."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from workflows.case_state import CaseState
from workflows.events import Closing, ErratumWritten
from workflows.figure import StepState, figure, step_states
from workflows.figure_layout import HEIGHT, OUTSIDE_THE_FIGURE, STEPS, WIDTH, edges, lines
from workflows.procedure import ARROWS
from workflows.report import Origin, Report
from workflows.stages import (
    STAGES,
    AnalysisStage,
    BoardMatterStage,
    CaseStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    SeverityStage,
    Track,
)
from workflows.versions import CURRENT, PROCEDURES, ClockKind
from workflows.vocabulary import ErratumKind, Outcome

SVG = "{http://www.w3.org/2000/svg}"
PROCEDURE = PROCEDURES[CURRENT]
ERRATUM = ErratumWritten(ErratumKind.CORRECTION, "Boot", "OCPP 2.0.1 part 2", "12", (), "old", "new")

RAISED = CaseState(Origin.CERTIFICATION, CURRENT, Report("The station reboots"))
AT_TWG = replace(
    RAISED,
    analysis=AnalysisStage.RECORDED,
    outcome=Outcome.SPECIFICATION,
    twg=HandlingStage.ON_AGENDA,
    certification=CertificationStage.AWAITED,
)
CONFIRMED = replace(AT_TWG, twg=HandlingStage.CONFIRMED, severity=SeverityStage.PROPOSED)
AT_CWG = replace(AT_TWG, outcome=Outcome.OCTT, twg=HandlingStage.NOT_OPENED, cwg=HandlingStage.ON_AGENDA)
CWG_CONFIRMED = replace(AT_CWG, cwg=HandlingStage.CONFIRMED, severity=SeverityStage.PROPOSAL_AWAITED)
HIGH_DONE = replace(
    CWG_CONFIRMED,
    cwg=HandlingStage.DONE,
    severity=SeverityStage.VENDORS_CONTACTED,
    certification=CertificationStage.CERTIFIED,
    distribution=DistributionStage.DISTRIBUTED,
)


def standing(state: CaseState, wanted: StepState) -> str:
    return " ".join(number for number, step in step_states(state).items() if step is wanted)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def description(svg: str) -> str:
    return parsed(svg).findtext(f"{SVG}desc") or ""


def test_every_step_of_every_arrow_appears_in_the_figure():
    drawn = {g.get("id") for g in parsed(figure(PROCEDURE)).iter(f"{SVG}g")}
    steps = {arrow.step for arrow in ARROWS} - OUTSIDE_THE_FIGURE.keys()
    assert {f"fig-{step}" for step in steps} <= drawn


def test_the_figure_has_the_fourteen_steps_of_appendix_d():
    assert " ".join(sorted(STEPS)) == "1a 1b 1c 2 3a 3b 3c 4a 4b 5a 5b 6a 6b 6c"


@pytest.mark.parametrize("number", STEPS)
def test_every_step_says_who_does_it_and_where_it_is_written(number):
    step = STEPS[number]
    assert step.roles or number == "6b", "only 6b is done by nobody: the service records it"
    assert all(step.sources)


def test_the_maximum_times_are_those_of_the_version_drawn():
    shorter = replace(PROCEDURE, limits={**PROCEDURE.limits, ClockKind.ANALYSIS: 4})
    assert "4 working days" in figure(shorter)
    assert "5 working days" not in figure(shorter)


@pytest.mark.parametrize(
    ("state", "done", "now", "to_come"),
    [
        pytest.param(RAISED, "1a", "2", "3a 3b 3c 5a 5b 4a 4b 6a 6b 6c", id="raised"),
        pytest.param(replace(RAISED, origin=Origin.OCA), "1c", "2", "3a 3b 3c 5a 5b 4a 6a 6b 6c", id="raised by OCA"),
        pytest.param(AT_TWG, "1a 2", "3a 4b", "3b 3c 5a 5b 4a 6a 6b 6c", id="on the TWG's agenda"),
        pytest.param(CONFIRMED, "1a 2 3a", "3b 4a 4b", "3c 5a 5b 6a 6b 6c", id="confirmed by the TWG"),
        pytest.param(
            replace(CONFIRMED, erratum=ERRATUM, distribution=DistributionStage.OWED),
            "1a 2 3a 3b",
            "3c 4a 4b 6c",
            "5a 5b 6a 6b",
            id="erratum recorded",
        ),
        pytest.param(
            replace(CONFIRMED, cwg_contacted=True, cwg=HandlingStage.RECEIVED),
            "1a 2 3a 3c",
            "3b 5a 4a 4b",
            "5b 6a 6b 6c",
            id="CWG contacted before the erratum",
        ),
        pytest.param(
            replace(AT_TWG, twg=HandlingStage.NOT_AN_ISSUE), "1a 2 3a", "4b", "", id="not an issue for the TWG"
        ),
        pytest.param(
            replace(AT_TWG, twg=HandlingStage.REFERRED, cwg=HandlingStage.RECEIVED),
            "1a 2 3a",
            "5a 4b",
            "5b 4a 6a 6b 6c",
            id="referred to the CWG",
        ),
        pytest.param(AT_CWG, "1a 2", "5a 4b", "5b 4a 6a 6b 6c", id="on the CWG's agenda"),
        pytest.param(CWG_CONFIRMED, "1a 2 5a", "5b 4a 4b", "6a 6b 6c", id="confirmed by the CWG"),
        pytest.param(
            replace(CWG_CONFIRMED, cwg=HandlingStage.AWAITING_OCTT_FIX, severity=SeverityStage.APPROVED_HIGH),
            "1a 2 5a 4a",
            "5b 4b 6a",
            "6c",
            id="OCTT fix awaited, severity high",
        ),
        pytest.param(HIGH_DONE, "1a 2 5a 5b 4a 4b 6a 6c", "", "", id="everything done, severity high"),
        pytest.param(
            replace(HIGH_DONE, severity=SeverityStage.APPROVED_LOW),
            "1a 2 5a 5b 4a 4b 6b 6c",
            "",
            "",
            id="everything done, severity low",
        ),
        pytest.param(
            replace(HIGH_DONE, severity=SeverityStage.APPROVED_LOW, contacted_text="0f"),
            "1a 2 5a 5b 4a 4b 6a 6b 6c",
            "",
            "",
            id="lowered after vendors were contacted",
        ),
        pytest.param(
            replace(RAISED, analysis=AnalysisStage.RECORDED, outcome=Outcome.VENDOR_IMPLEMENTATION),
            "1a 2",
            "",
            "",
            id="answered",
        ),
        pytest.param(
            replace(CONFIRMED, case=CaseStage.CLOSED, closing=Closing.WITHDRAWN), "1a 2 3a", "", "", id="withdrawn"
        ),
    ],
)
def test_where_a_case_stands(state, done, now, to_come):
    assert standing(state, StepState.DONE) == done
    assert standing(state, StepState.NOW) == now
    assert standing(state, StepState.OPEN) == to_come


def test_each_step_is_drawn_in_its_state():
    classes = {g.get("id"): g.get("class") for g in parsed(figure(PROCEDURE, CONFIRMED)).iter(f"{SVG}g")}
    for number, state in step_states(CONFIRMED).items():
        assert classes[f"fig-{number}"] == f"fig-{state.value}"


@pytest.mark.parametrize("track", Track)
def test_every_stage_of_every_track_can_be_drawn(track):
    for stage in STAGES[track]:
        state = replace(AT_TWG, **{track.value: stage})
        assert step_states(state).keys() == STEPS.keys()
        parsed(figure(PROCEDURE, state))


def test_the_description_lists_the_steps_of_each_state():
    assert description(figure(PROCEDURE, CONFIRMED)) == (
        "Done: 1a, 2, 3a. Now: 3b Erratum to the specification, 4a Severity: proposed, approved by the Board, "
        "4b Is the vendor certified?. To come: 3c, 5a, 5b, 6a, 6b, 6c. Not in this case: 1b, 1c."
    )


def test_without_a_case_the_picture_shows_the_procedure_only():
    svg = figure(PROCEDURE)
    assert "Not in this case" not in svg
    assert "fig-now" not in svg
    assert "3b Erratum to the specification" in description(svg)


def test_what_the_picture_has_no_box_for_is_said_in_words():
    at_board = replace(AT_TWG, twg=HandlingStage.NOT_OPENED, outcome=Outcome.OTHER, board_matter=BoardMatterStage.OPEN)
    withdrawn = replace(CONFIRMED, case=CaseStage.CLOSED, closing=Closing.WITHDRAWN)
    assert "With the Board as another issue (D.2.3)." in description(figure(PROCEDURE, at_board))
    assert "Closed: withdrawn." in description(figure(PROCEDURE, withdrawn))


def test_a_caption_is_text_and_never_markup():
    svg = figure(PROCEDURE, CONFIRMED, 'OCA-2026-0042 <script>alert("1")</script> & \x00 more')
    words = "".join(parsed(svg).itertext())
    assert '<script>alert("1")</script>' in words
    assert "<script" not in svg


def test_a_strict_content_policy_lets_the_picture_pass():
    for element in parsed(figure(PROCEDURE, CONFIRMED, "OCA-2026-0042")).iter():
        assert element.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject", f"{SVG}image")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name]


def test_the_same_case_gives_the_same_picture():
    assert figure(PROCEDURE, HIGH_DONE, "OCA-2026-0042") == figure(PROCEDURE, HIGH_DONE, "OCA-2026-0042")


def test_boxes_lie_inside_the_picture_and_on_no_other_box():
    frames = [edges(number) for number in STEPS]
    for left, _, right, top, _, bottom in frames:
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= HEIGHT
    for i, a in enumerate(frames):
        for b in frames[i + 1 :]:
            assert a[2] < b[0] or b[2] < a[0] or a[5] < b[3] or b[5] < a[3]


def test_every_line_is_drawn_once():
    assert len(set(lines())) == len(lines())

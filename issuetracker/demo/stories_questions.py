"""Questions: before their group, answered and kept, a vendor's own; and what later answers replace."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.stage import Stage, report
from issuetracker.demo.story import Story
from issuetracker.models import Case, Resolution
from issuetracker.services.casework import load
from issuetracker.services.resolution_drafts import resolution_draft
from workflows import actions as act
from workflows.report import OcppVersion
from workflows.roles import Group
from workflows.vocabulary import Scope, Subject


def stories(stage: Stage) -> list[Story]:
    """Two that were answered, the later replacing the earlier; a laboratory's and a vendor's before the CWG."""
    return [_first_answer(stage), _better_answer(stage), _before_the_call(stage), _product(stage), _change(stage)]


def _answered(group: Group, answer: str) -> act.Action:
    return act.AnswerQuestion(group, answer)


def _first_answer(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Punto Ricarica S.p.A.",
        "May the order of the variables in SetVariables differ from the OCTT's?",
        ("TC_B_09_CS",),
        "The device sorts them by component. Part 2 is silent; the OCTT of 2025-09 accepts it, a colleague does not.",
        device="PR Città",
        octt="Release_2025-09",
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 3, 6, "10:40"), "dekra", told, subject=Subject.SPECIFICATION)
        .do(m.during(Group.TWG, 3, 30), "twg", _answered(Group.TWG, "The order carries no meaning, either way."))
        .closed(
            m.after(Group.TWG, 3, 2, "11:00"),
            "The order of the elements of setVariableData carries no meaning.",
            question="May the order of variables in SetVariables differ between station and tool?",
        )
    )


def _better_answer(stage: Stage) -> Story:
    m = stage.moments

    def close(session: Session, case: Case) -> act.Action:
        draft = resolution_draft(session, load(session, case))
        earlier = session.scalars(select(Resolution.number).where(Resolution.question.contains("SetVariables"))).all()
        return act.CloseCase(
            "The elements may come in any order, but the response lists them in the order of the request.",
            Scope.GENERAL,
            "Does the order of the elements in SetVariables and its response matter?",
            draft.subject,
            draft.test_references,
            draft.octt_version,
            tuple(earlier),
        )

    told = report(
        "Latausväylä Oy",
        "Order of the results in SetVariablesResponse",
        ("TC_B_09_CS", "TC_B_11_CS"),
        "An earlier resolution says that the order carries no meaning. Does that hold for the response too?",
        device="LV-11 Pro",
    )
    return (
        Story(stage)
        .raised(m.before(Group.TWG, 2, 5, "15:10"), "dnv", told, subject=Subject.SPECIFICATION)
        .do(
            m.during(Group.TWG, 2, 50),
            "twg",
            _answered(Group.TWG, "Of the request no, of the response yes: B05.FR.11 asks for its order."),
        )
        .do(m.after(Group.TWG, 2, 1, "09:30"), "editor", close)
    )


def _before_the_call(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Nabíječky Říčany s.r.o.",
        "Is TC_C_37_CS conclusive where the reader is part of the display?",
        ("TC_C_37_CS",),
        "The test taps a card twice within 3 s. On this station the second tap closes the menu; the manual says so.",
        device="NŘ 44",
    )
    return (
        Story(stage)
        .raised(m.ago(2, "11:25"), "ktc", told, subject=Subject.TESTS)
        .say(m.ago(1, "09:10"), "ktc", "A film of both taps can be had if the group wants to see it.")
    )


def _product(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Voltwerk B.V.",
        "Can a pantograph for buses be certified as a Charging Station?",
        (),
        "It has no connector that a driver plugs in; OCPP sees one EVSE with one connector of type cOther.",
        device="Voltwerk Panto",
        ocpp=OcppVersion.V201,
        profiles=("Core",),
    )
    return Story(stage).raised(m.ago(3, "16:45"), "voltwerk", told, subject=Subject.PRODUCT_TYPE)


def _change(stage: Stage) -> Story:
    m = stage.moments
    told = report(
        "Elbil Øst AS",
        "Is a second token reader a change of the certified product?",
        (),
        "The station has one EVSE; the new reader sits on its other side and sends the same tokens.",
        device="EØ Fjell",
    )
    return (
        Story(stage)
        .raised(m.ago(17, "10:05"), "office", told, subject=Subject.CHANGE)
        .do(
            m.ago(13, "16:00"),
            "cwg",
            _answered(Group.CWG, "No: one reader is active at a time, and the behaviour under test stays."),
        )
        .closed(
            m.ago(12, "10:00"),
            "A second reader on one EVSE is no change of the feature set where only one is active at a time.",
            Scope.SPECIAL,
            question="Is a second token reader a change of the hardware feature set?",
        )
    )

"""Occasions of letters. Questions."""

from dataclasses import replace

from tests.notifications.invented import ASKED, ASKED_BY_VENDOR, EARLIER, FOR_CWG, ON_CWG_CALL
from tests.notifications.occasion import Occasion
from workflows import events as ev
from workflows.roles import Group

FOR_ANSWER = (ASKED, replace(FOR_CWG, indicative=False), ON_CWG_CALL)

OCCASIONS: tuple[Occasion, ...] = (
    Occasion("question asked by a laboratory", (), ASKED, after=FOR_ANSWER[1:], earlier=EARLIER),
    Occasion("question asked by a vendor", (), ASKED_BY_VENDOR, after=FOR_ANSWER[1:]),
    Occasion("question for a group", FOR_ANSWER[:1], FOR_ANSWER[1], after=FOR_ANSWER[2:]),
    Occasion("question answered", FOR_ANSWER, ev.QuestionAnswered(Group.CWG, "It does.\nStep 7 decides.", 9)),
    Occasion("question answered between two calls", FOR_ANSWER, ev.QuestionAnswered(Group.CWG, "It does.", 0)),
    Occasion(
        "question taken as an issue",
        FOR_ANSWER,
        ev.QuestionTakenAsIssue("The test case can be read in two ways."),
        after=(ev.HandlingTakenBack(Group.CWG),),
    ),
    Occasion(
        "question taken from the group",
        (*FOR_ANSWER, ev.QuestionTakenAsIssue("The test case can be read in two ways.")),
        ev.HandlingTakenBack(Group.CWG),
    ),
    Occasion("question withdrawn", FOR_ANSWER, ev.CaseClosed(ev.Closing.WITHDRAWN, "The manual says it.")),
    Occasion(
        "question reopened",
        (*FOR_ANSWER, ev.QuestionAnswered(Group.CWG, "It does.", 0), ev.CaseClosed(ev.Closing.COMPLETED, "Done.")),
        ev.CaseReopened("A second device."),
        after=FOR_ANSWER[1:],
    ),
)

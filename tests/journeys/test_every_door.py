"""What a vendor or laboratory brings reaches the same place by every door: API, form and mail (P-02, P-05, P-24)."""

from typing import Any

import pytest

from issuetracker.api.examples import REPORT
from tests.browsing import sign_in
from tests.intake.conftest import Desk, mailed
from tests.intake.letters_in import TEMPLATE, mail
from tests.issuetracker.web.desk_forms import submit

__all__ = ["mailed"]  # a fixture

QUESTION = "Our vendor asks why the OCTT gives this result."
DISAGREES = "The vendor does not agree with the outcome that we determined."
_SAME = ("origin", "subject", "stages", "severity", "outcome")


def _by_api(desk: Desk, subject: str, description: str) -> str:
    given = {"subject": subject or None, "report": {**REPORT, "description": description}}
    response = desk.world.request("laboratory", "POST", "cases", json=given)
    assert response.status_code == 201, response.text
    return str(response.json["number"])


def _by_form(desk: Desk, subject: str, description: str) -> str:
    given: dict[str, Any] = {"summary": REPORT["summary"], "description": description, "vendor_name": "Voltwerk B.V."}
    place = "/ask" if subject else "/file"
    given |= {"subject": subject} if subject else {"do": "file"}
    page = submit(sign_in(desk.world, "laboratory"), place, place, **given)
    return page.request.path.rsplit("/", 1)[-1]


def _by_mail(desk: Desk, subject: str, description: str) -> str:
    text = TEMPLATE.replace("The OCTT expects 0, the station sends 7.", description)
    row = desk.receive(mail(text + (f"Question about: [x] {subject}\n" if subject else "")))
    return desk.number(row)


@pytest.mark.parametrize(("subject", "description"), [("", QUESTION), ("", DISAGREES), ("specification", QUESTION)])
def test_the_same_becomes_of_it_by_every_door(mailed: Desk, subject: str, description: str) -> None:
    """P-02, P-05, P-24: a question about a result and a disagreement are issues (D.2.1), each with its clock."""
    seen, letters = [], []
    for door in (_by_api, _by_form, _by_mail):
        case = mailed.world.case(door(mailed, subject, description))
        assert description in case["report"]["description"], door.__name__
        clocks = [(c["kind"], c["group"], c["due_date"]) for c in case["clocks"]]
        seen.append(({name: case[name] for name in _SAME}, clocks))
        letters.append({(to, name) for to, name, _ in mailed.world.post()})
    assert seen[0] == seen[1] == seen[2]
    assert letters[0] == letters[1] == letters[2]
    assert seen[0][0]["origin"] == ("question" if subject else "1a")
    assert seen[0][1][0][0] == ("working_group" if subject else "analysis")


def test_a_vendors_mail_with_a_question_is_asked_and_with_an_issue_goes_through_its_laboratory(
    mailed: Desk,
) -> None:
    """P-05, P-09, P-24; the template's own row, as downloaded, asks nothing while nothing is ticked."""
    mailed.know("@voltwerk.example", vendor="voltwerk")
    sender = "Jeroen Bakker <j.bakker@voltwerk.example>"
    boxes = (
        "[ ] Procedure  [ ] Specification  [ ] Tests  [ ] Tools  [ ] Product type  [ ] Change of a certified product"
    )
    issue = mailed.receive(mail(f"{TEMPLATE}Question about: {boxes} (only for a question)\n", sender=sender))
    assert (issue.state, issue.cause) == ("quarantined", "vendor_directly")
    assert {"mail_of_vendor", "mail_for_laboratory"} <= set(mailed.letters())

    ticked = boxes.replace("[ ] Change", "[x] Change")
    asked = f"Summary: A second socket\nDescription: Is a second socket a change?\nQuestion about: {ticked}\n"
    row = mailed.receive(mail(asked, sender=sender, subject="A question"))
    assert row.state == "filed", row.reason
    case = mailed.world.case(mailed.number(row), "vendor")
    assert (case["subject"], case["clocks"], case["stages"]["cwg"]) == ("change", [], "on_agenda")
    (received,) = mailed.letters()["question_received"]
    assert received.recipient == "j.bakker@voltwerk.example"


@pytest.mark.parametrize(("about", "says"), [("Change", "no maximum time"), ("Tests", "30 working days")])
def test_a_question_mailed_by_somebody_without_an_account_is_confirmed_to_them(
    mailed: Desk, about: str, says: str
) -> None:
    """P-02, P-24: to the sender whom the report does not name; whoever it names is told as always."""
    mailed.know("@voltwerk.example", vendor="voltwerk")
    asked = (
        f"Vendor: Voltwerk B.V.\nContact details (vendor): Name: Jeroen Bakker E-mail: j.bakker@voltwerk.example\n"
        f"Summary: A second socket\nDescription: Is a second socket a change?\nQuestion about: [x] {about}\n"
    )
    row = mailed.receive(mail(asked, sender="Mila <mila@voltwerk.example>", subject="A question"))
    assert row.state == "filed", row.reason
    letters = mailed.letters()
    assert [letter.recipient for letter in letters["question_received"]] == ["j.bakker@voltwerk.example"]
    (told,) = letters["mail_filed"]
    assert told.recipient == "mila@voltwerk.example"
    text = " ".join(told.text.split())
    assert says in text and "a working group answers" in text and "told to Jeroen Bakker" in text

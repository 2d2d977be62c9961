"""Questions (ch.7.3, ch.9, ch.11): asked by a laboratory or a vendor, answered by a group, kept as a resolution."""

from datetime import timedelta
from typing import Any

from issuetracker.api.examples import REPORT
from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import do, submit
from tests.journeys import steps
from tests.world import World


def ask(world: World, who: str, subject: str, **changes: Any) -> Any:
    """A question by API; returns the case."""
    response = world.request(who, "POST", "cases", json={"subject": subject, "report": {**REPORT, **changes}})
    assert response.status_code == 201, response.text
    return response.json


def test_a_laboratorys_question_goes_to_its_group_at_once_and_ends_as_a_resolution(world: World) -> None:
    """P-06, P-19, P-24, P-30, P-62: no analysis, the group's clock; answered in the call, told, closed, kept."""
    case = ask(world, "laboratory", "tests")
    number = case["number"]
    assert (case["origin"], case["subject"]) == ("question", "tests")
    assert steps.stages(case) == {"case": "open", "cwg": "on_agenda"}
    assert [(clock["kind"], clock["group"], clock["working_days"]) for clock in case["clocks"]] == [
        ("working_group", "cwg", 30)
    ]
    letters = {(to.split("@")[0], name): letter.text for to, name, letter in world.post()}
    assert {("petra.vogel", "question_received"), ("cwg_chair", "group_task")} <= set(letters)
    assert not {name for _, name in letters} & {"acknowledgement", "analysis_task", "forwarded"}
    assert "the CWG answers it" in letters["petra.vogel", "question_received"]
    for who, action, given in (
        ("cwg_chair", "decide-in-group", {"group": "cwg", "decision": "confirmed", "argumentation": "x"}),
        ("editor", "record-analysis", {"outcome": "octt", "issue": "x", "cause": "x"}),
        ("cwg_chair", "decide-certification", {"certified": True, "reason": "x"}),
    ):
        assert world.try_action(who, number, action, **given).status_code == 409, action

    call = case["calls"]["cwg"]
    world.travel(timedelta(days=3))
    chair = sign_in(world, "cwg_chair")
    agenda = chair.get(f"/agenda/{call['id']}").text
    assert "A question about the tests." in agenda and "Answer" in agenda
    done = do(chair, number, "answer-question", "cwg", answer="Step 7 of R-2026-0099 decides.")
    assert done.status_code == 200, done.text
    assert world.told() == {("petra.vogel", "question_answered"), ("j.bakker", "question_answered")}
    answered = world.case(number, "laboratory")
    assert (steps.stages(answered), answered["clocks"][0]["state"]) == ({"case": "open", "cwg": "done"}, "ended")

    draft = world.get("editor", f"cases/{number}/resolution-draft")
    assert (draft["subject"], draft["scope"], draft["resolution"]) == (
        "tests",
        "general",
        "Step 7 of R-2026-0099 decides.",
    )
    assert world.request("laboratory", "GET", f"cases/{number}/resolution-draft").status_code == 403
    world.act("editor", number, "close-case", **draft | {"question": "Which step decides?"})
    (kept,) = world.get("other_laboratory", "resolutions", query_string={"subject": "tests", "q": "which step"})[
        "items"
    ]
    assert (kept["question"], kept["text"]) == ("Which step decides?", "Step 7 of R-2026-0099 decides.")
    world.act("office", number, "reopen", reason="A second device.")
    again = world.case(number)
    assert steps.stages(again) == {"case": "open", "cwg": "on_agenda"}, "to its group, and not to step 2"
    assert world.verify() == []


def test_a_vendor_asks_the_cwg_about_its_product_and_no_clock_runs(world: World) -> None:
    """P-09, P-24: ch.7.3 and ch.9 note 7; the vendor's own, answered between two calls, special by default."""
    vendor = sign_in(world, "vendor")
    refused = submit(vendor, "/ask", "/ask", summary=" ", description="")
    assert refused.status_code == 422
    for sentence in (
        "Say what the question is about",
        "Give a one-line summary of the question",
        "Write the question.",
    ):
        assert sentence in refused.text
    page = submit(vendor, "/ask", "/ask", subject="product_type", summary="A pantograph", description="May it?")
    number = page.request.path.rsplit("/", 1)[-1]
    case = world.case(number, "vendor")
    assert (case["clocks"], steps.stages(case)) == ([], {"case": "open", "cwg": "on_agenda"})
    assert case["report"]["vendor_name"] == "Voltwerk B.V."
    assert world.request("laboratory", "GET", f"cases/{number}").status_code == 404
    issue = world.request("vendor", "POST", "cases", json={"report": REPORT})
    assert (issue.status_code, issue.json["rule"]) == (403, "P-01"), "an issue comes through its laboratory"
    letters = {(to.split("@")[0], name): letter.text for to, name, letter in world.post()}
    assert "no maximum time is set" in letters["j.bakker", "question_received"]

    world.act("cwg_chair", number, "answer-question", group="cwg", answer="As a Charging Station, without Mode 3.")
    assert world.told() == {("j.bakker", "question_answered")}
    draft = world.get("office", f"cases/{number}/resolution-draft")
    assert draft["scope"] == "special"
    world.act("office", number, "close-case", **draft)
    assert "R-2026-0001" in vendor.get(f"/cases/{number}").text
    assert world.get("laboratory", "resolutions")["items"] == []
    assert world.request("laboratory", "GET", "resolutions/R-2026-0001").status_code == 404
    assert world.get("board", "resolutions/R-2026-0001")["left_by"] == [number]


def test_a_question_is_referred_taken_as_an_issue_or_withdrawn(world: World) -> None:
    """P-24: to the other group with a new clock; to step 2 with its own; by whoever asked."""
    number = ask(world, "laboratory", "tools")["number"]
    assert world.case(number)["clocks"][0]["indicative"], "about the tools it depends on their provider (P-36)"
    world.told()
    world.act("cwg_chair", number, "refer-question", group="cwg", reason="It is about E04.FR.06.")
    assert ("petra.vogel", "group_decided") in world.told()
    assert steps.stages(world.case(number)) == {"case": "open", "twg": "on_agenda", "cwg": "referred"}
    refused = world.try_action("cwg_chair", number, "take-as-issue", reason="x")
    assert (refused.status_code, refused.json["rule"]) == (409, "P-24")
    case = world.act("twg_chair", number, "take-as-issue", reason="Two readings.")
    assert (case["origin"], case["subject"], case["stages"]["analysis"]) == ("1a", None, "awaited")
    assert [c["kind"] for c in case["clocks"] if c["state"] == "running"] == ["analysis"]
    assert {("petra.vogel", "question_taken"), ("editor", "analysis_task")} <= world.told()
    case = steps.analyse(world, number, "specification")
    assert case["stages"]["certification"] == "awaited", "it was raised during a certification (P-45)"

    other = ask(world, "laboratory", "procedure")["number"]
    assert world.try_action("vendor", other, "withdraw", reason="x").status_code == 403
    assert world.act("laboratory", other, "withdraw", reason="Found it.")["closing"] == "withdrawn"
    assert world.verify() == []

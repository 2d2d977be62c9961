"""An OCTT bug: script, maintenance ticket, a clock that is only indicative, release, 6c."""

from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World

PETRA, DEKRA, KTC = "petra.vogel@dekra.example", "ocpp@dekra.example", "ocpp@ktc.example"
PARTY_WORDS = ("voltwerk", "bakker", "dekra", "vogel", "vw-22", "petra", "jeroen", "laboratory", "vendor")


def _analysed_with_script(world: World) -> str:
    world.travel(local(2026, 3, 20, 16))
    number = world.file()
    assert steps.dates(world.case(number)) == {"analysis": "2026-03-27"}
    world.told()
    world.travel(local(2026, 3, 26))
    case = steps.analyse(world, number, "octt")
    assert steps.dates(case) == {"analysis": "2026-03-27", "cwg": "2026-05-11"}
    assert steps.clock(case, "cwg")["due_at"] == "2026-05-11T21:59:59Z"
    assert case["calls"]["cwg"]["starts_at"] == "2026-04-08T12:00:00Z", (
        "the call keeps its local time over the DST night"
    )
    letters = {(to, name): " ".join(letter.text.split()) for to, name, letter in world.post()}
    assert {(to.split("@")[0], name) for to, name in letters} == {
        ("petra.vogel", "forwarded"),
        ("j.bakker", "forwarded"),
        ("cwg_chair", "group_task"),
        ("j.bakker", "invitation"),
    }
    assert "11 May 2026 (indicative)" in letters[PETRA, "forwarded"]

    script = {
        "name": "replay-e22 1.0",
        "test_references": ["TC_E_22_CS"],
        "octt_versions": ["Release_2026-02"],
        "instructions": "Run it in place of TC_E_22_CS.",
        "laboratory_ids": [world.ids["dekra"], world.ids["ktc"]],
    }
    assert world.try_action("laboratory", number, "provide-script", file_id=1, **script).status_code == 403
    unknown = world.try_action("editor", number, "provide-script", file_id=999, **script)
    assert (unknown.status_code, unknown.json["errors"][0]["field"]) == (422, "file_id")
    file = steps.upload(world, "editor", number, "replay-e22.py", b"print('replay')\n", "oca").json["items"][0]
    naming = world.try_action(
        "editor",
        number,
        "provide-script",
        file_id=file["id"],
        **{**script, "instructions": "As run on the Voltwerk VW-22."},
    )
    assert (naming.status_code, naming.json["rule"], naming.json["errors"][0]["field"]) == (422, "P-51", "instructions")
    world.act("editor", number, "provide-script", file_id=file["id"], **script)
    letters = {(to, name): letter.text for to, name, letter in world.post()}
    assert set(letters) == {(DEKRA, "script"), (KTC, "script")}
    assert all(file["sha256"] in text for text in letters.values())
    assert not any(word in letters[KTC, "script"].lower() for word in ("voltwerk", "vogel", "vw-22", "dekra"))
    assert [
        steps.fetch(world, who, file["id"])[0] for who in ("laboratory", "other_laboratory", "vendor", "provider")
    ] == [200, 200, 404, 404]
    assert steps.fetch(world, "other_laboratory", file["id"])[1] == b"print('replay')\n"
    return number


def _acknowledge(world: World, letter: str) -> None:
    for who in ("laboratory", "other_laboratory"):
        owed = world.get(who, "obligations", query_string={"state": "to_acknowledge"})["items"]
        assert [item["letter"] for item in owed] == [letter]
        path = f"obligations/{owed[0]['id']}/acknowledgement"
        assert world.request("provider", "POST", path).status_code == 403
        assert world.request(who, "POST", path).json["state"] == "acknowledged"
        assert world.request(who, "POST", path).status_code == 409


def _confirmed_and_past_its_date(world: World, number: str) -> None:
    world.travel(local(2026, 4, 8, 15))
    steps.decide(world, number, "cwg")
    assert steps.dates(world.case(number))["severity"] == "2026-04-13"
    world.act("cwg_chair", number, "report-octt-bug", title="seqNo after offline", technical_content="It expects n+1.")
    steps.approve(world, number, "cwg")
    assert ("provider", "octt_bug") in world.told()
    steps.not_necessary(world, number, "documentation")
    world.act("cwg_chair", number, "inform-laboratories", text="TC_E_22_CS expects the wrong seqNo.")
    informed = world.post()
    assert [(to, name) for to, name, _ in informed] == [(DEKRA, "octt_bug_information"), (KTC, "octt_bug_information")]

    world.travel(local(2026, 5, 18))
    assert "indicative time" in steps.text_to(world, "cwg_chair@oca.example", "reminder")
    late = steps.clock(world.case(number), "cwg")
    assert (late["state"], late["indicative"], late["overdue"]) == ("running", True, False)
    assert steps.happened(world, number, "DueDatePassed") == []
    case = steps.not_necessary(world, number, "test_cases")
    stopped = steps.clock(case, "cwg")
    assert (case["stages"]["cwg"], stopped["state"], stopped["overdue"]) == ("awaiting_octt_fix", "stopped", False)
    world.travel(local(2026, 7, 1))
    assert world.told() == set(), "a stopped clock reminds nobody, and no digest counts it as a breach"


def _fixed_and_released(world: World, number: str) -> None:
    assert world.request("provider", "GET", f"cases/{number}").status_code == 403
    ticket = world.request("provider", "GET", f"tickets/{number}")
    assert not [word for word in PARTY_WORDS if word in ticket.text.lower()]
    assert [action["action"] for action in ticket.json["actions"]] == [
        "accept-octt-bug",
        "dispute-octt-bug",
        "answer-oca",
    ]
    early = world.request(
        "provider",
        "POST",
        f"tickets/{number}/actions/release-octt-fix",
        json={"version": "2026-07", "available_on": "2026-07-10"},
        headers={"If-Match": ticket.headers["ETag"]},
    )
    assert {"accept-octt-bug", "dispute-octt-bug"} <= steps.possible(early)
    world.ticket_action(number, "dispute-octt-bug", reason="Works as designed.")
    assert world.told() == {("cwg_chair", "ticket_for_oca"), ("editor", "ticket_for_oca")}
    world.act("editor", number, "uphold-octt-bug", argumentation="E04.FR.06 says otherwise.")
    assert world.told() == {("provider", "ticket_for_provider")}
    world.ticket_action(number, "accept-octt-bug")
    world.ticket_action(number, "report-octt-fix", version="2026-07-rc1")
    world.act("editor", number, "reject-octt-fix", reason="It still expects n+1.")
    world.told()
    world.ticket_action(number, "report-octt-fix", version="2026-07")
    world.act("editor", number, "verify-octt-fix", note="Run against a reference station.")
    world.told()
    world.ticket_action(number, "release-octt-fix", version="2026-07", available_on="2026-07-10")
    assert steps.counted(world) == {
        ("office@oca.example", "ticket_for_oca"): 1,
        ("cwg_chair@oca.example", "ticket_for_oca"): 1,
        (DEKRA, "script_retired"): 1,
        (KTC, "script_retired"): 1,
    }
    final = world.request("provider", "GET", f"tickets/{number}")
    assert (final.json["stage"], len(final.json["log"])) == ("released", 9)
    assert not [word for word in PARTY_WORDS if word in final.text.lower()]


def test_an_octt_bug_is_bridged_by_a_script_and_ends_with_a_release(world: World) -> None:
    """P-10, P-13, P-33, P-34, P-36, P-45, P-51, P-54, P-58, P-60, P-80, P-81; over a DST night, Easter, King's Day."""
    number = _analysed_with_script(world)
    _acknowledge(world, "script")
    _confirmed_and_past_its_date(world, number)
    _fixed_and_released(world, number)

    case = world.case(number)
    assert steps.stages(case) == {
        "case": "open",
        "analysis": "recorded",
        "cwg": "done",
        "severity": "approved_low",
        "certification": "awaited",
        "maintenance": "released",
        "distribution": "owed",
    }
    assert [script["retired"] for script in case["scripts"]] == [True]
    refused = world.try_action("editor", number, "close-case", resolution="Fixed.", scope="general")
    assert "close-case" not in steps.possible(refused)
    assert refused.json["detail"] == "Still open: certification (awaited), distribution (owed)."
    assert world.try_action("twg_chair", number, "decide-certification", certified=True, reason="x").status_code == 403
    world.act("cwg_chair", number, "decide-certification", certified=True, reason="The device is right.")
    world.told()
    world.act(
        "office",
        number,
        "distribute-update",
        title="OCTT 2026-07",
        text="seqNo is expected as generated.",
        available_on="2026-07-10",
        active_on="2026-07-10",
    )
    assert steps.counted(world) == {(DEKRA, "update"): 1, (KTC, "update"): 1}
    _acknowledge(world, "update")
    assert steps.close(world, number, "OCTT 2026-07 expects seqNo as generated.")["stages"]["case"] == "closed"
    assert world.told() == {("petra.vogel", "closed"), ("j.bakker", "closed")}
    assert not any(steps.clock(world.case(number), name)["overdue"] for name in ("analysis", "cwg", "severity"))
    assert world.verify() == []

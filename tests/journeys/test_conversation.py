"""The conversation of a case: who is mailed, who sees it; and the neutral text for members of the groups."""

from tests.journeys import steps
from tests.world import World

READERS = ("laboratory", "vendor", "editor", "twg_chair", "board", "office")
OWN = {"laboratory": {"petra.vogel"}, "vendor": {"j.bakker"}, "office": set(), "editor": set()}
STRANGERS = ("other_laboratory", "other_vendor", "twg_member", "cwg_member")


def _seen(world: World, number: str) -> dict[str, list[str]]:
    """What each reads, by the conversation and by the case, which has it in it."""
    found = {}
    for who in READERS:
        items, case = world.get(who, f"cases/{number}/messages")["items"], world.get(who, f"cases/{number}")
        assert (case["messages"], case["earlier_messages"]) == (items, None), who
        found[who] = [message["body"] for message in items]
    return found


def test_a_message_reaches_those_who_may_see_it_and_nobody_else(world: World) -> None:
    """P-13, P-96, P-97: each visibility, from OCA and from each party."""
    number = world.file()
    world.told()
    said: list[tuple[str, str, set[str], set[str]]] = [  # author, visibility, who is mailed, which party sees it
        ("office", "parties", {"petra.vogel", "j.bakker", "editor"}, {"laboratory", "vendor"}),
        ("office", "laboratory", {"petra.vogel", "editor"}, {"laboratory"}),
        ("office", "vendor", {"j.bakker", "editor"}, {"vendor"}),
        ("office", "oca", {"editor"}, set()),
        ("editor", "oca", set(), set()),
        ("laboratory", "laboratory", {"editor"}, {"laboratory"}),
        ("laboratory", "parties", {"j.bakker", "editor"}, {"laboratory", "vendor"}),
        ("vendor", "vendor", {"editor"}, {"vendor"}),
        ("vendor", "parties", {"petra.vogel", "editor"}, {"laboratory", "vendor"}),
    ]
    expected: dict[str, list[str]] = {who: [] for who in READERS}
    for author, visibility, mailed, parties in said:
        body = f"From {author} for {visibility}."
        world.act(author, number, "add-message", body=body, visibility=visibility)
        letters = world.post()
        assert {to.split("@")[0] for to, _, _ in letters} - OWN[author] == mailed, body
        assert all(body in letter.text for _, _, letter in letters)
        for who in READERS:
            if who in parties or who not in ("laboratory", "vendor"):
                expected[who].append(body)
    assert _seen(world, number) == expected
    for who in STRANGERS:
        assert world.request(who, "GET", f"cases/{number}/messages").status_code == 404, "not a case of theirs"
    assert world.request("provider", "GET", f"cases/{number}/messages").status_code == 403
    assert world.verify() == []


def test_a_case_shows_the_last_fifty_messages_and_where_the_others_are(world: World) -> None:
    number = world.file()
    for n in range(50):
        world.act("office", number, "add-message", body=f"Message {n}.", visibility="parties")
        world.act("office", number, "add-message", body=f"Note {n}.", visibility="oca")
    for who, shown in (("laboratory", 50), ("vendor", 50), ("editor", 100)):
        everything = world.get(who, f"cases/{number}/messages")["items"]
        assert len(everything) == shown
        case = world.get(who, f"cases/{number}")
        assert case["messages"] == everything[-50:]
        assert case["earlier_messages"] == (f"/api/v1/cases/{number}/messages" if shown > 50 else None)


def test_a_member_of_a_group_reads_the_case_without_the_parties_conversation(world: World) -> None:
    """P-97, P-99: by the case as by the conversation."""
    number = world.file()
    steps.analyse(world, number, "specification")
    world.act("laboratory", number, "add-message", body="Of the parties.", visibility="parties")
    world.act("twg_chair", number, "add-message", body="Of OCA.", visibility="oca")
    assert world.get("twg_member", f"cases/{number}/messages")["items"] == []
    assert world.get("twg_member", f"cases/{number}")["messages"] == []


def test_nobody_is_mailed_their_own_words(world: World) -> None:
    """P-96: the author of a message is not told of it, whether as the case's contact or as its filer."""
    number = world.file()
    world.told()
    world.act("laboratory", number, "add-message", body="A second run.", visibility="laboratory")
    assert world.told() == {("editor", "message")}


def test_an_internal_note_is_the_default_and_never_leaves_oca(world: World) -> None:
    """P-97: visibility is denied by default."""
    number = world.file()
    world.told()
    steps.analyse(world, number, "specification")
    world.told()
    secret = "The Board should know before the laboratory does."
    world.act("editor", number, "add-message", body=secret)
    assert world.told() == {("twg_chair", "message")}
    for who in ("laboratory", "vendor", "twg_member"):
        for path in ("", "/messages", "/files"):
            assert secret not in world.request(who, "GET", f"cases/{number}{path}").text
        assert world.request(who, "GET", f"cases/{number}/history").status_code == 403
    for who, visibility in (
        ("laboratory", "oca"),
        ("laboratory", "vendor"),
        ("vendor", "laboratory"),
        ("twg_member", "parties"),
    ):
        refused = world.try_action(who, number, "add-message", body="x", visibility=visibility)
        assert (refused.status_code, refused.json["rule"], refused.json["errors"][0]["field"]) == (
            422,
            "P-97",
            "visibility",
        )
    assert world.told() == set()
    assert world.verify() == []


def test_a_log_is_seen_by_its_laboratory_its_vendor_and_the_handlers_only(world: World) -> None:
    """P-97: files follow the same rule; members get none."""
    number = world.file()
    steps.analyse(world, number, "specification")
    ids = {}
    for who, visibility in (
        ("laboratory", "parties"),
        ("laboratory", "laboratory"),
        ("vendor", "vendor"),
        ("office", "oca"),
    ):
        response = steps.upload(world, who, number, f"{visibility}.log", visibility.encode(), visibility)
        ids[visibility] = response.json["items"][0]["id"]
    assert steps.upload(world, "vendor", number, "x.log", b"x", "oca").status_code == 403
    assert steps.upload(world, "twg_member", number, "x.log", b"x").status_code == 403
    sees = {
        "laboratory": {"parties", "laboratory"},
        "vendor": {"parties", "vendor"},
        "board": set(ids),
        "editor": set(ids),
        "twg_member": set(),
        "other_laboratory": set(),
        "other_vendor": set(),
        "provider": set(),
    }
    for who, visible in sees.items():
        assert {v for v, file_id in ids.items() if steps.fetch(world, who, file_id)[0] == 200} == visible, who
    other = world.file("other_laboratory", summary="Another issue")
    strange = world.try_action(
        "other_laboratory", other, "add-message", body="See.", visibility="parties", file_ids=[ids["parties"]]
    )
    assert (strange.status_code, strange.json["errors"][0]["field"]) == (422, "file_ids"), "a file of another case"
    world.act("laboratory", number, "add-message", body="The log.", visibility="parties", file_ids=[ids["parties"]])
    assert "With it came a file" in steps.text_to(world, "j.bakker@voltwerk.example", "message")
    assert world.verify() == []


def test_members_read_a_neutral_text_and_comment_for_oca_only(world: World) -> None:
    """P-99: without party, contact, device or quoted log; the agenda and the list likewise."""
    log = '[2,"4711","StatusNotification",{"connectorId":1}]'
    number = world.file(
        summary="VW-22 of Voltwerk loses seqNo",
        description=(
            f"Jeroen Bakker (Voltwerk) asked Petra Vogel at DEKRA about the VW-22.\n{log}\nE04.FR.06 asks to go on."
        ),
    )
    assert world.request("twg_member", "GET", f"cases/{number}").status_code == 404, "not with the group yet"
    case = steps.analyse(world, number, "specification")
    assert world.request("cwg_member", "GET", f"cases/{number}").status_code == 404, "with the other group"
    call = case["calls"]["twg"]["id"]
    world.request("twg_chair", "PATCH", f"calls/{call}/agenda/{number}", json={"note": "Voltwerk may join."})
    texts = [
        world.request("twg_member", "GET", path).text
        for path in (f"cases/{number}", f"calls/{call}", f"cases/{number}/messages", "calls", "me")
    ]
    for text in texts:
        assert not [w for w in ("oltwerk", "akker", "Vogel", "VW-22", "DEKRA", "StatusNot", "555 01") if w in text], (
            text
        )
    report = world.case(number, "twg_member")["report"]
    assert report["summary"] == "▇▇▇ of ▇▇▇ loses seqNo"
    assert "E04.FR.06 asks to go on." in report["description"]
    assert world.get("twg_member", f"calls/{call}")["items"][0]["note"] == "▇▇▇ may join."
    assert "VW-22" in world.case(number, "twg_chair")["report"]["summary"]

    world.told()
    world.act("twg_member", number, "add-message", body="We read it the same way.")
    assert world.told() == {("editor", "message"), ("twg_chair", "message")}
    assert [m["body"] for m in world.get("twg_member", f"cases/{number}/messages")["items"]] == [
        "We read it the same way."
    ]
    assert world.get("laboratory", f"cases/{number}/messages")["items"] == []
    assert {a["action"] for a in world.case(number, "twg_member")["actions"]} == {"add-message"}
    assert world.verify() == []


def test_members_find_no_party_in_the_list_of_cases_nor_by_searching(world: World) -> None:
    """P-99: neither the list, nor a search, nor a filter tells a member whose case it is."""
    number = world.file(summary="VW-22 of Voltwerk loses seqNo")
    steps.analyse(world, number, "specification")
    assert [i["summary"] for i in world.get("twg_member", "cases")["items"]] == ["▇▇▇ of ▇▇▇ loses seqNo"]
    for query in ({"q": "Voltwerk"}, {"vendor": world.ids["voltwerk"]}, {"laboratory": world.ids["dekra"]}):
        assert world.request("twg_member", "GET", "cases", query_string=query).json.get("items", []) == []

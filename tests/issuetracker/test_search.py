"""Search finds every text by its words for whoever may read it, and never for anybody else, on both databases."""

import pytest
from sqlalchemy import delete, select, update

from issuetracker.extensions import transaction
from issuetracker.models import Case, CaseWords, PersonRole
from issuetracker.queries.matching import Term, terms
from issuetracker.services import history, words
from issuetracker.services.verification import verify_case
from issuetracker.services.words import MOST, words_of
from tests.browsing import person_of, sign_in
from tests.journeys import steps
from tests.world import World
from workflows.roles import Role

PARTY_WORDS = ("Voltwerk", "Bakker", "VW-22", "voltwerk.example", "DEKRA", "Vogel", "5550188", "+31 20 555 0188")


def found(world: World, who: str, words: str) -> list[str]:
    """The numbers of the cases that somebody's list has with these words."""
    items = world.get(who, "cases", query_string={"q": words, "state": "all"})["items"]
    return [item["number"] for item in items]


def forwarded(world: World, **changes: object) -> str:
    """A case that has come to the TWG, whose members read it neutrally."""
    number = world.file(**changes)
    world.act("editor", number, "record-analysis", outcome="specification", issue="Marmot.", cause="Badger.")
    return number


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Größerer Überstrom bei Åsa", "uberstrom grosser"),
        ("Größerer Überstrom", "ÜBERSTROM"),
        ("Łódź and Sønderborg", "lodz sonderborg"),
        ("충전기가 재시작합니다", "충전기"),
        ("한빛충전 단말", "충전"),
        ("充電器が再起動", "再起"),
        ("StatusNotification after reboot", "statusnot"),
        ("E07.FR.44 asks to go on", "E07.FR.44"),
        ("Heartbeat-Interval", "heartbeat interval"),
        ("see TC_C_31_CS too", "tc_c_31_cs"),
        ("see TC_C_31_CS too", "TC-C-31"),
    ],
)
def test_a_word_is_found_without_case_and_accents_begun_only_and_inside_hangul(
    world: World, written: str, asked: str
) -> None:
    number = world.file(summary=written, description="d")
    world.file(summary="Another issue", description="d")
    assert found(world, "editor", asked) == [number]


@pytest.mark.parametrize(
    "odd", ['"', "'", "(", "a AND", "OR", "NOT", "*", "^", "{}", "\\", "words : x", "%", ":*", "&|!"]
)
def test_what_means_something_to_a_database_is_only_text(world: World, odd: str) -> None:
    world.file()
    assert world.request("editor", "GET", "cases", query_string={"q": odd}).status_code == 200
    assert sign_in(world, "editor").get("/search", query_string={"q": odd}).status_code == 200


def test_all_words_have_to_be_in_one_text() -> None:
    assert terms("TC_E_22/24_CS boot 한빛 ab") == (
        Term(("tce22cs", "tce24cs"), open=True),
        Term(("boot",), open=True),
        Term(("한빛",), open=True),
        Term(("ab",), open=False),
    )


def test_a_message_a_file_and_an_analysis_are_found_by_whoever_reads_them(world: World) -> None:
    """P-97: by the visibility of each."""
    number = forwarded(world)
    for visibility, word in (("parties", "otter"), ("laboratory", "lynx"), ("vendor", "vole"), ("oca", "owl")):
        world.act("office", number, "add-message", body=f"The {word} says so.", visibility=visibility)
    steps.upload(world, "laboratory", number, "ferret.log", b"> log")
    world.act("twg_member", number, "add-message", body="Weasel, we think.")
    readers = {
        "otter": {"laboratory", "vendor", "editor"},
        "lynx": {"laboratory", "editor"},
        "vole": {"vendor", "editor"},
        "owl": {"editor"},
        "ferret": {"laboratory", "vendor", "editor"},
        "badger": {"editor"},
        "weasel": {"twg_member", "editor"},
    }
    people = ("laboratory", "vendor", "editor", "twg_member", "cwg_member", "other_laboratory", "other_vendor")
    for word, who in readers.items():
        assert {person for person in people if found(world, person, word)} == who, word
        for person in people:
            page = sign_in(world, person).get(f"/search?q={word}").text
            assert (number in page) == (person in who), (word, person)


def test_a_member_finds_a_case_by_its_neutral_words_and_never_by_a_partys(world: World) -> None:
    """P-99: whoever may be a competitor does not learn by searching whose the case is."""
    number = forwarded(
        world,
        summary="Voltwerk VW-22: seqNo after an offline transaction",
        vendor_contact={"name": "Jeroen Bakker", "email": "v@voltwerk.example", "phone": "+31 20 555 0188"},
        laboratory_contact={"name": "Petra Vogel", "email": "p@dekra.example", "phone": ""},
        device="VW-22",
    )
    assert found(world, "twg_member", "seqno offline") == [number]
    assert found(world, "twg_member", "TC_E_22") == [number]
    assert found(world, "twg_member", number) == [number]
    page = sign_in(world, "twg_member").get("/search?q=seqno").text
    assert number in page
    assert "Voltwerk" not in page
    for word in PARTY_WORDS:
        assert found(world, "twg_member", word) == [], word
        assert found(world, "twg_member", f"seqno {word}") == [], word
        assert number not in sign_in(world, "twg_member").get("/search", query_string={"q": word}).text, word
    for word in ("Voltwerk", "VW-22", "v@voltwerk.example", "Bakker"):
        assert found(world, "editor", word) == found(world, "vendor", word) == [number], word


def test_a_vendors_engineer_who_is_a_member_too_finds_the_own_case_whole_and_others_neutrally(world: World) -> None:
    with world.app.app_context(), transaction() as session:
        session.add(PersonRole(person_id=person_of(world, "other_vendor").id, role=Role.TWG_MEMBER.value))
    own = forwarded(world, vendor_name="Nordlader AB", device="NL-7", summary="NL-7 reboots")
    other = forwarded(world, summary="VW-22 reboots", device="VW-22")
    assert set(found(world, "other_vendor", "reboots")) == {own, other}
    assert found(world, "other_vendor", "NL-7") == [own]
    assert found(world, "other_vendor", "VW-22") == []


def test_an_amended_report_is_found_by_its_new_words_only(world: World) -> None:
    number = world.file(summary="Zebra")
    report = world.case(number)["report"]
    world.act("editor", number, "amend-report", report={**report, "summary": "Giraffe"})
    assert found(world, "editor", "giraffe") == [number]
    assert found(world, "editor", "zebra") == []
    assert world.verify() == []


def test_a_resolution_is_found_by_its_words_and_does_not_lead_laboratories_to_its_case(world: World) -> None:
    """P-62."""
    number = world.file()
    world.act(
        "editor", number, "record-analysis", outcome="vendor_implementation", issue="I.", cause="C.", argumentation="A."
    )
    world.act("cwg_chair", number, "decide-certification", certified=False, reason="It fails.")
    world.act("editor", number, "close-case", resolution="Größe of the platypus counts.")
    for who in ("laboratory", "other_laboratory", "editor"):
        items = world.get(who, "resolutions", query_string={"q": "grosse platyp"})["items"]
        assert [item["text"] for item in items] == ["Größe of the platypus counts."], who
        assert world.get(who, "resolutions", query_string={"q": "zebra"})["items"] == []
    assert found(world, "editor", "platypus") == [number]
    assert found(world, "laboratory", "platypus") == []


def test_words_that_were_changed_or_lost_are_shown_and_written_anew(world: World) -> None:
    number = forwarded(world)
    with world.app.app_context():
        with transaction() as session:
            known = frozenset({"voltwerk"})
            session.execute(update(CaseWords).where(CaseWords.kind == "report").values(neutral=known))
            session.execute(delete(CaseWords).where(CaseWords.kind == "analysis"))
            case = session.scalars(select(Case)).one()
        changed, lost = verify_case(session, case)
        assert changed.startswith(f"{number}: the words of report 1 differ: neutral has voltwerk too many and lacks ")
        assert lost == f"{number}: the words of analysis 2 are missing"
        with transaction() as session:
            words.write_all(session, case, history.read(session, case.id))
        assert verify_case(session, case) == []
    assert found(world, "twg_member", "voltwerk") == []
    assert found(world, "editor", "badger") == [number]


def test_a_text_of_any_length_is_taken(world: World) -> None:
    pasted = " ".join(f"w{n}" for n in range(4_000)) + " 끝"
    number = world.file(description=pasted[:20_000])
    world.act("office", number, "add-message", body="가나다라마바사아자차카타파하" * 1_400)
    assert found(world, "editor", "w3000") == [number]
    assert len(words_of(" ".join(f"w{n}" for n in range(9_000)))) == MOST
    assert world.verify() == []

"""The register of resolutions: offered before filing, cited, replaced; and anonymous by construction (P-08, P-62)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import update

from issuetracker.extensions import transaction
from issuetracker.models import Base, Resolution
from tests.browsing import sign_in
from tests.intake.conftest import Desk, mailed
from tests.intake.letters_in import TEMPLATE, mail
from tests.issuetracker.web.desk_forms import do
from tests.journeys.everything import Answer, answer_of
from tests.journeys.party_a import A1, A2, WORDS, PartyA
from tests.journeys.test_questions import ask
from tests.journeys.test_two_worlds import two_urls
from tests.post_office import PostOffice
from tests.world import World, open_world

__all__ = ["mailed", "two_urls"]  # fixtures


def answered(world: World, **changes: Any) -> str:
    """A question that the CWG has answered; returns its number."""
    number: str = ask(world, "laboratory", "tests", **changes)["number"]
    world.act("cwg_chair", number, "answer-question", group="cwg", answer="It counts.")
    return number


def test_a_resolution_is_offered_cited_and_replaced_and_the_old_one_stays(mailed: Desk) -> None:
    """P-08, P-62."""
    world = mailed.world
    first = answered(world)
    refused = world.try_action("editor", first, "close-case", resolution="As Voltwerk does it.", question="Q")
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "resolution")
    world.act("editor", first, "close-case", resolution="The order counts.", question="Does the order count?")
    world.tick()

    mailed.receive(mail())
    (acknowledgement,) = mailed.letters()["acknowledgement"]
    assert "R-2026-0001: Does the order count? https://desk.oca.example/resolutions/R-2026-0001" in acknowledgement.text
    mailed.receive(mail(TEMPLATE.replace("Voltwerk B.V.", ""), subject="Another"))
    assert "R-2026-0001: Does the order count?" in mailed.letters()["mail_incomplete"][0].text
    fragment = sign_in(world, "other_laboratory").get("/file/references?text=tc_e_22_cs").text
    assert "/resolutions/R-2026-0001" in fragment

    citing = world.file("other_laboratory", description="As R-2026-0001 says, but with two devices; not R-2026-0777.")
    second = answered(world)
    world.act("laboratory", second, "add-message", body="See R-2026-0001.", visibility="parties")
    unknown = {"resolution": "x", "supersedes": ["R-2026-0099"]}
    assert world.try_action("editor", second, "close-case", **unknown).json["errors"][0]["field"] == "supersedes"
    editor = sign_in(world, "editor")
    form = editor.get(f"/cases/{second}/actions/close-case").text
    assert "It counts." in form, "the draft, to be edited"
    assert do(editor, second, "close-case", resolution="It does not.", supersedes="R-2026-0001").status_code == 200
    old = world.get("laboratory", "resolutions/R-2026-0001")
    assert (old["superseded"], old["superseded_by"], old["text"]) == (True, "R-2026-0002", "The order counts.")
    assert (old["left_by"], old["cited_by"]) == ([first], [second])
    assert world.get("other_laboratory", "resolutions/R-2026-0001")["cited_by"] == [citing]
    assert world.get("office", "resolutions/R-2026-0001")["cited_by"] == sorted([citing, second])
    assert world.get("office", "resolutions/R-2026-0002")["supersedes"] == ["R-2026-0001"]
    assert "R-2026-0001" in sign_in(world, "other_laboratory").get(f"/cases/{citing}").text

    def found(**query: Any) -> list[str]:
        return [item["number"] for item in world.get("other_laboratory", "resolutions", query_string=query)["items"]]

    assert (found(), found(superseded=True)) == (["R-2026-0002"], ["R-2026-0002", "R-2026-0001"])
    assert found(ocpp_version="2.0.1") == found(octt_version="2026-02") == ["R-2026-0002"]
    assert found(ocpp_version="1.6") == found(octt_version="2031") == []
    again = world.try_action("editor", answered(world), "close-case", resolution="x", supersedes=["R-2026-0001"])
    assert "has been replaced already" in again.json["errors"][0]["message"]
    assert world.verify() == []
    with world.app.app_context(), transaction() as session:
        session.execute(update(Resolution).where(Resolution.number == "R-2026-0001").values(text="It may."))
    assert world.verify() == [f"{first}: R-2026-0001 is not what the history says"]


def test_no_column_of_the_register_could_hold_a_party_or_lead_to_one() -> None:
    """P-62."""
    tables = ("resolutions", "resolution_references")
    columns = {f"{table}.{column.name}" for table in tables for column in Base.metadata.tables[table].columns}
    assert columns == {
        "resolution_references.reference",
        "resolution_references.resolution_id",
        *(f"resolutions.{name}" for name in (
            "id", "number", "subject", "question", "text", "scope", "test_references", "ocpp_version", "octt_version",
            "made_at", "superseded_by_id",
        )),
    }  # fmt: skip
    points_at = {key.column.table.name for table in tables for key in Base.metadata.tables[table].foreign_keys}
    assert points_at == {"resolutions"}


def _register(world: World, a: PartyA) -> dict[str, Answer]:
    """What others read of the register after party A's questions: one in general, one special, one that replaces."""
    for given in ({"scope": "general"}, {"scope": "special"}, {"scope": "general", "supersedes": ["R-2026-0001"]}):
        number = answered(world, **a.report())
        draft = world.get("editor", f"cases/{number}/resolution-draft")
        assert not any(word in draft["question"] for word in (a.vendor, a.device, a.domain, a.phone))
        world.act("laboratory", number, "add-message", body=f"{a.aside} See R-2026-0001.", visibility="parties")
        world.act("editor", number, "close-case", resolution="It counts.", question="Does it?", **given)
    numbers = [f"/{number}" for number in ("R-2026-0001", "R-2026-0002", "R-2026-0003", "R-2026-0099")]
    places = [f"resolutions{rest}" for rest in ("", "?superseded=yes", *(f"?q={word}" for word in WORDS), *numbers)]
    seen = {}
    for who in ("other_laboratory", "twg_member"):
        browser = sign_in(world, who)
        seen |= {f"{who} api {place}": answer_of(world.request(who, "GET", place)) for place in places}
        for place in (*places, "file/references?text=tc_e_22_cs", *(f"search?q={number[1:]}" for number in numbers)):
            seen[f"{who} {place}"] = answer_of(browser.get(f"/{place}"))
    return seen


def test_the_register_of_two_worlds_is_the_same_whoever_asked(
    two_urls: Iterator[str],
    tmp_path: Path,
    post_office: PostOffice,
) -> None:
    """P-62, P-97, P-99."""
    found = []
    for party, url in zip((A1, A2), two_urls, strict=True):
        with open_world(url, tmp_path / party.domain, post_office) as world:
            found.append(_register(world, party))
    one, other = found
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []
    status, _, body = one["other_laboratory api resolutions/R-2026-0001"]
    assert (status, b"R-2026-0003" in body, b"OCA-2026" in body) == (200, True, False)
    assert b"R-2026-0002" not in one["other_laboratory resolutions"][2], "for one special case"

"""What the office does to people and parties is on record: who, when, old and new; and what it may not do."""

import html
import re

import pytest
from sqlalchemy import select

from issuetracker.extensions import db
from issuetracker.models import DeskEvent, Laboratory, Letter, Obligation, Person, SignIn, Vendor
from issuetracker.queries import people as queries_of_people
from issuetracker.services import desk_log
from issuetracker.web.office import people
from tests.browsing import csrf, person_of, sign_in
from tests.issuetracker.web.desk_forms import submit
from tests.world import World


def deeds(world: World) -> list[tuple[str, str, dict[str, list[str]]]]:
    """What is on record, oldest first."""
    with world.app.app_context():
        rows = db.session.scalars(select(DeskEvent).order_by(DeskEvent.id)).all()
        return [(row.subject, row.deed, row.changes) for row in rows]


def test_each_deed_to_a_person_stands_on_their_page_with_old_and_new(world: World) -> None:
    office = sign_in(world, "office")
    page = submit(
        office, "/office/people", "/office/people", name="Mila Novak", email="mila@oca.example", roles=["twg_member"],
        invite="yes",
    )  # fmt: skip
    place = page.request.path
    page = submit(office, place, place, phone="+31 26 1", roles=["twg_member", "cwg_member"])
    submit(office, place, f"{place}/deactivation")
    page = submit(office, place, f"{place}/activation")
    assert [(subject, deed) for subject, deed, _ in deeds(world)] == [
        ("person", "added"),
        ("person", "invited"),
        ("person", "changed"),
        ("person", "let_in_no_more"),
        ("person", "let_in_again"),
    ]
    assert deeds(world)[2][2] == {"phone": ["", "+31 26 1"], "roles": ["TWG member", "TWG member, CWG member"]}
    for said in ("Let in no more", "<del>TWG member</del>", "<ins>+31 26 1</ins>", "What the office did"):
        assert said in page.text, said


def test_the_whole_record_of_a_person_can_be_reached(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_log, "PAGE", 2)
    monkeypatch.setattr(people, "PAGE", 2)
    office = sign_in(world, "office")
    with world.app.app_context():
        place = f"/office/people/{person_of(world, 'editor').id}"
    for phone in ("+31 1", "+31 2", "+31 3", "+31 4", "+31 5"):
        submit(office, place, place, phone=phone)
    address, seen = place, list[str]()
    while address:
        page = office.get(address).text
        seen += re.findall(r"<ins>(\+31 \d)</ins>", page)
        later = re.search(r'href="(\?before=\d+)" rel="next">Earlier', page)
        address = place + later[1] if later else ""
    assert seen == ["+31 5", "+31 4", "+31 3", "+31 2", "+31 1"]


def test_everybody_is_on_a_page_of_people_once(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    office = sign_in(desk, "office")
    everybody = re.findall(r'href="(/office/people/\d+)"', office.get("/office/people").text)
    monkeypatch.setattr(queries_of_people, "MOST", 3)
    monkeypatch.setattr(people, "MOST", 3)
    address, seen = "/office/people", list[str]()
    while address:
        page = office.get(address).text
        seen += re.findall(r'href="(/office/people/\d+)"', page)
        later = re.search(r'href="([^"]+)" rel="next">Next people', page)
        address = html.unescape(later[1]) if later else ""
    assert len(seen) > 6
    assert seen == everybody


def test_what_changes_nothing_leaves_no_record(desk: World) -> None:
    office = sign_in(desk, "office")
    with desk.app.app_context():
        place = f"/office/people/{person_of(desk, 'editor').id}"
    assert "Kept." in submit(office, place, place).text
    assert deeds(desk) == []


def test_a_party_shows_its_people_and_its_record(world: World) -> None:
    office = sign_in(world, "office")
    place = f"/office/parties/laboratory/{world.ids['ktc']}"
    page = submit(office, place, place, update_address="updates@ktc.example")
    assert "Updates@ktc" not in page.text
    assert "<ins>updates@ktc.example</ins>" in page.text
    with world.app.app_context():
        staff = db.session.scalars(select(Person.name).where(Person.laboratory_id == world.ids["ktc"])).all()
        assert staff
    assert all(name.split()[0] in page.text for name in staff)
    assert deeds(world)[0][:2] == ("laboratory", "changed")


def test_a_changed_address_is_told_to_the_one_of_before(world: World) -> None:
    office = sign_in(world, "office")
    with world.app.app_context():
        editor = person_of(world, "editor")
        place, before = f"/office/people/{editor.id}", editor.email
    submit(office, place, place, email="new@oca.example")
    with world.app.app_context():
        letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
        assert letter is not None
        assert letter.recipient == before
        assert "new@oca.example" in letter.body


def test_an_unknown_vendor_is_no_new_one(desk: World) -> None:
    page = submit(
        sign_in(desk, "office"), "/office/people", "/office/people", name="A", email="a@b.example", roles=["vendor"],
        vendor="Voltwrek",
    )  # fmt: skip
    assert page.status_code == 422
    assert "No vendor is called “Voltwrek”" in page.text
    with desk.app.app_context():
        assert db.session.scalar(select(Vendor.id).where(Vendor.name == "Voltwrek")) is None


def test_somebody_of_a_laboratory_that_left_can_still_be_changed(desk: World) -> None:
    office = sign_in(desk, "office")
    with desk.app.app_context():
        person = person_of(desk, "laboratory")
        place, laboratory = f"/office/people/{person.id}", person.laboratory_id
    party = f"/office/parties/laboratory/{laboratory}"
    submit(office, party, party, active=[])
    assert "not authorised now" in office.get(party).text
    assert "Kept." in submit(office, place, place, phone="1").text
    with desk.app.app_context():
        assert db.session.get_one(Laboratory, laboratory).active is False


def test_two_laboratories_have_no_name_in_common(desk: World) -> None:
    office = sign_in(desk, "office")
    page = submit(
        office, "/office/parties", "/office/parties/laboratory", name="New one", short_name="ktc", update_address=""
    )
    assert page.status_code == 422
    assert "There is a laboratory “ktc” already." in page.text
    assert 'value="New one"' in page.text


def test_sessions_and_the_second_factor_are_taken_away(world: World) -> None:
    office, editor = sign_in(world, "office"), sign_in(world, "editor")
    with world.app.app_context():
        place = f"/office/people/{person_of(world, 'editor').id}"
    assert "1 session" in office.get(place).text
    page = submit(office, place, f"{place}/end-of-sessions")
    assert "All sessions have ended." in page.text
    assert editor.get("/work").status_code == 302
    token = csrf(office)
    page = office.post(f"{place}/second-factor-reset", data={"csrf_token": token}, follow_redirects=True)
    assert "The second factor is taken away." in page.text
    with world.app.app_context():
        assert db.session.scalar(select(Obligation.letter).order_by(Obligation.id.desc())) == "account_changed"


def test_whoever_ends_the_own_sessions_signs_in_again(desk: World) -> None:
    office = sign_in(desk, "office")
    with desk.app.app_context():
        own = person_of(desk, "office").id
    place = f"/office/people/{own}"
    answer = submit(office, place, f"{place}/end-of-sessions", follow=False)
    assert answer.location == "/"
    assert office.get("/work").location.startswith("/sign-in")
    with desk.app.app_context():
        assert all(row.ended_at for row in db.session.scalars(select(SignIn).where(SignIn.person_id == own)))


@pytest.mark.parametrize("who", ["editor", "board", "laboratory", "vendor", "provider"])
def test_nobody_else_does_any_of_it(desk: World, who: str) -> None:
    client = sign_in(desk, who)
    token = csrf(client)
    for address in ("people", "people/1", "people/1/invitation", "parties/vendor", "parties/laboratory/1"):
        assert client.post(f"/office/{address}", data={"csrf_token": token}).status_code == 403, address
    assert deeds(desk) == []


def test_the_overview_counts_and_leads_there(desk: World) -> None:
    desk.file(vendor_name="Stille Säule GmbH", vendor_contact={})
    office = sign_in(desk, "office").get("/office").text
    assert "calendar year" in office
    assert "/office/parties?missing=contact" in office
    editor = sign_in(desk, "editor").get("/office").text
    assert 'href="/office/people"' not in editor
    assert 'href="/office/letters"' in editor

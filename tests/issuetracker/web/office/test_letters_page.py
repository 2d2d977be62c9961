"""Letters: filters in the address, the outbox, addresses that are kept, and links that go to one person only."""

import re

import pytest
from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.models import Letter, Obligation
from issuetracker.services.notice_contacts import contacts_of
from tests.browsing import person_of, sign_in
from tests.issuetracker.web.desk_forms import submit
from tests.journeys.steps import analyse
from tests.world import World


def silent_case(world: World) -> str:
    """A case whose vendor has no address, so that one letter is held."""
    number = world.file(vendor_name="Stille Säule GmbH", vendor_contact={})
    analyse(world, number, "specification")
    return number


def unmet(world: World) -> Obligation:
    """The obligation that nobody could be told."""
    with world.app.app_context():
        return db.session.scalars(select(Obligation).where(Obligation.state == "no_address")).all()[0]


def test_the_list_is_narrowed_by_state_letter_party_and_case(world: World) -> None:
    number = silent_case(world)
    other = world.file()
    office = sign_in(world, "office")
    found = office.get("/office/letters?state=needs_a_person").text
    assert "Stille Säule" in found
    assert other not in found
    assert "Stille Säule" in office.get("/office/letters?q=stille").text
    by_case = office.get(f"/office/letters?q={number.lower()}").text
    assert number in by_case and other not in by_case
    tasks = office.get("/office/letters?letter=analysis_task").text
    assert number in tasks and "Acknowledgement</a>" not in tasks
    assert "None." in office.get("/office/letters?q=nobody-has-this").text


@pytest.mark.parametrize("odd", ["?state=x", "?letter=%27", "?before=-1", "?before=99999999999999", "?q=%25", "?q=_"])
def test_odd_filters_are_no_fault(desk: World, odd: str) -> None:
    office = sign_in(desk, "office")
    assert office.get(f"/office/letters{odd}").status_code == 200
    assert office.get(f"/office/letters/outbox{odd}").status_code == 200


def test_the_outbox_shows_what_waits_and_what_is_held(world: World) -> None:
    silent_case(world)
    office = sign_in(world, "office")
    page = office.get("/office/letters/outbox").text
    assert "letters are on the way." in page
    assert "held until" in page
    held = office.get("/office/letters/outbox?state=held").text
    assert "no address" in held
    assert "with an address" in held


def test_an_address_is_corrected_and_kept_for_the_vendor(world: World) -> None:
    silent_case(world)
    owed = unmet(world)
    place = f"/office/letters/{owed.id}"
    page = submit(
        sign_in(world, "office"), place, f"{place}/again", address="info@silent.example",
        **({"keep": "yes"} if owed.person_id is None and owed.vendor_id else {}),
    )  # fmt: skip
    assert "On its way again." in page.text
    with world.app.app_context():
        if owed.vendor_id is not None and owed.person_id is None:
            (contact,) = contacts_of(db.session(), owed.vendor_id)
            assert contact.address == "info@silent.example"


def test_a_link_of_one_person_goes_to_no_other_address(world: World) -> None:
    office = sign_in(world, "office")
    with world.app.app_context():
        editor = person_of(world, "editor").id
    submit(office, f"/office/people/{editor}", f"/office/people/{editor}/invitation")
    with world.app.app_context(), transaction() as session:
        owed = session.scalars(select(Obligation).where(Obligation.letter == "account_invitation")).one()
        owed.state = "failed"
        place, own = f"/office/letters/{owed.id}", owed.address
    wrong = submit(office, place, f"{place}/again", address="thief@evil.example")
    assert wrong.status_code == 422
    assert "one person&#39;s alone" in wrong.text
    assert 'value="thief@evil.example"' in wrong.text
    with world.app.app_context():
        assert db.session.scalar(select(Letter.id).where(Letter.recipient == "thief@evil.example")) is None
    assert "On its way again." in submit(office, place, f"{place}/again", address=own).text


def test_a_letter_sent_again_to_another_address_carries_that_addresss_own_link(world: World) -> None:
    """P-97: the first link is its reader's alone, and is worth nothing to anybody else."""
    number = world.file(vendor_contact={"name": "Wrong Person", "email": "wrong@elsewhere.example"})
    analyse(world, number, "specification")
    (first,) = [letter for to, name, letter in world.post() if to.startswith("wrong@") and name == "forwarded"]
    old = re.findall(r"/follow/[\w.-]+", first.text)
    assert old
    with world.app.app_context(), transaction() as session:
        owed = session.scalars(select(Obligation).where(Obligation.address == "wrong@elsewhere.example")).all()
        for item in owed:
            item.state = "failed"
        again = next(item.id for item in owed if item.letter == "forwarded")
    place = f"/office/letters/{again}"
    submit(sign_in(world, "office"), place, f"{place}/again", address="mila@voltwerk.example")
    (letter,) = [letter for to, _, letter in world.post() if to == "mila@voltwerk.example"]
    new = re.findall(r"/follow/[\w.-]+", letter.text)
    assert len(new) == len(old)
    assert not set(new) & set(old)
    html = letter.message.get_body(("html",)).get_content()
    assert not any(link in html for link in old)
    assert new[0] in html
    client = world.app.test_client()
    client.get(new[0])
    page = client.get(f"/cases/{number}").text
    assert "mila@voltwerk.example" in page
    assert "Wrong Person" not in re.findall(r"<summary>.*?</summary>", page, re.DOTALL)[0]


def test_a_letter_that_was_held_carries_a_link_once_there_is_an_address(world: World) -> None:
    number = silent_case(world)
    owed = unmet(world)
    place = f"/office/letters/{owed.id}"
    submit(sign_in(world, "office"), place, f"{place}/again", address="info@silent.example")
    (letter,) = [letter for to, _, letter in world.post() if to == "info@silent.example"]
    assert "/follow/" in letter.text
    assert f"/cases/{number}" not in letter.text

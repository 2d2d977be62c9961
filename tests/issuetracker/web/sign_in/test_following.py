"""A vendor's contact without an account follows one case by the link in their letters, and nothing else."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from issuetracker.extensions import transaction
from issuetracker.models import Case
from issuetracker.services.case_links import revoke
from tests.browsing import csrf
from tests.issuetracker.web.sign_in.people import link_in
from tests.world import MONDAY, World

CONTACT = {"name": "Mila Nováková", "email": "Mila@Voltwerk.example", "phone": ""}


def _case(world: World, **changes: object) -> tuple[str, str]:
    """A case whose vendor's contact has no account, and the link in their letter."""
    number = world.file(vendor_contact=CONTACT, **changes)
    world.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04.")
    letters = [letter for to, name, letter in world.post() if to.lower() == "mila@voltwerk.example"]
    assert len({link_in(letter, "/follow/") for letter in letters}) == 1, "every letter carries the same link"
    return number, link_in(letters[0], "/follow/")


def _follow(world: World, link: str) -> FlaskClient:
    client = world.app.test_client()
    client.get(link)
    return client


def test_the_link_of_a_letter_opens_the_case_and_only_that(world: World) -> None:
    number, link = _case(world)
    other = world.file(summary="Another case of the same vendor")
    client = world.app.test_client()
    assert client.get(link).location == f"/cases/{number}"
    page = client.get(f"/cases/{number}")
    assert page.status_code == 200
    assert number in page.text
    assert "Mila Nováková" in page.text
    for path in (f"/cases/{other}", "/", "/work", "/cases", "/account", "/account/keys", "/sign-in/again"):
        refused = client.get(path)
        assert refused.status_code == 403, path
        assert "Your link opens one case and nothing else." in refused.text
        assert number in refused.text
    assert client.get(f"/api/v1/cases/{number}").status_code == 401
    client.post("/sign-out", data={"csrf_token": csrf(client)})
    assert client.get(f"/cases/{number}").status_code == 302


def test_whoever_follows_writes_on_the_case_and_fetches_its_files_and_no_others(world: World) -> None:
    number, link = _case(world)
    other = world.file(summary="Another case of the same vendor")
    ids = []
    for case in (number, other):
        given = {"files": (BytesIO(b"> log"), f"{case}.log"), "visibility": "parties"}
        ids += [
            item["id"] for item in world.request("laboratory", "POST", f"cases/{case}/files", data=given).json["items"]
        ]
    client = _follow(world, link)
    with client.get(f"/files/{ids[0]}/download") as fetched:
        assert fetched.data == b"> log"
    assert client.get(f"/files/{ids[1]}/download").status_code == 403
    assert client.get("/files/424242/download").status_code == 403
    form = {"csrf_token": csrf(client), "body": "Our trace follows.", "visibility": "parties"}
    assert client.post(f"/cases/{number}/messages", data=form).status_code == 302
    assert client.post(f"/cases/{other}/messages", data=form).status_code == 403
    said = world.get("office", f"cases/{number}/messages")["items"]
    assert [(item["author"], item["body"]) for item in said] == [("Mila Nováková", "Our trace follows.")]


def test_a_contact_with_an_account_gets_the_plain_address(desk: World) -> None:
    number = desk.file()
    desk.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04.")
    letters = [letter for to, _, letter in desk.post() if to == "j.bakker@voltwerk.example"]
    assert letters
    assert all("/follow/" not in letter.text and f"/cases/{number}" in letter.text for letter in letters)


def test_a_link_is_in_no_letter_to_anybody_else(desk: World) -> None:
    number = desk.file(vendor_contact=CONTACT)
    desk.act("editor", number, "record-analysis", outcome="specification", issue="Two readings.", cause="E04.")
    others = [letter for to, _, letter in desk.post() if to.lower() != "mila@voltwerk.example"]
    assert others
    assert all("/follow/" not in letter.text + letter.html for letter in others)


def test_a_link_that_the_office_ended_opens_nothing_and_comes_in_no_letter_again(world: World) -> None:
    number, link = _case(world)
    client = _follow(world, link)
    with world.app.app_context(), transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        revoke(session, case, CONTACT["email"], "Saskia Janssen", MONDAY)
    assert client.get(f"/cases/{number}").status_code == 302
    over = client.get(link)
    assert over.status_code == 410
    assert "ended the link" in over.text
    assert "Mail me a new link" not in over.text
    assert client.post(f"{link}/new", data={"csrf_token": csrf(client)}).status_code == 410
    world.act("laboratory", number, "add-message", body="The trace is attached.", visibility="parties")
    letters = [letter for to, _, letter in world.post() if to.lower() == "mila@voltwerk.example"]
    assert letters
    assert all("/follow/" not in letter.text for letter in letters)


def test_an_expired_link_is_renewed_by_mail_to_the_same_address_only(world: World) -> None:
    number, link = _case(world)
    client = _follow(world, link)
    world.travel(timedelta(days=90, seconds=1))
    assert client.get(f"/cases/{number}").status_code == 302
    over = client.get(link)
    assert over.status_code == 410
    assert "Mail me a new link" in over.text
    sent = client.post(f"{link}/new", data={"csrf_token": csrf(over.text), "email": "evil@evil.example"})
    assert "on its way to mila@voltwerk.example" in sent.text
    ((to, letter),) = [(to, letter) for to, name, letter in world.post() if name == "case_link"]
    assert to == "mila@voltwerk.example"
    new = link_in(letter, "/follow/")
    assert new != link
    assert _follow(world, new).get(f"/cases/{number}").status_code == 200
    assert client.get(link).status_code == 410, "the link of before stays worthless"


@pytest.mark.parametrize("token", ["nonsense", "WzEsMV0.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "WzEsMV0"])
def test_a_link_that_we_did_not_sign_is_not_good(desk: World, token: str) -> None:
    _case(desk)
    client = desk.app.test_client()
    assert client.get(f"/follow/{token}").status_code == 410
    with client.session_transaction() as cookie:
        cookie["follow"] = token
    assert client.get("/cases").status_code == 302


def test_letters_keep_a_link_good(desk: World) -> None:
    number, link = _case(desk)
    desk.travel(timedelta(days=80))
    desk.act("laboratory", number, "add-message", body="Any news?", visibility="parties")
    desk.travel(timedelta(days=80))
    assert desk.app.test_client().get(link).status_code == 302

"""The office's pages: people and parties, letters, calls, the calendar, and what stands there for others."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from issuetracker.extensions import db
from issuetracker.models import Laboratory, Letter, Obligation, Person, Vendor
from tests.browsing import csrf, person_of, sign_in
from tests.issuetracker.web.desk_forms import submit
from tests.journeys.steps import analyse
from tests.world import World

PAGES = (
    "",
    "/people",
    "/parties",
    "/letters",
    "/letters/outbox",
    "/calls",
    "/calendar/2026",
    "/distribution",
    "/interim",
    "/procedure",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_office_opens_and_is_not_for_parties_or_members(desk: World, page: str) -> None:
    assert sign_in(desk, "office").get(f"/office{page}").status_code == 200
    for who in ("laboratory", "vendor", "provider"):
        if page == "/calendar/2026":  # what does not count is no secret
            continue
        assert sign_in(desk, who).get(f"/office{page}").status_code == 403, who


def test_somebody_new_is_added_invited_and_changed(world: World) -> None:
    office = sign_in(world, "office")
    page = submit(
        office, "/office/people", "/office/people", name="Sigrid Haugen", email="sigrid@ktc.example",
        roles=["test_laboratory"], laboratory="Korea Testing Certification", invite="yes",
    )  # fmt: skip
    assert "The invitation is on its way." in page.text
    place = page.request.path
    with world.app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == "sigrid@ktc.example")).one()
        assert person.laboratory_id == world.ids["ktc"]
        assert (
            db.session.scalar(select(Obligation.letter).where(Obligation.person_id == person.id))
            == "account_invitation"
        )
    page = submit(office, place, place, roles=["oca_office"], laboratory="", name="Sigrid H.")
    assert "Kept." in page.text
    with world.app.app_context():
        person = db.session.get_one(Person, int(place.rsplit("/", 1)[-1]))
        assert (person.name, person.laboratory_id) == ("Sigrid H.", None)
        assert [role.role for role in person.roles] == ["oca_office"]


def test_what_is_wrong_with_a_person_is_said_at_once_and_kept(desk: World) -> None:
    page = submit(
        sign_in(desk, "office"), "/office/people", "/office/people", name=" ", email="nowhere",
        roles=["test_laboratory"],
    )  # fmt: skip
    assert page.status_code == 422
    for sentence in ("Give the person&#39;s name.", "Give one e-mail address.", "name their laboratory"):
        assert sentence in page.text
    assert 'value="nowhere"' in page.text


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [([], "Choose at least one role."), (["test_laboratory", "vendor"], "Nobody belongs to a laboratory and")],
)
def test_roles_that_do_not_go_together_are_said_at_their_field(desk: World, roles: list[str], sentence: str) -> None:
    page = submit(
        sign_in(desk, "office"), "/office/people", "/office/people", name="A", email="a@b.example", roles=roles
    )
    assert page.status_code == 422
    assert sentence in page.text


@pytest.mark.parametrize(
    "address",
    ["/office/letters?before=²", "/office/people?q=%00", "/office/parties?after=%00", "/cases?q=%00", "/search?q=%00"],
)
def test_odd_addresses_are_never_our_fault(world: World, address: str) -> None:
    assert sign_in(world, "office").get(address).status_code in (200, 400), address


def test_the_last_person_of_the_office_keeps_it(desk: World) -> None:
    office = sign_in(desk, "office")
    with desk.app.app_context():
        own = person_of(desk, "office").id
    page = submit(office, f"/office/people/{own}", f"/office/people/{own}", roles=["technical_editor"])
    assert page.status_code == 422
    assert "This is the last person of the office" in page.text
    page = submit(office, f"/office/people/{own}", f"/office/people/{own}/deactivation")
    assert page.status_code == 422
    assert office.get("/office/people").status_code == 200


def test_whoever_is_let_in_no_more_is_out_at_once(world: World) -> None:
    editor, office = sign_in(world, "editor"), sign_in(world, "office")
    with world.app.app_context():
        person_id = person_of(world, "editor").id
    submit(office, f"/office/people/{person_id}", f"/office/people/{person_id}/deactivation")
    assert editor.get("/work").status_code == 302
    page = submit(office, f"/office/people/{person_id}", f"/office/people/{person_id}/activation")
    assert "Let in again." in page.text


def test_a_vendor_is_found_again_whatever_its_spelling(world: World) -> None:
    office = sign_in(world, "office")
    page = submit(office, "/office/parties", "/office/parties/vendor", name="VOLTWERK  bv")
    assert page.status_code in (200, 422)
    same = submit(office, "/office/parties", "/office/parties/vendor", name="voltwerk b.v.")
    assert same.status_code == 422
    assert "which is there already" in same.text
    place = f"/office/parties/vendor/{world.ids['silent']}"
    wrong = submit(office, place, place, name="Stille Säule GmbH", permission_on="soon")
    assert wrong.status_code == 422
    kept = submit(
        office, place, place, name="Stille Säule GmbH", may_be_named="yes", permission_on="2026-02-27",
        permission_reference="Letter of 27 February",
    )  # fmt: skip
    assert "Kept." in kept.text
    assert "permission: Henk Jansen" in kept.text
    with world.app.app_context():
        vendor = db.session.get_one(Vendor, world.ids["silent"])
        assert (vendor.may_be_named, str(vendor.permission_on)) == (True, "2026-02-27")
        assert (vendor.permission_recorded_by, vendor.member_recorded_by) == ("Henk Jansen", "")


def test_a_laboratory_is_added_and_leaves(desk: World) -> None:
    office = sign_in(desk, "office")
    page = submit(
        office, "/office/parties", "/office/parties/laboratory", name="DNV Maritime", short_name="DNV",
        update_address="ocpp@dnv.example",
    )  # fmt: skip
    place = page.request.path
    submit(office, place, place, active=[])
    with desk.app.app_context():
        laboratory = db.session.scalars(select(Laboratory).where(Laboratory.short_name == "DNV")).one()
        assert not laboratory.active


def test_a_change_of_the_calendar_moves_exactly_what_its_preview_said(world: World) -> None:
    number = world.file()
    office = sign_in(world, "office")
    place = "/office/calendar/2026"
    look = submit(office, place, place, change="closed", date="2026-03-05", reason="OCA moves house.", do="look")
    assert "1 running date would move." in look.text
    before, after = re.findall(r'data-label="Due (?:now|then)">(?:<b>)?(\w+ \d+ \w+ 2026)', look.text)
    assert world.case(number)["clocks"][0]["due_date"] == "2026-03-09"
    saved = submit_form(office, look.text, place, do="save")
    assert "1 running date moved" in saved.text
    assert world.case(number)["clocks"][0]["due_date"] == "2026-03-10"
    assert (before, after) == ("Monday 9 March 2026", "Tuesday 10 March 2026")
    assert "OCA moves house." in saved.text


def submit_form(client, html: str, action: str, **values: str):  # type: ignore[no-untyped-def]
    """Send a form that a page already shows."""
    from tests.issuetracker.web.desk_forms import form_to

    fields = form_to(html, action)["fields"]
    return client.post(action, data=fields | values, follow_redirects=True)


def test_odd_changes_of_the_calendar_are_answered_in_words(desk: World) -> None:
    office = sign_in(desk, "office")
    place = "/office/calendar/2026"
    for given in (
        {"change": "closed", "date": "never", "reason": "x"},
        {"change": "closed", "date": "2199-01-01", "reason": "x"},
        {"change": "closed", "date": "2026-03-05", "reason": " "},
        {"change": "nothing"},
        {},
    ):
        page = office.post(place, data=given | {"csrf_token": csrf(office)})
        assert page.status_code == 422, given
        assert "Nothing was changed" in page.text
    assert office.get("/office/calendar/2199").status_code == 200


def test_calls_are_scheduled_left_out_and_cancelled(world: World) -> None:
    office = sign_in(world, "office")
    page = submit(
        office, "/office/calls", "/office/calls/extra", group="cwg", first="2026-03-11", time="10:00", minutes="45"
    )
    assert "The call is scheduled." in page.text
    found = [c for c in world.get("office", "calls?group=cwg")["items"] if c["extra"]]
    assert datetime.fromisoformat(found[0]["starts_at"]) == datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    page = submit(office, "/office/calls", f"/office/calls/{found[0]['id']}/cancellation")
    assert "The call is cancelled." in page.text
    page = submit(
        office, "/office/calls", "/office/calls/series", group="twg", first="2026-03-10", time="09:30", weeks="3",
        minutes="60", title="Errata hour",
    )  # fmt: skip
    assert "Every third Tuesday at 09:30, 60 minutes" in page.text
    wrong = submit(
        office, "/office/calls", "/office/calls/extra", group="cwg", first="2020-01-01", time="10:00", minutes="9"
    )
    assert wrong.status_code == 422
    assert "10 to 480 minutes" in wrong.text


def test_a_letter_without_an_address_is_sent_again_or_settled_by_hand(world: World) -> None:
    number = world.file(vendor_name="Stille Säule GmbH", vendor_contact={})
    analyse(world, number, "specification")
    office = sign_in(world, "office")
    page = office.get("/office/letters").text
    assert "needs a person" in page or "need a person" in page
    with world.app.app_context():
        owed = db.session.scalars(select(Obligation).where(Obligation.state == "no_address")).all()
    first = f"/office/letters/{owed[0].id}"
    wrong = submit(office, first, f"{first}/again", address="nobody")
    assert wrong.status_code == 422
    assert "Give one e-mail address." in wrong.text
    assert "On its way again." in submit(office, first, f"{first}/again", address="info@silent.example").text
    with world.app.app_context():
        sent = db.session.scalars(select(Letter).where(Letter.recipient == "info@silent.example")).one()
        assert sent.state == "queued"


def test_letters_with_links_of_one_person_show_no_text(desk: World) -> None:
    office = sign_in(desk, "office")
    with desk.app.app_context():
        editor = person_of(desk, "editor").id
    submit(office, f"/office/people/{editor}", f"/office/people/{editor}/invitation")
    with desk.app.app_context():
        owed = db.session.scalars(select(Obligation).where(Obligation.letter == "account_invitation")).one()
        body = db.session.scalars(select(Letter.body).where(Letter.obligation_id == owed.id)).one()
    page = office.get(f"/office/letters/{owed.id}").text
    link = re.search(r"/invitation/\S+", body)
    assert link
    assert link[0] not in page
    assert "it is not shown" in page


def test_handlers_read_the_office_and_change_nothing(desk: World) -> None:
    editor = sign_in(desk, "editor")
    assert "Add a vendor" not in editor.get("/office/parties").text
    token = csrf(editor)
    assert editor.post("/office/parties/vendor", data={"csrf_token": token, "name": "X"}).status_code == 403
    assert editor.get("/office/people").status_code == 403

"""Sessions: listed, ended, left alone too long; and who may open what with one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from issuetracker.extensions import db, transaction
from issuetracker.models import PersonRole, SignIn
from issuetracker.services.accounts import deactivate, reset_second_factor
from issuetracker.services.sessions import forget_old
from tests.browsing import csrf, person_of, sign_in
from tests.issuetracker.web.sign_in.people import Browser, open_sessions, settled
from tests.world import MONDAY, World


def test_sessions_are_listed_with_their_device_and_one_can_be_ended(world: World) -> None:
    telephone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
    here, there = sign_in(world, "office"), sign_in(world, "office", agent=telephone, how="passkey")
    other = sign_in(world, "laboratory")
    page = here.get("/account").text
    assert "Firefox on Linux" in page
    assert "Chrome on Android" in page
    assert page.count("this one") == 1
    with world.app.app_context():
        theirs = db.session.scalars(select(SignIn.id).where(SignIn.how == "passkey")).one()
    assert other.post(f"/account/sessions/{theirs}/end", data={"csrf_token": csrf(other)}).status_code == 404
    assert there.get("/account").status_code == 200
    assert here.post(f"/account/sessions/{theirs}/end", data={"csrf_token": csrf(here)}).location == "/account"
    assert there.get("/account").location.startswith("/sign-in")
    assert "Chrome on Android" not in here.get("/account").text


def test_all_others_are_ended_at_once(desk: World) -> None:
    here, *others = (sign_in(desk, "office") for _ in range(3))
    assert open_sessions(desk) == 3
    here.post("/account/sessions/end-others", data={"csrf_token": csrf(here)})
    assert open_sessions(desk) == 1
    assert here.get("/account").status_code == 200
    assert all(other.get("/account").status_code == 302 for other in others)


def test_a_session_that_is_left_alone_for_twelve_hours_has_ended(world: World) -> None:
    client = sign_in(world, "office")
    for _ in range(4):
        world.travel(timedelta(hours=11, minutes=59))
        assert client.get("/account").status_code == 200
    world.travel(timedelta(hours=12, minutes=1))
    assert client.get("/account").location == "/sign-in?next=/account"


def test_no_session_lasts_longer_than_thirty_days(desk: World) -> None:
    client = sign_in(desk, "office")
    for _ in range(60):
        desk.travel(timedelta(hours=11, minutes=59))
        client.get("/account")
    assert client.get("/account").status_code == 200
    desk.travel(timedelta(hours=2))
    assert client.get("/account").status_code == 302


def test_the_last_use_is_written_at_most_once_a_minute(desk: World) -> None:
    client = sign_in(desk, "office")

    def last_seen() -> object:
        with desk.app.app_context():
            return db.session.scalars(select(SignIn.last_seen_at)).one()

    desk.travel(timedelta(seconds=59))
    client.get("/account")
    assert last_seen() == MONDAY
    desk.travel(timedelta(seconds=2))
    client.get("/account")
    assert last_seen() == MONDAY + timedelta(seconds=61)


def test_the_cookie_is_worth_nothing_after_signing_out(desk: World) -> None:
    client = sign_in(desk, "office")
    kept = client.get_cookie("__Host-desk")
    assert kept is not None
    client.post("/sign-out", data={"csrf_token": csrf(client)})
    client.set_cookie("__Host-desk", kept.value)
    assert client.get("/account").status_code == 302


def test_the_cookie_is_for_this_host_by_tls_and_for_no_script(desk: World) -> None:
    set_cookie = desk.app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-desk=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in set_cookie
    assert "Domain" not in set_cookie


def test_the_database_does_not_know_what_the_cookie_holds(desk: World) -> None:
    client = sign_in(desk, "office")
    with client.session_transaction() as cookie:
        token = cookie["desk"]
    with desk.app.app_context():
        assert token not in str(db.session.execute(text("SELECT * FROM sign_ins")).all())


def test_whoever_is_deactivated_is_out_at_once(world: World) -> None:
    browser = settled(world)
    with world.app.app_context(), transaction() as session:
        deactivate(session, person_of(world, "office"), MONDAY)
    assert not browser.is_in()
    assert "do not belong together" in browser.password().text or "disabled" in browser.password().text.lower()
    assert not browser.is_in()


def test_after_a_reset_the_next_sign_in_sets_up_a_new_second_factor(world: World) -> None:
    browser = settled(world)
    with world.app.app_context(), transaction() as session:
        reset_second_factor(session, world.app.extensions["desk"], person_of(world, "office"), "Saskia Janssen", MONDAY)
    assert not browser.is_in()
    assert [name for _, name, _ in world.post()] == ["account_changed"]
    assert browser.password().location == "/account/authenticator"
    assert browser.set_up().location == "/account/recovery-codes"
    assert browser.is_in()


def test_a_new_authenticator_takes_the_place_of_the_old_one_and_ends_other_sessions(desk: World) -> None:
    browser = settled(desk)
    other = Browser(desk, browser.email, browser.key)
    other.sign_in()
    desk.travel(timedelta(seconds=60))
    old = browser.key
    assert browser.set_up().location == "/account"
    assert browser.key != old
    assert browser.is_in()
    assert not other.is_in()
    assert [name for _, name, _ in desk.post()] == ["account_changed"]


def test_what_could_lock_somebody_out_asks_for_the_password_again_after_a_while(desk: World) -> None:
    browser = settled(desk)
    desk.travel(timedelta(minutes=31))
    for path in ("/account/authenticator", "/account/recovery-codes", "/account/passkeys", "/account/keys"):
        assert browser.get(path).location == f"/sign-in/again?next={path}"
    wrong = browser.client.post(
        "/sign-in/again?next=/account/keys", data={"csrf_token": csrf(browser.client), "password": "wrong"}
    )
    assert "This is not your password." in wrong.text
    right = browser.client.post(
        "/sign-in/again?next=/account/keys",
        data={"csrf_token": csrf(browser.client), "password": "correct horse battery"},
    )
    assert right.location == "/account/keys"
    assert browser.get("/account/keys").status_code == 200


def test_settings_are_kept_and_nonsense_is_not(desk: World) -> None:
    client = sign_in(desk, "laboratory")
    client.post("/account/settings", data={"csrf_token": csrf(client), "zone": "Asia/Seoul", "theme": "dark"})
    page = client.get("/account").text
    assert 'data-theme="dark"' in page
    assert '<option value="Asia/Seoul" selected>' in page
    assert "DEKRA Certification B.V." in page
    for zone, theme in (("Mars/Olympus", ""), ("Asia/Seoul", "loud"), ("../../etc/passwd", "")):
        given = {"csrf_token": csrf(client), "zone": zone, "theme": theme}
        assert client.post("/account/settings", data=given).status_code == 422


def test_an_api_key_is_made_shown_once_used_and_revoked(desk: World) -> None:
    client = sign_in(desk, "laboratory")
    form = {"csrf_token": csrf(client), "name": "bench 3", "scope": ["read", "file"], "days": "90"}
    made = client.post("/account/keys", data=form)
    secret = made.text.split('<code class="secret">')[1].split("</code>")[0]
    assert secret not in client.get("/account/keys").text
    with_key = {"Authorization": f"Bearer {secret}"}
    assert desk.client.get("/api/v1/me", headers=with_key).json["scopes"] == ["file", "read"]
    key_id = made.text.split("/account/keys/")[1].split("/revoke")[0]
    other = sign_in(desk, "office")
    assert other.post(f"/account/keys/{key_id}/revoke", data={"csrf_token": csrf(other)}).status_code == 404
    assert client.post(f"/account/keys/{key_id}/revoke", data={"csrf_token": csrf(client)}).location == "/account/keys"
    assert desk.client.get("/api/v1/me", headers=with_key).status_code == 401
    empty = client.post("/account/keys", data={"csrf_token": csrf(client), "name": " ", "days": "4000"})
    assert empty.status_code == 422
    for sentence in ("Say what the key is for", "Choose at least one", "Choose how long"):
        assert sentence in empty.text


@pytest.mark.parametrize(("who", "status"), [("office", 200), ("provider", 403)])
def test_a_page_is_refused_to_whoever_has_not_its_permission(desk: World, who: str, status: int) -> None:
    assert sign_in(desk, who).get("/cases").status_code == status


def test_whoever_lost_a_role_is_refused_with_the_next_page(desk: World) -> None:
    client = sign_in(desk, "office")
    assert client.get("/cases").status_code == 200
    with desk.app.app_context(), transaction() as session:
        person = person_of(desk, "office")
        person.roles = [PersonRole(role="tool_provider")]
        session.flush()
    assert client.get("/cases").status_code == 403


def test_a_session_opens_nothing_of_the_api_and_a_key_no_page(desk: World) -> None:
    assert sign_in(desk, "office").get("/api/v1/cases").status_code == 401
    assert desk.request("office", "GET", "/account").status_code == 302


def test_old_sessions_and_wrong_tries_are_forgotten(desk: World) -> None:
    sign_in(desk, "office")
    Browser(desk, "office@oca.example").password("wrong horse battery")
    later = MONDAY + timedelta(days=61)
    with desk.app.app_context(), transaction() as session:
        forget_old(session, later)
        assert session.scalars(text("SELECT id FROM sign_ins UNION ALL SELECT id FROM wrong_tries")).all() == []

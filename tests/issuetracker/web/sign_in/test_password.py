"""Password and second factor: the whole way in, and everything that is not one."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from issuetracker.log_setup import HideInAccessLog, hide_secrets
from issuetracker.models import Person
from tests.browsing import csrf, person_of
from tests.issuetracker.web.sign_in.people import PASSWORD, Browser, invited, link_in, open_sessions, settled
from tests.world import World


def test_from_the_invitation_to_the_second_factor_and_in_again(world: World) -> None:
    browser = settled(world)
    assert browser.is_in()
    made = browser.post("/account/recovery-codes")
    assert made.text.count("<li>") >= 10
    assert browser.post("/sign-out").location == "/sign-in"
    assert not browser.is_in()

    again = browser.sign_in()
    assert again.status_code == 302, again.text
    assert browser.is_in()
    assert "password and second factor" in browser.get("/account").text


def test_a_right_password_alone_opens_nothing(desk: World) -> None:
    settled(desk)
    browser = Browser(desk, "office@oca.example")
    assert browser.password().location.startswith("/second-factor")
    assert browser.get("/account").location.startswith("/sign-in")
    assert browser.get("/work").location.startswith("/sign-in")
    assert "six digits" in browser.get("/second-factor").text


def test_a_code_is_good_once(desk: World) -> None:
    first = settled(desk)
    desk.travel(timedelta(seconds=60))
    code = first.code()
    thief = Browser(desk, first.email, first.key, address="198.51.100.7")
    for browser, lets_in in ((first, True), (thief, False)):
        browser.post("/sign-out")
        browser.password()
        answer = browser.post("/second-factor", code=code)
        assert (answer.status_code == 302) is lets_in
        assert browser.is_in() is lets_in
    assert "was used already" in answer.text


@pytest.mark.parametrize("email", ["office@oca.example", "nobody@oca.example"])
def test_wrong_passwords_are_answered_alike_whether_or_not_the_account_exists(desk: World, email: str) -> None:
    settled(desk).post("/sign-out")
    browser = Browser(desk, email)
    answers = [browser.password("wrong horse battery") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert "E-mail and password do not belong together." in answers[0].text
    assert "Four more tries, then ten minutes’ rest." in answers[0].text
    assert "One more try, then ten minutes’ rest." in answers[3].text
    assert "Too many wrong tries." in answers[5].text
    assert "wrong horse" not in answers[0].text


def test_many_tries_at_the_same_moment_are_counted_one_by_one(world: World) -> None:
    def heard(n: int) -> bool:
        answer = Browser(world, "office@oca.example", address=f"198.51.100.{n}").password("wrong horse battery")
        return "do not belong together" in answer.text

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(heard, range(12))) == 5


def test_during_the_rest_the_right_password_is_not_heard_and_after_it_is(desk: World) -> None:
    browser = settled(desk)
    browser.post("/sign-out")
    elsewhere = Browser(desk, browser.email, address="198.51.100.7")
    for _ in range(5):
        elsewhere.password("wrong horse battery")
    refused = browser.password()
    assert "Too many wrong tries." in refused.text
    desk.travel(timedelta(minutes=10, seconds=1))
    assert browser.sign_in().status_code == 302
    assert browser.is_in()


def test_wrong_codes_are_counted_with_the_passwords_and_a_right_password_forgives_none(desk: World) -> None:
    browser = settled(desk)
    browser.post("/sign-out")
    desk.travel(timedelta(seconds=60))
    for _ in range(5):
        assert browser.password().location.startswith("/second-factor")
        assert "not right" in browser.post("/second-factor", code="000000").text
    assert "Too many wrong tries." in browser.post("/second-factor", code=browser.code()).text
    assert "Too many wrong tries." in browser.password().text


def test_an_address_that_tries_many_accounts_must_rest_too(desk: World) -> None:
    guesser = Browser(desk, address="198.51.100.7")
    for n in range(20):
        guesser.password("wrong horse battery", email=f"person{n}@oca.example")
    assert "Too many wrong tries." in guesser.password("wrong horse battery", email="fresh@oca.example").text
    assert "Four more" in Browser(desk, address="192.0.2.9").password("x" * 12, email="fresh@oca.example").text


def test_a_recovery_code_lets_in_once(desk: World) -> None:
    browser = settled(desk)
    shown = browser.post("/account/recovery-codes").text
    code = shown.split("<li>")[-1].split("</li>")[0]
    for lets_in in (True, False):
        browser.post("/sign-out")
        browser.password()
        assert browser.get("/second-factor/lost").location == "/second-factor/recovery-code"
        browser.post("/second-factor/recovery-code", code=f" {code.upper()} ")
        assert browser.is_in() is lets_in


def test_a_changed_password_ends_all_other_sessions_and_is_told(desk: World) -> None:
    first = settled(desk)
    second = Browser(desk, first.email, first.key)
    second.sign_in()
    assert open_sessions(desk) == 2
    new = "another horse battery"
    wrong = first.post("/account/password", password="wrong", new_password=new, new_password_confirm=new)
    assert "This is not your password." in wrong.text
    short = first.post("/account/password", password=PASSWORD, new_password="short", new_password_confirm="short")
    assert "at least 12 characters" in short.text
    done = first.post("/account/password", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert done.location == "/account", done.text
    assert first.is_in()
    assert not second.is_in()
    assert open_sessions(desk) == 1
    ((_, name, letter),) = desk.post()
    assert name == "account_changed"
    assert "password was changed" in letter.subject
    assert second.password().status_code == 200
    assert second.password(new).status_code == 302


def test_a_forgotten_password_is_chosen_anew_by_mail_once_and_the_second_factor_stays(world: World) -> None:
    browser = settled(world)
    other = Browser(world, browser.email, browser.key)
    assert "Look into your mail" in other.post("/forgotten", email="OFFICE@oca.example ").text
    ((to, name, letter),) = world.post()
    assert (to, name) == (browser.email, "account_recovery")
    path = link_in(letter, "/forgotten/")
    new = "another horse battery"
    assert other.get(path).status_code == 200
    assert other.post(path, password=new, password_confirm="something else").status_code == 200
    assert other.post(path, password=new, password_confirm=new).location == "/sign-in"
    assert not browser.is_in()
    assert other.get(path).location == "/forgotten"
    assert other.password(new).location.startswith("/second-factor")
    assert [name for _, name, _ in world.post()] == ["account_changed"]


def test_recovery_says_the_same_for_nobody_and_stops_after_three_letters(desk: World) -> None:
    browser = settled(desk)
    nobody = browser.post("/forgotten", email="nobody@oca.example")
    assert "Look into your mail" in nobody.text
    assert desk.post() == []
    answers = {browser.post("/forgotten", email=browser.email).text.replace(csrf(browser.client), "") for _ in range(5)}
    assert all("Look into your mail" in answer for answer in answers)
    assert len(desk.post()) == 3


def test_a_link_for_a_new_password_expires_and_is_of_our_own_address(desk: World) -> None:
    browser = settled(desk)
    elsewhere = {"base_url": "http://evil.example"}
    token = csrf(browser.client.get("/forgotten", **elsewhere).text)
    browser.client.post("/forgotten", data={"csrf_token": token, "email": browser.email}, **elsewhere)
    ((_, _, letter),) = desk.post()
    assert "evil.example" not in letter.text
    path = link_in(letter, "/forgotten/")
    desk.travel(timedelta(hours=2, seconds=1))
    assert browser.get(path).location == "/forgotten"
    new = "another horse battery"
    assert browser.post(path, password=new, password_confirm=new).location == "/forgotten"


def test_an_invitation_is_good_once_for_seven_days_and_the_newest_only(world: World) -> None:
    _, first = invited(world, "vendor")
    _, second = invited(world, "vendor")
    browser = Browser(world, "j.bakker@voltwerk.example")
    old, path = link_in(first, "/invitation/"), link_in(second, "/invitation/")
    assert browser.get(old).status_code == 410
    assert "Jeroen Bakker" in browser.get(path).text
    short = browser.post(path, password="short", password_confirm="short")
    assert short.status_code == 422
    assert "at least 12 characters" in short.text
    assert browser.post(path, password=PASSWORD, password_confirm=PASSWORD).location == "/account/authenticator"
    assert browser.post(path, password=PASSWORD, password_confirm=PASSWORD).status_code == 410
    assert not browser.is_in()

    _, third = invited(world, "other_vendor")
    world.travel(timedelta(days=7, seconds=1))
    assert browser.get(link_in(third, "/invitation/")).status_code == 410


def test_nothing_is_taken_without_the_forms_token(desk: World) -> None:
    browser = settled(desk)
    for path in ("/sign-in", "/sign-out", "/account/password", "/account/settings", "/forgotten"):
        answer = browser.client.post(path, data={"email": browser.email, "password": PASSWORD})
        assert answer.status_code == 400, path
        assert "opened too long ago" in answer.text
    assert browser.is_in()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "/\t/evil",
    ],
)
def test_signing_in_leads_nowhere_else(desk: World, target: str) -> None:
    browser = settled(desk)
    browser.post("/sign-out")
    for path in ("/sign-in", "/second-factor", "/second-factor/which", "/sign-in/passkey"):
        assert browser.get(path, query_string={"next": target}).status_code == 400
    assert browser.password(next=target).status_code == 400
    browser.password()
    form = {"csrf_token": csrf(browser.client), "code": browser.code()}
    assert browser.client.post("/second-factor", query_string={"next": target}, data=form).status_code == 400
    assert not browser.is_in()


def test_a_page_that_was_wanted_comes_after_signing_in(desk: World) -> None:
    browser = settled(desk)
    browser.post("/sign-out")
    desk.travel(timedelta(seconds=60))
    door = browser.get("/cases?sort=due")
    assert door.location == "/sign-in?next=/cases?sort%3Ddue"
    first = browser.client.post(
        door.location, data={"csrf_token": csrf(browser.client), "email": browser.email, "password": PASSWORD}
    )
    assert browser.post(first.location, code=browser.code()).location == "/cases?sort=due"


def test_what_is_sent_without_a_session_is_refused_with_a_page(desk: World) -> None:
    browser = Browser(desk)
    answer = browser.post("/account/settings", zone="Asia/Seoul", theme="")
    assert answer.status_code == 401
    assert "nothing you typed is lost" in answer.text


def test_passwords_are_kept_as_argon2_and_secrets_encrypted(desk: World) -> None:
    browser = settled(desk)
    shown = browser.post("/account/recovery-codes").text
    code = shown.split("<li>")[-1].split("</li>")[0]
    with desk.app.app_context():
        person: Person = person_of(desk, "office")
        assert person.password is not None
        assert person.password.startswith("$argon2id$")
        assert browser.key.replace("-", "") not in str(person.totp_secret)
        assert code not in str(person.recovery_codes)


@pytest.mark.parametrize("path", ["/follow/WzEsMV0.abc-_", "/invitation/x1-_", "/forgotten/a.b-c", "/sign-in/link/x1"])
def test_the_token_of_a_link_is_in_no_log_not_even_gunicorns(path: str) -> None:
    token = path.rpartition("/")[2]
    line = f"GET {path} HTTP/1.1"
    assert token not in str(hide_secrets(None, "", {"event": line, "path": path}))
    record = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, "%(r)s", ({"r": line, "s": 200},), None)
    assert HideInAccessLog().filter(record)
    assert token not in record.getMessage()
    assert record.getMessage().endswith("… HTTP/1.1")


def test_no_secret_is_logged(desk: World, capsys: pytest.CaptureFixture[str]) -> None:
    browser = settled(desk)
    browser.post("/sign-out")
    browser.password("wrong horse battery")
    browser.sign_in()
    browser.post("/forgotten", email=browser.email)
    said = "".join(capsys.readouterr())
    assert "signed in" in said
    for secret in (PASSWORD, "wrong horse", browser.key, browser.email, desk.config.secret_key):
        assert secret not in said

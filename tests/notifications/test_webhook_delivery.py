"""From a change to people's systems, past everything that such a system does, on both databases."""

import logging
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from issuetracker import clock
from issuetracker.extensions import db, transaction
from issuetracker.models import Webhook, WebhookDelivery
from notifications.errors import AddressRefused, NoAnswer
from notifications.retry import LEASE, MOST_ATTEMPTS
from notifications.webhook_address import destination, public
from notifications.webhook_posting import Poster
from notifications.webhooks import claim, sign
from tests.webhook_receiver import Hook, Receiver
from tests.world import World

MINUTE = timedelta(minutes=1)
LOOPBACK = {"to_loopback": True}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as opened:
        yield opened


def register(world: World, who: str, url: str) -> Any:
    response = world.request(who, "POST", "webhooks", json={"url": url})
    assert response.status_code == 201, response.text
    return response.json


def call(world: World) -> int:
    """Let the clock call what is due."""
    with world.app.app_context():
        return clock.call_webhooks(world.app)


def deliveries(world: World) -> list[tuple[str, int, str]]:
    """State, attempts and answer of every delivery, in order."""
    with world.app.app_context():
        rows = db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id))
        return [(row.state, row.attempts, row.answer) for row in rows]


def webhook(world: World, who: str = "laboratory") -> Any:
    return world.get(who, "webhooks")["items"][-1]


def test_a_change_arrives_signed_after_the_specification(world: World, receiver: Receiver) -> None:
    secret = register(world, "laboratory", receiver.url)["secret"]
    number = world.file()
    world.travel(timedelta(seconds=90))
    assert call(world) == 1
    (hook,) = receiver.take()
    assert hook.signed_with(secret)
    assert not hook.signed_with("whsec_" + "A" * 43 + "=")
    assert hook.path == "/hooks?from=desk"
    assert hook.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert hook.headers["content-type"] == "application/json"
    assert int(hook.headers["webhook-timestamp"]) == int(datetime.now(UTC).timestamp()), "of the attempt"
    assert hook.data["number"] == number
    assert deliveries(world) == [("accepted", 1, "204 No Content")]
    assert webhook(world)["last_answer"] == "204 No Content"
    assert call(world) == 0


def test_the_signature_is_that_of_the_example_in_the_specification() -> None:
    """The vector of the specification's own libraries; and in whatever zone the moment comes."""
    at = datetime.fromtimestamp(1614265330, UTC)
    for moment in (at, at.astimezone(ZoneInfo("Asia/Seoul"))):
        headers = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, '{"test": 2432232314}'
        )
        assert headers == {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }


def test_changes_arrive_in_the_order_in_which_they_happened(world: World, receiver: Receiver) -> None:
    register(world, "laboratory", receiver.url)
    number = world.file()
    for word in ("one", "two", "three"):
        world.act("laboratory", number, "add-message", body=word, visibility="parties")
    call(world)
    versions = [hook.data["version"] for hook in receiver.take()]
    assert versions == sorted(versions)
    assert len(set(versions)) == 4


def test_what_was_answered_with_an_error_is_tried_again_with_the_same_id_and_body(
    world: World, receiver: Receiver
) -> None:
    secret = register(world, "laboratory", receiver.url)["secret"]
    receiver.statuses, receiver.answer = [500, 503, 200], b"out of\x00 order \xff"
    world.file()
    hooks: list[Hook] = []
    for wait in (0 * MINUTE, MINUTE, 5 * MINUTE):
        world.travel(wait - timedelta(seconds=1))
        assert not wait or call(world) == 0, "not before its time"
        world.travel(timedelta(seconds=1))
        assert call(world) == 1
        hooks += receiver.take()
        if len(hooks) == 1:
            assert deliveries(world) == [("queued", 1, "500 Internal Server Error out of order \ufffd")]
    assert len(hooks) == 3
    assert len({(hook.id, hook.body) for hook in hooks}) == 1
    assert len({hook.headers["webhook-timestamp"] for hook in hooks}) == 3
    assert all(hook.signed_with(secret) for hook in hooks)
    assert [state for state, *_ in deliveries(world)] == ["accepted"]
    assert webhook(world)["state"] == "active"


def test_a_system_that_never_accepts_is_shown_as_failing_and_heals_with_the_next_change(
    world: World, receiver: Receiver
) -> None:
    register(world, "laboratory", receiver.url)
    receiver.statuses = [503]
    number = world.file()
    while webhook(world)["state"] == "active":
        call(world)
        world.travel(timedelta(hours=4))
    assert len({hook.id for hook in receiver.hooks}) == 1
    assert len(receiver.take()) == MOST_ATTEMPTS
    shown = webhook(world)
    assert (shown["state"], shown["last_answer"]) == ("failing", "given up: 503 Service Unavailable")

    world.act("laboratory", number, "add-message", body="Still there?", visibility="parties")
    call(world)
    assert len(receiver.take()) == 1
    world.travel(timedelta(days=1))
    assert call(world) == 0, "one attempt for each change, while it is failing"
    receiver.statuses = [200]
    world.act("laboratory", number, "add-message", body="And now?", visibility="parties")
    call(world)
    assert webhook(world)["state"] == "active"


def test_gone_revokes_the_webhook_and_cancels_what_waits_for_it(world: World, receiver: Receiver) -> None:
    register(world, "laboratory", receiver.url)
    receiver.statuses = [410]
    number = world.file()
    world.act("laboratory", number, "add-message", body="One more.", visibility="parties")
    call(world)
    assert len(receiver.take()) == 1
    shown = webhook(world)
    assert (shown["state"], shown["last_answer"]) == ("revoked", "410 Gone")
    assert [state for state, *_ in deliveries(world)] == ["failed", "cancelled"]
    world.act("laboratory", number, "add-message", body="Nobody hears.", visibility="parties")
    assert len(deliveries(world)) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(desk: World, receiver: Receiver, status: int) -> None:
    with Receiver() as elsewhere:
        register(desk, "laboratory", receiver.url)
        receiver.statuses, receiver.location = [status], elsewhere.url
        desk.file()
        call(desk)
        assert len(receiver.take()) == 1
        assert elsewhere.take() == []
    ((state, attempts, answer),) = deliveries(desk)
    assert (state, attempts) == ("queued", 1)
    assert answer.startswith(str(status))


def test_of_a_long_answer_only_the_beginning_is_kept(desk: World, receiver: Receiver) -> None:
    register(desk, "laboratory", receiver.url)
    receiver.answer = b"x" * 1_000_000
    receiver.statuses = [200]
    desk.file()
    call(desk)
    assert len(webhook(desk)["last_answer"]) == 1000


def test_a_system_that_is_away_holds_up_no_other(world: World, receiver: Receiver) -> None:
    with Receiver() as away:
        register(world, "laboratory", away.url)
    register(world, "vendor", receiver.url)
    for _ in range(3):
        world.file()
    call(world)
    assert len(receiver.take()) == 3
    assert Counter((state, attempts) for state, attempts, _ in deliveries(world)) == {
        ("accepted", 1): 3,
        ("queued", 1): 1,
        ("queued", 0): 2,  # one attempt told enough
    }
    assert webhook(world)["last_answer"].startswith("no answer from 127.0.0.1: ")
    world.travel(MINUTE)
    assert call(world) == 3
    assert sum(attempts for _, attempts, _ in deliveries(world)) == 5, "and one again"


def test_an_attempt_whose_worker_died_is_repeated_when_its_lease_has_ended(world: World, receiver: Receiver) -> None:
    register(world, "laboratory", receiver.url)
    world.file()
    with world.app.app_context():
        with transaction() as session:
            (only,) = claim(session, "dead", datetime.now(UTC))
        with transaction() as session:
            session.execute(update(WebhookDelivery).where(WebhookDelivery.id == only).values(state="sending"))
    world.travel(LEASE)
    assert call(world) == 0, "its lease runs"
    world.travel(timedelta(seconds=1))
    assert call(world) == 1
    assert len(receiver.take()) == 1
    assert [state for state, *_ in deliveries(world)] == ["accepted"]


def test_two_workers_at_once_call_once_for_each_change(world: World, receiver: Receiver) -> None:
    register(world, "laboratory", receiver.url)
    for _ in range(20):
        world.file()
    start = threading.Barrier(3)

    def work() -> int:
        start.wait(10)
        return call(world)

    with ThreadPoolExecutor(3) as pool:
        counts = [future.result(60) for future in [pool.submit(work) for _ in range(3)]]
    assert sum(counts) == 20
    assert set(Counter(hook.id for hook in receiver.take()).values()) == {1}


def test_a_webhook_revoked_while_it_waits_is_not_called(world: World, receiver: Receiver) -> None:
    made = register(world, "laboratory", receiver.url)
    world.file()
    assert world.request("laboratory", "DELETE", f"webhooks/{made['id']}").json["state"] == "revoked"
    assert call(world) == 0
    assert receiver.take() == []
    with world.app.app_context():
        assert db.session.scalars(select(Webhook.secret)).all() == [""]


def test_a_revocation_between_claim_and_attempt_counts(world: World, receiver: Receiver) -> None:
    """A change that was being recorded at that moment leaves a delivery that waits."""
    made = register(world, "laboratory", receiver.url)
    world.file()
    world.request("laboratory", "DELETE", f"webhooks/{made['id']}")
    with world.app.app_context(), transaction() as session:
        session.execute(update(WebhookDelivery).values(state="queued", finished_at=None))
    assert call(world) == 1
    assert receiver.take() == []
    assert [state for state, *_ in deliveries(world)] == ["cancelled"]


def test_no_secret_and_no_address_is_logged(
    desk: World, receiver: Receiver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = register(desk, "laboratory", receiver.url)["secret"]
    receiver.statuses = [500, 200]
    desk.file()
    call(desk)
    desk.travel(MINUTE)
    call(desk)
    assert len(receiver.take()) == 2
    written = caplog.text + "".join(capfd.readouterr())
    assert secret.removeprefix("whsec_") not in written
    assert "/hooks" not in written


# Where a webhook may lead.

NEVER = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2001:0:1::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", NEVER)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not public(address)
    for addresses in ([address], ["8.8.8.8", address]):
        with pytest.raises(AddressRefused, match="does not lead to a public address"):
            destination("https://bench.dekra.example/", lookup=_leads_to(addresses))


@pytest.mark.parametrize("address", ["8.8.8.8", "145.100.1.1", "2a00:1450:4001:82a::200e", "64:ff9b::808:808"])
def test_a_public_address_is_accepted(address: str) -> None:
    found = destination("https://bench.dekra.example:8443/a/b?c=d", lookup=_leads_to([address]))
    assert (found.address, found.host, found.port) == (address, "bench.dekra.example", 8443)
    assert (found.tls, found.target) == (True, "/a/b?c=d")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0", "127.1"])
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    for scheme in ("https", "http"):
        with pytest.raises(AddressRefused):
            destination(f"{scheme}://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bench",
        "http://bench.dekra.example/",
        "ftp://bench.dekra.example/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:password@bench.dekra.example/",
        "https://user@bench.dekra.example/",
        "https://bench.dekra.example/#part",
        "https://bench.dekra.example:0/",
        "https://bench.dekra.example:99999/",
        "https://bench.dekra.example:x/",
        "https://[::1/",
        "https://bench.dekra.example/a b",
        "https://bench.dekra.example/a\r\nHost: evil",
        "https://bench.dekra.example/ä",
        "https://bench.dekra.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused(url: str) -> None:
    for to_loopback in (False, True):
        with pytest.raises(AddressRefused):
            destination(url, to_loopback=to_loopback, lookup=_leads_to(["8.8.8.8"]))


def test_with_the_flag_only_this_machine_is_reached_without_tls() -> None:
    assert not destination("http://localhost/", to_loopback=True, lookup=_leads_to(["127.0.0.1"])).tls
    for addresses in (["8.8.8.8"], ["10.0.0.1"], ["127.0.0.1", "8.8.8.8"], []):
        with pytest.raises(AddressRefused):
            destination("http://localhost/", to_loopback=True, lookup=_leads_to(addresses))
    with pytest.raises(AddressRefused):
        destination("https://bench.dekra.example/", to_loopback=True, lookup=_leads_to(["10.0.0.1"]))


def test_a_name_that_leads_elsewhere_after_its_registration_is_refused_at_the_call(receiver: Receiver) -> None:
    """DNS rebinding: the look-up is made anew, and its answer is the one that is connected to."""
    with pytest.raises(AddressRefused):
        Poster(lookup=_leads_to(["127.0.0.1"])).post(f"https://bench.dekra.example:{receiver.port}/", {}, b"{}")
    assert receiver.take() == []


def _leads_to(addresses: Sequence[str]) -> Any:
    return lambda host, port: addresses


# One POST.


def test_nobody_listening_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NoAnswer, match=r"no answer from 127\.0\.0\.1: "):
        Poster(**LOOPBACK).post(f"http://127.0.0.1:{port}/", {}, b"{}")


def test_a_system_that_drips_its_answer_is_left_in_time(receiver: Receiver) -> None:
    receiver.drip = 0.05
    begun = time.monotonic()
    with pytest.raises(NoAnswer):
        Poster(**LOOPBACK, timeout=0.5).post(receiver.url, {}, b"{}")
    assert time.monotonic() - begun < 5


def test_a_system_that_accepts_and_says_nothing_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NoAnswer):
        Poster(**LOOPBACK, timeout=0.3).post(f"http://127.0.0.1:{silent.getsockname()[1]}/", {}, b"{}")


def test_one_that_never_ends_its_tls_handshake_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NoAnswer):
        Poster(**LOOPBACK, timeout=0.3).post(f"https://127.0.0.1:{silent.getsockname()[1]}/", {}, b"{}")


def test_the_name_is_vouched_for_although_the_address_is_connected_to(tmp_path: Path) -> None:
    """The certificate is for the host of the URL, which no resolver of this machine knows."""
    served, trusting = _certificate(tmp_path)
    with Receiver(tls=served) as receiver:
        lookup = _leads_to(["127.0.0.1"])
        url = f"https://bench.dekra.example:{receiver.port}/hooks"
        poster = Poster(**LOOPBACK, lookup=lookup, tls=trusting)
        assert poster.post(url, {}, b"{}").status == 204
        assert receiver.take()[0].headers["host"] == f"bench.dekra.example:{receiver.port}"
        with pytest.raises(NoAnswer, match="certificate verify failed"):
            poster.post(url.replace("bench.dekra", "other.dekra"), {}, b"{}")
        with pytest.raises(NoAnswer, match="certificate verify failed"):
            Poster(**LOOPBACK, lookup=lookup).post(url, {}, b"{}")
        assert receiver.take() == []


def _certificate(directory: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=bench", "-addext", "subjectAltName=DNS:bench.dekra.example", "-keyout", key,
         "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    return served, ssl.create_default_context(cafile=str(certificate))

"""What was found of a sender when the mail came is kept: whoever reads the mail later asks no DNS."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from issuetracker.extensions import transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.installation import Intake
from issuetracker.intake.quarantine import Decision, check_again
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.mail_config import MailIn
from issuetracker.models import InboundMail
from tests.browsing import sign_in
from tests.intake.conftest import Desk
from tests.intake.letters_in import DISPUTES, INBOX, mail
from tests.issuetracker.web.desk_forms import submit
from tests.post_office import PostOffice
from tests.world import open_world
from workflows.roles import Actor, Role

EDITOR = Actor(None, "Emma de Vries", frozenset({Role.TECHNICAL_EDITOR}))
STRANGER = "Lena Kowalski <lena.kowalski@dekra.example.org>"
SIGNED = "The message carries a valid signature of {} (DKIM)."


@pytest.fixture
def unguarded(database_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[Desk]:
    """A desk without a mail server whose word counts: it looks at signatures itself."""
    with open_world(database_url, tmp_path, post_office, mail_in=MailIn((INBOX,), DISPUTES)) as world:
        yield Desk(world)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _signed(key: rsa.RSAPrivateKey, raw: bytes, domain: str) -> bytes:
    how = serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(serialization.Encoding.PEM, how, serialization.NoEncryption())
    return bytes(dkim.sign(raw, b"s1", domain.encode(), pem, include_headers=[b"from", b"subject"])) + raw


def _intake(desk: Desk, key: rsa.RSAPrivateKey | None) -> Intake:
    """The desk's, with a DNS that knows this key, or that knows none."""
    how = serialization.PublicFormat.SubjectPublicKeyInfo
    text = base64.b64encode(key.public_key().public_bytes(serialization.Encoding.DER, how)).decode() if key else ""
    records = (f"v=DKIM1; k=rsa; p={text}",) if key else ()
    return replace(intake_of(desk.world.app), look_up=lambda name, kind: records)


def _receive(desk: Desk, intake: Intake, raw: bytes) -> InboundMail:
    def now() -> datetime:
        return datetime.now(UTC)

    with desk.world.app.app_context():
        mail_id = accept(transaction, intake, Handed(raw, "file", now()), now())
        take_in(transaction, intake, now)
    return desk.row(mail_id)


def test_page_and_api_say_what_was_found_when_the_mail_came(unguarded: Desk, key: rsa.RSAPrivateKey) -> None:
    raw = _signed(key, mail(sender=STRANGER, verdict=None), "dekra.example.org")
    row = _receive(unguarded, _intake(unguarded, key), raw)
    assert (row.state, row.cause) == ("quarantined", "unknown_sender")
    # The page's own DNS is that of this machine, which knows no such domain: asked, it would say otherwise.
    assert SIGNED.format("dekra.example.org") in sign_in(unguarded.world, "editor").get(f"/mails/{row.id}").text
    explained = unguarded.world.get("editor", f"mails/{row.id}")["explained"]
    assert explained["authentication"] == SIGNED.format("dekra.example.org")


def test_a_mail_is_taken_in_when_its_sender_is_checked_again_and_the_key_is_there(
    unguarded: Desk, key: rsa.RSAPrivateKey
) -> None:
    raw = _signed(key, mail(verdict=None), "dekra.example")
    row = _receive(unguarded, _intake(unguarded, None), raw)
    assert (row.state, row.cause) == ("quarantined", "not_authenticated")
    assert "Check the sender again" in sign_in(unguarded.world, "editor").get(f"/mails/{row.id}").text
    with unguarded.world.app.app_context(), transaction() as session:
        check_again(session, _intake(unguarded, key), Decision(row.id, EDITOR, datetime.now(UTC)))
    found = unguarded.row(row.id)
    assert (found.state, found.done_by) == ("filed", "Emma de Vries"), found.reason
    assert found.verdict["reason"] == SIGNED.format("dekra.example")


def test_what_still_nobody_vouches_for_stays_and_says_so(mailed: Desk) -> None:
    row = mailed.receive(mail(verdict="fail"))
    page = submit(sign_in(mailed.world, "editor"), f"/mails/{row.id}", f"/mails/{row.id}/check")
    assert "Asked again: nobody vouches for the sender." in page.text
    assert mailed.row(row.id).state == "quarantined"
    stranger = mailed.receive(mail(sender=STRANGER, verdict="pass"))
    assert mailed.world.request("editor", "POST", f"mails/{stranger.id}/check").status_code == 409

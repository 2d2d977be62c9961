"""Two desks whose mailboxes are wired to each other must not talk for ever."""

from datetime import UTC, datetime
from pathlib import Path

from issuetracker.extensions import transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.mail_config import MailIn, Trust
from issuetracker.models import MailSource
from tests import databases
from tests.intake.letters_in import TEMPLATE, mail
from tests.post_office import PostOffice
from tests.world import World, open_world


def receive(world: World, raw: bytes) -> None:
    with world.app.app_context():
        intake = intake_of(world.app)
        accept(transaction, intake, Handed(raw, "file", datetime.now(UTC)), datetime.now(UTC))
        take_in(transaction, intake, lambda: datetime.now(UTC))


def know(world: World, pattern: str) -> None:
    with world.app.app_context(), transaction() as session:
        laboratory = world.ids["dekra"]
        session.add(MailSource(pattern=pattern, laboratory_id=laboratory, made_at=datetime.now(UTC), made_by="test"))


def test_two_trackers_wired_to_each_other_exchange_one_automatic_mail(sqlite_template: Path, tmp_path: Path) -> None:
    everything = Trust.EVERYTHING
    with PostOffice() as first_post, PostOffice() as second_post:
        first_url = databases.copy_sqlite(sqlite_template, tmp_path / "first.sqlite3")
        second_url = databases.copy_sqlite(sqlite_template, tmp_path / "second.sqlite3")
        first_in = MailIn(("one@oca.example",), trust=everything)
        second_in = MailIn(("two@oca.example",), trust=everything)
        with open_world(
            first_url, tmp_path / "1", first_post, mail_in=first_in, mail_from="One <one@oca.example>"
        ) as first:
            know(first, "two@oca.example")
            receive(first, mail(TEMPLATE.replace("Voltwerk B.V.", ""), sender="Two <two@oca.example>"))
            asked = [letter for letter in first.tick() if letter.recipient == "two@oca.example"]
        assert len(asked) == 1
        with open_world(
            second_url,
            tmp_path / "2",
            second_post,
            mail_in=second_in,
            mail_from="Two <two@oca.example>",
            secret_key="another-desk-0123456789abcdef0123456789",
        ) as second:
            know(second, "one@oca.example")
            receive(second, asked[0].data)
            assert [letter.subject for letter in second.tick()] == []

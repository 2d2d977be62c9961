"""A desk that reads mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from issuetracker.extensions import db, transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.mail_config import MailIn
from issuetracker.models import Case, InboundMail, MailSource
from tests.intake.letters_in import AUTHSERV, DISPUTES, INBOX
from tests.post_office import PostOffice, Received
from tests.world import World, open_world


@dataclass
class Desk:
    """A world with a mailbox."""

    world: World

    def receive(self, raw: bytes, **envelope: str) -> InboundMail:
        """Take in one mail; returns its row."""
        with self.world.app.app_context():
            handed = Handed(raw, "file", datetime.now(UTC), **envelope)
            mail_id = accept(transaction, intake_of(self.world.app), handed, datetime.now(UTC))
            take_in(transaction, intake_of(self.world.app), lambda: datetime.now(UTC))
            return self.row(mail_id)

    def row(self, mail_id: int) -> InboundMail:
        """A mail as it stands."""
        with self.world.app.app_context():
            db.session.rollback()
            return db.session.get_one(InboundMail, mail_id, populate_existing=True)

    def number(self, row: InboundMail) -> str:
        """The number of a mail's case."""
        with self.world.app.app_context():
            return db.session.scalars(select(Case.number).where(Case.id == row.case_id)).one()

    def numbers(self) -> list[str]:
        """All cases."""
        with self.world.app.app_context():
            return list(db.session.scalars(select(Case.number).order_by(Case.id)))

    def letters(self) -> dict[str, list[Received]]:
        """What leaves at the next tick, by the letter's name."""
        found: dict[str, list[Received]] = {}
        for _, name, letter in self.world.post():
            found.setdefault(name, []).append(letter)
        return found

    def know(self, pattern: str, laboratory: str = "", vendor: str = "") -> None:
        """Make an address or a domain known as a party's."""
        with self.world.app.app_context(), transaction() as session:
            session.add(
                MailSource(
                    pattern=pattern,
                    laboratory_id=self.world.ids[laboratory] if laboratory else None,
                    vendor_id=self.world.ids[vendor] if vendor else None,
                    made_at=datetime.now(UTC),
                    made_by="test",
                )
            )


@pytest.fixture
def mailed(database_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[Desk]:
    """A desk that reads mail, on both databases."""
    mail_in = MailIn((INBOX,), DISPUTES, (AUTHSERV,))
    with open_world(database_url, tmp_path, post_office, mail_in=mail_in) as world:
        yield Desk(world)

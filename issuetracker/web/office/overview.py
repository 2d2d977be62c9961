"""The office's first page: what needs a hand, each a number with a link; calm when nothing does."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries import mails
from issuetracker.queries.office import waiting
from issuetracker.services import directory
from issuetracker.services.calendars import calendars, in_force
from issuetracker.web.office import desk
from issuetracker.web.office.years import unapproved
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor, now


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing that needs a hand: how many, in words for one and for several, what follows, and where it is given."""

    count: int
    one: str
    several: str
    why: str
    where: str
    permission: Permission = Permission.PARTIES_READ

    @property
    def words(self) -> str:
        """What stands behind the number."""
        return self.one if self.count == 1 else self.several


@desk.get("")
@needs(Permission.PARTIES_READ)
def overview() -> tuple[str, int]:
    """What needs a hand now."""
    session = db.session()
    hands = [*_of_mail(session), *_of_telling(session), *_of_keeping(session)]
    mine = [hand for hand in hands if hand.count and granted(hand.permission, actor().roles)]
    return page("office/overview.html", hands=mine)


def _of_mail(session: Session) -> list[Hand]:
    return [
        Hand(
            mails.waiting(session, actor()).for_a_person, "mail waits for a person", "mails wait for a person",
            "The program could not place them: file them, put them on a case, release or discard them.",
            url_for("mail.mail_list"), Permission.MAILS_READ,
        )
    ]  # fmt: skip


def _of_telling(session: Session) -> list[Hand]:
    found, letters, distribution = waiting(session, now()), url_for("office.letters"), url_for("office.distribution")
    return [
        Hand(
            found.unmet, "letter needs a person", "letters need a person",
            "Whoever should have been told has not been: send it again or say how they were told.", letters,
        ),
        Hand(
            found.left_out, "certificate was recorded after a notice that applies to it",
            "certificates were recorded after a notice that applies to them",
            "Tell the vendor, or say why it need not be told (6a).", url_for("directory.left_out"),
        ),
        Hand(
            found.paused, "notice is paused", "notices are paused",
            "Its vendors are not told until somebody lets it go on.", url_for("notice_desk.all_notices"),
        ),
        Hand(
            found.stuck, "letter is on its way for more than an hour", "letters are on their way for more than an hour",
            "Is the clock running, and does the mail server answer?", url_for("office.outbox"),
        ),
        Hand(
            found.owed, "case has something to distribute", "cases have something to distribute",
            "An erratum, a document or a new OCTT that all laboratories must get (6c).", distribution,
        ),
        Hand(
            found.unacknowledged, "update or script is not acknowledged", "updates and scripts are not acknowledged",
            "Sent to a laboratory that has not said so yet.", distribution,
        ),
        Hand(
            found.silent_vendors, "vendor has no notice contact", "vendors have no notice contact",
            "A notice of high severity (6a) would reach nobody there.", url_for("office.parties", missing="contact"),
        ),
        Hand(
            found.silent_laboratories,
            "laboratory has no address for updates", "laboratories have no address for updates",
            "Updates (6c) go nowhere.", url_for("office.parties"),
        ),
    ]  # fmt: skip


def _of_keeping(session: Session) -> list[Hand]:
    years = unapproved(in_force(calendars(session)))
    roles = directory.roles_nobody_holds(session)
    named = ", ".join(str(year.year) for year in years)
    return [
        Hand(
            len(years), f"calendar year is not approved: {named}", f"calendar years are not approved: {named}",
            "Adopted from the proposal; clocks count by it until the office approves or changes it.",
            url_for("office.calendar_year", year=years[0].year) if years else "",
        ),
        Hand(
            len(roles), "role is held by nobody", "roles are held by nobody",
            f"{', '.join(role.label for role in roles)}: what waits for them waits for nobody.",
            url_for("office.all_people"), Permission.PEOPLE_MANAGE,
        ),
    ]  # fmt: skip

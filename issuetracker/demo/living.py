"""All stories in the order of their moments, with what the clock and the mail server do in between."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from issuetracker.demo.parties import REFUSED_ADDRESS
from issuetracker.demo.stage import Backstage, Step
from issuetracker.demo.stories_disputes import DisputeStory
from issuetracker.demo.stories_releases import ReleaseStory
from issuetracker.demo.story import Story
from issuetracker.extensions import db, transaction
from issuetracker.models import RunningClock, Telling
from issuetracker.services.notice_retries import note_refusals, try_next_contacts
from issuetracker.services.notices import tell_next_batch
from issuetracker.services.reminders import Sweep
from notifications.composing import Outgoing
from notifications.delivery import deliver
from notifications.errors import Permanent
from notifications.mailer import FolderTransport, MayLeave, at_once

_A_LITTLE_LATER = timedelta(seconds=5)


class _DemoPost(FolderTransport):
    """The past's mail server: letters become files, and one address is unknown to it."""

    def send(self, outgoing: Outgoing, may_leave: MayLeave = at_once) -> str:
        """See Transport."""
        if outgoing.recipient == REFUSED_ADDRESS:
            raise Permanent(f"550 5.1.1 <{outgoing.recipient}>: recipient address rejected: user unknown")
        return super().send(outgoing, may_leave)


def in_order(stories: Sequence[Story | DisputeStory | ReleaseStory]) -> list[Step]:
    """Every step of every story, the earliest first."""
    return sorted((step for story in stories for step in story.steps), key=lambda step: step.at)


def live_through(app: Flask, steps: Sequence[Step], post_until: datetime) -> Iterator[Step]:
    """Take each step and hand it on when it is done.

    Letters leave on their day until `post_until`; later ones are left for the clock of this installation.
    """
    behind = Backstage(app.extensions["desk"], app.extensions["files"])
    config = app.extensions["config"]
    post = _DemoPost(config.outbox_dir, config.mail_from)
    for step in steps:
        _sweep_until(behind, step.at)
        _tell(behind, step.at)
        if step.at < post_until:
            _post(behind, post, step.at)
            _try_again(behind, step.at)
        with transaction() as session:
            step.run(session, behind)
        yield step


def _sweep_until(behind: Backstage, until: datetime) -> None:
    """Reminders and passed due dates, each at its own moment."""
    while True:
        due = db.session.scalar(select(func.min(RunningClock.next_reminder_at)))
        if due is None or due > until:
            return
        with transaction() as session:
            Sweep(behind.desk, due + _A_LITTLE_LATER).next(session)


def _tell(behind: Backstage, at: datetime) -> None:
    for telling_id in db.session.scalars(select(Telling.id).where(Telling.finished_at.is_(None))).all():
        with transaction() as session:
            tell_next_batch(session, behind.desk, session.get_one(Telling, telling_id), at)


def _try_again(behind: Backstage, at: datetime) -> None:
    """What the mail server refused goes to the vendor's next contact, where there is one."""
    with transaction() as session:
        note_refusals(session, at)
        try_next_contacts(session, behind.desk, at)


def _post(behind: Backstage, post: FolderTransport, at: datetime) -> None:
    while deliver(transaction, post, "demo", lambda: at, open_file=behind.files.open):
        pass

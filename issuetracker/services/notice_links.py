"""A certified vendor's own link to its notice: signed, the same in every letter about it, expiring, ended at any time.

The link says only which notice, which vendor and which edition, so that nothing of a case is in it.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from issuetracker.models import NoticeLink, Telling, Vendor
from issuetracker.services.account_letters import write_to
from issuetracker.services.desk import Desk
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_contacts import addressee, first_usable
from notifications.storage import table_of
from workflows.roles import Actor

GOOD_FOR = timedelta(days=180)
LETTER = "notice_link"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a link: a vendor told in a notice; and whether the link still opens it."""

    link: NoticeLink
    telling: Telling
    vendor: Vendor
    expired: bool

    @property
    def good(self) -> bool:
        """True if the link opens the notice."""
        return not self.expired and self.link.revoked_at is None


def links_for(
    session: Session, desk: Desk, telling: Telling, vendor_ids: Collection[int], at: datetime
) -> dict[int, str]:
    """Each vendor's link to a notice, good from now on; empty for one that the office has ended."""
    ours = (NoticeLink.telling_id == telling.id, NoticeLink.vendor_id.in_(vendor_ids))
    known = {link.vendor_id: link for link in session.scalars(select(NoticeLink).where(*ours))}
    if known:
        session.execute(update(NoticeLink).where(*ours).values(expires_at=at + GOOD_FOR))
    fresh = [vendor_id for vendor_id in vendor_ids if vendor_id not in known]
    if fresh:
        same = {"telling_id": telling.id, "edition": 1, "expires_at": at + GOOD_FOR, "revoked_by": ""}
        session.execute(insert(table_of(NoticeLink)), [{"vendor_id": vendor_id, **same} for vendor_id in fresh])
    editions = dict.fromkeys(fresh, 1) | {i: link.edition for i, link in known.items() if link.revoked_at is None}
    return {i: _address(desk, telling.id, i, editions[i]) if i in editions else "" for i in vendor_ids}


def anew(session: Session, desk: Desk, telling: Telling, vendor_id: int, at: datetime) -> str:
    """A vendor's next link; links of before are worth nothing any more."""
    link = session.scalar(
        select(NoticeLink)
        .where(NoticeLink.telling_id == telling.id, NoticeLink.vendor_id == vendor_id)
        .with_for_update()
    )
    if link is None:
        return links_for(session, desk, telling, [vendor_id], at)[vendor_id]
    link.edition += 1
    link.expires_at, link.revoked_at, link.revoked_by = at + GOOD_FOR, None, ""
    session.flush()
    return _address(desk, telling.id, vendor_id, link.edition)


def relinked(
    session: Session, desk: Desk, telling: Telling, vendor_id: int, at: datetime, *, last_sent: str = ""
) -> Callable[[str], str]:
    """Puts the vendor's link as it is now into the words of a letter that is sent again.

    Where `last_sent`, the text that somebody else has got, has the link as it is now, a new one takes its place: not
    twice for two letters, and never for a link that the office has ended.
    """
    link = links_for(session, desk, telling, [vendor_id], at)[vendor_id]
    if link and link in last_sent:
        link = anew(session, desk, telling, vendor_id, at)
    return lambda text: re.sub(re.escape(f"{desk.base_url}/notice/") + r"[\w-]+\.[\w-]+", lambda m: link or m[0], text)


def holder(session: Session, desk: Desk, token: str, at: datetime) -> Holder | None:
    """Who holds this link, good or not; None if we never made it, or a newer one took its place."""
    try:
        telling_id, vendor_id, edition = _signer(desk).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = session.execute(
        select(NoticeLink, Telling, Vendor)
        .join(Telling, Telling.id == NoticeLink.telling_id)
        .join(Vendor, Vendor.id == NoticeLink.vendor_id)
        .where(Telling.id == telling_id, Vendor.id == vendor_id, NoticeLink.edition == edition)
    ).one_or_none()
    return Holder(found[0], found[1], found[2], found[0].expires_at <= at) if found else None


def send_new(session: Session, desk: Desk, telling: Telling, vendor: Vendor, at: datetime) -> None:
    """Mail the vendor's usable contact a new link; without one it is owed to nobody and shown (P-58)."""
    facts = {
        "link": anew(session, desk, telling, vendor.id, at),
        "until": at + GOOD_FOR,
        "notice": telling.number,
        "begun_at": telling.started_at,
    }
    contact = first_usable(session, [vendor.id]).get(vendor.id)
    write_to(session, desk, addressee(vendor, contact), LETTER, at, facts)


def revoke(session: Session, telling: Telling, vendor_id: int, by: Actor, at: datetime) -> None:
    """End a vendor's link; its letters carry none until the office sends a new one."""
    ended = session.scalar(
        update(NoticeLink)
        .where(NoticeLink.telling_id == telling.id, NoticeLink.vendor_id == vendor_id, NoticeLink.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=by.name)
        .returning(NoticeLink.id)
    )
    if ended is None:
        raise NotFound(f"This vendor has no link to {telling.number} that could be ended.")


def _address(desk: Desk, telling_id: int, vendor_id: int, edition: int) -> str:
    return f"{desk.base_url}/notice/{_signer(desk).dumps([telling_id, vendor_id, edition])}"


def _signer(desk: Desk) -> URLSafeSerializer:
    return URLSafeSerializer(desk.link_key, salt="notice")

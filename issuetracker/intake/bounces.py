"""Reports of mail servers on letters of ours: the standard ones by their fields, the odd ones by flufl.bounce."""

import logging
import re
from email import message_from_bytes
from email.errors import MessageError

from flufl.bounce import all_failures

from issuetracker.intake import addresses, delivery_status, headers
from issuetracker.intake import machine_phrases as phrases
from issuetracker.intake.delivery_status import Report
from issuetracker.intake.mail import Bounce, BounceKind, Mail
from notifications.composing import OWN_MARK

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it tells which of its detectors it asks
_MOST_READ = 200_000  # bytes of an odd report; what it says stands before what it returns
_MOST_IDS = 50
_OURS = re.compile(
    rf"(?im)^[\s>*]{{0,10}}(?:Message-ID|{OWN_MARK})\s{{0,5}}:\s{{0,5}}(<?[^<>\s@]{{1,300}}@[^<>\s]{{1,250}}>?)"
)
_SAID = re.compile(r"(?m)^.{0,200}?\b[45]\d\d[ :-].{0,300}|^.{0,100}\b[45]\.\d\.\d{1,2}\b.{0,300}")
_ADDRESS = re.compile(r"<?([\w.+=~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})>?")


def bounce(mail: Mail, raw: bytes) -> Bounce | None:
    """What a mail server reports with this message; None if it is something else, or reports success."""
    if not _is_report(mail):
        return None
    kind_of_report = mail.header("content-type").lower()
    if "disposition-notification" in kind_of_report:
        return None
    statuses = [leaf.content for leaf in mail.leaves if leaf.media_type.endswith("delivery-status")]
    if delivery_status.is_success(statuses):
        return None
    report = delivery_status.report(statuses) or _odd(mail, raw)
    diagnosis = " ".join((report.diagnosis or _said(mail.text)).split())[:500]
    said = f"{diagnosis} {report.status} " + ("" if report.diagnosis else mail.text[:5_000])
    full = phrases.FULL.search(said)
    return Bounce(BounceKind.FULL if full else report.kind, report.recipients, _message_ids(mail), diagnosis)


def _is_report(mail: Mail) -> bool:
    """True if a server wrote it: people forward and quote such reports, too."""
    kind = mail.header("content-type").lower()
    if kind.startswith("multipart/report"):
        return True
    written = mail.sender is not None and bool(phrases.SERVERS.match(mail.sender.address))
    nobody = mail.header("return-path").strip() == "<>"
    if mail.header("x-failed-recipients"):
        return written or nobody
    answer = mail.header("auto-submitted").lower().startswith("auto-replied")
    return (written or nobody or answer) and bool(phrases.NOT_DELIVERED.search(mail.subject[:300]))


def _odd(mail: Mail, raw: bytes) -> Report:
    """What the library's detectors find; else what the message says of itself."""
    try:
        delayed, failed = all_failures(message_from_bytes(raw[:_MOST_READ]))
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        delayed, failed = frozenset(), frozenset()
    found = _known(failed) or _known(delayed)
    kind = BounceKind.DELAYED if delayed and not failed else BounceKind.FAILED
    if not found:
        found = _known({one.key.encode() for one in addresses.mailboxes(mail.header("x-failed-recipients"))})
    if not found:
        kind = BounceKind.DELAYED if phrases.NOT_YET.search(mail.subject[:300]) else BounceKind.FAILED
        found = _named(mail)
    return Report(kind, found)


def _known(found: set[bytes] | frozenset[bytes]) -> tuple[str, ...]:
    decoded = (address.decode("utf-8", "replace").strip().strip("<>").lower() for address in found)
    return tuple(sorted({address for address in decoded if "@" in address}))


def _named(mail: Mail) -> tuple[str, ...]:
    """The first address that the server's own words name, besides its own and the one that it writes to."""
    own = {*mail.recipients, mail.sender.key if mail.sender else ""}
    words = re.split(r"(?im)^(?:-{3,}.*|received:|return-path:)", mail.text[:5_000], maxsplit=1)[0]
    named = (found[1].lower() for found in _ADDRESS.finditer(words))
    return tuple([address for address in named if address not in own][:1])


def _said(text: str) -> str:
    found = _SAID.search(text[:20_000])
    return found[0].strip() if found else ""


def _message_ids(mail: Mail) -> tuple[str, ...]:
    """Ids of letters that the report returns or answers; the receiver knows which are ours."""
    found: list[str] = []
    for leaf in mail.leaves:
        if leaf.media_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            returned, _ = headers.split(leaf.content, 0, len(leaf.content))
            found += (returned.first("message-id"), returned.first(OWN_MARK.lower()))
    found += (written[1] for written in _OURS.finditer(mail.text[:_MOST_READ]))
    found += (mail.header("x-original-message-id"), *mail.in_reply_to, *mail.references)
    ids = (addresses.message_id(one) for one in found if one)
    return tuple(dict.fromkeys(one for one in ids if one))[:_MOST_IDS]

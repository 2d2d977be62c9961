"""A message from its bytes: never refused, never in need of anything but the bytes, and in bounded time."""

import re
from itertools import islice

from issuetracker.intake import addresses, automatic, charsets, folding, words
from issuetracker.intake.bodies import Bodies
from issuetracker.intake.encryption import encryption
from issuetracker.intake.headers import Headers
from issuetracker.intake.mail import Leaf, Mail, Mailbox
from issuetracker.intake.parts import Cutting

_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to")
_MOST_ADDRESSES = 500
_FORWARDED = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|wg|tr|rv|enc|doorst|i|vs|vl|전달)\s*:|\s*(?:\[전달\]|전달:)", re.IGNORECASE
)


def read(raw: bytes) -> Mail:
    """Whatever came, as a message. What could not be understood is kept as a file, and a defect says so."""
    try:
        return understood(raw)
    except Exception as error:  # nothing is known to raise; a mail that does must not be lost, nor stop the others
        return _unreadable(raw, type(error).__name__)


def understood(raw: bytes) -> Mail:
    """The same without the net underneath, for those who look for holes."""
    cutting = Cutting()
    root = cutting.message(raw)
    headers = root.headers
    bodies = Bodies(cutting)
    text = bodies.read(root)
    decoded = headers.decoded()
    sender = _sender(headers, cutting)
    subject = words.decoded(headers.first("subject"))
    visible, folded = folding.fold(text, forwarded=bool(_FORWARDED.match(subject)))
    return Mail(
        message_id=addresses.message_id(headers.first("message-id")),
        in_reply_to=addresses.message_ids(headers.first("in-reply-to")),
        references=addresses.message_ids(headers.first("references")),
        sender=sender,
        reply_to=_first_mailbox(headers.first("reply-to")),
        recipients=_recipients(headers),
        subject=subject,
        headers=decoded,
        text=text,
        visible=visible,
        folded=folded,
        html=bodies.html,
        leaves=tuple(bodies.leaves),
        rows=bodies.rows,
        automatic=automatic.automatic(headers, sender, subject, text),
        encryption=encryption(bodies.encryption, visible),
        defects=tuple(cutting.defects),
    )


def _sender(headers: Headers, cutting: Cutting) -> Mailbox | None:
    written = list(headers.every("from"))
    if len(written) > 1:
        cutting.defect("The message names its sender more than once; the first was taken.")
    return _first_mailbox(written[0] if written else headers.first("sender"))


def _first_mailbox(value: str) -> Mailbox | None:
    found = addresses.mailboxes(value) if value else []
    return found[0] if found else None


def _recipients(headers: Headers) -> tuple[str, ...]:
    found = (
        mailbox.key for name, value in headers.pairs if name in _RECIPIENTS for mailbox in addresses.mailboxes(value)
    )
    return tuple(dict.fromkeys(islice(found, _MOST_ADDRESSES)))


def _unreadable(raw: bytes, reason: str) -> Mail:
    text = charsets.decode(raw[:1_000_000])
    return Mail(
        message_id="",
        in_reply_to=(),
        references=(),
        sender=None,
        reply_to=None,
        recipients=(),
        subject="",
        headers=(),
        text=text,
        visible=text,
        folded="",
        html="",
        leaves=(Leaf("", "message/rfc822", raw),),
        defects=(f"The message could not be taken apart ({reason}); it was kept whole.",),
    )

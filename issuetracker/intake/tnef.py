"""winmail.dat: what Outlook wraps in its own format, taken out by tnefparse."""

import logging
from dataclasses import dataclass
from mimetypes import guess_type

from tnefparse import TNEF, mapi, tnef

from issuetracker.intake import charsets, markup, rich_text
from issuetracker.intake.mail import Leaf

logging.getLogger("tnefparse").setLevel(logging.CRITICAL)  # it tells of damaged input, which is told here
_MOST_COPIED = 2_000_000_000  # bytes: the library copies what is left at every object
_MOST = 20_000  # of anything that the file only says it has


def _bounded(count: int) -> range:
    """The library counts as far as the file tells it to, up to four thousand million."""
    if count > _MOST:
        raise ValueError(count)
    return range(count)


mapi.range = tnef.range = _bounded


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What was inside: files, and a text if one was readable."""

    leaves: tuple[Leaf, ...] = ()
    text: str = ""
    defect: str = ""


def unwrapped(content: bytes) -> Wrapped:
    """The inside of a winmail.dat; a defect if it, or the text in it, cannot be read."""
    try:
        if _objects(content) * len(content) > _MOST_COPIED:
            return Wrapped(defect="A winmail.dat has too many pieces; it was kept unopened.")
        opened = TNEF(content, do_checksum=False)
        leaves = tuple(_leaf(attachment) for attachment in opened.attachments)
        text = _text(opened)
    except Exception:  # the library reads trustingly and raises anything at damaged input; the file itself is kept
        return Wrapped(defect="A winmail.dat is damaged; it was kept unopened.")
    unread = "" if text or not opened.has_body() else "The text in a winmail.dat cannot be read; the file was kept."
    return Wrapped(leaves, text, unread)


def _objects(content: bytes) -> int:
    count, at = 0, 6
    while at + TNEF.MIN_OBJ_SIZE < len(content):
        count, at = count + 1, at + 11 + int.from_bytes(content[at + 5 : at + 9], "little")
    return count


def _leaf(attachment: object) -> Leaf:
    name = attachment.long_filename()  # type: ignore[attr-defined]  # the library has no types
    name = charsets.decode(name) if isinstance(name, bytes) else str(name)
    content = attachment.data  # type: ignore[attr-defined]
    return Leaf(name.strip("\0"), guess_type(name)[0] or "application/octet-stream", bytes(content))


def _text(opened: TNEF) -> str:
    if opened.body:
        text = _decoded(opened.body, opened.codepage)
        if text.strip("\0 \r\n"):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    if opened.htmlbody:
        return markup.to_text(_decoded(opened.htmlbody, opened.codepage))
    return rich_text.to_text(opened._rtfbody) if opened._rtfbody else ""  # `rtfbody` would open it unbounded


def _decoded(body: str | bytes | list[bytes], codepage: str | None) -> str:
    if isinstance(body, list):
        body = body[0] if body else b""
    return body.replace("\0", "") if isinstance(body, str) else charsets.decode(body, codepage or "")

"""Addresses and message ids in headers: the plain ones quickly, the strange ones by the library, none by guessing."""

import re
from email.utils import getaddresses

from issuetracker.intake import words
from issuetracker.intake.mail import Mailbox

_LONGEST = 20_000
_PLAIN = re.compile(r'(?:"?([^"<>,;:@()\\]{0,200})"?[ \t]*<)?([^<>\s,;:"()\\]{1,250}@[^<>\s,;:"()\\]{1,250})(>?)')
_ID = re.compile(r"<[^<>\s]{1,998}>")


def mailboxes(value: str) -> list[Mailbox]:
    """The addresses of a header as it stands, in order; names decoded."""
    value = value[:_LONGEST]
    if (plain := _PLAIN.fullmatch(value)) and bool(plain[3]) == (plain[1] is not None):
        return [Mailbox(words.decoded(plain[1] or "").strip(), plain[2])]
    return _parsed(value) or (_parsed(words.decoded(value)) if "=?" in value else [])


def _parsed(value: str) -> list[Mailbox]:
    try:
        found = getaddresses([value])
    except (RecursionError, ValueError, IndexError):
        return []
    return [Mailbox(words.decoded(name).strip(), address.strip()) for name, address in found if "@" in address]


def message_ids(value: str) -> tuple[str, ...]:
    """All message ids of a header, each once, with their angle brackets."""
    return tuple(dict.fromkeys(_ID.findall(value[:_LONGEST])))


def message_id(value: str) -> str:
    """The one id of a message; a bare word gets the brackets that it should have had."""
    if found := _ID.search(value[:_LONGEST]):
        return found[0]
    bare = value[:_LONGEST].split(maxsplit=1)
    return f"<{bare[0].strip('<>')[:998]}>" if bare and bare[0].strip("<>") else ""

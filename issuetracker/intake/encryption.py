"""Whether a message's own words are encrypted: OpenPGP in MIME (RFC 3156) or in the text, S/MIME (RFC 8551)."""

import re
from enum import StrEnum

_ARMOUR = re.compile(
    r"^-----BEGIN PGP MESSAGE-----[ \t]*$.*?(?:^-----END PGP MESSAGE-----[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_BEGIN = "-----BEGIN PGP MESSAGE-----"
_SHORT = 200  # characters beside what is encrypted that are no message: a greeting, what a gateway puts below


class Encryption(StrEnum):
    """How it was done, as people call it."""

    PGP = "OpenPGP"
    SMIME = "S/MIME"


def encryption(found: Encryption | None, text: str) -> Encryption | None:
    """How a message's words are encrypted; None if there are words of it to read beside what is.

    `found` is what its parts say, `text` its visible words.
    """
    armoured = _BEGIN in text
    plain = _ARMOUR.sub("", text) if armoured else text
    how = found or (Encryption.PGP if armoured and len(plain) < len(text) else None)
    return how if how and len(plain.strip()) < _SHORT else None

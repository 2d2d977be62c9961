"""Signed addresses of our own: by one a reply or a bounce finds the letter that it answers (P-53).

`certification+3f…9a-k7…q2@desk.example` holds the letter's Message-ID and a signature over it. Only an address that
we made ourselves is read back; who may write into the case is then asked of the sender, never of the address.
"""

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass, field

_TOKEN = re.compile(r"(?P<name>[0-9a-f]{24})-(?P<signature>[a-z2-7]{16})")
_SIGNED = 10  # bytes of the signature: 16 characters, so that the part before the @ stays under 64


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Makes and reads the addresses of one inbox; `inbox` is empty where no mail is read."""

    inbox: str
    mail_domain: str
    key: bytes = field(repr=False)

    def of(self, message_id: str) -> str:
        """The address to which an answer to this letter goes; the inbox itself for a Message-ID of another form."""
        name = message_id.strip("<>").partition("@")[0]
        local, _, domain = self.inbox.rpartition("@")
        token = f"{name}-{self._signature(name)}"
        return f"{local}+{token}@{domain}" if _TOKEN.fullmatch(token) else self.inbox

    def letter(self, address: str) -> str:
        """The Message-ID of the letter to which this address belongs; "" if we did not make it."""
        local, _, domain = address.strip().lower().rpartition("@")
        own_local, _, own_domain = self.inbox.lower().rpartition("@")
        base, _, detail = local.partition("+")
        token = _TOKEN.fullmatch(detail)
        if (base, domain) != (own_local, own_domain) or token is None:
            return ""
        good = hmac.compare_digest(token["signature"], self._signature(token["name"]))
        return f"<{token['name']}@{self.mail_domain}>" if good else ""

    def _signature(self, name: str) -> str:
        digest = hmac.digest(self.key, name.encode(), "sha256")[:_SIGNED]
        return b32encode(digest).decode("ascii").lower()

"""What a trusted mail server wrote about a message's sender: its Authentication-Results (RFC 8601).

Anybody can write such a header. Two things tell the trusted server's own from others: it names the server, and it
stands above everything that came with the message. So only the topmost that names the server counts, and none that
stands below a Received of somebody else's server. Where the server wrote several above its own Received, all of them
count: nobody else can write there.
"""

import re
from collections.abc import Sequence

import authres

LONGEST = 16_384  # characters of such a header that are read
NAMELESS = "-"  # Microsoft 365 names no server

Header = tuple[str, str]  # name in lower case, value unfolded


def results(headers: Sequence[Header], authserv_ids: Sequence[str]) -> list[authres.AuthenticationResult] | None:
    """What the trusted server found, topmost first; None where it wrote nothing that counts."""
    found: list[authres.AuthenticationResult] | None = None
    ours: set[str] = {domain for name in authserv_ids for domain in _around(name)}
    received = 0
    for name, value in headers:
        if name == "received":
            if found is not None:
                return found
            received += 1
            by = _stamped_by(value)
            if received == 1:  # the last server before us, whoever it is, is the one that we were handed this by
                ours |= _around(by)
            elif by and not any(_is_within(by, domain) for domain in ours):
                return found
        elif name == "authentication-results" and (parsed := _parsed(value, authserv_ids)) is not None:
            found = (found or []) + parsed
            if received:
                return found
    return found


def _parsed(value: str, authserv_ids: Sequence[str]) -> list[authres.AuthenticationResult] | None:
    """The results, if a trusted server is named; those that cannot be read are none, and yet they stand there."""
    named = re.match(r"\s*(?:\([^()]*\)\s*)*([^\s;=()]+)\s*(?:\d+\s*)?(?:\([^()]*\)\s*)*(;|$)", value)
    name = named[1].lower() if named else NAMELESS
    if name not in authserv_ids:
        return None
    text = value if named else f"unnamed; {value}"
    try:
        return list(authres.all_features().parse_value(text[:LONGEST]).results)
    except (authres.AuthResError, RecursionError):
        return []


def _stamped_by(received: str) -> str:
    """The host name of the server that wrote a Received; "" where it names none, or only a number."""
    found = re.search(r"\bby\s+([A-Za-z0-9_.-]*[A-Za-z][A-Za-z0-9_-]*)(?![\w:.])", re.sub(r"\([^()]*\)", " ", received))
    return found[1].lower() if found else ""


def _around(host: str) -> set[str]:
    """A server's name, and the domain that it is in: other servers of the same house are under it."""
    labels = host.lower().split(".")
    return {host.lower()} | ({".".join(labels[1:])} if len(labels) > 2 else set()) - {""} if host else set()


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")

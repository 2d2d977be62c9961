"""Who vouches for the sender of a message. A From alone grants nothing: anybody can write one.

Where a trusted mail server is configured, only its verdict counts (`vouching`). Without one, the signatures of the
message (DKIM) and, where the client's address is known, the sender's own list of servers (SPF) are checked here. What
passes must speak for the domain in From: for exactly it, for a domain above it or for one below it, because which
domains belong together otherwise would need a list of public suffixes that somebody keeps up to date.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.header import Header
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from enum import StrEnum
from typing import Any

from issuetracker.intake import signatures, vouching
from issuetracker.intake.doors import Handed
from issuetracker.intake.headers import split
from issuetracker.intake.looking_up import LookUp, NoAnswer, dns
from issuetracker.mail_config import MailIn, Trust

_ADDRESS = re.compile(r"[^\s<>,;:\"()@]+@[^\s<>,;:\"()@]+")

_CODED = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=(?=\s|$)")
# A header that all read alike, as nearly all are; of any other the library has a second opinion, for reading goes on
# after lines that it stops at.
_PLAIN = re.compile(rb"(?:[!-9;-~]{1,200}:[\t -~]*\r?\n(?:[\t ][\t -~]*\r?\n)*+){0,1000}+\r?\n")
_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')


class Method(StrEnum):
    """What the verdict rests on."""

    DMARC = "dmarc"
    DKIM = "dkim"
    SPF = "spf"
    MAILBOX = "mailbox"  # everything that comes in here is trusted
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody vouches for `address`, the one that From names ("" where it names none or several)."""

    passed: bool
    method: Method
    domain: str  # that vouches; "" if none does
    reason: str  # a sentence for whoever looks into quarantine
    address: str = ""
    again: bool = False  # the DNS did not answer: asked later, the verdict may be another


def judge(handed: Handed, mail: MailIn, look_up: LookUp = dns) -> Verdict:
    """The verdict on the sender of a message; reads its header only, unless a signature is checked here."""
    headers = _headers(handed.raw)
    address = author(headers)
    if mail.trust is Trust.EVERYTHING:
        return Verdict(True, Method.MAILBOX, "", "This desk is set to trust all mail that reaches it.", address)
    if not address:
        return Verdict(False, Method.NONE, "", "The message does not have exactly one sender in From.")
    domain = address.rpartition("@")[2]
    found = _vouched(headers, domain, mail.authserv_ids) if mail.authserv_ids else _checked(handed, domain, look_up)
    method, by, reason, again = found
    return Verdict(method is not Method.NONE, method, by, reason, address, again)


_Found = tuple[Method, str, str, bool]


def _none(reason: str, *, again: bool = False) -> _Found:
    return Method.NONE, "", reason, again


def _vouched(headers: Sequence[vouching.Header], domain: str, authserv_ids: Sequence[str]) -> _Found:
    results = vouching.results(headers, authserv_ids)
    if results is None:
        return _none("Our mail server has said nothing about the sender.")
    for result in results:
        if result.method == "dmarc":
            named = _property(result, "from") or domain
            if result.result.lower() == "pass" and _ascii(named) == domain:
                return (
                    Method.DMARC,
                    domain,
                    f"Our mail server says that {domain} vouches for the sender (DMARC).",
                    False,
                )
            if result.result.lower() == "fail":
                return _none(f"Our mail server says that {domain} does not vouch for the sender (DMARC).")
            break
    for method, names in ((Method.DKIM, ("d", "i")), (Method.SPF, ("mailfrom",))):
        for result in results:
            by = _ascii(next(filter(None, (_property(result, name) for name in names)), "").rpartition("@")[2])
            if result.method == method and result.result.lower() == "pass" and speaks_for(by, domain):
                return method, by, f"Our mail server says that {by} vouches for the sender ({method.upper()}).", False
    said = ", ".join(f"{result.method}={result.result}" for result in results)[:200] or "nothing that can be read"
    return _none(f"Our mail server has found nobody who vouches for {domain}: {said}.")


def _checked(handed: Handed, domain: str, look_up: LookUp) -> _Found:
    again = False
    try:
        for by in signatures.signers(handed.raw, lambda by: speaks_for(_ascii(by), domain), look_up):
            return Method.DKIM, by, f"The message carries a valid signature of {by} (DKIM).", False
    except NoAnswer:
        again = True
    if not handed.client:
        return _none(f"No valid signature of {domain} is on the message (DKIM).", again=again)
    by = _ascii(handed.envelope_from.rpartition("@")[2])
    if not speaks_for(by, domain):
        return _none(f"Neither a signature (DKIM) nor the envelope's sender speaks for {domain}.", again=again)
    try:
        said = signatures.spf(handed.client, handed.envelope_from, handed.helo, look_up)
    except NoAnswer:
        return _none(f"The DNS does not say who may send for {by}.", again=True)
    if said == "pass":
        return Method.SPF, by, f"{by} lets {handed.client} send for it (SPF).", False
    return _none(f"{domain} has not signed the message (DKIM), and {handed.client} may not send for it (SPF {said}).")


def speaks_for(by: str, domain: str) -> bool:
    """True for the same domain, and for one above or below it; nothing without a dot speaks for anybody."""
    if "." not in by or "." not in domain:
        return False
    return by == domain or by.endswith(f".{domain}") or domain.endswith(f".{by}")


def author(headers: Sequence[vouching.Header]) -> str:
    """The one address in the one From, in lower case, its domain in ASCII; "" where that is not beyond doubt."""
    values = [_CODED.sub(" ", value) for name, value in headers if name == "from"]
    if len(values) != 1 or len(values[0]) > 2000:
        return ""
    found = {address.lower() for _, address in getaddresses(values) if address}
    # Names in quotes, comments and coded words may say anything; another address beside them may not.
    rest = _NAMES.sub(" ", values[0])
    if len(found) != 1 or {address.lower() for address in _ADDRESS.findall(rest)} != found:
        return ""
    local, _, domain = found.pop().rpartition("@")
    ascii_domain = _ascii(domain)
    return f"{local}@{ascii_domain}" if ascii_domain else ""


def _headers(raw: bytes) -> Sequence[vouching.Header]:
    if _PLAIN.match(raw):
        return split(raw, 0, len(raw))[0].pairs
    parsed: Any = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    return [(name.lower(), _unfolded(value)) for name, value in parsed.raw_items()]


def _unfolded(value: str | Header) -> str:
    return re.sub(r"\r?\n[ \t]*", " ", str(value)).encode("utf-8", "replace").decode("utf-8").strip()


def _property(result: Any, name: str) -> str:
    return next((str(found.value) for found in result.properties if found.name.lower() == name), "")


def _ascii(domain: str) -> str:
    """A domain as the DNS has it; "" for what is none."""
    try:
        found = domain.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return found if re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", found) else ""

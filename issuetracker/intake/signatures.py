"""A message's signatures (DKIM, RFC 6376) and its client's right to send (SPF, RFC 7208), checked with libraries."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from issuetracker.intake.looking_up import LookUp, NoAnswer

MOST = 5  # signatures that are looked at
SECONDS = 20.0  # for all questions of one SPF check (RFC 7208, 4.6.4)


def signers(raw: bytes, wanted: Callable[[str], bool], look_up: LookUp) -> Iterator[str]:
    """The wanted domains whose signature of the whole message is valid; raises NoAnswer at the end if one may be."""
    import dkim

    unanswered: NoAnswer | None = None
    for index in range(MOST):
        try:
            signed = dkim.DKIM(raw, minkey=1024)
            prepared = signed.verify_headerprep(index)
            if not prepared:
                break
            tags = prepared[0]
            domain = tags[b"d"].decode("ascii").lower()
            # l= leaves a tail unsigned that anybody may add; SHA-1 is not good any more (RFC 8301).
            if not wanted(domain) or b"l" in tags or tags[b"a"] == b"rsa-sha1":
                continue
            if signed.verify(index, dnsfunc=_keys(look_up)):
                yield domain
        except NoAnswer as error:
            unanswered = error
        except Exception:  # noqa: S112  # dkimpy raises anything at hostile headers: then it is no signature
            continue
    if unanswered:
        raise unanswered


def _keys(look_up: LookUp) -> Callable[..., bytes | None]:
    def key(name: bytes, timeout: float = 5) -> bytes | None:
        found = look_up(name.decode("ascii").rstrip("."), "TXT")
        return found[0].encode("utf-8", "surrogateescape") if found else None

    return key


def spf(client: str, envelope_from: str, helo: str, look_up: LookUp) -> str:
    """What the envelope sender's domain says of this client: `pass`, `fail`, `none` …; raises NoAnswer."""
    import spf as pyspf

    ends = time.monotonic() + SECONDS

    class Query(pyspf.query):  # type: ignore[misc]  # pyspf has no types
        """pyspf's, with our own questions; its own would warn of a call that dnspython is giving up."""

        def dns(self, name: Any, qtype: str, cnames: Any = None, ignore_void: bool = False) -> list[Any]:
            if time.monotonic() > ends:
                raise NoAnswer(f"SPF of {envelope_from} takes too long")
            found = [_as_pyspf_has_it(qtype, record) for record in look_up(str(name).rstrip("."), qtype)]
            if not found and not ignore_void:
                self.void_lookups += 1
                if self.void_lookups > pyspf.MAX_VOID_LOOKUPS:
                    raise pyspf.PermError("too many questions without an answer")
            return found

    result: str = Query(i=client, s=envelope_from, h=helo or "unknown").check()[0]
    if result == "temperror":
        raise NoAnswer(f"SPF of {envelope_from}")
    return result


def _as_pyspf_has_it(kind: str, record: str) -> Any:
    match kind:
        case "TXT" | "SPF":
            return (record.encode("utf-8", "surrogateescape"),)
        case "MX":
            preference, _, host = record.partition(" ")
            return int(preference), host
        case _:
            return record

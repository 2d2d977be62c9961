"""Records of the DNS, for whoever checks signatures and senders; tests bring their own."""

from collections.abc import Callable

TIMEOUT = 5.0  # seconds for one name


class NoAnswer(Exception):
    """The DNS does not answer now; asked later it may."""


# A name and a type (TXT, A, AAAA, MX, PTR) to the records as text: TXT joined, MX as "10 mail.example". Empty where
# there are none; raises NoAnswer.
LookUp = Callable[[str, str], tuple[str, ...]]


def dns(name: str, kind: str) -> tuple[str, ...]:
    """Ask the DNS, as this machine is set up for it."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, kind, lifetime=TIMEOUT, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.exception.SyntaxError, ValueError):
        return ()
    except dns.exception.DNSException as error:
        raise NoAnswer(f"{name} {kind}: {type(error).__name__}") from error
    if kind == "TXT":
        return tuple(b"".join(record.strings).decode("utf-8", "surrogateescape") for record in answer)
    return tuple(record.to_text().rstrip(".") for record in answer)

"""Where a webhook may lead: to public addresses only, so that nobody reaches our own network through us (SSRF)."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from notifications.errors import AddressRefused

Resolve = Callable[[str, int], Sequence[str]]
_LONGEST = 2000
_PORTS = {"https": 443, "http": 80}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # a public IPv6 address that leads to the IPv4 address in its end


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL taken apart, with the one address to connect to: a second look-up could answer otherwise."""

    tls: bool
    host: str
    port: int
    target: str
    address: str


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, best first; raises AddressRefused if it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise AddressRefused(f"{host} cannot be found.") from None
    return [str(address[0]) for *_, address in found]


def destination(url: str, *, to_loopback: bool = False, lookup: Resolve = resolve) -> Destination:
    """Where a URL leads at this moment; raises AddressRefused unless every address of its host is acceptable.

    `to_loopback` lets http and https lead to this machine, and http nowhere else.
    """
    parts, port = _taken_apart(url)
    host = parts.hostname or ""
    tls = parts.scheme == "https"
    if not tls and not to_loopback:
        raise AddressRefused("Begin the address with https://.")
    addresses = lookup(host, port)
    local = [to_loopback and ip_address(address).is_loopback for address in addresses]
    if not tls and not all(local):
        raise AddressRefused("Begin the address with https://.")
    if not addresses or not all(own or public(address) for own, address in zip(local, addresses, strict=True)):
        raise AddressRefused(f"{host} does not lead to a public address.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(tls, host, port, target, addresses[0])


def public(address: str) -> bool:
    """True if an address is reachable from everywhere and not a disguise of one that is not."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None or ip.sixtofour is not None or ip.teredo is not None:
            return False
        if ip in _NAT64:
            return public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _taken_apart(url: str) -> tuple[SplitResult, int]:
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressRefused(f"Write the address in at most {_LONGEST} printable ASCII characters, without spaces.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("This is not an address.") from None
    if parts.scheme not in _PORTS:
        raise AddressRefused("Begin the address with https://.")
    if not parts.hostname or port == 0:
        raise AddressRefused("This is not an address.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("Leave user name, password and fragment out of the address.")
    return parts, port or _PORTS[parts.scheme]

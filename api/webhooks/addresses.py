"""Where deliveries may go: only to names that the settings list, and never to what is inside unless they say so.

Against requests forged through the service (OWASP ASVS 5.0, 1.3.6): the name's addresses are looked at when it is
sent to, and the connection is made to the very address that was looked at, so that a name cannot point elsewhere in
between.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from api.settings import Settings

LONGEST: Final = 2000
_PORTS: Final = {"https": 443, "http": 80}

Resolve = Callable[[str, int], Iterable[str]]
"""Gives the addresses of a name."""


class AddressError(ValueError):
    """An address that nothing is sent to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place that the settings allow; ``inside`` ones may be on private networks and without TLS."""

    host: str
    port: int
    path: str
    encrypted: bool
    inside: bool


def read_target(url: str, settings: Settings) -> Target:
    """Read an address; raises AddressError where the settings do not list it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressError from error
    host = (parts.hostname or "").lower()
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not plain or not host or parts.scheme not in _PORTS or "@" in parts.netloc or parts.fragment:
        raise AddressError
    inside = f"{parts.scheme}://{parts.netloc.lower()}" in settings.webhook_origins
    if not inside and (parts.scheme != "https" or host not in settings.webhook_hosts):
        raise AddressError
    return Target(
        host=host,
        port=port or _PORTS[parts.scheme],
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        encrypted=parts.scheme == "https",
        inside=inside,
    )


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def pick_address(target: Target, *, ask: Resolve = resolve) -> str:
    """Give the address to connect to; raises AddressError where any of the name's is inside and must not be."""
    found = list(ask(target.host, target.port))
    if not found or not (target.inside or all(is_public(address) for address in found)):
        raise AddressError
    return found[0]


def is_public(address: str) -> bool:
    """Tell whether an address is one of the open internet, also where it is wrapped in another."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        wrapped = known.ipv4_mapped or known.sixtofour or (known.teredo and known.teredo[1])
        if wrapped or known in _TRANSLATED:
            return is_public(str(wrapped or ipaddress.IPv4Address(known.packed[-4:])))
    return known.is_global and not known.is_multicast


_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 as NAT64 writes it (RFC 6052)."""

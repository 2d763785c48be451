"""Which addresses we may connect to: public ones only, checked at the address being connected to, not at its name."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.address import IPv4Address as TwistedIPv4
from twisted.internet.address import IPv6Address as TwistedIPv6
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped,unused-ignore]

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

PORTS = {80, 443}

# `ipaddress.is_global` is not enough: on Python 3.11 it is True for 224.0.0.1, 64:ff9b::7f00:1, 2002:7f00:1::, fec0::1 and
# 192.88.99.1. Sources: IANA special-purpose address registries (RFC 6890 and its updates).
REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link local, cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/128",
        "::1/128",
        "100::/64",  # discard
        "2001::/23",  # IETF protocol assignments, Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link local
        "fec0::/10",  # site local, of old
        "ff00::/8",  # multicast
    )
)
EMBEDDING = (
    (ipaddress.ip_network("::/96"), 0),  # v4-compatible, of old
    (ipaddress.ip_network("::ffff:0:0/96"), 0),  # v4-mapped
    (ipaddress.ip_network("::ffff:0:0:0/96"), 0),  # v4-translated
    (ipaddress.ip_network("64:ff9b::/96"), 0),  # NAT64
    (ipaddress.ip_network("64:ff9b:1::/48"), 0),  # NAT64, local use
    (ipaddress.ip_network("2002::/16"), 80),  # 6to4: the v4 address stands in bits 16-47
)
"""(IPv6 network, how many bits stand to the right of the IPv4 address in it)"""


class Refused(IgnoreRequest):
    """The target is private, special, on another port, or of another scheme. The message never says which: no port-scan oracle.

    Not retried. A name that resolves to such an address fails like a name that does not exist.
    """


def public(address: str) -> bool:
    """True when `address`, an IPv4 or IPv6 literal, is of the public internet, and so is an IPv4 address it may embed."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        for network, shift in EMBEDDING:
            if ip in network and not _public(IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)):
                return False
    return "%" not in address and _public(ip)


def _public(ip: IPv4Address | IPv6Address) -> bool:
    return not any(ip.version == network.version and ip in network for network in REFUSED)


def literal(host: str) -> str | None:
    """The address `host` spells in any way C libraries read (127.1, 0x7f000001, 0177.0.0.1, 2130706433), else None."""
    bare = host.strip("[]").rstrip(".")
    try:
        return str(ipaddress.ip_address(bare.partition("%")[0]))
    except ValueError:
        pass
    parts = bare.split(".")
    if not 1 <= len(parts) <= 4:
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *high, low = numbers
    if any(number > 255 for number in high) or low >= 256 ** (5 - len(parts)):
        return None
    value = low + sum(number << (24 - 8 * place) for place, number in enumerate(high))
    return str(IPv4Address(value))


def _number(text: str) -> int:
    """As inet_aton(3) reads it. Raises ValueError."""
    if not text.isascii() or not text.isalnum():
        raise ValueError(text)
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8 if len(text) > 1 and text[0] == "0" else 10)


@implementer(IHostnameResolver)
class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver, which answers with an error where any address of a name is not public.

    Must stand in the process's settings (TWISTED_DNS_RESOLVER): set by a spider it would silently do nothing. `exempt` holds the
    address and port pairs of RASID_ROUTES, which only test benches have.
    """

    exempt: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        resolver = super().from_crawler(crawler, reactor)
        routes: dict[str, tuple[str, int]] = crawler.settings.getdict("RASID_ROUTE_TABLE")
        resolver.exempt = frozenset((str(address), int(port)) for address, port in routes.values())
        return resolver

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        receiver: Any = resolutionReceiver
        if (hostName, portNumber) not in self.exempt:
            receiver = PublicOnly(resolutionReceiver)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class PublicOnly:
    """Passes addresses on only when every one of them is public: a mixed answer is an attack, not a choice."""

    def __init__(self, receiver: IResolutionReceiver) -> None:
        self._receiver: Any = receiver  # zope's interfaces say nothing to a type checker
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        known = [address for address in self._addresses if isinstance(address, (TwistedIPv4, TwistedIPv6))]
        if len(known) == len(self._addresses) and all(public(address.host) for address in known):
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()

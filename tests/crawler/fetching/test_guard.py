"""No spelling of a private or special address gets out."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.fetching import download, guard

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0177.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://0.0.0.0/",
    "http://0/",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://203.0.113.7/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:db8::1]/",
    "http://[2001::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "https://127.0.0.1/",
    "HTTP://127.0.0.1/",
]
OTHER = [
    "file:///etc/hostname",
    "data:text/html,hello",
    "ftp://example.com/",
    "gopher://example.com/",
    "javascript:alert(1)",
    "http:///path",
    "http://example.com:22/",
    "http://example.com:6379/",
    "http://example.com:0/",
    "http://example.com:8080/",
    "http://example.com:99999/",
    "http://user@example.com/",
    "http://user:pass@example.com/",
    "http://127.0.0.1\\@example.com/",
]


@pytest.mark.parametrize("url", PRIVATE + OTHER)
def test_refused_by_its_looks(url: str) -> None:
    with pytest.raises(guard.Refused) as refusal:
        download.check(url)
    assert str(refusal.value) == "address refused"  # the same whatever the reason: no oracle


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://example.com:443/x", "http://93.184.216.34/", "https://[2606:4700::1111]/"]
)
def test_public_addresses_pass(url: str) -> None:
    download.check(url)


def test_only_the_exact_address_and_port_of_a_route_is_exempt() -> None:
    exempt = frozenset({("127.0.0.1", 8001)})
    download.check("http://127.0.0.1:8001/", exempt)
    for url in (
        "http://127.0.0.1:8002/",
        "http://127.0.0.1/",
        "http://127.1:8001/",
        "http://[::1]:8001/",
        "http://localhost:8001/",
    ):
        with pytest.raises(guard.Refused):
            download.check(url, exempt)


@pytest.mark.parametrize("host", ["example.com", "0x7g.1", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "08.1.1.1", "", "-1", "a1b2"])
def test_names_are_no_literals(host: str) -> None:
    assert guard.literal(host) is None


@given(st.integers(0, 2**32 - 1))
def test_every_number_form_of_an_address_is_read_as_that_address(value: int) -> None:
    address = str(ipaddress.IPv4Address(value))
    octets = address.split(".")
    forms = [
        address,
        str(value),
        hex(value),
        f"0{value:o}",
        ".".join(hex(int(octet)) for octet in octets),
        f"{octets[0]}.{value & 0xFFFFFF}",
    ]
    assert {guard.literal(form) for form in forms} == {address}


@given(st.text(max_size=40))
def test_nothing_a_host_can_be_breaks_the_guard(host: str) -> None:
    guard.literal(host)
    guard.public(host)


class Receiver:
    """Takes down what a resolver lets through."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.complete = False

    def resolutionBegan(self, _resolution: Any) -> None:
        return

    def addressResolved(self, address: Any) -> None:
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


class Names:
    """A name server of the attacker's choice."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int, *_: Any) -> Any:
        receiver.resolutionBegan(None)
        for host in self.answers.pop(0):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, port))
        receiver.resolutionComplete()
        return receiver


def resolver(*answers: list[str]) -> guard.GuardedResolver:
    class Reactor:
        nameResolver = Names(*answers)

    made = guard.GuardedResolver(Reactor(), 0)  # type: ignore[arg-type]
    made.exempt = frozenset({("127.0.0.1", 8001)})
    return made


@pytest.mark.parametrize(
    ("addresses", "passed"),
    [
        (["93.184.216.34"], True),
        (["93.184.216.34", "2606:4700::1111"], True),
        (["127.0.0.1"], False),
        (["93.184.216.34", "10.0.0.1"], False),
        (["93.184.216.34", "::1"], False),
        (["::ffff:127.0.0.1"], False),
        (["169.254.169.254"], False),
        ([], True),
    ],
    ids=str,
)
def test_a_name_is_judged_by_every_address_it_has(addresses: list[str], passed: bool) -> None:
    receiver = Receiver()
    resolver(addresses).resolveHostName(receiver, "name.example", 443)  # type: ignore[arg-type]
    assert receiver.hosts == (addresses if passed else [])
    assert receiver.complete


def test_a_name_that_changes_its_mind_is_judged_each_time() -> None:
    names = resolver(["93.184.216.34"], ["127.0.0.1"])
    first, second = Receiver(), Receiver()
    names.resolveHostName(first, "name.example", 80)  # type: ignore[arg-type]
    names.resolveHostName(second, "name.example", 80)  # type: ignore[arg-type]
    assert first.hosts == ["93.184.216.34"]
    assert second.hosts in ([], ["93.184.216.34"])  # asked anew, or the address that was judged


def test_the_resolver_exempts_only_the_routes_address_and_port() -> None:
    for host, port, passed in (("127.0.0.1", 8001, True), ("127.0.0.1", 8002, False), ("localhost", 8001, False)):
        receiver = Receiver()
        resolver(["127.0.0.1"]).resolveHostName(receiver, host, port)  # type: ignore[arg-type]
        assert bool(receiver.hosts) is passed

"""Each range of IANA's registries of special-purpose addresses is told from the internet."""

from ipaddress import ip_address, ip_network

import pytest

from service.alerts.internet import is_public

# https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, with
# multicast, and what was used before or maps IPv4: site-local, compatible and translated (SIIT).
SPECIAL = [
    *("0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32"),
    *("192.0.0.10/32", "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24"),
    *("192.52.193.0/24", "192.88.99.0/24", "192.88.99.1/32", "192.168.0.0/16", "192.175.48.0/24"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("255.255.255.255/32", "::1/128", "::/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"),
    *("100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128"),
    *("2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28"),
    *("2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48"),
    *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    *("::ffff:0:0:0/96", "::ffff:127.0.0.0/104", "::ffff:10.0.0.0/104", "::ffff:192.168.0.0/112"),
    *("4000::/3", "8000::/1"),
]


@pytest.mark.parametrize("network", SPECIAL)
def test_addresses_of_a_special_purpose_are_not_public(network: str) -> None:
    found = ip_network(network)
    assert not is_public(found[0])
    assert not is_public(found[-1])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "169.254.169.254", "fec0::1", "::127.0.0.1", "::ffff:0:10.0.0.1"),
        *("64:ff9b::127.0.0.1", "64:ff9b:1::10.0.0.1", "2002:7f00:1::", "2001:0:1::"),
    ],
)
def test_no_way_of_writing_it_makes_an_address_of_this_network_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "192.0.1.1", "192.88.98.1", "2606:4700::1111", "2a00:1450::1"],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    found = ip_address(address)
    assert is_public(found)
    if found.version == 4:
        assert is_public(ip_address(f"::ffff:{address}"))

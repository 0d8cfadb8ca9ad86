"""Which addresses are of the internet, by IANA's registries of special purposes."""

from ipaddress import IPv4Address, IPv6Address, ip_network

# Of IPv6 nothing else is handed out (IANA: IPv6 Global Unicast).
_UNICAST = ip_network("2000::/3")
# What ``is_global`` lets through in one version of Python or another. Some of these are reached
# from anywhere, but are nobody's who could be told something; others lead to an IPv4 address by way
# of somebody else, also to one of this network.
_SPECIAL = tuple(
    ip_network(each)
    for each in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.175.48.0/24", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of the internet, whatever it is written as."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in _UNICAST:
            return False
    is_special = any(address.version == each.version and address in each for each in _SPECIAL)
    return address.is_global and not address.is_multicast and not is_special

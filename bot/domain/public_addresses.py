"""Which network addresses are everybody's: all others may be a machine beside ours that nobody else should reach."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""How IPv4 is reached from networks that have IPv6 alone (RFC 6052)."""
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
"""6to4 and Teredo: an IPv4 address that hides in an IPv6 one. Both are history, so nobody is missed."""
_NEVER = (IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"), IPv6Network("2001:2::/48"),
          IPv6Network("2001:10::/28"), IPv6Network("2001:20::/28"))
"""Examples, measurements and hashes: no machines."""


def is_public(text: str) -> bool | None:
    """Whether an address is everybody's; None for what is no address but a name."""
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if "%" in text:
        return False  # it holds on one wire alone
    return _is_public_4(address) if isinstance(address, IPv4Address) else _is_public_6(address)


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _is_public_6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return _is_public_4(address.ipv4_mapped)
    if address in _TRANSLATED:
        return _is_public_4(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _UNICAST and address.is_global and not any(address in one for one in (*_TUNNELS, *_NEVER))

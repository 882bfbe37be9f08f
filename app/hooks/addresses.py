"""Where a webhook may be sent: public hosts by https, and nothing that leads back into our own network.

An address is looked at twice: as text when somebody enters it, and as numbers when it has been resolved, just before
the connection is made to those very numbers.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import httpx

LONGEST_URL = 2_000
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_LIKE_A_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")  # such a last part makes resolvers read the whole as a number
_OWN_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "test")
# Beyond what the standard library calls "not global", whose list differs between its versions.
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",
            "168.63.129.16/32",  # a cloud's own services, on a public number
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "224.0.0.0/3",
        ),
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))

Resolve = Callable[[str, int], Sequence[str]]


class RefusedUrl(ValueError):
    """Nothing is sent to this address; the text says what to write instead."""


class RefusedAddress(Exception):
    """The name leads to a host that is not public."""


class UnknownName(Exception):
    """Nobody knows the name."""


@dataclass(frozen=True, slots=True)
class Target:
    """The host of an address, and how it is reached."""

    is_tls: bool
    host: str
    port: int


def target_of(url: str, *, private_allowed: bool) -> Target:
    """Whom the address names; raises RefusedUrl where it is none that may be sent to, as far as its text shows."""
    if len(url) > LONGEST_URL or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise RefusedUrl("Write the address in at most 2,000 plain characters, such as https://crm.example.com/hook.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
        as_sent = httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise RefusedUrl("Write the address like https://crm.example.com/hook.") from error
    if as_sent.raw_host.decode().removesuffix(".") != host:  # whoever sends it must read it as we do
        raise RefusedUrl("Write the address like https://crm.example.com/hook.")
    if parts.scheme not in (("https", "http") if private_allowed else ("https",)):
        raise RefusedUrl("Write an address that begins with https://.")
    if "@" in parts.netloc or "#" in url or "%" in parts.netloc:
        raise RefusedUrl("Leave user names, passwords, % signs before the path, and everything from a # on out of it.")
    is_tls = parts.scheme == "https"
    usual = 443 if is_tls else 80
    if port not in (None, 443) and not private_allowed:
        raise RefusedUrl("Leave the port out: webhooks go to port 443.")
    _require_public_name(host, private_allowed)
    return Target(is_tls, host, usual if port is None else port)


def _require_public_name(host: str, private_allowed: bool) -> None:
    last = host.rpartition(".")[2]
    if ":" in host or _LIKE_A_NUMBER.fullmatch(last):
        try:
            address = ip_address(host)
        except ValueError as error:
            raise RefusedUrl("Write the host's name, such as crm.example.com.") from error
        if not _may_be_reached(address, private_allowed):
            raise RefusedUrl("Name a public host: this one is on a private network.")
        return
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise RefusedUrl("Write the host's name in ASCII, such as crm.example.com.")
    if not private_allowed and ("." not in host or last in _OWN_NAMES):
        raise RefusedUrl("Name a public host, such as crm.example.com: this one is on a private network.")


def system_addresses(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver knows for a name; raises UnknownName."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise UnknownName from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def checked_addresses(target: Target, resolve: Resolve, *, private_allowed: bool) -> Sequence[str]:
    """The numbers to connect to, asked for once.

    Raises RefusedAddress where any of them is not public, for then somebody is playing with the name, and UnknownName.
    """
    found = resolve(target.host, target.port)
    if not found:
        raise UnknownName
    if not all(_is_reachable(address, private_allowed) for address in found):
        raise RefusedAddress
    return found


def _is_reachable(address: str, private_allowed: bool) -> bool:
    try:
        return _may_be_reached(ip_address(address), private_allowed)
    except ValueError:
        return False


def _may_be_reached(address: IPv4Address | IPv6Address, private_allowed: bool) -> bool:
    """Whether it is a public host, or one of an intranet where those are allowed; a link's own numbers never are."""
    if private_allowed:
        return not (address.is_link_local or address.is_multicast or address.is_unspecified)
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None or address not in _PUBLIC_6:
        return False  # among them ::1, ::ffff:127.0.0.1, 64:ff9b::7f00:1, fc00::/7 and fe80::/10
    return address.is_global and not any(address in network for network in _NOT_PUBLIC_6)

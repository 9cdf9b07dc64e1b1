"""Where a request may go: never from the open network into a private one, unless the user typed that host.

Separate because this is the one place that opens connections for feeds. A redirect, or a link on a page, is the words
of a stranger: it may not point at this machine, its network or a cloud's metadata service. Names are resolved here,
every address is judged, and the connection is made to the judged address itself, so neither another notation (decimal,
hex, v4 in v6) nor a name that answers differently the second time (DNS rebinding) gets around it.
Special-purpose addresses: RFC 6890 and its IANA registries.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

import httpx

from netriage.feeds.access import Resolve
from netriage.feeds.outcome import FetchError

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits
_V4_COMPATIBLE = IPv6Network("::/96")  # RFC 4291 2.5.5.1, deprecated and still understood
_ALSO_PRIVATE = (
    IPv4Network("168.63.129.16/32"),  # Azure's metadata service, which looks public; others' are link-local or ULA
    IPv4Network("192.0.0.0/24"),  # RFC 6890 2.2.2 (Oracle's metadata service is in it), and
    IPv6Network("64:ff9b:1::/48"),  # RFC 8215: `is_global` knows both from Python 3.11.10 and 3.12.4 on only
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FIRST_TRIES_SECONDS = 3.0
"""How long one of several addresses may take to connect before the next is tried (a broken IPv6 route is common)."""


class Origin(NamedTuple):
    """Scheme, host and port (RFC 6454 4), the host in lower case, the port always given."""

    scheme: str
    host: str
    port: int


def origin_of(url: httpx.URL) -> Origin:
    """The origin of a URL."""
    return Origin(url.scheme, url.host.lower(), url.port or _DEFAULT_PORTS.get(url.scheme, 0))


def covers(typed: Origin, other: Origin) -> bool:
    """Whether what the user typed means `other` as well: the same origin, or its own step up to https."""
    return other == typed or (typed.port == 80 and other == Origin("https", typed.host, 443))


def is_public(address: str) -> bool:
    """Whether an IP address is one that strangers may send us to; False for what is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    inner = _embedded(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    return ip.is_global and not any(ip in network for network in _ALSO_PRIVATE)


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to `ip` really ends up at, if there is one."""
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    if ip in _NAT64 or (ip in _V4_COMPATIBLE and int(ip) > 1):
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver, in its order of preference (RFC 6724); raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to judged addresses only. One per fetch, so that nothing is shared between feeds.

    A transport and not a client, because a client adds just what a feed must not have: a cookie jar, proxies and
    credentials from the environment, redirects that carry headers along, and an INFO log line with the whole URL.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, typed: Origin, resolve: Resolve = resolve) -> None:
        self._inner = inner
        self._typed = typed
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send to the first address that answers; raises FetchError for one that we may not be sent to."""
        addresses = await self._addresses(origin_of(request.url))
        for address in addresses[:-1]:
            try:
                return await self._send(request, address, _FIRST_TRIES_SECONDS)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send(request, addresses[-1])

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _addresses(self, origin: Origin) -> Sequence[str]:
        try:
            addresses = await self._resolve(origin.host, origin.port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise FetchError("Its host is not known.", "Check the address and your connection.")
        if not covers(self._typed, origin) and not all(map(is_public, addresses)):
            raise FetchError(
                "It sends us on to a private address, which was refused.",
                "If that is where the feed lives, add that address itself.",
            )
        return addresses

    async def _send(self, request: httpx.Request, address: str, connect_seconds: float = 0.0) -> httpx.Response:
        """Send to that very address; `Host` and the certificate's name (SNI) stay those of the URL."""
        extensions = dict(request.extensions)
        extensions["sni_hostname"] = request.url.host
        if connect_seconds:
            extensions["timeout"] = {**extensions.get("timeout", {}), "connect": connect_seconds}
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method, request.url.copy_with(host=address), headers=request.headers, extensions=extensions
            )
        )

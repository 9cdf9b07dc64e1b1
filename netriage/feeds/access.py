"""What fetching may use of the world outside, and its bounds.

Separate because the command line wires it, and tests replace it, without loading httpx.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

if TYPE_CHECKING:
    import httpx

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses, in the order in which they should be tried."""


@dataclass(frozen=True, slots=True)
class Access:
    """The bounds of one fetch, and its ways out; the defaults are the real network and no standard input."""

    deadline_seconds: float = 30.0
    """For all of it: names, redirects, retries, body. A timeout per read would let a byte a second live for ever."""
    silence_seconds: float = 10.0
    """For connecting, and for each silence while reading."""
    hops: int = 5
    """Redirects that are followed."""
    attempts: int = 3
    """Requests of one fetch when connections break or a gateway hiccups."""
    at_once: int = 16
    """Feeds that are fetched at the same time."""
    at_once_per_host: int = 4
    """Of these, from one host."""
    transport: Callable[[], httpx.AsyncBaseTransport] | None = field(default=None, repr=False)
    """Makes what connects; None for the network."""
    resolve: Resolve | None = field(default=None, repr=False)
    """Looks names up; None for the system's resolver."""
    pause: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False)
    """Waits that many seconds between two attempts."""
    stdin: BinaryIO | None = field(default=None, repr=False)
    """What a feed `-` reads; None where nothing is piped in."""


DEFAULT_ACCESS = Access()

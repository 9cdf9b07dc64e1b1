"""A real server on loopback that misbehaves as it is told, byte by byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from netriage.feeds.access import Access
from netriage.feeds.fetch import fetch
from netriage.feeds.outcome import Fetched, FetchError, NotModified
from netriage.feeds.source import make_feed
from netriage.model import Feed, FeedState

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//netriage tests//EN\r\nEND:VCALENDAR\r\n"


@dataclass
class Request:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """Answers each path with the bytes, or by the function, that the test put there; a list is used up in turn."""

    port: int = 0
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def feed(self, path: str = "/feed.ics", max_bytes: int = 10_000_000) -> Feed:
        made = make_feed(self.origin + path, now=NOW)
        return Feed(made.id, made.url, made.name, made.added_at, made.label, max_bytes)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            self.requests.append(Request(path, {name.lower(): value for name, value in headers.items()}))
            answer = self.answers.get(headers["Host"] + path) or self.answers.get(path, http(404))
            if isinstance(answer, list):
                answer = answer.pop(0)
            if isinstance(answer, bytes):
                writer.write(answer)
            else:
                await answer(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client had seen enough
        finally:
            writer.close()


def http(status: int, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An HTTP/1.1 answer; `length` lies about the body's size."""
    size = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {size}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server on a free port of 127.0.0.1."""
    served = Server()
    listening = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    served.port = listening.sockets[0].getsockname()[1]
    yield served
    listening.close()
    await listening.wait_closed()


@pytest.fixture
def answer() -> Callable[..., bytes]:
    """Makes HTTP answers."""
    return http


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def calendar() -> bytes:
    """A calendar without events, which is a normal thing."""
    return CALENDAR


async def _no_pause(_seconds: float) -> None:
    """Retries without waiting."""


@pytest.fixture
def access() -> Access:
    """Bounds small enough for tests that wait for them, and retries without waiting."""
    return Access(deadline_seconds=5.0, silence_seconds=1.0, pause=_no_pause)


Get = Callable[..., Awaitable[Fetched | NotModified]]
Fail = Callable[..., Awaitable[FetchError]]


@pytest.fixture
def get(server: Server, access: Access) -> Get:
    """Fetches the test's feed."""

    async def ask(feed: Feed | None = None, state: FeedState | None = None, **more: object) -> Fetched | NotModified:
        options: dict[str, object] = {"now": NOW, "access": access, **more}
        return await fetch(feed or server.feed(), state, **options)  # type: ignore[arg-type]

    return ask


@pytest.fixture
def fail(get: Get) -> Fail:
    """Fetches the test's feed, expects an error in words, and that it gives no address away."""

    async def ask(feed: Feed | None = None, state: FeedState | None = None, **more: object) -> FetchError:
        with pytest.raises(FetchError) as caught:
            await get(feed, state, **more)
        error = caught.value
        assert error.what
        for text in (str(error), repr(error), str(error.__cause__)):
            assert "://" not in text
            assert ".ics" not in text
        return error

    return ask

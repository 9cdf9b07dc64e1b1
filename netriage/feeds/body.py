"""A response body, bounded: gzip or identity only, decoded by ourselves.

Separate because this is where a decompression bomb is met. httpx decodes a whole chunk at once, whatever becomes of it
(1,788 bytes of double gzip become one chunk of 1 GB even under `stream()`), takes any number of encodings, and hands
out a gzip stream that was cut as if it were whole. Here each step makes at most what is still allowed, and the stream's
end must have been seen. RFC 9110 8.4 (Content-Encoding), RFC 1952 (gzip).
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from netriage.feeds.outcome import FetchError, too_large

_GZIP = 16 + zlib.MAX_WBITS
_MAX_MEMBERS = 100
"""Members of one gzip stream (RFC 1952 2.2); real ones have one."""


class Gunzip:
    """One gzip stream, decoded to at most `room` bytes."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._members = 1
        self._decoder = zlib.decompressobj(_GZIP)

    @property
    def whole(self) -> bool:
        """Whether the stream's end, with its checksum, has been seen."""
        return self._decoder.eof

    def feed(self, data: bytes) -> bytes:
        """Decode the next bytes; one byte more than there is room for means that there is more. Raises zlib.error."""
        made = []
        while data:
            if self._decoder.eof:
                if not data.startswith(b"\x1f") or self._members == _MAX_MEMBERS:
                    break  # padding after the end: every other reader ignores it too
                self._members += 1
                self._decoder = zlib.decompressobj(_GZIP)
            piece = self._decoder.decompress(data, self._room + 1)
            self._room -= len(piece)
            made.append(piece)
            if self._room < 0:
                break
            data = self._decoder.unused_data
        return b"".join(made)


async def read_body(chunks: AsyncIterator[bytes], encoding: str, max_bytes: int) -> bytes:
    """Collect a body of at most `max_bytes`, on the wire and decoded; raises FetchError for anything else.

    `encoding` is the Content-Encoding header as sent, '' when there was none.
    """
    gunzip = _decoder(encoding, max_bytes)
    parts = []
    wire = size = 0
    async for chunk in chunks:
        wire += len(chunk)
        if wire > max_bytes:
            raise too_large(max_bytes)
        try:
            part = gunzip.feed(chunk) if gunzip else chunk
        except zlib.error:
            raise FetchError("The answer is damaged: it says gzip and is not.", passing=True) from None
        size += len(part)
        if size > max_bytes:
            raise too_large(max_bytes)
        parts.append(part)
    if gunzip and not gunzip.whole:
        raise FetchError("The answer was cut off in the middle.", "It will be asked again.", passing=True)
    return b"".join(parts)


def _decoder(encoding: str, max_bytes: int) -> Gunzip | None:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return None
    if name in {"gzip", "x-gzip"}:
        return Gunzip(max_bytes)
    # Not asked for (RFC 9110 12.5.3), or wrapped more than once: what a bomb does.
    raise FetchError("The answer is packed in a way that was not asked for.", "Tell the publisher.")

"""A response body, bounded: gzip, deflate or identity only, decoded by ourselves.

Separate because this is where a decompression bomb is met. httpx decodes a whole chunk at once, whatever becomes of it
(1,788 bytes of double gzip become one chunk of 1 GB even under `stream()`), takes any number of encodings, and hands
out a gzip stream that was cut as if it were whole. Here each step makes at most what is still allowed, and the stream's
end must have been seen. Only gzip is asked for; some servers send deflate whatever was asked (old IIS, proxies). RFC
9110 8.4 (Content-Encoding), RFC 1952 (gzip), RFC 1950 and 1951 (deflate, with and without its header).
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from netriage.feeds.outcome import FetchError, too_large

_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
"""The wrappings of a deflate stream, as zlib's `wbits`."""
_MAGIC = b"\x1f\x8b\x08"
_NO_PACKING = frozenset({"", "identity", "none", "utf-8", "utf8", "8bit", "binary", "aws-chunked"})
"""What servers write into Content-Encoding and that packs nothing."""
_MAX_MEMBERS = 100
"""Members of one gzip stream (RFC 1952 2.2); real ones have one."""


class Unpacker:
    """One gzip or deflate stream, told apart by how it begins, decoded to at most `room` bytes."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._members = 1
        self._head = b""
        self._wrapping = 0
        self._decoder = zlib.decompressobj(_GZIP)

    @property
    def whole(self) -> bool:
        """Whether the stream's end, with its checksum, has been seen."""
        return self._decoder.eof

    def feed(self, data: bytes) -> bytes:
        """Decode the next bytes; one byte more than there is room for means that there is more. Raises zlib.error."""
        if not self._wrapping:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return b""
            self._wrapping = _wrapping(data)
            self._decoder = zlib.decompressobj(self._wrapping)
        made = []
        while data:
            if self._decoder.eof:
                if self._wrapping != _GZIP or not data.startswith(b"\x1f") or self._members == _MAX_MEMBERS:
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


def _wrapping(head: bytes) -> int:
    """Say what a stream is wrapped in, by its first two bytes; RFC 9110 8.4.1.2 knows that deflate comes without."""
    if head.startswith(_MAGIC[:2]):
        return _GZIP
    return _ZLIB if head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0 else _RAW


async def read_body(chunks: AsyncIterator[bytes], encoding: str, max_bytes: int) -> bytes:
    """Collect a body of at most `max_bytes`, on the wire and decoded; raises FetchError for anything else.

    `encoding` is the Content-Encoding header as sent, '' when there was none.
    """
    unpacker = _decoder(encoding, max_bytes)
    parts = []
    wire = size = 0
    async for chunk in chunks:
        wire += len(chunk)
        if wire > max_bytes:
            raise too_large(max_bytes)
        try:
            part = unpacker.feed(chunk) if unpacker else chunk
        except zlib.error:
            what = (
                f"The answer is damaged: it says {'deflate' if 'deflate' in encoding.lower() else 'gzip'} and is not."
            )
            raise FetchError(what, "It will be asked again.", passing=True) from None
        size += len(part)
        if size > max_bytes:
            raise too_large(max_bytes)
        parts.append(part)
    if unpacker and not unpacker.whole:
        raise FetchError("The answer was cut off in the middle.", "It will be asked again.", passing=True)
    return unpacked(b"".join(parts), max_bytes)


def unpacked(body: bytes, max_bytes: int) -> bytes:
    """Unpack a body that is a gzip file itself, whatever was said about it (calendar.ics.gz); once, and bounded."""
    if not body.startswith(_MAGIC):
        return body
    unpacker = Unpacker(max_bytes)
    try:
        made = unpacker.feed(body)
    except zlib.error:
        raise FetchError("It is a damaged gzip file.", "Get it again.") from None
    if len(made) > max_bytes:
        raise too_large(max_bytes)
    if not unpacker.whole:
        raise FetchError("It is a gzip file that was cut off.", "Get it again.")
    return made


def _decoder(encoding: str, max_bytes: int) -> Unpacker | None:
    names = [name for name in map(str.strip, encoding.lower().split(",")) if name not in _NO_PACKING]
    if not names:
        return None
    if names in (["gzip"], ["x-gzip"], ["deflate"]):
        return Unpacker(max_bytes)
    # Not asked for (RFC 9110 12.5.3), or wrapped more than once: what a bomb does.
    raise FetchError("The answer is packed in a way that was not asked for.", "Tell the publisher.")

"""What a server may send as a body, and what must come of it: rows of hostile/HTTP.tsv."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from netriage.feeds.access import Access
from netriage.feeds.body import Unpacker
from netriage.feeds.outcome import Fetched

GZIP = "Content-Encoding: gzip"
DEFLATE = "Content-Encoding: deflate"
GZIP_BITS = 31
MEGABYTE = 1_000_000


def deflated(body: bytes, wrapping: int) -> bytes:
    """A deflate stream in one of zlib's wrappings."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wrapping)
    return packer.compress(body) + packer.flush()


def bomb(megabytes: int, wrapping: int = GZIP_BITS) -> bytes:
    """A packed stream of zeros, written without ever holding it unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wrapping)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)) + packer.flush()


async def test_a_plain_body_comes_as_it_is(server, answer, get, calendar):
    server.answers["/feed.ics"] = answer(200, calendar, "Content-Type: Text/Calendar; charset=UTF-8")
    fetched = await get()
    assert fetched == Fetched(body=calendar, charset="utf-8", content_type="text/calendar", final_url=server.feed().url)


async def test_a_gzip_body_is_unpacked(server, answer, get, calendar):
    server.answers["/feed.ics"] = answer(200, gzip.compress(calendar), GZIP)
    assert (await get()).body == calendar
    assert server.requests[0].headers["accept-encoding"] == "gzip"


async def test_a_gzip_body_of_several_members_is_unpacked_whole(server, answer, get, calendar):
    half = len(calendar) // 2
    packed = gzip.compress(calendar[:half]) + gzip.compress(calendar[half:]) + bytes(8)
    server.answers["/feed.ics"] = answer(200, packed, GZIP)
    assert (await get()).body == calendar


@pytest.mark.parametrize(
    ("wrapping", "encoding"),
    [(GZIP_BITS, GZIP), (zlib.MAX_WBITS, DEFLATE), (-zlib.MAX_WBITS, DEFLATE)],
    ids=["gzip", "zlib", "raw"],
)
async def test_a_bomb_is_refused_at_the_bound_and_costs_little_memory(server, answer, fail, wrapping, encoding):
    server.answers["/feed.ics"] = answer(200, bomb(100, wrapping), encoding)
    tracemalloc.start()
    try:
        error = await fail()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "larger than 10 MB" in error.what
    assert peak < 32 * MEGABYTE


@pytest.mark.parametrize("encoding", ["", "Content-Type: application/gzip", GZIP])
async def test_a_body_that_is_a_gzip_file_is_unpacked_once(server, answer, get, calendar, encoding):
    packed = gzip.compress(calendar)
    server.answers["/feed.ics"] = answer(200, gzip.compress(packed) if encoding == GZIP else packed, encoding or "X: y")
    assert (await get()).body == calendar


@pytest.mark.parametrize("encoding", ["X: y", GZIP])
async def test_a_bomb_that_is_a_gzip_file_meets_the_same_bound(server, answer, fail, encoding):
    server.answers["/feed.ics"] = answer(200, gzip.compress(bomb(20)) if encoding == GZIP else bomb(20), encoding)
    assert "larger than 10 MB" in (await fail()).what


async def test_a_gzip_file_that_was_cut_is_refused(server, answer, fail, calendar):
    server.answers["/feed.ics"] = answer(200, gzip.compress(calendar)[:-9])
    assert "cut off" in (await fail()).what


@pytest.mark.parametrize("encoding", ["utf-8", "none", "aws-chunked", "identity, identity"])
async def test_an_encoding_that_packs_nothing_is_none(server, answer, get, calendar, encoding):
    server.answers["/feed.ics"] = answer(200, calendar, f"Content-Encoding: {encoding}")
    assert (await get()).body == calendar


@pytest.mark.parametrize("wrapping", [zlib.MAX_WBITS, -zlib.MAX_WBITS, GZIP_BITS], ids=["zlib", "raw", "gzip"])
async def test_a_deflate_body_is_unpacked_with_and_without_its_header(server, answer, get, calendar, wrapping):
    packed = deflated(calendar, wrapping)
    server.answers["/feed.ics"] = answer(200, packed, DEFLATE)
    assert (await get()).body == calendar
    one, other = packed[:1], packed[1:]
    decoder = Unpacker(room=len(calendar))
    assert decoder.feed(one) + decoder.feed(other) == calendar


@pytest.mark.parametrize("wrapping", [zlib.MAX_WBITS, -zlib.MAX_WBITS], ids=["zlib", "raw"])
async def test_a_cut_deflate_stream_is_refused(server, answer, fail, calendar, wrapping):
    server.answers["/feed.ics"] = answer(200, deflated(calendar, wrapping)[:-6], DEFLATE)
    assert "cut off" in (await fail()).what


async def test_a_body_that_says_deflate_and_is_plain_is_refused_in_words(server, answer, fail, calendar):
    server.answers["/feed.ics"] = answer(200, calendar, DEFLATE)
    assert "says deflate and is not" in (await fail()).what


async def test_an_empty_body_that_says_deflate_was_cut_off(server, answer, fail):
    server.answers["/feed.ics"] = answer(200, b"", DEFLATE)
    assert "cut off" in (await fail()).what


def test_a_decoder_never_makes_more_than_it_was_given_room_for():
    decoder = Unpacker(room=1000)
    assert len(decoder.feed(bomb(2))) == 1001
    assert not decoder.whole


@pytest.mark.parametrize(
    "encoding",
    [
        "gzip, gzip",
        "deflate, gzip",
        "br",
        "zstd",
        "compress",
        ", ".join(["gzip"] * 1000),
        "gzip\r\nContent-Encoding: gzip",
    ],
)
async def test_any_other_encoding_than_one_gzip_or_deflate_is_refused(server, answer, fail, encoding):
    server.answers["/feed.ics"] = answer(200, gzip.compress(gzip.compress(b"x")), f"Content-Encoding: {encoding}")
    assert "packed in a way" in (await fail()).what


async def test_a_cut_gzip_stream_is_refused(server, answer, fail, calendar):
    server.answers["/feed.ics"] = answer(200, gzip.compress(calendar)[:-6], GZIP)
    assert "cut off" in (await fail()).what


async def test_a_gzip_stream_with_a_wrong_checksum_is_refused(server, answer, fail, calendar):
    packed = bytearray(gzip.compress(calendar))
    packed[-6] ^= 0xFF
    server.answers["/feed.ics"] = answer(200, bytes(packed), GZIP)
    assert "damaged" in (await fail()).what


async def test_a_large_body_is_stopped_at_the_bound_on_the_wire(server, fail):
    sent = 0

    async def flood(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500000000\r\n\r\n")
        while True:
            writer.write(bytes(65536))
            await writer.drain()
            sent += 65536

    server.answers["/feed.ics"] = flood
    assert "larger than 10 MB" in (await fail()).what
    assert sent < 30 * MEGABYTE


async def test_the_bound_can_be_raised_for_one_feed(server, answer, get, fail):
    server.answers["/feed.ics"] = answer(200, bytes(2000))
    assert "larger than 0.001 MB" in (await fail(server.feed(max_bytes=1000))).what
    assert len((await get(server.feed(max_bytes=2000))).body) == 2000


async def test_a_chunked_body_without_end_is_stopped_at_the_bound(server, fail):
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + bytes(65536) + b"\r\n")
            await writer.drain()

    server.answers["/feed.ics"] = endless
    assert "larger than" in (await fail()).what


async def drip(writer: asyncio.StreamWriter, piece: bytes) -> None:
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.02)


IMPATIENT = Access(deadline_seconds=0.3, silence_seconds=5.0)


async def test_a_byte_at_a_time_meets_the_deadline_for_the_whole(server, fail):
    async def slow(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        await drip(writer, b"x")

    server.answers["/feed.ics"] = slow
    assert "longer than 0.3 seconds" in (await fail(access=IMPATIENT)).what


async def test_a_header_at_a_time_meets_the_deadline_for_the_whole(server, fail):
    async def slow(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        await drip(writer, b"X-More: 1\r\n")

    server.answers["/feed.ics"] = slow
    assert "longer than 0.3 seconds" in (await fail(access=IMPATIENT)).what


async def test_silence_is_an_error_before_the_deadline(server, fail):
    async def stall(writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        await asyncio.get_running_loop().create_future()

    server.answers["/feed.ics"] = stall
    error = await asyncio.wait_for(fail(access=Access(silence_seconds=0.2)), 10)
    assert "does not answer" in error.what


async def test_a_megabyte_of_headers_is_an_error(server, answer, fail):
    server.answers["/feed.ics"] = answer(200, b"", "X-Bomb: " + "x" * MEGABYTE)
    assert "does not speak HTTP" in (await fail()).what


async def test_a_body_shorter_than_its_content_length_is_an_error(server, answer, fail, calendar):
    server.answers["/feed.ics"] = answer(200, calendar, length=len(calendar) + 10)
    assert "connection broke" in (await fail()).what


async def test_a_cut_chunked_body_is_an_error(server, fail):
    server.answers["/feed.ics"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nBEGIN:VC"
    assert "connection broke" in (await fail()).what


async def test_a_body_ended_by_the_connection_comes_as_far_as_it_came(server, get, calendar):
    # HTTP can't tell that this is cut (RFC 9112 6.3): the missing END:VCALENDAR does, in `judge`.
    server.answers["/feed.ics"] = b"HTTP/1.1 200 OK\r\n\r\n" + calendar[:-5]
    assert (await get()).body == calendar[:-5]


async def test_an_answer_without_a_status_line_is_an_error(server, fail, calendar):
    server.answers["/feed.ics"] = calendar
    assert "does not speak HTTP" in (await fail()).what


async def test_a_reset_connection_is_tried_again_within_the_pull(server, answer, get, calendar):
    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()
        await writer.drain()

    server.answers["/feed.ics"] = [reset, reset, answer(200, calendar)]
    assert (await get()).body == calendar


async def test_a_connection_that_is_always_reset_is_an_error_after_three_tries(server, fail):
    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()
        await writer.drain()

    server.answers["/feed.ics"] = reset
    assert "connection broke" in (await fail()).what
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/calendar; charset=utf-16", "utf-16"),
        ("text/calendar; charset=rot13", ""),
        ("text/calendar; charset=idna", ""),
        ("text/calendar; charset=undefined", ""),
        ('text/calendar; charset="ISO-8859-1"', "iso-8859-1"),
        ("text/calendar; charset=windows-1252; x=y", "windows-1252"),
        ("text/calendar; charset=../../etc", ""),
        ("text/calendar", ""),
    ],
)
async def test_a_charset_is_handed_on_only_if_text_is_written_in_it(
    server, answer, get, calendar, content_type, charset
):
    server.answers["/feed.ics"] = answer(200, calendar, f"Content-Type: {content_type}")
    fetched = await get()
    assert (fetched.body, fetched.charset) == (calendar, charset)


async def test_a_web_page_is_handed_to_the_reader_which_says_so(server, answer, get):
    server.answers["/feed.ics"] = answer(200, b"<html>log in</html>", "Content-Type: text/html")
    assert (await get()).content_type == "text/html"


STAMPED = b"\nDTSTAMP:20260101T000000Z"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (STAMPED + b"\r\n", b"\nDTSTAMP:20260202T000000Z\r\n", True),
        (b"\nCREATED:20260101T000000Z\nX:1\n", b"\nCREATED:20260202T000000\nX:1\n", True),
        (b"\nLAST-MODIFIED:20260101T000000Z\n", b"\nLAST-MODIFIED:20260909T000000Z\n", True),
        (b"\nDTSTART:20260101T000000Z\n", b"\nDTSTART:20260202T000000Z\n", False),
        (STAMPED + b"\rSUMMARY:A\r", STAMPED + b"\rSUMMARY:B\r", False),
        (STAMPED + b"<br>SUMMARY:A\n", STAMPED + b"<br>SUMMARY:B\n", False),
        (STAMPED + b"\n A\n", STAMPED + b"\n B\n", False),
        (b"\nSUMMARY:A" + STAMPED + b"\n B\n", b"\nSUMMARY:A\n B\n", False),
        (b"\n DTSTAMP:20260101T000000Z\n", b"\n DTSTAMP:20260202T000000Z\n", False),
    ],
)
def test_a_body_is_known_again_by_all_but_its_stamps(one: bytes, other: bytes, same: bool) -> None:
    assert (Fetched(one).body_hash == Fetched(other).body_hash) is same

"""What each status means to a feed: rows of hostile/HTTP.tsv."""

from __future__ import annotations

from datetime import timedelta

import pytest

from netriage.feeds.health import judge
from netriage.feeds.outcome import NotModified
from netriage.model import FeedState, Health


@pytest.fixture
def held(server, now):
    """The state of a feed whose last body is here."""
    return FeedState(
        server.feed().id,
        health=Health.OK,
        etag='W/"abc"',
        last_modified="Sat, 22 Aug 2026 10:00:00 GMT",
        body_hash="0" * 64,
        checked_at=now - timedelta(hours=1),
        ok_at=now - timedelta(hours=1),
        full_at=now - timedelta(days=1),
    )


async def test_both_validators_are_sent_back_unchanged_and_304_keeps_the_copy(server, answer, get, held, now):
    server.answers["/feed.ics"] = answer(304)
    outcome = await get(state=held)
    assert outcome == NotModified()
    sent = server.requests[0].headers
    assert sent["if-none-match"] == 'W/"abc"'
    assert sent["if-modified-since"] == "Sat, 22 Aug 2026 10:00:00 GMT"
    state = judge(held, outcome, now)
    assert (state.health, state.checked_at, state.body_hash) == (Health.UNCHANGED, now, held.body_hash)


async def test_a_first_fetch_sends_no_validators_and_keeps_those_that_come(server, answer, get, calendar):
    server.answers["/feed.ics"] = answer(200, calendar, 'ETag: W/"x y"', "Last-Modified: Sat, 22 Aug 2026 11:00:00 GMT")
    fetched = await get()
    assert fetched.etag == 'W/"x y"'
    assert fetched.last_modified == "Sat, 22 Aug 2026 11:00:00 GMT"
    assert not fetched.conditional
    assert not {"if-none-match", "if-modified-since"} & set(server.requests[0].headers)


@pytest.mark.parametrize("etag", ['"\x1b]0;x\x07"', '"' + "x" * 512 + '"', '"é"', '"\x9b31m"'])
async def test_a_validator_that_is_long_or_not_printable_is_dropped(server, answer, get, calendar, etag):
    server.answers["/feed.ics"] = answer(200, calendar, f"ETag: {etag}")
    assert (await get()).etag == ""


async def test_304_without_being_asked_is_an_error_that_forgets_the_validators(server, answer, fail, held, now):
    server.answers["/feed.ics"] = answer(304)
    error = await fail()
    assert "was not asked" in error.what
    state = judge(held, error, now)
    assert (state.health, state.etag, state.last_modified, state.full_at) == (Health.ERROR, "", "", None)


async def test_a_lost_copy_is_asked_for_whole(server, answer, get, held, calendar):
    server.answers["/feed.ics"] = answer(200, calendar)
    assert (await get(state=held, cached=False)).body == calendar
    assert "if-none-match" not in server.requests[0].headers


async def test_once_a_week_the_feed_is_asked_for_whole_in_case_its_etag_is_frozen(server, answer, get, held, now):
    server.answers["/feed.ics"] = answer(200, b"new body", 'ETag: W/"abc"')
    fetched = await get(state=held, now=held.full_at + timedelta(days=7))
    assert "if-none-match" not in server.requests[0].headers
    state = judge(held, fetched, now)
    assert state.full_at == now


@pytest.mark.parametrize(
    "status", [201, 202, 203, 204, 206, 300, 400, 401, 403, 404, 410, 418, 451, 500, 505, 600, 999]
)
async def test_only_200_carries_a_feed(server, answer, fail, calendar, status):
    body = b"" if status == 204 else calendar
    server.answers["/feed.ics"] = answer(status, body)
    error = await fail()
    assert error.status == status
    assert error.remedy
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_hiccup_of_a_gateway_is_tried_again_within_the_pull(server, answer, get, calendar, status):
    server.answers["/feed.ics"] = [answer(status), answer(200, calendar)]
    assert (await get()).body == calendar


async def test_a_server_that_asks_to_be_left_alone_is_not_tried_again(server, answer, fail, now):
    server.answers["/feed.ics"] = answer(503, b"", "Retry-After: 600")
    assert (await fail()).retry_at == now + timedelta(minutes=10)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("99999999999", timedelta(hours=24)),
        ("9" * 400, timedelta(hours=24)),
        ("0", timedelta(minutes=1)),
        ("3600", timedelta(hours=1)),
        ("Sat, 22 Aug 2026 14:00:00 GMT", timedelta(hours=2)),
        ("Mon, 01 Jan 1990 00:00:00 GMT", timedelta(minutes=1)),
        ("Fri, 31 Dec 2099 23:59:59 GMT", timedelta(hours=24)),
    ],
)
async def test_retry_after_is_clamped_to_between_a_minute_and_a_day(server, answer, fail, now, header, wait):
    server.answers["/feed.ics"] = answer(429, b"", f"Retry-After: {header}")
    assert (await fail()).retry_at == now + wait


@pytest.mark.parametrize("header", ["soon", "-5", "", "1.5", "Sat, 99 Aug 2026 14:00:00 GMT"])
async def test_a_retry_after_that_says_nothing_leaves_it_to_the_back_off(server, answer, fail, header):
    server.answers["/feed.ics"] = answer(429, b"", f"Retry-After: {header}")
    assert (await fail()).retry_at is None


async def test_cookies_are_not_kept(server, answer, get, calendar):
    server.answers["/feed.ics"] = answer(302, b"", "Location: /next", "Set-Cookie: a=b; Path=/")
    server.answers["/next"] = answer(200, calendar)
    await get()
    assert "cookie" not in server.requests[1].headers


async def test_nothing_secret_is_logged_or_shown(server, answer, get, fail, calendar, caplog, now):
    from netriage.feeds.source import make_feed

    caplog.set_level("DEBUG", logger="")
    server.answers["/token-123"] = answer(302, b"", "Location: /token-456")
    server.answers["/token-456"] = answer(200, calendar)
    feed = make_feed(f"http://user:pass-789@127.0.0.1:{server.port}/token-123", now=now)
    shown = [repr(feed), repr(await get(feed)), feed.label, feed.name]
    server.answers["/token-456"] = answer(403)
    shown.append(repr(await fail(feed)))
    text = caplog.text + "".join(shown)
    assert not any(secret in text for secret in ("token", "pass-789", "user"))
    assert server.requests[0].headers["authorization"].startswith("Basic ")

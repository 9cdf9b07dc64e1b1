"""Many feeds at once: polite to hosts, and each on its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from netriage.errors import FeedError
from netriage.feeds.access import DEFAULT_ACCESS
from netriage.feeds.outcome import Fetched, Waiting
from netriage.feeds.pull import fetch_all
from netriage.feeds.source import make_feed
from netriage.model import FeedState


async def test_each_feed_comes_with_its_own_outcome(server, answer, access, now, calendar, tmp_path):
    server.answers["/good"] = answer(200, calendar)
    server.answers["/bad"] = answer(500)
    sources = [server.origin + "/good", server.origin + "/bad", str(tmp_path / "missing.ics"), "-"]
    feeds = [make_feed(source, now=now) for source in sources]
    started = []
    outcomes = {
        feed.url: outcome
        async for feed, outcome in fetch_all(feeds, {}, now=now, access=access, started=started.append)
    }
    assert isinstance(outcomes[sources[0]], Fetched)
    assert all(isinstance(outcomes[source], FeedError) for source in sources[1:])
    assert sorted(feed.id for feed in started) == sorted(feed.id for feed in feeds)


async def test_outcomes_come_as_they_are_there_and_no_feed_waits_for_a_slow_one(server, answer, access, now, calendar):
    release = asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.write(answer(200, calendar))

    server.answers["/slow"] = slow
    server.answers["/quick"] = answer(200, calendar)
    order = []
    async for feed, _ in fetch_all([server.feed("/slow"), server.feed("/quick")], {}, now=now, access=access):
        order.append(feed.url.rpartition("/")[2])
        release.set()
    assert order == ["quick", "slow"]


async def test_one_host_is_asked_only_so_much_at_once(server, answer, access, now, calendar):
    at_once = most = 0
    full = asyncio.Event()

    async def count(writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        if at_once == DEFAULT_ACCESS.at_once_per_host:
            full.set()
        await full.wait()
        writer.write(answer(200, calendar))
        at_once -= 1

    feeds = []
    for number in range(3 * DEFAULT_ACCESS.at_once_per_host):
        server.answers[f"/{number}"] = count
        feeds.append(server.feed(f"/{number}"))
    outcomes = [outcome async for _, outcome in fetch_all(feeds, {}, now=now, access=access)]
    assert len(outcomes) == len(feeds)
    assert most == DEFAULT_ACCESS.at_once_per_host


async def test_when_a_host_asks_to_be_left_alone_its_other_feeds_wait_too(server, answer, access, now):
    feeds = []
    for number in range(3 * DEFAULT_ACCESS.at_once_per_host):
        server.answers[f"/{number}"] = answer(429, b"", "Retry-After: 3600")
        feeds.append(server.feed(f"/{number}"))
    outcomes = [outcome async for _, outcome in fetch_all(feeds, {}, now=now, access=access)]
    assert outcomes.count(Waiting(now + timedelta(hours=1))) == len(feeds) - len(server.requests)
    assert len(server.requests) <= DEFAULT_ACCESS.at_once_per_host


async def test_a_feed_in_back_off_waits_unless_it_is_pulled_by_hand(server, answer, access, now, calendar):
    server.answers["/feed.ics"] = answer(200, calendar)
    feed = server.feed()
    until = now + timedelta(minutes=5)

    async def pull(state: FeedState, by_hand: bool) -> object:
        (pair,) = [pair async for pair in fetch_all([feed], {feed.id: state}, now=now, access=access, by_hand=by_hand)]
        return pair[1]

    own, asked = FeedState(feed.id, retry_at=until), FeedState(feed.id, retry_at=until, server_asked=True)
    assert await pull(own, by_hand=False) == Waiting(until)
    assert isinstance(await pull(own, by_hand=True), Fetched)
    assert await pull(asked, by_hand=True) == Waiting(until)
    past = FeedState(feed.id, retry_at=now - timedelta(seconds=1), server_asked=True)
    assert isinstance(await pull(past, by_hand=False), Fetched)


async def test_no_more_bodies_are_held_than_are_asked_for_at_once(server, answer, access, now, calendar):
    access = replace(access, at_once=3)
    feeds = []
    for number in range(12):
        server.answers[f"/{number}"] = answer(200, calendar)
        feeds.append(server.feed(f"/{number}"))
    taken = 0
    async for _ in fetch_all(feeds, {}, now=now, access=access):
        for _ in range(50):
            await asyncio.sleep(0)
        taken += 1
        assert len(server.requests) <= taken + 2
    assert taken == 12


async def test_leaving_early_ends_what_is_under_way(server, answer, access, now, calendar):
    async def never(writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        await asyncio.get_running_loop().create_future()

    server.answers["/never"] = never
    server.answers["/quick"] = answer(200, calendar)
    pulling = fetch_all([server.feed("/never"), server.feed("/quick")], {}, now=now, access=access)
    async for _ in pulling:
        break
    await pulling.aclose()
    assert [task for task in asyncio.all_tasks() if "ask" in str(task.get_coro())] == []

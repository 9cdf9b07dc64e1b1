"""Where a server may send us on to: rows of hostile/HTTP.tsv."""

from __future__ import annotations

import base64
from dataclasses import replace

import httpx
import pytest

from netriage.feeds import guard
from netriage.feeds.access import Access
from netriage.feeds.source import make_feed


async def test_redirects_within_the_typed_host_are_followed(server, answer, get, calendar):
    for hop in range(5):
        server.answers[f"/{hop}"] = answer(302, b"", f"Location: /{hop + 1}")
    server.answers["/5"] = answer(200, calendar)
    assert (await get(server.feed("/0"))).body == calendar


async def test_six_redirects_are_too_many(server, answer, fail):
    for hop in range(15):
        server.answers[f"/{hop}"] = answer(301, b"", f"Location: /{hop + 1}")
    assert "more than 5 times" in (await fail(server.feed("/0"))).what
    assert len(server.requests) == 6


async def test_a_redirect_to_itself_ends(server, answer, fail):
    server.answers["/feed.ics"] = answer(302, b"", "Location: /feed.ics")
    assert "in a circle" in (await fail()).what
    assert len(server.requests) == 1


async def test_a_redirect_that_waits_for_a_cookie_says_so(server, answer, fail):
    server.answers["/feed.ics"] = answer(302, b"", "Location: /login", "Set-Cookie: seen=1")
    server.answers["/login"] = answer(302, b"", "Location: /feed.ics", "Set-Cookie: session=secret-1")
    error = await fail()
    assert "wants a cookie" in error.what
    assert "secret-1" not in repr(error)


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "gopher://x/", "ftp://example.org/x", "data:text/calendar,BEGIN", "javascript:alert(1)"],
)
async def test_a_redirect_to_another_scheme_is_refused(server, answer, fail, location):
    server.answers["/feed.ics"] = answer(302, b"", f"Location: {location}")
    assert "no web address" in (await fail()).what


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{other}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::ffff:7f00:1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::]:{port}/",
        "http://[::1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[64:ff9b::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/",
        "http://192.168.1.1/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "//127.0.0.1:{other}/",
    ],
)
async def test_a_redirect_to_a_private_address_in_any_notation_is_refused_before_it_is_opened(
    server, answer, fail, location
):
    target = location.format(port=server.port, other=server.port + 1)
    server.answers["/feed.ics"] = answer(302, b"", f"Location: {target}")
    error = await fail()
    assert "address" in error.what  # "private address", or none at all: httpx takes no leading zeros
    assert {request.path for request in server.requests} == {"/feed.ics"}


async def test_a_typed_host_may_be_private_under_that_name_and_port_only(server, answer, get, calendar):
    server.answers["/feed.ics"] = answer(200, calendar)
    feed = make_feed(f"http://localhost:{server.port}/feed.ics", now=server.feed().added_at)
    assert (await get(feed)).body == calendar


async def test_a_feed_found_on_a_page_is_held_to_the_host_of_the_page(server, answer, fail, calendar):
    server.answers["/feed.ics"] = answer(200, calendar)
    feed = replace(server.feed(), typed="https://page.example/events")
    assert "private address" in (await fail(feed)).what
    assert server.requests == []


async def test_a_name_that_changes_its_answer_is_connected_to_where_it_was_judged():
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    connected = []

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    def handler(request: httpx.Request) -> httpx.Response:
        connected.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(200)

    transport = guard.GuardedTransport(httpx.MockTransport(handler), guard.Origin("https", "typed", 443), resolve)
    await transport.handle_async_request(httpx.Request("GET", "https://rebind.example/x"))
    assert connected == [("93.184.215.14", "rebind.example", "rebind.example")]
    with pytest.raises(guard.FetchError, match="private address"):
        await transport.handle_async_request(httpx.Request("GET", "https://rebind.example/x"))
    assert len(connected) == 1


async def test_a_name_with_one_private_address_among_its_own_is_refused():
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["93.184.215.14", "10.0.0.1"]

    transport = guard.GuardedTransport(
        httpx.MockTransport(lambda _request: httpx.Response(200)), guard.Origin("https", "typed", 443), resolve
    )
    with pytest.raises(guard.FetchError, match="private address"):
        await transport.handle_async_request(httpx.Request("GET", "https://mixed.example/x"))


async def test_the_next_address_is_tried_when_one_does_not_connect():
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["2001:db8::1", "192.0.2.1"]

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.host == "2001:db8::1":
            raise httpx.ConnectError("no route")
        return httpx.Response(200)

    origin = guard.Origin("https", "typed.example", 443)
    transport = guard.GuardedTransport(httpx.MockTransport(handler), origin, resolve)
    response = await transport.handle_async_request(httpx.Request("GET", "https://typed.example/x"))
    assert response.status_code == 200


def scripted(script: dict[str, httpx.Response], seen: list[httpx.Request]) -> Access:
    """Access to a world of named hosts: URL to answer."""

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["93.184.215.14"]

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return script[f"{request.url.scheme}://{request.headers['host']}{request.url.path}"]

    return Access(transport=lambda: httpx.MockTransport(handler), resolve=resolve)


def on(location: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": location})


async def test_a_step_down_from_https_to_http_is_refused(fail, now):
    seen: list[httpx.Request] = []
    access = scripted({"https://a.example/x": on("http://a.example/x")}, seen)
    assert "plain http" in (await fail(make_feed("https://a.example/x", now=now), access=access)).what
    assert len(seen) == 1


async def test_a_step_up_from_http_to_https_is_taken(get, now):
    ok = httpx.Response(200, content=b"ok")
    access = scripted({"http://a.example/x": on("https://a.example/x"), "https://a.example/x": ok}, [])
    assert (await get(make_feed("http://a.example/x", now=now), access=access)).body == b"ok"


async def test_credentials_go_to_their_own_origin_and_to_no_other(get, now):
    seen: list[httpx.Request] = []
    script = {
        "https://a.example/x": on("https://a.example/y"),
        "https://a.example/y": on("https://user:other@b.example/z"),
        "https://b.example/z": httpx.Response(200, content=b"ok"),
    }
    await get(make_feed("https://me:p%40ss@a.example/x", now=now), access=scripted(script, seen))
    sent = [request.headers.get("authorization") for request in seen]
    own = "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert sent == [own, own, None]
    assert all("@" not in str(request.url) for request in seen)
    assert all(set(request.headers) <= SENT for request in seen)


SENT = {"host", "user-agent", "accept", "accept-encoding", "authorization"}


async def test_a_redirect_without_location_is_an_error(server, answer, fail):
    server.answers["/feed.ics"] = answer(302)
    assert "without saying where" in (await fail()).what


@pytest.mark.parametrize(
    "location", ["http://[::bad", "https://exa mple/", "http://x:99999999/", "http://\x01/", "http://\xff\xfe/"]
)
async def test_a_redirect_to_garbage_is_an_error(server, answer, fail, location):
    server.answers["/feed.ics"] = answer(302, b"", f"Location: {location}")
    await fail()
    assert len(server.requests) == 1

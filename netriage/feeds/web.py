"""One conditional GET of a feed over HTTP, as a good citizen and with a stranger at the other end.

Separate because it loads httpx (160 ms): `fetch` imports it at the first web feed. Each bound is shown against servers
that misbehave (`tests/feeds_net/`). RFC 9110 (semantics, validators, redirects), RFC 7617 (basic auth), RFC 6585 4
(429 Too Many Requests).

Nothing here words, logs or raises a URL. Errors of httpx hold it, so they are replaced (`from None`), never wrapped.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import unquote

import httpx
import tenacity

from netriage.feeds import guard
from netriage.feeds.access import Access
from netriage.feeds.body import read_body
from netriage.feeds.outcome import Fetched, FetchError, NotModified
from netriage.model import Feed

USER_AGENT = "netriage (+https://github.com/netriage/netriage)"
MAX_VALIDATOR = 512
MIN_WAIT, MAX_WAIT = timedelta(minutes=1), timedelta(hours=24)
"""What Retry-After is clamped to."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({502, 503, 504})
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE | re.ASCII)
_TEXT_CHARSET = re.compile(
    r"(utf-?(8|16|32)([-_]?[lb]e)?|(us-?)?ascii|latin-?\d+|iso[-_]?8859[-_]\d+|(windows|cp)-?\d+|mac\w*|koi8-[rtu]"
    r"|gb\w+|big5\w*|shift[-_]jis|euc[-_]\w+|iso-2022-\w+|tis-620)",
    re.IGNORECASE | re.ASCII,
)


async def fetch_web(
    feed: Feed, validators: Mapping[str, str], *, now: datetime, access: Access
) -> Fetched | NotModified:
    """Fetch a web feed; `validators` are the conditional headers to send, none to fetch it whole.

    Raises FetchError, whose words hold nothing secret.
    """
    _silence_loggers()
    attempts = tenacity.AsyncRetrying(
        sleep=access.pause,
        stop=tenacity.stop_after_attempt(access.attempts),
        wait=tenacity.wait_random_exponential(multiplier=0.5, max=4),
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.passing),
        reraise=True,
    )
    try:
        async with asyncio.timeout(access.deadline_seconds):
            return await attempts(_attempt, feed, validators, now=now, access=access)
    except TimeoutError:
        words = f"It took longer than {access.deadline_seconds:g} seconds."
        raise FetchError(words, _LATER, at_first=_LATER_AT_FIRST) from None


async def _attempt(
    feed: Feed, validators: Mapping[str, str], *, now: datetime, access: Access
) -> Fetched | NotModified:
    try:
        url = httpx.URL(feed.url)
        inner = access.transport() if access.transport else _network()
        async with guard.GuardedTransport(
            inner, guard.origin_of(httpx.URL(feed.typed or feed.url)), access.resolve or guard.resolve
        ) as transport:
            return await _follow(feed, url, validators, transport, now=now, access=access)
    except httpx.TimeoutException:
        raise FetchError("It does not answer.", _LATER, at_first=_LATER_AT_FIRST) from None
    except (httpx.InvalidURL, UnicodeError):
        raise FetchError("Its address, or one that it sends us on to, is none.", "Check the address.") from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        raise _broken(error) from None


async def _follow(
    feed: Feed,
    url: httpx.URL,
    validators: Mapping[str, str],
    transport: httpx.AsyncBaseTransport,
    *,
    now: datetime,
    access: Access,
) -> Fetched | NotModified:
    """Follow redirects by hand: http(s) only, never from https to http, credentials to the first origin only."""
    home, userinfo = guard.origin_of(url), url.userinfo
    seen: set[httpx.URL] = set()
    for _ in range(access.hops + 1):
        url = url.copy_with(userinfo=b"", fragment=None)
        seen.add(url)
        own = _authorization(userinfo) if guard.origin_of(url) == home else {}
        response = await transport.handle_async_request(_request(url, {**validators, **own}, access))
        try:
            if response.status_code not in _REDIRECTS:
                return await _take(feed, response, url, now=now, conditional=bool(validators))
            url = _next(url, response)
            if url.copy_with(userinfo=b"", fragment=None) in seen:
                raise _circle(response)
        finally:
            await response.aclose()
    raise FetchError(
        f"It sends us on more than {access.hops} times.", "Open the address in a browser and copy it anew."
    )


def _request(url: httpx.URL, extra: Mapping[str, str], access: Access) -> httpx.Request:
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
        "Accept-Encoding": "gzip",  # and no br or zstd: see `body`
        **extra,
    }
    timeout = httpx.Timeout(access.silence_seconds).as_dict()
    return httpx.Request("GET", url, headers=headers, extensions={"timeout": timeout})


def _authorization(userinfo: bytes) -> dict[str, str]:
    """Basic auth (RFC 7617) from the `user:password@` of a URL, percent-decoded."""
    if not userinfo:
        return {}
    user, _, password = userinfo.decode("ascii", "replace").partition(":")
    secret = f"{unquote(user)}:{unquote(password)}".encode()
    return {"Authorization": "Basic " + base64.b64encode(secret).decode()}


def _next(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Where a redirect leads (RFC 9110 10.2.2); raises FetchError where it may not lead, and httpx.InvalidURL."""
    location = response.headers.get("location", "")
    if not location:
        raise FetchError("It sends us on without saying where to.", "Tell the publisher.")
    target = url.join(location)
    if target.scheme not in {"http", "https"} or not target.host:
        raise FetchError(
            "It sends us on to something that is no web address, which was refused.", "Tell the publisher."
        )
    if url.scheme == "https" and target.scheme == "http":
        raise FetchError("It sends us from https on to plain http, which was refused.", "Tell the publisher.")
    return target


def _circle(response: httpx.Response) -> FetchError:
    """Word a redirect to where we have been: often one that waits for a cookie, and cookies are not kept."""
    if "set-cookie" in response.headers:
        words = "It sends us on in a circle and wants a cookie, as after a login."
        return FetchError(words, "Look for a public or secret iCal address of it that needs no login.")
    return FetchError("It sends us on in a circle.", "Open the address in a browser and copy it anew.")


async def _take(
    feed: Feed, response: httpx.Response, url: httpx.URL, *, now: datetime, conditional: bool
) -> Fetched | NotModified:
    """Take a final response: only 200 carries a feed, and 304 only answers a question that was asked."""
    if response.status_code == 304 and conditional:
        return NotModified()
    if response.status_code != 200:
        raise _refused(response, now)
    encoding = response.headers.get("content-encoding", "")
    # The stream itself and not `aiter_bytes`: that one decodes, and decodes without bound (see `body`).
    assert isinstance(response.stream, httpx.AsyncByteStream)
    body = await read_body(aiter(response.stream), encoding, feed.max_bytes)
    content_type = response.headers.get("content-type", "")
    return Fetched(
        body=body,
        etag=_validator(response.headers.get("etag", "")),
        last_modified=_validator(response.headers.get("last-modified", "")),
        charset=_charset(content_type),
        content_type=content_type.partition(";")[0].strip().lower()[:100],
        final_url=str(url),
        conditional=conditional,
    )


def _validator(value: str) -> str:
    """An ETag or Last-Modified as sent if it is short printable ASCII, else '': it will be sent back one day."""
    return value if len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable() else ""


def _charset(content_type: str) -> str:
    """The charset that a Content-Type names if text is really written in it: not rot13, not a made-up name."""
    found = _CHARSET.search(content_type)
    return found[1].lower() if found and _TEXT_CHARSET.fullmatch(found[1]) else ""


_LATER = "It will be tried again later."
_LATER_AT_FIRST = "Check the address, or try again later."
_AT_FIRST: Mapping[int, str] = {
    **dict.fromkeys((204, 206, 304), _LATER_AT_FIRST),
    404: "Check the address.",
    410: "Find its new address.",
    429: "Try again later.",
}
"""What else to do where the feed is only being added: nothing of it is here to stay, and nothing will try again."""

_REMEDIES: Mapping[int, tuple[str, str]] = {
    204: ("It answers with nothing (204).", "It will be tried again; its listings stay."),
    206: ("It answers with a part of itself (206).", "It will be tried again; its listings stay."),
    304: ("It says that nothing changed (304) though it was not asked.", "It will be asked for the whole next time."),
    401: ("It wants a name and a password (401).", "Add it anew with name:password@ before its host."),
    403: ("It does not let us in (403).", "Copy the calendar's address again; its secret part may have been renewed."),
    404: ("There is nothing at its address (404).", "Look for its new address if it stays so; its listings stay."),
    410: ("It is gone for good (410).", "Remove the feed, or find its new address; its listings stay."),
    429: ("It was asked too often (429).", "It will be left alone for a while."),
}


def _refused(response: httpx.Response, now: datetime) -> FetchError:
    status = response.status_code
    retry_at = _retry_at(response.headers.get("retry-after", ""), now)
    if 500 <= status <= 599:
        words, remedy = f"Its server has a fault ({status}).", _LATER
    else:
        words, remedy = _REMEDIES.get(status, (f"It answers with status {status}.", "Open its page in a browser."))
    return FetchError(
        words,
        remedy,
        status=status,
        retry_at=retry_at if status in {429, 503} else None,
        forget_validators=status == 304,
        passing=status in _PASSING and retry_at is None,
        at_first=_LATER_AT_FIRST if remedy == _LATER else _AT_FIRST.get(status, ""),
    )


def _retry_at(value: str, now: datetime) -> datetime | None:
    """Retry-After (RFC 9110 10.2.3), seconds or a date, clamped; None when there is none that can be read."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = min(int(text[:12]), MAX_WAIT.total_seconds())
        return now + max(MIN_WAIT, timedelta(seconds=seconds))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC)
    return min(max(moment, now + MIN_WAIT), now + MAX_WAIT)


def _broken(error: Exception) -> FetchError:
    """Word a failure of the connection by its kind; its own text may hold the URL."""
    if isinstance(error, httpx.ConnectError):
        if "[SSL" in str(error):
            return FetchError("It has no valid certificate.", "Check the address (https or http) and your clock.")
        return FetchError("It can't be reached.", "Check the address and your connection.")
    if isinstance(error, httpx.UnsupportedProtocol):
        return FetchError("Its address is none for the web.", "Check the address.")
    return FetchError(
        "The connection broke, or it does not speak HTTP.", _LATER, passing=True, at_first=_LATER_AT_FIRST
    )


@cache
def _tls() -> ssl.SSLContext:
    """One context for all (10 ms each): certifi's authorities, and the system's, where a company's own one lies."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _network() -> httpx.AsyncHTTPTransport:
    # No connection outlives its response: each hop of a redirect must meet the certificate of its own host, and behind
    # one address (which is all that the pool sees, see `guard`) there may be several.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False, limits=limits)


@cache
def _silence_loggers() -> None:
    """Keep URLs out of every log: httpx writes them at INFO, httpcore the headers (Location) at DEBUG."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)

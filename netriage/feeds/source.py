"""What kind of source a text is, and the feed that comes of it. Decides what may be shown of a URL.

Separate because adding, importing, listing and fetching feeds all ask it, and none of them should load httpx for that.
The whole URL is the secret: a private Google or Luma calendar has its token in the path or the query, so no part of a
URL but its host is ever shown (`redact`).
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from netriage.errors import InputError
from netriage.model import Feed

STDIN = "-"
MAX_SOURCE = 4096
"""Characters of a source; longer than any URL that a server takes."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_BARE_URL = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?::\d+)?/\S*", re.ASCII)
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Kind(StrEnum):
    """Where a feed's bytes come from."""

    WEB = "web"
    PATH = "path"
    """A file, or a vdir folder (one event a file); which of both is asked at each fetch."""
    STDIN = "stdin"


def kind_of(source: str) -> Kind:
    """Tell what kind of source a `Feed.url` is; takes what `normalise` returned."""
    if source == STDIN:
        return Kind.STDIN
    return Kind.WEB if source.startswith(("http://", "https://")) else Kind.PATH


def normalise(source: str) -> str:
    """Turn what a person typed or pasted into an http(s) URL, an absolute path or `-`; raises InputError.

    `webcal:` becomes `https:`, which every publisher who offers it serves, save on this machine, where there rarely is
    a certificate. `file:` URLs become paths (RFC 8089).
    """
    text = source.strip().strip("<>").strip()
    if not text:
        raise InputError("There is no source.", "Give a URL, a file, a vdir folder, or - for standard input.")
    if _BREAKS.search(text) or len(text) > MAX_SOURCE:
        raise InputError("The source holds a control character or is too long.", "Copy the address again.")
    if text == STDIN:
        return STDIN
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _path_or_bare(text)
    match scheme[1].lower():
        case "http" | "https":
            return _web(text)
        case "webcal" | "webcals":
            rest = text[scheme.end() :]
            return _web(("http:" if _is_here(urlsplit("//" + rest.lstrip("/"))) else "https:") + rest)
        case "file":
            return _file_url(text)
        case other:
            known = "Feeds are http:, https:, webcal: or file: addresses, files and folders."
            raise InputError(f"A feed can't be read over {other}:", known)


def make_feed(source: str, *, now: datetime, name: str = "") -> Feed:
    """Make the feed for what a person typed or pasted: id and label tell nothing secret; raises InputError."""
    url = normalise(source)
    return Feed(id=feed_id(url), url=url, name=name.strip() or _default_name(url), added_at=now, label=redact(url))


def feed_id(url: str) -> str:
    """Eight hex digits of SHA-256 of the URL: stable, and says nothing about it."""
    return sha256(url.encode()).hexdigest()[:8]


def redact(url: str) -> str:
    """Write a source as it may be shown: `host/…#id` for a URL, the last part of a path, 'standard input'."""
    match kind_of(url):
        case Kind.WEB:
            return f"{host_of(url)}/…#{feed_id(url)}"
        case Kind.STDIN:
            return "standard input"
        case Kind.PATH:
            return Path(url).name or url


def host_of(url: str) -> str:
    """The host of a web feed in lower case, without userinfo and port; '' for other sources."""
    return (urlsplit(url).hostname or "") if kind_of(url) is Kind.WEB else ""


def _default_name(url: str) -> str:
    match kind_of(url):
        case Kind.WEB:
            return host_of(url).removeprefix("www.")
        case Kind.STDIN:
            return "standard input"
        case Kind.PATH:
            return Path(url).stem or url


def _web(text: str) -> str:
    """Check an http(s) URL as far as it can be without asking anyone; the fragment is never sent, so it goes."""
    remedy = "It looks like https://host/path/calendar.ics."
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port  # `port` raises on what is no port
    except ValueError:
        raise InputError("That is not a web address.", remedy) from None
    if not host:
        raise InputError("That web address has no host.", remedy)
    if any(character.isspace() for character in text):
        raise InputError("That web address has a space in it.", remedy)
    return parts._replace(scheme=parts.scheme.lower(), fragment="").geturl()


def _is_here(parts: SplitResult) -> bool:
    """Whether a URL names this machine."""
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _file_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.netloc not in {"", "localhost"}:
        raise InputError("A file: address can't name another machine.", "Mount the folder and give its path.")
    path = unquote(parts.path)
    if not path.startswith("/") or "\0" in path:
        raise InputError("That file: address has no absolute path.", "It looks like file:///home/me/calendar.ics.")
    return str(Path(path))


def _path_or_bare(text: str) -> str:
    """A path, unless nothing lies there and it reads like `host.tld/path`, which people paste without its scheme."""
    path = Path(text).expanduser()
    if not path.exists() and _BARE_URL.fullmatch(text):
        return _web("https://" + text)
    return str(path.absolute())

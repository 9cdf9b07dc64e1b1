"""URLs of publishers to URLs that are safe to show and to open.

Separate because links come from properties, HTML, Markdown and plain text alike, and each wants the same three things:
only http, https and mailto (RFC 3986, RFC 6068), no redirector in between, no tracking parameters.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from netriage.ical.characters import REPLACEMENT, clean_characters
from netriage.late import late

_MAX_LENGTH: Final = 2_000
_MAX_WRAPS: Final = 4
"""Redirectors unwrapped inside one another."""

FOUND: Final = re.compile(r"(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"“”\u2018\u2019`|\\^{}]{2,2000}", re.IGNORECASE)
"""A URL in running text, trailing punctuation included (see `trim`)."""

_SCHEME: Final = late(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BARE_HOST: Final = late(r"(?:[\w-]+\.)+([A-Za-z]{2,24})(?::\d+)?(?:[/?#]\S*)?", re.ASCII)
_FILE_ENDINGS: Final = frozenset(
    {
        "aspx",
        "csv",
        "doc",
        "docx",
        "gif",
        "htm",
        "html",
        "ics",
        "jpeg",
        "jpg",
        "pdf",
        "php",
        "png",
        "txt",
        "xlsx",
        "zip",
    }
)
_SLIPS: Final = late(r"\s*(https?)(?::?/{1,3}|:)\s*(?=(?:[\w-]+\.)+\w)", re.IGNORECASE)
"""A scheme with a slip behind it: "https:// example.org", "http//example.org", "https:///example.org"."""
_ANCHOR: Final = late(r"""<a\s[^<>]*?href\s*=\s*["']?([^\s"'<>]+)""", re.IGNORECASE)
_DOUBLED: Final = late(r"^(?:https?://)+(?=https?://)", re.IGNORECASE)
_MAIL: Final = late(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,24}", re.ASCII)

_TRACKERS: Final = late(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hs(?:enc|mi)|__hs\w+|hsctatracking|mkt_tok|igshid|ml_subscriber\w*|vero_id|_ke|trk_\w+",
    re.IGNORECASE,
)
_WRAPPERS: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = tuple(
    (late(pattern, re.IGNORECASE), keys)
    for pattern, keys in (
        (r"(?:www\.)?google\.[a-z.]{2,6}/url", ("q", "url")),
        (r"[\w.-]+\.safelinks\.protection\.outlook\.com/", ("url",)),
        (r"(?:statics\.)?teams\.cdn\.office\.net/evergreen-assets/safelinks/", ("url",)),
        (r"(?:lm?|www)\.facebook\.com/(?:l|flx/warn)\b", ("u",)),
        (r"l\.(?:instagram|messenger|threads)\.\w+/", ("u",)),
        (r"(?:www\.)?youtube\.com/redirect", ("q",)),
        (r"(?:www\.)?linkedin\.com/(?:redir|safety/go)", ("url",)),
        (r"slack-redir\.net/link", ("url",)),
        (r"out\.reddit\.com/", ("url",)),
        (r"t\.umblr\.com/redirect", ("z",)),
        (r"duckduckgo\.com/l/", ("uddg",)),
        (r"vk\.com/away", ("to",)),
        (r"(?:www\.)?(?:tracking|trk|click)[\w.-]*/", ("url", "u", "target", "redirect")),
        (r"linkprotect\.cudasvc\.com/url", ("a",)),
        (r"[\w.-]+/(?:[\w/-]*/)?(?:c|cl|click|ls/click|out|redir|redirect|track|tracking|trk|go|link|away)(?:\.\w+)?/?$",
         ("url", "u", "q", "target", "dest", "destination", "redirect", "redirect_url", "goto", "to", "link", "href")),
    )
)  # fmt: skip
"""Host and path of redirectors, and the parameters that may hold where they lead."""
_URLDEFENSE: Final = late(r"urldefense\.(?:com|us|proofpoint\.com)/v3/__(.+?)__;([\w-]*)", re.IGNORECASE)
_RUN_LENGTHS: Final = ascii_uppercase + ascii_lowercase + digits + "-_"
_URLDEFENSE_OLD: Final = late(r"urldefense(?:\.proofpoint)?\.(?:com|us)/v[12]/url", re.IGNORECASE)


_WRAPPED: Final = re.compile(r"https?://[^\s]{0,300}(?:https?%3A|[?&=]https?:|/__https?:|=https?-3A)", re.IGNORECASE)
"""A URL that holds another one."""
_SECOND: Final = late(r"(?<=[\w.])(?=https?://)(?<!^)", re.IGNORECASE)
"""Where a second URL is run together with the first (Trumba); one in a path or a query stands behind / or =."""
_TIDY: Final = re.compile(r"https?://[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~/-]*)?")
"""A URL that has nothing to clean: most of those in feeds."""
_GLUED: Final = re.compile(r"(https?://meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3})(?=[A-Z])")
"""The code of a room has ten letters; "Or dial" follows it where a publisher lost a line end."""
_HOST_REFUSED: Final = late(r"[^\w.:\[\]-]")


def safe_url(raw: str) -> str:
    """Clean a URL: '' unless it is http, https or mailto; unwrapped from redirectors, without tracking parameters.

    A bare host (`www.example.org`, `example.org/page`) gets https. Of several URLs run together the first counts.
    """
    if len(raw) <= _MAX_LENGTH and _TIDY.fullmatch(raw) and "urldefense" not in raw:
        return raw
    return _mended_url(raw)


def _mended_url(raw: str) -> str:
    raw = raw[: 2 * _MAX_LENGTH]
    anchor = _ANCHOR.search(raw) if "<" in raw else None
    words = _SLIPS.sub(r"\1://", clean_characters(anchor[1] if anchor else raw), count=1).split(maxsplit=1)
    if not words:
        return ""
    text = words[0].strip("<>\"'").replace("&amp;", "&")
    if text.count("://") > 1:
        text = _DOUBLED.sub("", text)
    if REPLACEMENT in text or len(text) > _MAX_LENGTH:
        return ""
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() == "mailto":
        return _mail_url(text[7:])
    if scheme is None or "." in scheme[1]:
        text = _with_scheme(text)
    elif scheme[1].lower() not in ("http", "https"):
        return ""
    return _web_url(unwrap(text)) if text else ""


def unwrap(url: str) -> str:
    """Take a URL out of the redirectors around it (Google, Outlook Safe Links, URL Defense, click trackers)."""
    for _ in range(_MAX_WRAPS):
        inner = _inner(url)
        if not inner:
            break
        url = inner
    return url


def unwrap_links(text: str) -> str:
    """Replace the redirectors in running text by where they lead; every other URL stays as it is written."""
    if "://" not in text or not _WRAPPED.search(text):
        return text
    return FOUND.sub(_unwrap_found, text)


def _unwrap_found(match: re.Match[str]) -> str:
    url = trim(match.group())
    inner = _inner(url)
    return (safe_url(inner) or url) + match.group()[len(url) :] if inner else match.group()


def trim(url: str) -> str:
    """Cut the punctuation of the sentence off a URL found in running text, and a word glued to a room of Google's."""
    if room := _GLUED.match(url):
        return room[1]
    while url:
        last = url[-1]
        if last in ".,;:!?'*_~…" or (last in ")]" and url.count("(["[last == "]"]) < url.count(last)):
            url = url[:-1]
        else:
            break
    return url


def find_links(text: str) -> tuple[str, ...]:
    """Collect the http(s) URLs of plain text, safe and each once, in order."""
    if "http" not in text and "www." not in text.lower() and "HTTP" not in text:
        return ()
    urls = _found_quickly(text) if text.isascii() else (match.group() for match in FOUND.finditer(text))
    found = (safe_url(trim(url)) for url in urls)
    return tuple(dict.fromkeys(url for url in found if url))


def _found_quickly(text: str) -> Iterator[str]:
    """What `FOUND` finds, looked for only where one can begin."""
    lowered = text.lower()
    at = 0
    while True:
        begins = [start for start in (lowered.find("http", at), lowered.find("www.", at)) if start >= 0]
        if not begins:
            return
        at = min(begins)
        match = FOUND.match(text, at)
        if match:
            yield match.group()
        at = match.end() if match else at + 1


def _inner(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return ""
    place = parts.netloc.rpartition("@")[2] + parts.path
    defended = _URLDEFENSE.search(url)
    if defended:
        return _as_web(_defended_url(defended[1], defended[2]))
    if not parts.query:
        return ""
    if _URLDEFENSE_OLD.match(place):
        return _as_web(unquote(_parameter(parts, ("u",)).replace("-", "%").replace("_", "/")))
    for pattern, keys in _WRAPPERS:
        if pattern.match(place):
            return _as_web(_parameter(parts, keys))
    return ""


def _defended_url(text: str, replaced: str) -> str:
    """Undo URL Defense 3: each `*` stands for one of the characters replaced, `**X` for a run whose length X tells."""
    try:
        characters = b64decode(replaced + "=" * (-len(replaced) % 4), altchars=b"-_").decode("utf-8")
    except ValueError:
        return text.replace("*", "")
    rest = iter(characters)

    def put_back(match: re.Match[str]) -> str:
        count = _RUN_LENGTHS.find(match[1]) + 2 if match[1] else 1
        return "".join(islice(rest, count))

    return re.sub(r"\*(?:\*(.))?", put_back, text)


def _parameter(parts: SplitResult, keys: tuple[str, ...]) -> str:
    """The first parameter of that name that looks like a URL (percent-decoded)."""
    values = dict(reversed(parse_qsl(parts.query, max_num_fields=200)))
    return next((values[key] for key in keys if values.get(key, "")[:4].lower() in ("http", "www.")), "")


def _as_web(text: str) -> str:
    text = text.strip()
    if text.lower().startswith("www."):
        text = "https://" + text
    return text if re.match(r"https?:/{1,2}[^/]", text, re.IGNORECASE) else ""


def _with_scheme(text: str) -> str:
    """Prefix https to a bare host, also behind "//"; '' for a relative URL, a file name or words."""
    text = text.removeprefix("//")
    host = _BARE_HOST.fullmatch(text)
    if host is None or host[1].lower() in _FILE_ENDINGS:
        return ""
    return "https://" + text


def _mail_url(rest: str) -> str:
    address = unquote(rest.partition("?")[0]).strip()
    return f"mailto:{address}" if _MAIL.fullmatch(address) else ""


def _web_url(url: str) -> str:
    """Check and tidy an http(s) URL; '' when it has no host. User names and passwords are left out."""
    url = _SECOND.split(url, 1)[0]
    parts = _split(url)
    if parts is None or parts.scheme.lower() not in ("http", "https"):
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    if not host or host.startswith((".", ":")) or _HOST_REFUSED.search(host):
        return ""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._", encoding="utf-8") if not parts.path.isascii() else parts.path
    query = _without_trackers(parts.query)
    tidy = parts._replace(scheme=parts.scheme.lower(), netloc=host, path=path, query=query).geturl()
    return tidy if tidy.isprintable() else "".join(char if char.isprintable() else quote(char) for char in tidy)


def _without_trackers(query: str) -> str:
    """Drop tracking parameters; the others stay as they were written."""
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if not _TRACKERS.fullmatch(part.partition("=")[0]))


def _split(url: str) -> SplitResult | None:
    """Split a URL; None where Python refuses it (an unclosed bracket, a port that is no number)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts

"""Lists of feeds in and out: OPML 2.0, and plain text with one source a line. Pure.

Separate because it is a format of its own (http://opml.org/spec2.opml). The XML is a stranger's: a document type or an
entity is refused before anything is expanded ("billion laughs", external entities), and there is no depth to overflow.
An export holds the whole addresses, secrets included: that is what it is for, and the caller says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from netriage.errors import InputError
from netriage.feeds.source import MAX_SOURCE
from netriage.model import Feed

MAX_BYTES = 5_000_000
MAX_ENTRIES = 5_000

_REMEDY = "Give an OPML file, or a text with one address a line."
_ADDRESSES = ("xmlUrl", "url", "htmlUrl")
"""Attributes of an outline that may hold the feed, the likeliest first; OPML knows no calendars, so programs differ."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One feed of a list, not yet checked: `make_feed` or `discover` takes its source."""

    source: str = field(repr=False)
    name: str = ""


def read_list(body: bytes) -> tuple[Entry, ...]:
    """Read OPML or plain text, whichever it is; raises InputError for neither. Each source comes once."""
    if len(body) > MAX_BYTES:
        raise InputError(f"The list is larger than {MAX_BYTES / 1_000_000:g} MB.", _REMEDY)
    entries = _read_opml(body) if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _read_plain(body)
    unique: dict[str, Entry] = {}
    for entry in entries:
        unique.setdefault(entry.source, entry)
    if len(unique) > MAX_ENTRIES:
        raise InputError(f"The list holds more than {MAX_ENTRIES:,} feeds.", "Split it.")
    return tuple(unique.values())


def write_opml(feeds: Iterable[Feed]) -> str:
    """Write feeds as OPML 2.0, with their whole addresses."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "<head><title>netriage feeds</title></head>",
    ]
    lines.append("<body>")
    for feed in feeds:
        name, url = (quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)) for text in (feed.name, feed.url))
        lines.append(f'<outline type="ics" text={name} xmlUrl={url}/>')
    return "\n".join([*lines, "</body>", "</opml>", ""])


def write_plain(feeds: Iterable[Feed]) -> str:
    """Write feeds as plain text: a comment with the name, then the whole address."""
    return "".join(f"# {' '.join(feed.name.split())}\n{feed.url}\n" for feed in feeds)


def _read_plain(body: bytes) -> list[Entry]:
    """One source a line, with an optional name before it in a comment line of its own, which `write_plain` writes."""
    entries = []
    name = ""
    for line in body.decode("utf-8-sig", "replace").splitlines():
        text = line.strip()
        if text.startswith("#"):
            name = text.lstrip("# ").strip()
            continue
        if text:
            entries.append(Entry(text[: MAX_SOURCE + 1], name))
        name = ""
    if any("\0" in entry.source for entry in entries):
        raise InputError("That is no list of feeds.", _REMEDY)
    return entries


def _read_opml(body: bytes) -> list[Entry]:
    entries: list[Entry] = []

    def refuse(*_: object) -> None:
        raise InputError("The list declares a document type or an entity, which was refused.", _REMEDY)

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.lower() != "outline":
            return
        source = next((given[name].strip() for name in _ADDRESSES if given.get(name, "").strip()), "")
        if source:
            entries.append(Entry(source, (given.get("text") or given.get("title") or "").strip()))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = f" (line {error.lineno})" if isinstance(error, expat.ExpatError) else ""
        raise InputError(f"The list is no XML that can be read{line}.", _REMEDY) from None
    return entries

"""A feed's body to events: `read_feed` (RFC 5545 3.4), block by block, and only the blocks that are new.

Separate because it is the stage of the program: it decides which blocks are read at all. Each VEVENT is hashed without
the properties that lie (DTSTAMP and its like), together with what the calendar around it says about its times; a block
that was read before is not read again, a past one without recurrence is not read at all. Raises on no input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta, tzinfo
from hashlib import blake2b
from typing import Final

from netriage.ical.event import read_block, read_uid
from netriage.ical.lines import content_lines, decode, unescape, unfold
from netriage.ical.moments import Context
from netriage.ical.properties import VENDOR
from netriage.ical.reading import FORMAT, Reading
from netriage.ical.scan import Block, CalendarBlock, Layout, lay_out, raw_block
from netriage.ical.text import clean_line
from netriage.ical.times import FIRST_YEAR
from netriage.ical.zones import Zones
from netriage.model import Event, Problem, Severity, Window

_MOST_ZONES: Final = 100
_NOT_SOON: Final = 2
"""Days before the window that a past block must have ended, whatever its zone."""

_LIES: Final = re.compile(
    # What a server restamps at each request, and what no field of an event is read from. In capitals only: a publisher
    # who writes names otherwise has blocks that look new at each request, and are read again.
    rb"\n(?:DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE|TRANSP|CLASS|PRIORITY|ATTACH"
    # A guest who was asked, and the answer; whoever has a part of their own is read (see `vendor.given_people`).
    rb"|ATTENDEE(?=(?:[^\n]|\n[ \t])*?;(?:PARTSTAT|RSVP)=)(?!(?:[^\n]|\n[ \t])*?;ROLE=(?!(?:REQ|OPT|NON)-PART))"
    rb"|X-(?!" + b"|".join(sorted(name[2:].encode() + b"[:;]" for name in VENDOR | {"X-ALT-DESC"})) + rb")"
    rb"[^\n:;]*)[:;][^\n]*(?:\n[ \t][^\n]*)*"
)
_START: Final = re.compile(rb"\nDTSTART[^\n:]*:(\d{8})")
_DAY: Final = re.compile(
    # Empty for a line that is not of the common form: then the block is read.
    rb"\nDT(?:START|END)[^\n]*?(?::[ \t]*(\d{8})(?:T\d{6}Z?)?[ \t]*)?(?=\n[^ \t]|\n?\Z)",
    re.IGNORECASE,
)
_FIRST_DAY: Final = b"%d" % FIRST_YEAR
_SEQUENCE: Final = re.compile(rb"\nSEQUENCE[ \t]*:[ \t]*(\d{1,9})", re.IGNORECASE)
_REPEATS: Final = re.compile(rb"\n(?:RRULE|RDATE|RECURRENCE-ID|DURATION)[:;]", re.IGNORECASE)

_CALENDAR: Final = frozenset({"X-WR-CALNAME", "NAME", "PRODID", "METHOD", "X-WR-TIMEZONE", "TZID"})
_IDENTITY: Final = ("X-WR-CALNAME", "PRODID")
"""What says that a VCALENDAR is another one than that before it, and not the same gone on."""


def read_feed(
    body: bytes,
    feed: str,
    *,
    home: tzinfo,
    window: Window,
    known: Mapping[str, tuple[Event, ...]] | None = None,
    charset: str = "",
    max_events: int = 20_000,
) -> Reading:
    """Read every event of a body that can be read, and say of each other why not.

    `home` is where floating times are meant, `window` tells what is past, `known` is the `blocks` of the last reading
    of this feed, `charset` what the server said the body is in (a hint: UTF-8 wins where it fits).
    """
    layout = lay_out(body)
    if not layout.calendars:
        return Reading(not_calendar=_what_it_is(layout.body))
    reader = _Reader(layout, feed, home, window, known or {}, charset, max_events)
    return reader.read()


def read_events(
    body: bytes, feed: str, *, home: tzinfo, window: Window
) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """Read the events of a body and the problems with it: `read_feed` without memory."""
    reading = read_feed(body, feed, home=home, window=window)
    return reading.events, reading.problems


class _Reader:
    """One reading of one body."""

    def __init__(
        self,
        layout: Layout,
        feed: str,
        home: tzinfo,
        window: Window,
        known: Mapping[str, tuple[Event, ...]],
        charset: str,
        limit: int,
    ) -> None:
        self._layout = layout
        self._feed = feed
        self._home = home
        self._known = known
        self._charset = charset
        self._limit = limit
        self._past = (window.start - timedelta(days=_NOT_SOON)).strftime("%Y%m%d").encode()
        self._events: list[Event] = []
        self._problems: list[Problem] = []
        self._blocks: dict[str, tuple[Event, ...]] = {}
        self._parsed = self._skipped = self._taken = self._beyond = 0
        self._zones_left = _MOST_ZONES
        self._defined: dict[str, str] = {}
        self._defined_hash = b""

    def read(self) -> Reading:
        """Go through the calendars in order."""
        name = producer = ""
        facts: dict[str, str] = {}
        for calendar in self._layout.calendars:
            facts = _going_on(facts, self._facts(calendar))
            name = name or clean_line(facts.get("X-WR-CALNAME", "") or facts.get("NAME", ""))
            producer = producer or clean_line(facts.get("PRODID", ""), limit=200)
            self._read_calendar(calendar, facts)
        for line, kind in self._layout.strays:
            self._complain(f"A line ends a {kind[:40]} that never began; it is ignored.", line, Severity.NOTE)
        seen = sum(len(calendar.events) for calendar in self._layout.calendars)
        if self._beyond:
            words = f"The feed has {seen:,} events; {self._beyond:,} are beyond its limit and are not read."
            self._complain(words, 0, Severity.ERROR, "Raise the feed's limit, or add a smaller feed.")
        return Reading(
            events=tuple(self._events),
            problems=tuple(self._problems),
            blocks=self._blocks,
            name=name,
            producer=producer,
            truncated=self._layout.truncated,
            parsed=self._parsed,
            skipped_past=self._skipped,
            seen=seen,
        )

    def _complain(self, words: str, line: int, severity: Severity, remedy: str = "", uid: str = "") -> None:
        self._problems.append(Problem(words, self._feed, uid, line, remedy, severity))

    def _text(self, raw: bytes) -> str:
        return decode(unfold(raw), self._charset)

    def _facts(self, calendar: CalendarBlock) -> dict[str, str]:
        """Read the calendar's own properties; the first of a name holds."""
        raw = b"".join(self._layout.body[begin:stop] for begin, stop in calendar.spans if stop - begin > 1)
        facts: dict[str, str] = {}
        for line in content_lines(self._text(raw), _CALENDAR):
            facts.setdefault(line.name, unescape(line.value).strip())
        return facts

    def _read_calendar(self, calendar: CalendarBlock, facts: dict[str, str]) -> None:
        self._define(calendar)
        zones = Zones(self._defined)
        default = facts.get("X-WR-TIMEZONE", "")
        context = Context(
            feed=self._feed,
            home=self._home,
            zones=zones,
            default_zone=zones.find(default).zone if default else None,
            cancelled=facts.get("METHOD", "").upper() == "CANCEL",
            charset=self._charset,
        )
        salt = blake2b(digest_size=16)
        home = getattr(self._home, "key", "") or str(self._home)
        for part in (self._feed, home, self._charset, default, facts.get("METHOD", "")):
            salt.update(part.encode("utf-8", "replace") + b"\0")
        salt.update(FORMAT + self._defined_hash)
        for block in calendar.events:
            self._read_block(block, context, salt)

    def _define(self, calendar: CalendarBlock) -> None:
        """Note the VTIMEZONEs of a calendar; those of the calendars before hold on for a TZID that it does not define.

        Some programs end the calendar after its zones and begin it again.
        """
        defined = {**self._defined, **self._definitions(calendar)}
        if defined != self._defined:
            self._defined = defined
            text = "\0".join(part for item in sorted(defined.items()) for part in item)
            self._defined_hash = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()

    def _definitions(self, calendar: CalendarBlock) -> dict[str, str]:
        found: dict[str, str] = {}
        for block in calendar.zones:
            if self._zones_left <= 0:
                self._complain(
                    f"The feed defines more than {_MOST_ZONES} time zones; the rest is ignored.",
                    block.line,
                    Severity.WARNING,
                )
                break
            self._zones_left -= 1
            own = self._text(raw_block(self._layout.body, block.spans)) if block.spans else ""
            for line in content_lines(own, _CALENDAR):
                if line.name == "TZID":
                    found.setdefault(
                        line.value.strip().strip('"'), self._text(self._layout.body[block.start : block.stop])
                    )
                    break
        return found

    def _read_block(self, block: Block, context: Context, salt: blake2b) -> None:
        """Read a block, unless it is broken, past, one too many or known."""
        raw = raw_block(self._layout.body, block.spans) if block.spans else b""
        if self._is_past(raw):
            self._skipped += 1
            return
        if self._taken == self._limit:
            self._beyond += 1
            return
        self._taken += 1
        if block.fault:
            words = f"An event was left out: {block.fault}"
            self._complain(words, block.line, Severity.ERROR, "Tell its publisher.", self._uid(raw))
            return
        events = self._known_or_new(raw, block, context, salt)
        self._events.extend(events)
        if not block.closed:
            uid = events[0].uid if events else ""
            self._complain("The event has no END:VEVENT.", block.line, Severity.NOTE, uid=uid)

    def _known_or_new(self, raw: bytes, block: Block, context: Context, salt: blake2b) -> tuple[Event, ...]:
        """The events of a block: known by its hash, else read. One with a problem is read, and told, each time."""
        digest = salt.copy()
        digest.update(_LIES.sub(b"", raw))
        key = digest.hexdigest()
        known = self._known.get(key)
        if known is not None:
            self._blocks[key] = events = _renewed(known, raw, block.line)
            return events
        self._parsed += 1
        event, problems = read_block(raw, block.line, context)
        events = (event,) if event else ()
        if problems:
            self._problems.extend(problems)
        else:
            self._blocks[key] = events
        return events

    def _uid(self, raw: bytes) -> str:
        return next((read_uid(unescape(line.value)) for line in content_lines(self._text(raw), frozenset({"UID"}))), "")

    def _is_past(self, raw: bytes) -> bool:
        """Whether a block surely ended before the window and is no part of a series, judged by its digits alone."""
        start = _START.search(raw)
        if start is not None and start[1] >= self._past:
            return False
        days = _DAY.findall(raw)
        return bool(days) and all(_FIRST_DAY < day < self._past for day in days) and not _REPEATS.search(raw)


def _going_on(before: dict[str, str], facts: dict[str, str]) -> dict[str, str]:
    """Give a calendar the zone of the one before it, where it has none and does not say that it is another."""
    zone = before.get("X-WR-TIMEZONE", "")
    told = [{facts.get(name), before.get(name)} - {None, ""} for name in _IDENTITY]
    if not zone or facts.get("X-WR-TIMEZONE") or any(len(names) > 1 for names in told):
        return facts
    return {**before, "METHOD": "", **facts, "X-WR-TIMEZONE": zone}


def _renewed(events: tuple[Event, ...], raw: bytes, line: int) -> tuple[Event, ...]:
    """Give known events what their hash leaves out: the line and the SEQUENCE of this body."""
    match = _SEQUENCE.search(raw)
    sequence = int(match[1]) if match else 0
    if all(event.line == line and event.sequence == sequence for event in events):
        return events
    return tuple(replace(event, line=line, sequence=sequence) for event in events)


def _what_it_is(body: bytes) -> str:
    """Say what a body that is no calendar seems to be."""
    text = body[:4_000].strip().lower()
    if not text:
        return "The answer is an empty body, not a calendar."
    if text.startswith((b"<!doctype html", b"<html")) or b"<html" in text or b"<body" in text:
        return "The answer is a web page, not a calendar."
    if text.startswith(b"<"):
        return "The answer is an XML document, not a calendar."
    if text.startswith((b"{", b"[")):
        return "The answer is JSON data, not a calendar."
    return "The answer is no calendar: nothing in it begins one."

"""What the tests of ical/ share: a pinned now, a window, and calendars made of lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from netriage.ical.read import Reading, read_feed
from netriage.ical.recur import expand
from netriage.model import Event, Moment, Occurrence, Problem, Window

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))
LONG = Window(datetime(1990, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
FEEDS = Path(__file__).parent.parent / "feeds"


def vevent(*lines: str, uid: str = "one@example.org", start: str = "DTSTART:20260901T160000Z") -> list[str]:
    """Lines of a VEVENT with a UID, a title and a start, and what is given."""
    return ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Talk", *([start] if start else []), *lines, "END:VEVENT"]


def calendar(*events: Sequence[str], head: Sequence[str] = ()) -> bytes:
    """A VCALENDAR of events (lists of lines), written as the standard wants it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *head]
    lines += [line for event in events for line in event]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(body: bytes, window: Window = WINDOW, **options: object) -> Reading:
    """Read a body as the feed 'f' of a user in Berlin."""
    return read_feed(body, "f", home=BERLIN, window=window, **options)  # type: ignore[arg-type]


def only_event(body: bytes, window: Window = LONG) -> Event:
    """The one event of a body."""
    (event,) = read(body, window).events
    return event


def occurrences(body: bytes, window: Window = WINDOW) -> list[Occurrence]:
    """Read and expand; problems of the expansion are no concern of the caller's."""
    return expand(read(body, window).events, window, BERLIN)[0]


def expansion_problems(body: bytes, window: Window = WINDOW) -> list[Problem]:
    """The problems that expanding a body makes."""
    return expand(read(body, window).events, window, BERLIN)[1]


def starts(body: bytes, window: Window = WINDOW) -> list[str]:
    """The starts of all occurrences: local wall times, or dates."""
    return [wall(occurrence.start) for occurrence in occurrences(body, window)]


def wall(moment: Moment) -> str:
    """A moment without its zone, short: '2026-09-01 18:00' or '2026-09-01'."""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()

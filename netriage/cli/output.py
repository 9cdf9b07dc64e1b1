"""How the command line prints: listings as lines, answers as one JSON document, progress on standard error.

Separate from the commands because what is printed is a promise: the keys of `--json` are the names of the filter
language and of `--format`. Text of a feed is cleaned when it is read; `shown` is the second layer, at the last step
before the terminal.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from netriage.codec import to_data
from netriage.filters import FilterContext
from netriage.filters.names import NAMES
from netriage.ical.characters import is_newer_picture
from netriage.model import Evidence, Gate, Listing, Moment, Status
from netriage.session.view import Row, View

JSON_VERSION = 1


def shown(text: str) -> str:
    """One line that cannot speak to the terminal: what is control, format or unassigned, but for emoji, is U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in "\n\t":
        return " "
    # ZWJ and variation selectors make emoji; everything else of Cc, Cf, Cs, Co, Cn is invisible or harmful.
    kept = unicodedata.category(char)[0] != "C" or char == "\u200d" or is_newer_picture(char)
    return char if kept else "\ufffd"


def say(text: str = "") -> None:
    """Print a line for the user."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Print a line about something that went wrong or is worth knowing, on standard error."""
    sys.stderr.write(text + "\n")


def say_json(document: Mapping[str, Any]) -> None:
    """Print one versioned JSON document."""
    say(json.dumps({"version": JSON_VERSION, **document}, ensure_ascii=False, indent=2))


def when(start: Moment, zone: tzinfo, now: datetime, *, short: bool = False) -> str:
    """'Tue 24 Nov 18:30' in the user's zone, 'Tue 24 Nov all day'; with the year when it is another than that of now.

    `short` leaves out the weekday then, so that a column is no wider.
    """
    local = start.astimezone(zone) if isinstance(start, datetime) else start
    time = f"{local:%H:%M}" if isinstance(local, datetime) else "all day"
    if local.year == now.astimezone(zone).year:
        return f"{local:%a %d %b} {time}"
    return f"{local:%d %b %Y} {time}" if short else f"{local:%a %d %b %Y} {time}"


def fit_words(row: Row) -> str:
    """The fit as a list shows it: '87', '?' when there is too little text to tell, '–' when unranked."""
    scored = row.scored
    if scored.fit is None:
        return "–"
    return "?" if scored.thin else f"{scored.fit:.0f}"


def lines(rows: Sequence[Row], zone: tzinfo, now: datetime) -> list[str]:
    """Each listing as one line, in columns: id, fit, when, title, marks, place."""
    times = [when(row.scored.listing.start, zone, now, short=True) for row in rows]
    room = max(map(len, times), default=0)
    return [_line(row, time.ljust(room)) for row, time in zip(rows, times, strict=True)]


def _line(row: Row, time: str) -> str:
    listing = row.scored.listing
    marks = []
    if listing.dates:
        marks.append(f"(+{len(listing.dates)} dates)")
    if listing.status is Status.CANCELLED:
        marks.append("(cancelled)")
    if listing.vanished_at:
        marks.append("(no longer in its feed)")
    if row.clashes:
        marks.append("(clash)")
    words = " ".join((shown(listing.title), *marks))
    place = f"  · {shown(listing.location)[:40]}" if listing.location else ""
    return f"{listing.id}  {fit_words(row):>3}  {time}  {words}{place}"


def row_data(row: Row, view: View, context: FilterContext) -> dict[str, Any]:
    """One listing of `--json`; the keys are the names of the filter language."""
    listing, scored = row.scored.listing, row.scored
    names = {status.feed.id: status.feed.name for status in view.feeds}
    return {
        "id": listing.id,
        "key": listing.key,
        "title": listing.title,
        "start": _instant(listing.start),
        "end": _instant(listing.end),
        "zone": _zone_name(listing),
        "all_day": listing.all_day,
        "lane": row.lane.value,
        "fit": None if scored.fit is None else round(scored.fit, 6),
        "band": list(scored.band),
        "thin": scored.thin,
        "type": scored.event_type,
        "evidence": [_evidence(item) for item in scored.evidence],
        "gates": [_gate(gate) for gate in scored.gates],
        "location": listing.location,
        "presence": listing.presence.value,
        "url": listing.url,
        "online_url": listing.online_url,
        "organizer": listing.organizer,
        "hosts": list(listing.hosts),
        "speakers": list(listing.speakers),
        "price": listing.price,
        "register_by": to_data(listing.register_by),
        "categories": list(listing.categories),
        "people": _named("people", row, context),
        "company": _named("company", row, context),
        "hours": NAMES["hours"].read(row, context),
        "distance": NAMES["distance"].read(row, context),
        "status": listing.status.value,
        "description": listing.description,
        "dates": [_instant(date) for date in listing.dates],
        "sources": [
            {"feed": names.get(item.feed, ""), "feed_id": item.feed, "uid": item.uid, "url": item.url}
            for item in listing.sources
        ],
        "merged": listing.merged,
        "reason": row.reason,
        "note": row.note,
        "tags": list(row.tags),
        "clash": [key[:7] for key in row.clashes],
        "changes": [to_data(change) for change in row.changes],
        "hidden_by": row.hidden_by,
        "new": row.is_new,
        "past": row.past,
    }


def _named(name: str, row: Row, context: FilterContext) -> list[str]:
    """The texts that a filter would look at, each once."""
    return [text for text in dict.fromkeys(NAMES[name].read(row, context)) if text]


def _instant(moment: Moment) -> str:
    return moment.isoformat()


def _zone_name(listing: Listing) -> str:
    zone = listing.start.tzinfo if isinstance(listing.start, datetime) else None
    return "" if zone is None else getattr(zone, "key", str(zone))


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "points": item.points,
        "why": item.why,
        "group": item.group,
        "field": item.field,
        "begin": item.begin,
        "stop": item.stop,
        "quote": item.quote,
        "target": item.target,
    }


def _gate(gate: Gate) -> dict[str, Any]:
    return {"kind": gate.kind, "why": gate.why, "quote": gate.quote}


class Progress:
    """A line on standard error that is rewritten as work goes on; silent where nobody watches."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._live = sys.stderr.isatty() and not quiet

    def show(self, done: int, total: int, words: str) -> None:
        """Show how far it is: `done` of `total`, and what was done last."""
        if not self._live:
            return
        width = 24
        filled = width * done // max(total, 1)
        bar = "█" * filled + "░" * (width - filled)
        sys.stderr.write(f"\r\x1b[K{bar} {done}/{total} {shown(words)[:60]}")
        sys.stderr.flush()

    def end(self) -> None:
        """Clear the line."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

"""One raw VEVENT block to an `Event`, or to the words why it cannot be one (RFC 5545 3.6.1).

Separate because it is the meeting point: content lines, zones, times, rules and text come together here, and nowhere
else. A fault in one property costs that property, not the event; only an event without a usable start is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from netriage.ical.extract import Extracted, extract
from netriage.ical.hosts import hosts_of, people_named, speakers_of
from netriage.ical.lines import Line, decode, parameters, split_list, unfold
from netriage.ical.moments import Context, Placed, instance_id, read_moment_of
from netriage.ical.pages import page_in_text
from netriage.ical.properties import LONGEST_RAW, Raw, read_lines
from netriage.ical.series import read_recurrence
from netriage.ical.span import UnreadableError, read_span, shown
from netriage.ical.text import clean_line, clean_place, clean_text, is_nothing, safe_url
from netriage.ical.vendor import (
    People,
    display_zone,
    given_host,
    given_people,
    given_place,
    given_price,
    is_called_off,
    meeting_url,
    page,
    summary,
)
from netriage.model import Event, Geo, Presence, Problem, Severity, Status

_IN_HTML: Final = ("X-ALT-DESC", "STYLED-DESCRIPTION")
"""Outlook's, and that of RFC 9073 6.5."""
_CANCELLED: Final = frozenset({"CANCELLED", "CANCELED"})

_MOST_CATEGORIES: Final = 30
_LONGEST_UID: Final = 255

_SENDER: Final = re.compile(
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|unknown|unknownorganizer|calendar-invite|none|null|undefined)@"
    r"|[\w.-]+@(?:group|import)\.calendar\.google\.com",
    re.IGNORECASE,
)
"""Addresses that stand for nobody: Luma's one for all, Google's for a hidden organizer (RFC 5545 3.8.4.3 wants one)."""
_ANY_MEETING: Final = re.compile(r"https?://(?:meet\.google\.com|hangouts\.google\.com|plus\.google\.com)/")
_ADDRESS: Final = re.compile(r"\s*[<(]\s*(?:mailto:)?[\w.+-]+@[\w.-]+\s*[>)]")
_PLATFORMS: Final = frozenset({"luma", "unknown", "none", "null", "no reply", "noreply"})
_NOBODY: Final = re.compile(r"(?:invalid:?)?(?:nomail|none|null|undefined|n/?a)?", re.IGNORECASE)

_GEO: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[;,]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")


def read_block(block: bytes, line: int, context: Context) -> tuple[Event | None, list[Problem]]:
    """Read one block (raw lines, each with its line end before it); `line` is where its BEGIN stands."""
    raw = read_lines(decode(unfold(block), context.charset))
    uid = read_uid(raw.text("UID"))
    try:
        event = _read_event(raw, uid, line, context)
    except UnreadableError as error:
        words = f"An event was left out: {error}."
        return None, [Problem(words, context.feed, uid, line, "Tell its publisher.", Severity.ERROR)]
    return event, [Problem(words, context.feed, uid, line) for words in raw.complaints]


def read_uid(text: str) -> str:
    """Clean a UID; a monstrous one is replaced by its hash, so that it may be stored and shown."""
    if len(text) > _LONGEST_UID:
        return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return clean_line(text)


def _read_event(raw: Raw, uid: str, line: int, context: Context) -> Event:
    if "TZID" in raw.values:
        context = _in_own_zone(raw, context)
    start, end = read_span(raw, context)
    recurrence = read_recurrence(raw.lists, start, context, raw.complaints)
    # A series in UTC recurs in UTC.
    zone = None if recurrence else display_zone(raw, context) or context.default_zone
    description = _description(raw)
    location, geo = given_place(raw)
    found = extract(
        title=clean_line(raw.text("SUMMARY")),
        description=description,
        location=clean_place(raw.text("LOCATION")) or location,
        url=safe_url(raw.text("URL").strip()) or page(raw),
        organizer=_organizer(raw.values.get("ORGANIZER")) or given_host(raw),
        start=start.moment.date() if isinstance(start.moment, datetime) else start.moment,
    )
    room = meeting_url(raw)
    categories = _categories(raw)
    people = _people(raw, found, categories, uid)
    return Event(
        feed=context.feed,
        uid=uid,
        title=found.title if found.title and not is_nothing(found.title) else _title_of(description, found.location),
        start=shown(start.moment, zone),
        end=shown(end, zone),
        description=description,
        location=found.location,
        url=found.url or page_in_text(description, raw.text("URL").strip()),
        organizer=found.organizer or next(iter(people.hosts), ""),
        categories=categories,
        status=_status(raw, cancelled=context.cancelled or found.cancelled),
        floating=start.floating,
        zone_note=start.zone.note,
        geo=_geo(raw.text("GEO")) or geo,
        presence=_presence(found, room),
        online_url=found.online_url or room,
        hosts=people.hosts,
        speakers=people.speakers,
        price=found.price or given_price(raw),
        register_by=found.register_by,
        links=found.links,
        recurrence=recurrence,
        recurrence_id=_recurrence_id(raw, start, context),
        this_and_future=_this_and_future(raw),
        sequence=read_sequence(raw.text("SEQUENCE")),
        line=line,
    )


def _in_own_zone(raw: Raw, context: Context) -> Context:
    """Mean times without a zone in that of a TZID which stands as a property of its own (Aspen Discovery)."""
    zone = context.zones.find(raw.text("TZID").strip()).zone
    return replace(context, default_zone=zone) if zone else context


def _description(raw: Raw) -> str:
    """DESCRIPTION, or the HTML beside it where that says much more: some cut the plain text, or leave it to a link."""
    text = _text(raw.text("DESCRIPTION"))
    for name in _IN_HTML:
        if name in raw.values:
            other = _text(raw.text(name))
            text = other if len(other) > 2 * len(text) else text
    if not text:
        text = _text(summary(raw))
    if "X-EXTRAINFO" not in raw.values:
        return text
    extra = _text(raw.text("X-EXTRAINFO"))  # JEvents (Joomla) puts host and price there
    return f"{text}\n\n{extra}".strip() if extra not in text else text


def _text(raw: str) -> str:
    return clean_text(raw) if raw and not is_nothing(raw) else ""


def _people(raw: Raw, found: Extracted, categories: tuple[str, ...], uid: str) -> People:
    """Who hosts and who speaks: as the text says, else the categories ("Host: …"), else the attendees of a schedule."""
    if "ATTENDEE" not in raw.lists and not categories:
        return People(found.hosts, found.speakers or _speakers(found.title, uid))
    given = given_people(raw)
    labels = "\n".join(item for item in categories if ":" in item)
    return People(
        hosts=found.hosts or (hosts_of(labels) if labels else ()) or given.hosts,
        speakers=found.speakers
        or (speakers_of(labels) if labels else ())
        or given.speakers
        or _speakers(found.title, uid),
    )


def _title_of(description: str, location: str) -> str:
    """Name an event without SUMMARY: by the first line of its text, else its place."""
    first = description.partition("\n")[0] or location
    return clean_line(first, limit=100) or "(no title)"


def _organizer(line: Line | None) -> str:
    """CN of ORGANIZER, else its address; '' where both only say who sent the mail."""
    if line is None:
        return ""
    name = _name(parameters(line.params).get("CN", "")) if line.params else ""
    address = line.value.strip()
    scheme, colon, rest = address.partition(":")
    is_mail = bool(colon) and scheme.lower() == "mailto"
    if name and not (_SENDER.match(rest) and name.casefold() in _PLATFORMS):
        return name if not _SENDER.match(name) else ""
    if is_mail:
        return clean_line(unquote(rest)) if "@" in rest and not _SENDER.match(rest) else ""
    return clean_line(address) if not _NOBODY.fullmatch(address) else ""


def _name(raw: str) -> str:
    """A name without the address behind it ("Ann Lee <ann@example.org>"), and not written as in a URL."""
    name = clean_line(unquote(raw) if "%20" in raw else raw)
    bare = _ADDRESS.sub("", name).strip() if "@" in name else name
    return "" if is_nothing(bare) else bare or name


def _categories(raw: Raw) -> tuple[str, ...]:
    lines = raw.lists.get("CATEGORIES", ())
    if not lines:
        return ()
    items = (
        clean_line(item, limit=100)
        for line in lines
        for item in split_list(line.value[:LONGEST_RAW])[:_MOST_CATEGORIES]
    )
    named = (item.lstrip("; ") for item in items if not item.startswith("http"))
    return tuple(dict.fromkeys(item for item in named if item))[:_MOST_CATEGORIES]


def _status(raw: Raw, *, cancelled: bool) -> Status:
    """One STATUS that says cancelled is enough: Yahoo and others write two."""
    states = {line.value.strip().upper() for line in raw.lists.get("STATUS", ())}
    if cancelled or states & _CANCELLED or is_called_off(raw):
        return Status.CANCELLED
    return Status.TENTATIVE if states == {"TENTATIVE"} else Status.CONFIRMED


def _geo(text: str) -> Geo | None:
    match = _GEO.fullmatch(text)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or latitude == longitude == 0:
        return None
    return Geo(latitude, longitude)


def _presence(found: Extracted, room: str) -> Presence:
    """What the text says; where it says nothing and there is no place, a room of its own means online.

    But not one of Google's, which gives a room to any meeting.
    """
    if room and not _ANY_MEETING.match(room) and found.presence is Presence.UNKNOWN and not found.location:
        return Presence.ONLINE
    return found.presence


def _speakers(title: str, uid: str) -> tuple[str, ...]:
    """Who speaks, where a conference system ends the title with it: pretalx writes "Talk - Ann Lee, Bob Roe"."""
    return people_named(title.rpartition(" - ")[2]) if uid.startswith("pretalx-") and " - " in title else ()


def read_sequence(text: str) -> int:
    """Read a SEQUENCE; 0 when it is none."""
    digits = text.strip()[:9]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _recurrence_id(raw: Raw, start: Placed, context: Context) -> str:
    """Name the instance that is overridden; by its day, where Exchange gives a midnight for an all-day event."""
    line = raw.values.get("RECURRENCE-ID")
    if line is None:
        return ""
    try:
        moment = read_moment_of(line, start, context)
        all_day = not isinstance(start.moment, datetime)
        return instance_id(moment.date() if all_day and isinstance(moment, datetime) else moment)
    except ValueError as error:
        raw.complaints.append(
            f"The event's RECURRENCE-ID cannot be read ({error}); it is shown as an event of its own."
        )
        return ""


def _this_and_future(raw: Raw) -> bool:
    line = raw.values.get("RECURRENCE-ID")
    return line is not None and parameters(line.params).get("RANGE", "").upper() == "THISANDFUTURE"

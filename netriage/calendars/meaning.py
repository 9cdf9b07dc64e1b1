"""What an event in a calendar means, property by property: equal whoever wrote the bytes last.

Separate because calendars rewrite what they are given (order, folding, zones, stamps): comparing bytes would see an
edit in each of them, and comparing too little would miss the user's. Reminders count: one that the user added is one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TypeAlias
from zoneinfo import ZoneInfo

from netriage.calendars.component import delimiter, folded_lines, lines
from netriage.ical.lines import parameters, split_list, unescape, unfold
from netriage.ical.times import read_duration, read_stamp

Meaning: TypeAlias = Mapping[str, str]
"""Property name → what it says, normalised; a property that is missing or says what is assumed anyway is left out."""

OWNED: Mapping[str, str] = {
    "SUMMARY": "title",
    "DTSTART": "start",
    "DTEND": "end",
    "LOCATION": "location",
    "URL": "url",
    "DESCRIPTION": "description",
    "CATEGORIES": "categories",
    "STATUS": "status",
}
"""The properties that netriage writes, and how it calls them."""

GROUPS: tuple[frozenset[str], ...] = (
    frozenset({"DTSTART", "DTEND"}),
    *(frozenset({name}) for name in OWNED if name not in ("DTSTART", "DTEND")),
)
"""What is changed together: our start and the user's end would make an event that nobody meant."""

_VOLATILE = frozenset({"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "PRODID"})
_ASSUMED = {"STATUS": "CONFIRMED", "TRANSP": "OPAQUE", "CLASS": "PUBLIC", "PRIORITY": "0"}
"""What a property means when it is not there, or what clients write for that (RFC 5545 3.8.1.3, 3.8.1.9, 3.8.2.7)."""


@dataclass(frozen=True, slots=True)
class Property:
    """A content line of an event (RFC 5545 3.1), or a component inside it, named for it."""

    name: str
    raw: bytes
    """As it stands, folded, with its line end."""
    params: str = ""
    value: str = ""


def properties(event: bytes) -> list[Property]:
    """Cut an event into its properties in order, without its BEGIN and END."""
    found: list[Property] = []
    held: list[bytes] = []
    depth = 0
    for line in folded_lines(event):
        verb, name = delimiter(line)
        depth += (verb == "BEGIN") - (verb == "END")
        if depth >= 2 or (verb == "END" and depth == 1):
            held.append(line)
            if depth == 1:
                found.append(Property(name, b"".join(held), value=_inner(held)))
                held = []
        elif not verb and line.strip():
            found.append(_property(line))
    return found


def _property(raw: bytes) -> Property:
    text = _text(raw)
    head, _, _ = text.partition(":")
    name, semicolon, _ = head.partition(";")
    if not semicolon:
        return Property(name.strip().upper(), raw, "", text[len(head) + 1 :])
    # The value begins at the first colon outside of quotes.
    quoted = False
    for at, letter in enumerate(text):
        quoted ^= letter == '"'
        if letter == ":" and not quoted:
            return Property(name.strip().upper(), raw, text[len(name) : at], text[at + 1 :])
    return Property(name.strip().upper(), raw, "", "")


def _text(raw: bytes) -> str:
    return unfold(raw.replace(b"\r\n", b"\n")).decode("utf-8", "replace").strip("\r\n")


def _inner(held: list[bytes]) -> str:
    """What a component inside the event says: its lines in order of the alphabet, without what machines note there."""
    texts = _text(b"".join(held)).splitlines()
    return "\n".join(sorted(text for text in texts if not text.upper().startswith(("X-", "UID", "ACKNOWLEDGED"))))


def meaning(event: bytes) -> Meaning:
    """Read what an event says. Machines' own notes (X- properties, stamps, counters) are left out."""
    said: dict[str, list[str]] = {}
    found = properties(event)
    for item in found:
        if item.name not in _VOLATILE and not item.name.startswith("X-"):
            said.setdefault(item.name, []).extend(_normal(item))
    said["DTEND"] = [_end(found, said)]
    said.pop("DURATION", None)
    joined = {name: "\n".join(sorted(filter(None, values))) for name, values in said.items()}
    return {name: joined[name] for name in sorted(joined) if joined[name] not in ("", _ASSUMED.get(name))}


def meaning_hash(said: Meaning) -> str:
    """Hash what an event says."""
    return sha256(json.dumps(dict(said), sort_keys=True).encode()).hexdigest()


def _normal(item: Property) -> list[str]:
    """Bring a property into the form in which it is compared."""
    if item.name in ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT"):
        return ["\n".join(line.rstrip() for line in unescape(item.value).strip().splitlines())]
    if item.name == "CATEGORIES":
        return [category.strip() for category in split_list(item.value)]
    if item.name in ("DTSTART", "DTEND"):
        return [_moment(item)]
    if item.name in ("STATUS", "TRANSP", "CLASS", "URL", "PRIORITY"):
        return [item.value.strip() if item.name == "URL" else item.value.strip().upper()]
    if not item.params:
        return [item.value]
    return [f"{sorted(parameters(item.params).items())}:{item.value}"]


def _moment(item: Property) -> str:
    """A date, an instant in UTC, or what stands there where its zone is unknown."""
    try:
        moment = _read(item)
    except (ValueError, LookupError, OSError):
        return f"{item.params}:{item.value}"
    return _iso(moment)


def _iso(moment: date) -> str:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat()


def _read(item: Property) -> date:
    """Read DATE and DATE-TIME (RFC 5545 3.3.4, 3.3.5); raises ValueError, LookupError or OSError."""
    moment = read_stamp(item.value)
    zone = parameters(item.params).get("TZID", "")
    if not zone or not isinstance(moment, datetime) or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=_zone(zone))


def _zone(name: str) -> ZoneInfo:
    """Find an IANA zone; some programs put a path before its name (`/citadel.org/…/Europe/Berlin`)."""
    tail = "/".join(name.split("/")[-2:]) if name.startswith("/") else name
    return ZoneInfo(tail)


def _end(found: list[Property], said: Mapping[str, list[str]]) -> str:
    """The end as it is meant: DTEND, else DTSTART and DURATION, else a day after a date; '' for no length."""
    first = {item.name: item for item in reversed(found)}
    start, end, length = first.get("DTSTART"), first.get("DTEND"), first.get("DURATION")
    told = said.get("DTEND", [""])[0]
    try:
        moment = _read(start) if start else None
        if end is None and length is not None and moment is not None:
            told = _iso(read_duration(length.value).after(moment))
        elif end is None and moment is not None and not isinstance(moment, datetime):
            told = (moment + timedelta(days=1)).isoformat()
    except (ValueError, LookupError, OSError, OverflowError):
        told = length.value if length else told
    return "" if told == said.get("DTSTART", [""])[0] else told


def shown(event: bytes, name: str) -> str:
    """Tell an owned property for people: a time with its own zone, a text as it is; '' when it is not there."""
    said = meaning(event)
    item = next((item for item in properties(event) if item.name == name), None)
    if name not in ("DTSTART", "DTEND") or item is None:
        return said.get(name, _ASSUMED.get(name, ""))
    try:
        moment = _read(item)
    except (ValueError, LookupError, OSError):
        return item.value
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return f"{moment:%Y-%m-%d %H:%M} {getattr(moment.tzinfo, 'key', '') or (moment.tzname() or '')}".strip()


def merged(current: bytes, ours: bytes, take: Collection[str]) -> bytes:
    """Take some of our properties over into an event as it stands in the calendar; all else stays byte for byte.

    DTSTAMP becomes ours and SEQUENCE goes up (RFC 5545 3.8.7.2, 3.8.7.4).
    """
    taken = {*take, "DTSTAMP", "SEQUENCE"} | ({"DURATION"} if "DTEND" in take else set())
    now, new = properties(current), properties(ours)
    count = max((int(item.value) for item in now if item.name == "SEQUENCE" and item.value.isdigit()), default=0) + 1
    wanted = [item.raw for item in new if item.name in taken and item.name != "SEQUENCE"]
    wanted.append(f"SEQUENCE:{count}\r\n".encode())
    begin, *_, end = lines(current)
    # Our lines stand where an event's own properties end: before its alarms.
    own = [item.raw for item in now if item.name not in taken and not _is_inner(item)]
    inner = [item.raw for item in now if _is_inner(item)]
    body = b"".join(wanted) if begin.endswith(b"\r\n") else b"".join(wanted).replace(b"\r\n", b"\n")
    return b"".join([begin, *own, body, *inner, end])


def _is_inner(item: Property) -> bool:
    return delimiter(lines(item.raw)[0])[0] == "BEGIN"

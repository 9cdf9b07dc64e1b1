"""An iCalendar file as raw pieces, so that one event can be put in, replaced or taken out and the rest stays as it is.

Separate from reading because it must not understand what it keeps: pieces are bytes, and joined they are the file
again, byte for byte (RFC 5545 3.4, 3.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netriage.ical.lines import unfold

_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_FOLDED_LINE = re.compile(rb"(?:[^\n]+|(?=\n))(?:\n[ \t][^\n]*)*\n?")
_DELIMITER = re.compile(rb"(?:\xef\xbb\xbf)?(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)\s*\Z", re.IGNORECASE)
_UID = re.compile(rb"(?:\A|\n)UID(?:;[^:\n]*)?:([^\r\n]*)", re.IGNORECASE)
_TZID = re.compile(rb"(?:\A|\n)TZID(?:;[^:\n]*)?:([^\r\n]*)", re.IGNORECASE)
_OBSERVANCE = re.compile(rb"BEGIN:(?:STANDARD|DAYLIGHT)\r?\n.*?END:(?:STANDARD|DAYLIGHT)\r?\n", re.DOTALL)


class BrokenCalendarError(ValueError):
    """The bytes are no complete iCalendar object; told in words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A component directly inside a VCALENDAR, or the lines between two of them (`kind` '')."""

    kind: str
    """VEVENT, VTIMEZONE, VTODO, … in capitals."""
    raw: bytes
    uid: str = ""
    """UID of an event (RFC 5545 3.8.4.7); '' when it has none, or is none."""
    tzid: str = ""
    """TZID of a time zone (RFC 5545 3.8.3.1)."""


def lines(raw: bytes) -> list[bytes]:
    """Cut into lines with their ends. Only LF ends a line: Python's own idea includes form feeds and more."""
    return _LINE.findall(raw)


def folded_lines(raw: bytes) -> list[bytes]:
    """Cut into content lines as they stand: each with its continuations (RFC 5545 3.1) and its end."""
    return _FOLDED_LINE.findall(raw)


def delimiter(line: bytes) -> tuple[str, str]:
    """What a line begins or ends: ('BEGIN', 'VEVENT'), or ('', '') for any other line."""
    found = _DELIMITER.match(line)
    return (found[1].decode().upper(), found[2].decode().upper()) if found else ("", "")


def split(body: bytes) -> list[Piece]:
    """Split a file into pieces; joined they are the file.

    Raises BrokenCalendarError when there is no VCALENDAR, or a component is not closed.
    """
    pieces: list[Piece] = []
    stack: list[str] = []
    held: list[bytes] = []  # the lines of the piece that is being read
    for line in lines(body):
        verb, name = delimiter(line)
        if verb == "BEGIN":
            if not stack and name != "VCALENDAR":
                raise BrokenCalendarError(f"{name} stands outside of a calendar")
            if len(stack) == 1 and held:
                pieces.append(Piece("", b"".join(held)))
                held = []
            stack.append(name)
        held.append(line)
        if verb == "END":
            if not stack or stack.pop() != name:
                raise BrokenCalendarError(f"END:{name} closes nothing")
            if len(stack) == 1:
                pieces.append(_component(name, b"".join(held)))
                held = []
    if stack:
        raise BrokenCalendarError(f"BEGIN:{stack[-1]} is not closed")
    if held:
        pieces.append(Piece("", b"".join(held)))
    if not any(b"VCALENDAR" in piece.raw.upper() for piece in pieces if not piece.kind):
        raise BrokenCalendarError("there is no BEGIN:VCALENDAR")
    return pieces


def _component(kind: str, raw: bytes) -> Piece:
    uid = _value(_UID, raw) if kind == "VEVENT" else ""
    return Piece(kind, raw, uid, _value(_TZID, raw) if kind == "VTIMEZONE" else "")


def take_apart(body: bytes) -> tuple[Piece, list[Piece]]:
    """Take our event and its time zones out of the VCALENDAR that holds it alone."""
    pieces = split(body)
    (event,) = (piece for piece in pieces if piece.kind == "VEVENT")
    return event, [piece for piece in pieces if piece.kind == "VTIMEZONE"]


def join(pieces: Iterable[Piece]) -> bytes:
    """Put pieces together again."""
    return b"".join(piece.raw for piece in pieces)


def insert(pieces: Sequence[Piece], event: Piece, zones: Sequence[Piece]) -> list[Piece]:
    """Add an event at the end of the last calendar, and the time zones that the file does not have yet."""
    at = max(number for number, piece in enumerate(pieces) if not piece.kind and _closes(piece))
    head, tail = _before_end(pieces[at].raw)
    rest = [Piece("", head)] if head else []
    added = [_like(pieces, event), Piece("", tail)]
    return _with_zones([*pieces[:at], *rest, *added, *pieces[at + 1 :]], zones)


def replace(pieces: Sequence[Piece], event: Piece, zones: Sequence[Piece] = ()) -> list[Piece]:
    """Put an event in the place of the one with its UID."""
    ours = _like(pieces, event)
    return _with_zones([ours if piece.uid == event.uid else piece for piece in pieces], zones)


def remove(pieces: Sequence[Piece], uid: str) -> list[Piece]:
    """Take the event with this UID out. Its time zone stays: another event may have come to need it."""
    return [piece for piece in pieces if piece.uid != uid]


def _with_zones(pieces: list[Piece], zones: Sequence[Piece]) -> list[Piece]:
    ours = {zone.tzid: _like(pieces, zone) for zone in zones}
    known = {piece.tzid for piece in pieces}
    missing = [zone for tzid, zone in ours.items() if tzid not in known]
    wider = [_widened(piece, ours[piece.tzid]) if piece.tzid in ours else piece for piece in pieces]
    first = next(number for number, piece in enumerate(wider) if piece.kind)
    return [*wider[:first], *missing, *wider[first:]]


def _widened(zone: Piece, ours: Piece) -> Piece:
    """Let a time zone that we wrote for other years cover ours too; one that is not ours stays as it is.

    `ical.write` lists each change of the clock by its date, so zones of ours share those of the years in common.
    """
    known, wanted = set(_OBSERVANCE.findall(zone.raw)), _OBSERVANCE.findall(ours.raw)
    if known.isdisjoint(wanted):
        return zone
    *head, end = lines(zone.raw)
    return with_raw(zone, b"".join([*head, *(block for block in wanted if block not in known), end]))


def _closes(piece: Piece) -> bool:
    return any(delimiter(line) == ("END", "VCALENDAR") for line in lines(piece.raw))


def _before_end(raw: bytes) -> tuple[bytes, bytes]:
    """Cut the lines between components at the last END:VCALENDAR."""
    parts = lines(raw)
    at = max(number for number, line in enumerate(parts) if delimiter(line) == ("END", "VCALENDAR"))
    return b"".join(parts[:at]), b"".join(parts[at:])


def with_raw(piece: Piece, raw: bytes) -> Piece:
    """The same component with other bytes."""
    return Piece(piece.kind, raw, piece.uid, piece.tzid)


def _like(pieces: Sequence[Piece], ours: Piece) -> Piece:
    """Give our lines the file's line ends: a few programs write LF, and stumble over a mixture."""
    first = pieces[0].raw
    bare = b"\n" in first and b"\r\n" not in first
    return with_raw(ours, ours.raw.replace(b"\r\n", b"\n")) if bare else ours


def _value(form: re.Pattern[bytes], raw: bytes) -> str:
    found = form.search(unfold(raw.replace(b"\r\n", b"\n")))
    return found[1].decode("utf-8", "replace").strip() if found else ""

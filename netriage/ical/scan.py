"""Bytes to components, whatever the publisher did to them (RFC 5545 3.4 and 3.6, read tolerantly).

Separate because it knows nothing of events: it cuts a body into raw blocks, so that each block can be hashed, skipped
or read on its own and a broken one harms no other. Nothing here raises on any input.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

Span = tuple[int, int]

_MARKER: Final = re.compile(rb"\n(BEGIN|END)[ \t]*:[ \t]*([A-Z0-9-]+)[ \t]*(?=\n|\Z)", re.IGNORECASE)
_NAMED_LINE: Final = re.compile(rb"\r(?=[A-Z][A-Z0-9-]*[:;]|\Z)")
_INDENT: Final = re.compile(rb"\n[ \t]+(?=(?:BEGIN|END):|[A-Z][A-Z0-9-]+[:;])")
_RUN_TOGETHER: Final = re.compile(
    rb"(\n(?:BEGIN|END):V[A-Z]+)[^\nA-Za-z0-9-]{0,4}(?=(?:BEGIN|END):V[A-Z]+[^\nA-Za-z0-9-]*(?:\n|\Z|BEGIN:|END:))"
)
"""Markers whose line end is missing or broken: a program forgot it, or files were joined that do not end in one."""
_ENDED: Final = re.compile(rb"(\nEND:VCALENDAR)(?=[^\nA-Za-z0-9-])", re.IGNORECASE)
"""An end to which something else is glued: the comment of a cache."""
_IN_A_STRING: Final = re.compile(rb"BEGIN:VCALENDAR\\r?\\?n")
_STRING_ESCAPE: Final = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_STRING_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_BREAK_TAG: Final = re.compile(rb"<br[^<>]*>|</p>|</div>", re.IGNORECASE)
_TAG: Final = re.compile(rb"<[^<>]*>")

_COMPONENTS: Final = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
"""What stands directly in a VCALENDAR (RFC 5545 3.6): the begin of one ends the one before it."""

_KINDS: Final = {kind.encode("ascii"): kind for kind in (*_COMPONENTS, "VCALENDAR", "VALARM")}
"""Those that are met most, as they are mostly written."""

_MAX_DEPTH: Final = 16
"""Components nested deeper are not told apart (VALARM in VEVENT in VCALENDAR is 3)."""

_MAX_STRAYS: Final = 20
"""Stray END lines reported; more say nothing new."""

_WRAPPER_BYTES: Final = 2_000
"""How much markup may stand before a calendar that is wrapped in a web page."""


@dataclass(slots=True)
class Block:
    """A component's place in the body: the spans of its own lines, without those of the components in it."""

    kind: str
    line: int
    """1-based line of its BEGIN in the body; 0 where it was not needed."""
    start: int
    """Where its content begins."""
    begin: int
    """Where the current run of own lines begins."""
    stop: int = 0
    """Where its content ends."""
    spans: list[Span] = field(default_factory=list)
    fault: str = ""
    """Why it cannot be trusted, in words; '' when it is well-formed."""
    closed: bool = True
    """Whether its own END stood where it belongs."""


@dataclass(slots=True)
class CalendarBlock:
    """A VCALENDAR: its own lines, its zones and its events. What stands outside of any belongs to the one before."""

    spans: list[Span] = field(default_factory=list)
    zones: list[Block] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    closed: bool = False


@dataclass(slots=True)
class Layout:
    """How a body is made up."""

    body: bytes
    """Normalised: line ends are LF, the first byte is one, no byte order mark, UTF-8 or an 8-bit charset."""
    calendars: list[CalendarBlock]
    strays: list[tuple[int, str]]
    """Lines that close what was never opened: line number, component name."""

    @property
    def truncated(self) -> bool:
        """Whether the last calendar has no END:VCALENDAR: the body was cut off."""
        return bool(self.calendars) and not self.calendars[-1].closed


def lay_out(body: bytes) -> Layout:
    """Cut a body into calendars, zones and events. No calendar at all means that the body is none."""
    text = normalise(body)
    calendars, strays = _walk(text)
    if not calendars:
        unwrapped = _unwrap(text)
        if unwrapped:
            text = unwrapped
            calendars, strays = _walk(text)
    elif b"BEGIN:VEVENT" in text and not any(calendar.events for calendar in calendars):
        # A text block of a program: its first line stands at the margin, the others are indented like the code.
        text = _INDENT.sub(b"\n", text)
        calendars, strays = _walk(text)
    return Layout(text, calendars, strays)


def normalise(body: bytes) -> bytes:
    """Make line ends LF and the charset one that keeps ASCII as it is; put a line end first."""
    body = _ascii_compatible(body)
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
        if b"\r\n" in body:
            body = re.sub(rb"\r+\n", b"\n", body)
        lone = body.count(b"\r")
        if lone > body.count(b"\n"):
            body = body.replace(b"\r", b"\n")
        elif lone:
            body = _NAMED_LINE.sub(b"\n", body)
    body = b"\n" + body
    if b"\n\xef\xbb\xbf" in body:
        body = body.replace(b"\n\xef\xbb\xbf", b"\n")  # files joined with their byte order marks
    if _ENDED.search(body, body.rfind(b"\nEND:VCALENDAR")):
        body = _ENDED.sub(rb"\1\n", body)
    if any(body.count(marker) != body.count(b"\n" + marker) for marker in (b"BEGIN:V", b"END:V")):
        for _ in range(2):  # of three in a row the second is seen only when the first is apart
            body = _RUN_TOGETHER.sub(rb"\1\n", body)
    return body


def _ascii_compatible(body: bytes) -> bytes:
    """Turn UTF-16 and UTF-32 into UTF-8, with or without a byte order mark."""
    head = body[:4]
    charset = ""
    if head in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        charset = "utf-32"
    elif head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charset = "utf-16"
    elif head[1:2] == b"\x00" and head[3:4] == b"\x00":
        charset = "utf-16-le"
    elif head[:1] == b"\x00" and head[2:3] == b"\x00":
        charset = "utf-16-be"
    return body.decode(charset, "replace").encode("utf-8", "replace") if charset else body


def _unwrap(text: bytes) -> bytes:
    """Free a calendar that is indented, entity-encoded, alone in a web page or in a string; b'' when it is none."""
    at = text.find(b"BEGIN:VCALENDAR")
    if at >= 0 and _IN_A_STRING.match(text, at):
        return normalise(_STRING_ESCAPE.sub(_unescaped, text[at:]))
    if at < 0 or _TAG.sub(b"", text[:at][:_WRAPPER_BYTES]).strip() or at > _WRAPPER_BYTES:
        return b""
    text = text[at:]
    if text.count(b"\n") < text.count(b"&#13;") + text.count(b"&#10;") + len(_BREAK_TAG.findall(text)):
        text = _BREAK_TAG.sub(b"\n", text).replace(b"\n\n", b"\n")
    if b"</" in text or b"&#1" in text:
        text = html.unescape(_TAG.sub(b"", text).decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return _INDENT.sub(b"\n", normalise(text))


def _unescaped(match: re.Match[bytes]) -> bytes:
    """Undo an escape of a string of JSON (RFC 8259 7) or of a program."""
    if match[1]:
        return chr(int(match[1], 16)).encode("utf-8", "surrogatepass")
    return _STRING_ESCAPES.get(match[2], match[2])


class _Walker:
    """The stack of open components while the markers of a body are walked through."""

    def __init__(self) -> None:
        self.calendars: list[CalendarBlock] = []
        self.strays: list[tuple[int, str]] = []
        self._open: list[Block] = []
        self._calendar_begin = -1  # where own lines of the calendar begin, -1 outside of one

    def begin(self, kind: str, line: int, start: int, end: int) -> None:
        """Open a component whose BEGIN line is body[start:end]."""
        if kind == "VCALENDAR":
            self._close_all(start)
            self.calendars.append(CalendarBlock())
            self._calendar_begin = end
            return
        if kind in _COMPONENTS:
            self._close_all(start)
        elif len(self._open) >= _MAX_DEPTH:
            return
        self._pause(start)
        self._open.append(Block(kind, line, start=end, begin=end))

    def end(self, kind: str, line: int, start: int, end: int) -> None:
        """Close a component whose END line is body[start:end]."""
        if kind == "VCALENDAR":
            self._close_all(start)
            self._pause(start)
            self._calendar_begin = -1
            if self.calendars:
                self.calendars[-1].closed = True
            return
        depth = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].kind == kind), -1)
        if depth < 0:
            self._mismatch(kind, line, start, end)
            return
        while len(self._open) > depth + 1:
            self._pop(start, start)
        self._pop(start, end)

    def finish(self, length: int, *, whole_line: bool) -> None:
        """Close what the end of the body left open."""
        if self._open and not whole_line:
            self._open[0].fault = "The feed is cut off in the middle of this event."
        self._close_all(length)
        self._pause(length)

    def _mismatch(self, kind: str, line: int, start: int, end: int) -> None:
        if self._open and kind in _COMPONENTS:
            self._open[0].fault = f"It begins as {self._open[0].kind} and ends as {kind}."
            self._close_all(start)
            if self._calendar_begin >= 0:
                self._calendar_begin = end
        elif len(self.strays) < _MAX_STRAYS:
            self.strays.append((line, kind))

    def _pause(self, at: int) -> None:
        """End the current run of own lines of the innermost open component."""
        if self._open:
            inner = self._open[-1]
            if at > inner.begin:
                inner.spans.append((inner.begin, at))
        elif self._calendar_begin >= 0 and at > self._calendar_begin:
            self.calendars[-1].spans.append((self._calendar_begin, at))

    def _close_all(self, at: int) -> None:
        while self._open:
            self._open[-1].closed = False
            self._pop(at, at)

    def _pop(self, start: int, end: int) -> None:
        """Close the innermost component at `start`; its parent's own lines go on at `end`."""
        self._pause(start)
        block = self._open.pop()
        block.stop = start
        if self._open:
            self._open[-1].begin = end
            return
        if self._calendar_begin >= 0:
            self._calendar_begin = end
        if block.kind == "VEVENT":
            self._calendar().events.append(block)
        elif block.kind == "VTIMEZONE":
            self._calendar().zones.append(block)

    def _calendar(self) -> CalendarBlock:
        if not self.calendars:
            self.calendars.append(CalendarBlock(closed=True))  # no BEGIN:VCALENDAR, so none is missing at the end
        return self.calendars[-1]


def _walk(body: bytes) -> tuple[list[CalendarBlock], list[tuple[int, str]]]:
    walker = _Walker()
    line = counted = 0
    for marker in _MARKER.finditer(body):
        start = marker.start()
        line += body.count(b"\n", counted, start)
        counted = start
        kind = _KINDS.get(marker[2]) or marker[2].decode("ascii").upper()
        if marker[1][0] in b"bB":
            walker.begin(kind, line + 1, start, marker.end())
        else:
            walker.end(kind, line + 1, start, marker.end())
    walker.finish(len(body), whole_line=body.endswith(b"\n"))
    return walker.calendars, walker.strays


def raw_block(body: bytes, spans: list[Span]) -> bytes:
    """Join the lines of a component; each begins with its line end."""
    return body[slice(*spans[0])] if len(spans) == 1 else b"".join(body[begin:stop] for begin, stop in spans)

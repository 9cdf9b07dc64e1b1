"""A body less the events in it that are known: what need not even be cut up to be passed over.

Separate because it works on bytes and sets before anything is read: scanning 50,000 events for the few that changed
would take longer than reading those few. It trusts only the plain form, in which each VEVENT means the same wherever it
stands: one VCALENDAR, markers at the beginning of lines, in an event nothing but alarms. Any other body is read whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import itemgetter
from typing import Final, NamedTuple

_BEGIN: Final = b"BEGIN:VEVENT\n"
_END: Final = b"\nEND:VEVENT\n"
_BEGIN_CRLF: Final = b"BEGIN:VEVENT\r\n"
_END_CRLF: Final = b"\r\nEND:VEVENT\r\n"
_ALARM: Final = (b"\nBEGIN:VALARM\n", b"\nEND:VALARM\n")
_DIGEST: Final = 10
"""Bytes: among a million events two have one name once in 10^12."""
_ODD: Final = (b"\r", b"\0", b"\n\xef\xbb\xbf")
"""What the reading of a body as a whole may turn on: lone carriage returns, UTF-16, joined files."""


class Piece(NamedTuple):
    """A plain VEVENT."""

    digest: str
    """Of its bytes, less the stamps that servers write anew."""
    line: int
    """1-based, of its BEGIN in the body."""


@dataclass(slots=True)
class Cut:
    """A body in pieces."""

    body: bytes = field(repr=False)
    """Without the events that are known."""
    around: str
    """Digest of all that is no plain VEVENT."""
    known: list[Piece]
    fresh: list[Piece]
    """The plain ones that are left in the body."""
    gaps: list[tuple[int, int]] = field(default_factory=list, repr=False)
    """Each line of `body` that follows on events left out, and how many lines were left out before it."""

    def line_of(self, line: int) -> int:
        """Which line of the whole body a line of what is left is."""
        at = bisect_right(self.gaps, line, key=itemgetter(0))
        return line + self.gaps[at - 1][1] if at else line


def cut(body: bytes, salt: str, known: Container[str], around: str) -> Cut | None:
    """Cut a body without stamps (`Fetched.bare`) up; None when it is not of the plain form.

    `known` are digests of pieces that need not be read again if what stands around them is as it was, and the `salt`:
    what else their reading depends on.
    """
    # By the line ends of its first line: what has others is no piece.
    begin, finish = (_BEGIN_CRLF, _END_CRLF) if body.partition(b"\n")[0].endswith(b"\r") else (_BEGIN, _END)
    head, *parts = body.split(begin)
    digest = blake2b(salt.encode("utf-8", "replace") + b"\0" + head, digest_size=_DIGEST)
    held: list[Piece] = []
    fresh: list[Piece] = []
    left = [head]
    gaps: list[tuple[int, int]] = []
    out = 0
    line = head.count(b"\n") + 1
    whole = head.endswith(b"\n")  # whether the marker began a line
    for part in parts:
        own, end, rest = part.partition(finish)
        name = blake2b(own, digest_size=_DIGEST).hexdigest()
        lines = own.count(b"\n") + 3
        if end and whole and name in known:
            held.append(Piece(name, line))
            out += lines
            gaps.append((line + lines - out, out))
        elif end and _is_alone(own):
            fresh.append(Piece(name, line))
            left += (begin, own, end)
        else:
            rest, lines = part, 1
            left.append(begin)
        line += lines
        whole = bool(end)
        if rest:
            left.append(rest)
            digest.update(rest)
            line += rest.count(b"\n")
            whole = rest.endswith(b"\n")
    if digest.hexdigest() != around:
        held, gaps, fresh = [], [], sorted(held + fresh, key=lambda piece: piece.line)
    # What is known was plain when it was read.
    text = (b"".join(left) if held else body).replace(b"\r\n", b"\n")
    made = Cut(text, digest.hexdigest(), held, fresh, gaps)
    return made if _is_plain(made.body) else None


def _is_plain(text: bytes) -> bool:
    """Whether there is one calendar, each component begins and ends on a line of its own, and nothing else is odd."""
    lower = text.lower()
    return (
        text.startswith(b"BEGIN:VCALENDAR\n")
        and text.rstrip(b"\n").endswith(b"\nEND:VCALENDAR")
        and lower.count(b"\nbegin") == text.count(b"\nBEGIN:")
        and lower.count(b"\nend:") == text.count(b"\nEND:")
        and lower.count(b"begin:v") == text.count(b"\nBEGIN:V") + 1
        and lower.count(b"end:v") == text.count(b"\nEND:V")
        and text.count(b":VCALENDAR\n") + text.endswith(b":VCALENDAR") == 2
        and not any(odd in text for odd in _ODD)
    )


def _is_alone(own: bytes) -> bool:
    """Whether there is no component in an event but alarms, as they are mostly written."""
    if not (b"BEGIN:" in own or b"END:" in own):
        return True
    own = own.replace(b"\r\n", b"\n")
    begins, ends = map((own + b"\n").count, _ALARM)
    return begins == ends == own.count(b"\nBEGIN:") == own.count(b"\nEND:") and not own.startswith((b"BEGIN:", b"END:"))

"""A body less the events in it that are known: what need not even be cut up to be passed over.

Separate because it works on bytes and sets before anything is read: scanning 50,000 events for the few that changed
would take longer than reading those few. It trusts only the plain form, in which each VEVENT means the same wherever it
stands: one VCALENDAR, markers at the beginning of lines, in an event nothing but alarms. Any other body is read whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from itertools import accumulate, compress
from operator import itemgetter, not_
from typing import Final, TypeAlias

_BEGIN: Final = b"BEGIN:VEVENT\n"
_END: Final = b"\nEND:VEVENT\n"
_BEGIN_CRLF: Final = b"BEGIN:VEVENT\r\n"
_END_CRLF: Final = b"\r\nEND:VEVENT\r\n"
_ALARM: Final = (b"\nBEGIN:VALARM\n", b"\nEND:VALARM\n")
_DIGEST: Final = 10
"""Bytes: among a million events two have one name once in 10^12."""
_ODD: Final = (b"\r", b"\0", b"\n\xef\xbb\xbf")
"""What the reading of a body as a whole may turn on: lone carriage returns, UTF-16, joined files."""


Piece: TypeAlias = tuple[str, int]
"""A plain VEVENT: digest of its bytes, less the stamps that servers write anew, and the 1-based line of its BEGIN."""


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
    names = [_digest(part) for part in parts]
    lines = list(accumulate((part.count(b"\n") + 1 for part in parts), initial=head.count(b"\n") + 1))
    begins = [before.endswith(b"\n") for before in (head, *parts)]  # whether the marker after it begins a line
    # All of a part that is known was plain when it was read.
    passed = [name in known and begins[at] for at, name in enumerate(names)]
    left = _Left(head, salt, begin, finish)
    for at in compress(range(len(parts)), map(not_, passed)):
        left.take(parts[at], names[at], lines[at], lines[at + 1], known if begins[at] else ())
    held, fresh, gaps = [*compress(zip(names, lines, strict=False), passed), *left.held], left.fresh, left.gaps
    if left.around != around:
        held, gaps, fresh = [], [], sorted(held + fresh, key=itemgetter(1))
    # What is known was plain when it was read.
    text = (left.text if held else body).replace(b"\r\n", b"\n")
    made = Cut(text, left.around, held, fresh, gaps)
    return made if _is_plain(made.body) else None


class _Left:
    """What is left of a body, of which the parts that are known are passed over."""

    def __init__(self, head: bytes, salt: str, begin: bytes, finish: bytes) -> None:
        self._begin = begin
        self._finish = finish
        self._texts = [head]
        self._line = head.count(b"\n") + 1
        """Of what is left, the next one."""
        self._around = blake2b(salt.encode("utf-8", "replace") + b"\0" + head, digest_size=_DIGEST)
        self.held: list[Piece] = []
        self.fresh: list[Piece] = []
        self.gaps: list[tuple[int, int]] = []
        """As in `Cut`."""

    @property
    def text(self) -> bytes:
        """All of it."""
        return b"".join(self._texts)

    @property
    def around(self) -> str:
        """As in `Cut`."""
        return self._around.hexdigest()

    def take(self, part: bytes, name: str, line: int, until: int, known: Container[str]) -> None:
        """Take in the part of the body that follows a marker, less an event that is known.

        `name` is the digest of the part; `line` and `until` are the lines of its marker and of the next one.
        """
        own, end, rest = part.partition(self._finish)
        if end and rest:
            name = _digest(own + end)
        self._follow(line)
        if end and name in known:
            self.held.append((name, line))
            line = until - rest.count(b"\n")
            self._follow(line)
        elif end and _is_alone(own):
            self.fresh.append((name, line))
            self._texts += (self._begin, own, end)
        else:
            self._texts.append(self._begin)
            rest = part
        self._texts.append(rest)
        self._around.update(rest)
        self._line += until - line

    def _follow(self, line: int) -> None:
        """Note that what comes next stands on a line of the body."""
        out = line - self._line
        if out != (self.gaps[-1][1] if self.gaps else 0):
            self.gaps.append((self._line, out))


def _digest(piece: bytes) -> str:
    # For each event of each body; half as long as BLAKE2 where the processor has instructions for it, as most have.
    return sha256(piece).hexdigest()[: 2 * _DIGEST]


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

"""What the reading of a body gives.

Separate because the app speaks of it too, and does not load all that reads: that is for the child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from netriage.model import Event, Problem

FORMAT: Final = b"6"
"""Raised when the same bytes are read differently than before, so that cached blocks are read again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a body holds. Each block `seen` is parsed, past, known from before, or left out and told in `problems`."""

    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    blocks: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    """Hash of each raw block to its events: what the next reading of this feed gets as `known`."""
    name: str = ""
    """X-WR-CALNAME, cleaned."""
    producer: str = ""
    """PRODID, cleaned."""
    truncated: bool = False
    """No END:VCALENDAR: the body was cut off, and what is missing is not gone."""
    not_calendar: str = ""
    """What the body is instead, in words; then nothing else is set."""
    parsed: int = 0
    """Blocks that were really read."""
    skipped_past: int = 0
    """Blocks that ended before the window and do not recur: not read."""
    seen: int = 0
    """VEVENT blocks in the body."""

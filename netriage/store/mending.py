"""What can be done for a damaged journal: every readable entry, and from a backup what is not readable any more.

Separate because it is told to the user in words, and because it is the one place where an older copy meets the file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from netriage.errors import StoreError
from netriage.model import Problem
from netriage.store.lines import Content


def recover(
    content: Content, aside: Path, name: str, spares: Path | None, parse: Callable[[bytes], Content]
) -> Problem:
    """Add to `content` what damage took and the newest whole file in `spares` still has; returns what to tell."""
    places = "1 place" if content.damaged == 1 else f"{content.damaged} places"
    words = f"{name} was damaged in {places}; every readable entry was recovered"
    for path in sorted(spares.glob("*.jsonl"), reverse=True) if spares else ():
        with contextlib.suppress(OSError, StoreError):
            spare = parse(path.read_bytes())
            if not spare.damaged:
                if lost := content.add_lost(spare):
                    words += f", and {lost} that were lost came back from the backup {path.name}"
                break
    return Problem(f"{words}.", remedy=f"The damaged file is kept as {aside}.")

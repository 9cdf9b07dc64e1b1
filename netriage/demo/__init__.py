"""The embedded demo: four feeds that we wrote, dated around the day it is run, and a goal worth looking at.

Separate because it is data: the demo runs through the same pipeline as any feed, from files in a temporary folder.
A date in a feed is a placeholder: `{tue}` is the first Tuesday after today, `{tue2}` the one after that, `{sat+16}`
sixteen days later, `{tue-1:text}` the same as '2026-11-23'.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLACEHOLDER = re.compile(r"\{(mon|tue|wed|thu|fri|sat|sun)(\d?)([+-]\d+)?(:text)?\}")


def dated(template: str, today: date) -> str:
    """Replace each placeholder of a bundled feed by its date (iCalendar basic format, RFC 5545 3.3.4)."""

    def replace(match: re.Match[str]) -> str:
        name, nth, shift, text = match.groups()
        ahead = (_DAYS.index(name) - today.weekday() - 1) % 7 + 1
        day = today + timedelta(days=ahead + 7 * (int(nth or 1) - 1) + int(shift or 0))
        return day.isoformat() if text else f"{day:%Y%m%d}"

    return _PLACEHOLDER.sub(replace, template)


def write_feeds(folder: Path, today: date) -> list[Path]:
    """Write the bundled feeds, dated around `today`, into `folder`; returns their paths in order of name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for source in sorted(_bundled("feeds").iterdir(), key=lambda entry: entry.name):
        path = folder / source.name
        path.write_text(dated(source.read_text("utf-8"), today), "utf-8", newline="\r\n")
        paths.append(path)
    return paths


def goal_text() -> str:
    """The demo's goal.toml."""
    return _bundled("goal.toml").read_text("utf-8")


def _bundled(name: str) -> Traversable:
    return resources.files(__name__).joinpath(name)

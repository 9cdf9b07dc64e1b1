"""What can be set: frozen dataclasses whose attribute docstrings are the manual.

Separate from the reading because these names are used everywhere, and read best on one page. A missing file and a
missing key mean the defaults. `manual` shows the docstrings in `netriage config show` and in the README.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from netriage.model import Feed

MEGABYTE = 1_000_000


class Color(StrEnum):
    """When colour is used."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Preset(StrEnum):
    """Sets of keys to begin with."""

    DEFAULT = "default"
    VIM = "vim"
    AZERTY = "azerty"


class CalendarKind(StrEnum):
    """Where kept listings go: one iCalendar file, or a folder with one file an event (vdir)."""

    ICS = "ics"
    VDIR = "vdir"


def _number(default: float, low: float, high: float) -> Any:
    """A field that takes `low` to `high`, both inclusive."""
    return field(default=default, metadata={"low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Keys:
    """Which keys do what."""

    preset: Preset = Preset.DEFAULT
    """The set of keys to begin with: default, vim or azerty."""
    remaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict, metadata={"rest": True})
    """Keys by action id, over the preset: `triage.keep = ["y", "right"]`. An unknown id is refused with the nearest."""


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How far the listings reach."""

    days_back: int = _number(14, 0, 366)
    """Days before today whose events are read, and some more: whole weeks, so that the pulls of a week share them."""
    days_ahead: int = _number(90, 1, 731)
    """Days after today whose events are listed, single and recurring, and some more, up to whole weeks."""


@dataclass(frozen=True, slots=True)
class PullSettings:
    """How feeds are fetched."""

    concurrency: int = _number(8, 1, 64)
    """Feeds fetched at the same time."""
    per_host: int = _number(2, 1, 16)
    """Feeds fetched at the same time from one host."""
    timeout: float = _number(30, 1, 600)
    """Seconds that one feed may take as a whole."""
    max_mb: float = _number(10, 0.1, 500)
    """Megabytes that a feed may have, decoded; `[feeds.NAME] max_mb` raises it for one."""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What is different for one feed."""

    max_mb: float = _number(10, 0.1, 500)
    """Megabytes that this feed may have, decoded."""


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """A calendar that kept listings are written to."""

    name: str
    """How `sync` calls it."""
    path: str
    """The file or the folder; `~` is your home, a relative path begins at the config folder."""
    kind: CalendarKind = CalendarKind.VDIR
    """ics (one file) or vdir (a folder, one file an event); without it, a path that ends in .ics is a file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that `config.toml` can say. A missing file, and a missing key, mean the defaults."""

    theme: str = ""
    """Any Textual theme by name; an unknown one falls back to the default and says so. Empty: the one chosen last."""
    ascii: bool = False
    """Draw with ASCII characters alone."""
    color: Color = Color.AUTO
    """auto (on a terminal, unless NO_COLOR is set), always or never."""
    zone: str = ""
    """IANA time zone in which you live, as in "Europe/Berlin"; empty: the system's."""
    keys: Keys = Keys()
    window: WindowSettings = WindowSettings()
    pull: PullSettings = PullSettings()
    feeds: Mapping[str, FeedSettings] = field(default_factory=dict)
    """Per feed, by its name or id."""
    views: Mapping[str, str] = field(default_factory=dict)
    """Filters by name, on the number keys in this order: `soon = "in:7d and fit>=60"`."""
    calendars: tuple[CalendarSettings, ...] = ()
    """Where `sync` writes the kept listings; `netriage calendar add` adds one."""

    def max_bytes(self, feed: Feed) -> int:
        """Bound on a feed's decoded body: its own setting by id or name, else that of `[pull]`."""
        own = self.feeds.get(feed.id) or self.feeds.get(feed.name)
        return round((own.max_mb if own else self.pull.max_mb) * MEGABYTE)

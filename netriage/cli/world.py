"""The world outside: the clock, the environment, the folders and the user's zone, read here and nowhere else.

Separate from the commands because everything below gets what it needs as arguments: tests pin the clock with
`NETRIAGE_NOW` (an RFC 3339 instant) and put all folders into one with `NETRIAGE_HOME`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from netriage.errors import InputError

if TYPE_CHECKING:
    from netriage.session.session import Session


@dataclass(frozen=True, slots=True)
class World:
    """Where this run takes place."""

    config: Path
    data: Path
    cache: Path
    now: Callable[[], datetime]
    """The clock: an aware UTC instant."""

    @property
    def settings_file(self) -> Path:
        """config.toml, which need not exist."""
        return self.config / "config.toml"

    @property
    def goal_file(self) -> Path:
        """goal.toml, which need not exist."""
        return self.config / "goal.toml"


def read_world(home: Path | None = None) -> World:
    """Read the environment; `home` puts all folders into one, like NETRIAGE_HOME."""
    named = os.environ.get("NETRIAGE_HOME", "")
    if home is None and named:
        home = Path(named).expanduser()
    clock = _clock(os.environ.get("NETRIAGE_NOW", ""))
    if home is not None:
        home = home.absolute()
        return World(home / "config", home / "data", home / "cache", clock)
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("netriage", appauthor=False)
    return World(dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, clock)


def _clock(pinned: str) -> Callable[[], datetime]:
    if not pinned:
        return lambda: datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(pinned)
    except ValueError as error:
        raise InputError(
            f"NETRIAGE_NOW is “{pinned}”, which is not an instant.", "Write it like 2026-08-22T12:00Z."
        ) from error
    if instant.tzinfo is None:
        raise InputError(f"NETRIAGE_NOW is “{pinned}”, which has no offset.", "Add Z or +02:00 at its end.")
    return lambda: instant


def user_zone(name: str) -> tzinfo:
    """The zone of the settings, else the system's; UTC when neither can be read."""
    if not name:
        import tzlocal

        return tzlocal.get_localzone()
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise InputError(
            f"config.toml: zone = “{name}” is not a time zone.", "Write an IANA name like Europe/Amsterdam."
        ) from error


def open_session(world: World, *, ascii_only: bool = False) -> Session:
    """Open the session of this world; raises NetriageError when its files cannot be used."""
    from dataclasses import replace

    from netriage.config import read_settings
    from netriage.session.session import Session
    from netriage.store import Folders, Store

    text = world.settings_file.read_text("utf-8") if world.settings_file.exists() else ""
    settings = read_settings(text, str(world.settings_file))
    if ascii_only:
        settings = replace(settings, ascii=True)
    store = Store(Folders(world.config, world.data, world.cache))
    session = Session(store, settings, goal_file=world.goal_file, now=world.now, zone=user_zone(settings.zone))
    session.stdin = None if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer
    return session


def has_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def editor() -> str:
    """The user's editor command, '' when none is set."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""

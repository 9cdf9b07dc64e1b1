"""What the session tests share: one folder that is opened again and again, and a clock that they move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.config import Settings
from netriage.session.session import Session
from netriage.store import Folders, Store
from tests.worlds import GOAL, WEEK

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Open = Callable[[], Session]


@pytest.fixture
def open_session(tmp_path: Path, clock: Clock) -> Open:
    """Opens the same folder again and again, as restarts and second processes do."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "goal.toml").write_text(GOAL, "utf-8")

    def open_it(settings: Settings | None = None) -> Session:
        store = Store(Folders(tmp_path / "config", tmp_path / "data", tmp_path / "cache"))
        return Session(
            store, settings or Settings(), goal_file=tmp_path / "config" / "goal.toml", now=clock, zone=AMSTERDAM
        )

    return open_it


@pytest.fixture
def pulled(open_session: Open, tmp_path: Path) -> Session:
    """A session with the week's feed."""
    session = open_session()
    feed = tmp_path / "week.ics"
    feed.write_text(WEEK, "utf-8", newline="")
    session.add_source(str(feed))
    session.pull()
    session.load()
    return session

"""Looking at a feed before it is added, and at one that is there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.config import Settings
from netriage.errors import FeedError
from netriage.feeds import reading
from netriage.feeds.access import Access
from netriage.feeds.reading import Bounds
from netriage.feeds.source import make_feed
from netriage.session.scouting import Scout
from tests.worlds import WEEK

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


async def test_to_who_adds_a_feed_a_reading_that_failed_says_nothing_of_listings_that_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reading, "Bounds", lambda: Bounds(wall_seconds=0.0))
    file = tmp_path / "week.ics"
    file.write_text(WEEK, "utf-8", newline="")
    scout = Scout(Settings(), NOW, ZoneInfo("Europe/Berlin"), Access())
    with pytest.raises(FeedError, match="took too long") as added:
        await scout.find(str(file))
    assert added.value.remedy == "It is not an ordinary calendar."
    with pytest.raises(FeedError, match="took too long") as looked:
        await scout.look(make_feed(str(file), now=NOW))
    assert "Its old listings stay" in looked.value.remedy

"""A real khal reads the vdir that we write, and finds the right events at the right times."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.calendars import VdirCalendar
from netriage.model import Status
from tests.calendars.samples import BERLIN, NOW, Ledger, kept, plan, sync

KHAL = shutil.which("khal", path=str(Path(sys.executable).parent)) or shutil.which("khal")
FORMAT = "{calendar}|{start-date} {start-time}|{end-date} {end-time}|{title}|{location}|{url}|{status}"

CONFIG = """\
[calendars]
[[kept]]
path = {folder}/kept
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = kept
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if KHAL is None:
        pytest.skip("khal is not installed (it is in the dev extra)")
    (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path))
    (tmp_path / "kept").mkdir()
    return tmp_path


def khal(folder: Path, *arguments: str) -> list[str]:
    ran = subprocess.run(
        [str(KHAL), "-c", str(folder / "config"), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def listed(folder: Path) -> list[str]:
    return khal(folder, "list", "--once", "--day-format", "", "--format", FORMAT, "2026-11-20", "30d")


def test_khal_lists_what_is_kept_at_the_right_times(folder: Path) -> None:
    calendar, ledger = VdirCalendar("kept", folder / "kept"), Ledger()
    new_york = ZoneInfo("America/New_York")
    wanted = [
        kept("a", title="Frühstück; mit, Komma", description="Zeile\nZwei " * 30),
        kept("b", title="In New York", start=datetime(2026, 11, 27, 9, tzinfo=new_york), location="5th Ave"),
        kept(
            "c",
            title="In UTC",
            start=datetime(2026, 11, 28, 17, tzinfo=UTC),
            end=datetime(2026, 11, 28, 18, tzinfo=UTC),
        ),
        kept("d", title="Two days", start=date(2026, 12, 1), end=date(2026, 12, 3), url=""),
        kept(
            "e",
            title="No length",
            start=datetime(2026, 12, 4, 10, tzinfo=BERLIN),
            end=datetime(2026, 12, 4, 10, tzinfo=BERLIN),
        ),
    ]
    sync(wanted, calendar, ledger)
    rows = [row.split("|") for row in listed(folder) if "|" in row]
    assert [(row[1], row[2], row[3]) for row in rows] == [
        ("2026-11-26 18:30", "2026-11-26 20:30", "Frühstück; mit, Komma"),
        ("2026-11-27 15:00", "2026-11-27 17:00", "In New York"),
        ("2026-11-28 18:00", "2026-11-28 19:00", "In UTC"),
        ("2026-12-01 ", "2026-12-02 ", "Two days"),
        ("2026-12-04 10:00", "2026-12-04 11:00", "No length"),  # an hour is khal's own idea of no length
    ]
    assert {row[0] for row in rows} == {"kept"}
    assert rows[0][4:6] == ["Torstraße 1, Berlin", "https://example.org/e"]


def test_khal_sees_a_change_a_cancellation_and_a_removal(folder: Path) -> None:
    calendar, ledger = VdirCalendar("kept", folder / "kept"), Ledger()
    sync([kept("a"), kept("b")], calendar, ledger)
    assert len(listed(folder)) == 2
    moved = kept("a", start=NOW + timedelta(days=5, hours=1), status=Status.CANCELLED)
    sync([moved], calendar, ledger)
    (row,) = (row for row in listed(folder) if "|" in row)
    assert "2026-11-28 10:00" in row
    assert row.split("|")[6].strip().upper() == "CANCELLED"


def test_what_khal_itself_puts_into_the_folder_stays(folder: Path) -> None:
    calendar, ledger = VdirCalendar("kept", folder / "kept"), Ledger()
    sync([kept("a")], calendar, ledger)
    khal(folder, "new", "-a", "kept", "2026-11-25", "09:00", "10:00", "Dentist")
    sync([], calendar, ledger)
    assert plan([], calendar, ledger).empty
    assert [row.split("|")[3] for row in listed(folder) if "|" in row] == ["Dentist"]

"""The file back ends: what they leave on the disk, and what they say when it does not let them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from netriage.calendars import Calendar, CalendarKind, IcsCalendar, VdirCalendar, open_calendar, uid_of
from netriage.calendars import files as calendar_files
from netriage.calendars.event import body_of
from netriage.config import CalendarSettings
from netriage.errors import CalendarConflictError, CalendarError
from tests.calendars.samples import BERLIN, FOREIGN, NOW, Ledger, bytes_of, kept, open_back_end, plan, put_foreign, sync


@pytest.fixture(params=["ics", "vdir"])
def calendar(request: pytest.FixtureRequest, tmp_path: Path) -> Calendar:
    return open_back_end(request.param, tmp_path)


def test_settings_open_the_back_end_they_name(tmp_path: Path) -> None:
    file = open_calendar(CalendarSettings("a", "sub/kept.ics", CalendarKind.ICS), tmp_path)
    folder = open_calendar(CalendarSettings("b", str(tmp_path / "kept")), Path("elsewhere"))
    assert isinstance(file, IcsCalendar)
    assert isinstance(folder, VdirCalendar)
    sync([kept()], file, Ledger())
    sync([kept()], folder, Ledger())
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*.ics"))] == [
        f"kept/{uid_of('a')}.ics",
        "sub/kept.ics",
    ]


def test_files_are_private_and_nothing_temporary_is_left(calendar: Calendar, tmp_path: Path) -> None:
    sync([kept("a"), kept("b")], calendar, Ledger())
    paths = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.suffix == ".ics" and path.name[0] != "." for path in paths)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_a_file_that_others_may_read_stays_readable(calendar: Calendar, tmp_path: Path) -> None:
    ledger = Ledger()
    sync([kept()], calendar, ledger)
    (path,) = tmp_path.rglob("*.ics")
    path.chmod(0o644)
    sync([kept(title="Renamed")], calendar, ledger)
    assert path.stat().st_mode & 0o777 == 0o644


def test_what_a_crash_left_behind_is_swept_by_the_next_write(calendar: Calendar, tmp_path: Path) -> None:
    folder = tmp_path / "kept" if isinstance(calendar, VdirCalendar) else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / ".old.ics.netriage-tmp").write_bytes(b"half a")
    (folder / ".theirs.tmp").write_bytes(b"not ours")
    assert all(entry.uid for entry in calendar.entries() or ())
    sync([kept()], calendar, Ledger())
    assert sorted(path.name for path in folder.iterdir() if path.name[0] == ".") == [".theirs.tmp"]


@pytest.mark.parametrize(
    ("number", "said", "remedy"),
    [
        (errno.ENOSPC, "no space left", "disk is full"),
        (errno.EROFS, "read-only", "calendar elsewhere"),
        (errno.EACCES, "permission denied", "right to write"),
        (errno.EIO, "input/output", "sync again"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_a_disk_that_fails_is_told_in_words_and_the_old_file_stays(
    calendar: Calendar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    said: str,
    remedy: str,
    call: str,
) -> None:
    ledger = Ledger()
    sync([kept("a")], calendar, ledger)
    before = bytes_of(calendar, tmp_path)
    wanted = [kept("a", title="Renamed"), kept("b")]
    real = getattr(os, call)

    def fail(*given: object, **named: object) -> object:
        if call == "open" and not str(given[0]).endswith("netriage-tmp"):
            return real(*given, **named)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(calendar_files.os, call, fail)
        receipt = sync(wanted, calendar, ledger)
    assert [failure.step.key for failure in receipt.failed] == ["b", "a"]
    assert all(said in failure.what.lower() and remedy in failure.remedy for failure in receipt.failed)
    assert bytes_of(calendar, tmp_path) == before
    assert sync(wanted, calendar, ledger).words == "1 added, 1 changed, 0 removed"


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from tests.calendars.samples import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
receipt = sync([kept("a"), kept("b", description="x" * 3000)], open_back_end(sys.argv[1], Path(sys.argv[2])), Ledger())
print(receipt.words)
print(*(f"{failure.what} {failure.remedy}" for failure in receipt.failed))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no RLIMIT_FSIZE")
@pytest.mark.parametrize("kind", ["ics", "vdir"])
def test_a_file_that_may_not_grow_for_real_leaves_what_was_there(kind: str, tmp_path: Path) -> None:
    calendar, ledger = open_back_end(kind, tmp_path), Ledger()
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, kind, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.startswith("1 added, 0 changed, 0 removed, 1 failed")
    assert "make room and sync again" in ran.stdout
    assert [entry.uid for entry in calendar.entries() or ()] == [uid_of("a")]
    assert not list(tmp_path.rglob(".*"))
    assert sync([kept("a"), kept("b", description="x" * 3000)], calendar, ledger).words.startswith("1 added")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_in_words(calendar: Calendar, tmp_path: Path) -> None:
    folder = tmp_path / "kept" if isinstance(calendar, VdirCalendar) else tmp_path
    folder.mkdir(exist_ok=True)
    folder.chmod(0o500)
    try:
        assert "may not be written" in calendar.check()[0]
        (failure,) = sync([kept()], calendar, Ledger()).failed
    finally:
        folder.chmod(0o700)
    assert "right to write" in failure.remedy


def test_a_file_where_the_folder_should_be_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("not a folder")
    calendar = VdirCalendar("kept", tmp_path / "kept")
    assert calendar.check() == (f"{tmp_path / 'kept'} is a file, not a folder.",)
    with pytest.raises(CalendarError, match="A file stands where a folder was expected"):
        calendar.entries()
    deeper = IcsCalendar("kept", tmp_path / "kept" / "sub" / "kept.ics")
    assert "cannot be read: not a directory" in deeper.check()[0]
    assert "is a file, so" in VdirCalendar("kept", tmp_path / "kept" / "sub").check()[0]
    with pytest.raises(CalendarError, match="A file stands where a folder was expected"):
        deeper.create(uid_of("a"), body_of(kept(), NOW))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>login</html>", "there is no BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n", "BEGIN:VEVENT is not closed"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "END:VEVENT closes nothing"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "VEVENT stands outside of a calendar"),
    ],
)
def test_an_ics_file_that_cannot_be_read_is_never_written(tmp_path: Path, body: bytes, said: str) -> None:
    path = tmp_path / "kept.ics"
    path.write_bytes(body)
    calendar = IcsCalendar("kept", path)
    assert said in calendar.check()[0]
    with pytest.raises(CalendarError, match=said):
        calendar.entries()
    with pytest.raises(CalendarError, match="is no calendar"):
        calendar.create(uid_of("a"), body_of(kept(), NOW))
    assert path.read_bytes() == body


def test_a_vdir_file_that_cannot_be_read_is_somebody_elses_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "broken.ics").write_bytes(b"\xff\x00 no calendar")
    (folder / "notes.txt").write_bytes(b"mine")
    calendar, ledger = VdirCalendar("kept", folder), Ledger()
    sync([kept()], calendar, ledger)
    sync([], calendar, ledger)
    assert bytes_of(calendar, folder) == {"broken.ics": b"\xff\x00 no calendar", "notes.txt": b"mine"}


def test_a_file_that_has_the_name_of_ours_but_another_event_is_not_overwritten(tmp_path: Path) -> None:
    calendar = VdirCalendar("kept", tmp_path / "kept")
    put_foreign(calendar, tmp_path, name=uid_of("a"))
    (failure,) = sync([kept()], calendar, Ledger()).failed
    assert "is there already" in failure.what
    assert FOREIGN in (tmp_path / "kept" / f"{uid_of('a')}.ics").read_bytes()


def test_where_there_are_no_hard_links_a_new_file_still_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(calendar_files.os, "link", no_links)
    calendar = VdirCalendar("kept", tmp_path / "kept")
    calendar.create(uid_of("a"), body_of(kept(), NOW))
    with pytest.raises(CalendarConflictError):
        calendar.create(uid_of("a"), body_of(kept(title="Other"), NOW))


def test_an_event_renamed_by_another_program_is_found_by_its_uid(tmp_path: Path) -> None:
    calendar, ledger = VdirCalendar("kept", tmp_path / "kept"), Ledger()
    sync([kept()], calendar, ledger)
    (tmp_path / "kept" / f"{uid_of('a')}.ics").rename(tmp_path / "kept" / "renamed.ics")
    sync([kept(title="New title")], calendar, ledger)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["renamed.ics"]
    assert b"SUMMARY:New title" in (tmp_path / "kept" / "renamed.ics").read_bytes()


def test_an_ics_file_without_events_and_a_linked_one_take_events(tmp_path: Path) -> None:
    bare = b"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n"
    (tmp_path / "bare.ics").write_bytes(bare)
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "there.ics").write_bytes(bare)
    (tmp_path / "linked.ics").symlink_to(tmp_path / "real" / "there.ics")
    for name in ("bare", "linked"):
        calendar, ledger = IcsCalendar("kept", tmp_path / f"{name}.ics"), Ledger()
        sync([kept()], calendar, ledger)
        assert [entry.uid for entry in calendar.entries() or ()] == [uid_of("a")]
        assert plan([kept()], calendar, ledger).empty
    assert (tmp_path / "linked.ics").is_symlink()
    assert b"\r" not in (tmp_path / "bare.ics").read_bytes()


def test_an_empty_ics_file_is_no_calendar_yet_and_is_filled(tmp_path: Path) -> None:
    (tmp_path / "kept.ics").write_bytes(b"\n")
    calendar = IcsCalendar("kept", tmp_path / "kept.ics")
    assert calendar.entries() is None
    sync([kept()], calendar, Ledger())
    assert [entry.uid for entry in calendar.entries() or ()] == [uid_of("a")]


def test_events_of_different_years_find_their_clock_changes_in_one_file(tmp_path: Path) -> None:
    calendar, ledger = IcsCalendar("kept", tmp_path / "kept.ics"), Ledger()
    years = [kept(str(year), start=datetime(year, 7, 1, 18, tzinfo=BERLIN)) for year in (2027, 2028, 2029, 2030)]
    for number in range(1, 5):
        sync(years[:number], calendar, ledger)
    body = (tmp_path / "kept.ics").read_bytes()
    assert body.count(b"BEGIN:VTIMEZONE") == 1
    assert all(b"DTSTART:%d03" % year in body for year in (2027, 2028, 2029, 2030, 2031))
    theirs = body.replace(b"TZNAME:CE", b"TZNAME:XX")
    (tmp_path / "kept.ics").write_bytes(theirs)
    sync([*years, kept("far", start=datetime(2035, 7, 1, 18, tzinfo=BERLIN))], calendar, ledger)
    assert theirs[: theirs.index(b"BEGIN:VEVENT")] in (tmp_path / "kept.ics").read_bytes()


def test_a_file_that_begins_with_a_byte_order_mark_keeps_it(tmp_path: Path) -> None:
    marked = b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + FOREIGN + b"END:VCALENDAR\r\n"
    (tmp_path / "kept.ics").write_bytes(marked)
    calendar, ledger = IcsCalendar("kept", tmp_path / "kept.ics"), Ledger()
    sync([kept(start=NOW + timedelta(days=1))], calendar, ledger)
    sync([], calendar, ledger)
    assert (tmp_path / "kept.ics").read_bytes() == marked

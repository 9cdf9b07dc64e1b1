"""What every back end keeps: the contract of a calendar, and the promises of a sync over it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from netriage.calendars import Action, Calendar, MemoryCalendar, Phase, uid_of
from netriage.calendars.event import body_of
from netriage.calendars.meaning import meaning
from netriage.errors import CalendarConflictError, CalendarError
from netriage.model import Lane, Status
from tests.calendars.samples import (
    BACK_ENDS,
    BERLIN,
    FOREIGN,
    NOW,
    Ledger,
    bytes_of,
    delete_by_hand,
    edit,
    kept,
    open_back_end,
    plan,
    put_foreign,
    sync,
)


@pytest.fixture(params=BACK_ENDS)
def calendar(request: pytest.FixtureRequest, tmp_path: Path) -> Calendar:
    return open_back_end(request.param, tmp_path)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def only(calendar: Calendar) -> bytes:
    (entry,) = (entry for entry in calendar.entries() or () if entry.uid != "dentist@example.org")
    return entry.events[0]


# The three writes.


def test_what_was_created_is_listed_with_its_uid(calendar: Calendar) -> None:
    item = kept()
    entry = calendar.create(uid_of("a"), body_of(item, NOW))
    assert calendar.entries() == (entry,)
    assert entry.uid == uid_of("a")
    assert meaning(entry.events[0])["SUMMARY"] == "Event a"


def test_an_entry_cannot_be_created_twice(calendar: Calendar) -> None:
    calendar.create(uid_of("a"), body_of(kept(), NOW))
    with pytest.raises(CalendarConflictError):
        calendar.create(uid_of("a"), body_of(kept(title="Other"), NOW))
    assert meaning(only(calendar))["SUMMARY"] == "Event a"


def test_an_update_wants_the_entry_as_it_was_planned_for(calendar: Calendar) -> None:
    entry = calendar.create(uid_of("a"), body_of(kept(), NOW))
    newer = calendar.update(entry.href, body_of(kept(title="Newer"), NOW), entry.etag)
    assert newer.etag != entry.etag
    assert (newer.href, newer.uid) == (entry.href, entry.uid)
    with pytest.raises(CalendarConflictError):
        calendar.update(entry.href, body_of(kept(title="Stale"), NOW), entry.etag)
    assert meaning(only(calendar))["SUMMARY"] == "Newer"


def test_a_removal_wants_the_entry_as_it_was_planned_for(calendar: Calendar) -> None:
    entry = calendar.create(uid_of("a"), body_of(kept(), NOW))
    with pytest.raises(CalendarConflictError):
        calendar.delete(entry.href, "another")
    calendar.delete(entry.href, entry.etag)
    assert calendar.entries() == ()
    with pytest.raises(CalendarConflictError):
        calendar.delete(entry.href, entry.etag)


def test_nothing_that_is_gone_is_brought_back_by_an_update(calendar: Calendar) -> None:
    entry = calendar.create(uid_of("a"), body_of(kept(), NOW))
    calendar.delete(entry.href, entry.etag)
    with pytest.raises(CalendarConflictError):
        calendar.update(entry.href, body_of(kept(), NOW), entry.etag)
    assert calendar.entries() == ()


def test_what_others_wrote_stays_byte_for_byte_through_every_write(calendar: Calendar, tmp_path: Path) -> None:
    put_foreign(calendar, tmp_path)
    entry = calendar.create(uid_of("a"), body_of(kept(), NOW))
    entry = calendar.update(entry.href, body_of(kept(start=datetime(2031, 6, 1, 9, tzinfo=BERLIN)), NOW), entry.etag)
    assert FOREIGN in b"".join(bytes_of(calendar, tmp_path).values())
    calendar.delete(entry.href, entry.etag)
    foreign = [entry for entry in calendar.entries() or () if entry.uid == "dentist@example.org"]
    assert [entry.events for entry in foreign] == [(FOREIGN,)]


def test_a_calendar_that_can_be_written_has_no_complaint(calendar: Calendar) -> None:
    assert calendar.check() == ()
    calendar.create(uid_of("a"), body_of(kept(), NOW))
    assert calendar.check() == ()


# The sync over them.


def test_kept_listings_come_in_and_the_second_sync_writes_nothing(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    wanted = [kept("a"), kept("b", start=date(2026, 12, 1)), kept("c", start=NOW + timedelta(days=2))]
    receipt = sync(wanted, calendar, ledger)
    assert receipt.words == "3 added, 0 changed, 0 removed"
    before, writes = bytes_of(calendar, tmp_path), ledger.writes
    again = plan(wanted, calendar, ledger, now=NOW + timedelta(hours=1))
    assert again.empty
    assert again.words == "0 to add, 0 to change, 0 to remove, 3 unchanged"
    sync(wanted, calendar, ledger, now=NOW + timedelta(hours=1))
    assert bytes_of(calendar, tmp_path) == before
    assert ledger.writes == writes


def test_a_listing_that_is_no_longer_kept_goes(calendar: Calendar, ledger: Ledger, tmp_path: Path) -> None:
    put_foreign(calendar, tmp_path)
    sync([kept("a"), kept("b")], calendar, ledger)
    receipt = sync([kept("b")], calendar, ledger)
    assert [step.action for step in receipt.done] == [Action.DELETE]
    assert {entry.uid for entry in calendar.entries() or ()} == {uid_of("b"), "dentist@example.org"}
    assert list(ledger.documents) == ["b"]


def test_a_change_of_the_publishers_is_written_field_by_field(calendar: Calendar, ledger: Ledger) -> None:
    sync([kept()], calendar, ledger)
    moved = kept(start=datetime(2026, 11, 27, 19, 0, tzinfo=BERLIN), location="Online")
    (step,) = plan([moved], calendar, ledger).steps
    assert {(change.field, change.before, change.after) for change in step.changes} == {
        ("start", "2026-11-26 18:30 Europe/Berlin", "2026-11-27 19:00 Europe/Berlin"),
        ("end", "2026-11-26 20:30 Europe/Berlin", "2026-11-27 21:00 Europe/Berlin"),
        ("location", "Torstraße 1, Berlin", "Online"),
    }
    sync([moved], calendar, ledger)
    assert b"SEQUENCE:1" in only(calendar)
    assert meaning(only(calendar))["LOCATION"] == "Online"
    assert plan([moved], calendar, ledger).empty


def test_a_change_that_the_user_has_not_seen_waits_but_a_cancellation_does_not(
    calendar: Calendar, ledger: Ledger
) -> None:
    sync([kept()], calendar, ledger)
    moved = kept(start=datetime(2026, 11, 27, 19, 0, tzinfo=BERLIN), lane=Lane.CHANGED)
    assert plan([moved], calendar, ledger).empty
    cancelled = kept(title="CANCELLED: Event a", status=Status.CANCELLED, lane=Lane.CHANGED)
    (step,) = plan([cancelled], calendar, ledger).steps
    assert step.why == "the publisher cancelled it"
    assert [(change.field, change.before, change.after) for change in step.changes] == [
        ("status", "CONFIRMED", "CANCELLED")
    ]
    sync([cancelled], calendar, ledger)
    assert b"STATUS:CANCELLED" in only(calendar)
    assert b"SUMMARY:Event a" in only(calendar)
    assert plan([cancelled], calendar, ledger).empty


def test_an_edit_of_the_users_stays_and_the_rest_is_still_updated(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    sync([kept()], calendar, ledger)
    edit(calendar, tmp_path, b"SUMMARY:Event a", b"SUMMARY:With Ada!")
    assert plan([kept()], calendar, ledger).empty
    sync([kept(location="Elsewhere")], calendar, ledger)
    said = meaning(only(calendar))
    assert (said["SUMMARY"], said["LOCATION"]) == ("With Ada!", "Elsewhere")
    assert plan([kept(location="Elsewhere")], calendar, ledger).empty


def test_when_both_changed_a_field_the_users_stays_and_it_is_told(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    sync([kept()], calendar, ledger)
    edit(calendar, tmp_path, b"SUMMARY:Event a", b"SUMMARY:With Ada!")
    planned = plan([kept(title="Event A, bigger")], calendar, ledger)
    assert planned.steps == ()
    assert [(left.field, "Event A, bigger" in left.why) for left in planned.left] == [("title", True)]
    sync([kept(title="Event A, bigger")], calendar, ledger)
    assert meaning(only(calendar))["SUMMARY"] == "With Ada!"


def test_what_the_user_emptied_is_not_filled_again(calendar: Calendar, ledger: Ledger, tmp_path: Path) -> None:
    sync([kept()], calendar, ledger)
    edit(calendar, tmp_path, b"LOCATION:Torstra\xc3\x9fe 1\\, Berlin\r\n", b"")
    sync([kept(title="Renamed")], calendar, ledger)
    assert "LOCATION" not in meaning(only(calendar))
    assert meaning(only(calendar))["SUMMARY"] == "Renamed"


def test_when_both_made_the_same_change_it_counts_as_ours(calendar: Calendar, ledger: Ledger, tmp_path: Path) -> None:
    sync([kept()], calendar, ledger)
    edit(calendar, tmp_path, b"SUMMARY:Event a", b"SUMMARY:Same")
    sync([kept(title="Same")], calendar, ledger)
    (step,) = plan([kept(title="Third")], calendar, ledger).steps
    assert step.action is Action.UPDATE


def test_a_start_of_the_users_keeps_our_end_away(calendar: Calendar, ledger: Ledger, tmp_path: Path) -> None:
    sync([kept()], calendar, ledger)
    edit(
        calendar, tmp_path, b"DTSTART;TZID=Europe/Berlin:20261126T183000", b"DTSTART;TZID=Europe/Berlin:20261126T200000"
    )
    planned = plan([kept(end=datetime(2026, 11, 26, 19, 30, tzinfo=BERLIN))], calendar, ledger)
    assert planned.steps == ()
    assert {left.field for left in planned.left} == {"start", "end"}


def test_a_reminder_of_the_users_survives_an_update_and_keeps_the_event_from_removal(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:go\r\nEND:VALARM\r\n"
    sync([kept()], calendar, ledger)
    edit(calendar, tmp_path, b"END:VEVENT", alarm + b"END:VEVENT")
    sync([kept(title="Renamed")], calendar, ledger)
    assert alarm in only(calendar)
    planned = plan([], calendar, ledger)
    assert planned.steps == ()
    assert "you changed it in the calendar" in planned.left[0].why
    sync([], calendar, ledger)
    assert alarm in only(calendar)
    assert plan([], calendar, ledger).empty


def test_what_the_user_deleted_there_does_not_come_back(calendar: Calendar, ledger: Ledger) -> None:
    sync([kept("a"), kept("b")], calendar, ledger)
    delete_by_hand(calendar, uid_of("a"))
    for _ in range(2):
        receipt = sync([kept("a", title="Even if it changes"), kept("b")], calendar, ledger)
        assert receipt.done == ()
    assert [entry.uid for entry in calendar.entries() or ()] == [uid_of("b")]
    assert ledger.load()["a"].phase is Phase.GONE


def test_what_is_no_longer_kept_and_later_kept_anew_comes_back(calendar: Calendar, ledger: Ledger) -> None:
    sync([kept("a")], calendar, ledger)
    delete_by_hand(calendar, uid_of("a"))
    sync([kept("a")], calendar, ledger)
    sync([], calendar, ledger)
    sync([kept("a")], calendar, ledger)
    assert [entry.uid for entry in calendar.entries() or ()] == [uid_of("a")]


def test_an_event_whose_listing_is_in_no_feed_today_stays(calendar: Calendar, ledger: Ledger) -> None:
    sync([kept("a")], calendar, ledger)
    assert plan([], calendar, ledger, unseen={"a"}).empty


def test_what_is_over_is_left_as_history(calendar: Calendar, ledger: Ledger) -> None:
    sync([kept("a")], calendar, ledger)
    later = NOW + timedelta(days=30)
    assert plan([], calendar, ledger, now=later).empty
    assert plan([kept("a", title="Recap")], calendar, ledger, now=later).empty
    assert plan([kept("b")], calendar, ledger, now=later).empty


def test_another_programs_rewriting_is_no_edit(calendar: Calendar, ledger: Ledger, tmp_path: Path) -> None:
    item = kept(description="Talks, drinks; and more")
    sync([item], calendar, ledger)
    edit(calendar, tmp_path, b"DTSTART;TZID=Europe/Berlin:20261126T183000", b"DTSTART:20261126T173000Z")
    edit(
        calendar,
        tmp_path,
        b"SUMMARY:Event a\r\n",
        b"SUMMARY;LANGUAGE=en:Eve\r\n nt a\r\nX-THEIRS:1\r\nTRANSP:OPAQUE\r\n",
    )
    edit(calendar, tmp_path, b"STATUS:CONFIRMED\r\n", b"LAST-MODIFIED:20261123T090000Z\r\n")
    assert plan([item], calendar, ledger).empty
    assert [step.action for step in plan([], calendar, ledger).steps] == [Action.DELETE]


def test_an_event_of_ours_that_the_ledger_forgot_is_taken_up_only_if_it_says_what_we_would_write(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    sync([kept()], calendar, ledger)
    assert sync([kept()], calendar, other := Ledger()).done == ()
    assert other.load()["a"].phase is Phase.WRITTEN
    edit(calendar, tmp_path, b"SUMMARY:Event a", b"SUMMARY:With Ada!")
    planned = plan([kept()], calendar, Ledger())
    assert planned.empty
    assert "this ledger did not write it" in planned.left[0].why


def test_an_event_that_somebody_made_a_series_of_is_left_alone(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    sync([kept()], calendar, ledger)
    edit(
        calendar,
        tmp_path,
        b"END:VEVENT\r\n",
        b"END:VEVENT\r\n" + FOREIGN.replace(b"dentist@example.org", uid_of("a").encode()),
    )
    planned = plan([kept(title="Renamed")], calendar, ledger)
    assert planned.steps == ()
    assert "more than once" in planned.left[0].why
    assert plan([], calendar, ledger).steps == ()


def test_a_mass_removal_is_refused_in_words_unless_it_is_allowed(calendar: Calendar, ledger: Ledger) -> None:
    wanted = [kept(key) for key in "abcdefghij"]
    sync(wanted, calendar, ledger)
    planned = plan(wanted[:5], calendar, ledger)
    assert planned.refusal is not None
    assert planned.refusal.what == "This would remove 5 of 10 coming events from the calendar kept."
    assert "--allow-removals" in planned.refusal.remedy
    with pytest.raises(CalendarError, match="5 of 10"):
        sync(wanted[:5], calendar, ledger)
    assert len(calendar.entries() or ()) == 10
    assert plan(wanted[:7], calendar, ledger).refusal is None
    sync(wanted[:5], calendar, ledger, allow_removals=True)
    assert len(calendar.entries() or ()) == 5


def test_a_calendar_that_lost_most_of_our_events_is_not_taken_for_deletions(calendar: Calendar, ledger: Ledger) -> None:
    wanted = [kept(key) for key in "abcdefghij"]
    sync(wanted, calendar, ledger)
    for key in "abcde":
        delete_by_hand(calendar, uid_of(key))
    planned = plan(wanted, calendar, ledger)
    assert planned.refusal is not None
    assert "5 of 10 coming events are gone" in planned.refusal.what
    sync(wanted, calendar, ledger, allow_removals=True)
    assert sum(entry.phase is Phase.GONE for entry in ledger.load().values()) == 5


def test_a_calendar_that_is_not_there_any_more_is_not_written_anew(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    if isinstance(calendar, MemoryCalendar):
        pytest.skip("a calendar in memory is always there")
    sync([kept()], calendar, ledger)
    (tmp_path / ("kept" if (tmp_path / "kept").is_dir() else "kept.ics")).rename(tmp_path / "moved")
    assert calendar.entries() is None
    planned = plan([kept()], calendar, ledger)
    assert planned.refusal is not None
    assert "is gone" in planned.refusal.what


def test_an_entry_that_changes_between_plan_and_write_is_left_alone_and_the_others_are_done(
    calendar: Calendar, ledger: Ledger, tmp_path: Path
) -> None:
    from netriage.calendars import apply

    sync([kept("a"), kept("b")], calendar, ledger)
    planned = plan([kept("a", title="A2"), kept("b", title="B2")], calendar, ledger)
    edit(calendar, tmp_path, b"SUMMARY:Event a", b"SUMMARY:With Ada!")
    receipt = apply(planned, calendar, ledger.record)
    assert [step.key for step in receipt.done] == ["b"]
    assert [(failure.step.key, "changed" in failure.what) for failure in receipt.failed] == [("a", True)]
    titles = {meaning(entry.events[0])["SUMMARY"] for entry in calendar.entries() or ()}
    assert titles == {"With Ada!", "B2"}
    assert plan([kept("a", title="A2"), kept("b", title="B2")], calendar, ledger).steps == ()

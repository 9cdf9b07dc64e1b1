"""Promises of the plan for any history: kept, un-kept, edited, deleted, cancelled, crashed, failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from netriage.calendars import Action, Entry, Kept, MemoryCalendar, Phase, apply, uid_of
from netriage.calendars.component import join, split
from netriage.calendars.meaning import meaning
from netriage.errors import CalendarError
from netriage.model import Lane, Status
from tests.calendars.samples import FOREIGN, NOW, Ledger, kept, plan, put_foreign, sync

KEYS = "abcde"
titles = st.sampled_from(["Go night", "Rust day", "Tee; Kaffee, Kuchen\n& mehr", "長い" * 40])
items = st.builds(
    kept,
    st.sampled_from(KEYS),
    title=titles,
    start=st.integers(-48, 200).map(lambda hours: NOW + timedelta(hours=hours)),
    description=st.sampled_from(["", "two\nlines", "BEGIN:VEVENT\nUID:x"]),
    status=st.sampled_from([Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED]),
    lane=st.sampled_from([Lane.KEEP, Lane.KEEP, Lane.CHANGED]),
)
selections = st.lists(items, max_size=6, unique_by=lambda item: item.key)


@given(st.lists(selections, max_size=4))
@settings(max_examples=35)
def test_after_a_sync_the_plan_is_empty(history: list[list[Kept]]) -> None:
    calendar, ledger = MemoryCalendar("kept"), Ledger()
    for wanted in history:
        sync(wanted, calendar, ledger, allow_removals=True)
        assert plan(wanted, calendar, ledger).empty


@given(selections, selections)
@settings(max_examples=35)
def test_a_plan_names_nothing_that_netriage_did_not_write(first: list[Kept], second: list[Kept]) -> None:
    calendar, ledger = MemoryCalendar("kept"), Ledger()
    put_foreign(calendar, None)  # type: ignore[arg-type]  # a calendar in memory has no folder
    sync(first, calendar, ledger, allow_removals=True)
    planned = plan(second, calendar, ledger, allow_removals=True)
    ours = {uid_of(key) for key in KEYS}
    assert {step.intent.uid for step in planned.steps} <= ours
    assert {step.intent.href for step in planned.steps} <= ours | {""}
    apply(planned, calendar, ledger.record)
    assert FOREIGN in calendar.bodies["dentist"]


@given(selections, st.permutations(list(KEYS)))
@settings(max_examples=20)
def test_the_order_of_what_is_kept_and_of_what_is_there_does_not_matter(wanted: list[Kept], order: list[str]) -> None:
    calendar, ledger = MemoryCalendar("kept"), Ledger()
    sync([kept(key) for key in KEYS], calendar, ledger)
    shuffled = MemoryCalendar("kept")
    shuffled.bodies = {uid_of(key): calendar.bodies[uid_of(key)] for key in order}
    one = plan(wanted, calendar, ledger, allow_removals=True)
    two = plan(sorted(wanted, key=lambda item: order.index(item.key)), shuffled, ledger, allow_removals=True)
    assert one == two


@given(
    st.lists(
        st.sampled_from([FOREIGN, FOREIGN.replace(b"\r\n", b"\n"), b"X-LINE:\xff\x0b\x0c\r\n", b"\r\n"]), max_size=5
    )
)
def test_the_pieces_of_a_file_are_the_file(parts: list[bytes]) -> None:
    body = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(parts) + b"END:VCALENDAR\r\n"
    pieces = split(body)
    assert join(pieces) == body
    assert sum(piece.kind == "VEVENT" for piece in pieces) == sum(b"VEVENT" in part for part in parts)


class Unreliable(MemoryCalendar):
    """A calendar whose next writes fail, before or after they happened."""

    def __init__(self) -> None:
        super().__init__("kept")
        self.faults: list[str] = []

    def create(self, uid: str, body: bytes) -> Entry:
        return self._flaky(lambda: super(Unreliable, self).create(uid, body))

    def update(self, href: str, body: bytes, etag: str) -> Entry:
        return self._flaky(lambda: super(Unreliable, self).update(href, body, etag))

    def delete(self, href: str, etag: str) -> None:
        self._flaky(lambda: super(Unreliable, self).delete(href, etag))

    def _flaky(self, write: Any) -> Any:
        fault = self.faults.pop() if self.faults else ""
        if fault == "before":
            raise CalendarError("The disk is full.", "Make room.")
        result = write()
        if fault == "after":
            raise CalendarError("The answer was lost.", "Sync again.")
        if fault == "crash":
            raise KeyboardInterrupt
        return result


class SyncMachine(RuleBasedStateMachine):
    """Any sequence of decisions, upstream changes, edits, deletions and failures; a model of what must be there."""

    @initialize()
    def begin(self) -> None:
        self.calendar, self.ledger = Unreliable(), Ledger()
        put_foreign(self.calendar, None)  # type: ignore[arg-type]  # a calendar in memory has no folder
        self.wanted: dict[str, Kept] = {}
        self.edited: dict[str, bytes] = {}
        self.deleted: set[str] = set()

    @rule(key=st.sampled_from(KEYS), title=titles)
    def keep_or_change_upstream(self, key: str, title: str) -> None:
        self.wanted[key] = kept(key, title=title)

    @rule(key=st.sampled_from(KEYS))
    def cancel_upstream(self, key: str) -> None:
        if key in self.wanted:
            item = self.wanted[key]
            self.wanted[key] = replace(item, listing=replace(item.listing, status=Status.CANCELLED))

    @rule(key=st.sampled_from(KEYS))
    def keep_no_longer(self, key: str) -> None:
        self.wanted.pop(key, None)

    @rule(key=st.sampled_from(KEYS), note=st.sampled_from([b"mine", b"bring cake"]))
    def user_edits(self, key: str, note: bytes) -> None:
        href = uid_of(key)
        if href in self.calendar.bodies and key not in self.edited:
            mark = b"COMMENT:" + note + b"\r\nEND:VEVENT"
            self.calendar.bodies[href] = self.calendar.bodies[href].replace(b"END:VEVENT", mark)
            self.edited[key] = note

    @rule(key=st.sampled_from(KEYS))
    def user_deletes(self, key: str) -> None:
        record = self.ledger.load().get(key)
        # Only what a sync had finished writing: in between, a deletion cannot be told from a write that never came.
        if record is not None and record.phase is Phase.WRITTEN and uid_of(key) in self.calendar.bodies:
            del self.calendar.bodies[uid_of(key)]
            self.edited.pop(key, None)
            if key in self.wanted:
                self.deleted.add(key)

    @rule(faults=st.lists(st.sampled_from(["", "before", "after", "crash"]), max_size=4))
    def sync_with_failures(self, faults: list[str]) -> None:
        self.deleted &= self.wanted.keys()
        self.calendar.faults = faults
        try:
            sync(list(self.wanted.values()), self.calendar, self.ledger, allow_removals=True)
        except KeyboardInterrupt:
            return
        finally:
            self.calendar.faults = []
            self._forget_what_was_released()

    @rule()
    def sync_twice(self) -> None:
        self.sync_with_failures([])
        self.sync_with_failures([])
        bodies = dict(self.calendar.bodies)
        assert plan(list(self.wanted.values()), self.calendar, self.ledger, allow_removals=True).empty
        for key, item in self.wanted.items():
            there = uid_of(key) in bodies
            if key in self.deleted:
                assert not there
            elif there and key not in self.edited:
                (event,) = (piece.raw for piece in split(bodies[uid_of(key)]) if piece.kind == "VEVENT")
                said = meaning(event)
                assert said["SUMMARY"] == item.listing.title.replace("\n", " ")
                assert (said.get("STATUS") == "CANCELLED") is (item.listing.status is Status.CANCELLED)
            elif not there:
                assert item.listing.status is Status.CANCELLED
        stale = {uid_of(key) for key in KEYS if key not in self.wanted and key not in self.edited}
        assert not stale & bodies.keys()

    def _forget_what_was_released(self) -> None:
        self.edited = {key: note for key, note in self.edited.items() if uid_of(key) in self.calendar.bodies}

    @invariant()
    def nothing_foreign_is_touched(self) -> None:
        if hasattr(self, "calendar"):
            assert FOREIGN in self.calendar.bodies["dentist"]

    @invariant()
    def no_edit_of_the_users_is_lost(self) -> None:
        for key, note in getattr(self, "edited", {}).items():
            assert b"COMMENT:" + note in self.calendar.bodies[uid_of(key)]

    @invariant()
    def nothing_the_user_deleted_comes_back(self) -> None:
        for key in getattr(self, "deleted", set()) & self.wanted.keys():
            assert uid_of(key) not in self.calendar.bodies


TestSyncMachine = SyncMachine.TestCase
TestSyncMachine.settings = settings(max_examples=30, stateful_step_count=25, suppress_health_check=list(HealthCheck))


def test_a_removal_is_never_planned_for_an_event_that_holds_an_edit() -> None:
    calendar, ledger = MemoryCalendar("kept"), Ledger()
    sync([kept("a")], calendar, ledger)
    calendar.bodies = {href: body.replace(b"Event a", b"Mine") for href, body in calendar.bodies.items()}
    assert not plan([], calendar, ledger).of(Action.DELETE)


def test_a_crash_after_an_update_of_an_edited_event_does_not_make_the_edit_ours() -> None:
    calendar, ledger = Unreliable(), Ledger()
    sync([kept("a")], calendar, ledger)
    calendar.bodies = {
        href: body.replace(b"END:VEVENT", b"COMMENT:mine\r\nEND:VEVENT") for href, body in calendar.bodies.items()
    }
    calendar.faults = ["after"]
    sync([kept("a", title="Renamed")], calendar, ledger)
    assert not plan([], calendar, ledger).of(Action.DELETE)

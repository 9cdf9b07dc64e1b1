"""A journal under everything at once: two processes, undo, redo, crashes in mid-write, files written anew."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from netriage.model import Verdict
from netriage.store import Folders, Store
from netriage.triage import Entry, fold, redo_entry, undo_entry
from tests.triage.samples import NOW, decide, make_listing

WHICH = st.integers(0, 1)


class Crash(BaseException):
    """The process ends here."""


class JournalMachine(RuleBasedStateMachine):
    """The model is a list of entries; the journal, seen by either process, must be equal to it."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        self.folders = Folders(root / "config", root / "data", root / "cache")
        self.stores = [Store(self.folders), Store(self.folders)]
        self.entries: list[Entry] = []
        self.number = 0

    def _write(self, which: int, entry: Entry | None) -> None:
        if entry is not None:
            self.stores[which].journal.append(entry)
            self.entries.append(entry)

    def _name(self) -> str:
        self.number += 1
        return f"entry-{self.number}"

    @rule(which=WHICH, key=st.sampled_from("abc"), verdict=st.sampled_from(Verdict))
    def decide(self, which: int, key: str, verdict: Verdict) -> None:
        self._write(which, decide(make_listing(key), verdict, id=self._name()))

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        self._write(which, undo_entry(self.stores[which].journal.record(), NOW, self._name()))

    @rule(which=WHICH)
    def redo(self, which: int) -> None:
        self._write(which, redo_entry(self.stores[which].journal.record(), NOW, self._name()))

    @rule(which=WHICH, share=st.floats(0, 1))
    def crash_in_the_middle_of_a_decision(self, which: int, share: float) -> None:
        entry = decide(make_listing("d"), id=self._name())
        write = os.write

        def die(fd: int, data: memoryview) -> int:
            self.whole = len(data) - 1 <= write(fd, data[: int(len(data) * share)])
            raise Crash

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(os, "write", die)
            with pytest.raises(Crash):
                self.stores[which].journal.append(entry)
        self._restart(which)
        if entry.id in [one.id for one in self.stores[which].journal.entries()]:
            assert self.whole  # all of the line but its line feed was on its way: it may be there
            self.entries.append(entry)

    def _restart(self, which: int) -> None:
        self.stores[which].close()
        self.stores[which] = Store(self.folders)

    @rule(which=WHICH)
    def restart(self, which: int) -> None:
        self._restart(which)

    @rule(which=WHICH)
    def write_anew(self, which: int) -> None:
        self.stores[which]._storage.compact(tolerated=-1000)

    @rule(which=WHICH)
    def turn_a_backup_back(self, which: int) -> None:
        if self.entries:
            copy = self.stores[which].backup(self.folders.config / "copy.jsonl")
            self.stores[1 - which].restore(copy)

    @rule(which=WHICH)
    def poll(self, which: int) -> None:
        journal = self.stores[which].journal
        assert {entry.id for entry in journal.poll()} <= {entry.id for entry in self.entries}
        assert journal.poll() == ()

    @invariant()
    def both_processes_see_the_same(self) -> None:
        for store in self.stores:
            assert store.journal.entries() == tuple(self.entries)
            assert store.journal.record() == fold(self.entries)
            assert store.notices == ()

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()


TestJournalMachine = JournalMachine.TestCase
TestJournalMachine.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)

"""The precious tables by their nouns: the journal of what the user did, the feeds, the ledger of the calendars.

Separate because these are what the session talks to; below them are only documents. All three live in one file, so that
one lock, one backup and one recovery serve them.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from netriage.codec import from_data, to_data
from netriage.collector import paused_collector
from netriage.errors import InputError
from netriage.model import Feed, Problem
from netriage.store.database import JournalDB, JournalTable
from netriage.store.storage import JournalStorage
from netriage.triage import Entry, Record, extend

ENTRIES, FEEDS, LEDGER = "entries", "feeds", "ledger"
"""Names of the tables."""


class Journal:
    """Entries in the order in which they came to the disk, whichever process wrote them, and what they mean.

    May be used by several threads.
    """

    def __init__(self, database: JournalDB, storage: JournalStorage) -> None:
        self._table = _table(database, ENTRIES)
        self._storage = storage
        self._ids: list[str] = []
        """Ids of the table's documents that were read, in its order."""
        self._entries: list[Entry] = []
        self._record = Record()
        self._folded = 0
        self._loads = -1
        self._guard = threading.RLock()
        self._foreign: list[Entry] = []

    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first, those of other processes included."""
        with self._guard:
            self._read()
            return tuple(self._entries)

    def append(self, entry: Entry) -> None:
        """Write an entry down; it is on disk on return. Raises StoreError when the disk refuses: then it is nowhere."""
        with self._guard:
            self._table.put(entry.id, to_data(entry))
            self._read(own=entry.id)

    def poll(self) -> tuple[Entry, ...]:
        """What other processes appended since the last call, or since the first reading. One stat when nothing."""
        with self._guard:
            self._read()
            entries, self._foreign = tuple(self._foreign), []
            return entries

    def record(self) -> Record:
        """What stands now: folded in the order of the file, so that every process comes to the same.

        The same object as long as nothing was written.
        """
        with self._guard:
            self._read()
            if len(self._entries) > self._folded:
                self._record = extend(self._record, *self._entries[self._folded :])
                self._folded = len(self._entries)
            return self._record

    def _forget(self) -> None:
        self._ids, self._entries, self._record, self._folded = [], [], Record(), 0

    def _read(self, own: str = "") -> None:
        """Decode the documents that came since the last time; `own` is the one that need not be reported."""
        table = (self._storage.read() or {}).get(ENTRIES, {})
        first, known = self._loads < 0, set[str]()
        if self._loads != self._storage.loads:
            self._loads = self._storage.loads
            if list(islice(table, len(self._ids))) != self._ids:
                known = set(self._ids)
                self._forget()
        with paused_collector():
            for doc_id, document in islice(table.items(), len(self._ids), None):
                self._ids.append(doc_id)
                entry = self._decode(doc_id, document)
                if entry is not None:
                    self._entries.append(entry)
                    if not first and doc_id != own and doc_id not in known:
                        self._foreign.append(entry)

    def _decode(self, doc_id: str, document: Mapping[str, Any]) -> Entry | None:
        try:
            return from_data(Entry, document)
        except (ValueError, TypeError, KeyError, AttributeError):
            words = f"The entry {doc_id[:8]} of the journal makes no sense to this netriage and was left out."
            self._storage.notices.append(Problem(words, remedy="It stays in the file; a newer netriage may read it."))
            return None


class FeedBook:
    """The feeds that the user added. Their URLs are secrets: no error here shows one."""

    def __init__(self, database: JournalDB) -> None:
        self._table = _table(database, FEEDS)

    def list(self) -> tuple[Feed, ...]:
        """All feeds, in the order in which they were added."""
        return tuple(from_data(Feed, document) for document in self._table.all())

    def get(self, feed_id: str) -> Feed | None:
        """The feed with this id."""
        document = self._table.find(feed_id)
        return None if document is None else from_data(Feed, document)

    def add(self, feed: Feed) -> None:
        """Add a feed; raises InputError when its URL is there already."""
        if (there := self.get(feed.id)) is not None:
            raise InputError(f"That feed is already there, as “{there.name}”.", "Rename or remove it with `feed`.")
        self._table.put(feed.id, to_data(feed))

    def remove(self, feed_id: str) -> Feed:
        """Remove a feed and return it; raises InputError when there is none with this id."""
        feed = self._expect(feed_id)
        self._table.discard(feed_id)
        return feed

    def rename(self, feed_id: str, name: str) -> Feed:
        """Give a feed another name; raises InputError when there is none with this id."""
        feed = replace(self._expect(feed_id), name=name)
        self._table.put(feed_id, to_data(feed))
        return feed

    def _expect(self, feed_id: str) -> Feed:
        feed = self.get(feed_id)
        if feed is None:
            raise InputError(f"There is no feed {feed_id}.", "See `netriage feed list`.")
        return feed


class Ledger:
    """What was written into calendars, one plain JSON document a key: the base of every later comparison."""

    def __init__(self, database: JournalDB) -> None:
        self._table = _table(database, LEDGER)

    def all(self) -> dict[str, dict[str, Any]]:
        """All documents by key."""
        return {str(document.doc_id): dict(document) for document in self._table.all()}

    def get(self, key: str) -> dict[str, Any] | None:
        """One document."""
        return self._table.find(key)

    def put(self, key: str, document: Mapping[str, Any]) -> None:
        """Write a document in the place of the one that has this key."""
        self._table.put(key, document)

    def remove(self, key: str) -> None:
        """Forget a key; nothing happens when it is not there."""
        self._table.discard(key)


def _table(database: JournalDB, name: str) -> JournalTable:
    table = database.table(name)
    if not isinstance(table, JournalTable):
        raise TypeError("the journal's database makes JournalTables")
    return table

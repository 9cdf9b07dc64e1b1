"""TinyDB's own classes, fitted to the journal: tables with ids that are names, and updates that hand over one change.

Separate because this is where private parts of TinyDB (< 5) are overridden: `Table._update_table`, which would write
the whole database, and `Table._get_next_id`, which would let two processes count to the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from netriage.store.storage import JournalStorage


class JournalTable(Table):
    """A TinyDB table whose documents have ids of their own (strings), and whose updates cost what they change.

    Automatic numbers are refused: two processes would count to the same one.
    """

    document_id_class = str  # type: ignore[assignment]  # TinyDB's extension point, typed for int only

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        # A query cache would not notice what other processes write.
        super().__init__(storage, name, cache_size=cache_size, persist_empty=persist_empty)

    def find(self, doc_id: str) -> dict[str, Any] | None:
        """The document with this id."""
        document = self._read_table().get(doc_id)
        return None if document is None else dict(document)

    def put(self, doc_id: str, document: Mapping[str, Any]) -> None:
        """Insert a document, or put it in the place of the one that has this id."""
        self._update_table(lambda table: table.__setitem__(doc_id, dict(document)))

    def discard(self, doc_id: str) -> None:
        """Remove the document with this id, if there is one."""
        self._update_table(lambda table: table.pop(doc_id, None))

    def _get_next_id(self) -> int:
        raise ValueError("a document of the journal needs an id: insert a tinydb.table.Document")

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        storage = self._storage
        if not isinstance(storage, JournalStorage):
            raise TypeError("a JournalTable needs a JournalStorage")
        storage.change(self._name, updater)
        self.clear_cache()


class JournalDB(TinyDB):
    """TinyDB over a `JournalStorage`."""

    table_class = JournalTable
    default_storage_class = JournalStorage  # type: ignore[assignment]  # typed for JSONStorage only

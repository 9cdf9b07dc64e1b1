"""Occurrences from several feeds to listings with a stable key: `merge`, and what became of them: `changes`.

Separate because this is where identity lives. The same happening in several feeds is one listing that keeps all its
sources and says why (`likeness`); it can be taken apart again (`unmerged`); long runs are one row (`runs`); its key
survives what publishers churn (`keys`). Pure and deterministic: the order of feeds and events does not matter,
merging what was merged changes nothing, and merging what a change reaches (`reach`) gives what merging all would.
"""

from __future__ import annotations

from netriage.dedupe.changes import changes, is_run, meaning
from netriage.dedupe.marks import FORMAT, Marks
from netriage.dedupe.merging import Merged, merge, merge_all, merge_changes, order_of
from netriage.dedupe.runs import next_date
from netriage.dedupe.sighting import source_name

__all__ = [
    "FORMAT",
    "Marks",
    "Merged",
    "changes",
    "is_run",
    "meaning",
    "merge",
    "merge_all",
    "merge_changes",
    "next_date",
    "order_of",
    "source_name",
]

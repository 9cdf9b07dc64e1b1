"""The journal's meaning: decide, undo, redo, lanes, and how a decision survives its feed.

Separate because it is the part of the program that may not be wrong: pure values in, pure values out. The store keeps
the entries, the session makes them.

entries   what the journal holds
record    entries → what stands now (`fold`, `extend`), undo and redo
matching  decisions → today's listings (`resolve`, `gone`)
lanes     decision + changes + now → lane
"""

from netriage.triage.entries import Decision, Entry, Kind, Snapshot, decide_entry, name_listings
from netriage.triage.lanes import lane_of, latest_wake, wake_at
from netriage.triage.matching import gone, resolve
from netriage.triage.record import Record, extend, fold, redo_entry, undo_entry

__all__ = [
    "Decision",
    "Entry",
    "Kind",
    "Record",
    "Snapshot",
    "decide_entry",
    "extend",
    "fold",
    "gone",
    "lane_of",
    "latest_wake",
    "name_listings",
    "redo_entry",
    "resolve",
    "undo_entry",
    "wake_at",
]

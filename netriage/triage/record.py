"""The journal's meaning: entries in order → what stands now, with undo and redo.

Separate because everything else in the journal is data and this is its one interpretation. Each entry sets slots
(a decision of a key, a note of a key, a tag …). A slot holds the layers that live entries put on it, in journal order,
and shows the uppermost; undo lifts an entry's layers out and redo lays them back in their place. So undo gives exactly
what was there before, also when another process wrote in between, and folding step by step equals folding the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from netriage.model import Verdict
from netriage.sharing import Draft
from netriage.triage.entries import Decision, Entry, Kind, Snapshot

Slot: TypeAlias = tuple[Kind, Any]
"""What an entry sets: its kind and the key, tag, rule, pair or name within it."""

Layer: TypeAlias = tuple[int, Any]
"""The position in the journal of the entry that set a slot, and the value; None removes what was below."""


@dataclass(frozen=True, slots=True)
class Record:
    """What stands after all entries. Built by `fold` and `extend`, which never change one that they made."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    """By the key of the listing as it was when decided; see `resolve` for today's listings."""
    notes: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Raw data of each rule by its id, oldest first."""
    unmerged: frozenset[tuple[str, str]] = frozenset()
    """Pairs that must stay apart, each in ascending order."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Goals used although they are vague, with the user's reason."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    done: Mapping[str, Entry] = field(default_factory=dict)
    """Entries that count, by id; undo takes the last."""
    undone: Mapping[str, Entry] = field(default_factory=dict)
    """Entries that redo can bring back, by id; redo takes the last."""
    count: int = 0
    """How many entries were folded."""
    layers: Mapping[Slot, tuple[Layer, ...]] = field(default_factory=dict, repr=False)
    positions: Mapping[str, int] = field(default_factory=dict, repr=False)


class _Draft:
    """A record being changed. What is as large as the feeds is shared with the record before."""

    def __init__(self, record: Record) -> None:
        self.decisions = Draft(record.decisions)
        self.shown: dict[Kind, dict[Any, Any]] = {
            Kind.NOTE: dict(record.notes),
            Kind.TAG: {(key, tag): True for key, tags in record.tags.items() for tag in tags},
            Kind.RULE: dict(record.rules),
            Kind.UNMERGE: dict.fromkeys(record.unmerged, True),
            Kind.OVERRIDE: dict(record.overrides),
            Kind.SETTING: dict(record.settings),
        }
        self.done = dict(record.done)
        self.undone = dict(record.undone)
        self.layers = Draft(record.layers)
        self.positions = dict(record.positions)
        self.count = record.count

    def take(self, entry: Entry) -> None:
        """Apply the next entry. An undo or redo of what is not there any more changes nothing."""
        self.count += 1
        if entry.kind is Kind.UNDO:
            target = self.done.pop(entry.target, None)
            if target is not None:
                self._lift(target)
                self.undone[target.id] = target
        elif entry.kind is Kind.REDO:
            target = self.undone.pop(entry.target, None)
            if target is not None:
                self._lay(target)
                self.done[target.id] = target
        elif entry.id not in self.positions:  # one that is here already was copied back by a restore
            self.positions[entry.id] = self.count
            self._lay(entry)
            self.done[entry.id] = entry
            self.undone.clear()

    def _lay(self, entry: Entry) -> None:
        position = self.positions[entry.id]
        for slot, value in _effects(entry):
            below = self.layers.get(slot) or ()
            self._show(slot, tuple(sorted((*below, (position, value)), key=_position)))

    def _lift(self, entry: Entry) -> None:
        position = self.positions[entry.id]
        for slot, _ in _effects(entry):
            self._show(slot, tuple(layer for layer in self.layers.get(slot) or () if layer[0] != position))

    def _show(self, slot: Slot, layers: tuple[Layer, ...]) -> None:
        kind, name = slot
        self.layers.set(slot, layers or None)
        value = layers[-1][1] if layers else None
        if kind is Kind.DECIDE:
            self.decisions.set(name, value)
        elif value is not None:
            self.shown[kind][name] = value
        else:
            self.shown[kind].pop(name, None)

    def freeze(self) -> Record:
        """Make the record. Rules are put into the order in which they came to stand, whatever was undone meanwhile."""
        tags: dict[str, set[str]] = {}
        for key, tag in self.shown[Kind.TAG]:
            tags.setdefault(key, set()).add(tag)
        layers = self.layers.freeze()
        rules = sorted(self.shown[Kind.RULE].items(), key=lambda item: layers[Kind.RULE, item[0]][-1][0])
        return Record(
            decisions=self.decisions.freeze(),
            notes=self.shown[Kind.NOTE],
            tags={key: frozenset(names) for key, names in tags.items()},
            rules=dict(rules),
            unmerged=frozenset(self.shown[Kind.UNMERGE]),
            overrides=self.shown[Kind.OVERRIDE],
            settings=self.shown[Kind.SETTING],
            done=self.done,
            undone=self.undone,
            count=self.count,
            layers=layers,
            positions=self.positions,
        )


def fold(entries: Iterable[Entry]) -> Record:
    """Read the journal, oldest entry first."""
    return extend(Record(), *entries)


def extend(record: Record, *entries: Entry) -> Record:
    """Read on from a record: the same as folding everything again, at the price of the new entries."""
    draft = _Draft(record)
    for entry in entries:
        draft.take(entry)
    return draft.freeze()


def undo_entry(record: Record, at: datetime, id: str) -> Entry | None:  # noqa: A002  # the field's name
    """Make the entry that undoes the last step, a bulk decision as one; None when nothing is left to undo."""
    return _turn(record.done, Kind.UNDO, "undid", at, id)


def redo_entry(record: Record, at: datetime, id: str) -> Entry | None:  # noqa: A002  # the field's name
    """Make the entry that brings the last undone step back; None when there is none, or something new came since."""
    return _turn(record.undone, Kind.REDO, "redid", at, id)


def _turn(stack: Mapping[str, Entry], kind: Kind, verb: str, at: datetime, new_id: str) -> Entry | None:
    if not stack:
        return None
    target = list(stack.values())[-1]
    return Entry(id=new_id, at=at, kind=kind, words=f"{verb}: {target.words}", keys=target.keys, target=target.id)


def _position(layer: Layer) -> int:
    return layer[0]


def _effects(entry: Entry) -> list[tuple[Slot, Any]]:
    """List the slots that an entry sets, each once."""
    return list({(entry.kind, name): value for name, value in _EFFECTS[entry.kind](entry)}.items())


def _decisions(entry: Entry) -> list[tuple[str, Decision | None]]:
    fits = dict(entry.fit)
    verdict = entry.verdict or Verdict.INBOX

    def decision(key: str, snapshot: Snapshot) -> Decision:
        return Decision(
            verdict=verdict,
            at=entry.at,
            snapshot=snapshot,
            entry_id=entry.id,
            reason=entry.reason,
            until=entry.until,
            goal=entry.goal,
            fit=fits.get(key),
        )

    replaced: list[tuple[str, Decision | None]] = [(key, None) for key in entry.replaces]
    return replaced + [(snapshot.key, decision(snapshot.key, snapshot)) for snapshot in entry.snapshots]


def _notes(entry: Entry) -> list[tuple[str, str | None]]:
    return [(key, entry.text or None) for key in entry.keys]


def _tags(entry: Entry) -> list[tuple[tuple[str, str], bool | None]]:
    removed: list[tuple[tuple[str, str], bool | None]] = [
        ((key, tag), None) for key in entry.keys for tag in entry.data.get("remove", ())
    ]
    return removed + [((key, tag), True) for key in entry.keys for tag in entry.data.get("add", ())]


def _rules(entry: Entry) -> list[tuple[str, Mapping[str, Any] | None]]:
    return [(str(entry.data.get("id", entry.id)), None if entry.data.get("removed") else entry.data)]


def _pairs(entry: Entry) -> list[tuple[tuple[str, str], bool | None]]:
    apart = None if entry.data.get("joined") else True
    return [((min(pair), max(pair)), apart) for pair in entry.data.get("pairs", ())]


def _overrides(entry: Entry) -> list[tuple[str, str | None]]:
    return [(entry.goal, entry.text or None)]


def _settings(entry: Entry) -> list[tuple[str, Any]]:
    return list(entry.data.items())


_EFFECTS: Mapping[Kind, Callable[[Entry], list[Any]]] = {
    Kind.DECIDE: _decisions,
    Kind.NOTE: _notes,
    Kind.TAG: _tags,
    Kind.RULE: _rules,
    Kind.UNMERGE: _pairs,
    Kind.OVERRIDE: _overrides,
    Kind.SETTING: _settings,
}

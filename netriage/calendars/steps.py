"""A sync plan and its parts: inert data, which `--dry-run` prints, the screen shows and `apply` executes.

Separate from planning because everybody reads plans and one module makes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from netriage.calendars.ledger import LedgerEntry
from netriage.model import FieldChange


class Action(StrEnum):
    """What a step does."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Step:
    """One write into the calendar."""

    action: Action
    key: str
    title: str
    intent: LedgerEntry
    """Recorded before the write; what is recorded after it is made of this."""
    why: str
    """In words: 'kept', 'no longer kept', 'the publisher changed it'."""
    changes: tuple[FieldChange, ...] = ()
    """Of an update: field by field."""
    body: bytes = field(default=b"", repr=False)
    """What is written; b'' for a removal."""
    etag: str = ""
    """Which state of the entry this was planned for; '' for a new one."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that differs and is left alone, with the reason in words."""

    key: str
    title: str
    why: str
    field: str = ""
    """Which field of the event, '' for the whole."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of a plan may be applied, and what to do."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What a sync will do to one calendar."""

    calendar: str
    now: datetime
    steps: tuple[Step, ...] = ()
    """In order: additions, changes, removals; each by time."""
    left: tuple[Left, ...] = ()
    unchanged: int = 0
    records: tuple[LedgerEntry, ...] = ()
    """What only the ledger learns: a deletion of the user's, a crash's write found done."""
    refusal: Refusal | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write, neither in the calendar nor in the ledger."""
        return not self.steps and not self.records

    def of(self, action: Action) -> tuple[Step, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if step.action is action)

    @property
    def words(self) -> str:
        """The plan in one line: '2 to add, 1 to change, 0 to remove, 5 unchanged'."""
        add, change, gone = (len(self.of(action)) for action in Action)
        left = f", {len(self.left)} left alone" if self.left else ""
        return f"{add} to add, {change} to change, {gone} to remove, {self.unchanged} unchanged{left}"

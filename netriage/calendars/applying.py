"""A sync plan carried out, one write after the other, each noted in the ledger before and after.

Separate from planning because nothing is decided here: a write is done as planned or it fails, and a failure is told
and leaves an intent that the next plan resolves by looking.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from netriage.calendars.contract import Calendar
from netriage.calendars.ledger import LedgerEntry, Phase
from netriage.calendars.meaning import meaning, meaning_hash
from netriage.calendars.steps import Action, Step, SyncPlan
from netriage.errors import CalendarError


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that did not happen."""

    step: Step
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sync did to one calendar."""

    calendar: str
    done: tuple[Step, ...] = ()
    failed: tuple[Failure, ...] = ()

    @property
    def words(self) -> str:
        """What was done in one line: '2 added, 1 changed, 0 removed'."""
        add, change, gone = (sum(step.action is action for step in self.done) for action in Action)
        failed = f", {len(self.failed)} failed" if self.failed else ""
        return f"{add} added, {change} changed, {gone} removed{failed}"


def apply(plan: SyncPlan, calendar: Calendar, record: Callable[[LedgerEntry], None]) -> Receipt:
    """Carry a plan out. `record` makes a ledger entry durable before it returns; what it raises ends the sync.

    A step that fails is in the receipt, and the others go on. Raises CalendarError when the plan was refused.
    """
    if plan.refusal is not None:
        raise CalendarError(plan.refusal.what, plan.refusal.remedy)
    for entry in plan.records:
        record(entry)
    done: list[Step] = []
    failed: list[Failure] = []
    for step in plan.steps:
        intent = replace(step.intent, tries=step.intent.tries + 1)
        record(intent)
        try:
            after = _write(step, calendar, intent)
        except CalendarError as error:
            failed.append(Failure(step, error.what, error.remedy))
        else:
            record(after)
            done.append(step)
    return Receipt(plan.calendar, tuple(done), tuple(failed))


def _write(step: Step, calendar: Calendar, intent: LedgerEntry) -> LedgerEntry:
    """Do one write and tell what the ledger should then say. Raises CalendarError."""
    if step.action is Action.DELETE:
        calendar.delete(intent.href, step.etag)
        return replace(intent, phase=Phase.DELETED, tries=0)
    if step.action is Action.CREATE:
        entry = calendar.create(intent.uid, step.body)
    else:
        entry = calendar.update(intent.href, step.body, step.etag)
    # As read back: a server may say it in its own way, and that is no edit.
    held = meaning_hash(meaning(entry.events[0])) if intent.sent else ""
    return replace(
        intent,
        phase=Phase.WRITTEN,
        href=entry.href,
        etag=entry.etag,
        base=intent.intended,
        intended=(),
        held=held,
        sent="",
        tries=0,
    )

"""What a sync will do, as inert data: `--dry-run` prints it, the screen shows it, `apply` executes it.

Separate from `apply` because everything is decided here, purely, one branch a case. The rules are those of "The
calendar is the user's": only what the ledger says we wrote is ever changed, what the user edited or deleted there stays
so, a mass removal is refused, and when nothing changed the plan is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime

from netriage.calendars.component import join, split, take_apart, with_raw
from netriage.calendars.contract import Entry
from netriage.calendars.event import Kept, body_of, is_cancelled, uid_of
from netriage.calendars.ledger import LedgerEntry, Phase
from netriage.calendars.meaning import GROUPS, OWNED, Meaning, meaning, meaning_hash, merged, shown
from netriage.calendars.steps import Action, Left, Refusal, Step, SyncPlan
from netriage.model import FieldChange, Lane, instant

FEW = 3
"""So many may always go at once."""
SHARE = 0.3
"""More than FEW, and more than this share of the coming events, is a mass removal."""


def plan_sync(
    kept: Iterable[Kept],
    entries: Sequence[Entry] | None,
    ledger: Mapping[str, LedgerEntry],
    *,
    now: datetime,
    calendar: str = "",
    unseen: AbstractSet[str] = frozenset(),
    allow_removals: bool = False,
) -> SyncPlan:
    """Plan how a calendar becomes what was kept.

    `entries` is what lies in the calendar (None: it does not exist), `ledger` what we know of it by key. `unseen` are
    keys that are kept but in no feed today: gone from a feed is not cancelled, so their events stay as they are.
    """
    planner = _Planner(calendar, entries or (), ledger, now)
    wanted = {item.key: item for item in kept}
    for key in sorted(wanted, key=lambda key: (instant(wanted[key].listing.start, UTC), key)):
        planner.keep(wanted[key])
    for key in sorted(ledger.keys() - wanted.keys() - unseen, key=lambda key: (ledger[key].ends_at, key)):
        planner.release(ledger[key])
    refusal = None if allow_removals else planner.refusal(exists=entries is not None)
    return planner.plan(refusal)


class _Planner:
    """Collects what is decided for one listing after the other."""

    def __init__(
        self, calendar: str, entries: Sequence[Entry], ledger: Mapping[str, LedgerEntry], now: datetime
    ) -> None:
        self._calendar = calendar
        self._ledger = ledger
        self._now = now
        self._entries: dict[str, list[Entry]] = {}
        for entry in entries:
            self._entries.setdefault(entry.uid, []).append(entry)
        self._steps: list[Step] = []
        self._left: list[Left] = []
        self._records: list[LedgerEntry] = []
        self._unchanged = 0

    def plan(self, refusal: Refusal | None) -> SyncPlan:
        """Hand over what was collected."""
        order = list(Action)
        steps = sorted(self._steps, key=lambda step: order.index(step.action))
        return SyncPlan(
            self._calendar, self._now, tuple(steps), tuple(self._left), self._unchanged, tuple(self._records), refusal
        )

    # Kept listings.

    def keep(self, kept: Kept) -> None:
        """Decide what becomes of a kept listing."""
        record = self._ledger.get(kept.key)
        found = self._entries.get(uid_of(kept.key), [])
        if self._ends_at(kept) <= self._now and (record is None or record.ends_at <= self._now):
            # It is over: history is neither written nor rewritten.
            self._unchanged += 1
        elif record is not None and record.phase is Phase.GONE:
            # The user deleted it there, and that is final.
            self._leave(kept, "you deleted it in the calendar")
        elif not found:
            self._keep_absent(kept, record)
        elif len(found) > 1 or len(found[0].events) != 1:
            self._leave(kept, "it is there more than once, or as a series that somebody made of it")
        elif record is None or record.phase is Phase.DELETED:
            self._adopt(kept, found[0])
        else:
            self._keep_present(kept, record, found[0])

    def _keep_absent(self, kept: Kept, record: LedgerEntry | None) -> None:
        if record is not None and record.phase in (Phase.WRITTEN, Phase.UPDATING, Phase.RELEASED):
            # We wrote it and it is no longer there: the user deleted it.
            self._records.append(self._next(record, Phase.GONE))
            self._leave(kept, "you deleted it in the calendar")
        elif is_cancelled(kept):
            # It never got there, and it does not take place.
            self._unchanged += 1
        elif kept.lane is Lane.CHANGED:
            self._leave(kept, "it changed since you kept it: look at the change first")
        else:
            self._create(kept, record)

    def _create(self, kept: Kept, record: LedgerEntry | None) -> None:
        """Add it: it is new, or an earlier attempt did not get there, or our removal did and it is kept again."""
        body = body_of(kept, self._now)
        said = meaning(_event(body))
        tries = record.tries if record else 0
        intent = replace(self._entry(kept, Phase.CREATING), intended=_pairs(said), sent=meaning_hash(said), tries=tries)
        self._steps.append(Step(Action.CREATE, kept.key, kept.listing.title, intent, "kept", body=body))

    def _adopt(self, kept: Kept, entry: Entry) -> None:
        """An event with our UID that the ledger does not know: ours if it says just what we would write."""
        said = meaning(_event(body_of(kept, self._now)))
        if meaning(entry.events[0]) != said:
            self._leave(kept, "an event that differs is there under the same UID, and this ledger did not write it")
            return
        known = self._entry(kept, Phase.WRITTEN, entry)
        self._records.append(replace(known, base=_pairs(said), held=meaning_hash(said)))
        self._unchanged += 1

    def _keep_present(self, kept: Kept, record: LedgerEntry, entry: Entry) -> None:
        """Three ways: what we wrote last, what is there, what should be there. An edit of the user's wins."""
        ours = _event(body_of(kept, self._now))
        base, there, wanted = dict(record.base), meaning(entry.events[0]), meaning(ours)
        # A write that a crash came after may have happened: then what it intended is no edit.
        intended = dict(record.intended) or base
        taken, edited = set[str](), set[str]()
        for names in GROUPS:
            is_now, to_be = _part(there, names), _part(wanted, names)
            if is_now == to_be:
                continue
            if is_now not in (_part(base, names), _part(intended, names)):
                edited |= names
                if to_be != _part(base, names):
                    self._tell_conflict(kept, ours, {name for name in names if is_now[name] != to_be[name]})
            elif self._may_reach(kept, names):
                taken |= names
        # What the user edited keeps its old base, and so still counts as edited the next time. The rest is ours as it
        # is there, whichever of our writes got through.
        known = {name: (base if name in edited else there).get(name, "") for name in OWNED}
        held = meaning_hash(there) if self._clean(record, there) else record.held
        settled = replace(record, base=_pairs(known), held=held)
        if taken:
            self._update(kept, settled, entry, ours, taken)
        else:
            self._confirm(kept, record, settled, entry)

    def _may_reach(self, kept: Kept, names: AbstractSet[str]) -> bool:
        """Whether a difference may be written: of a change the user has not seen, only the cancellation."""
        return kept.lane is not Lane.CHANGED or (names == {"STATUS"} and is_cancelled(kept))

    def _tell_conflict(self, kept: Kept, ours: bytes, names: AbstractSet[str]) -> None:
        for name in sorted(names):
            why = f"you changed it in the calendar, and the publisher now says: {shown(ours, name) or 'nothing'}"
            self._left.append(Left(kept.key, kept.listing.title, why, OWNED[name]))

    def _update(self, kept: Kept, settled: LedgerEntry, entry: Entry, ours: bytes, taken: AbstractSet[str]) -> None:
        current, wanted = entry.events[0], meaning(ours)
        new = merged(current, ours, taken)
        # With edits of the user's in it, what is there is never taken for ours alone again, and so never removed.
        clean = settled.held == meaning_hash(meaning(current))
        changes = tuple(
            FieldChange(OWNED[name], shown(current, name), shown(ours, name))
            for name in OWNED
            if name in taken and shown(current, name) != shown(ours, name)
        )
        intent = replace(
            self._entry(kept, Phase.UPDATING, entry),
            base=settled.base,
            intended=_pairs(dict(settled.base) | {name: wanted.get(name, "") for name in taken}),
            sent=meaning_hash(meaning(new)) if clean else "",
            held=settled.held if clean else "",
            tries=settled.tries,
        )
        why = "the publisher cancelled it" if "STATUS" in taken and is_cancelled(kept) else "it changed"
        pieces = split(body_of(kept, self._now))
        body = join(with_raw(piece, new) if piece.uid else piece for piece in pieces)
        self._steps.append(Step(Action.UPDATE, kept.key, kept.listing.title, intent, why, changes, body, entry.etag))

    def _confirm(self, kept: Kept, record: LedgerEntry, settled: LedgerEntry, entry: Entry) -> None:
        """Nothing to write; the ledger may have something to learn."""
        self._unchanged += 1
        known = replace(self._entry(kept, Phase.WRITTEN, entry), base=settled.base, held=settled.held)
        if replace(known, at=record.at, ends_at=record.ends_at, title=record.title, etag=record.etag) != record:
            self._records.append(known)

    # Listings that are no longer kept.

    def release(self, record: LedgerEntry) -> None:
        """Decide what becomes of an event whose listing is no longer kept."""
        found = self._entries.get(record.uid, [])
        if record.phase is Phase.DELETED:
            return
        if not found:
            # Nothing is there: forget it, so that keeping the listing anew puts it there anew.
            self._records.append(self._next(record, Phase.DELETED))
        elif record.phase in (Phase.GONE, Phase.RELEASED) or record.ends_at <= self._now:
            # What the user put there again is the user's; what is over stays as history.
            self._unchanged += 1
        elif len(found) == 1 and len(found[0].events) == 1 and self._clean(record, meaning(found[0].events[0])):
            intent = replace(self._next(record, Phase.DELETING), href=found[0].href, etag=found[0].etag)
            self._steps.append(
                Step(Action.DELETE, record.key, record.title, intent, "no longer kept", etag=found[0].etag)
            )
        else:
            self._records.append(self._next(record, Phase.RELEASED))
            why = "it is no longer kept, but you changed it in the calendar: remove it there if you like"
            self._left.append(Left(record.key, record.title, why))

    # Brakes.

    def refusal(self, *, exists: bool) -> Refusal | None:
        """Refuse what looks like an accident: of ours (many removals) or there (a folder that is not mounted)."""
        written = (Phase.WRITTEN, Phase.UPDATING)
        coming = [entry for entry in self._ledger.values() if entry.phase in written and entry.ends_at > self._now]
        missing = [entry for entry in coming if entry.uid not in self._entries]
        again = "or repeat it with --allow-removals if that is what you mean"
        if missing and not exists:
            what = f"The calendar {self._calendar} is gone, and {len(missing)} coming events with it."
            return Refusal(what, f"Bring it back (is it mounted? was it moved?), {again}.")
        if len(missing) > max(FEW, SHARE * len(coming)):
            what = f"{len(missing)} of {len(coming)} coming events are gone from the calendar {self._calendar}."
            return Refusal(what, f"If you did not delete them, bring them back, {again}.")
        gone = sum(step.action is Action.DELETE for step in self._steps)
        if gone > max(FEW, SHARE * len(coming)):
            what = f"This would remove {gone} of {len(coming)} coming events from the calendar {self._calendar}."
            return Refusal(what, f"Check what is kept ('netriage list lane:keep'), {again}.")
        return None

    # What the ledger says.

    def _entry(self, kept: Kept, phase: Phase, entry: Entry | None = None) -> LedgerEntry:
        return LedgerEntry(
            key=kept.key,
            calendar=self._calendar,
            uid=uid_of(kept.key),
            href=entry.href if entry else "",
            phase=phase,
            at=self._now,
            title=kept.listing.title,
            ends_at=self._ends_at(kept),
            etag=entry.etag if entry else "",
        )

    def _next(self, record: LedgerEntry, phase: Phase) -> LedgerEntry:
        return replace(record, phase=phase, at=self._now)

    def _clean(self, record: LedgerEntry, there: Meaning) -> bool:
        """Whether the entry says just what we wrote, or meant to write when a crash came between."""
        return meaning_hash(there) in (record.held, record.sent)

    def _ends_at(self, kept: Kept) -> datetime:
        listing = kept.listing
        return max(instant(listing.end, UTC), instant(listing.start, UTC)).astimezone(UTC)

    def _leave(self, kept: Kept, why: str) -> None:
        self._left.append(Left(kept.key, kept.listing.title, why))


def _event(body: bytes) -> bytes:
    """The VEVENT of a VCALENDAR that holds it alone."""
    return take_apart(body)[0].raw


def _part(said: Meaning, names: AbstractSet[str]) -> Meaning:
    return {name: said.get(name, "") for name in names}


def _pairs(said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, said[name]) for name in OWNED if said.get(name))

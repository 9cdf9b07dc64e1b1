"""What the journal holds: one entry for each thing the user did, with enough of the listing to know it again.

Separate because the store writes these, the fold reads them, and the session makes them: they share this vocabulary and
nothing else. Entries are never changed and never removed; undo and redo are entries too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from netriage.model import Listing, Moment, Source, Status, Verdict


class Kind(StrEnum):
    """What an entry does. A new kind is a new version of the store's format: older programs must refuse it."""

    DECIDE = "decide"
    """Keep, skip, later or back to the inbox: `keys`, `verdict`, `reason`, `until`, `snapshots`, `replaces`."""
    NOTE = "note"
    """`text` is the note of each of `keys`; '' removes it."""
    TAG = "tag"
    """`data` = {"add": [...], "remove": [...]}: tags of each of `keys`."""
    RULE = "rule"
    """`data` = a rule with its "id"; {"id": …, "removed": true} removes it."""
    UNMERGE = "unmerge"
    """`data` = {"pairs": [[a, b], …]} that must stay apart; with "joined": true they may merge again."""
    OVERRIDE = "override"
    """`goal` may be used although it was found vague; `text` is the user's reason, '' takes it back."""
    SETTING = "setting"
    """`data` = {name: value, …} of what the program remembers for the user (since when it learns); null forgets."""
    UNDO = "undo"
    """`target` = the entry that counts no more."""
    REDO = "redo"
    """`target` = the undone entry that counts again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A listing as it was when it was decided: what finds it again and what shows that it changed."""

    key: str
    title: str
    start: Moment
    end: Moment
    location: str = ""
    status: Status = Status.CONFIRMED
    url: str = ""
    sources: tuple[Source, ...] = ()
    meaning: tuple[tuple[str, str], ...] = ()
    """Field and normalised text of what a change is judged by (`dedupe.meaning`)."""

    @classmethod
    def of(cls, listing: Listing, meaning: Mapping[str, str]) -> Snapshot:
        """Take a listing down, with its meaning as `dedupe.meaning` gives it."""
        return cls(
            key=listing.key,
            title=listing.title,
            start=listing.start,
            end=listing.end,
            location=listing.location,
            status=listing.status,
            url=listing.url,
            sources=listing.sources,
            meaning=tuple(sorted(meaning.items())),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    id: str
    """Unique; given by the caller (`uuid4().hex`)."""
    at: datetime
    kind: Kind
    words: str
    """What was done, for people: 'kept "Title"', 'skipped 12 listings'."""
    keys: tuple[str, ...] = ()
    """Keys of the listings it is about; several in one entry are one step of undo."""
    verdict: Verdict | None = None
    reason: str = ""
    until: datetime | None = None
    """When a listing put off comes back; None for when it changes (the agenda is out)."""
    goal: str = ""
    """The goal in force, by its id."""
    fit: tuple[tuple[str, float], ...] = ()
    """Key and fit at the time, to learn from."""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Plain JSON; what it holds depends on the kind."""
    snapshots: tuple[Snapshot, ...] = ()
    replaces: tuple[str, ...] = ()
    """Keys under which the same listings were decided before, when their key has changed since."""
    target: str = ""
    """The entry that an undo or a redo is about."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What stands for a listing. INBOX is kept too: it takes back what was decided under an older key."""

    verdict: Verdict
    at: datetime
    snapshot: Snapshot
    entry_id: str
    reason: str = ""
    until: datetime | None = None
    goal: str = ""
    fit: float | None = None


DONE: Mapping[Verdict, str] = {
    Verdict.KEEP: "kept",
    Verdict.SKIP: "skipped",
    Verdict.LATER: "put off",
    Verdict.INBOX: "moved back to the inbox",
}
"""What a verdict is called once it is done."""


def decide_entry(
    snapshots: Sequence[Snapshot],
    verdict: Verdict,
    *,
    id: str,  # noqa: A002  # the field's name; a second name for the same thing would be worse
    at: datetime,
    reason: str = "",
    until: datetime | None = None,
    goal: str = "",
    fit: Mapping[str, float] | None = None,
    before: Mapping[str, Decision] | None = None,
) -> Entry:
    """Decide listings, all in one step.

    `before` is what stood (`resolve`): a decision found under an older key is replaced, so that it never stands beside
    the new one. `fit` maps keys to fits; listings without one (unranked) are left out.
    """
    keys = tuple(snapshot.key for snapshot in snapshots)
    standing = [before[key].snapshot.key for key in keys if before and key in before]
    return Entry(
        id=id,
        at=at,
        kind=Kind.DECIDE,
        words=f"{DONE[verdict]} {name_listings([snapshot.title for snapshot in snapshots])}",
        keys=keys,
        verdict=verdict,
        reason=reason,
        until=until,
        goal=goal,
        fit=tuple((key, fit[key]) for key in keys if fit and key in fit),
        snapshots=tuple(snapshots),
        replaces=tuple(key for key in standing if key not in keys),
    )


def name_listings(titles: Sequence[str]) -> str:
    """Name one listing by its title, several by their number."""
    return f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles)} listings"

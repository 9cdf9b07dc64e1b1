"""Series, and the long runs that fold into one row.

Separate because folding is a policy. The dates of one title at one place in one feed (or of one recurring event, RFC
5545 3.8.5) are a series and share `Listing.series`. A series becomes one row when it is a *run*: a daily or weekly rule
of five dates or more, or five dates or more in what is expanded (a daily exhibition, a weekly class). A monthly meetup,
three dates in the window, stays three rows: people choose among few dates and are drowned by many. Dates fold only
while they say the same: the talk with another speaker, the renamed evening and the cancelled date stay rows.

**The key of a run is the key of its series**: title and place, no date. So a decision on the run stays when its first
date passes and the row moves to the next one. What was a run stays one until its last date is over (`previous`), so
that a class of eight weeks does not fall apart into rows when four are left. A series that grows into a run (it entered
the window date by date) keeps the sources of all its dates, by which decisions on single dates find it; and a single
date's `series` is the run's key, by which a decision on the run finds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Final

from netriage.dedupe.drafts import Draft, common_place, common_words, follow
from netriage.dedupe.keys import Heirs, series_content, spread
from netriage.dedupe.likeness import same_text
from netriage.dedupe.sighting import source_name
from netriage.dedupe.wording import means_the_same, place_words, title_words
from netriage.model import Event, Listing, duration, instant

_LONG: Final = 5
"""Dates that make a run."""
_MAX_PARTS: Final = 40
"""Kinds of dates told apart within one series."""
_WEEK: Final = 7


@dataclass(eq=False, slots=True)
class Series:
    """The drafts of one series, in the order of their dates."""

    drafts: list[Draft]
    words: str
    place: str
    recurring: bool
    key: str = ""
    before: Listing | None = None
    """The row it was as a run, when it was last seen."""


def fold(
    drafts: Sequence[Draft],
    previous: Collection[Listing],
    *,
    home: tzinfo,
    now: datetime | None,
    taken: Collection[str] = (),
) -> list[Draft]:
    """Name the series of `drafts` and fold each run into its next date; returns the rows that are left.

    Rows that are runs have their key already. With `now`, dates of a run that are over are left out. `taken` are keys
    of series that are not among `previous`.
    """
    found = _find_series(drafts)
    _name_series(found, previous, taken)
    rows: list[Draft] = []
    for series in found:
        rows.extend(_fold_one(series, home, now))
    return rows


def _find_series(drafts: Sequence[Draft]) -> list[Series]:
    """Group drafts that share a title and place within a feed, or a recurring event."""
    root: dict[Hashable, Hashable] = {}

    def find(label: Hashable) -> Hashable:
        while root.setdefault(label, label) != label:
            root[label] = label = root[root[label]]
        return label

    anchors: list[Hashable] = []
    for draft in drafts:
        labels = [find(label) for label in _labels(draft)]
        for label in labels[1:]:
            root[find(label)] = find(labels[0])
        anchors.append(labels[0])
    groups: dict[Hashable, list[Draft]] = defaultdict(list)
    for draft, anchor in zip(drafts, anchors, strict=True):
        groups[find(anchor)].append(draft)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda draft: draft.rank)
    return [_series_of(group) for group in groups.values()]


def _labels(draft: Draft) -> Iterator[Hashable]:
    for one in draft.sightings:
        yield one.event.feed, one.words, one.place
        if one.occurrence.recurrence_id and one.event.uid:
            yield one.event.feed, one.event.uid


def _series_of(drafts: list[Draft]) -> Series:
    sightings = [one for draft in drafts for one in draft.sightings]
    recurring = any(one.occurrence.recurrence_id for one in sightings)
    return Series(drafts, common_words(sightings), common_place(sightings), recurring)


def _name_series(found: Sequence[Series], previous: Collection[Listing], taken: Collection[str]) -> None:
    """Give each series its key: that of the previous listings it continues, else one of its title and place."""
    known: dict[str, list[Listing]] = defaultdict(list)
    for listing in sorted(previous, key=lambda listing: listing.key):
        if listing.series:
            known[listing.series].append(listing)
    heirs = Heirs(found, [known[key] for key in sorted(known)])
    heirs.match(_named, _were_named)
    heirs.match(_contents, _were_contents)
    heirs.match(_names, _were_names, fits=_continues)
    heirs.match(_content, _were_contents, tell_apart=False)
    for series, before in heirs.pairs:
        series.key = before[0].series
        series.before = next((listing for listing in before if listing.key == listing.series), None)
    fresh = sorted((series for series in found if not series.key), key=lambda series: series.drafts[0].rank)
    keys = ((series_content(series.words, series.place), _marks(series)) for series in fresh)
    for series, key in zip(fresh, spread(keys, {*known, *taken}), strict=True):
        series.key = key


# Tokens by which a series and the previous listings of one are recognised.


def _named(series: Series) -> Iterator[Hashable]:
    return ((one.words, one.place, one.name) for draft in series.drafts for one in draft.sightings)


def _were_named(before: list[Listing]) -> Iterator[Hashable]:
    for listing in before:
        words, place = title_words(listing.title), place_words(listing.location)
        for source in listing.sources:
            yield words, place, source_name(source)


def _contents(series: Series) -> Iterator[Hashable]:
    return ((one.words, one.place) for draft in series.drafts for one in draft.sightings)


def _content(series: Series) -> tuple[Hashable, ...]:
    return ((series.words, series.place),)


def _were_contents(before: list[Listing]) -> Iterator[Hashable]:
    return ((title_words(listing.title), place_words(listing.location)) for listing in before)


def _names(series: Series) -> Iterator[Hashable]:
    return (one.name for draft in series.drafts for one in draft.sightings if one.event.uid)


def _were_names(before: list[Listing]) -> Iterator[Hashable]:
    return (source_name(source) for listing in before for source in listing.sources if source.uid)


def _continues(series: Series, before: list[Listing]) -> bool:
    """Whether the title allows that a UID still means the same series."""
    return any(means_the_same(series.words, listing.title) for listing in before)


def _marks(series: Series) -> tuple[str, ...]:
    first = series.drafts[0].sightings[0]
    return first.page, first.event.feed, first.event.uid


def _fold_one(series: Series, home: tzinfo, now: datetime | None) -> Iterator[Draft]:
    """Fold the most common kind of date of a series, if it is a run; the others are rows."""
    if len(series.drafts) == 1 and not series.recurring and series.before is None:
        yield series.drafts[0]  # a lone date
        return
    parts = _parts(series.drafts)
    run = max(parts, key=len)
    if not (series.before or len(run) >= _LONG or any(_is_long_rule(draft) for draft in run)):
        run = []
    for draft in series.drafts:
        draft.series = series.key
    for part in parts:
        if part is not run:
            yield from part
    for draft in run:
        draft.key = series.key  # also of what is over, for the next merge
    if run:
        coming = [draft for draft in run if now is None or ends_at(draft, home) > now] or run[-1:]
        first = coming[0]
        first.further = coming[1:]
        if series.before:
            follow(first, series.before)
        yield first


def next_date(listing: Listing, now: datetime, home: tzinfo) -> Listing:
    """Move a run on to its first date that is not over; any other listing, and a run that is over, stays as it is."""
    length = duration(listing.start, listing.end)
    coming = [start for start in (listing.start, *listing.dates) if instant(start, home) + length > now]
    if not listing.dates or not coming or coming[0] == listing.start:
        return listing
    return replace(listing, start=coming[0], end=coming[0] + length, dates=tuple(coming[1:]))


def _parts(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Split a series into dates that say the same, in the order of their first dates."""
    parts: list[list[Draft]] = []
    for draft in drafts:
        for part in parts[:_MAX_PARTS]:
            if _says_the_same(part[0], draft):
                part.append(draft)
                break
        else:
            parts.append([draft])
    return parts


def _says_the_same(one: Draft, other: Draft) -> bool:
    return (
        one.lead.words == other.lead.words
        and one.cancelled == other.cancelled
        and same_text(one.fullest.event.description, other.fullest.event.description)
    )


def ends_at(draft: Draft, home: tzinfo) -> datetime:
    """When a date is over."""
    occurrence = draft.timing.occurrence
    return instant(max(occurrence.start, occurrence.end), home)


def _is_long_rule(draft: Draft) -> bool:
    return any(one.occurrence.recurrence_id and is_long_rule(one.event) for one in draft.sightings)


def is_long_rule(event: Event) -> bool:
    """Whether a rule (RFC 5545 3.3.10) means five dates or more, daily or weekly, at most three weeks apart."""
    rules = event.recurrence.rrule.upper().splitlines() if event.recurrence else []
    first = date(event.start.year, event.start.month, event.start.day)
    return any(_lasts(dict(part.partition("=")[::2] for part in rule.split(";")), first) for rule in rules)


def _lasts(rule: Mapping[str, str], first: date) -> bool:
    step = {"DAILY": 1, "WEEKLY": _WEEK}.get(rule.get("FREQ", ""), 0) * _number(rule.get("INTERVAL"), 1)
    if not 0 < step <= 3 * _WEEK or _number(rule.get("COUNT"), _LONG) < _LONG:
        return False
    until = _until(rule.get("UNTIL", ""))
    if until is None:
        return True
    weekdays = len(rule["BYDAY"].split(",")) if rule["FREQ"] == "WEEKLY" and "BYDAY" in rule else 1
    return ((until - first).days // step + 1) * weekdays >= _LONG


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _until(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None

"""Decisions find their listings again, whatever the publisher did to UIDs, times and addresses meanwhile.

Separate because it is the one place where a decision's snapshot is compared with today's listings. A listing's key
already survives most churn (see `dedupe`); what is here is for decisions whose key no listing has any more. UIDs are
trusted least: they are missing, shared with strangers and reused (RFC 5545 3.8.4.7 notwithstanding).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias

from netriage.model import Listing, Moment, Verdict, instant
from netriage.triage.entries import Decision, Snapshot
from netriage.triage.record import Record

Thing: TypeAlias = Listing | Snapshot
Tokens: TypeAlias = Callable[[Thing], Iterable[Hashable]]

_NO_WORD = re.compile(r"[\W_]+")
_CHURN = re.compile(r"^[a-z]+://(?:www\.)?|[?#].*$", re.IGNORECASE | re.DOTALL)


def resolve(listings: Sequence[Listing], record: Record, now: datetime | None = None) -> dict[str, Decision]:
    """Give each decided listing its decision, by the listing's key.

    A decision goes to one listing: the one with its key, else the only one with the same source, else the only one
    with the same title and start, page, or title and day in a feed. Only what was decided as one row of several dates
    may stand at each of them. Where several decisions meet in one listing (two that were merged since), a keep wins,
    then the latest. The order of listings does not matter.

    With `now`, what was decided about a date that is over does not follow its UID to a later date (that is the next
    one, not this one), and is not looked for by anything weaker.
    """
    found: dict[str, Decision] = {}
    for listing_key, decision in _pairs(listings, record, now):
        rival = found.get(listing_key)
        if rival is None or _rank(decision) > _rank(rival):
            found[listing_key] = decision
    return found


def gone(listings: Sequence[Listing], record: Record, now: datetime | None = None) -> tuple[Decision, ...]:
    """List the decisions whose listing is in no feed any more, oldest first. Gone is never cancelled: they stand."""
    found = {decision.snapshot.key for _, decision in _pairs(listings, record, now)}
    return tuple(decision for key, decision in record.decisions.items() if key not in found)


def _rank(decision: Decision) -> tuple[bool, datetime]:
    return decision.verdict is Verdict.KEEP, decision.at


def _pairs(listings: Sequence[Listing], record: Record, now: datetime | None) -> Iterator[tuple[str, Decision]]:
    """Pair listings and decisions, surest first; each decision at most once."""
    keys = {listing.key for listing in listings}
    lost: list[Decision] = []
    for key, decision in record.decisions.items():
        if key in keys:
            yield key, decision
        else:
            lost.append(decision)
    taken = keys & record.decisions.keys()
    for likeness in _LIKENESSES:
        # A source may lead to a listing that has a decision already (it was merged); weaker likeness may not.
        barred = taken if likeness.weak else frozenset()
        matched = dict(_match(lost, listings, likeness, barred, now))
        for decision in lost:
            if (key := matched.get(decision.snapshot.key, "")) != "":
                taken.add(key)
                yield key, decision
        lost = [one for one in lost if one.snapshot.key not in matched and not _is_over(one.snapshot, now)]
    yield from _other_dates(listings, record, taken)


def _other_dates(listings: Sequence[Listing], record: Record, taken: set[str]) -> Iterator[tuple[str, Decision]]:
    """Pair the dates of what was decided as one row (a weekly class) with its decision, now that they stand apart."""
    rows = {
        token: key
        for key, decision in record.decisions.items()
        if len(decision.snapshot.sources) > 1
        for token in _sources(decision.snapshot)
    }
    for listing in listings if rows else ():
        keys = set() if listing.key in taken else {rows.get(token) for token in _sources(listing)}
        key = keys.pop() if len(keys) == 1 else None
        if key is not None:
            decision = record.decisions[key]
            same_title = _words(decision.snapshot.title) == _words(listing.title)
            if same_title and _instant(decision.snapshot.start) != _instant(listing.start):
                yield listing.key, decision


def _match(
    lost: Sequence[Decision],
    listings: Sequence[Listing],
    likeness: Likeness,
    barred: AbstractSet[str],
    now: datetime | None,
) -> Iterator[tuple[str, str]]:
    """Pair lost decisions with the only listing that shares a token, as snapshot key and listing key."""
    rough = {token for decision in lost for token in likeness.rough(decision.snapshot)}
    wanted: dict[Hashable, list[Listing]] = {
        token: [] for decision in lost for token in likeness.exact(decision.snapshot)
    }
    for listing in listings if wanted else ():
        if listing.key not in barred and not rough.isdisjoint(likeness.rough(listing)):
            for token in likeness.exact(listing):
                if token in wanted:
                    wanted[token].append(listing)
    for decision in lost:
        near = {listing.key: listing for token in likeness.exact(decision.snapshot) for listing in wanted[token]}
        fitting = [
            listing
            for listing in near.values()
            if not _is_next(decision.snapshot, listing, now) and (likeness.weak or _follows(decision, listing))
        ]
        if len(fitting) == 1:
            yield decision.snapshot.key, fitting[0].key


def _follows(decision: Decision, listing: Listing) -> bool:
    """Tell whether a decision may follow its source to this listing.

    A UID is reused for strangers, so title or start must still agree. A keep follows regardless: it only becomes
    Changed, in plain sight, where a skip would hide something that nobody decided.
    """
    snapshot = decision.snapshot
    same = _words(snapshot.title) == _words(listing.title) or _instant(snapshot.start) == _instant(listing.start)
    return same or decision.verdict is Verdict.KEEP


def _is_over(snapshot: Snapshot, now: datetime | None) -> bool:
    return now is not None and instant(snapshot.end, now.tzinfo or UTC) < now


def _is_next(snapshot: Snapshot, listing: Listing, now: datetime | None) -> bool:
    return _day(listing.start) > _day(snapshot.start) and _is_over(snapshot, now)


def _sources(thing: Thing) -> Iterator[Hashable]:
    for source in thing.sources:
        if source.uid:
            yield source.feed, source.uid, source.recurrence_id


def _start(thing: Thing) -> Iterator[Hashable]:
    yield _instant(thing.start)


def _title_and_start(thing: Thing) -> Iterator[Hashable]:
    yield _words(thing.title), _instant(thing.start)


def _page(thing: Thing) -> Iterator[Hashable]:
    if address := _address(thing.url):
        yield address


def _page_and_more(thing: Thing) -> Iterator[Hashable]:
    for address in _page(thing):
        yield address, _words(thing.title)
        yield address, _instant(thing.start)


def _feed_and_day(thing: Thing) -> Iterator[Hashable]:
    day = _day(thing.start)
    for source in thing.sources:
        yield source.feed, day


def _feed_day_and_title(thing: Thing) -> Iterator[Hashable]:
    words = _words(thing.title)
    for feed_and_day in _feed_and_day(thing):
        yield feed_and_day, words


def _words(title: str) -> str:
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()


def _address(url: str) -> str:
    """Cut a URL to host and path: query strings and fragments churn."""
    address = _CHURN.sub("", url)
    host, slash, path = address.partition("/")
    return f"{host.lower()}/{path.rstrip('/')}" if slash and path.rstrip("/") else ""


def _instant(moment: Moment) -> float | str:
    return moment.timestamp() if isinstance(moment, datetime) else moment.isoformat()


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass(frozen=True, slots=True)
class Likeness:
    """One way in which a listing may be the one that was decided."""

    exact: Tokens
    """What both must share."""
    rough: Tokens
    """What those that share it also share, and what costs little to find out for 50,000 listings."""
    weak: bool = True


_LIKENESSES = (
    Likeness(_sources, _sources, weak=False),
    Likeness(_title_and_start, _start),
    Likeness(_page_and_more, _page),
    Likeness(_feed_day_and_title, _feed_and_day),
)

"""How far a change of some sightings reaches: which others the merge must look at again, and which it may leave.

Separate because a pull of 50,000 events of which a few changed must not merge 50,000. It rests on what the merge looks
at and on nothing else: sightings meet in the blocks of `clusters` and in the series of `runs`, rows meet their former
selves by the tokens of `identity`, and all of these are a title, a page or a UID with a day, a start or a place. What
shares one of them belongs together; a word that few others use joins two only where they are really alike. Merging all
that a change touches so, with what `Beyond` tells of the rest, gives what merging everything would give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from netriage.dedupe.clusters import RARE, WORLD_UID, Beyond
from netriage.dedupe.likeness import linked_pages, many_on_a_page, same_thing
from netriage.dedupe.sighting import Sighting
from netriage.dedupe.wording import PlaceMatch, informative, match_places
from netriage.model import instant

FORMAT: Final = 1
"""Raised when the same sightings are merged otherwise than before, so that all are merged once."""
_ALL_DAY: Final = len("2026-09-01")
_MOST: Final = 0.5
"""The share of all sightings from which on merging all of them is no dearer,"""
_MANY: Final = 1_000
"""if they are more than this: with fewer it is no matter."""


class Mark(NamedTuple):
    """A sighting of the last merge, as the next one needs to know it while nothing near it changes."""

    id: str
    """`Sighting.id`."""
    key: str
    """Of the listing that it went to; a date of a run that is over has the run's."""
    feed: str
    uid: str
    words: str
    place: str
    page: str
    stamp: str
    day: str
    """ISO 8601, where the event is."""
    links: str
    """The pages that its text links to, one after the other."""


class Trait(NamedTuple):
    """What the next merge must know of a listing beside its sightings; most have none."""

    key: str
    series: str = ""
    until: str = ""
    """The UTC instant (ISO 8601) at which the first of its dates is over, and falls out; '' for a single date."""
    loose: bool = False
    """Whether it does not show by its title, start and place which sightings it came from: looked at each time."""
    near: tuple[str, ...] = ()
    """Keys of listings that are alike, and were kept apart by what either of them was joined with."""


class Order(NamedTuple):
    """Where a listing stands among all."""

    key: str
    text: str
    """What it is sorted by (`merging.order_of`)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """All sightings of the last merge and what became of them."""

    marks: tuple[Mark, ...] = ()
    traits: tuple[Trait, ...] = ()
    orders: tuple[Order, ...] = ()
    shared_pages: tuple[str, ...] = ()
    """As `likeness.pages_of_many` finds them."""


def mark_of(sighting: Sighting, key: str) -> Mark:
    """Write a sighting down."""
    event, links = sighting.event, " ".join(linked_pages(sighting)) if sighting.event.links else ""
    texts = sighting.words, sighting.place, sighting.page, sighting.stamp, sighting.day.isoformat(), links
    return Mark(sighting.id, key, event.feed, event.uid, *texts)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is to be merged again."""

    ids: list[str]
    """Of the sightings that did not change and are touched."""
    keys: set[str]
    """Of the listings that are touched: what they are now comes of the merge."""
    beyond: Beyond


class Search:
    """One search for what a change reaches. Positions are those of `marks`, then of `come`."""

    def __init__(
        self,
        marks: Marks,
        come: Sequence[Sighting],
        gone: AbstractSet[str],
        load: Callable[[str, str], Sighting],
        home: tzinfo,
    ) -> None:
        self._marks: list[Mark] = [*marks.marks, *(mark_of(one, "") for one in come)]
        self._come = come
        self._old = len(marks.marks)
        self._gone = {at for at, mark in enumerate(marks.marks) if mark.id in gone} if gone else set()
        self._load = load
        self._home = home
        self._traits = {trait.key: trait for trait in marks.traits}
        self._shared = set(marks.shared_pages)
        self._keys: set[str] = set()
        self._reached: set[int] = set()
        self._waiting: list[int] = []
        self._meetings = _Meetings(self._marks)
        self._words = _Words(self._marks, self._gone, self._old, home)

    def reach(self, also: Iterable[str], names: AbstractSet[tuple[str, str]], now: datetime) -> Reach | None:
        """Find what the change reaches; None when that is so much that all should be merged.

        `also` are keys of listings to be looked at in any case, `names` the feeds and UIDs whose pairs are kept apart.
        """
        self._touch([*self._gone, *range(self._old, len(self._marks))])
        self._touch_keys(also)
        self._touch_keys(trait.key for trait in self._traits.values() if trait.loose or _is_over(trait, now))
        if names:
            feeds = {feed for feed, uid in names if not uid}
            self._touch(
                at for at, mark in enumerate(self._marks) if (mark.feed, mark.uid) in names or mark.feed in feeds
            )
        self._turn_pages()
        while self._waiting:
            self._spread(self._waiting.pop())
            if len(self._reached) > max(_MANY, _MOST * len(self._marks)):
                return None
        touched = [at for at in self._reached if at < self._old and at not in self._gone]
        return Reach([self._marks[at].id for at in touched], self._keys, self._beyond())

    def rest(self) -> list[Mark]:
        """The marks of what is not reached."""
        return [mark for at, mark in enumerate(self._marks[: self._old]) if at not in self._reached]

    def _touch(self, positions: Iterable[int]) -> None:
        for at in positions:
            if at not in self._reached:
                self._reached.add(at)
                self._waiting.append(at)

    def _touch_keys(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key and key not in self._keys:
                self._keys.add(key)
                self._touch(self._meetings.of_listing(key))
                if (trait := self._traits.get(key)) is not None:
                    self._touch_keys(trait.near)

    def _spread(self, at: int) -> None:
        """Touch what meets the sighting at a position."""
        mark = self._marks[at]
        self._touch_keys((mark.key,))
        for positions in self._meetings.take(mark):
            self._touch(positions)
        if at >= self._old or at in self._gone:
            self._touch(self._words.shifted(mark))
        if at >= self._old:
            self._touch_alike(at)

    def _touch_alike(self, at: int) -> None:
        """Touch what shares a rare word with a new sighting, where they are really alike."""
        new, mark = self._come[at - self._old], self._marks[at]
        shared = frozenset(self._shared)
        for other in set(self._words.companions(mark)) - self._reached - self._gone:
            its = self._marks[other]
            if its.feed == mark.feed or not _may_be_one(mark, its):
                continue
            if same_thing(new, self._load(its.feed, its.id), shared_pages=shared):
                self._touch((other,))

    def _turn_pages(self) -> None:
        """Find the pages that are now of many events, or no longer, and touch all that have them or link to them."""
        changed = {self._marks[at].page for at in self._reached if at >= self._old or at in self._gone} - {""}
        if not changed:
            return
        holders = [at for at, mark in enumerate(self._marks) if mark.page in changed and at not in self._gone]
        holders.sort(key=lambda at: (self._marks[at].stamp, self._marks[at].words))
        given = ((self._marks[at].feed, self._marks[at].page, self._marks[at].words) for at in holders)
        many = many_on_a_page(given)
        turned = (self._shared & changed) ^ many
        self._shared = (self._shared - changed) | many
        if turned:
            self._touch(
                at
                for at, mark in enumerate(self._marks)
                if mark.page in turned or (mark.links and not turned.isdisjoint(mark.links.split(" ")))
            )

    def _beyond(self) -> Beyond:
        """Count, for the words and days of what is reached, the sightings that are not."""
        here: dict[str, set[str]] = defaultdict(set)
        for at in self._reached:
            if at not in self._gone:
                here[self._marks[at].day].update(informative(self._marks[at].words))
        counts: Counter[tuple[str, str]] = Counter()
        for at, mark in enumerate(self._marks):
            if mark.day in here and at not in self._reached:
                for word in here[mark.day].intersection(mark.words.split()):
                    counts[word, mark.day] += 1
                    counts[word, _spot(mark, self._home)] += 1
        return Beyond(frozenset(self._shared), counts)


class _Meetings:
    """Who meets whom: each group is given once, to the first that asks for it."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._titles: dict[str, list[int]] = defaultdict(list)
        self._uids: dict[str, list[int]] = defaultdict(list)
        self._pages: dict[str, list[int]] = defaultdict(list)
        self._listings: dict[str, list[int]] = defaultdict(list)
        for at, mark in enumerate(marks):
            self._titles[mark.words].append(at)
            self._uids[mark.uid].append(at)
            self._pages[mark.page].append(at)
            self._listings[mark.key].append(at)
        self._uids.pop("", None)  # no two events are one for lack of it
        self._pages.pop("", None)
        self._parted: dict[tuple[str, str], dict[tuple[str, str], list[int]]] = {}

    def of_listing(self, key: str) -> list[int]:
        """What a listing came from."""
        return self._listings.pop(key, [])

    def take(self, mark: Mark) -> Iterator[list[int]]:
        """The groups in which a sighting meets others, as far as nobody took them."""
        titles = self._part("title", mark.words, self._titles, lambda one: (one.place, one.day, one.stamp))
        yield titles.pop(("0", mark.place), [])
        yield titles.pop(("1", mark.day), [])
        yield titles.pop(("2", mark.stamp), [])
        if mark.uid:
            uids = self._part("uid", mark.uid, self._uids, lambda one: (one.feed, one.stamp))
            yield uids.pop(("0", mark.feed), [])
            if len(mark.uid) >= WORLD_UID:
                yield uids.pop(("1", mark.stamp), [])
        if mark.page:
            yield self._part("page", mark.page, self._pages, lambda one: (one.day,)).pop(("0", mark.day), [])

    def _part(
        self, kind: str, name: str, groups: dict[str, list[int]], sides: Callable[[Mark], tuple[str, ...]]
    ) -> dict[tuple[str, str], list[int]]:
        """Part a group by each side of its sightings, when it is first asked for."""
        parted = self._parted.get((kind, name))
        if parted is None:
            parted = self._parted[kind, name] = defaultdict(list)
            for at in groups.pop(name, ()):
                for number, side in enumerate(sides(self._marks[at])):
                    parted[str(number), side].append(at)
        return parted


class _Words:
    """Which sightings of a day share a word with one that came or went, before the change and after it."""

    def __init__(self, marks: Sequence[Mark], gone: AbstractSet[int], old: int, home: tzinfo) -> None:
        self._marks = marks
        self._gone = gone
        self._old = old
        self._home = home
        self._looked: set[tuple[str, str]] = set()
        self._holders: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        wanted: dict[str, set[str]] = defaultdict(set)
        for at in (*gone, *range(old, len(marks))):
            wanted[marks[at].day].update(informative(marks[at].words))
        for at, mark in enumerate(marks):
            if mark.day in wanted:
                for word in wanted[mark.day].intersection(mark.words.split()):
                    self._holders[mark.day][word].append(at)

    def shifted(self, mark: Mark) -> Iterator[int]:
        """The holders of those words of a sighting that were rare and are not any more, or the other way round."""
        holders = self._holders[mark.day]
        for word in informative(mark.words):
            held = holders[word]
            if self._crosses(word, mark.day, held):
                yield from held
            elif self._after(held) > RARE:
                at_start = self._at_start(held, mark)
                if self._crosses(word, _spot(mark, self._home), at_start):
                    yield from at_start

    def companions(self, mark: Mark) -> Iterator[int]:
        """Those that share a word with a sighting that is rare on its day, or at its start."""
        holders = self._holders[mark.day]
        for word in informative(mark.words):
            held = holders[word]
            if self._after(held) > RARE:
                held = self._at_start(held, mark)
            if self._after(held) <= RARE:
                yield from held

    def _crosses(self, word: str, where: str, held: Sequence[int]) -> bool:
        """Whether the change makes a word rare, or common; asked once."""
        if len(held) <= RARE or (word, where) in self._looked:
            return False
        self._looked.add((word, where))
        before = sum(at < self._old for at in held)
        return (before <= RARE) != (self._after(held) <= RARE)

    def _after(self, held: Sequence[int]) -> int:
        return len(held) if len(held) <= RARE else sum(at not in self._gone for at in held)

    def _at_start(self, held: Sequence[int], mark: Mark) -> list[int]:
        start = _start(mark, self._home)
        return [at for at in held if _start(self._marks[at], self._home) == start]


def _may_be_one(one: Mark, other: Mark) -> bool:
    """Whether `same_thing` may find two alike whose feeds, titles, pages and UIDs differ: cheaper, never against it."""
    if match_places(one.place, other.place) is PlaceMatch.SAME or set(one.words.split()) == set(other.words.split()):
        return True
    return bool((one.page and one.page in other.links) or (other.page and other.page in one.links))


def _is_over(trait: Trait, now: datetime) -> bool:
    return bool(trait.until) and datetime.fromisoformat(trait.until) <= now


def _spot(mark: Mark, home: tzinfo) -> str:
    """As `clusters.spot_of`."""
    return f"{mark.day} {_start(mark, home)}"


def _start(mark: Mark, home: tzinfo) -> str:
    """The start in UTC, of all-day events too."""
    return mark.stamp if len(mark.stamp) > _ALL_DAY else _midnight(mark.stamp, home)


@lru_cache(maxsize=4_096)
def _midnight(day: str, home: tzinfo) -> str:
    return instant(date.fromisoformat(day), home).astimezone(UTC).isoformat()

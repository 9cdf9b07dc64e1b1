"""How far a change of some sightings reaches: which others the merge must look at again, and which it may leave.

Separate because a pull of 50,000 events of which a few changed must not merge 50,000. It rests on what the merge looks
at and on nothing else: sightings meet in the blocks of `clusters` and in the series of `runs`, rows meet their former
selves by the tokens of `identity`, and all of these are a title, a page or a UID with a day, a start or a place. What
shares one of them belongs together; a word that few others use joins two only where they are really alike. Merging all
that a change touches so, with what `Beyond` tells of the rest, gives what merging everything would give.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from itertools import compress
from typing import Final, TypeAlias

from netriage.dedupe.clusters import RARE, WORLD_UID, Beyond
from netriage.dedupe.likeness import many_on_a_page, may_be_alike, same_thing
from netriage.dedupe.marks import Column, Marks, Trait, mark_of
from netriage.dedupe.sighting import Sighting
from netriage.dedupe.wording import PlaceMatch, informative, match_places
from netriage.model import instant

_ALL_DAY: Final = len("2026-09-01")
_MOST: Final = 0.5
"""The share of all sightings from which on merging all of them is no dearer,"""
_MANY: Final = 1_000
"""if they are more than this: with fewer it is no matter."""
_ROUNDS: Final = 100
"""Steps from a change to what it reaches; a longer chain is a hostile one."""

_Asked: TypeAlias = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Reach:
    """What is to be merged again."""

    names: list[tuple[str, str]]
    """Feed and id of the sightings that did not change and are touched."""
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
        self._old = len(marks)
        self._marks = marks.joined([mark_of(one, "") for one in come])
        self._come = come
        self._gone = set(_where(marks.ids, gone))
        self._changed = [*self._gone, *range(self._old, len(self._marks))]
        self._load = load
        self._traits = {trait.key: trait for trait in marks.traits}
        self._shared = set(marks.shared_pages)
        self._keys: set[str] = set()
        self._asked: set[str] = set()
        """Keys whose sightings nobody looked for yet."""
        self._reached: set[int] = set()
        self._waiting: list[int] = []
        self._meetings = _Meetings(self._marks)
        self._words = _Words(self._marks, self._gone, self._old, home)

    def reach(self, also: Iterable[str], names: AbstractSet[tuple[str, str]], now: datetime) -> Reach | None:
        """Find what the change reaches; None when that is so much that all should be merged.

        `also` are keys of listings to be looked at in any case, `names` the feeds and UIDs whose pairs are kept apart.
        """
        self._touch(self._changed)
        self._touch_keys(also)
        self._touch_keys(trait.key for trait in self._traits.values() if trait.loose or _is_over(trait, now))
        if names:
            feeds = {feed for feed, uid in names if not uid}
            given = enumerate(zip(self._marks.feeds, self._marks.uids, strict=True))
            self._touch(at for at, (feed, uid) in given if (feed, uid) in names or feed in feeds)
        self._turn_pages()
        for at in self._changed:
            self._touch(self._words.shifted(at))
        for at in range(self._old, len(self._marks)):
            self._touch_alike(at)
        for _ in range(_ROUNDS):
            if not self._waiting and not self._asked:
                return self._found()
            self._spread()
            if len(self._reached) > max(_MANY, _MOST * len(self._marks)):
                return None
        return None

    def rest(self) -> Marks:
        """The marks of what is not reached."""
        wanted = [True] * self._old + [False] * len(self._come)
        for at in self._reached:
            wanted[at] = False
        return self._marks.chosen(wanted)

    def _found(self) -> Reach:
        marks, touched = self._marks, (at for at in self._reached if at < self._old and at not in self._gone)
        names = [(marks.feeds[at], marks.ids[at]) for at in touched]
        return Reach(names, self._keys, self._words.beyond(self._reached, frozenset(self._shared)))

    def _touch(self, positions: Iterable[int]) -> None:
        fresh = set(positions) - self._reached
        self._reached |= fresh
        self._waiting += fresh

    def _touch_keys(self, keys: Iterable[str]) -> None:
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key and key not in self._keys:
                self._keys.add(key)
                self._asked.add(key)
                if (trait := self._traits.get(key)) is not None:
                    waiting += trait.near

    def _spread(self) -> None:
        """Touch what meets what was touched since the last time."""
        waiting, self._waiting = self._waiting, []
        self._touch_keys(map(self._marks.keys.__getitem__, waiting))
        asked, self._asked = self._asked, set()
        if asked:
            self._touch(_where(self._marks.keys, asked))
        self._touch(self._meetings.of(waiting))

    def _touch_alike(self, at: int) -> None:
        """Touch what shares a rare word with a new sighting, where they are really alike."""
        new, shared, feeds = self._come[at - self._old], frozenset(self._shared), self._marks.feeds
        for other in set(self._words.companions(at)) - self._reached - self._gone:
            if feeds[other] == feeds[at] or not self._may_be_one(at, other):
                continue
            if same_thing(new, self._load(feeds[other], self._marks.ids[other]), shared_pages=shared):
                self._touch((other,))

    def _may_be_one(self, at: int, other: int) -> bool:
        """Whether `same_thing` may find two alike whose feeds, titles, pages and UIDs differ: never against it."""
        marks = self._marks
        words, others = marks.words[at], marks.words[other]
        if may_be_alike(words, others):
            if match_places(marks.places[at], marks.places[other]) is PlaceMatch.SAME:
                return True
            if set(words.split()) == set(others.split()):
                return True
        page, other_page = marks.pages[at], marks.pages[other]
        return bool((page and page in marks.links[other]) or (other_page and other_page in marks.links[at]))

    def _turn_pages(self) -> None:
        """Find the pages that are now of many events, or no longer, and touch all that have them or link to them."""
        marks = self._marks
        changed = {marks.pages[at] for at in self._changed} - {""}
        if not changed:
            return
        holders = [at for at in _where(marks.pages, changed) if at not in self._gone]
        holders.sort(key=lambda at: (marks.stamps[at], marks.words[at]))
        many = many_on_a_page((marks.feeds[at], marks.pages[at], marks.words[at]) for at in holders)
        turned = (self._shared & changed) ^ many
        self._shared = (self._shared - changed) | many
        if turned:
            given = enumerate(zip(marks.pages, marks.links, strict=True))
            self._touch(
                at for at, (page, links) in given if page in turned or (links and not turned.isdisjoint(links.split()))
            )


class _Meetings:
    """Who meets whom by a title, a UID or a page; each question is answered once."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._titles: _Asked = defaultdict(set)
        self._uids: _Asked = defaultdict(set)
        self._pages: _Asked = defaultdict(set)

    def of(self, positions: Iterable[int]) -> Iterator[int]:
        """What meets the sightings at some positions."""
        titles: _Asked = defaultdict(set)
        uids: _Asked = defaultdict(set)
        pages: _Asked = defaultdict(set)
        for at in positions:
            titles[self._marks.words[at]].update(self._of_title(at))
            if uid := self._marks.uids[at]:  # no two events are one for lack of it
                uids[uid].update(self._of_uid(at))
            if page := self._marks.pages[at]:
                pages[page].add(self._marks.days[at])
        yield from self._answer(self._marks.words, _new(titles, self._titles), self._of_title)
        yield from self._answer(self._marks.uids, _new(uids, self._uids), self._of_uid)
        yield from self._answer(self._marks.pages, _new(pages, self._pages), lambda at: (self._marks.days[at],))

    def _of_title(self, at: int) -> tuple[str, ...]:
        return f"at {self._marks.places[at]}", f"on {self._marks.days[at]}", f"from {self._marks.stamps[at]}"

    def _of_uid(self, at: int) -> tuple[str, ...]:
        feed = f"in {self._marks.feeds[at]}"
        return (feed, f"from {self._marks.stamps[at]}") if len(self._marks.uids[at]) >= WORLD_UID else (feed,)

    @staticmethod
    def _answer(column: Column, asked: _Asked, sides: Callable[[int], tuple[str, ...]]) -> Iterator[int]:
        """Positions whose text in a column is asked for with one of their sides."""
        if asked:
            for at in _where(column, asked):
                if not asked[column[at]].isdisjoint(sides(at)):
                    yield at


def _where(column: Column, wanted: Container[str]) -> list[int]:
    """The positions of some texts in a column."""
    return list(compress(range(len(column)), map(wanted.__contains__, column)))


def _new(asked: _Asked, before: _Asked) -> _Asked:
    """What was not asked before, which is noted."""
    fresh = {text: sides - before[text] for text, sides in asked.items()}
    for text, sides in fresh.items():
        before[text] |= sides
    return {text: sides for text, sides in fresh.items() if sides}


class _Words:
    """Which sightings of a day, or of a start on it, share a word, before the change and after it."""

    def __init__(self, marks: Marks, gone: set[int], old: int, home: tzinfo) -> None:
        self._marks = marks
        self._gone = gone
        self._old = old
        self._looked: set[tuple[str, str]] = set()
        self._starts = [stamp if len(stamp) > _ALL_DAY else _midnight(stamp, home) for stamp in marks.stamps]
        """In UTC, of all-day events too."""
        self._on: dict[str, list[int]] = defaultdict(list)
        """The sightings of each day."""
        for at, day in enumerate(marks.days):
            self._on[day].append(at)
        wanted: dict[str, set[str]] = defaultdict(set)
        for at in (*gone, *range(old, len(marks))):
            wanted[marks.days[at]] |= informative(marks.words[at])
        self._holders = {day: self._holders_of(words, self._on[day]) for day, words in wanted.items()}
        """Who holds each word of the changed sightings, by the day."""
        self._at_starts: dict[tuple[str, str], dict[str, list[int]]] = {}
        """The same by the start, of the words that were asked for."""

    def shifted(self, at: int) -> Iterator[int]:
        """The holders of those words of a sighting that were rare and are not any more, or the other way round."""
        day = self._marks.days[at]
        for word in informative(self._marks.words[at]):
            held = self._holders[day][word]
            if self._crosses(word, day, held):
                yield from held
            elif self._after(held) > RARE:
                at_start = self._at_start(word, at)
                if self._crosses(word, self._spot(at), at_start):
                    yield from at_start

    def companions(self, at: int) -> Iterator[int]:
        """Those that share a word with a changed sighting that is rare on its day, or at its start."""
        holders = self._holders[self._marks.days[at]]
        for word in informative(self._marks.words[at]):
            held = holders[word]
            if self._after(held) > RARE:
                held = self._at_start(word, at)
            if self._after(held) <= RARE:
                yield from held

    def beyond(self, reached: AbstractSet[int], shared_pages: frozenset[str]) -> Beyond:
        """Count, for the words that two of the reached share on a day or at a start, the sightings that are not."""
        here = reached - self._gone
        on_day = self._shared_by_two(here, self._marks.days.__getitem__)
        at_start = self._shared_by_two(here, self._spot)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for day, words in on_day.items():
            # Most of what is reached has the title of what changed.
            found = self._holders.get(day, {})
            found = {**found, **self._holders_of(words - found.keys(), self._on[day])}
            for word in words:
                rest = [at for at in found[word] if at not in reached]
                counts[day][word] = len(rest)
                for spot in map(self._spot, rest):
                    if word in at_start.get(spot, ()):
                        counts[spot][word] += 1
        return Beyond(shared_pages, counts)

    def _spot(self, at: int) -> str:
        """A day and the start on it, as `clusters.spot_of`."""
        return f"{self._marks.days[at]} {self._starts[at]}"

    def _shared_by_two(self, positions: Iterable[int], where_is: Callable[[int], str]) -> Mapping[str, set[str]]:
        """The words that two or more of some sightings share where they are."""
        once: dict[str, set[str]] = defaultdict(set)
        twice: dict[str, set[str]] = defaultdict(set)
        for at in positions:
            where, words = where_is(at), informative(self._marks.words[at])
            twice[where] |= once[where] & words
            once[where] |= words
        return twice

    def _holders_of(self, words: set[str], positions: Iterable[int]) -> Mapping[str, list[int]]:
        """Which of some sightings hold each of some words in their titles."""
        holders: dict[str, list[int]] = {word: [] for word in words}
        titles = self._marks.words
        for at in positions if words else ():
            for word in words.intersection(titles[at].split()):
                holders[word].append(at)
        return holders

    def _crosses(self, word: str, where: str, held: Sequence[int]) -> bool:
        """Whether the change makes a word rare, or common; asked once."""
        if len(held) <= RARE or (word, where) in self._looked:
            return False
        self._looked.add((word, where))
        before = bisect_left(held, self._old)
        return (before <= RARE) != (self._after(held) <= RARE)

    def _after(self, held: Sequence[int]) -> int:
        return len(held) if len(held) <= RARE else len(held) - len(self._gone.intersection(held))

    def _at_start(self, word: str, at: int) -> list[int]:
        """The holders of a word of a changed sighting that start when it does."""
        day = self._marks.days[at]
        found = self._at_starts.get((day, word))
        if found is None:
            found = self._at_starts[day, word] = defaultdict(list)
            for other in self._holders[day][word]:
                found[self._starts[other]].append(other)
        return found[self._starts[at]]


def _is_over(trait: Trait, now: datetime) -> bool:
    return bool(trait.until) and datetime.fromisoformat(trait.until) <= now


@lru_cache(maxsize=4_096)
def _midnight(day: str, home: tzinfo) -> str:
    return instant(date.fromisoformat(day), home).astimezone(UTC).isoformat()

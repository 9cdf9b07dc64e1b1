"""How far a change of some sightings reaches: which others the merge must look at again, and which it may leave.

Separate because a pull of 50,000 events of which a few changed must not merge 50,000. It rests on what the merge looks
at and on nothing else: sightings meet in the blocks of `clusters` and in the series of `runs`, rows meet their former
selves by the tokens of `identity`, and all of these are a title, a page or a UID with a day, a start or a place. What
shares one of them belongs together; a word that few others use joins two only where they are really alike. Merging all
that a change touches so, with what `Beyond` tells of the rest, gives what merging everything would give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from itertools import chain
from typing import Final, TypeAlias

from netriage.dedupe.clusters import RARE, WORLD_UID, Beyond
from netriage.dedupe.likeness import many_on_a_page, same_thing
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
        self._gone = {at for at, name in enumerate(marks.ids) if name in gone} if gone else set()
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
            self._touch([at for at, key in enumerate(self._marks.keys) if key in asked])
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
        if self._words.are_equal(at, other):
            return True
        for one, its in ((at, other), (other, at)):
            if (page := marks.pages[one]) and page in marks.links[its]:
                return True
        return match_places(marks.places[at], marks.places[other]) is PlaceMatch.SAME

    def _turn_pages(self) -> None:
        """Find the pages that are now of many events, or no longer, and touch all that have them or link to them."""
        marks = self._marks
        changed = {marks.pages[at] for at in self._changed} - {""}
        if not changed:
            return
        holders = [at for at, page in enumerate(marks.pages) if page in changed and at not in self._gone]
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
            for at in [at for at, text in enumerate(column) if text in asked]:
                if not asked[column[at]].isdisjoint(sides(at)):
                    yield at


def _new(asked: _Asked, before: _Asked) -> _Asked:
    """What was not asked before, which is noted."""
    fresh = {text: sides - before[text] for text, sides in asked.items()}
    for text, sides in fresh.items():
        before[text] |= sides
    return {text: sides for text, sides in fresh.items() if sides}


class _Words:
    """Which sightings of a day, or of a start on it, share a word, before the change and after it."""

    def __init__(self, marks: Marks, gone: AbstractSet[int], old: int, home: tzinfo) -> None:
        self._marks = marks
        self._gone = gone
        self._old = old
        self._looked: set[tuple[str, str]] = set()
        bags = {words: set(words.split()) for words in set(marks.words)}
        self._bags = list(map(bags.__getitem__, marks.words))
        # A day and the start on it in UTC, of all-day events too, as `clusters.spot_of`.
        self._spots = [
            f"{day} {stamp if len(stamp) > _ALL_DAY else _midnight(stamp, home)}"
            for day, stamp in zip(marks.days, marks.stamps, strict=True)
        ]
        self._on = _grouped(marks.days)
        self._from = _grouped(self._spots)
        changed: dict[str, list[int]] = defaultdict(list)
        for at in (*gone, *range(old, len(marks))):
            changed[marks.days[at]].append(at)
        self._holders = {day: self._near(day, there) for day, there in changed.items()}

    def shifted(self, at: int) -> Iterator[int]:
        """The holders of those words of a sighting that were rare and are not any more, or the other way round."""
        day, spot = self._marks.days[at], self._spots[at]
        for word in informative(self._marks.words[at]):
            held = self._holders[day].get(word)
            if held is not None and self._crosses(word, day, held):
                yield from held
            elif held is None or self._after(held) > RARE:
                at_start = self._at_start(spot, word)
                if self._crosses(word, spot, at_start):
                    yield from at_start

    def are_equal(self, at: int, other: int) -> bool:
        """Whether two sightings are titled with the same words."""
        return self._bags[at] == self._bags[other]

    def companions(self, at: int) -> Iterator[int]:
        """Those that share a word with a sighting that is rare on its day, or at its start."""
        day, spot = self._marks.days[at], self._spots[at]
        for word in informative(self._marks.words[at]):
            held = self._holders[day].get(word)
            if held is None or self._after(held) > RARE:
                held = self._at_start(spot, word)
            if self._after(held) <= RARE:
                yield from held

    def beyond(self, reached: AbstractSet[int], shared_pages: frozenset[str]) -> Beyond:
        """Count, for the days and starts of what is reached, the words of the sightings that are not."""
        here = reached - self._gone
        places = ((self._on, {self._marks.days[at] for at in here}), (self._from, {self._spots[at] for at in here}))
        words = {
            where: Counter(self._said(at for at in index[where] if at not in reached))
            for index, asked in places
            for where in asked
        }
        return Beyond(shared_pages, words)

    def _near(self, day: str, changed: Sequence[int]) -> dict[str, list[int]]:
        """Who holds those words of the changed sightings of a day that are rare before the change or after it."""
        every = Counter(self._said(self._on[day]))
        come, gone = (Counter(self._said(at for at in changed if (at < self._old) is past)) for past in (False, True))
        asked = {word for at in changed for word in informative(self._marks.words[at])}
        near = {word for word in asked if every[word] - max(come[word], gone[word]) <= RARE}
        holders: dict[str, list[int]] = {word: [] for word in near}
        for at in self._on[day]:
            for word in near & self._bags[at]:
                holders[word].append(at)
        return holders

    def _said(self, positions: Iterable[int]) -> Iterator[str]:
        return chain.from_iterable(map(self._bags.__getitem__, positions))

    def _crosses(self, word: str, where: str, held: Sequence[int]) -> bool:
        """Whether the change makes a word rare, or common; asked once."""
        if len(held) <= RARE or (word, where) in self._looked:
            return False
        self._looked.add((word, where))
        before = sum(at < self._old for at in held)
        return (before <= RARE) != (self._after(held) <= RARE)

    def _after(self, held: Sequence[int]) -> int:
        return len(held) if len(held) <= RARE else sum(at not in self._gone for at in held)

    def _at_start(self, spot: str, word: str) -> list[int]:
        return [at for at in self._from[spot] if word in self._bags[at]]


def _grouped(texts: Iterable[str]) -> Mapping[str, list[int]]:
    """The positions of each text."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        groups[text].append(at)
    return groups


def _is_over(trait: Trait, now: datetime) -> bool:
    return bool(trait.until) and datetime.fromisoformat(trait.until) <= now


@lru_cache(maxsize=4_096)
def _midnight(day: str, home: tzinfo) -> str:
    return instant(date.fromisoformat(day), home).astimezone(UTC).isoformat()

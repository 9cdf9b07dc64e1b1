"""Whether two sightings are the same happening, and why: the rules of the merge, in one place.

Separate because these are the judgements that a person can doubt: each has words, a strength, and is tested by itself.
The merge is measured in `tests/benchmarks/merge.py` (precision before recall: two strangers in one row hide one).

1. Apart for certain: other titles or other starts within one feed; two pages of one site; pairs that the user unmerged.
2. The same page, at the same time or on the same day: one.
3. The same title at the same time: one at the same place; with no place to compare, if the title is distinctive or the
   host, the UID or the text agree.
4. A similar title at the same time, in another feed: one at the same place, or with the same UID.
5. The same distinctive title at nearly the same time (doors and show, a wrong zone, an all-day date) at the same place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from netriage.dedupe.pages import site_of
from netriage.dedupe.sighting import Sighting
from netriage.dedupe.wording import PlaceMatch, informative, is_distinctive, match_places, title_likeness, title_words

_NEAR: Final = timedelta(minutes=30)
"""Doors and show, or a start rounded by an aggregator."""
_SIMILAR: Final = 0.6
_TEXT_WORDS: Final = 80
_SAME_TEXT: Final = 0.6
_ENOUGH_WORDS: Final = 6
"""A text of fewer words agrees with too many others."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two sightings are one: `strength` orders the merge, strongest first."""

    strength: int
    words: str


SAME_EVERYTHING: Final = Reason(9, "same title, start and place")
SAME_PAGE: Final = Reason(8, "same page")
SAME_UID: Final = Reason(7, "same UID, title and start")
SAME_TITLE: Final = Reason(6, "same title and start")
SAME_HOST: Final = Reason(5, "same title, start and host")
SAME_TEXT: Final = Reason(5, "same title, start and text")
SIMILAR_UID: Final = Reason(4, "same UID and start, similar title")
SIMILAR_TITLE: Final = Reason(3, "similar title, same start and place")
NEAR_PAGE: Final = Reason(3, "same page on the same day")
NEAR_TIME: Final = Reason(2, "same title and place, nearly the same start")


def same_thing(one: Sighting, other: Sighting, *, shared_pages: frozenset[str] = frozenset()) -> Reason | None:
    """Judge whether two sightings are one happening; None when they are not, or nothing says so.

    `shared_pages` are pages that several different events give as theirs (a home page, a calendar), so they say
    nothing.
    """
    if are_apart(one, other):
        return None
    likeness = title_likeness(one.words, other.words)
    places = match_places(one.place, other.place)
    page = one.page if one.page == other.page and one.page not in shared_pages else ""
    if one.at == other.at and one.all_day == other.all_day:
        return _at_one_time(one, other, likeness, places, page)
    if one.event.feed == other.event.feed:
        return None
    return _at_near_times(one, other, likeness, places, page)


def are_apart(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings are certainly different, whatever else they share."""
    if one.event.feed == other.event.feed:
        if one.words != other.words or one.at != other.at or one.all_day != other.all_day:
            return True
        if one.place != other.place and match_places(one.place, other.place) is not PlaceMatch.SAME:
            return True
    elif match_places(one.place, other.place) is PlaceMatch.DIFFERENT and one.page != other.page:
        return not _has_world_uid(one, other)
    if one.page and other.page and one.page != other.page and site_of(one.page) == site_of(other.page):
        # A site gives each of its events a page, and now and then one event two.
        return not (one.place and match_places(one.place, other.place) is PlaceMatch.SAME and one.words == other.words)
    return False


def _at_one_time(one: Sighting, other: Sighting, likeness: float, places: PlaceMatch, page: str) -> Reason | None:
    if page and (likeness >= 1 or informative(one.words) & informative(other.words) or places is PlaceMatch.SAME):
        return SAME_PAGE
    if likeness >= 1:
        return _with_one_title(one, other, places)
    if likeness < _SIMILAR or one.event.feed == other.event.feed:
        return None
    if _has_world_uid(one, other):
        return SIMILAR_UID
    # At one place several things begin at one time: "Story time", "Baby story time". All-day, many do.
    if places is PlaceMatch.SAME and not one.all_day and is_distinctive(_shared(one, other)):
        return SIMILAR_TITLE
    return None


def _with_one_title(one: Sighting, other: Sighting, places: PlaceMatch) -> Reason | None:
    if places is PlaceMatch.SAME:
        return SAME_EVERYTHING
    if _has_world_uid(one, other):
        return SAME_UID
    if one.event.feed == other.event.feed:
        # No place, no page: only the text can tell a doublet from a stranger.
        return SAME_TEXT if one.event.description == other.event.description and one.page == other.page else None
    if is_distinctive(one.words):
        return SAME_TITLE
    if _givers(one) & _givers(other):
        return SAME_HOST
    return SAME_TEXT if _texts_agree(one, other) else None


def _at_near_times(one: Sighting, other: Sighting, likeness: float, places: PlaceMatch, page: str) -> Reason | None:
    if one.day != other.day and abs(one.at - other.at) > _NEAR:
        return None
    if page and likeness >= _SIMILAR:
        return NEAR_PAGE
    if likeness < 1 or places is not PlaceMatch.SAME or not is_distinctive(one.words):
        return None
    if one.all_day != other.all_day or abs(one.at - other.at) <= _NEAR or _same_wall_clock(one, other):
        return NEAR_TIME
    return None


def _same_wall_clock(one: Sighting, other: Sighting) -> bool:
    """Whether both say the same local time in different zones, of which one must be wrong."""
    return one.occurrence.start.isoformat()[:16] == other.occurrence.start.isoformat()[:16]


def _has_world_uid(one: Sighting, other: Sighting) -> bool:
    """Whether both carry one UID that is long enough to be unique in the world; "123" is each city's 123rd event."""
    uid = one.event.uid
    return uid == other.event.uid and (len(uid) >= 16 or ("@" in uid and len(uid) >= 12))


def _shared(one: Sighting, other: Sighting) -> str:
    return " ".join(frozenset(one.words.split()) & frozenset(other.words.split()))


def _givers(sighting: Sighting) -> frozenset[str]:
    """The organiser and the hosts, as words."""
    names = (sighting.event.organizer, *sighting.event.hosts)
    return frozenset(words for words in map(title_words, names) if len(words) > 3)


def _texts_agree(one: Sighting, other: Sighting) -> bool:
    mine, theirs = one.event.description, other.event.description
    return min(len(_first_words(mine)), len(_first_words(theirs))) >= _ENOUGH_WORDS and same_text(mine, theirs)


def same_text(one: str, other: str) -> bool:
    """Whether two descriptions begin alike, or one of them is missing."""
    if one == other or not one or not other:
        return True
    mine, theirs = _first_words(one), _first_words(other)
    return len(mine & theirs) >= _SAME_TEXT * min(len(mine), len(theirs))


@lru_cache(maxsize=16_384)
def _first_words(text: str) -> frozenset[str]:
    return frozenset(title_words(text[: _TEXT_WORDS * 8]).split()[:_TEXT_WORDS])


def pages_of_many(sightings: Iterable[Sighting]) -> frozenset[str]:
    """Find the pages that one feed gives to several different events: they identify none of them."""
    first: dict[tuple[str, str], str] = {}
    many: set[str] = set()
    for sighting in sightings:
        if sighting.page:
            known = first.setdefault((sighting.event.feed, sighting.page), sighting.words)
            if known != sighting.words and title_likeness(known, sighting.words) < _SIMILAR:
                many.add(sighting.page)
    return frozenset(many)

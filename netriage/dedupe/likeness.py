"""Whether two sightings are the same happening, and why: the rules of the merge, in one place.

Separate because these are the judgements that a person can doubt: each has words, a strength, and is tested by itself.
The merge is measured in `tests/benchmarks/merge.py` (precision before recall: two strangers in one row hide one).

1. Apart for certain: other titles or other starts within one feed; other places; two pages of one site; pairs that the
   user unmerged.
2. The same page, or one that links to the other's page, at the same time or on the same day: one.
3. The same title at the same time: one at the same place; with no place to compare, if the title is distinctive or the
   host, the UID or the text agree.
4. A similar title at the same time, in another feed: one at the same place, or with the same UID.
5. The same or a similar title at the same place, at nearly the same time: doors and show, a wrong zone, a date only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from netriage.dedupe.pages import page_of
from netriage.dedupe.sighting import Sighting
from netriage.dedupe.wording import (
    PlaceMatch,
    are_two_parts,
    have_one_head,
    informative,
    is_distinctive,
    match_places,
    title_likeness,
    title_words,
    without_room,
)

_NEAR: Final = timedelta(minutes=60)
"""Doors and show, or a start rounded by an aggregator."""
_HALF_DAY: Final = timedelta(hours=12)
_MAX_LINKS: Final = 12
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
LINKED_PAGE: Final = Reason(5, "one links to the other's page")
NEAR_PAGE: Final = Reason(3, "same page on the same day")
NEAR_TIME: Final = Reason(2, "same title and place, nearly the same start")
NEAR_SIMILAR: Final = Reason(1, "similar title, same place, nearly the same start")


def same_thing(one: Sighting, other: Sighting, *, shared_pages: frozenset[str] = frozenset()) -> Reason | None:
    """Judge whether two sightings are one happening; None when they are not, or nothing says so.

    `shared_pages` are pages that several different events give as theirs (a home page, a calendar), so they say
    nothing.
    """
    if are_apart(one, other):
        return None
    likeness = title_likeness(one.words, other.words)
    page = _page_reason(one, other, likeness, shared_pages)
    if one.at == other.at and one.all_day == other.all_day:
        return page or _at_one_time(one, other, likeness)
    if one.event.feed == other.event.feed:
        return None
    if one.day != other.day and abs(one.at - other.at) > _NEAR:
        return None
    if page and likeness >= _SIMILAR:
        return NEAR_PAGE
    return _at_near_times(one, other, likeness)


def are_apart(one: Sighting, other: Sighting) -> bool:
    """Whether two sightings are certainly different, whatever else they share."""
    same_feed = one.event.feed == other.event.feed
    if same_feed and (one.words != other.words or one.stamp != other.stamp):
        return True
    if one.words != other.words and _have_pages_of_one_site(one, other) and not _has_world_uid(one, other):
        return True  # whatever their places are: told first, because it is told soonest
    places = match_places(one.place, other.place)
    if same_feed:
        if one.place != other.place and places is not PlaceMatch.SAME:
            return True
    elif places is PlaceMatch.DIFFERENT and one.page != other.page:
        return not _has_world_uid(one, other)
    if _have_pages_of_one_site(one, other):
        # A site gives each of its events a page, and now and then one event two.
        return not _is_cross_posted(one, other, places)
    return False


def _have_pages_of_one_site(one: Sighting, other: Sighting) -> bool:
    return bool(one.page and other.page) and one.page != other.page and one.site == other.site


def _is_cross_posted(one: Sighting, other: Sighting, places: PlaceMatch) -> bool:
    """Whether two pages of one site are the same event: at one place, or told in the same words (Meetup groups)."""
    if one.words != other.words or one.at != other.at:
        return False
    if one.place and places is PlaceMatch.SAME:
        return True
    return one.event.feed != other.event.feed and len(informative(one.words)) >= 3 and _texts_agree(one, other)


def _page_reason(one: Sighting, other: Sighting, likeness: float, shared_pages: frozenset[str]) -> Reason | None:
    """Judge by pages: the same one, or a link to the other's; the titles or the place must not speak against it."""
    if not one.page and not other.page:
        return None
    if not (likeness >= 1 or informative(one.words) & informative(other.words) or _at_one_place(one, other)):
        return None
    if one.page == other.page:
        return None if one.page in shared_pages else SAME_PAGE
    return LINKED_PAGE if _links_to(one, other, shared_pages) or _links_to(other, one, shared_pages) else None


def _links_to(one: Sighting, other: Sighting, shared_pages: frozenset[str]) -> bool:
    if not other.page or other.page in shared_pages or one.event.feed == other.event.feed:
        return False
    return other.page in linked_pages(one)


def linked_pages(one: Sighting) -> list[str]:
    """The pages that its text links to."""
    return [page_of(link) for link in one.event.links[:_MAX_LINKS]]


def _at_one_place(one: Sighting, other: Sighting) -> bool:
    return match_places(one.place, other.place) is PlaceMatch.SAME


def _at_one_time(one: Sighting, other: Sighting, likeness: float) -> Reason | None:
    if likeness >= 1:
        return _with_one_title(one, other)
    if one.event.feed == other.event.feed:
        return None
    if likeness >= _SIMILAR and _has_world_uid(one, other):
        return SIMILAR_UID
    # All-day, many things are at one place at once.
    return SIMILAR_TITLE if not one.all_day and _at_one_place(one, other) and _is_alike(one, other, likeness) else None


def _is_alike(one: Sighting, other: Sighting, likeness: float) -> bool:
    """Whether similar titles mean one event of a place, where "Story time" and "Baby story time" are two."""
    if are_two_parts(one.event.title, other.event.title):
        return False
    if likeness >= _SIMILAR and len(informative(_shared(one, other))) >= 2:
        return True
    if one.words in other.words or other.words in one.words:
        bare = without_room(one.event.title)
        if bare == without_room(other.event.title) and informative(bare):
            return True
    return have_one_head(one.event.title, other.event.title)


def may_be_alike(words: str, other: str) -> bool:
    """Whether `_is_alike` may say so of two titles with these words, which share one: quick, and never against it.

    But for a title that is nothing but a mark ("Cancelled:").
    """
    mine = informative(words)
    if len(mine) < 2 or len(mine.intersection(other.split())) >= 2 or words in other or other in words:
        return True
    return words.partition(" ")[0] == other.partition(" ")[0]  # as two with one head begin


def _with_one_title(one: Sighting, other: Sighting) -> Reason | None:
    if _at_one_place(one, other):
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


def _at_near_times(one: Sighting, other: Sighting, likeness: float) -> Reason | None:
    if not _at_one_place(one, other):
        return None
    near = abs(one.at - other.at) <= _NEAR and not one.vague and not other.vague
    if likeness < 1:
        return NEAR_SIMILAR if near and _is_alike(one, other, likeness) else None
    near = near or one.vague != other.vague or _same_wall_clock(one, other) or _is_half_a_day_off(one, other)
    return NEAR_TIME if near and informative(one.words) else None


def _same_wall_clock(one: Sighting, other: Sighting) -> bool:
    """Whether both say the same local time in different zones, of which one must be wrong."""
    return one.occurrence.start.isoformat()[:16] == other.occurrence.start.isoformat()[:16]


def _is_half_a_day_off(one: Sighting, other: Sighting) -> bool:
    """Whether one of them took evening for morning (7:00 for 19:00); only for a title that few events have."""
    apart = abs(one.at - other.at) == _HALF_DAY and is_distinctive(one.words)
    return apart and min(one.occurrence.start.isoformat()[11:16], other.occurrence.start.isoformat()[11:16]) < "09:00"


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
    return many_on_a_page((one.event.feed, one.page, one.words) for one in sightings if one.page)


def many_on_a_page(given: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """`pages_of_many` from feed, page and title words, in the order of content."""
    first: dict[tuple[str, str], str] = {}
    many: set[str] = set()
    for feed, page, words in given:
        known = first.setdefault((feed, page), words)
        if known != words and title_likeness(known, words) < _SIMILAR:
            many.add(page)
    return frozenset(many)

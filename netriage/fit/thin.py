"""Listings that say too little to be judged: told by the company they keep, and one of them lifted into view.

Separate because "can't tell" is not "low". Such a listing has a title and perhaps a place; what else is known of it is
who publishes it. Three things speak for it, each as evidence like any other: how much its feed's other listings have to
do with the goal, what became of the listings of its feed and organiser that were decided, and that it is near. And one
at a time may be lifted to where it is seen, because nobody finds out otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import compress
from math import fsum

from netriage.fit.fields import Texts
from netriage.fit.form import Part
from netriage.model import Evidence, Listing, Scored

THIN_CHARACTERS = 60
"""Less text than this, title and description together, and a listing cannot be judged."""

SUPPORT = 0.25
"""Place and type count so much for a thin listing of which nothing else is known."""

NEIGHBOURS = 1.0
"""What a feed is worth whose listings all have much to do with the goal: a rare word of it in the title."""
_MUCH = 2.0
"""So much for its words and a listing has much to do with the goal."""
_FEW = 5
"""A feed of fewer listings tells nothing of any of them."""
_UNSEEN = 5
"""So many listings that have nothing to do with the goal are imagined in each feed: a small feed tells little."""

RECORD = 2.0
"""What a record of keeps alone is worth beside one of skips alone: less than a company in the title."""
_PRIOR = 4.0
"""A record is as good as so many decisions that went as usual."""

WORTH_A_LOOK = 20.0
"""Thin listings stand after the listings of this fit and before the others: a thin one is unknown, not low."""
LEAST = 0.5
"""… unless fewer than `SCREEN` listings have it: then these come first, down to what is shown as 1."""
SCREEN = 10
MATCH = 0.2
"""A target that earned so many points is a match: nothing unknown stands above it."""
LOW = 2
"""The last tier."""
EXPLORE_AT = 7
"""So many listings stand above the one that is lifted, all matches of targets at least."""
EXPLORE_WHY = "too little text to tell: shown here to find out"

Record = tuple[int, int]
"""How many were kept and how many skipped."""


def is_thin(listing: Listing) -> bool:
    """Whether a listing says too little to be judged."""
    return len(listing.title) + len(listing.description) < THIN_CHARACTERS


def neighbourhoods(listings: Sequence[Listing], thin: Sequence[bool], words: Mapping[int, float]) -> dict[str, float]:
    """How much the listings of each feed that has a `thin` one have to do with the goal, 0 to 1.

    `words`: position → value of its words.
    """
    shares: dict[str, list[float]] = {
        source.feed: [] for listing in compress(listings, thin) for source in listing.sources
    }
    for position, listing in enumerate(listings) if shares else ():
        for source in listing.sources:
            if (found := shares.get(source.feed)) is not None:
                found.append(min(1.0, words.get(position, 0.0) / _MUCH))
    # fsum: the same in whatever order the listings come.
    return {feed: fsum(found) / (len(found) + _UNSEEN) for feed, found in shares.items() if len(found) >= _FEW}


def neighbour_part(texts: Texts, near: Mapping[str, float], names: Mapping[str, str]) -> Part | None:
    """What its feed's listings say of a thin one; the best of its feeds, None when they say nothing."""
    feeds = [source.feed for source in texts.listing.sources]
    best = max(feeds, key=lambda feed: near.get(feed, 0.0), default="")
    value = NEIGHBOURS * near.get(best, 0.0)
    name = names.get(best, "")
    begin = texts.original("feed").find(name) if name else -1
    if value <= 0:
        return None
    why = f"its feed's listings: {near[best]:.0%} to do with your goal"
    return (
        Part(value, "words", why, "feed", begin, begin + len(name), name) if begin >= 0 else Part(value, "words", why)
    )


def record_value(record: Record, usual: float) -> float:
    """What the record of a feed or organiser is worth, −`RECORD` to `RECORD`; `usual`: share kept of all decided."""
    kept, skipped = record
    share = (kept + _PRIOR * usual) / (kept + skipped + _PRIOR)
    return RECORD * (share - usual)


def worth_a_look(scored: Iterable[Scored]) -> float:
    """The fit after which thin listings stand: `WORTH_A_LOOK`, or less where nothing better would fill a screen."""
    told = nlargest(SCREEN, (one.fit for one in scored if one.fit and not one.thin and not one.gates))
    return max(LEAST, min(WORTH_A_LOOK, told[-1])) if len(told) == SCREEN else LEAST


def tier_of(one: Scored, worth: float = WORTH_A_LOOK) -> int:
    """Which part of the list a listing belongs to: worth a look or with a target (0), can't tell (1), low (2).

    `worth`: of the whole list, see `worth_a_look`.
    """
    if one.fit is None or one.fit >= worth or (one.evidence and is_match(one)):
        return 0
    return 1 if one.thin else LOW


def is_match(one: Scored) -> bool:
    """Whether a target counts in it, and not only as a tool or a venue."""
    return any(item.target and item.points >= MATCH for item in one.evidence)


def explore(scored: Sequence[Scored], decided: Collection[str] = ()) -> list[Scored]:
    """Lift the best thin listing to where it is seen, and say so in its evidence; it earns nothing by that.

    Only an open one that is not `decided` (keys) and of which something is known; never above a match of a target.
    """
    found = list(scored)
    place = next((index for index, one in enumerate(found) if _can_be_lifted(one, decided)), -1)
    open_matches = (index for index, one in enumerate(found) if not one.gates and is_match(one))
    to = max(EXPLORE_AT, max(open_matches, default=-1) + 1)
    if to >= place:
        return found
    lifted = found.pop(place)
    found.insert(to, lifted._replace(evidence=(*lifted.evidence, Evidence(0.0, "explore", EXPLORE_WHY))))
    return found


def _can_be_lifted(one: Scored, decided: Collection[str]) -> bool:
    return one.thin and not one.gates and bool(one.evidence) and tier_of(one) == 1 and one.listing.key not in decided

"""Where a listing is, and whether the user can be there.

Separate because a place is looked up, not matched by words. A listing's place comes from GEO (RFC 5545 3.8.1.6), else
from its LOCATION, its title, an address in its description, the name of its feed, in this order; the time zone of its
start says on which side of the world it is when nothing else does. Online is a class of its own. Unknown earns and
costs nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from netriage.fit.address import Memo, Spot, is_region, read_spot, region_of, spots_named
from netriage.fit.fields import Texts
from netriage.fit.gazetteer import distance_km, key_of
from netriage.goal import Goal
from netriage.model import Geo, Listing, Presence
from netriage.places import told_place

CLOSE_KM = 60.0
"""Within this, a place is simply there."""

EDGE = 0.5
"""Beyond the radius the loss grows until it is full, this share of the radius further on: a border is no cliff."""
CITY_KM = 30.0
"""A city is this wide: a smaller radius of the user's is read as 'in the city'."""

USUALLY = 0.5
"""What a place counts that a listing does not say, where its feed's others are."""
NAMED = 0.5
"""What a place of the goal counts that is named where no place was found: in a feed's name, in the title."""
_FEW = 5
_NEARLY_ALL = 0.8

HERE, WITHIN_REACH, ONLINE, ONLINE_UNWANTED, BEYOND = 1.0, 0.35, 0.5, -0.6, -1.0

_ONLINE = re.compile(
    r"\b(?:online|virtual(?:ly)?|webinar|web ?cast|live ?stream(?:ed)?|remote(?:ly)?|zoom|google meet|microsoft teams|"
    r"teams meeting|webex|youtube|en ligne|en linea|em linha|a distance|a distancia|etana|digital event)\b"
    r"|オンライン|ウェビナー|线上|線上|在线|온라인"
)
_ONLINE_TEXT = re.compile(
    r"zoom\.us/|meet\.google\.com|teams\.microsoft\.com|webex\.com/|format: (?:online|virtual)|"
    r"\b(?:(?:this|the) (?:event|meeting|session|talk|workshop) (?:is|will be) (?:held )?(?:online|virtual|on zoom)|"
    r"join (?:us )?(?:online|on zoom|via zoom|virtually)|via zoom|on zoom|webinar|virtual event|online event)\b"
)
_ONLINE_HINTS = ("online", "zoom", "virtual", "webinar", "meet.google.com", "teams.microsoft", "webex")
_HYBRID = re.compile(
    r"\b(?:hybride?|hibrid[oa]|ibrid[oa])\b|ハイブリッド"
    r"|in[- ]person (?:and|or|&) (?:online|virtual|zoom|remote)|online (?:and|or|&) in[- ]person"
    r"|vor ort und online|presentiel et en ligne|presencial [ye] (?:en linea|online)|in presenza e online"
)
_ADDRESS_HINTS = ("address:", "location:", "where:", "venue:", "place:", "ort:", "lieu:", "lugar:")
_ADDRESS = re.compile(
    r"(?m)^[ \t]*(?:address|location|where|venue|place|ort|lieu|lugar):[ \t]*\n?[ \t]*"
    r"(\S[^\n]*(?:\n[^\n:]+){0,2})"
)


Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class PlaceFit(NamedTuple):
    """How a place serves the goal: the same for all listings that are there."""

    value: float
    """−1 to 1, 0 when unknown."""
    why: str
    online: bool = False
    """Whether the words that say so are those on being online."""
    beyond_km: float = 0.0
    """How far it is from the nearest place of the goal when that is more than the user travels; else 0."""


NOWHERE = PlaceFit(0.0, "")
ONLINE_FITS = PlaceFit(ONLINE, "online", online=True)
ONLINE_HURTS = PlaceFit(ONLINE_UNWANTED, "online, not wanted", online=True)


class Where(NamedTuple):
    """Where a listing is, whatever the goal."""

    presence: Presence
    cue: tuple[str, int, int]
    """Field and span of the words that say that it is online."""
    spot: Spot | None
    field: str
    """The field that says where."""

    @property
    def ground(self) -> Hashable:
        """What alone counts for how it serves a goal: `judge_place` says the same of all that share it."""
        return self.presence, self.spot and self.spot[:3], not self.field

    @property
    def is_unknown(self) -> bool:
        """Whether nothing says where it is, and it may be somewhere."""
        return self.spot is None and self.presence is not Presence.ONLINE

    def span(self, *, online: bool) -> tuple[str, int, int]:
        """The field and span of the words that say where it is, or that it is `online`."""
        if online:
            return self.cue
        return (self.field, self.spot.begin, self.spot.stop) if self.spot else ("", 0, 0)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the user is and how far they go."""

    spots: tuple[Spot, ...]
    radius_km: float
    online: bool
    given: bool
    """Whether the user gave the places: one that is only read out of the statement bars nothing."""
    judged: dict[tuple[str, tuple[float, float] | None], tuple[float, str, float]] = field(default_factory=dict)
    """What was measured already: many listings share a city."""


def read_reach(goal: Goal, *, given: bool = True, standing: Mapping[Point, int] | None = None) -> Reach:
    """Find the goal's places on the map; of several towns of one name, the one where most listings are.

    `given` says whether they are the user's own, and not read out of the statement; `standing`: how many listings are
    where. Without any, it is the one nearest to the goal's other places.
    """
    met = standing or {}
    found = [spots for place in (*goal.places, goal.home) if (spots := _spots_of(place))]
    # Stable: towns that have equally many, or none, stay in their order.
    found = [sorted(spots, key=lambda spot: -met.get(spot.position, 0) if spot.position else 0) for spots in found]
    sure = [spots[0] for spots in found]
    chosen = tuple(_nearest_to_others(spots, [spot for spot in sure if spot is not spots[0]]) for spots in found)
    return Reach(chosen, goal.radius_km, goal.online, given)


def home_of(goal: Goal) -> Geo | None:
    """Where trips begin: the goal's home, else its first place; None when neither is on the map."""
    for place in (goal.home, *goal.places[:1]):
        spots = _spots_of(place) if place else []
        if spots and spots[0].position:
            return Geo(*spots[0].position)
    return None


def unmapped(goal: Goal) -> tuple[str, ...]:
    """The places of a goal, its home included, that are not on the map: no listing is ever near them."""
    return tuple(dict.fromkeys(place for place in (*goal.places, goal.home) if place.strip() and not _spots_of(place)))


def places_in(text: str) -> tuple[str, ...]:
    """A list of places with commas between: a state or country belongs to the town before it, 'Durham, NC, Bonn'."""
    found: list[str] = []
    for part in (part.strip() for part in text.split(",")):
        if found and "," not in found[-1] and is_region(part):
            found[-1] = f"{found[-1]}, {part}"
        elif part:
            found.append(part)
    return tuple(found)


def _spots_of(place: str) -> list[Spot]:
    """All readings of a place of the goal, the likeliest first: coordinates, 'Durham, NC', cities, then a country."""
    numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*", place)
    if numbers:
        return [Spot(place.strip(), (float(numbers[1]), float(numbers[2])), "")]
    spot = read_spot(place)
    if spot and spot.position and "," in place:
        return [spot]
    return spots_named(place) or ([spot] if spot else [])


def _nearest_to_others(spots: Sequence[Spot], others: Sequence[Spot]) -> Spot:
    """The likeliest, unless another of its name lies within a day's trip of the goal's other places and it does not."""

    def near(spot: Spot) -> bool:
        return any(
            spot.position and other.position and distance_km(spot.position, other.position) < 150 for other in others
        )

    return next((spot for spot in spots if near(spot)), spots[0])


def judge_place(where: Where, reach: Reach) -> PlaceFit:
    """How a listing's place serves the goal."""
    if where.presence is Presence.ONLINE:
        return ONLINE_FITS if reach.online else ONLINE_HURTS
    there = _judge_spot(where.spot, reach, said=bool(where.field)) if where.spot and reach.spots else NOWHERE
    if where.presence is Presence.HYBRID and reach.online and there.value < ONLINE:
        return ONLINE_FITS
    return there


def settle_places(listings: Sequence[Listing], found: Sequence[Where]) -> list[Where]:
    """Where each listing is: as found, else where nearly all of its feed's listings are, said by no field."""
    spots: defaultdict[str, list[Spot]] = defaultdict(list)
    for listing, where in zip(listings, found, strict=True):
        if where.spot and where.spot.position and listing.sources:
            spots[listing.sources[0].feed].append(where.spot)
    usual: dict[str, Spot] = {}
    for feed, there in spots.items():
        (label, position, country, zone), count = Counter([spot[:4] for spot in there]).most_common(1)[0]
        if count >= _FEW and count >= _NEARLY_ALL * len(there):
            usual[feed] = Spot(label, position, country, zone)
    return [
        where
        if where.spot or not listing.sources or not (spot := usual.get(listing.sources[0].feed))
        else where._replace(spot=spot)
        for listing, where in zip(listings, found, strict=True)
    ]


def _judge_spot(spot: Spot, reach: Reach, *, said: bool) -> PlaceFit:
    known = spot[:2]
    if known not in reach.judged:
        reach.judged[known] = _measure(spot, reach)
    value, why, beyond_km = reach.judged[known]
    if not said:
        # Only its feed says so: half is enough, and nobody is barred by it.
        return PlaceFit(USUALLY * value, f"{why}, as most of its feed") if value > 0 else NOWHERE
    return PlaceFit(value, why, beyond_km=beyond_km) if value else NOWHERE


def _measure(spot: Spot, reach: Reach) -> tuple[float, str, float]:
    """Value, words and the distance beyond reach of a place, whichever listing is there."""
    nearest, km = _nearest(spot, reach)
    if nearest is None:
        if any(other.country in (spot.country, "") for other in reach.spots):
            return (WITHIN_REACH if spot.position else 0.0), f"in {spot.label}", 0.0
        return BEYOND, f"in {spot.label}, another country", 0.0
    if key_of(nearest.label) == key_of(spot.label):
        there = f"in {spot.label}"
    else:
        there = f"{spot.label}, {km:.0f} km from {nearest.label}"
    if km <= min(CLOSE_KM, max(CITY_KM, reach.radius_km)):
        return HERE, there, 0.0
    if km <= reach.radius_km:
        return WITHIN_REACH, there, 0.0
    loss = max(BEYOND, -(km - reach.radius_km) / (EDGE * reach.radius_km))
    return loss, f"{there}: further than {reach.radius_km:.0f} km", km if reach.given else 0.0


def _nearest(spot: Spot, reach: Reach) -> tuple[Spot | None, float]:
    """The nearest place of the goal and how far it is; None when the goal has only countries."""
    if spot.position is None:
        return None, 0.0
    ranked = [
        (distance_km(spot.position, other.position), index) for index, other in enumerate(reach.spots) if other.position
    ]
    if not ranked:
        return None, 0.0
    km, index = min(ranked)
    return reach.spots[index], km


def find_where(texts: Texts, memo: Memo) -> Where:
    """Where a listing is; `memo` keeps what addresses mean."""
    return Where(*presence_of(texts), *find_spot(texts, memo))


def find_spot(texts: Texts, memo: Memo) -> tuple[Spot | None, str]:
    """Where a listing is and the field that says so."""
    listing = texts.listing
    if listing.geo:
        return Spot("its position", (listing.geo.latitude, listing.geo.longitude), ""), "location"
    zone, region = zone_of(listing), ""
    country: tuple[Spot | None, str] = (None, "")
    for name in ("location", "description", "title", "feed"):
        offset, text = _address(texts) if name == "description" else (0, texts.original(name))
        if not text:
            continue
        prose = name in ("title", "feed") or (name == "location" and not told_place(text).place)
        known = (text, zone, prose, region)
        if known not in memo:
            memo[known] = read_spot(text, zone, prose=prose, region=region)
        spot = memo[known]
        if spot and spot.position:
            return _shifted(spot, offset), name
        # A village that no table has: what the title or the feed's name says must lie in its state or country.
        region = region or region_of(text) or (spot.country if spot else "")
        if spot and country[0] is None:
            country = _shifted(spot, offset), name
    return country


def _shifted(spot: Spot, offset: int) -> Spot:
    return spot._replace(begin=spot.begin + offset, stop=spot.stop + offset) if offset else spot


def _address(texts: Texts) -> tuple[int, str]:
    """The address that a platform puts into the description (Luma: 'Address:' and the lines below)."""
    folded = texts.folded("description")
    found = _ADDRESS.search(folded) if any(map(folded.__contains__, _ADDRESS_HINTS)) else None
    return (found.start(1), texts.original("description")[found.start(1) : found.end(1)]) if found else (0, "")


def zone_of(listing: Listing) -> str:
    """The IANA zone of the start; '' for UTC, an offset or an all-day listing, which say nothing of the place."""
    zone = listing.start.tzinfo if isinstance(listing.start, datetime) else None
    name = getattr(zone, "key", "")
    return name if "/" in name and not name.startswith("Etc/") else ""


def presence_of(texts: Texts) -> tuple[Presence, tuple[str, int, int]]:
    """How a listing is attended and the words that say so: what the feed's reader found, else its own words."""
    given = texts.listing.presence
    if given is Presence.IN_PERSON:
        return given, ("", 0, 0)
    cue = _online_cue(texts)
    if given is not Presence.UNKNOWN or not cue[0]:
        return given, cue
    if any(_HYBRID.search(texts.folded(name)) for name in ("title", "location", "description")):
        return Presence.HYBRID, cue
    if cue[0] != "location" and is_address(texts.listing.location):
        return Presence.HYBRID, cue  # somewhere to go beside a link: both are open
    return Presence.ONLINE, cue


def _online_cue(texts: Texts) -> tuple[str, int, int]:
    """The first field and span that speaks of online; a description must say it of the event itself."""
    for name in ("location", "title", "categories"):
        folded = texts.folded(name)
        if folded and (match := _ONLINE.search(folded)):
            return name, match.start(), match.end()
    folded = texts.folded("description")
    if any(map(folded.__contains__, _ONLINE_HINTS)) and (match := _ONLINE_TEXT.search(folded)):
        return "description", match.start(), match.end()
    return "", 0, 0


def is_address(location: str) -> bool:
    """Whether a location is somewhere to go: not a link, not 'TBA', not a sentence."""
    return "://" not in location and len(location) > 4 and bool(told_place(location).place)

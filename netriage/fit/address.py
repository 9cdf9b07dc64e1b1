"""An address as publishers write it → a place on the map.

Separate because it knows nothing of goals: it reads 'The Opera House,735 Queen St E, Toronto, ON M4M 1H1, Canada',
'Stripe Seattle, Seattle, WA', 'Frankfurt am Main, DE', and 'Luma New York'. The last parts of an address tell most,
so it is read from its end: countries and states become hints, then a part that is a city, then one that is a town
there, then a large city inside a part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from netriage.fit.gazetteer import City, gazetteer, key_of, town
from netriage.fit.tokens import fold

_PART = re.compile(r"[^,:;\n|()/•·–—+]+")
_POSTCODE = re.compile(
    r"\b(?:[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d|\d{4,6}(?: \d{4})?|\d{3} \d{4})\b"
)
_CODE = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"[^\W_]+")
_FLAG = re.compile(r":[a-z]{2}:|[\U0001F1E6-\U0001F1FF]{2}")
"""The flag of a country, by its two letters (Unicode 15, C.3: regional indicators), or as chat programs write it."""
_STATE = re.compile(r",\s*([A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?\s*(?:,|$)")

_SHORT_STATES = """
AL Ala|AZ Ariz|AR Ark|CA Calif,Cal|CO Colo|CT Conn|DE Del|FL Fla|GA Ga|IL Ill|IN Ind|KS Kan,Kans|KY Ky|LA La|MD Md
MA Mass|MI Mich|MN Minn|MS Miss|MO Mo|MT Mont|NE Neb,Nebr|NV Nev|NH N.H|NJ N.J|NM N.M|NY N.Y|NC N.C|ND N.D|OK Okla
OR Ore|PA Pa,Penn,Penna|RI R.I|SC S.C|SD S.D|TN Tenn|TX Tex|VT Vt|VA Va|WA Wash|WV W.Va|WI Wis,Wisc|WY Wyo
AB Alta|BC B.C|MB Man|NB N.B|NS N.S|ON Ont|QC Que|SK Sask
"""
_STATE_OF = {
    short: code
    for code, shorts in (one.split(" ", 1) for line in _SHORT_STATES.strip().splitlines() for one in line.split("|"))
    for short in shorts.split(",")
}
"""What newspapers write for a state or province, without the last dot (Associated Press Stylebook) → its letters."""
_SHORT_STATE = re.compile(rf"(?<=,)(\s*)({'|'.join(map(re.escape, _STATE_OF))})\.(?=\s*(?:[,;\d)]|$))")

_PROVINCES = frozenset(("AB", "BC", "MB", "NB", "NS", "ON", "QC"))
"""Of Canada, but for those whose letters are also a country's."""
_ALSO_COUNTRIES = frozenset(("NL", "PE", "SK"))
"""Those, of which a town may be Canadian when it is none of the country's: 'Saskatoon, SK'."""

_WORDS = frozenset(("AI", "AM", "HR", "IT", "ML", "NA", "NO", "PM", "PR", "QA", "TV"))
"""Letters of countries that mostly mean something else: only with a city of theirs do they name one."""

_SMALL = 100_000
"""A smaller city needs a hint, a fitting time zone or the last place in the address: many are also words."""
_INSIDE = 250_000
"""A smaller city among other words ('Reading group', 'Mobile meetup') is taken for no city."""
_NEXT_TO = 2
"""So many parts before its country or state may be a town: 'Kennett Square, Chester County, PA'."""
_STREETS = frozenset(("street", "st", "road", "rd", "avenue", "ave", "boulevard", "blvd", "drive", "lane", "quay"))
"""What comes after the name of a street: 'Queens Quay', 'London Road'."""
_NOT_INSIDE = frozenset(
    {"nice", "aurora", "victoria", "reading", "mobile", "split", "orange", "santiago", "of", "lincoln", "georgia"}
)


class Spot(NamedTuple):
    """A place on the map, or a country without a point, and where it was read."""

    label: str
    position: tuple[float, float] | None
    country: str
    zone: str = ""
    begin: int = 0
    stop: int = 0


Memo = dict[tuple[str, str, bool, str], Spot | None]
"""Address, time zone, kind of text and the region known before → what it means."""


@dataclass(slots=True)
class _Hints:
    """What the end of an address says about a city before it."""

    zone: str
    country: str = ""
    states: list[str] = field(default_factory=list)
    """US states, and two-letter codes that may also be countries (CA, DE)."""

    def choose(self, cities: Sequence[City]) -> City | None:
        """The likeliest of several cities of one name; None when the hints speak against all."""
        if self.states and self.country in ("", "US"):
            fitting = [city for city in cities if city.region in self.states or city.country in self.states]
            if fitting:
                return fitting[0]
            if any(state in _us_states() for state in self.states):
                return None
        if self.country:
            there = [city for city in cities if city.country == self.country]
            if not there and self.country in _ALSO_COUNTRIES.intersection(self.states):
                there = [city for city in cities if city.country == "CA"]
                self.country = "CA" if there else self.country
            if not there:
                return None
            cities = there
        same_clock = [city for city in cities if city.zone == self.zone]
        return (same_clock or cities)[0]

    def regions(self) -> list[str]:
        """The countries, US states or provinces whose towns may be meant."""
        if self.country == "CA":
            return [f"CA-{state}" for state in self.states if state in _PROVINCES] or ["CA"]
        if self.country and self.country != "US":
            return [self.country]
        found = [f"US-{state}" for state in self.states if state in _us_states()]
        return found if self.country else found + self.states

    def trust(self, city: City) -> bool:
        """Whether something besides its name speaks for a small city."""
        return (
            city.zone == self.zone or city.country == self.country or bool({city.region, city.country} & {*self.states})
        )


@cache
def _us_states() -> frozenset[str]:
    return frozenset(gazetteer().states.values())


def is_region(name: str) -> bool:
    """Whether a name is that of a country, US state or Canadian province, or its letters, and of no city."""
    table, key = gazetteer(), key_of(name)
    if _CODE.fullmatch(name):
        return name in _us_states() or name in _PROVINCES or bool(_country_of(name))
    return (key in table.countries or key in table.states) and not table.has(key)


def spots_named(name: str) -> list[Spot]:
    """Every place of exactly this name, the largest first; a country when there is no such city, else towns."""
    cities = gazetteer().cities(key_of(name))
    country = gazetteer().countries.get(key_of(name), "")
    if country and not cities:
        return [Spot(name, None, country)]
    found = cities or filter(None, [town(key_of(name))])
    return [_spot(city) for city in found]


def _spot(city: City, begin: int = 0, stop: int = 0) -> Spot:
    return Spot(city.name, (city.latitude, city.longitude), city.country, city.zone, begin, stop)


def _code_of(flag: re.Match[str]) -> str:
    """A flag as the letters of its country, a part of its own, and as long as it was."""
    shown = flag.group()
    if shown[0] == ":":
        return f";{shown[1:3].upper()};"
    return "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in shown)


def _lettered(text: str) -> str:
    """An address with the letters of a state for its short name, and as long as it was: 'NC  ' for 'N.C.'."""
    return _SHORT_STATE.sub(_letters, text) if "," in text and "." in text else text


def _letters(state: re.Match[str]) -> str:
    return f"{state[1]}{_STATE_OF[state[2]]}".ljust(len(state[0]))


def region_of(text: str) -> str:
    """The US state that an address ends in ('Glen Allen, VA 23060, USA' → VA), '' when there is none."""
    if "," not in text:
        return ""
    states = [state for state in _STATE.findall(_lettered(text)) if state in _us_states()]
    return states[-1] if states else ""


def read_spot(text: str, zone: str = "", *, prose: bool = False, region: str = "") -> Spot | None:
    """Find where an address is. `zone` (IANA, of the start) chooses between towns of one name.

    `prose`: the text is a title or a feed's name, so only large cities count, wherever they stand. `region`: the US
    state or the country in which the city must lie, when that is known.
    """
    if prose and not _may_name_a_city(text[:500]):
        return None
    text = _lettered(_FLAG.sub(_code_of, text[:500]))
    parts = [(match.start(), match.group()) for match in _PART.finditer(text)]
    hints = _Hints(zone)
    if region in _us_states():
        hints.states.append(region)
    else:
        hints.country = region
    spare: Spot | None = None
    if not prose:
        for index, (begin, part) in enumerate(reversed(parts)):
            stop = begin + len(part.rstrip())
            begin += len(part) - len(part.lstrip())
            city, rest = _read_part(part, hints)
            if city and (index == 0 or city.population >= _SMALL or hints.trust(city)):
                return _spot(city, begin, stop)
            if rest and spare is None:
                spare = rest._replace(begin=begin, stop=stop)
        if found := _town(parts, hints):
            return found
    for begin, part in reversed(parts) if prose or _may_name_a_city(text) else ():
        if found := (prose and _large(part, begin, hints)) or _inside(part, begin, hints):
            return found
    return spare


def _may_name_a_city(text: str) -> bool:
    """Whether any words begin the name of a large city: quick, and most texts have none."""
    table, words = gazetteer(), _WORD.findall(fold(text))
    if not table.beginnings.isdisjoint(words):
        return True
    return not (table.openings.isdisjoint(words) or table.beginnings.isdisjoint(map(" ".join, pairwise(words))))


def _read_part(part: str, hints: _Hints) -> tuple[City | None, Spot | None]:
    """A part that is a city; else a hint is noted, and a country or state stands in as a spot that is less sure."""
    table = gazetteer()
    key, codes = _without_codes(part)
    hints.states += codes
    if not hints.country and not _PROVINCES.isdisjoint(codes):
        hints.country = "CA"
    key, country = _split_country(key, in_us=not _us_states().isdisjoint(hints.states))
    hints.country = hints.country or country
    if not key:
        if len(codes) == 1:
            hints.country = hints.country or _country_of(codes[0])
        return None, Spot(part.strip(), None, country) if country else None
    if key in table.states:
        hints.states += [table.states[key], *([table.countries[key]] if key in table.countries else [])]
        large = [city for city in table.cities(key) if city.population >= _INSIDE]
        capital = hints.choose(large) if large else None
        return None, _spot(capital) if capital else Spot(part.strip(), None, "US")
    city = hints.choose(table.cities(key)) if table.has(key) else None
    if city and (other := _town_of(key, hints.regions())) and other.population > city.population:
        return other, None  # 'Halle, Germany' is Halle (Saale), not the smaller town that has no more to its name
    return city, None


def _town(parts: Sequence[tuple[int, str]], hints: _Hints) -> Spot | None:
    """A part that is a town of the country or state that the address ends in, among the last two before these."""
    if not (regions := hints.regions()):
        return None
    in_us = not _us_states().isdisjoint(hints.states)
    named = 0
    for begin, part in reversed(parts):
        key, _ = _split_country(_without_codes(part)[0], in_us=in_us)
        if not key or key in gazetteer().states:
            continue
        if found := _town_of(key, regions):
            return _spot(found, begin + len(part) - len(part.lstrip()), begin + len(part.rstrip()))
        named += 1
        if named == _NEXT_TO:
            break
    return None


def _town_of(key: str, regions: Sequence[str]) -> City | None:
    """The town of a name in the first region that has one."""
    return next((found for region in regions if (found := town(key, region))), None)


@cache
def _country_of(code: str) -> str:
    """The country that two letters stand for and hardly anything else: 'NL' and 'UK', not 'CA', 'DE' or 'IT'."""
    countries = gazetteer().countries
    if code in _us_states() or code in _PROVINCES or code in _WORDS:
        return ""
    return countries.get(code.lower(), "") or (code if code in countries.values() else "")


@lru_cache(maxsize=4096)
def _without_codes(part: str) -> tuple[str, tuple[str, ...]]:
    """A part as a key, its postcode and its two-letter codes left out, and these codes; addresses share many parts."""
    words = part.split()
    codes = tuple([word for word in words if len(word) == 2 and _CODE.fullmatch(word)])
    key = key_of(" ".join([word for word in words if word not in codes]) if codes else part)
    return key if key.isalpha() else " ".join(_POSTCODE.sub(" ", key).split()), codes


@lru_cache(maxsize=4096)
def _split_country(key: str, *, in_us: bool) -> tuple[str, str]:
    """'new york united states' → 'new york', 'US'; a city that a country has its name from (Singapore) stays a city."""
    countries = gazetteer().countries
    if key in countries:
        own = any(city.country == (countries[key] if not in_us else "US") for city in gazetteer().cities(key))
        return (key, "") if own or key in gazetteer().states else ("", countries[key])
    found = key.split()
    for count in (1, 2, 3):
        if len(found) > count and (country := countries.get(" ".join(found[-count:]))):
            return " ".join(found[:-count]), country
    return key, ""


def _large(part: str, offset: int, hints: _Hints) -> Spot | None:
    """A part of prose that is the name of a large city, however it is written: '(toronto)'."""
    key = key_of(part)
    large = [city for city in gazetteer().cities(key) if city.population >= _INSIDE] if gazetteer().has(key) else []
    city = hints.choose(large) if large else None
    return _spot(city, offset + len(part) - len(part.lstrip()), offset + len(part.rstrip())) if city else None


def _inside(part: str, offset: int, hints: _Hints) -> Spot | None:
    """A large city among the words of a part, written with a capital; the last one, the longest name first."""
    if not _may_name_a_city(part):
        return None
    table, folded = gazetteer(), fold(part)
    found = [match.span() for match in _WORD.finditer(folded)]
    keys = [folded[begin:stop] for begin, stop in found]
    starts = {
        index
        for index, key in enumerate(keys)
        if not table.beginnings.isdisjoint((key, " ".join(keys[index : index + 2])))
        and not part[found[index][0]].islower()
    }
    runs = [(last, -first) for first in starts for last in range(first, min(first + 3, len(found)))]
    for last, first in sorted(runs, reverse=True):
        key = " ".join(keys[-first : last + 1])
        if not table.has(key) or key in _NOT_INSIDE or key in table.states:
            continue
        if not _STREETS.isdisjoint(keys[last + 1 : last + 2]):
            continue
        large = [city for city in table.cities(key) if city.population >= _INSIDE]
        if large and (city := hints.choose(large)):
            return _spot(city, offset + found[-first][0], offset + found[last][1])
    return None

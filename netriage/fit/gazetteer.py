"""Where cities and towns lie: two tables in the package, read when first asked.

Separate because it is data. The tables are GeoNames (geonames.org, CC BY 4.0), trimmed; `data/README.md` says how.
Nothing is asked of any network. Cities over 15,000 people are found by their full name alone; a town or a shorter name
only in a country or US state that is known: many are also the name of a street, a hall or a larger city elsewhere.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, chain
from math import asin, cos, dist, radians, sin
from typing import NamedTuple

from netriage.fit.tokens import fold

_WORD = re.compile(r"[^\W_]+")
_EARTH_KM = 6371.0

# What people write that no table has: folded, to the table's name.
_SHORT_NAMES = {
    "nyc": "new york",
    "manhattan": "new york",
    "brooklyn": "new york",
    "sf": "san francisco",
    "bay area": "san francisco",
    "san francisco bay area": "san francisco",
    "silicon valley": "san jose",
    "sfo": "san francisco",
    "dc": "washington",
    "d c": "washington",
    "washington d c": "washington",
    "philly": "philadelphia",
    "vegas": "las vegas",
    "frankfurt": "frankfurt am main",
    "genf": "geneva",
    "wien": "vienna",
    "roma": "rome",
    "rom": "rome",
    "venezia": "venice",
    "venedig": "venice",
    "prag": "prague",
    "bale": "basel",
    "kiev": "kyiv",
    "calcutta": "kolkata",
    "singapur": "singapore",
    "cdmx": "mexico city",
    "los angeles area": "los angeles",
    "den haag": "the hague",
    "st gallen": "sankt gallen",
}

# As people of a country write it, and provinces that stand where others write the country.
_OWN_NAMES = """
US usa, u s a, u s, united states of america, vereinigte staaten, etats unis, estados unidos, stati uniti
GB uk, u k, great britain, britain, england, scotland, wales, northern ireland, grossbritannien, royaume uni
CA british columbia, alberta, manitoba, saskatchewan, nova scotia, new brunswick, ontario, quebec, kanada
AU nsw, new south wales, qld, queensland, australien, australie
DE deutschland, allemagne, alemania, germania
AT osterreich, autriche
CH schweiz, suisse, svizzera, suiza
NL netherlands, nederland, holland, niederlande, pays bas, paises bajos
BE belgie, belgique, belgien, belgica
FR frankreich, francia
ES espana, spanien, espagne
IT italia, italien, italie
IE republic of ireland, eire, irland, irlande
PL polska, polen, pologne
CZ cesko, czechia, czech republic, ceska republika, tschechien
PT portugal
FI suomi, finnland
SE sverige, schweden
NO norge, norwegen
DK danmark, danemark
HU magyarorszag, ungarn
HR hrvatska, kroatien
GR hellas, griechenland
TR turkiye, turkei
BR brasil, brasilien
AE uae
BA bosnia, bosnia and herzegovina
MK macedonia
MX mexiko, mexique
JP 日本, japon
RU россия
UA украіна, україна
CN 中国
KR 대한민국, korea, republic of korea
"""


class City(NamedTuple):
    """A row of the table."""

    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    region: str
    """The state's or province's letters where the table has letters (US, GB, …), else ''."""
    latitude: float
    longitude: float
    population: int
    zone: str
    """IANA time zone, '' of a town."""


def key_of(text: str) -> str:
    """A name as the table writes it: folded, words only."""
    if text.isascii() and text.isalpha():
        return text.lower()
    return " ".join(_WORD.findall(fold(text)))


@dataclass(frozen=True)
class Gazetteer:
    """Cities over 15,000 by name, countries and US states by name."""

    names: dict[bytes, bytes]
    """Key to the numbers of its cities, the largest first; bytes, which are read in half the time."""
    beginnings: frozenset[str]
    """The first two words of the names of cities over 250,000 people, or the only one: what else stands in a sentence
    is no such city."""
    openings: frozenset[str]
    """The first of two such words: in a text without one there is no need to look for two."""
    rows: list[bytes]
    countries: dict[str, str]
    states: dict[str, str]

    def has(self, key: str) -> bool:
        """Whether any city has this name."""
        return key.encode("utf-8", "surrogatepass") in self.names or key in _SHORT_NAMES

    def cities(self, key: str) -> tuple[City, ...]:
        """All cities of a name, the largest first."""
        numbers = self.names.get(_SHORT_NAMES.get(key, key).encode("utf-8", "surrogatepass"), b"")
        return tuple([_city(self.rows[int(number)]) for number in numbers.split()])


@cache
def _city(row: bytes) -> City:
    name, country, region, latitude, longitude, population, zone = row.decode().split("\t")
    return City(name, country, region, float(latitude), float(longitude), int(population), zone)


@cache
def gazetteer() -> Gazetteer:
    """The table, unpacked once a process (some 50 ms)."""
    packed = files("netriage.fit").joinpath("data", "cities.z").read_bytes()
    large, names, numbers, rows, countries, states = zlib.decompress(packed).split(b"\n\n")
    beginnings = frozenset(chain(large.decode().split("\n"), map(_beginning, _SHORT_NAMES)))
    return Gazetteer(
        dict(zip(names.split(b"\n"), numbers.split(b"\n"), strict=True)),
        beginnings,
        frozenset(name.split(" ")[0] for name in beginnings if " " in name),
        rows.split(b"\n"),
        _pairs(countries.decode()) | _own_names(),
        _pairs(states.decode()),
    )


@lru_cache(maxsize=4096)
def town(key: str, region: str = "") -> City | None:
    """The largest town of this name in a country ('CA'), a US state or Canadian province ('US-PA'), or anywhere.

    A town has 1,000 to 15,000 people, or is a city that has more to its name there: 'Newcastle' upon Tyne, 'Halle'
    (Saale). Anywhere is slow: it reads all tables.
    """
    packed = key.encode("utf-8", "surrogatepass")
    rows = [(one, _towns(one).get(packed)) for one in _regions_of(region)]
    return max((_town(row, one) for one, row in rows if row), key=lambda one: one.population, default=None)


def _town(row: bytes, region: str) -> City:
    name, latitude, longitude, population = row.decode().split("\t")
    return City(name, region[:2], region[3:], float(latitude), float(longitude), int(population), "")


@cache
def _regions_of(region: str) -> tuple[str, ...]:
    """The tables of a country, state or province, or all for ''."""
    return tuple([one for one in _regions() if one == region or one.startswith(f"{region}-") or not region])


@cache
def _towns(region: str) -> dict[bytes, bytes]:
    """Key to the rest of its row."""
    block = _regions().get(region)
    rows = zlib.decompress(block).split(b"\n") if block else ()
    return {key: row for key, _, row in [row.partition(b"\t") for row in rows]}


@cache
def _regions() -> dict[str, bytes]:
    """The towns of each country, US state or Canadian province, packed."""
    head, _, packed = files("netriage.fit").joinpath("data", "towns.z").read_bytes().partition(b"\n")
    sizes: dict[str, int] = json.loads(head)
    stops = accumulate(sizes.values())
    return {region: packed[stop - size : stop] for (region, size), stop in zip(sizes.items(), stops, strict=True)}


def _beginning(name: str) -> str:
    return " ".join(name.split(" ")[:2])


def _own_names() -> dict[str, str]:
    lines = (line.split(" ", 1) for line in _OWN_NAMES.strip().splitlines())
    return {fold(name): code for code, names in lines for name in names.split(", ")}


def _pairs(block: str) -> dict[str, str]:
    return dict(line.split("\t") for line in block.split("\n"))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees."""
    return 2 * _EARTH_KM * asin(min(1.0, dist(_on_sphere(a), _on_sphere(b)) / 2))


@lru_cache(maxsize=16384)
def _on_sphere(point: tuple[float, float]) -> tuple[float, float, float]:
    """A point in space, the Earth's radius being 1: each is measured against every place of a goal, and of the next."""
    latitude, longitude = map(radians, point)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)

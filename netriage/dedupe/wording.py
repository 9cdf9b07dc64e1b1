"""Titles and places as they are compared: without case, accents, punctuation and decoration.

Separate because the key of a listing rests on it: what `title_words` returns is part of the format (see `keys`), so it
may become no stricter or laxer without a migration. How alike two texts are is judged here too.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from netriage.places import told_place

_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_WITH: Final = re.compile(r"\bw/(?!o\b)")
_WORDS: Final = re.compile(r"[^\W_]+")

_STATE: Final = (
    r"(?:online|virtual|in[- ]person|hybrid|via zoom|zoom|webinar|livestream|free|kostenlos|gratuit|new|neu|sold ?out"
    r"|ausverkauft|complet|agotado|postponed|verschoben|rescheduled|reminder|update[d]?|waitlist(?: only)?|event"
    r"|new (?:date|time|venue|location)|cancell?ed|abgesagt|annulé|cancelado)"
)
_BRACKETED: Final = re.compile(
    rf"(?<![(\[{{*])[(\[{{*]+\s*{_STATE}(?:\s*(?:event|only|class|meeting))?\s*!*\s*[)\]}}*]+", re.IGNORECASE
)
_PREFIX: Final = re.compile(rf"^\W*{_STATE}\s*[:!|–—-]+\s*(?=\S)", re.IGNORECASE)
_SUFFIX: Final = re.compile(rf"(?<=\S)\s*[:|–—-]+\s*{_STATE}\s*!*$", re.IGNORECASE)

_LAST_BRACKET: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\W*$")

_TAIL: Final = re.compile(
    r"\s+[-–—|@]\s+.*|\s*:\s.*|\s+(?:w/|with\b|feat\b|featuring\b|ft\b\.?|plus\b|\+)\s*.*", re.IGNORECASE | re.DOTALL
)
"""What may follow the name of who plays: guests, the tour, the place."""
_GUESTS: Final = re.compile(r"\s(?:w/|(?:with|feat|featuring|ft)\b)", re.IGNORECASE)
_COMMON_NAMES: Final = """
    a an and at by der die das den dem ein eine el for from in la las le les los mit of on or our presents the to und
    with y your et de du des au aux en un une von im am zum zur
    art ballet band bar beginners bingo board book books bridge brunch business celebration chat choir church city class
    classes club coffee comedy committee community concert conversation council craft crafts dance day dinner discussion
    drop event evening family festival film fitness food free friday game games gathering group guided happy history
    holiday hour hours intro introduction jam jazz karaoke kids lecture lesson library live lunch market meditation
    meet meeting meetup mic monday monthly morning movie music networking new night online open opening orientation
    party pilates planning play practice program public reading rehearsal ride run saturday school screening seminar
    seniors service session sessions show singing social special stories story storytime storytelling study sunday
    support talk talks tai chi teen teens thursday time toddler tour training trivia tuesday virtual volunteer walk
    wednesday weekly weekend with work workshop worship yoga youth zoom zumba
    stammtisch treffen sitzung kurs vortrag abend markt fest konzert führung tag réunion atelier cours soirée
    marché visite taller reunión clase noche mercado
"""
_COMMON: Final = frozenset(_COMMON_NAMES.split())
"""Words that say what kind of event it is, not which: strangers share them."""

_OCCASION_NAMES: Final = """
    at for before after during near fur beim vor nach bei pour avant apres chez para antes durante
"""
_OCCASION: Final = frozenset(_OCCASION_NAMES.split())
"""Words between what is done and the event where it is done."""

_SAME_TITLE: Final = 0.6
_CONTAINED: Final = 0.9
_SAME_SPELLING: Final = 0.9


@lru_cache(maxsize=65_536)
def title_words(title: str) -> str:
    """Reduce a title to lower-case words, without decorations that come and go ("(online)", "SOLD OUT: …").

    A title without letters or digits (only emoji) stays as it is.
    """
    if "(" in title or "[" in title or "*" in title or "{" in title:
        title = _BRACKETED.sub(" ", title)
    if not title.replace(" ", "").isalpha():
        title = _SUFFIX.sub("", _PREFIX.sub("", title))
    return " ".join(_words(title)) or title.strip()


def without_room(title: str) -> str:
    """Reduce a title to its words, less a bracket at its end: a room, a town, an audience."""
    return title_words(_LAST_BRACKET.sub("", title))


def have_one_head(one: str, other: str) -> bool:
    """Whether two titles (as published) begin with one name, and go on with guests or a tour, or not at all.

    Two different tails without guests may be two parts of a series ("Fitness Series: Pilates", "…: Boxing").
    """
    mine, theirs = sorted((title_words(_TAIL.sub("", one)), title_words(_TAIL.sub("", other))), key=len)
    if theirs.startswith(f"{mine} and ") and is_distinctive(mine):
        return True  # the band of who plays
    if mine != theirs or not informative(mine):
        return False
    if title_words(one) == mine or title_words(other) == mine:
        return True
    return is_distinctive(mine) and bool(_GUESTS.search(one) or _GUESTS.search(other))


def are_two_parts(one: str, other: str) -> bool:
    """Whether two titles (as published) are parts of one series: "Film night: Alien" and "Film night: Brazil"."""
    (head, _, mine), (other_head, _, theirs) = one.partition(": "), other.partition(": ")
    if not mine or not theirs or title_words(head) != title_words(other_head):
        return False
    mine, theirs = title_words(mine), title_words(theirs)
    return not (mine in theirs or theirs in mine or informative(mine) & informative(theirs))


@lru_cache(maxsize=65_536)
def informative(words: str) -> frozenset[str]:
    """The words of a title that say which event it is."""
    return frozenset(word for word in words.split() if word not in _COMMON and len(word) > 1)


def is_distinctive(words: str) -> bool:
    """Whether strangers are unlikely to use the same title at the same time."""
    own = informative(words)
    return len(own) >= 2 and sum(map(len, own)) >= 10


@lru_cache(maxsize=65_536)
def title_likeness(one: str, other: str) -> float:
    """How alike two titles (as `title_words`) are, 0 to 1; titles whose numbers contradict each other are not at all.

    A title that is contained in the other counts as 0.9 when it says which event it is; not where the other is only
    about it ("Volunteer for …", "Register voters at …").
    """
    if one == other:
        return 1.0
    (mine, my_numbers), (theirs, their_numbers) = _word_set(one), _word_set(other)
    if my_numbers and their_numbers and my_numbers != their_numbers:
        return 0.0
    shared = mine & theirs
    if not shared:
        return 0.0
    if shared in (mine, theirs) and len(informative(" ".join(shared))) >= 2 and not _is_about(one, other):
        return _CONTAINED
    words = len(shared) / len(mine | theirs)
    if words < _SAME_TITLE and abs(len(one) - len(other)) <= max(len(one), len(other)) // 5:
        spelling = SequenceMatcher(None, one, other, autojunk=False).ratio()
        return spelling if spelling >= _SAME_SPELLING else words
    return words


def _is_about(one: str, other: str) -> bool:
    """Whether the longer title names the shorter one as the occasion of something else."""
    shorter, longer = sorted((one, other), key=len)
    before, found, _ = longer.partition(shorter)
    return bool(found) and any(word in _OCCASION for word in before.split()[-2:])


def means_the_same(one: str, other: str) -> bool:
    """Whether a title (as published) is the other one, edited but not another event."""
    mine, theirs = title_words(one), title_words(other)
    if title_likeness(mine, theirs) >= _SAME_TITLE:
        return True
    shorter, longer = sorted((frozenset(mine.split()), frozenset(theirs.split())), key=len)
    return bool(shorter) and shorter <= longer


class PlaceMatch(IntEnum):
    """How two places relate."""

    DIFFERENT = 0
    UNKNOWN = 1
    """One of them is missing, online or too vague to tell."""
    SAME = 2


_ABBREVIATIONS: Final = {
    "st": "street", "str": "street", "strasse": "street", "straße": "street", "ave": "avenue", "av": "avenue",
    "rd": "road", "blvd": "boulevard", "dr": "drive", "ln": "lane", "hwy": "highway", "ct": "court", "pl": "place",
    "sq": "square", "pkwy": "parkway", "ctr": "centre", "center": "centre", "bldg": "building", "rm": "room",
    "ste": "suite", "fl": "floor", "theater": "theatre", "n": "north", "s": "south", "e": "east", "w": "west",
    "univ": "university", "lib": "library", "mt": "mount", "ft": "fort",
}  # fmt: skip
_VAGUE_NAMES: Final = """
    the of at in on and usa us united states canada germany deutschland france españa uk
    street avenue road boulevard drive lane highway court place square parkway centre building room suite floor unit
    north south east west library branch church park hall house school university college theatre museum bar cafe café
    downtown city town county community
"""
_VAGUE: Final = frozenset(_VAGUE_NAMES.split())
"""Words that many places share."""
_NO_PLACE: Final = re.compile(
    r"(?:online|virtual|virtuell|zoom|webinar|en ligne|en linea|livestream|location)\b.{0,40}"
)
_HOUSE_NUMBER: Final = re.compile(r"\b(\d{1,5})[a-z]?\b(?= [a-z])")
_STREET: Final = re.compile(
    r"([a-z][^\d]*?) \d{1,5}[a-z]? (?:(?:north|south|east|west) )?([a-z]+)(?: [a-z]+)? "
    r"(?:street|avenue|road|boulevard|drive|lane|highway|court|square|parkway|way|quay|crescent|terrace)\b"
)
_STATE_NAMES: Final = """
    ak al ar az ca co ct dc fl ga hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv ny oh ok or pa
    ri sc sd tn tx ut va vt wa wi wv wy ab bc mb nb nl ns on pe qc sk
"""
_STATES: Final = frozenset(_STATE_NAMES.split())
_ENOUGH: Final = 0.6


@lru_cache(maxsize=32_768)
def place_words(location: str) -> str:
    """Reduce a place to lower-case words with abbreviations written out.

    '' for none, a URL, online, a sentence, or a town when the rest is told later.
    """
    told = told_place(location)
    words = " ".join(_ABBREVIATIONS.get(word, word) for word in _words(told.place))
    return "" if _NO_PLACE.fullmatch(words) or (told.open and not _HOUSE_NUMBER.search(words)) else words


def match_places(one: str, other: str) -> PlaceMatch:
    """Compare two places as `place_words` gives them.

    House numbers decide when both have one; else the words that are not shared by many places.
    """
    if not one or not other:
        return PlaceMatch.UNKNOWN
    if one == other:
        return PlaceMatch.SAME
    mine, theirs = _place(one), _place(other)
    shared = mine.own & theirs.own
    if mine.venue and mine.venue == theirs.venue:
        return PlaceMatch.SAME  # some have its number wrong, or that of another door
    if (mine.town and not theirs.state) or (theirs.town and not mine.state):
        return PlaceMatch.UNKNOWN
    if mine.numbers and theirs.numbers:
        return PlaceMatch.SAME if shared and mine.numbers & theirs.numbers else PlaceMatch.DIFFERENT
    if not mine.own or not theirs.own:
        return PlaceMatch.UNKNOWN if mine.words & theirs.words else PlaceMatch.DIFFERENT
    fewest = min(len(mine.own), len(theirs.own))
    if len(shared) < _ENOUGH * fewest:
        return PlaceMatch.UNKNOWN if mine.name == theirs.name else PlaceMatch.DIFFERENT
    # "Toronto" is contained in every address there.
    return PlaceMatch.SAME if fewest > 1 or mine.name == theirs.name else PlaceMatch.UNKNOWN


class _Place(NamedTuple):
    """A place taken apart, once for all that it is compared with."""

    words: frozenset[str]
    numbers: frozenset[str]
    """House numbers."""
    own: frozenset[str]
    """Words that are not shared by many places."""
    name: str
    """The first of them, which is mostly of its name; '' for none."""
    venue: str
    """The words before its house number and the street behind it; '' without a name of its own."""
    state: str
    """The code of a state or province of North America; '' for none."""
    town: bool
    """Whether it is only a town and its state."""


@lru_cache(maxsize=32_768)
def _place(place: str) -> _Place:
    words = place.split()
    numbers = frozenset(_HOUSE_NUMBER.findall(place))
    own = frozenset(words) - _VAGUE - numbers
    state = next((word for word in reversed(words) if word in _STATES), "")
    town = bool(state) and words[-1] == state and 2 <= len(words) <= 4 and not _VAGUE & frozenset(words)
    name = next((word for word in words if word in own), "")
    return _Place(frozenset(words), numbers, own, name, _venue(place), state, town and place.replace(" ", "").isalpha())


def _venue(place: str) -> str:
    found = _STREET.match(place)
    own = [word for word in found[1].split() if word not in _VAGUE] if found else []
    return f"{' '.join(own)}|{found[2]}" if found and own else ""


@lru_cache(maxsize=65_536)
def _word_set(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text, and those of them that are numbers."""
    found = frozenset(words.split())
    return found, frozenset(word for word in found if word.isdigit())


def _words(text: str) -> list[str]:
    """Split a text into lower-case words without accents; an apostrophe joins."""
    if text.isascii():
        folded = text.lower()
        if "'" in folded or "`" in folded:
            folded = _APOSTROPHES.sub("", folded)
    else:
        spread = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
        folded = "".join(char for char in spread if not unicodedata.combining(char))
    if "&" in folded:
        folded = folded.replace("&", " and ")
    if "w/" in folded:
        folded = _WITH.sub(" with ", folded)
    return _WORDS.findall(folded)

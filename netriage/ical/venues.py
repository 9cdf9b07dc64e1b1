"""The venue that a description names in a labelled line, where LOCATION says nothing (Meetup never fills it).

Separate because it is a guess that moves an event on the map: only a line that begins with a label counts ("Location:
Town Hall", "📍 1 Main St, Springfield"), or the line below a label that stands alone, and only if what it says reads
like an address or a name. Two different answers are none.
"""

from __future__ import annotations

import re
from typing import Final

from netriage.late import holds, late
from netriage.places import told_place

_MARK: Final = r"\n[^\w\n]{0,8}"
_VENUE: Final = (
    r"(?:(?:event|meetup|meeting|class|start) )?(?:location|venue|where|place|where (?:to meet(?: us)?|we meet)"
    r"|(?:meet(?:up|ing)?|gathering) (?:point|spot|place)|ort|veranstaltungsort|treffpunkt|lieu|lugar"
    r"|luogo|locatie|plats|sted)"
)
_ADDRESS: Final = r"(?:(?:venue|street|event) )?(?:address|adresse|anschrift|dirección|indirizzo|adres|endereço)"
_VALUE: Final = r"[ \t]*[?:：][^\S\n]*(?:(\S[^\n]{2,200})|\n[^\w\n]{0,4}(\w[^\n:]{2,120})(?=\n|\Z))"
_LABELLED: Final = tuple(late(_MARK + rf"{label}{_VALUE}", re.IGNORECASE) for label in (_VENUE, _ADDRESS))
_HINTS: Final = (
    "location", "venue", "where", "place", "point:", "spot:", "addres", "adres", "anschrift", "direcci", "indirizzo",
    "endere", "\nort", "ort:", "treffpunkt", "lieu", "lugar", "luogo", "locatie", "plats", "sted:", "\U0001f4cd",
    "場所", "会場", "地点", "地點", "장소",
)  # fmt: skip
"""Without one of these, in small letters, there is no label: most texts end there."""
_SIGNS: Final = (":", "?", "：", "】", "\U0001f4cd")
"""Behind a label stands one of these."""
_JAPANESE: Final = re.compile(r"\n[^\w\n]{0,4}(?:場所|会場|地点|地點|장소)[^\S\n]*[:：】][^\S\n]*(\S[^\n]{2,100})")
_PINNED: Final = re.compile("\n[^\\w\n\U0001f4cd]{0,4}\U0001f4cd\ufe0f?[^\\S\n]*(\\w[^\n:]{2,150})(?=\n|\\Z)")
"""A pin stands for the label; what has a label behind it was read already."""

_LINKED: Final = re.compile(r"\s*\((?:https?://|mailto:)[^)\n]*\)|\s*https?://\S+")
_STREET: Final = re.compile(r"\d|,")
_CAPITAL: Final = re.compile(r"[^\W\d_a-zß-öø-ÿ]")
_PROSE: Final = re.compile(r"\b(?:is|are|we|you|see|not|same|this|will|minutes?|miles?|what|how|when)\b", re.IGNORECASE)
_LONG: Final = 4
"""Letters from which on a word of a name is written with a capital: not "of", "the", "und"."""


def venue_of(description: str) -> str:
    """Read the place that a cleaned description labels; '' where it labels none, or two."""
    if not holds(description, _SIGNS) or not holds(description.lower(), _HINTS):
        return ""
    text = f"\n{description}"
    venues, addresses = (_values(pattern, text) for pattern in _LABELLED)
    if not venues and not addresses:
        named = {match[1].strip() for match in _JAPANESE.finditer(text)}
        pinned = named or {match[1] for match in _PINNED.finditer(text) if _STREET.search(match[1])}
        venues = {place for place in map(_place, pinned) if place}
    if len(venues) > 1 or len(addresses) > 1:
        return ""
    return ", ".join(dict.fromkeys((*venues, *addresses)))


def _values(pattern: re.Pattern[str], text: str) -> set[str]:
    found = (_place(match[1] or match[2]) for match in pattern.finditer(text))
    return {place for place in found if place}


def _place(raw: str) -> str:
    """What a label says, if it reads like an address or the name of a place."""
    place = told_place(_LINKED.sub("", raw).strip(" ,*_–—[]-")).place
    if not place or _PROSE.search(place):
        return ""
    words = [word for word in re.findall(r"[^\W\d_]+", place) if len(word) >= _LONG]
    capital = sum(1 for word in words if _CAPITAL.match(word))
    return place if _STREET.search(place) or (2 * capital > len(words) and len(words) <= 8) else ""

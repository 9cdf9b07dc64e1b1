"""What a VEVENT hides in its text: cancelled in the title, the group in the first line, the venue behind a URL.

Separate because each platform hides other things in other places, and this is the list of them. It works on cleaned
text and never guesses: where two readings are possible the field stays as the feed gave it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from netriage.ical.hosts import host_in_title, hosts_of, is_meetup, speakers_of
from netriage.ical.links import find_links, safe_url
from netriage.ical.presence import online_url_of, presence_of
from netriage.ical.terms import price_of, register_by_of
from netriage.ical.venues import venue_of
from netriage.late import holds, late
from netriage.model import Presence

_CANCELLED: Final = (
    r"(?i:cancell?ed|abgesagt|f(?:ä|ae)llt aus|entf(?:ä|ae)llt|annulée?|cancelad[oa]|geannuleerd|annullat[oa]"
    r"|afgelast|aflyst|avlyst|inställ[td]a?|peruttu|peruutettu|odwołan[aeoy]|zrušen[aáoý]|anulad[oa]|suspendid[oa]"
    r"|cancel·lat|отмен(?:[её]н[ао]?|а)|скасовано|iptal)"
)
_CANCELLED_SIGNS: Final = r"(?:中止|キャンセル|延期中止|取消|취소)"
"""Written without spaces, so no word ends can be looked for: only in brackets or before a colon."""
_CANCEL_STEMS: Final = (
    "cancel", "abgesagt", "lt aus", "entf", "annul", "geannul", "afgelast", "lyst", "inställ", "peru", "odwołan",
    "zrušen", "anulad", "suspendid", "отмен", "скасован", "ptal", "中止", "キャンセル", "取消", "취소",
)  # fmt: skip
"""One of these stands in each word of cancelling, in small letters."""
_CANCEL_MARK: Final = late(
    # (CANCELLED), [Abgesagt: Krankheit], *canceled*, ** Cancelled - Rain **
    rf"[(\[]\s*{_CANCELLED}\b[^)\]]{{0,40}}[)\]]|\*+\s*{_CANCELLED}\b[^*]{{0,40}}\*+"
    # CANCELLED - …, Cancelled: …, Abgesagt! …
    rf"|^\W*{_CANCELLED}\b\s*[-–—:!|*]+\s*"
    # … - Cancelled, …: abgesagt, … / CANCELLED!
    rf"|\s*[-–—:|*/]+\s*{_CANCELLED}\W*$"
    # 【中止】…, [キャンセル] …, 取消:…
    rf"|[【\[(（［]\s*{_CANCELLED_SIGNS}\s*[】\])）］]|^{_CANCELLED_SIGNS}\s*[:：]"
    # … - Cancelled due to weather
    rf"|\s*[-–—:|*/]+\s*{_CANCELLED}\s+(?:due to|because|owing to|until|for today|today|wegen)\b.*$"
    # Canceled Milonga …, but not: Cancelled by the algorithm
    rf"|^\W*{_CANCELLED}\s+(?=[\dA-ZÀÖÄÜÉ\"'“])"
)
_CANCEL_VERB: Final = late(
    # Story time is cancelled, Chorprobe fällt aus; but not: Why the show was cancelled
    rf"(?!\W*(?i:how|if|what|when|who|why|warum|wenn|pourquoi)\b)"
    rf"(.*?\w)\s+(?:(?:is|has been|wird|ist|wurde|est|está|è)\s+{_CANCELLED}|(?i:f(?:ä|ae)llt aus|entf(?:ä|ae)llt))\W*"
)
_CANCEL_REASON: Final = late(rf"^\W*{_CANCELLED}(?:\W*$|\s+(?:due to|because|wegen)\b)")
"""Cancelled, and nothing else that could be a title."""
_CANCEL_SHOUT: Final = re.compile(r"(?<![\w-])(?:CANCELL?ED|ABGESAGT|ANNULÉE?|CANCELAD[OA])(?![\w-])[\s:!-]*")
_CANCEL_AGAIN: Final = late(rf"(?<=: ){_CANCELLED}\s+")

_LUMA: Final = re.compile(r"https?://(?:www\.)?(?:lu\.ma|luma\.com)/", re.IGNORECASE)
_ADDRESS_BLOCK: Final = re.compile(r"^Address:\n((?:[^\n]+\n?){1,5})", re.MULTILINE)
_EVENT_PAGE: Final = re.compile(r"check event page|register to see", re.IGNORECASE)
_ONLY_URL: Final = re.compile(r"\(?\s*https?://\S+\s*\)?", re.IGNORECASE)


class Extracted(NamedTuple):
    """The fields of an event after its text was searched; those not found are as the feed gave them."""

    title: str
    location: str
    url: str
    organizer: str
    presence: Presence = Presence.UNKNOWN
    online_url: str = ""
    hosts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    price: str = ""
    register_by: date | None = None
    links: tuple[str, ...] = ()
    """URLs of the location and the description, safe, in order."""
    cancelled: bool = False
    """The title says so; the mark is gone from `title`."""


def extract(*, title: str, description: str, location: str, url: str, organizer: str, start: date) -> Extracted:
    """Search the cleaned text of a VEVENT (see `text`) for what belongs into fields of its own."""
    title, cancelled = split_cancelled(title)
    places = find_links(location)
    told = _read_description(description, is_meetup(url))
    links = told.links
    online_url = online_url_of(places, url, links)
    if places and _ONLY_URL.fullmatch(location):
        location, url = _place_behind_url(places[0], url, description)
        links = tuple(dict.fromkeys((*places, *links)))
    location = location or told.place
    hosts = told.hosts or host_in_title(title)
    return Extracted(
        title=title,
        location=location,
        url=url,
        organizer=organizer or (hosts[0] if hosts else ""),
        presence=presence_of(title, location, online_url, room_is_place=online_url in places),
        online_url=online_url,
        hosts=hosts,
        speakers=told.speakers,
        price=told.price or price_of(title),
        register_by=register_by_of(description, start),
        links=links,
        cancelled=cancelled,
    )


class _Told(NamedTuple):
    """What a description tells by itself."""

    links: tuple[str, ...]
    place: str
    hosts: tuple[str, ...]
    speakers: tuple[str, ...]
    price: str


@lru_cache(maxsize=256)
def _read_description(description: str, on_meetup: bool) -> _Told:
    """Search a description; remembered, because the dates of a series mostly share one."""
    return _Told(
        links=find_links(description),
        place=venue_of(description),
        hosts=hosts_of(description, on_meetup=on_meetup),
        speakers=speakers_of(description),
        price=price_of(description),
    )


def split_cancelled(title: str) -> tuple[str, bool]:
    """Take a mark of cancellation out of a title (Trumba: "CANCELLED - …"); whether there was one.

    A title that is about cancelling ("Cancelled by the algorithm") stays as it is.
    """
    if not holds(title.lower(), _CANCEL_STEMS):
        return title, False
    if _CANCEL_REASON.match(title):
        return title, True
    verb = _CANCEL_VERB.fullmatch(title)
    rest = verb[1] if verb else _CANCEL_MARK.sub(" ", title)
    if not title.isupper():
        rest = _CANCEL_SHOUT.sub(" ", rest)
    if rest == title:
        return title, False
    rest = " ".join(_CANCEL_AGAIN.sub("", rest).split()).strip(" -–—:|*!")
    again = split_cancelled(rest) if rest and len(rest) < len(title) else (rest, True)
    return again[0] or title, True


def _place_behind_url(place: str, url: str, description: str) -> tuple[str, str]:
    """Replace a location that is only a URL: it becomes the event's URL; Luma has the venue in the text."""
    if not _LUMA.match(place):
        return "", url or safe_url(place)
    block = _ADDRESS_BLOCK.search(description)
    venue = ", ".join(block[1].split("\n")).strip(", ") if block else ""
    return "" if _EVENT_PAGE.search(venue) else venue[:200], url or place

"""Whether an event is attended in a room, online or both, and where the online room is.

Separate because no property of RFC 5545 says it (CONFERENCE of RFC 7986 5.11 is almost never sent): it is read from the
place, the title and the join links, in this order, and stays unknown where they do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from netriage.late import holds, late
from netriage.model import Presence
from netriage.places import told_place

_JOIN_LINK: Final = late(
    r"https?://(?:[\w-]+\.)*(?:zoom\.(?:us|com)/(?:j|w|s|my|webinar|meeting|wc)/|zoomgov\.com/(?:j|w)/"
    r"|meet\.google\.com/[a-z]{3}-|g\.co/meet/|teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet|dl/launcher)"
    r"|[\w-]+\.webex\.com/|webex\.com/(?:meet|join)|gotomeet(?:ing)?\.(?:com|me)/|meet\.jit\.si/|whereby\.com/"
    r"|gather\.town/|streamyard\.com/|hopin\.(?:com|to)/|bigmarker\.com/|airmeet\.com/|crowdcast\.io/|livestorm\.co/"
    r"|bbb\.[\w.-]+/|bluejeans\.com/|chime\.aws/|events\.zoom\.us/|facetime\.apple\.com/join|meet(?:ing)?\.zoho\.\w+/|8x8\.vc/"
    r"|meet\.goto\.com/|join\.skype\.com/|riverside\.fm/studio/)",
    re.IGNORECASE,
)
_OWN_ROOM: Final = late(
    # A server of one's own: Jitsi, BigBlueButton, Nextcloud Talk.
    r"https?://(?:(?:meet|jitsi)\d?\.(?:[\w-]+\.)+\w+/[\w-]+|[\w.-]+/(?:index\.php/)?call/[a-z0-9]{8}\Z"
    r"|[\w.-]+/b/[a-z]{3}-\w{3}-\w{3})",
    re.IGNORECASE,
)
_STREAM_LINK: Final = re.compile(
    r"https?://(?:www\.)?(?:youtube\.com/(?:live|watch|@|channel)|youtu\.be/|vimeo\.com/event|twitch\.tv/|discord\.gg/)",
    re.IGNORECASE,
)
"""As `_OWN_ROOM`, online rooms only when they stand as the place: in a text they are where a group chats."""

_ONLINE_WORDS: Final = ("online", "on-line", "virtu", "zoom", "webinar", "livestream", "live stream", "google meet",
                        "microsoft teams", "ms teams", "webex", "en ligne", "en línea", "en linea", "em linha",
                        "à distance", "a distancia", "etänä", "verkossa", "オンライン", "ウェビナー", "线上", "線上",
                        "在线", "온라인", "hybrid", "híbrid", "hibrid", "ibrid", "ハイブリッド")  # fmt: skip
_ONLINE: Final = (
    r"(?:online|on-line|virtual(?:ly)?|zoom|webinar|live ?stream|google meet|webex"
    # Outlook names the room in the user's language: Microsoft Teams-møde, Réunion Microsoft Teams, …
    r"|(?:(?:réunion|reuni[óã]o|riunione|spotkanie|schůzka)(?: (?:de|do|di|su|w aplikacji|v aplikaci))? )?"
    r"(?:microsoft|ms) teams(?:[ -](?:meeting|m[øöo]de|m[øö]te|besprechung|sitzung|vergadering|kokous|møte))?"
    r"|en ligne|en l[íi]nea|em linha|à distance|a distancia|etänä|verkossa|virtuell|virtuelle?"
    r"|オンライン(?:開催|配信)?|ウェビナー|线上|線上|在线|온라인)"
)
_IN_PERSON: Final = r"(?:in[- ]person|on[- ]?site|vor ort|(?:en )?présentiel|presencial|in presenza|会場|現地)"
_AND: Final = r"\s*(?:and|&|\+|＋|/|or|und|et|y|e|oder|と|及び)\s*"
_KIND: Final = r"(?:event|meeting|only|call|conference|seminar|room|class|session|via|veranstaltung|treffen)"
_ONLINE_PLACE: Final = late(
    rf"\W*(?:(?:via|on|über|auf|by|free|internet|an?) )*{_ONLINE}(?:(?:[\s–-]+|{_AND})(?:{_KIND}|{_ONLINE}))*\W*"
    r"(?:[,;(:].*|see description|register.*|link .*|rsvp.*)?",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_ROOMS: Final = late(rf"\W*{_ONLINE}(?:{_AND}{_ONLINE})+(?:[\s–-]+{_KIND})*\W*", re.IGNORECASE)
"""Virtual / Zoom: two words for one room."""
_HYBRID: Final = r"\b(?:hybride?|h[íi]brid[oa]|ibrid[oa]|hybridi)\b|ハイブリッド"
_BOTH: Final = late(rf"{_HYBRID}|\b{_ONLINE}{_AND}{_IN_PERSON}|\b{_IN_PERSON}{_AND}{_ONLINE}", re.IGNORECASE)
_PLACE_AND_ONLINE: Final = late(
    rf"(?:\band|&|\+|/|;|\bund|\bor)\s*(?:on |via |also )?{_ONLINE}\b|^\W*{_ONLINE}\s*(?:and|&|\+|und)\s*\w.{{2}}"
    rf"|^\W*{_ONLINE}[\s:,]*(?:/|;)\s*(?!{_ONLINE})\w.{{2}}",
    re.IGNORECASE,
)
_TITLE_ONLINE: Final = late(
    rf"[(\[]\s*(?:free |live |via |on )?{_ONLINE}(?:\s+(?:{_KIND}|via zoom))?\s*[)\]]"
    rf"|^\W*{_ONLINE}\s*[:–|-]\s|[-–|,:@]\s*(?:via )?{_ONLINE}\W*$"
    r"|\bwebinar\b|^(?:zoom|virtual(?! (?:reality|production|assistant|box|machine|world)))\s"
    r"|\b(?:via|on|über|par) zoom\b",
    re.IGNORECASE,
)
_TITLE_IN_PERSON: Final = re.compile(rf"\b{_IN_PERSON}\b", re.IGNORECASE)
_URL: Final = re.compile(r"\(?\s*https?://\S+", re.IGNORECASE)


def presence_of(title: str, location: str, online_url: str, *, room_is_place: bool) -> Presence:
    """Judge how it is attended. `online_url` is the join link found, '' for none.

    `room_is_place` says that the link stood as the location. One in the description alone does not make an event
    without a location an online one: platforms that hide the venue send such links too.
    """
    place = _place(location)
    somewhere = is_place(location)
    if _says_online(place):
        elsewhere = _PLACE_AND_ONLINE.search(place) and len(place) > 8 and not _ONLY_ROOMS.fullmatch(place)
        if _BOTH.search(place) or elsewhere:
            return Presence.HYBRID
        if _ONLINE_PLACE.fullmatch(place):
            return Presence.ONLINE
    if _says_online(title):
        if _BOTH.search(title):
            return Presence.HYBRID
        if _TITLE_ONLINE.search(title):
            return Presence.UNKNOWN if somewhere else Presence.ONLINE
    if online_url and room_is_place and not somewhere:
        return Presence.ONLINE
    if online_url and somewhere and not _TITLE_IN_PERSON.search(title):
        return Presence.HYBRID
    return Presence.IN_PERSON if somewhere or _TITLE_IN_PERSON.search(title) else Presence.UNKNOWN


@lru_cache(maxsize=2048)
def is_place(location: str) -> bool:
    """Whether the text names somewhere one can go: not empty, a URL, online, a sentence or 'to be announced'."""
    place = _place(location)
    if not told_place(place).place:
        return False
    return not (_says_online(place) and _ONLINE_PLACE.fullmatch(place))


def online_url_of(places: tuple[str, ...], url: str, links: Iterable[str]) -> str:
    """Choose the link where it takes place online: a join link, else a stream that stands as the location."""
    for link in (*places, url, *links):
        if _JOIN_LINK.match(link):
            return link
    return next((link for link in places if _STREAM_LINK.match(link) or _OWN_ROOM.match(link)), "")


def _place(location: str) -> str:
    return _URL.sub(" ", location).strip(" ,;()") if "://" in location else location


@lru_cache(maxsize=2048)
def _says_online(text: str) -> bool:
    return holds(text.lower(), _ONLINE_WORDS)

"""What platforms say in properties of their own, where RFC 5545 has one or none.

Separate because this table grows with each platform, and because a property of a vendor only ever fills a gap: where
the standard's own property says something, that holds.
"""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Final, NamedTuple

from netriage.ical.lines import parameters, unescape
from netriage.ical.moments import Context
from netriage.ical.properties import VENDOR, Raw
from netriage.ical.terms import FREE, price_of
from netriage.ical.text import clean_line, clean_place, safe_url
from netriage.model import Geo

_ALL_DAY: Final = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-LIVEWHALE-ALL-DAY",
                   "X-LIVEWHALE-IS-ALL-DAY")  # fmt: skip
_ROOMS: Final = ("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK", "X-GOOGLE-CONFERENCE",
                 "X-GOOGLE-HANGOUT")  # fmt: skip
_HOST_FIELDS: Final = ("organization", "organizer", "sponsor", "event sponsor(s)", "event sponsor", "sponsored by",
                       "host", "hosted by", "presented by", "department")  # fmt: skip
_COST_FIELDS: Final = ("cost", "price", "admission", "fee", "fees", "ticket price")
_NO_NAME: Final = re.compile(r"@|://|www\.|\d{3}")
_SPEAKS: Final = re.compile(
    r"speak|present|panel|moderat|lectur|keynote|instruct|referent|artist|perform", re.IGNORECASE
)
_HOSTS: Final = re.compile(r"chair|host|organi[sz]", re.IGNORECASE)
_NO_MAIL: Final = re.compile(r"(?:(?:invalid|mailto):)?(?:nomail|none|null|n/?a)?", re.IGNORECASE)
_NOBODY_ASKED: Final = frozenset({"PARTSTAT", "RSVP", "X-NUM-GUESTS", "SENT-BY", "EMAIL"})
"""Parameters of somebody who was invited: a guest."""
_TURNED: Final = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’.-]*(?: [^\W\d_]\w*\.?)?)")
_MOST_ATTENDEES: Final = 200
_MOST_PEOPLE: Final = 12
_TRUE: Final = frozenset({"1", "TRUE", "YES"})
_GEO_URI: Final = re.compile(r"geo:([+-]?\d{1,3}(?:\.\d+)?),([+-]?\d{1,3}(?:\.\d+)?)", re.IGNORECASE)


def is_all_day(raw: Raw) -> bool:
    """Whether midnight to midnight means the whole day: Exchange and LiveWhale write times and a flag."""
    return _any_true(raw, _ALL_DAY)


def is_called_off(raw: Raw) -> bool:
    """Whether a flag says that it was cancelled (LiveWhale and 25Live have no STATUS)."""
    return _any_true(raw, ("X-LIVEWHALE-CANCELED",)) or _own_field(raw, ("event state",)).lower().startswith("cancel")


def display_zone(raw: Raw, context: Context) -> tzinfo | None:
    """The zone where an event in UTC takes place, where the event itself names one (LiveWhale)."""
    name = raw.text("X-LIVEWHALE-TIMEZONE").strip() if "X-LIVEWHALE-TIMEZONE" in raw.values else ""
    return context.zones.find(name).zone if name else None


def meeting_url(raw: Raw) -> str:
    """The address of the meeting itself (RFC 7986 5.11, or a vendor's own property); '' for a telephone number."""
    lines = [line.value for line in raw.lists.get("CONFERENCE", ())]
    lines += [raw.text(name) for name in _ROOMS if name in raw.values]
    found = (safe_url(unescape(text).strip()) for text in lines)
    return next((url for url in found if url.startswith("http")), "")


def page(raw: Raw) -> str:
    """The event's page where URL is missing."""
    names = ("X-TRUMBA-LINK", "X-TICKETS-URL", "X-TKF-PROMOTION-BUTTON")
    return next((url for name in names if name in raw.values and (url := safe_url(raw.text(name).strip()))), "")


def given_host(raw: Raw) -> str:
    """Who gives it where ORGANIZER is missing: Teamup's "who", Trumba's own fields, CONTACT (RFC 5545 3.8.4.2)."""
    who = clean_line(raw.text("X-TEAMUP-WHO")) if "X-TEAMUP-WHO" in raw.values else ""
    return who or _own_field(raw, _HOST_FIELDS) or _contact(raw)


def _contact(raw: Raw) -> str:
    """The name that CONTACT begins with; telephone numbers and addresses stand behind it, or alone."""
    name = clean_line(re.split(r"[;,\n]", raw.text("CONTACT"), maxsplit=1)[0]) if "CONTACT" in raw.values else ""
    return "" if _NO_NAME.search(name) else name


def given_price(raw: Raw) -> str:
    """The price that a property of its own tells (LiveWhale, All-in-One Event Calendar, Trumba)."""
    if "X-COST-TYPE" in raw.values and raw.text("X-COST-TYPE").strip().lower() == FREE:
        return FREE
    told = [clean_line(raw.text(name), limit=60) for name in ("X-LIVEWHALE-COST", "X-COST") if name in raw.values]
    for text in (*told, _own_field(raw, _COST_FIELDS)):
        if text:
            return FREE if text.lower().startswith("free") or text.strip("$€£ .,") == "0" else price_of(f"Cost: {text}")
    return ""


def given_place(raw: Raw) -> tuple[str, Geo | None]:
    """The place and the coordinates of Apple's X-APPLE-STRUCTURED-LOCATION; ('', None) without one."""
    line = raw.values.get("X-APPLE-STRUCTURED-LOCATION")
    if line is None:
        return "", None
    told = parameters(line.params)
    names = (clean_place(unescape(told.get(name, ""))) for name in ("X-TITLE", "X-ADDRESS"))
    place = ", ".join(dict.fromkeys(name for name in names if name))
    match = _GEO_URI.match(line.value.strip())
    latitude, longitude = (float(match[1]), float(match[2])) if match else (0.0, 0.0)
    known = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)
    return place, Geo(latitude, longitude) if known else None


def summary(raw: Raw) -> str:
    """The raw text of an event without DESCRIPTION."""
    return raw.text("X-LIVEWHALE-SUMMARY") if "X-LIVEWHALE-SUMMARY" in raw.values else ""


class People(NamedTuple):
    """Who has a part in an event, by their names."""

    hosts: tuple[str, ...]
    speakers: tuple[str, ...]


def given_people(raw: Raw) -> People:
    """Who hosts and who speaks, of the ATTENDEEs (RFC 5545 3.8.4.1); guests are nobody's business.

    A role says it; or that there is no address and no answer to an invitation, as in the schedules of conferences
    (pentabarf, frab: "invalid:nomail").
    """
    hosts: list[str] = []
    speakers: list[str] = []
    for line in raw.lists.get("ATTENDEE", ())[:_MOST_ATTENDEES]:
        told = parameters(line.params)
        name = _attendee(told.get("CN", ""))
        role = told.get("ROLE", "")
        if not name or told.get("CUTYPE", "INDIVIDUAL").upper() not in ("INDIVIDUAL", "UNKNOWN"):
            continue
        if _SPEAKS.search(role) or (_NOBODY_ASKED.isdisjoint(told) and _NO_MAIL.fullmatch(line.value.strip())):
            speakers.append(name)
        elif _HOSTS.search(role):
            hosts.append(name)
    return People(tuple(dict.fromkeys(hosts))[:_MOST_PEOPLE], tuple(dict.fromkeys(speakers))[:_MOST_PEOPLE])


def _attendee(raw: str) -> str:
    """The name of a CN, "Lee, Ann" the right way round; '' for an address."""
    name = clean_line(unescape(raw), limit=60)
    turned = _TURNED.fullmatch(name)
    return f"{turned[2]} {turned[1]}" if turned else "" if _NO_NAME.search(name) else name


def _own_field(raw: Raw, names: tuple[str, ...]) -> str:
    """The first value of Trumba's and 25Live's own fields of these names; '' without."""
    for line in raw.lists.get("X-TRUMBA-CUSTOMFIELD", ()):
        if parameters(line.params).get("NAME", "").strip(" :").lower() in names:
            text = clean_line(unescape(line.value), limit=200)
            if text:
                return text
    return ""


def _any_true(raw: Raw, names: tuple[str, ...]) -> bool:
    if VENDOR.isdisjoint(raw.values):
        return False
    return any(name in raw.values and raw.text(name).strip().upper() in _TRUE for name in names)

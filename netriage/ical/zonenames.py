"""What publishers call time zones when they do not use IANA names. Data, no logic beyond a search.

Separate because it is a table that grows. Rails names are those of ActiveSupport::TimeZone, which Outlook's display
names ("(UTC-05:00) Eastern Time (US & Canada)") share once their offset is taken off. Windows names come from CLDR
through icalendar, loaded only when a feed has one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from urllib.parse import unquote
from zoneinfo import available_timezones

_RAILS: Final = """
International Date Line West=Etc/GMT+12; Midway Island=Pacific/Midway; American Samoa=Pacific/Pago_Pago
Hawaii=Pacific/Honolulu; Alaska=America/Juneau; Pacific Time (US & Canada)=America/Los_Angeles; Tijuana=America/Tijuana
Mountain Time (US & Canada)=America/Denver; Arizona=America/Phoenix; Chihuahua=America/Chihuahua
Mazatlan=America/Mazatlan; Central Time (US & Canada)=America/Chicago; Saskatchewan=America/Regina
Guadalajara=America/Mexico_City; Mexico City=America/Mexico_City; Monterrey=America/Monterrey
Central America=America/Guatemala; Eastern Time (US & Canada)=America/New_York
Indiana (East)=America/Indiana/Indianapolis; Bogota=America/Bogota; Lima=America/Lima; Quito=America/Lima
Atlantic Time (Canada)=America/Halifax; Caracas=America/Caracas; La Paz=America/La_Paz; Santiago=America/Santiago
Asuncion=America/Asuncion; Newfoundland=America/St_Johns; Brasilia=America/Sao_Paulo
Buenos Aires=America/Argentina/Buenos_Aires; Montevideo=America/Montevideo; Georgetown=America/Guyana
Puerto Rico=America/Puerto_Rico; Greenland=America/Godthab; Mid-Atlantic=Atlantic/South_Georgia; Azores=Atlantic/Azores
Cape Verde Is.=Atlantic/Cape_Verde; Dublin=Europe/Dublin; Edinburgh=Europe/London; Lisbon=Europe/Lisbon
London=Europe/London; Casablanca=Africa/Casablanca; Monrovia=Africa/Monrovia; Belgrade=Europe/Belgrade
Bratislava=Europe/Bratislava; Budapest=Europe/Budapest; Ljubljana=Europe/Ljubljana; Prague=Europe/Prague
Sarajevo=Europe/Sarajevo; Skopje=Europe/Skopje; Warsaw=Europe/Warsaw; Zagreb=Europe/Zagreb; Brussels=Europe/Brussels
Copenhagen=Europe/Copenhagen; Madrid=Europe/Madrid; Paris=Europe/Paris; Amsterdam=Europe/Amsterdam; Berlin=Europe/Berlin
Bern=Europe/Zurich; Zurich=Europe/Zurich; Rome=Europe/Rome; Stockholm=Europe/Stockholm; Vienna=Europe/Vienna
West Central Africa=Africa/Algiers; Bucharest=Europe/Bucharest; Cairo=Africa/Cairo; Helsinki=Europe/Helsinki
Kyiv=Europe/Kiev; Kyev=Europe/Kiev; Riga=Europe/Riga; Sofia=Europe/Sofia; Sofija=Europe/Sofia; Tallinn=Europe/Tallinn
Vilnius=Europe/Vilnius; Athens=Europe/Athens; Istanbul=Europe/Istanbul; Minsk=Europe/Minsk; Jerusalem=Asia/Jerusalem
Harare=Africa/Harare; Pretoria=Africa/Johannesburg; Kaliningrad=Europe/Kaliningrad; Moscow=Europe/Moscow
St. Petersburg=Europe/Moscow; Volgograd=Europe/Volgograd; Samara=Europe/Samara; Kuwait=Asia/Kuwait; Riyadh=Asia/Riyadh
Nairobi=Africa/Nairobi; Baghdad=Asia/Baghdad; Tehran=Asia/Tehran; Abu Dhabi=Asia/Dubai; Muscat=Asia/Muscat
Baku=Asia/Baku; Tbilisi=Asia/Tbilisi; Yerevan=Asia/Yerevan; Kabul=Asia/Kabul; Ekaterinburg=Asia/Yekaterinburg
Islamabad=Asia/Karachi; Karachi=Asia/Karachi; Tashkent=Asia/Tashkent; Chennai=Asia/Kolkata; Kolkata=Asia/Kolkata
Mumbai=Asia/Kolkata; New Delhi=Asia/Kolkata; Kathmandu=Asia/Kathmandu; Dhaka=Asia/Dhaka
Sri Jayawardenepura=Asia/Colombo; Almaty=Asia/Almaty; Astana=Asia/Almaty; Novosibirsk=Asia/Novosibirsk
Rangoon=Asia/Rangoon; Bangkok=Asia/Bangkok; Hanoi=Asia/Ho_Chi_Minh; Jakarta=Asia/Jakarta
Krasnoyarsk=Asia/Krasnoyarsk; Beijing=Asia/Shanghai; Chongqing=Asia/Shanghai; Hong Kong=Asia/Hong_Kong
Urumqi=Asia/Urumqi; Kuala Lumpur=Asia/Kuala_Lumpur; Singapore=Asia/Singapore; Taipei=Asia/Taipei; Perth=Australia/Perth
Irkutsk=Asia/Irkutsk; Ulaanbaatar=Asia/Ulaanbaatar; Seoul=Asia/Seoul; Osaka=Asia/Tokyo; Sapporo=Asia/Tokyo
Tokyo=Asia/Tokyo; Yakutsk=Asia/Yakutsk; Darwin=Australia/Darwin; Adelaide=Australia/Adelaide
Canberra=Australia/Sydney; Melbourne=Australia/Melbourne; Sydney=Australia/Sydney; Brisbane=Australia/Brisbane
Hobart=Australia/Hobart; Vladivostok=Asia/Vladivostok; Guam=Pacific/Guam; Port Moresby=Pacific/Port_Moresby
Magadan=Asia/Magadan; Srednekolymsk=Asia/Srednekolymsk; Solomon Is.=Pacific/Guadalcanal
New Caledonia=Pacific/Noumea; Fiji=Pacific/Fiji; Kamchatka=Asia/Kamchatka; Marshall Is.=Pacific/Majuro
Auckland=Pacific/Auckland; Wellington=Pacific/Auckland; Nuku'alofa=Pacific/Tongatapu
Tokelau Is.=Pacific/Fakaofo; Chatham Is.=Pacific/Chatham; Samoa=Pacific/Apia
"""

_SPOKEN: Final = """
Eastern Time=America/New_York; Central Time=America/Chicago; Mountain Time=America/Denver
Pacific Time=America/Los_Angeles
US-Eastern=America/New_York; US-Central=America/Chicago; US-Mountain=America/Denver; US-Pacific=America/Los_Angeles
Eastern=America/New_York; Central=America/Chicago; Mountain=America/Denver; Pacific=America/Los_Angeles
Atlantic Time=America/Halifax; Greenwich Mean Time=Europe/London; Coordinated Universal Time=Etc/UTC
Western/Central Europe=Europe/Berlin; Central Europe=Europe/Berlin; Western Europe=Europe/Lisbon
Eastern Europe=Europe/Bucharest; Zulu Time=Etc/UTC; Z=Etc/UTC
Central European Time=Europe/Berlin; Central European Standard Time=Europe/Berlin
Central European Summer Time=Europe/Berlin; Eastern European Time=Europe/Bucharest
Eastern European Standard Time=Europe/Bucharest; Eastern European Summer Time=Europe/Bucharest
Western European Time=Europe/Lisbon; Western European Standard Time=Europe/Lisbon
Western European Summer Time=Europe/Lisbon; British Summer Time=Europe/London; British Time=Europe/London
Mitteleuropäische Zeit=Europe/Berlin; Mitteleuropäische Normalzeit=Europe/Berlin
Mitteleuropäische Sommerzeit=Europe/Berlin; heure d’Europe centrale=Europe/Paris
heure normale d’Europe centrale=Europe/Paris; heure d’été d’Europe centrale=Europe/Paris
hora de Europa central=Europe/Madrid; hora estándar de Europa central=Europe/Madrid
hora de verano de Europa central=Europe/Madrid; Japan Standard Time=Asia/Tokyo
Australian Eastern Standard Time=Australia/Sydney; Australian Eastern Daylight Time=Australia/Sydney
"""

_ABBREVIATIONS: Final = {
    # Read as their best-known zone, and said to be a guess. EST, MST and HST are IANA names and never come here.
    "EDT": "America/New_York", "ET": "America/New_York", "CST": "America/Chicago", "CDT": "America/Chicago",
    "CT": "America/Chicago", "MDT": "America/Denver", "MT": "America/Denver", "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles", "AKST": "America/Anchorage", "AKDT": "America/Anchorage",
    "AST": "America/Halifax", "ADT": "America/Halifax", "BST": "Europe/London", "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "EEST": "Europe/Helsinki", "WEST": "Europe/Lisbon",
    "MSK": "Europe/Moscow", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "ACST": "Australia/Adelaide",
    "ACDT": "Australia/Adelaide", "AWST": "Australia/Perth", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
    "SAST": "Africa/Johannesburg", "BRT": "America/Sao_Paulo",
}  # fmt: skip


def _table(text: str) -> dict[str, str]:
    pairs = (item.split("=") for item in re.split(r"[;\n]\s*", text.strip()))
    return {name.strip().casefold(): zone.strip() for name, zone in pairs}


@cache
def _iana() -> dict[str, str]:
    """Lower-case name to name, of every zone this machine knows."""
    return {
        name.casefold(): name for name in sorted(available_timezones()) if not name.startswith(("posix/", "right/"))
    }


@cache
def _cities() -> dict[str, str]:
    """The last part of each geographic IANA name to the name; the first region of the alphabet wins a tie."""
    found: dict[str, str] = {}
    for name in sorted(available_timezones()):
        region, slash, _ = name.partition("/")
        if slash and region not in ("Etc", "SystemV", "US", "Canada", "Mexico", "Brazil", "Chile", "posix", "right"):
            found.setdefault(name.rpartition("/")[2].replace("_", " ").casefold(), name)
    return found


@cache
def _spoken() -> dict[str, str]:
    return _table(_RAILS) | _table(_SPOKEN)


@cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


_NOISE: Final = re.compile(r"^\(?(?:UTC|GMT)?\s*(?:[+-]\s*\d{1,2}[:.]?\d{0,2})?\)?[\s,:-]*", re.IGNORECASE)
_COPY: Final = re.compile(r"\s+\d{1,2}$")


_TAIL: Final = re.compile(r"(?<=[a-z])(?:-\d{1,2}|\s+time|\s*\([^()]*\))$")
_JOINT: Final = re.compile(r"^(africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific|us)[-_]")


def iana_name(name: str) -> str:
    """Find the IANA name that `name` is or ends with, whatever its case; '' when there is none.

    Prefixes stand for a vendor's copy of the database: '/freeassociation.sourceforge.net/Tzfile/Europe/Ljubljana'.
    What is written around a name goes ('America/Chicago-2', 'US/Eastern (EST/EDT)'); Europe-Berlin is Europe/Berlin.
    """
    text = unquote(name).replace("\\", "").strip().strip("/'\"").casefold()
    bare = _TAIL.sub("", text)
    for form in dict.fromkeys((text, bare, _JOINT.sub(r"\1/", bare, count=1))):
        parts = form.replace(" ", "_").split("/")[-8:]
        for at in range(len(parts)):
            found = _iana().get("/".join(parts[at:]))
            if found and (at == 0 or at < len(parts) - 1 or "/" not in found):
                return found
    return ""


def known_name(name: str) -> str:
    """Find the IANA name for a Windows, Rails or Outlook name; '' when there is none."""
    text = name.strip().casefold().replace(" and ", " & ")
    bare = _NOISE.sub("", text)
    for form in (text, bare, _COPY.sub("", bare), bare.replace(" daylight time", " standard time")):
        if form in _spoken():
            return _spoken()[form]
        if "time" in form or "utc" in form or form.startswith("greenwich"):
            found = _windows().get(form)
            if found:
                return found
    return ""


_SHORT: Final = re.compile(r"(?:(?:UTC|GMT)\s*[+-]?[\d:.]*\s*)?\(?[A-Za-z]{2,5}(?:/[A-Za-z]{2,5})?\)?")
_BRACKETED: Final = re.compile(r"\(([^()]{4,60})\)\s*$")


def guessed_name(name: str) -> tuple[str, int]:
    """Find the zone that was most likely meant: an abbreviation, or the first city in the name; ('', 0) without any.

    The number is how many of the cities named are known: one may be chance, more are Outlook's way to name a zone.
    """
    for short in re.findall(r"\b[A-Z]{2,5}\b", name.strip().upper())[:2]:
        # Alone, as in EST/EDT, or in the brackets of GMT-0400 (EDT).
        if short in _ABBREVIATIONS and _SHORT.fullmatch(name.strip()):
            return _ABBREVIATIONS[short], 1
    inner = _BRACKETED.search(name)
    if inner and (known := known_name(inner[1])):
        return known, 1
    cities = (part.strip().replace("_", " ").casefold() for part in re.split(r"[,;:/]", _NOISE.sub("", name.strip())))
    found = [zone for city in cities if (zone := _spoken().get(city) or _cities().get(city))]
    return (found[0], len(found)) if found else ("", 0)

"""Where platforms keep the iCalendar feed of a page: a table that one can extend. Pure.

Separate from `discover`, which does the asking, because this is the part that ages: a platform that moves its feed
costs one row. A row speaks up when its `url` matches the address of a page (or of a frame or link in it), or its `page`
is found in the page's HTML; `feed` and `visit` are then filled from the named groups. Every address that comes out of
here is a guess until a calendar was fetched from it.

The forms were collected from public code that fetches them, in November 2026.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to come from a page to its feed, on one platform."""

    platform: str
    """As it is shown: 'Meetup group'."""
    url: str = ""
    """Matches host, path and query of an address, without scheme and `www.`, as a whole; case does not matter."""
    page: str = ""
    """Is searched in the HTML of the page, whose address must match `url` if that is given too."""
    feed: str = ""
    """The feed's address, with {groups} of the match that found it and {origin}, {address}; '' for a page without."""
    visit: str = ""
    """Another page to look at, in the same form."""
    advice: str = ""
    """What a person can do where nothing is found."""


_MEETUP_OWN = (
    r"(?:find|topics|cities|home|login|register|apps|pro|lp|blog|help|about|messages|notifications|groups|members"
    r"|media)"
)

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "Meetup group",
        url=rf"meetup\.com/(?:[a-z]{{2}}-[A-Z]{{2}}/)?(?!{_MEETUP_OWN}(?:/|$))(?P<group>[\w%.-]+)(?:[/?].*)?",
        feed="https://www.meetup.com/{group}/events/ical/",
        advice="A Meetup group's feed is public only if the group is; ask for the address of the group's own page.",
    ),
    Recipe(
        "Luma calendar",
        url=r"(?:lu\.ma|luma\.com)/(?:calendar/)?(?:manage/)?(?P<id>cal-\w+).*",
        feed="https://api.luma.com/ics/get?entity=calendar&id={id}",
    ),
    Recipe(
        "Luma city",
        url=r"(?:lu\.ma|luma\.com)/.*",
        page=r'"api_id":"(?P<id>discplace-\w+)"',
        feed="https://api.luma.com/ics/get?entity=discover&id={id}",
    ),
    Recipe(
        "Luma calendar",
        url=r"(?:lu\.ma|luma\.com)/.*",
        page=r'"calendar(?:_api_id"|":\{[^{}]{0,200}?"api_id"):"(?P<id>cal-\w+)"',
        feed="https://api.luma.com/ics/get?entity=calendar&id={id}",
        advice="Open the calendar the event belongs to, and give that page; or its “Add iCal Subscription” link.",
    ),
    Recipe(
        "Tockify calendar",
        url=r"tockify\.com/(?!api/|tkf2/|www/|auth/|account)(?P<name>[\w.-]+)(?:[/?].*)?",
        feed="https://tockify.com/api/feeds/ics/{name}",
    ),
    Recipe(
        "Tockify calendar",
        page=r"data-tockify-calendar\s*=\s*[\"'](?P<name>[\w.-]+)[\"']",
        feed="https://tockify.com/api/feeds/ics/{name}",
    ),
    Recipe(
        "Teamup calendar",
        url=r"teamup\.com/(?P<key>ks\w{10,30})(?:[/?].*)?",
        feed="https://ics.teamup.com/feed/{key}/0.ics",
        advice="In Teamup: Settings, iCalendar feeds.",
    ),
    Recipe(
        "Trumba calendar",
        url=r"trumba\.com/calendars/(?P<name>[\w-]+)(?:\.(?!ics)\w+)?(?:[/?].*)?",
        feed="https://www.trumba.com/calendars/{name}.ics",
    ),
    Recipe(
        "Trumba calendar",
        page=r"webName\s*[\"']?\s*:\s*[\"'](?P<name>[\w-]+)[\"']",
        feed="https://www.trumba.com/calendars/{name}.ics",
    ),
    Recipe(
        "LibCal calendar",
        url=r"(?P<host>[\w-]+\.libcal\.com)/[^?]*\?(?:.*&)?cid=(?P<cid>\d+).*",
        feed="https://{host}/ical_subscribe.php?src=p&cid={cid}",
    ),
    Recipe(
        "LibCal calendar",
        url=r"[\w.-]*libcal\.[\w.-]+/.*",
        page=r"\b(?:cid|cal_?id|calendar_?id)[\"']?\s*[=:]\s*[\"']?(?P<cid>\d{2,9})\b",
        feed="{origin}/ical_subscribe.php?src=p&cid={cid}",
        advice="On the LibCal page: Subscribe, iCal; copy that link.",
    ),
    Recipe(
        "Groups.io calendar",
        url=r"(?:[\w-]+\.)*groups\.io/g/(?P<group>[\w+-]+)(?:/(?!ics/).*)?",
        visit="{origin}/g/{group}/calendar",
        advice="On the group's calendar page: Subscribe to Calendar (you may have to be logged in); copy that link.",
    ),
    Recipe(
        "Groups.io calendar",
        page=r"(?P<path>/g/[\w+-]+/ics/\d+/\d+/feed\.ics)",
        feed="{origin}{path}",
    ),
    Recipe(
        "LiveWhale calendar",
        page=r"(?i:livewhale|/live/(?:json|rss|ical)/events)",
        feed="{origin}/live/ical/events",
    ),
    Recipe("Localist calendar", page=r"(?i:localist)", feed="{origin}/calendar/1.ics"),
    Recipe("Localist calendar", page=r"(?i:localist)", feed="{origin}/calendar.ics"),
    Recipe(
        "CivicPlus calendar",
        url=r"[\w.-]+/(?:calendar|icalendar)\.aspx\?(?:.*&)?CID=(?P<cat>\d+).*",
        feed="{origin}/common/modules/iCalendar/iCalendar.aspx?catID={cat}&feed=calendar",
    ),
    Recipe(
        "CivicPlus calendar",
        page=r"(?i:/calendar\.aspx|/iCalendar\.aspx)",
        visit="{origin}/iCalendar.aspx",
        advice="On the town's calendar page: the iCalendar link of the category you want.",
    ),
    Recipe(
        "CivicPlus calendar",
        page=r"(?i:iCalendar\.aspx\?(?:feed=calendar&(?:amp;)?)?catID=(?P<cat>\d+))",
        feed="{origin}/common/modules/iCalendar/iCalendar.aspx?catID={cat}&feed=calendar",
    ),
    Recipe(
        "Mobilizon group",
        url=r"(?P<host>[\w.-]+)/@(?P<group>[\w.@-]+)(?:/(?!feed/).*)?",
        feed="{origin}/@{group}/feed/ics",
    ),
    Recipe("Gancio", page=r"(?i:gancio)", feed="{origin}/feed/ics"),
    Recipe(
        "Outlook calendar",
        url=r"(?P<rest>outlook\.(?:office365|office|live)\.com/owa/calendar/.+/(?:reach)?calendar)\.html",
        feed="https://{rest}.ics",
    ),
    Recipe(
        "Outlook calendar",
        url=r"(?P<host>outlook\.(?:office365|office|live)\.com)/(?:owa/)?calendar/(?:published/)?(?P<path>.+)/"
        r"(?:index|(?:reach)?calendar)\.html",
        feed="https://{host}/owa/calendar/{path}/calendar.ics",
    ),
    Recipe(
        "Proton Calendar",
        url=r"calendar\.proton\.me/u/.*",
        advice="In Proton Calendar: Settings, Calendars, the calendar, Share with anyone; give the link it makes.",
    ),
    Recipe(
        "file on GitHub",
        url=r"github\.com/(?P<repo>[^/]+/[^/]+)/(?:blob|raw)/(?P<path>[^?]+)(?:\?.*)?",
        feed="https://raw.githubusercontent.com/{repo}/{path}",
    ),
    Recipe(
        "file on GitLab",
        url=r"(?P<repo>[\w.-]+/.+)/-/blob/(?P<path>[^?]+)(?:\?.*)?",
        feed="https://{repo}/-/raw/{path}",
    ),
    Recipe(
        "file on Codeberg",
        url=r"(?P<repo>[\w.-]+/[^/]+/[^/]+)/src/(?P<path>(?:branch|tag|commit)/[^?]+)(?:\?.*)?",
        feed="https://{repo}/raw/{path}",
    ),
    Recipe("gist", url=r"gist\.github\.com/(?P<path>[^/]+/[0-9a-f]+)/?", feed="https://gist.github.com/{path}/raw"),
    Recipe(
        "file on Dropbox",
        url=r"dropbox\.com/(?P<path>s[^?]+)(?:\?(?P<query>.*?)&?(?:dl=\d)?)?",
        feed="https://www.dropbox.com/{path}?{query}&dl=1",
    ),
    Recipe(
        "file on Google Drive",
        url=r"drive\.google\.com/file/d/(?P<id>[\w-]+).*",
        feed="https://drive.google.com/uc?export=download&id={id}",
    ),
    Recipe(
        "Nextcloud calendar",
        url=r"(?P<rest>.+?)(?:/index\.php)?/apps/calendar/(?:p|embed)/(?P<token>\w+)(?:[/?].*)?",
        feed="https://{rest}/remote.php/dav/public-calendars/{token}?export",
    ),
    Recipe("Sched", url=r"(?P<host>[\w-]+\.sched\.com)(?:[/?].*)?", feed="https://{host}/all.ics"),
    Recipe(
        "Pretalx",
        url=r".+?/(?P<event>[\w-]+)/(?:schedule|talk|speaker|featured|sneak)(?:/.*)?",
        page=r"(?i:pretalx)",
        feed="{origin}/{event}/schedule/export/schedule.ics",
    ),
    Recipe("Indico category", url=r".+/category/\d+/?", page=r"(?i:indico)", feed="{address}/events.ics"),
    Recipe(
        "The Events Calendar",
        page=r"(?i:tribe-events|tribe_events|the-events-calendar)",
        feed="{origin}/?post_type=tribe_events&ical=1&eventDisplay=list",
    ),
    Recipe(
        "Modern Events Calendar", page=r"(?i:modern-events-calendar|mec-calendar)", feed="{origin}/?mec-ical-feed=1"
    ),
    Recipe("Events Manager", page=r"(?i:plugins/events-manager)", feed="{origin}/events.ics"),
    Recipe(
        "All-in-One Event Calendar",
        page=r"(?i:all-in-one-event-calendar)",
        feed="{origin}/?plugin=all-in-one-event-calendar&controller=ai1ec_exporter_controller"
        "&action=export_events&no_html=true",
    ),
    Recipe(
        "Eventbrite",
        url=r"eventbrite\.[\w.]+(?:/.*)?",
        advice="Eventbrite publishes no feeds. Look for the organiser's own page, or their Meetup or Luma page.",
    ),
    Recipe(
        "Facebook",
        url=r"(?:[\w-]+\.)?(?:facebook\.com|fb\.me)(?:/.*)?",
        advice="Facebook publishes no feeds of pages; your own events have one: Events, Your events, Add to calendar.",
    ),
    Recipe("LinkedIn", url=r"(?:[\w-]+\.)?linkedin\.com/.*", advice="LinkedIn publishes no feeds of events."),
    Recipe(
        "iCloud",
        url=r"icloud\.com/calendar.*",
        advice="In Calendar: share the calendar as a public calendar, and give the webcal: address it shows.",
    ),
)


@dataclass(frozen=True, slots=True)
class Clue:
    """What a recipe made of an address or a page."""

    platform: str
    feed: str = ""
    visit: str = ""
    advice: str = ""


def clues_of_address(address: str, recipes: tuple[Recipe, ...] = RECIPES) -> Iterator[Clue]:
    """What the address alone tells."""
    yield from _of_google(address)
    bare = _bare(address)
    for recipe in recipes:
        if recipe.url and not recipe.page and (found := re.fullmatch(recipe.url, bare, re.IGNORECASE)):
            yield _clue(recipe, address, found.groupdict())


def clues_of_page(address: str, html: str, recipes: tuple[Recipe, ...] = RECIPES) -> Iterator[Clue]:
    """What the page at that address tells; each row speaks once."""
    bare = _bare(address)
    for recipe in recipes:
        if not recipe.page or (recipe.url and not re.fullmatch(recipe.url, bare, re.IGNORECASE)):
            continue
        if found := re.search(recipe.page, html):
            yield _clue(recipe, address, found.groupdict())


def _bare(address: str) -> str:
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.netloc or '').rpartition('@')[2].removeprefix('www.')}{parts.path}{query}"


def _clue(recipe: Recipe, address: str, groups: Mapping[str, str | None]) -> Clue:
    parts = urlsplit(address)
    filled = {name: value or "" for name, value in groups.items()}
    filled |= {"origin": f"{parts.scheme}://{parts.netloc}", "address": address.partition("?")[0].rstrip("/")}
    return Clue(recipe.platform, recipe.feed.format_map(filled), recipe.visit.format_map(filled), recipe.advice)


_GOOGLE_ADVICE = (
    "If the calendar isn't public, its owner finds “Secret address in iCal format” in the calendar's settings."
)


def _of_google(address: str) -> Iterator[Clue]:
    """Google's share, embed and subscribe links: the calendar's id is in `src` or `cid`, plain or in base64.

    A `cid` may also be the address of someone else's feed ("add to Google Calendar"). No table row, because of base64.
    """
    parts = urlsplit(address)
    if parts.hostname not in {"calendar.google.com", "www.google.com"} or not parts.path.startswith("/calendar"):
        return
    query = parse_qs(parts.query)
    for given in (*query.get("src", ()), *query.get("cid", ())):
        if re.match(r"(?:webcals?|https?):", given):
            yield Clue("Google Calendar link", feed=given)
            continue
        calendar = given if "@" in given else _from_base64(given)
        if calendar:
            feed = f"https://calendar.google.com/calendar/ical/{quote(calendar, safe='')}/public/basic.ics"
            yield Clue("Google Calendar", feed=feed, advice=_GOOGLE_ADVICE)


def _from_base64(text: str) -> str:
    """A calendar's id out of unpadded base64, in either alphabet; '' when it is none."""
    padded = unquote(text).rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    try:
        decoded = base64.b64decode(padded, altchars=b"-_" if {"-", "_"} & set(padded) else None, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return decoded if "@" in decoded and decoded.isprintable() else ""

"""From what people have to the feed: pages of our own, served by a real server under the platforms' names."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from netriage.errors import FeedError, InputError
from netriage.feeds.access import Access
from netriage.feeds.discover import MAX_TRIES, discover
from netriage.feeds.outcome import FetchError
from netriage.feeds.recipes import RECIPES, Recipe

HTML = "Content-Type: text/html; charset=utf-8"


def calendar_of(name: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:{name}\r\nEND:VCALENDAR\r\n".encode()


class ToServer(httpx.AsyncBaseTransport):
    """Brings every request, whatever its host, to the server of the test."""

    def __init__(self, origin: str) -> None:
        self._origin = httpx.URL(origin)
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = self._origin.copy_with(raw_path=request.url.raw_path)
        sent = httpx.Request("GET", url, headers=request.headers, extensions={"timeout": request.extensions["timeout"]})
        return await self._inner.handle_async_request(sent)

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest.fixture
def world(server, access) -> Access:
    """Access to a world in which every name leads to the test's server."""

    async def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "127.0.0.1" else ["93.184.215.14"]

    return replace(access, transport=lambda: ToServer(server.origin), resolve=resolve)


@pytest.fixture
def find(server, answer, world, now):
    """Puts pages (text) and calendars (bytes) into the world and finds the feed of a source."""

    async def ask(source: str, answers: dict[str, str | bytes], **more: object):
        for address, body in answers.items():
            server.answers[address] = (
                answer(200, body.encode(), HTML)
                if isinstance(body, str)
                else answer(200, body, "Content-Type: text/calendar")
            )
        return await discover(source, now=now, access=world, **more)

    return ask


def addresses(server) -> list[str]:
    return [request.headers["host"] + request.path for request in server.requests]


FROM_ADDRESS = [
    ("https://www.meetup.com/berlin-python/", "www.meetup.com/berlin-python/events/ical/", "Meetup group"),
    (
        "https://www.meetup.com/de-DE/Berlin-Python/events/312345678/?x=1",
        "www.meetup.com/Berlin-Python/events/ical/",
        "Meetup group",
    ),
    ("meetup.com/berlin-python/events", "www.meetup.com/berlin-python/events/ical/", "Meetup group"),
    (
        "https://luma.com/calendar/cal-AbC123xyz",
        "api.luma.com/ics/get?entity=calendar&id=cal-AbC123xyz",
        "Luma calendar",
    ),
    (
        "https://calendar.google.com/calendar/embed?src=abc%40group.calendar.google.com&ctz=Europe%2FBerlin",
        "calendar.google.com/calendar/ical/abc%40group.calendar.google.com/public/basic.ics",
        "Google Calendar",
    ),
    (
        "https://calendar.google.com/calendar/u/0?cid=bWVAZXhhbXBsZS5vcmc",
        "calendar.google.com/calendar/ical/me%40example.org/public/basic.ics",
        "Google Calendar",
    ),
    (
        "https://calendar.google.com/calendar/u/0/r?cid=me@example.org",
        "calendar.google.com/calendar/ical/me%40example.org/public/basic.ics",
        "Google Calendar",
    ),
    (
        "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fclub.example%2Fall.ics",
        "club.example/all.ics",
        "Google Calendar link",
    ),
    (
        "https://outlook.live.com/owa/calendar/0000-1/ab-2/cid-3/index.html",
        "outlook.live.com/owa/calendar/0000-1/ab-2/cid-3/calendar.ics",
        "Outlook calendar",
    ),
    (
        "https://outlook.office365.com/calendar/published/a@club.example/1f2e/calendar.html",
        "outlook.office365.com/owa/calendar/a@club.example/1f2e/calendar.ics",
        "Outlook calendar",
    ),
    ("https://gist.github.com/someone/0a1b2c", "gist.github.com/someone/0a1b2c/raw", "gist"),
    (
        "https://drive.google.com/file/d/1AbC-x/view?usp=sharing",
        "drive.google.com/uc?export=download&id=1AbC-x",
        "file on Google Drive",
    ),
    ("https://tockify.com/st.lawrence/agenda?x=1", "tockify.com/api/feeds/ics/st.lawrence", "Tockify calendar"),
    ("https://teamup.com/ks9ij6x9n1dcou9pjz", "ics.teamup.com/feed/ks9ij6x9n1dcou9pjz/0.ics", "Teamup calendar"),
    ("https://www.trumba.com/calendars/emory-events", "www.trumba.com/calendars/emory-events.ics", "Trumba calendar"),
    (
        "https://www.trumba.com/calendars/emory-events.rss?mixin=1",
        "www.trumba.com/calendars/emory-events.ics",
        "Trumba calendar",
    ),
    (
        "https://town.libcal.com/calendar/events?cid=7752&t=d",
        "town.libcal.com/ical_subscribe.php?src=p&cid=7752",
        "LibCal calendar",
    ),
    (
        "https://town.gov.example/calendar.aspx?CID=14",
        "town.gov.example/common/modules/iCalendar/iCalendar.aspx?catID=14&feed=calendar",
        "CivicPlus calendar",
    ),
    (
        "https://mobilizon.example/@makers@other.example/events",
        "mobilizon.example/@makers@other.example/feed/ics",
        "Mobilizon group",
    ),
    (
        "https://outlook.office365.com/owa/calendar/1a2b@corp.example/3c4d/calendar.html",
        "outlook.office365.com/owa/calendar/1a2b@corp.example/3c4d/calendar.ics",
        "Outlook calendar",
    ),
    (
        "https://cloud.example/index.php/apps/calendar/p/AbCdEf/Club",
        "cloud.example/remote.php/dav/public-calendars/AbCdEf?export",
        "Nextcloud calendar",
    ),
    ("https://conf2026.sched.com/list", "conf2026.sched.com/all.ics", "Sched"),
]


@pytest.mark.parametrize(("source", "feed", "how"), FROM_ADDRESS)
async def test_an_address_of_a_platform_is_enough(server, find, source, feed, how):
    (found,) = await find(source, {feed: calendar_of("X")})
    assert (found.feed.url, found.how) == (f"https://{feed}", how)
    assert found.fetched.body == calendar_of("X")
    assert addresses(server) == [feed]


FROM_PAGE = [
    (
        "https://luma.com/makers",
        '<script>{"calendar":{"access":"public","api_id":"cal-AbC123"}}</script>',
        "api.luma.com/ics/get?entity=calendar&id=cal-AbC123",
        "Luma calendar",
    ),
    (
        "https://luma.com/x1y2z3",
        '<script>{"event":{"calendar_api_id":"cal-AbC123"}}</script>',
        "api.luma.com/ics/get?entity=calendar&id=cal-AbC123",
        "Luma calendar",
    ),
    (
        "https://luma.com/berlin",
        '<script>{"place":{"api_id":"discplace-Xy9"}}</script>',
        "api.luma.com/ics/get?entity=discover&id=discplace-Xy9",
        "Luma city",
    ),
    (
        "https://club.example/e",
        '<div data-tockify-component="calendar" data-tockify-calendar="our.club"></div>',
        "tockify.com/api/feeds/ics/our.club",
        "Tockify calendar",
    ),
    (
        "https://club.example/e",
        '<script>$Trumba.addSpud({ webName: "our-events", spudType: "main" });</script>',
        "www.trumba.com/calendars/our-events.ics",
        "Trumba calendar",
    ),
    (
        "https://club.example/e",
        '<iframe src="https://teamup.com/ks9ij6x9n1dcou9pjz?view=l"></iframe>',
        "ics.teamup.com/feed/ks9ij6x9n1dcou9pjz/0.ics",
        "Teamup calendar",
    ),
    (
        "https://club.example/e",
        '<iframe src="https://calendar.google.com/calendar/embed?src=a%40b.example&amp;mode=AGENDA">',
        "calendar.google.com/calendar/ical/a%40b.example/public/basic.ics",
        "Google Calendar",
    ),
    (
        "https://club.example/e",
        '<a href="https://www.meetup.com/our-club/">Meetup</a>',
        "www.meetup.com/our-club/events/ical/",
        "Meetup group",
    ),
    (
        "https://town.libcal.com/calendar/main",
        "<script>var opts = {cid: 7752, view: 'm'}</script>",
        "town.libcal.com/ical_subscribe.php?src=p&cid=7752",
        "LibCal calendar",
    ),
    (
        "https://events.uni.example/",
        '<link rel="stylesheet" href="/live/resource/css/livewhale.css">',
        "events.uni.example/live/ical/events",
        "LiveWhale calendar",
    ),
    (
        "https://events.uni.example/",
        "<footer>Powered by the Localist Event Platform</footer>",
        "events.uni.example/calendar/1.ics",
        "Localist calendar",
    ),
    (
        "https://uni.groups.io/g/makers/calendar",
        '<a href="/g/makers/ics/12861783/1650985384/feed.ics">Subscribe</a>',
        "uni.groups.io/g/makers/ics/12861783/1650985384/feed.ics",
        "Groups.io calendar",
    ),
    ("https://gancio.example/", '<div id="__gancio"></div>', "gancio.example/feed/ics", "Gancio"),
    (
        "https://indico.example/category/12/",
        "<meta name=generator content=Indico>",
        "indico.example/category/12/events.ics",
        "Indico category",
    ),
    (
        "https://club.example/agenda",
        '<body class="post-type-archive-tribe_events">',
        "club.example/?post_type=tribe_events&ical=1&eventDisplay=list",
        "The Events Calendar",
    ),
    (
        "https://club.example/agenda",
        '<a href="webcal://club.example/all">Subscribe</a>',
        "club.example/all",
        "a link on the page",
    ),
    (
        "https://club.example/agenda",
        '<a href="files/all.ics">Calendar</a>',
        "club.example/files/all.ics",
        "a link on the page",
    ),
    (
        "https://club.example/agenda",
        '<a href="https://outlook.live.com/owa?path=/calendar&amp;rru=addsubscription'
        '&amp;url=webcal%3A%2F%2Fclub.example%2Fall&amp;name=x">',
        "club.example/all",
        "a link on the page",
    ),
]


@pytest.mark.parametrize(("source", "html", "feed", "how"), FROM_PAGE)
async def test_a_page_leads_to_its_feed(find, source, html, feed, how):
    page = source.removeprefix("https://")
    (found,) = await find(source, {page: f"<html><title>Our club</title>{html}</html>", feed: calendar_of("X")})
    assert (found.feed.url, found.how) == (f"https://{feed}", how)
    assert found.feed.typed == source


async def test_the_calendars_that_a_page_calls_its_own_come_first(find):
    page = """
        <head><title>Club</title><base href="/sub/">
        <link rel="alternate" type="application/rss+xml" href="/rss">
        <link rel='alternate' type='text/calendar' title='Club » iCal' href='all.ics'></head>
        <a href="/other.ics">Other</a>
        """
    answers = {
        "club.example/e": page,
        "club.example/sub/all.ics": calendar_of("A"),
        "club.example/other.ics": calendar_of("B"),
    }
    first, second = await find("https://club.example/e", answers)
    assert (first.feed.url, first.words) == ("https://club.example/sub/all.ics", "Club » iCal")
    assert first.how == "the page's own calendar link"
    assert second.feed.url == "https://club.example/other.ics"


async def test_the_same_calendar_under_two_addresses_is_found_once(find):
    page = '<a href="/a.ics">A</a><a href="webcal://club.example/b.ics">B</a>'
    same = calendar_of("Same")
    (found,) = await find(
        "https://club.example/", {"club.example/": page, "club.example/a.ics": same, "club.example/b.ics": same}
    )
    assert found.feed.url == "https://club.example/b.ics"


async def test_links_of_single_events_come_after_the_link_of_all(find):
    singles = "".join(f'<a href="/event/{number}/event.ics">Add</a>' for number in range(40))
    page = singles + '<a href="/events/?ical=1">Subscribe</a>'
    found = await find(
        "https://club.example/", {"club.example/": page, "club.example/events/?ical=1": calendar_of("All")}
    )
    assert [one.feed.url for one in found] == ["https://club.example/events/?ical=1"]


async def test_an_address_of_a_feed_is_itself_and_is_asked_once(server, find):
    for source in (
        "https://club.example/all.ics",
        "webcal://club.example/all.ics",
        "https://town.libcal.com/ical_subscribe.php?cid=1&k=a",
    ):
        server.requests.clear()
        address = source.partition("://")[2]
        (found,) = await find(source, {address: calendar_of("X")})
        assert (found.feed.url, found.feed.typed, found.how) == (f"https://{address}", "", "the address itself")
        assert addresses(server) == [address]


async def test_a_page_on_a_typed_private_host_may_name_its_own_feed(server, answer, access, now):
    page = b'<link rel="alternate" type="text/calendar" href="/intranet.ics">'
    server.answers["/events"] = answer(200, page, HTML)
    server.answers["/intranet.ics"] = answer(200, calendar_of("Intranet"))
    (found,) = await discover(server.origin + "/events", now=now, access=access)
    assert found.feed.url == server.origin + "/intranet.ics"


async def test_a_second_page_is_looked_at_where_a_recipe_says_so(find):
    answers = {
        "groups.io/g/makers": "<html>Messages</html>",
        "groups.io/g/makers/calendar": '<a href="/g/makers/ics/1/2/feed.ics">Subscribe</a>',
        "groups.io/g/makers/ics/1/2/feed.ics": calendar_of("Makers"),
    }
    (found,) = await find("https://groups.io/g/makers", answers)
    assert found.feed.url == "https://groups.io/g/makers/ics/1/2/feed.ics"
    answers = {
        "town.example/": '<a href="/Calendar.aspx">Calendar</a>',
        "town.example/iCalendar.aspx": '<a href="/common/modules/iCalendar/iCalendar.aspx?catID=23&amp;feed=calendar">',
        "town.example/common/modules/iCalendar/iCalendar.aspx?catID=23&feed=calendar": calendar_of("Town"),
    }
    (found,) = await find("https://town.example/", answers)
    assert found.how == "CivicPlus calendar"


SHOWN_ON_A_PAGE = [
    (
        "https://github.com/club/site/blob/main/docs/all.ics?plain=1",
        "raw.githubusercontent.com/club/site/main/docs/all.ics",
        "file on GitHub",
    ),
    ("https://gitlab.com/a/b/site/-/blob/main/all.ics", "gitlab.com/a/b/site/-/raw/main/all.ics", "file on GitLab"),
    (
        "https://codeberg.org/club/site/src/branch/main/all.ics",
        "codeberg.org/club/site/raw/branch/main/all.ics",
        "file on Codeberg",
    ),
    (
        "https://www.dropbox.com/scl/fi/x1/all.ics?rlkey=y2&dl=0",
        "www.dropbox.com/scl/fi/x1/all.ics?rlkey=y2&dl=1",
        "file on Dropbox",
    ),
]


@pytest.mark.parametrize(("source", "feed", "how"), SHOWN_ON_A_PAGE)
async def test_a_file_that_a_page_shows_is_taken_from_behind_it(find, source, feed, how):
    page = {source.removeprefix("https://"): "<html>the file, coloured</html>"}
    (found,) = await find(source, {**page, feed: calendar_of("X")})
    assert (found.feed.url, found.how) == (f"https://{feed}", how)


async def test_a_calendar_in_utf_16_is_one(find):
    body = calendar_of("Club").decode().encode("utf-16")
    (found,) = await find("https://club.example/all", {"club.example/all": body})
    assert found.how == "the address itself"


async def test_a_short_link_is_followed_to_its_platform(server, answer, find):
    server.answers["short.example/x"] = answer(302, b"", "Location: https://www.meetup.com/our-club/")
    answers = {"www.meetup.com/our-club/": "<html></html>", "www.meetup.com/our-club/events/ical/": calendar_of("Club")}
    (found,) = await find("https://short.example/x", answers)
    assert found.how == "Meetup group"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("https://www.eventbrite.com/o/someone-123", "Eventbrite publishes no feeds"),
        ("https://www.facebook.com/events/1", "Facebook publishes no feeds"),
        ("https://www.linkedin.com/events/1", "LinkedIn publishes no feeds"),
        ("https://www.icloud.com/calendar/", "webcal: address"),
        ("https://calendar.google.com/calendar/u/0?cid=bWVAZXhhbXBsZS5vcmc", "Secret address in iCal format"),
        ("https://www.meetup.com/private-group/", "Meetup group"),
        ("https://calendar.proton.me/u/0/calendar", "Share with anyone"),
        ("https://groups.io/g/closed", "Subscribe to Calendar"),
    ],
)
async def test_where_there_is_no_feed_the_next_step_is_told(find, source, words):
    with pytest.raises(FeedError) as caught:
        await find(source, {})
    assert words in caught.value.remedy


async def test_a_page_without_a_calendar_is_said_to_be_one(find):
    with pytest.raises(FeedError, match="No calendar was found there"):
        await find("https://club.example/", {"club.example/": "<html><a href='/about'>About</a></html>"})


async def test_a_page_that_can_not_be_fetched_is_told_by_its_own_error(find):
    with pytest.raises(FetchError, match="nothing at its address"):
        await find("https://club.example/gone", {})


async def test_a_page_can_not_send_us_to_private_hosts_or_files(server, find, tmp_path):
    (tmp_path / "secret.ics").write_bytes(calendar_of("Secret"))
    page = (
        f'<a href="http://127.0.0.1:{server.port}/inside.ics">A</a><a href="file://{tmp_path}/secret.ics">B</a>'
        '<a href="webcal://127.0.0.1/inside.ics">C</a>'
        '<link rel=alternate type=text/calendar href="//127.0.0.1/inside.ics">'
    )
    with pytest.raises(FeedError, match="No calendar"):
        await find("https://club.example/", {"club.example/": page, "/inside.ics": calendar_of("Inside")})
    assert addresses(server) == ["club.example/"]


async def test_a_page_with_hundreds_of_links_costs_a_bounded_number_of_requests(server, find):
    page = "".join(f'<a href="/{number}/x/calendar{number}.ics">x</a>' for number in range(500))
    with pytest.raises(FeedError):
        await find("https://club.example/", {"club.example/": page})
    assert len(server.requests) == MAX_TRIES


async def test_the_table_can_be_extended(find):
    own = Recipe(
        "Our village", url=r"village\.example/.*", page=r"board=(?P<board>\d+)", feed="{origin}/boards/{board}/export"
    )
    answers = {"village.example/": "see board=12", "village.example/boards/12/export": calendar_of("Village")}
    (found,) = await find("https://village.example/", answers, recipes=(*RECIPES, own))
    assert found.how == "Our village"


async def test_files_and_folders_are_themselves(find, tmp_path):
    (tmp_path / "a.ics").write_bytes(calendar_of("A"))
    (found,) = await find(str(tmp_path / "a.ics"), {}, name="Mine")
    assert (found.feed.name, found.fetched.body) == ("Mine", calendar_of("A"))


async def test_what_is_no_source_is_bad_input(find):
    with pytest.raises(InputError):
        await find("ftp://club.example/", {})


@pytest.mark.parametrize("status", [204, 206, 404, 410, 429, 500])
async def test_to_who_adds_a_feed_nothing_is_said_of_one_that_is_there(server, answer, access, now, status):
    server.answers["/feed.ics"] = answer(status)
    with pytest.raises(FeedError) as caught:
        await discover(f"{server.origin}/feed.ics", now=now, access=access)
    assert not re.search("stay|will be|[Rr]emove", caught.value.remedy)


async def test_to_who_adds_a_file_that_is_not_there_its_name_is_in_question(tmp_path, now):
    with pytest.raises(FeedError, match="not there") as caught:
        await discover(str(tmp_path / "agenda.ics"), now=now)
    assert "name" in caught.value.remedy
    assert "remove" not in caught.value.remedy

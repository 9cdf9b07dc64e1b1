"""Which sightings become one listing, and which stay two."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from netriage.dedupe import merge, source_name
from netriage.model import Geo, Presence, Status
from tests.dedupe.samples import HOME, START, edited, seen


def count(*occurrences, **options):
    return len(merge(occurrences, home=HOME, **options))


PLACE = "c-base, Rungestraße 20, 10179 Berlin"


def test_the_same_page_in_two_feeds_is_one_listing_with_two_sources():
    one = seen(feed="a", url="https://www.meetup.com/rust-berlin/events/123456789/?utm_source=x")
    other = seen("Rust Berlin: August meetup", feed="b", url="http://meetup.com/de-DE/rust-berlin/events/123456789")
    [listing] = merge([one, other], home=HOME)
    assert {source.feed for source in listing.sources} == {"a", "b"}
    assert listing.merged == "2 sources: same page"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rust Meetup Berlin", "RUST  meetup – Berlin!"),
        ("Rust Meetup Berlin", "Rust Meetup Berlin (online)"),
        ("Rust Meetup Berlin", "SOLD OUT: Rust Meetup Berlin"),
        ("Café & Code", "Cafe and Code"),
        ("Ada’s “Night”", "Adas Night"),
    ],
)
def test_case_punctuation_accents_and_decoration_do_not_matter(one, other):
    assert count(seen(one, feed="a", location=PLACE), seen(other, feed="b", location="C-Base Rungestrasse 20")) == 1


def test_one_instant_in_two_zones_is_one_start():
    assert count(seen(feed="a"), seen(feed="b", start=START.astimezone(UTC))) == 1


def test_strangers_with_one_title_at_one_time_in_different_places_stay_apart():
    one = seen("Story time", feed="a", location="Leaside Branch, 165 McRae Drive")
    other = seen("Story time", feed="b", location="Agincourt Branch, 155 Bonis Avenue")
    listings = merge([one, other], home=HOME)
    assert len({listing.key for listing in listings}) == 2


def test_a_common_title_without_a_place_is_not_enough():
    assert count(seen("Board meeting", feed="a"), seen("Board meeting", feed="b")) == 2


def test_a_common_title_with_the_same_host_is_enough():
    hosts = ("Rotary Club of Asheville",)
    assert count(seen("Board meeting", feed="a", hosts=hosts), seen("Board meeting", feed="b", hosts=hosts)) == 1


def test_two_pages_of_one_site_are_two_events():
    one = seen("Shut Up & Write!", feed="a", url="https://www.meetup.com/suw-toronto/events/111111111/")
    other = seen("Shut Up & Write!", feed="b", url="https://www.meetup.com/suw-ottawa/events/222222222/")
    assert count(one, other) == 2


def test_a_cross_post_in_two_groups_of_one_site_is_one_event():
    text = "Modelface Comedy Club brings the best comedians from all over the country to Asheville, North Carolina."
    one = seen(
        "Josie Beers Gets Weird", feed="a", url="https://www.meetup.com/fans/events/111111111/", description=text
    )
    other = seen(
        "Josie Beers Gets Weird", feed="b", url="https://www.meetup.com/queers/events/222222222/", description=text
    )
    assert count(one, other) == 1


def test_a_link_to_the_others_page_makes_them_one():
    one = seen("Together Toronto", feed="a", url="https://luma.com/together", location="108 College St, Toronto")
    links = ("https://luma.com/together",)
    other = seen(
        "Together Toronto | September", feed="b", url="https://www.meetup.com/techto/events/316115859", links=links
    )
    [listing] = merge([one, other], home=HOME)
    assert "links to the other's page" in listing.merged


def test_a_page_that_a_feed_gives_to_many_events_says_nothing():
    calendar = "https://example.org/calendar"
    one = [seen("Knitting for all", feed="a", url=calendar), seen("Chess for seniors", feed="a", url=calendar)]
    assert count(*one, seen("Gardening for all", feed="b", url=calendar)) == 3


def test_similar_titles_at_one_place_in_two_feeds_are_one():
    one = seen("Brad Williams", feed="a", location="Harrah's Center, 87 Haywood St")
    other = seen(
        "Brad Williams: The Tall Tales Tour", feed="b", location="Harrahs Center, 87 Haywood Street, Asheville"
    )
    assert count(one, other) == 1


def test_similar_titles_in_one_feed_are_two():
    assert count(seen("Brad Williams", location=PLACE), seen("Brad Williams: The Tall Tales Tour", location=PLACE)) == 2


@pytest.mark.parametrize(
    ("event", "about"),
    [
        ("Wicked Spooky 5k", "Volunteer for the Wicked Spooky 5k in Asheville"),
        ("North Asheville Tailgate Market", "Register people to vote at the North Asheville Tailgate Market"),
        ("Story time", "Baby story time"),
        ("Ruby Hackathon, session 1", "Ruby Hackathon, session 2"),
    ],
)
def test_what_is_only_about_an_event_or_beside_it_is_another(event, about):
    assert count(seen(event, feed="a", location=PLACE), seen(about, feed="b", location=PLACE)) == 2


def test_doors_and_show_are_one_and_matinee_and_evening_are_two():
    def at(hours, feed):
        return seen(
            "Chelsea Wolfe", START + timedelta(hours=hours), feed=feed, location="Orange Peel, 101 Biltmore Ave"
        )

    assert count(at(0, "a"), at(1, "b")) == 1
    assert count(at(0, "a"), at(5, "b")) == 2


def test_evening_taken_for_morning_is_the_same_only_where_nobody_begins():
    """An aggregator wrote 7:00 for 19:00; eleven in the morning and in the evening are two showings."""
    evening = START.replace(hour=19)
    place = {"location": "Music Hall, 185 Clingman Ave"}
    slip = seen("Ethan Regan: Young Regan Tour", evening.replace(hour=7), feed="b", **place)
    assert count(seen("Ethan Regan: Young Regan Tour", evening, feed="a", **place), slip) == 1
    yoga = seen("Yoga", evening.replace(hour=7), feed="b", **place)
    assert count(seen("Yoga", evening, feed="a", **place), yoga) == 2
    film = seen("Ethan Regan: Young Regan Tour", evening.replace(hour=11), feed="b", **place)
    assert count(seen("Ethan Regan: Young Regan Tour", evening.replace(hour=23), feed="a", **place), film) == 2


def test_two_performances_in_two_feeds_pair_up_by_their_starts():
    times = (START, START + timedelta(minutes=60))
    shows = [seen("Planetarium: Black Holes", time, feed=feed, location=PLACE) for feed in "ab" for time in times]
    listings = merge(shows, home=HOME)
    assert [listing.start for listing in listings] == list(times)
    assert all(len(listing.sources) == 2 for listing in listings)


def test_a_date_without_a_time_joins_the_one_with_a_time():
    timed = seen("Engineering Research Day", feed="a", location="Myhal Centre")
    whole = seen("Engineering Research Day", date(2026, 9, 1), feed="b", location="Myhal Centre")
    [listing] = merge([whole, timed], home=HOME)
    assert listing.start == START


def test_a_feed_that_says_a_thing_twice_says_it_once():
    assert count(seen(uid="1", location=PLACE), seen(uid="2", location=PLACE)) == 1


def test_events_without_a_uid_or_sharing_one_with_a_stranger_stay_themselves():
    shared = [seen("Chess evening for all", uid="same"), seen("Pottery for beginners", uid="same")]
    bare = [seen("Yoga in the park with Ana", uid=""), seen("Bread baking with Ben", uid="")]
    assert count(*shared, *bare) == 4


def test_what_was_taken_apart_stays_apart_on_all_its_dates():
    week = timedelta(weeks=1)
    ours = [seen(start=START + week * n, feed="a", uid=f"a{n}") for n in range(3)]
    theirs = [seen(start=START + week * n, feed="b", uid=f"b{n}") for n in range(3)]
    assert count(*ours, *theirs) == 3
    [first, *_] = merge([*ours, *theirs], home=HOME)
    one, other = sorted(source_name(source) for source in first.sources)
    apart = merge([*ours, *theirs], home=HOME, unmerged={(one, other)})
    assert len(apart) == 6
    assert len({listing.key for listing in apart}) == 6
    assert not any(listing.merged for listing in apart)


def test_the_row_takes_what_each_source_knows():
    poor = seen(feed="a", location=PLACE, url="https://a.example/1", categories=("Tech",), geo=Geo(52.5, 13.4))
    more = {"hosts": ("Rust Berlin",), "price": "free", "categories": ("tech", "Rust"), "presence": Presence.IN_PERSON}
    rich = seen(feed="b", location=PLACE, description="A long evening of talks. " * 9, **more)
    [listing] = merge([poor, rich], home=HOME)
    assert listing.description.startswith("A long evening")
    assert (listing.url, listing.price, listing.geo) == ("https://a.example/1", "free", Geo(52.5, 13.4))
    assert listing.hosts == ("Rust Berlin",)
    assert listing.presence is Presence.IN_PERSON
    assert [name.lower() for name in listing.categories] == ["tech", "rust"]


def test_one_feed_that_says_cancelled_is_enough_unless_it_put_the_event_back_on():
    cancelled = seen(feed="a", location=PLACE, status=Status.CANCELLED)
    assert merge([cancelled, seen(feed="b", location=PLACE)], home=HOME)[0].status is Status.CANCELLED
    back_on = seen(feed="a", uid="new", location=PLACE)
    assert merge([cancelled, back_on], home=HOME)[0].status is Status.CONFIRMED


def test_a_block_of_thousands_alike_is_not_compared_pair_by_pair(monkeypatch):
    from netriage.dedupe import clusters

    compared = []
    judge = clusters.same_thing
    monkeypatch.setattr(clusters, "same_thing", lambda *pair, **rest: compared.append(1) or judge(*pair, **rest))
    hostile = [seen("Spam", feed=f"f{n % 50}", uid=str(n), location=f"Hall {n}") for n in range(3_000)]
    assert merge(hostile, home=HOME)
    assert len(compared) < 100 * len(hostile)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Orla Fennimore", "Orla Fennimore w/ The Low Tide"),
        ("Orla Fennimore: The Lantern Tour", "Orla Fennimore"),
        ("Orla Fennimore - The Lantern Tour", "Orla Fennimore with special guests"),
        ("Orla Fennimore & The Low Tide", "Orla Fennimore - The Lantern Tour"),
    ],
)
def test_who_plays_is_one_event_whatever_the_guests_and_the_tour_are_called(one, other):
    doors, show = seen(one, feed="a", location=PLACE), seen(other, START + timedelta(hours=1), feed="b", location=PLACE)
    assert count(doors, show) == 1
    assert count(doors, seen(other, START + timedelta(hours=4), feed="b", location=PLACE)) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Fitness Series: Pilates", "Harbour Fitness Series: Boxing"),
        ("Story time: Bears", "Story time: Frogs"),
        ("Yoga", "Yoga with Ann"),
    ],
)
def test_two_parts_of_a_series_and_common_words_with_guests_are_two(one, other):
    assert count(seen(one, feed="a", location=PLACE), seen(other, feed="b", location=PLACE)) == 2


def test_a_link_to_the_others_page_does_not_keep_a_show_from_its_doors():
    tickets = "https://tickets.example/event/100064579E4D7C84"
    doors = seen("Orla Fennimore", feed="a", url=tickets, location=PLACE)
    show = seen("Orla Fennimore w/ Low", START + timedelta(hours=1), feed="b", links=(tickets,), location=PLACE)
    assert count(doors, show) == 1


def test_short_links_of_one_host_are_not_two_pages_of_a_site():
    one = seen("Orla Fennimore / Low Tide", feed="a", url="https://link.tickets.example/Ta1", location=PLACE)
    other = seen("Orla Fennimore / Low Tide", START + timedelta(minutes=45), feed="b", location=PLACE)
    assert count(one, edited(other, url="https://link.tickets.example/Tb2")) == 1
    assert count(one, edited(other, url="https://link.tickets.example/e/Tb2")) == 1
    assert count(edited(one, url="https://tickets.example/a1"), edited(other, url="https://tickets.example/b2")) == 2


def test_a_start_in_utc_is_on_the_day_it_has_here():
    one = seen("Rust Meetup Berlin", datetime(2026, 9, 1, 22, 30, tzinfo=UTC), feed="a", location=PLACE)
    other = seen("Rust Meetup Berlin", datetime(2026, 9, 2, tzinfo=HOME), feed="b", location=PLACE)
    assert count(one, other) == 1

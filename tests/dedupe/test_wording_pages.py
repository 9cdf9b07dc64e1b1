"""How titles, places and pages are compared."""

from __future__ import annotations

import pytest

from netriage.dedupe.pages import page_of, site_of
from netriage.dedupe.wording import (
    PlaceMatch,
    is_distinctive,
    match_places,
    means_the_same,
    place_words,
    title_likeness,
    title_words,
)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Café  Müller’s “Night”", "cafe mullers night"),
        ("SOLD OUT: Jazz & Blues (online)", "jazz and blues"),
        ("Free: Yoga - Online", "yoga"),
        ("ULTRA SUNN w/ City Builders", "ultra sunn with city builders"),
        ("Online Marketing 101", "online marketing 101"),
        ("Freedom Talk", "freedom talk"),
        ("東京 Meetup", "東京 meetup"),
        ("🎉🎉", "🎉🎉"),
        ("", ""),
    ],
)
def test_a_title_is_reduced_to_its_words(title, words):
    assert title_words(title) == words


def test_a_title_of_common_words_is_not_distinctive():
    assert not any(map(is_distinctive, ["board meeting", "story time", "open mic night", "yoga", "farmers market"]))
    assert all(map(is_distinctive, ["boris bokun quartet", "rust meetup berlin lightning", "sculptural papermaking"]))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("brad williams", "brad williams the tall tales tour", True),
        ("mdou moctar", "evening show mdou moctar", True),
        ("wicked spooky 5k", "volunteer for the wicked spooky 5k", False),
        ("session 1 rust basics", "session 2 rust basics", False),
        ("rust mettup berlin", "rust meetup berlin", True),
        ("knitting circle", "chess club", False),
    ],
)
def test_titles_are_alike_or_not(one, other, alike):
    assert (title_likeness(one, other) >= 0.6) is alike
    assert title_likeness(one, other) == title_likeness(other, one)


def test_an_edited_title_still_means_the_same():
    assert means_the_same("Story time", "Baby story time")
    assert not means_the_same("Story time", "Tax advice")


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("60 Sumach St, Toronto", "Pluto: Fourth Space, 60 Sumach Street Ground level, Toronto", PlaceMatch.SAME),
        ("Orange Peel, 101 Biltmore Ave", "The Orange Peel", PlaceMatch.SAME),
        ("Lee's Palace,529 Bloor St W, Toronto", "Lee’s Palace, 529 Bloor Street West", PlaceMatch.SAME),
        ("Leaside Branch", "Agincourt Branch", PlaceMatch.DIFFERENT),
        ("Room 1, Main Library", "Room 2, Main Library", PlaceMatch.DIFFERENT),
        ("1 Main St, Springfield", "9 Main St, Springfield", PlaceMatch.DIFFERENT),
        ("Toronto", "The Rex Hotel, Toronto", PlaceMatch.UNKNOWN),
        ("Sample Arena, 40 Bay Street, Toronto", "Sample Arena,50 Bay St, Suite 500", PlaceMatch.SAME),
        ("Town Hall, 10 Oak Street", "Town Library, 12 Oak Street", PlaceMatch.DIFFERENT),
        ("Acme Studio 1, Main building", "Acme Studio 2, Main building", PlaceMatch.DIFFERENT),
        ("Asheville, NC", "HomeTrust Park, 30 Buchanan Place", PlaceMatch.UNKNOWN),
        ("Asheville, NC", "Town Hall, 21 Main St, Durham, NC", PlaceMatch.DIFFERENT),
        ("", "c-base", PlaceMatch.UNKNOWN),
        ("Online", "c-base", PlaceMatch.UNKNOWN),
        ("TBA", "c-base", PlaceMatch.UNKNOWN),
        ("https://luma.com/x", "c-base", PlaceMatch.UNKNOWN),
    ],
)
def test_places_are_compared_by_number_and_name(one, other, match):
    assert match_places(place_words(one), place_words(other)) is match
    assert match_places(place_words(other), place_words(one)) is match


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://www.Example.org/Events/Rust/?utm_source=x#top", "example.org/events/rust"),
        ("http://example.org/events/rust", "example.org/events/rust"),
        ("https://example.org/calendar.aspx?game_id=109&sport=x", "example.org/calendar.aspx?game_id=109"),
        ("https://example.org/?p=77", "example.org/?p=77"),
        ("https://example.org/a.aspx?trumbaEmbed=view%3Devent%26eventid%3D205", "example.org#205"),
        ("https://example.org/b?trumbaEmbed=view%3devent%26eventid%3d205&x=1", "example.org#205"),
        ("https://www.meetup.com/de-DE/rust-berlin/events/123456789/", "meetup.com#123456789"),
        ("https://www.eventbrite.ca/e/a-b-tickets-1997559439055?aff=x", "eventbrite#1997559439055"),
        ("https://lu.ma/rust", "luma.com/rust"),
        ("https://example.org/", ""),
        ("https://us02web.zoom.us/j/123", ""),
        ("mailto:ada@example.org", ""),
        ("", ""),
    ],
)
def test_a_url_is_reduced_to_its_page(url, page):
    assert page_of(url) == page


def test_a_page_belongs_to_a_site():
    assert site_of("meetup.com#123456789") == "meetup.com"
    assert site_of("example.org/events/rust?id=1") == "example.org"

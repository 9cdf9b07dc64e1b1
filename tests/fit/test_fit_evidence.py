"""Evidence: it quotes what stands there, adds up, and does not depend on order or history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.fit import TokenCache, field_text, rank
from netriage.goal import Company, Contact, Goal, Person
from netriage.model import Listing, Scored, Source

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
FEEDS = {"f1": "Berlin Nights", "f2": "Ünïcode Feed 東京"}
GOAL = Goal(
    "Data editor at ProPublica or the Associated Press in New York; meet editors at NICAR.",
    roles=("data editor",),
    topics=("data journalism", "scraping", "データ分析"),
    companies=(Company("ProPublica", domains=("propublica.org",)), Company("Associated Press", ("AP",))),
    people=(Person("Jennifer LaFleur"),),
    event_types=(("workshop", 1.0), ("webinar", -1.0)),
    places=("New York",),
    never=("karaoke",),
    avoid=("crypto",),
    contacts=(Contact("Cam Rodriguez", "freelance"),),
)
WORDS = """
data journalism editor scraping ProPublica AP Associated Press Jennifer LaFleur Cam Rodriguez New York, NY Berlin
workshop webinar crypto karaoke online Zoom https://propublica.org/x café ÉDITEUR ſ İstanbul データ分析の会 🏆 the
of – ’
"""
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join) | st.text(max_size=30)
LISTINGS = st.lists(
    st.builds(
        Listing,
        key=st.text("0123456789abcdef", min_size=32, max_size=32),
        title=TEXTS,
        start=st.just(NOW + timedelta(days=1)),
        end=st.just(NOW + timedelta(days=1, hours=2)),
        sources=st.sampled_from(((Source("f1", "u"),), (Source("f1", "u"), Source("f2", "v")))),
        description=TEXTS,
        location=TEXTS,
        url=st.sampled_from(("", "https://propublica.org/events/1", "https://example.org")),
        organizer=TEXTS,
        categories=st.lists(TEXTS, max_size=2).map(tuple),
        hosts=st.lists(TEXTS, max_size=1).map(tuple),
        speakers=st.lists(TEXTS, max_size=1).map(tuple),
    ),
    max_size=6,
    unique_by=lambda listing: listing.key,
)


def ranked(listings: list[Listing], goal: Goal | None = GOAL, cache: TokenCache | None = None) -> list[Scored]:
    return rank(listings, goal, now=NOW, zone=UTC, cache=cache, feeds=FEEDS)


@settings(deadline=None)  # speed is measured elsewhere
@given(LISTINGS)
def test_contributions_sum_to_the_fit_and_the_fit_lies_in_its_band(listings: list[Listing]) -> None:
    for one in ranked(listings):
        assert one.fit is not None
        assert 0 <= one.band[0] <= one.fit <= one.band[1] <= 100
        assert abs(sum(item.points for item in one.evidence) - one.fit) < 1e-9


@settings(deadline=None)  # speed is measured elsewhere
@given(LISTINGS)
def test_every_quote_stands_where_its_span_says(listings: list[Listing]) -> None:
    for one in ranked(listings):
        for item in one.evidence:
            if item.field:
                assert item.quote
                assert field_text(one.listing, item.field, FEEDS)[item.begin : item.stop] == item.quote


@settings(deadline=None)  # speed is measured elsewhere
@given(LISTINGS)
def test_what_speaks_against_never_earns_and_what_speaks_for_never_costs(listings: list[Listing]) -> None:
    for one in ranked(listings):
        for item in one.evidence:
            if item.group == "avoid":
                assert item.points <= 0
            if item.group in ("people", "companies", "known", "words"):
                assert item.points >= 0


@settings(deadline=None)  # speed is measured elsewhere
@given(LISTINGS, st.randoms(use_true_random=False))
def test_neither_order_nor_history_changes_the_answer(listings: list[Listing], random) -> None:
    cache = TokenCache()
    ranked(listings[: len(listings) // 2], cache=cache)
    shuffled = random.sample(listings, len(listings))
    assert ranked(listings) == ranked(shuffled, cache=cache) == ranked(shuffled, cache=cache)


def test_a_person_outweighs_all_and_nothing_comes_last(make_listing) -> None:
    person = make_listing("An evening with Jennifer LaFleur")
    company = make_listing("Open house at ProPublica")
    words = make_listing("Data journalism evening")
    nothing = make_listing("Flower market and tulip show for all ages and gardens")
    order = [one.listing for one in ranked([nothing, words, company, person])]
    assert order[0] is person
    assert order[-1] is nothing


def test_a_listing_with_nothing_of_the_goal_has_no_fit_though_it_is_near(make_listing) -> None:
    (one,) = ranked([make_listing("Flower market and tulip show", location="New York, NY", description="x" * 80)])
    assert one.fit == 0
    assert one.evidence == ()


def test_the_reasons_name_the_topic_and_how_much_of_it_is_there(make_listing) -> None:
    (one,) = ranked([make_listing("Journalism evening", description="About the news trade of this town, at length.")])
    assert [item.why for item in one.evidence if item.group == "words"] == [
        "words of your goal: journalism",
        "topic 'data journalism' (1 of 2 words), in the title",
    ]


def test_all_words_of_a_topic_earn_more_than_twice_one_of_them(make_listing) -> None:
    whole, part = make_listing("Data journalism evening"), make_listing("Data centre evening")
    best, other = ranked([whole, part])
    assert best.listing is whole
    assert (best.fit or 0) > 2 * (other.fit or 0)

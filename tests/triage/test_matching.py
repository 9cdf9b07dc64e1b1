"""A decision survives its feed: decisions find their listings again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.model import Listing, Source, Verdict
from netriage.triage import Decision, fold, gone, resolve
from tests.triage.samples import NOW, START, decide, make_listing

DAY = timedelta(days=1)
OTHER_KEY = "f" * 32


def _found(listing: Listing, today: list[Listing], verdict: Verdict = Verdict.SKIP, **options: object) -> list[str]:
    """Keys of today's listings that get the decision once made on `listing`."""
    found = resolve(today, fold([decide(listing, verdict)]), **options)  # type: ignore[arg-type]
    return list(found)


CHURN = {
    "UID": {"sources": (Source("feed0001", "another-uid"),)},
    "UID gone": {"sources": (Source("feed0001", ""),)},
    "query string of the page": {"url": "https://www.example.org/events/a/?utm_source=x&occurrence=7"},
    "case and white space of the title": {"title": "  MEETUP   A "},
    "punctuation of the title": {"title": "Meetup: “A”!"},
    "a place that is added": {"location": "Old Hall, 2nd floor, Berlin"},
    "the feed": {"sources": (Source("feed0002", "elsewhere"),)},
    "an hour later": {"start": START + timedelta(hours=1), "end": START + timedelta(hours=3)},
    "a week later": {"start": START + 7 * DAY, "end": START + 7 * DAY},
    "the title, with the same UID": {"title": "The talk's title is known now"},
    "from times to a whole day": {"start": START.date(), "end": START.date() + DAY},
}


@pytest.mark.parametrize("change", CHURN.values(), ids=CHURN.keys())
def test_a_decision_survives_a_new_key_and_a_change_of(change: dict[str, object]) -> None:
    listing = make_listing("a")
    today = replace(listing, key=OTHER_KEY, **change)  # type: ignore[arg-type]
    assert _found(listing, [today, make_listing("b")]) == [OTHER_KEY]


def test_strangers_are_not_taken_for_the_decided_one() -> None:
    strangers = [
        make_listing("b"),
        make_listing("c", title="Meetup a", start=START + DAY, end=START + DAY),
        make_listing("d", start=START),
        make_listing("e", title="Another thing", start=START + DAY, sources=(Source("feed0001", "a@example.org"),)),
    ]
    assert _found(make_listing("a"), strangers) == []


def test_a_keep_follows_its_uid_even_when_title_and_date_are_new() -> None:
    listing = make_listing("a")
    today = make_listing("b", title="Another thing", start=START + DAY, sources=listing.sources)
    assert _found(listing, [today], Verdict.KEEP) == [today.key]
    assert _found(listing, [today], Verdict.SKIP) == []


def test_a_uid_shared_with_strangers_is_told_apart_by_title_or_start() -> None:
    shared = (Source("feed0001", "same-for-all"),)
    decided = make_listing("a", sources=shared, url="")
    today = [
        replace(decided, key=OTHER_KEY, title="Meetup A"),
        make_listing("b", sources=shared, start=START + DAY, url=""),
        make_listing("c", sources=shared, start=START + 2 * DAY, url=""),
    ]
    assert _found(decided, today) == [OTHER_KEY]


def test_listings_without_a_uid_never_match_by_it() -> None:
    nobody = (Source("feed0001", ""),)
    decided = make_listing("a", sources=nobody, url="")
    assert _found(decided, [make_listing("b", sources=nobody, url="", start=START + DAY)], Verdict.KEEP) == []


def test_a_doubtful_likeness_decides_nothing() -> None:
    decided = make_listing("a")
    twins = [replace(decided, key=key * 32, sources=(Source("feed0009", key),)) for key in "bc"]
    assert _found(decided, twins) == []


def test_each_date_of_a_series_keeps_its_own_decision() -> None:
    def on(week: int, key: str) -> Listing:
        start = START + 7 * week * DAY
        source = Source("feed0001", "series", start.isoformat())
        return make_listing(key, title="Weekly", start=start, end=start, sources=(source,), url="https://e.org/weekly")

    record = fold([decide(on(0, "a"), Verdict.SKIP), decide(on(1, "b"), Verdict.KEEP)])
    today = [on(0, "c"), on(1, "d"), on(2, "e")]
    found = resolve(today, record)
    assert {key[0]: decision.verdict for key, decision in found.items()} == {"c": Verdict.SKIP, "d": Verdict.KEEP}


def test_what_was_decided_about_a_date_that_is_over_does_not_go_to_the_next_date() -> None:
    past = make_listing("a", start=NOW - 3 * DAY, end=NOW - 3 * DAY)
    following = replace(past, key=OTHER_KEY, start=NOW + 4 * DAY, end=NOW + 4 * DAY)
    assert _found(past, [following], now=NOW) == []
    assert _found(past, [following], now=NOW - 4 * DAY) == [OTHER_KEY]


def test_when_decided_listings_are_merged_a_keep_wins_over_the_skip_of_its_double() -> None:
    kept, double = make_listing("a"), make_listing("b")
    merged = replace(double, sources=(*kept.sources, *double.sources))
    for order in ([kept, double], [double, kept]):
        entries = [decide(one, Verdict.KEEP if one is kept else Verdict.SKIP) for one in order]
        assert resolve([merged], fold(entries))[merged.key].verdict is Verdict.KEEP


def test_when_a_decided_listing_is_taken_apart_only_one_part_keeps_the_decision() -> None:
    first, second = make_listing("a"), make_listing("b")
    merged = replace(first, sources=(*first.sources, *second.sources))
    assert _found(merged, [first, second]) == [first.key]


def test_what_was_decided_as_one_row_of_several_dates_stays_decided_when_the_dates_stand_apart() -> None:
    sources = tuple(Source("feed0001", "weekly", (START + 7 * week * DAY).isoformat()) for week in range(3))
    row = make_listing("a", title="Weekly class", sources=sources, dates=(START + 7 * DAY, START + 14 * DAY))
    apart = [
        make_listing(key, title="Weekly class", start=START + 7 * week * DAY, sources=(sources[week],))
        for week, key in enumerate("abc")
    ]
    renamed = make_listing("d", title="Summer party", start=START + 7 * DAY, sources=(sources[1],))
    assert sorted(_found(row, apart)) == [listing.key for listing in apart]
    assert _found(row, [apart[0], renamed]) == [apart[0].key]


def test_a_decision_whose_listing_is_in_no_feed_stands_as_gone() -> None:
    record = fold([decide(make_listing("a")), decide(make_listing("b"))])
    assert [one.snapshot.title for one in gone([make_listing("b")], record)] == ["Meetup a"]
    assert gone([replace(make_listing("a"), key=OTHER_KEY), make_listing("b")], record) == ()


def test_an_address_that_cannot_be_read_matches_nothing() -> None:
    listing = make_listing("a", url="https://[broken", sources=(Source("f", ""),), title="")
    assert _found(listing, [replace(listing, key=OTHER_KEY, start=date(2027, 1, 1))]) == []


@given(st.permutations("abcdefgh"), st.permutations("abcdefgh"))
def test_the_order_of_listings_and_of_decisions_does_not_matter(listed: list[str], decided: list[str]) -> None:
    def pairs(names: list[str], decisions: list[str]) -> dict[str, Decision]:
        today = [replace(make_listing(name), key=_today_key(name)) for name in names]
        return resolve(today, fold([decide(make_listing(name)) for name in decisions]))

    assert pairs(listed, decided) == pairs(sorted(listed), sorted(decided))


def _today_key(name: str) -> str:
    """Half of the listings have another key today."""
    return name * 32 if name in "abcd" else name.upper() * 32

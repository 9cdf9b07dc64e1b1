"""What parses, what does not, and that a filter says the same after it is printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import FilterError
from netriage.filters import Filter, parse
from netriage.filters.names import FLAGS, NAMES, OPS, Kind
from netriage.filters.patterns import check_pattern
from netriage.filters.syntax import Compare, Node, Op, Pattern, Text, all_of, any_of, negate


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("   ", ""),
        ("go", "go"),
        ("go meetup", "go and meetup"),
        ("go AND meetup OR Not rust", "go and meetup or not rust"),
        ("go and (meetup or rust)", "go and (meetup or rust)"),
        ("((go))", "go"),
        ("-go", "not go"),
        ("not not go", "go"),
        ("well-known", "well-known"),
        ("10:30", "10:30"),
        ('"and"', '"and"'),
        ('"two words"', '"two words"'),
        ("title:“two words” „go“", 'title:"two words" and go'),
        ('"say “hi”"', '"say “hi”"'),
        ("fit≥60 or fit≠3", "fit>=60 or not fit=3"),
        ('">=" and "||" and "≤3"', '">=" and "||" and "≤3"'),
        ("start<2026-12-1 or on:thurs", "start<2026-12-01 or on:thu"),
        ("in:1400w", "in:9800d"),
        ('"say \\"hi\\" \\\\"', '"say \\"hi\\" \\\\"'),
        (r"/go(lang)?\b/", r"/go(lang)?\b/"),
        (r"/a\/b/", r"/a\/b/"),
        ("fit>=60.0", "fit>=60"),
        ("fit:60", "fit=60"),
        ("fit!=60", "not fit=60"),
        ("in:2w", "in:14d"),
        ("in:36h", "in:36h"),
        ("on:Saturday", "on:sat"),
        ("before:2026-12-01", "start<2026-12-01"),
        ("after:fri", "start>fri"),
        ("clash", "is:clash"),
        ("weekend", "on:weekend"),
        ("is:weekend", "on:weekend"),
        ('"evening"', '"evening"'),
        ("place:berlin", "location:berlin"),
        ("distance<20km", "distance<20"),
        ("LANE:Keep", "lane:keep"),
        ("status!=cancelled", "not status:cancelled"),
        ('note=""', 'note=""'),
        ("title:/^go/", "title:/^go/"),
        ("fit>=60 and type:roundtable and in:7d and not company:acme",) * 2,
    ],
)
def test_a_filter_has_one_canonical_form(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@pytest.mark.parametrize(
    ("text", "column", "what", "remedy"),
    [
        ("dist<5", 0, "no name 'dist'", "distance"),
        ("go and fti>60", 7, "no name 'fti'", "'fit'"),
        ("fit>", 4, "no value", "fit>=60"),
        ("fit> 60", 4, "without a space", "fit>=60"),
        ("fit >= 60", 4, "stands by itself", "fit>=60"),
        ("go || rust", 3, "stands by itself", "'or'"),
        ("“go meet", 0, "not closed", "”"),
        ("go all_day:true", 3, "no name 'all_day'", "is:all_day"),
        ("in:9999w", 3, "'9999w'", "in:7d"),
        ("before:december", 7, "'december'", "start<2026-12-01"),
        ("(go or rust", 0, "not closed", ")"),
        ("go)", 2, "without its '('", "Take it out"),
        ("go or", 5, "ends where", "Finish"),
        ("and go", 0, "before 'and'", "quotes"),
        ('go "meet', 3, "not closed", '"'),
        ("lane:kep", 5, "'kep'", "'keep'"),
        ("is:nww", 3, "'nww'", "'new'"),
        ("on:satrday", 3, "'satrday'", "'saturday'"),
        ("in:soon", 3, "'soon'", "in:7d"),
        ("fit>=high", 5, "'high'", "fit>=60"),
        ("start<2026-02-30", 6, "2026-02-30", "start<2026-12-01"),
        ("title<go", 0, "cannot be compared", "="),
        ("before>2026-12-01", 0, "does not go", "start<"),
        ("https://example.org", 0, "no name 'https'", "quotes"),
        ("()", 0, "nothing between", "filter"),
        ('""', 0, "nothing between", "word"),
        ("/(a+)+/", 0, "varies", "simpler"),
        ("(" * 80 + "go" + ")" * 80, 51, "deeper", "flatter"),
        ("not " * 80 + "go", 51 * 4, "deeper", "flatter"),
        ("x" * 5000, 4000, "longer than 4,000", "rules"),
    ],
)
def test_an_error_says_where_it_is_and_what_would_be_right(text: str, column: int, what: str, remedy: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.column == column
    assert what in str(caught.value)
    assert remedy in caught.value.remedy


words = st.text(min_size=1, max_size=12)
patterns = st.sampled_from([r"go(lang)?\b", "^a", "a/b", r"\d+ euro", "[a-z/]x", r"\\", "ü", "a{2,3}"]).map(Pattern)
days = st.dates() | st.sampled_from(("today", "tomorrow", "sun"))
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.text(max_size=12) | patterns,
    Kind.ID: st.text("0123456789abcdef", min_size=1, max_size=32),
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Kind.SPAN: st.integers(0, 9999).map(lambda hours: timedelta(hours=hours)),
    Kind.DAY: days,
    Kind.ON: days | st.sampled_from(("weekday", "weekend")),
}


def compares(name: str) -> st.SearchStrategy[Compare]:
    known = NAMES[name]
    closed = known.kind is Kind.CHOICE
    values = st.sampled_from([str(choice) for choice in known.choices]) if closed else VALUES[known.kind]
    return st.builds(Compare, st.just(name), st.sampled_from(sorted(OPS[known.kind])), values)


leaves = (
    st.builds(Text, words | patterns)
    | st.sampled_from(sorted(NAMES)).flatmap(compares)
    | st.sampled_from(sorted(FLAGS)).map(lambda flag: Compare("is", Op.HAS, flag))
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4).map(all_of)
        | st.lists(inner, min_size=1, max_size=4).map(any_of)
        | inner.map(negate)
    ),
    max_leaves=12,
)


@given(nodes)
def test_parsing_what_was_printed_gives_the_same_filter(node: Node) -> None:
    wanted = Filter(node)
    assert parse(str(wanted)) == wanted


@given(st.text(max_size=60) | st.text('()"/:<>=!- \\.*+?|&aort', max_size=40))
def test_any_text_is_a_filter_or_an_error_with_a_place_in_it(text: str) -> None:
    try:
        found = parse(text)
    except FilterError as caught:
        error = caught
    else:
        assert parse(str(found)) == found
        return
    assert 0 <= error.column <= len(text)
    assert error.what
    assert error.remedy


def test_a_filter_tells_which_names_it_compares() -> None:
    assert parse("fit>60 and not (lane:keep or go) in:7d").names == {"fit", "lane", "in"}


def test_an_empty_filter_is_false_and_any_other_is_true() -> None:
    assert not parse("")
    assert parse("go")


def test_names_that_shells_and_screens_share_are_lower_case_words() -> None:
    assert all(name.isascii() and name.replace("_", "").isalpha() and name.islower() for name in (*NAMES, *FLAGS))


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a*)*b", "(a|a)*", "(a|ab)+c", "(a?)+", "(a{1,9}){1,9}", "((a{2,9})b){3}", r"(a)\1", "(?=a)b", "(?i)a",
     ".*a", ".+a", "a.*.*b", "a*b*c*d*e", "a?" * 30 + "a" * 30, "(a|b)" * 20, "a{0,99}a{0,99}", "(", "[a", "",
     "x" * 201, "(?P<n>a)(?P=n)", "(a{2,}){3}", "(?>a)", r"a\w*a\w*a\w*z"],
)  # fmt: skip
def test_a_pattern_whose_cost_can_explode_is_refused_in_words(pattern: str) -> None:
    assert "pattern" in check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [r"go(lang)?\b", "^founder.*dinner", r"\d+ (eur|usd)", "[+*]{2}", r"a\+\+", "(?:a|b)c", "a{3}", "x{1,3}y",
     "(?P<n>meet)up", r"\(\d{3}\)", "a|b|c|d|e|f", "[(|)]+"],
)  # fmt: skip
def test_an_ordinary_pattern_is_taken(pattern: str) -> None:
    assert check_pattern(pattern) == ""


def test_dates_of_years_before_1000_are_printed_with_four_digits() -> None:
    assert str(parse("start<0987-01-02")) == "start<0987-01-02"
    assert parse("start<0987-01-02").node == Compare("start", Op.LT, date(987, 1, 2))


def test_each_form_of_the_reference_is_a_filter_with_an_explanation() -> None:
    from netriage.filters import reference

    for form, words in reference():
        assert words
        for example in form.replace(" or tag", "\0 or tag").split(", "):
            assert parse(example)
    assert {f"is:{flag}" for flag in FLAGS} < {form for form, _ in reference()}

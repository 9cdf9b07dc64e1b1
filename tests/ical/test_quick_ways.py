"""The quick ways through reading give what the thorough ones give."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from netriage.ical import characters, lines, links

PIECES = [*"abAB12 \n\t\\nN,;:\"'é\u200b&<*_/.-?=%#()", "http://", "www.", "://"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
URLS = st.from_regex(
    re.compile(r"https?://[a-z0-9.-]{1,12}(?:/[A-Za-z0-9._~/%?&=#:@-]{0,20})?", re.ASCII), fullmatch=True
)


@given(st.lists(st.sampled_from([b"\n", b" ", b"\t", b"a", b"\n ", b"\n\t", b"=\n", b"\xc3", b"\xa9"])).map(b"".join))
def test_unfolding_takes_each_fold_away_once(raw: bytes) -> None:
    assert lines.unfold(raw) == re.sub(rb"\n[ \t]", b"", raw)


@given(TEXT)
def test_escapes_are_undone_one_after_the_other_as_all_at_once(value: str) -> None:
    def undone(match: re.Match[str]) -> str:
        return "\n" if match[1] in "nN" else match[1]

    assert lines.unescape(value) == re.sub(r"\\([\\;,:\"nN])", undone, value)


@given(st.one_of(URLS, TEXT))
def test_a_tidy_url_is_what_mending_makes_of_it(raw: str) -> None:
    assert links.safe_url(raw) == links._mended_url(raw)


@given(TEXT)
def test_links_are_found_where_one_can_begin(text: str) -> None:
    found = (links.safe_url(links.trim(match.group())) for match in links.FOUND.finditer(text))
    assert links.find_links(text) == tuple(dict.fromkeys(url for url in found if url))


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_ascii_without_controls_is_left_alone(text: str) -> None:
    controls = any((char < " " and char != "\n") or char == "\x7f" for char in text)
    if not controls:
        assert characters.clean_characters(text) == text
    else:
        assert characters.clean_characters(text) != text or "\t" in text or "\r" in text

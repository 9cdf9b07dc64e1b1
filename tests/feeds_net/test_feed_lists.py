"""Lists of feeds: OPML and plain text, in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import InputError
from netriage.feeds.opml import MAX_ENTRIES, Entry, read_list, write_opml, write_plain
from netriage.feeds.source import make_feed

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
FEEDS = [
    make_feed("https://me:pw@a.example/x?y=1&z=<2>", now=NOW, name='The "A" & <B> club – Zürich'),
    make_feed("/home/me/b.ics", now=NOW),
]
ENTRIES = tuple(Entry(feed.url, feed.name) for feed in FEEDS)


@pytest.mark.parametrize("write", [write_opml, write_plain])
def test_what_is_written_is_read_back(write):
    assert read_list(write(FEEDS).encode()) == ENTRIES


@given(st.text())
def test_any_name_survives_opml_but_for_what_xml_can_not_hold(name):
    (entry,) = read_list(write_opml([make_feed("https://a.example/", now=NOW, name=name)]).encode("utf-8", "replace"))
    assert entry.source == "https://a.example/"


def test_outlines_of_other_programs_nested_in_folders_are_read():
    body = b"""<?xml version="1.0"?>
    <opml version="1.0"><head><title>x</title></head><body>
      <outline text="Folder">
        <outline title="Club" type="rss" xmlUrl=" https://a.example/c.ics "/>
        <outline text="Link" type="link" url="webcal://b.example/d"/>
      </outline>
      <outline text="Club again" xmlUrl="https://a.example/c.ics"/>
      <outline text="No address"/>
    </body></opml>"""
    assert read_list(body) == (Entry("https://a.example/c.ics", "Club"), Entry("webcal://b.example/d", "Link"))


def test_plain_text_is_one_source_a_line_with_an_optional_name_above():
    body = "\ufeff# My feeds\n\n# Club\r\nhttps://a.example/c.ics\n  webcal://b.example/d  \n/home/me/e.ics\n".encode()
    assert read_list(body) == (
        Entry("https://a.example/c.ics", "Club"),
        Entry("webcal://b.example/d"),
        Entry("/home/me/e.ics"),
    )


LAUGHS = b"""<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>"""
OUTSIDE = (
    b"""<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="&x;" url="https://a/"/></opml>"""
)


@pytest.mark.parametrize("body", [LAUGHS, OUTSIDE, b"<!DOCTYPE html><html></html>"])
def test_a_document_type_or_an_entity_is_refused(body):
    with pytest.raises(InputError, match="refused"):
        read_list(body)


@pytest.mark.parametrize(
    "body", [b"<opml", b"<opml><body></opml>", b'<?xml version="1.0" encoding="nope"?><opml/>', b"a\0b\n"]
)
def test_what_is_no_list_is_refused_in_words(body):
    with pytest.raises(InputError) as caught:
        read_list(body)
    assert caught.value.remedy


def test_a_list_is_bounded():
    with pytest.raises(InputError, match="more than"):
        read_list("\n".join(f"https://a.example/{number}" for number in range(MAX_ENTRIES + 1)).encode())
    with pytest.raises(InputError, match="larger than"):
        read_list(b"#" * 6_000_000)


def test_a_deep_list_is_read_without_depth():
    body = (
        b"<opml>" + b"<outline>" * 50_000 + b'<outline url="https://a.example/"/>' + b"</outline>" * 50_000 + b"</opml>"
    )
    assert read_list(body) == (Entry("https://a.example/"),)


def test_an_empty_list_is_empty():
    assert read_list(b"") == ()
    assert read_list(b"<opml><body/></opml>") == ()

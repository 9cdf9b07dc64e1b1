"""URLs: only http, https and mailto; redirectors and trackers removed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.ical.links import find_links, safe_url


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("https://Example.ORG/Path?q=1#top", "https://example.org/Path?q=1#top"),
        ("  https://example.org/x  ", "https://example.org/x"),
        ("www.example.org", "https://www.example.org"),
        ("example.org/events", "https://example.org/events"),
        ("https://example.orghttps://other.example/", "https://example.org"),
        ("https://example.org/page.htmlhttps://other.example/", "https://example.org/page.html"),
        (
            "https://web.archive.org/web/2020/https://example.org/",
            "https://web.archive.org/web/2020/https://example.org/",
        ),
        ("https://user:secret@example.org/x", "https://example.org/x"),
        ("https://example.org/café", "https://example.org/caf%C3%A9"),
        ("https://example.org/?utm_source=a&id=7&fbclid=b", "https://example.org/?id=7"),
        ("mailto:ada@example.org?subject=x", "mailto:ada@example.org"),
        ("<https://example.org>", "https://example.org"),
    ],
)
def test_a_good_url_is_tidied(raw, safe):
    assert safe_url(raw) == safe


@pytest.mark.parametrize(
    "raw",
    [
        "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "message:%3Cabc%3E", "/relative/page.aspx?id=1", "agenda.pdf", "just words", "https://", "https:///x", "http://[::1",
        "https://example.org:port/", "mailto:nobody", "https://exa\x1bmple.org/", "ftp://example.org/x", "vbscript:x",
        "https://" + "x" * 3_000 + ".org",
    ],
)  # fmt: skip
def test_anything_else_is_no_url(raw):
    assert safe_url(raw) == ""


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://www.google.com/url?q=https://example.org/a?b%3D1&sa=D&usg=x",
        "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&data=05",
        "https://urldefense.com/v3/__https://example.org/a?b=1__;!!abc$",
        "https://urldefense.com/v3/__https://example.org/a*b=1__;Pw!!abc$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-3Fb-3D1&d=DwM",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1&h=x",
        "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1",
        "https://mailing.example.com/track/click?u=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1",
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fexample.org%252Fa%253Fb%253D1",
    ],
)
def test_a_redirector_is_unwrapped(wrapped):
    assert safe_url(wrapped) == "https://example.org/a?b=1"


@pytest.mark.parametrize(
    "kept",
    [
        "https://example.org/login?redirect=https://example.org/home",
        "https://example.list-manage.com/track/click?u=abc&id=1",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/maps?q=Berlin",
    ],
)
def test_what_is_no_redirector_stays(kept):
    assert safe_url(kept) == kept


def test_links_of_a_text_lose_the_punctuation_of_the_sentence():
    text = "See https://a.example/x, (https://b.example/y_(z)). www.c.example! https://a.example/x"
    assert find_links(text) == ("https://a.example/x", "https://b.example/y_(z)", "https://www.c.example")


@given(st.text(max_size=80) | st.from_regex(r"https?://[^\s]{0,60}", fullmatch=True))
def test_any_text_is_no_url_or_a_safe_one(text):
    url = safe_url(text)
    assert not url or url.startswith(("http://", "https://", "mailto:"))
    assert url.isprintable()
    assert safe_url(url) == url

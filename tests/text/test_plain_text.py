"""HTML, Markdown and entity soup to plain text; titles to one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.ical.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Jazz &#8211; <i>Night</i> &amp;amp; Wine", "Jazz – Night & Wine"),
        ("  two   spaces\nand a line  ", "two spaces and a line"),
        ("I <3 Rust, 5 < 6 > 4", "I <3 Rust, 5 < 6 > 4"),
        (
            "[Agenda](https://evil.test) ![x](file:///etc/passwd) # H",
            "[Agenda](https://evil.test) ![x](file:///etc/passwd) # H",
        ),
        ("[bold]X[/bold] {0} %s ${HOME} {{7*7}}", "[bold]X[/bold] {0} %s ${HOME} {{7*7}}"),
        ("AT&T &copy 2026 &unknown; &lt;b&gt;", "AT&T &copy 2026 &unknown; <b>"),
        ("one<br>two", "one two"),
    ],
)
def test_a_title_is_one_line_and_keeps_its_brackets(raw, clean):
    assert clean_line(raw) == clean


def test_a_long_title_is_cut_with_an_ellipsis():
    title = clean_line("x" * 100_000)
    assert len(title) == 500
    assert title.endswith("…")
    assert clean_line("a" + "\n" * 20_000 + "b") == "a"
    assert clean_line("a" + "\n" * 500 + "b") == "a b"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<p>Title: <b>TBD</b></p>\n\n<p>Host: <b>Ada</b></p>", "Title: TBD\n\nHost: Ada"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("<ul><li>one<li>two</ul>done", "- one\n- two\n\ndone"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("line one\nline two <b>bold</b>", "line one\nline two bold"),
        ("<p>wrapped\ntext</p>", "wrapped text"),
        ("<style>p {color: red}</style><script>alert(1)</script><p>Text</p>", "Text"),
        ("<script>unclosed alert(1)", ""),
        ("a<!-- hidden -->b <b>c</b>", "ab c"),
        ("&lt;p&gt;Escaped&lt;br&gt;twice&lt;/p&gt;", "Escaped\ntwice"),
        ("<o:p>Word</o:p> <b>mail</b>", "Word mail"),
        ("mail <ada@example.org> or <https://example.org/x>", "mail <ada@example.org> or https://example.org/x"),
        ("R&amp;D &nbsp; &#x27;quoted&#x27; &hellip;", "R&D 'quoted' …"),
        ("cut in a tag <b>bold</b> <a hre", "cut in a tag bold"),
        ("many\n\n\n\n\nlines  \n  and spaces", "many\n\nlines\nand spaces"),
        ("escaped twice\\nsecond line\\n\\nthird", "escaped twice\nsecond line\n\nthird"),
    ],
)
def test_html_becomes_readable_lines(raw, clean):
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("**When:** 6 pm\n\n* one\n+ two", "When: 6 pm\n\n- one\n- two"),
        ("**Over\nseveral lines**\nx ** y and 2**3", "Over\nseveral lines\nx ** y and 2**3"),
        ("# Agenda #\n\ntext", "Agenda\n\ntext"),
        ("***Appetizers. \\*Cash bar.***", "Appetizers. *Cash bar."),
        ("\\*Please bring 5 \\+ 5\\.", "*Please bring 5 + 5."),
        ("_soon_ and snake_case_name and 2*3*4", "soon and snake_case_name and 2*3*4"),
        ("see https://example.org/a_b_c and __this__", "see https://example.org/a_b_c and this"),
        ("`code` stays readable", "code stays readable"),
        ("![logo](https://example.org/l.png) text", "logo text"),
        ("5 * 3 * 2 = 30", "5 * 3 * 2 = 30"),
    ],
)
def test_markdown_becomes_readable_lines(raw, clean):
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ('<a href="https://example.org/x">our page</a>', "our page (https://example.org/x)"),
        ('<a href="https://example.org/">example.org</a>', "https://example.org/"),
        ('<a href="https://example.org/a">https://example.org/a</a>', "https://example.org/a"),
        ("<a href='mailto:ada@example.org'>ada@example.org</a>", "ada@example.org"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ('<a href="#top">up</a> <a href="/local">here</a>', "up here"),
        (
            '<a href="https://www.google.com/url?q=http://example.org/z&amp;sa=D&amp;usg=q">more</a>',
            "more (http://example.org/z)",
        ),
        ("[our page](https://example.org/a_(b))", "our page (https://example.org/a_(b))"),
        ('[page](https://example.org/?utm_source=mail&id=7 "title")', "page (https://example.org/?id=7)"),
        (
            "go to https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fz&sa=D now",
            "go to https://example.org/z now",
        ),
    ],
)
def test_links_are_kept_safe_and_unwrapped(raw, clean):
    assert clean_text(raw) == clean


def test_a_long_description_is_cut_with_a_note():
    text = clean_text("word " * 60_000)
    assert len(text) <= 16_384
    assert text.endswith("\n[cut here: the feed's text has 300,000 characters]")


HOSTILE = {
    "open angles": "<" * 200_000,
    "open tags": "<a " * 70_000,
    "unclosed links": '<a href="x' * 20_000,
    "unclosed comments": "<!--" * 50_000,
    "deep nesting": "<div>" * 40_000,
    "open brackets": "[" * 200_000,
    "half links": "[a](" * 50_000,
    "stars": "*a " * 70_000,
    "only stars": "*" * 200_000,
    "underscores": "_" * 200_000,
    "entities": "&amp;" * 40_000,
    "marks": "e" + "\u0301\u0316" * 100_000,
    "joiners": "👨\u200d" * 70_000,
    "breaks": " \n" * 100_000,
    "backticks": "`a" * 70_000,
    "schemes": "http://" * 30_000,
    "hosts": "www." * 50_000,
    "headings": "\n# " + "#" * 100_000 + "x",
    "href": "<a " + "href " * 40_000 + ">",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_markup_takes_more_than_linear_time(name):
    assert len(clean_text(HOSTILE[name])) <= 16_384
    assert len(clean_line(HOSTILE[name])) <= 500


@given(st.text(alphabet='<>/abp &;#*_[]()`\\\nh:r"=ef.!', max_size=80))
def test_any_soup_is_read_without_an_error(soup):
    text = clean_text(soup)
    assert text == text.strip()
    assert "\n\n\n" not in text

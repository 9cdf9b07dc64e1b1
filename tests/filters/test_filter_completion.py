"""What is offered while a filter is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.filters import complete, parse, replace_token


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("fi", ["fit>="]),
        ("go la", ["lane:"]),
        ("-la", ["-lane:"]),
        ("(pre", ["presence:"]),
        ("lane:k", ["lane:keep"]),
        ("is:t", ["is:thin"]),
        ("not is:no", []),
        ("in:", ["in:1d", "in:3d", "in:7d", "in:14d", "in:30d"]),
        ("on:sa", ["on:sat"]),
        ("before:tod", ["before:today"]),
        ("wee", ["weekend"]),
        ("nonsense:x", []),
        ("feed:b", ['feed:"Berlin tech"']),
        ('feed:"be', ['feed:"Berlin tech"']),
        ("feed:“berlin t", ['feed:"Berlin tech"']),
        ("tag:", ["tag:hiring"]),
    ],
)
def test_a_token_is_completed_by_names_then_by_values(text: str, offered: list[str]) -> None:
    assert complete(text, len(text), {"feed": ["Berlin tech", "Rust"], "tag": ["hiring"]}) == offered


def test_after_a_space_every_name_is_offered() -> None:
    offered = complete("go ", 3)
    assert {"fit>=", "lane:", "in:", "is:", "before:", "clash", "and", "not"} <= set(offered)


def test_the_chosen_completion_replaces_the_token_and_the_cursor_stands_behind_it() -> None:
    assert replace_token("go la and rust", 5, "lane:keep") == ("go lane:keep and rust", 12)
    assert replace_token("", 0, "lane:") == ("lane:", 5)


@given(st.text(max_size=30), st.integers(0, 30))
def test_any_text_can_be_completed(text: str, column: int) -> None:
    for token in complete(text, min(column, len(text))):
        assert token in replace_token(text, min(column, len(text)), token)[0]


def test_each_value_that_is_offered_parses() -> None:
    for name in ("lane", "is", "on", "in", "presence", "status", "start", "before"):
        for token in complete(f"{name}:", len(name) + 1):
            assert parse(token)

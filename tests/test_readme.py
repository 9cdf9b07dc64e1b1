"""The README says what is so: its tables and its pictures come from the program."""

from __future__ import annotations

import html
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
AGAIN = "run: python screenshots/take.py"


@pytest.fixture(scope="module")
def take() -> ModuleType:
    spec = importlib.util.spec_from_file_location("take", ROOT / "screenshots" / "take.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["take"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def words_of(svg: str) -> list[str]:
    """The text of a picture, line by line: other versions of Textual colour and round differently."""
    rows: dict[str, list[str]] = {}
    for y, text in re.findall(r'<text [^>]*?y="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        rows.setdefault(y, []).append(html.unescape(text).replace("\xa0", " ").strip())
    return [" ".join(part for part in parts if part) for parts in rows.values()]


def test_the_tables_of_the_readme_are_those_of_the_program(take: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert take.with_tables(readme) == readme, AGAIN


def test_every_picture_that_the_readme_shows_is_one_that_the_script_takes(take: ModuleType) -> None:
    shown = set(re.findall(r"screenshots/([\w-]+\.svg)", (ROOT / "README.md").read_text("utf-8")))
    taken = {f"{shot.name}-{theme}.svg" for shot in take.SHOTS for theme in take.THEMES}
    assert shown <= taken
    assert taken == {path.name for path in (ROOT / "screenshots").glob("*.svg")}


def test_the_pictures_are_not_stale(take: ModuleType) -> None:
    for name, svg in take.pictures():
        assert words_of(svg) == words_of((ROOT / "screenshots" / name).read_text("utf-8")), f"{name} is stale; {AGAIN}"

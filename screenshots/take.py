"""Take the screenshots of the README from the demo, and write its tables: `python screenshots/take.py`.

They are drawn by the real app on the demo, with the clock pinned, so that the same code gives the same pictures;
`tests/tui/test_screenshots.py` draws them again and says when they are stale.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
README = FOLDER.parent / "README.md"
NOW = "2026-11-23T08:00:00Z"
SIZE = (120, 40)
THEMES = {"dark": "textual-dark", "light": "textual-light"}

TRIAGED = ("right", "right", "left", "right", "down", "down", "left", "left")
"""Keep three, skip three: what a screen looks like in the middle of the work."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, and the keys that lead to it from the start."""

    name: str
    keys: tuple[str, ...] = ()
    written: str = ""
    """What is put at the cursor then, in an editor."""


SHOTS = (
    Shot("triage", (*TRIAGED, "up", "up")),
    Shot("why", (*TRIAGED, "up", "up", "w")),
    Shot("goal", (*TRIAGED, "e", *["down"] * 20), '[[companies]]\nname = "Climate Builders"\n\n'),
    Shot("calendar", (*TRIAGED, "c")),
    Shot("feeds", (*TRIAGED, "f")),
)


async def draw(shot: Shot, theme: str, home: Path) -> str:
    """Draw one picture as SVG on a demo of its own below `home`."""
    from textual.widgets import TextArea

    from netriage.cli.app import lay_demo
    from netriage.cli.world import read_world
    from netriage.tui.app import NetriageApp
    from netriage.tui.screens.goal import PAUSE_SECONDS

    session = await asyncio.to_thread(lay_demo, read_world(home), home)
    app = NetriageApp(session)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await _settle(pilot)
        app.theme = theme
        for key in shot.keys:
            await pilot.press(key)
            await _settle(pilot)
        if shot.written:
            app.screen.query_one(TextArea).insert(shot.written)
            await pilot.pause(2 * PAUSE_SECONDS)
        await _settle(pilot)
        return _at_home(app.export_screenshot(title="netriage"), home)


def _at_home(svg: str, home: Path) -> str:
    """Write `~` for a folder that is temporary and would differ each time; its line keeps the width of its letters."""
    stretched = re.compile(rf' textLength="[\d.]+"(?=[^>]*>[^<]*{re.escape(str(home))})')
    return stretched.sub("", svg).replace(str(home), "~")


async def _settle(pilot: object) -> None:
    """Wait until no worker runs and everything is painted."""
    await pilot.app.workers.wait_for_complete()  # type: ignore[attr-defined]
    await pilot.pause()  # type: ignore[attr-defined]


def pictures() -> Iterator[tuple[str, str]]:
    """Draw all pictures: file name and SVG."""
    with pinned({"NETRIAGE_NOW": NOW, "NO_COLOR": None, "NETRIAGE_HOME": None}):
        for shot in SHOTS:
            for name, theme in THEMES.items():
                with tempfile.TemporaryDirectory() as home:
                    yield f"{shot.name}-{name}.svg", asyncio.run(draw(shot, theme, Path(home)))


class pinned:  # noqa: N801  # a context manager that reads like a verb
    """Set (or, with None, remove) environment variables for a while."""

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self._values = values
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> None:
        for name, value in self._values.items():
            self._before[name] = os.environ.get(name)
            _set(name, value)

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            _set(name, value)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def with_tables(readme: str) -> str:
    """The README with its tables of keys and of the filter language as the program has them."""
    from netriage.filters.parsing import reference
    from netriage.tui.keys import KEYS, shown_all

    keys = [(shown_all(key.keys), key.words, key.tooltip) for key in KEYS if key.scope in ("triage", "app")]
    tables = {"keys": _table(("key", "does", ""), keys), "filters": _table(("write", "for"), reference())}
    for name, table in tables.items():
        head, _, rest = readme.partition(f"<!-- {name}: written by screenshots/take.py -->\n")
        _, _, tail = rest.partition(f"<!-- end of {name} -->")
        readme = f"{head}<!-- {name}: written by screenshots/take.py -->\n{table}<!-- end of {name} -->{tail}"
    return readme


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose first column is code."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for first, *others in rows:
        cells = [f"`` {first} ``" if "`" in first else f"`{first}`", *others]
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the pictures beside this file, and the tables into the README."""
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
    for name, svg in pictures():
        (FOLDER / name).write_text(svg, "utf-8")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

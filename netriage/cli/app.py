"""The app, the demo and plain triage: what a person sits in front of."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from netriage import demo as bundle
from netriage.cli import OK
from netriage.cli.output import lines, row_data, say, say_json
from netriage.cli.reading import headings
from netriage.cli.world import World, has_terminal, open_session, read_world
from netriage.config import Color
from netriage.errors import InputError
from netriage.model import Lane
from netriage.session.session import Session
from netriage.store import write_private

DEMO_ZONE = "Europe/Amsterdam"


def open_app(arguments: argparse.Namespace, world: World) -> int:
    """Open the screen."""
    if not has_terminal():
        raise InputError("The app needs a terminal.", "Without one: netriage list, netriage keep ID, netriage --help.")
    return _show(open_session(world, ascii_only=arguments.ascii))


def _show(session: Session) -> int:
    # Textual reads NO_COLOR when it is loaded; the settings may overrule it.
    if session.settings.color is Color.NEVER:
        os.environ["NO_COLOR"] = "1"
    elif session.settings.color is Color.ALWAYS:
        os.environ.pop("NO_COLOR", None)
    from netriage.tui.app import run

    return run(session)


def triage(arguments: argparse.Namespace, world: World) -> int:
    """Open the screen, or ask one listing at a time."""
    if not arguments.plain:
        return open_app(arguments, world)
    from netriage.tui.plain import triage_plainly

    return triage_plainly(open_session(world, ascii_only=arguments.ascii), input, say)


def demo(arguments: argparse.Namespace, world: World) -> int:  # noqa: ARG001  # a command takes both
    """Lay the demo out in a temporary folder and open it; without a terminal, print the ranked week."""
    home = Path(tempfile.mkdtemp(prefix="netriage-demo-"))
    session = lay_demo(read_world(home), home, ascii_only=arguments.ascii)
    if arguments.json:
        view = session.view
        context = session.filter_context()
        listed = [row_data(view.rows[key], view, context) for key in view.lanes[Lane.INBOX]]
        say_json({"goal": session.goal_data(), "ranked": view.ranked, "folder": str(home), "listings": listed})
        return OK
    if not has_terminal() or arguments.print_only:
        _print_week(session)
        _say_where(home)
        return OK
    # The screen's pull is a child process: it must find the same folder.
    os.environ["NETRIAGE_HOME"] = str(home)
    code = _show(session)
    _say_where(home)
    return code


def lay_demo(world: World, home: Path, *, ascii_only: bool = False) -> Session:
    """Write the demo's feeds, goal and calendar into `home` and pull them through the ordinary pipeline."""
    feeds = bundle.write_feeds(home / "feeds", world.now().astimezone(ZoneInfo(DEMO_ZONE)).date())
    write_private(world.goal_file, bundle.goal_text().encode())
    calendar = f'[[calendars]]\nname = "demo"\nkind = "ics"\npath = "{home / "calendar.ics"}"\n'
    write_private(world.settings_file, f'zone = "{DEMO_ZONE}"\n\n{calendar}'.encode())
    session = open_session(world, ascii_only=ascii_only)
    for path in feeds:
        session.add_source(str(path))
    session.pull()
    session.load()
    return session


def _print_week(session: Session) -> None:
    view = session.view
    for words in headings(view):
        say(words)
    inbox, hidden = ([view.rows[key] for key in keys] for keys in (view.lanes[Lane.INBOX], view.hidden))
    for line in lines(inbox, view.zone, view.now):
        say(line)
    if hidden:
        say(f"hidden by a gate: {len(hidden)}")
        for row, line in zip(hidden, lines(hidden, view.zone, view.now), strict=True):
            say(f"{line}  [{row.hidden_by}]")


def _say_where(home: Path) -> None:
    say()
    say(
        f"The demo lies in {home}: its feeds, its TinyDB files below data/ and cache/, and, after a sync, calendar.ics."
    )
    say(f"Look further: NETRIAGE_HOME={home} netriage list")

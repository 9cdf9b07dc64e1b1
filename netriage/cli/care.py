"""`doctor`, `config show`, `export`, `backup`, `restore`: looking after what netriage keeps."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from netriage.calendars import open_calendar
from netriage.cli import ERROR, OK
from netriage.cli.goals import judged_goal
from netriage.cli.output import say, say_json, shown
from netriage.cli.world import World, open_session, user_zone
from netriage.codec import to_data
from netriage.config import describe, read_settings
from netriage.errors import NetriageError
from netriage.model import Health
from netriage.store import Folders, Store


def _store(world: World) -> Store:
    return Store(Folders(world.config, world.data, world.cache))


def doctor(arguments: argparse.Namespace, world: World) -> int:
    """Check everything that can be checked without a network; one finding a line, each with its remedy."""
    findings = [*_check_files(world), *_check_feeds(world)]
    places = {"config": str(world.config), "data": str(world.data), "cache": str(world.cache)}
    if arguments.json:
        say_json({"folders": places, "findings": findings})
        return ERROR if findings else OK
    for name, place in places.items():
        say(f"{name:<7} {place}")
    for finding in findings:
        say(f"- {shown(finding)}")
    if not findings:
        say("all is well")
    return ERROR if findings else OK


def _check_files(world: World) -> list[str]:
    findings: list[str] = []
    try:
        findings += _store(world).check()
    except NetriageError as error:
        findings.append(f"{error.what} {error.remedy}")
    try:
        text = world.settings_file.read_text("utf-8") if world.settings_file.exists() else ""
        settings = read_settings(text, str(world.settings_file))
        user_zone(settings.zone)
        if world.goal_file.exists():
            _, check = judged_goal(world)
            if not check.usable:
                findings.append(f"{check.words} Run netriage goal check.")
        else:
            findings.append("There is no objective yet, so nothing is ranked. Run netriage goal new.")
        for item in settings.calendars:
            findings += [f"{item.name}: {told}" for told in open_calendar(item, world.config).check()]
    except NetriageError as error:
        findings.append(f"{error.what} {error.remedy}")
    return findings


def _check_feeds(world: World) -> list[str]:
    store = _store(world)
    try:
        feeds, states = store.feeds.list(), store.cache.states()
    except NetriageError:
        return []  # told by the check of the files
    if not feeds:
        return ["There are no feeds yet. Run netriage feed add URL."]
    found = [(feed.name, states.get(feed.id)) for feed in feeds]
    unread = [name for name, state in found if state is None or state.health is Health.NEVER]
    findings = [f"Nothing is here yet of {_some(unread)}. Run netriage pull."] if unread else []
    return findings + [
        f"{name}: {state.error} {state.remedy}".rstrip() for name, state in found if state and state.error
    ]


def _some(names: list[str]) -> str:
    """'a, b, c and 4 more'."""
    first = ", ".join(names[:3])
    return f"{first} and {len(names) - 3} more" if len(names) > 3 else first


def config(arguments: argparse.Namespace, world: World) -> int:
    """Show each setting, where it comes from and what it does."""
    text = world.settings_file.read_text("utf-8") if world.settings_file.exists() else ""
    settings = read_settings(text, str(world.settings_file))
    rows = describe(settings, text)
    if arguments.json:
        say_json({"settings": [to_data(row) for row in rows]})
        return OK
    for row in rows:
        say(f"{row.key} = {row.value}  ({row.origin})")
        say(f"    {row.words}")
    return OK


def export(arguments: argparse.Namespace, world: World) -> int:
    """Print everything precious as one JSON document."""
    document = _store(world).export(secrets=arguments.secrets)
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    say()
    return OK


def backup(arguments: argparse.Namespace, world: World) -> int:
    """Copy everything precious to one file, secrets included."""
    store = _store(world)
    default = world.data / "backups" / f"by-hand-{world.now():%Y%m%dT%H%M%SZ}.jsonl"
    path = store.backup(Path(arguments.file).expanduser().absolute() if arguments.file else default)
    say(f"wrote {path} (it holds the feeds' addresses: keep it private)")
    return OK


def restore(arguments: argparse.Namespace, world: World) -> int:
    """Take a backup back; what is there now is kept beside it."""
    count = _store(world).restore(Path(arguments.file).expanduser().absolute())
    open_session(world).load()
    say(f"restored {count} entries; what was there before lies beside the journal in {world.data}")
    return OK

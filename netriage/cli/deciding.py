"""`keep`, `skip`, `later`, `undo`, `redo`, `journal`, `rules`: the same steps as the keys of the screen."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from netriage.cli import OK
from netriage.cli.output import say, say_json, shown
from netriage.cli.world import World, open_session
from netriage.errors import InputError
from netriage.model import Verdict
from netriage.session.view import Step
from netriage.tui.when import count_words

if TYPE_CHECKING:
    from netriage.session.session import Session

_DELAY = re.compile(r"(\d{1,3})([dw])")


def decide(arguments: argparse.Namespace, world: World) -> int:
    """Keep, skip or postpone listings: one step of the journal."""
    session = open_session(world)
    session.load()
    keys = [session.find(given) for given in arguments.id]
    verdict = Verdict(arguments.command)
    until = read_until(arguments.until, world.now(), session.zone) if verdict is Verdict.LATER else None
    return _tell(session, session.decide(keys, verdict, reason=arguments.reason, until=until), arguments)


def read_until(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read '3d', '1w' or a date as an instant: the morning of that day in `zone`; raises InputError."""
    match = _DELAY.fullmatch(text.strip())
    today = now.astimezone(zone).date()
    if match:
        day = today + timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1))
    else:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError as error:
            raise InputError(f"“{text}” is not a delay.", "Write 1d, 3d, 1w or a date like 2026-12-01.") from error
    if day <= today:
        raise InputError(f"{day} is not in the future.", "Write 1d, 3d, 1w or a later date.")
    return datetime.combine(day, time(6), tzinfo=zone).astimezone(UTC)


def undo(arguments: argparse.Namespace, world: World) -> int:
    """Undo the last step, whichever program or run made it."""
    session = open_session(world)
    session.load()
    step = session.undo()
    if step is None:
        raise InputError("There is nothing to undo.")
    return _tell(session, step, arguments)


def redo(arguments: argparse.Namespace, world: World) -> int:
    """Redo what was undone last."""
    session = open_session(world)
    session.load()
    step = session.redo()
    if step is None:
        raise InputError("There is nothing to redo.", "A new decision ends what could be redone.")
    return _tell(session, step, arguments)


def _tell(session: Session, step: Step, arguments: argparse.Namespace) -> int:
    session.save_front()  # the screen's next start finds it as it is now
    if arguments.json:
        say_json({"done": step.words, "keys": list(step.keys)})
    else:
        say(shown(step.words))
    return OK


def note(arguments: argparse.Namespace, world: World) -> int:
    """Write a note on a listing."""
    session = open_session(world)
    session.load()
    return _tell(session, session.note(session.find(arguments.id), " ".join(arguments.text).strip()), arguments)


def tag(arguments: argparse.Namespace, world: World) -> int:
    """Add tags to a listing, and take others away."""
    session = open_session(world)
    session.load()
    if not arguments.add and not arguments.remove:
        raise InputError("There is no tag.", "Write it like: netriage tag ID panel --remove dull")
    return _tell(session, session.tag([session.find(arguments.id)], arguments.add, arguments.remove), arguments)


def journal(arguments: argparse.Namespace, world: World) -> int:
    """List what was decided, newest first."""
    session = open_session(world)
    session.load()
    lines = session.journal_lines(arguments.limit)
    if arguments.json:
        say_json({"journal": [{"at": at.isoformat(), "words": words, "undone": gone} for at, words, gone in lines]})
        return OK
    for at, words, gone in lines:
        say(f"{at.astimezone(session.zone):%Y-%m-%d %H:%M}  {shown(words)}{'  (undone)' if gone else ''}")
    if not lines:
        say("nothing decided yet")
    return OK


def rules(arguments: argparse.Namespace, world: World) -> int:
    """List, add or remove rules."""
    session = open_session(world)
    session.load()
    if arguments.action == "add":
        hit = session.preview_rule(arguments.effect, arguments.filter)
        points = arguments.points if arguments.effect == "raise" else -arguments.points
        step = session.add_rule(arguments.effect, arguments.filter, points=points, days=arguments.days)
        session.save_front()
        if arguments.json:
            say_json({"done": step.words, "keys": list(hit)})
        else:
            say(f"{shown(step.words)}; it concerns {count_words(len(hit), 'listing')} now")
        return OK
    if arguments.action == "remove":
        return _tell(session, session.remove_rule(arguments.rule), arguments)
    found = session.rules()
    if arguments.json:
        say_json(
            {
                "rules": [
                    {"id": item.rule.id, "words": item.words, "hits": item.hits, "kept": item.kept_after_hit}
                    for item in found
                ]
            }
        )
        return OK
    for item in found:
        say(f"{item.rule.id}  {shown(item.words)}  hits {item.hits}, kept all the same {item.kept_after_hit}")
    if not found:
        say("no rules")
    return OK

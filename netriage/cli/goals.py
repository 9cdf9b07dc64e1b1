"""`goal check|show|new|edit|override`: say what you want to reach, and hear what is missing."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys

from netriage.cli import BAD_INPUT, OK
from netriage.cli.output import say, say_json, shown
from netriage.cli.world import World, editor, has_terminal, open_session
from netriage.codec import to_data
from netriage.errors import InputError
from netriage.goal import Goal, GoalCheck, check_goal, read_goal
from netriage.session.goals import TEMPLATE
from netriage.session.state import problems_of


def goal(arguments: argparse.Namespace, world: World) -> int:
    """Dispatch the second word; without one, check."""
    actions = {"show": _show, "new": _new, "edit": _edit, "override": _override}
    return actions.get(arguments.action or "check", _check)(arguments, world)


def _read(world: World) -> Goal:
    if not world.goal_file.exists():
        raise InputError("There is no objective yet.", "Write one: netriage goal new, then netriage goal edit.")
    return read_goal(world.goal_file.read_text("utf-8"), str(world.goal_file))


def judged_goal(world: World) -> tuple[Goal, GoalCheck]:
    """The objective with its verdict; whether a vague one is used all the same stands in the journal."""
    found = _read(world)
    check = check_goal(found)
    if check.usable:
        return found, check
    session = open_session(world)
    session.load()
    found = session.goal or found
    return found, check_goal(found)


def _check(arguments: argparse.Namespace, world: World) -> int:
    found, check = judged_goal(world)
    if arguments.json:
        problems = to_data(problems_of(found))
        say_json({"statement": found.statement, **to_data(check), "specific": check.specific, "problems": problems})
    else:
        _say_check(check)
        for problem in problems_of(found):
            say(shown(f"{problem.words} {problem.remedy}"))
    return OK if check.usable else BAD_INPUT


def _say_check(check: GoalCheck) -> None:
    say(check.words)
    for item in check.missing:
        say(f"  missing: {item.words}")
        say(f"     e.g. {item.example}")
    for item in check.wishes:
        say(f"  would rank better with {item.words}")
        say(f"     e.g. {item.example}")
    if check.override:
        say(f"It is used all the same, because: {shown(check.override)}")
    elif check.missing:
        say('To rank by it all the same: netriage goal override "REASON"')


def _show(arguments: argparse.Namespace, world: World) -> int:
    found = _read(world)
    if arguments.json:
        say_json({"goal": to_data(found)})
    else:
        sys.stdout.write(world.goal_file.read_text("utf-8"))
    return OK


def _new(arguments: argparse.Namespace, world: World) -> int:
    if world.goal_file.exists():
        raise InputError(f"{world.goal_file} is there already.", "Change it: netriage goal edit.")
    from netriage.store import write_private

    text = TEMPLATE.format(statement=json.dumps(arguments.statement, ensure_ascii=False))
    write_private(world.goal_file, text.encode())
    say(f"wrote {world.goal_file}")
    _say_check(check_goal(read_goal(text)))
    return OK


def _edit(arguments: argparse.Namespace, world: World) -> int:
    command = editor()
    if not command:
        raise InputError("No editor is set.", f"Set $EDITOR, or edit {world.goal_file} yourself.")
    if not has_terminal():
        raise InputError("goal edit needs a terminal.", f"Edit {world.goal_file} yourself.")
    if not world.goal_file.exists():
        from netriage.store import write_private

        write_private(world.goal_file, TEMPLATE.format(statement='""').encode())
    subprocess.run([*shlex.split(command), str(world.goal_file)], check=False)
    return _check(arguments, world)


def _override(arguments: argparse.Namespace, world: World) -> int:
    session = open_session(world)
    session.load()
    say(shown(session.override_goal(arguments.reason).words))
    return OK

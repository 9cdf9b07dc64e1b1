"""The command line: arguments and wiring; the only place that reads the clock, the environment and the paths.

Each command is a function `(arguments, world) -> exit code` in a module of its own theme, imported when it is called:
`netriage --help` loads neither the network nor the screen, and `netriage list` never loads Textual.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence

from netriage.errors import ConfigError, FilterError, InputError, NetriageError

OK, ERROR, BAD_INPUT, PARTLY = 0, 1, 2, 3

_HOMES = {
    "": "app.open_app",
    "demo": "app.demo",
    "triage": "app.triage",
    "goal": "goals.goal",
    "feed": "feeds.feed",
    "pull": "feeds.pull",
    "list": "reading.list_rows",
    "show": "reading.show",
    "why": "reading.why",
    "keep": "deciding.decide",
    "skip": "deciding.decide",
    "later": "deciding.decide",
    "undo": "deciding.undo",
    "redo": "deciding.redo",
    "journal": "deciding.journal",
    "rules": "deciding.rules",
    "note": "deciding.note",
    "tag": "deciding.tag",
    "learned": "learning.learned",
    "calibrate": "learning.calibrate",
    "calendar": "calendars.calendar",
    "sync": "calendars.sync",
    "export": "care.export",
    "doctor": "care.doctor",
    "config": "care.config",
    "backup": "care.backup",
    "restore": "care.restore",
    "completion": "completion.completion",
}
"""Where each command lives: module and function below `netriage.cli`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `arguments.EXIT_CODES`)."""
    from netriage.cli.arguments import parser

    if getattr(sys, "stdout", None) is None:  # closed by the caller ('>&-'): what is done is done all the same
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    made = parser()
    if "_ARGCOMPLETE" in os.environ:
        from netriage.cli.completion import answer

        answer(made)
    arguments = made.parse_args(argv)
    try:
        return _run(arguments)
    except FilterError as error:
        _complain(error.what, "")
        _point_at(arguments, error)
        return BAD_INPUT
    except InputError as error:
        _complain(error.what, error.remedy)
        return BAD_INPUT
    except NetriageError as error:
        _complain(error.what, error.remedy)
        return ERROR
    except BrokenPipeError:
        # `netriage list | head` closes early: that is the reader's right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        # The path tells what to mend; the message of the system says why.
        _complain(f"{error.strerror or error}: {error.filename or 'a file'}", "Run netriage doctor.")
        return ERROR
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130


def _run(arguments: argparse.Namespace) -> int:
    from netriage.cli.world import read_world

    if arguments.command not in (None, "demo", "triage"):
        # A command lives for a second; what it leaves in cycles goes with its process.
        gc.disable()
    module, _, function = _HOMES[arguments.command or ""].partition(".")
    command = getattr(importlib.import_module(f"netriage.cli.{module}"), function)
    code: int = command(arguments, read_world())
    sys.stdout.flush()
    return code


def _point_at(arguments: argparse.Namespace, error: FilterError) -> None:
    """Write the filter and below it a caret at the error, whatever the width of the characters before it."""
    from unicodedata import combining, east_asian_width

    from netriage.cli.output import shown

    given = getattr(arguments, "filter", "")
    text = shown(given if isinstance(given, str) else " ".join(given))
    cells = sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text[: error.column])
    sys.stderr.write(f"  {text}\n  {' ' * cells}^ here. {error.remedy}".rstrip() + "\n")


def _complain(what: str, remedy: str) -> None:
    from netriage.cli.output import shown

    sys.stderr.write(f"netriage: {shown(what)}\n")
    if remedy:
        sys.stderr.write(f"  {shown(remedy)}\n")


__all__ = ["BAD_INPUT", "ERROR", "OK", "PARTLY", "ConfigError", "main"]

"""What the command line takes: every command, option and help text.

Separate from what the commands do, so that `netriage --help` and shell completion load nothing but argparse.
"""

from __future__ import annotations

import argparse
from typing import TypeAlias

from netriage import __version__

EXIT_CODES = "exit codes: 0 done, 1 error, 2 bad input or a vague goal, 3 partly done (the rest is done)"


def parser() -> argparse.ArgumentParser:
    """Build the parser; each command stores its name as `command` (and `action` for a second word)."""
    top = argparse.ArgumentParser(
        prog="netriage",
        description="Decide which few events deserve your time. Without a command the app opens.",
        epilog=EXIT_CODES,
    )
    top.add_argument("--version", action="version", version=f"netriage {__version__}")
    top.add_argument("--ascii", action="store_true", help="draw with ASCII characters only")
    top.add_argument("--yes", "-y", action="store_true", help="answer yes to every question")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_demo(commands)
    _add_goal(commands)
    _add_feed(commands)
    _add_reading(commands)
    _add_deciding(commands)
    _add_calendar(commands)
    _add_care(commands)
    return top


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # argparse names it so


def _command(commands: _Commands, name: str, words: str) -> argparse.ArgumentParser:
    """Add one command; `--yes` and `--json` are understood after it as well as before it."""
    made = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.", epilog=EXIT_CODES)
    made.add_argument(
        "--yes", "-y", action="store_true", default=argparse.SUPPRESS, help="answer yes to every question"
    )
    return made


def _json(command: argparse.ArgumentParser, *, second: bool = False) -> None:
    """Add `--json`; of a `second` word it is also understood before it, so that one must not undo the other."""
    default = argparse.SUPPRESS if second else False
    command.add_argument("--json", action="store_true", default=default, help="print one JSON document")


def _add_demo(commands: _Commands) -> None:
    demo = _command(commands, "demo", "open the app on bundled feeds, in a temporary folder, without a network")
    _json(demo)
    demo.add_argument(
        "--print", dest="print_only", action="store_true", help="print the ranked week instead of the app"
    )
    triage = _command(commands, "triage", "open the app, or ask one listing at a time with --plain")
    triage.add_argument("--plain", action="store_true", help="line prompts for screen readers, braille and slow links")


def _add_goal(commands: _Commands) -> None:
    goal = _command(commands, "goal", "show, check or edit the objective")
    _json(goal)
    actions = goal.add_subparsers(dest="action", metavar="ACTION")
    _json(_command(actions, "check", "say whether the objective is specific, and what is missing"), second=True)
    _json(_command(actions, "show", "print the objective"), second=True)
    new = _command(actions, "new", "write a commented goal.toml to fill in")
    new.add_argument("--statement", default="", help="the objective in one sentence, best in English")
    _command(actions, "edit", "open goal.toml in $EDITOR, then check it")
    override = _command(actions, "override", "rank with a vague objective all the same; it is recorded and shown")
    override.add_argument("reason", help="why")


def _add_feed(commands: _Commands) -> None:
    feed = _command(commands, "feed", "add, list or remove feeds")
    _json(feed)
    actions = feed.add_subparsers(dest="action", metavar="ACTION")
    add = _command(actions, "add", "add a feed: a URL (of a feed or of a page that has one), a file, a folder, or -")
    add.add_argument("source", help="https://…, webcal://…, FILE, FOLDER or - for standard input")
    add.add_argument("--name", default="", help="what to call it")
    _json(_command(actions, "list", "list the feeds and their health"), second=True)
    remove = _command(actions, "remove", "remove a feed; decisions stay")
    remove.add_argument("feed", help="id or name")
    check = _command(actions, "check", "fetch and read feeds without storing anything; print every problem")
    check.add_argument("feed", nargs="*", help="id, name, URL or file; all feeds when left out")
    _json(check, second=True)
    imports = _command(actions, "import", "add the feeds of an OPML file or of a list, one URL a line")
    imports.add_argument("file")
    exports = _command(actions, "export", "print the feeds as OPML (with their whole URLs: they may be secrets)")
    exports.add_argument("--plain", action="store_true", help="one URL a line instead of OPML")
    pull = _command(commands, "pull", "fetch all feeds")
    pull.add_argument("feed", nargs="*", help="id or name; all feeds when left out")
    pull.add_argument("--quiet", "-q", action="store_true", help="print errors only (for cron)")
    pull.add_argument("--force", action="store_true", help="fetch and read again even what has not changed")
    pull.add_argument("--events", action="store_true", help=argparse.SUPPRESS)
    _json(pull)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines; write it like 20")
    return int(text)


def _add_reading(commands: _Commands) -> None:
    show_list = _command(commands, "list", "list the inbox, best first; with a FILTER, any lane")
    show_list.add_argument("filter", nargs="*", help="like: fit>=60 and in:7d and not type:talk; lane:keep, lane:any")
    show_list.add_argument("--limit", "-n", type=_count, default=0, help="at most so many")
    show_list.add_argument("--format", default="", help="a line a listing, like '{id} {fit:.0f} {title}'")
    _json(show_list)
    for name, words in (("show", "show one listing"), ("why", "show what a listing's fit is made of")):
        one = _command(commands, name, words)
        one.add_argument("id", help="the id of the list, or its beginning")
        _json(one)


def _add_deciding(commands: _Commands) -> None:
    for name, words in (("keep", "keep listings"), ("skip", "skip listings"), ("later", "decide listings later")):
        decide = _command(commands, name, words)
        decide.add_argument("id", nargs="+", help="ids of the list, or their beginnings")
        decide.add_argument("--reason", default="", help="why, in a word or two")
        if name == "later":
            decide.add_argument("--until", default="1d", help="1d, 3d, 1w, or a date (default: %(default)s)")
        _json(decide)
    for name, words in (("undo", "undo the last step, also of an earlier run"), ("redo", "redo what was undone")):
        _json(_command(commands, name, words))
    journal = _command(commands, "journal", "list what was decided, newest first")
    journal.add_argument("--limit", "-n", type=_count, default=50, help="at most so many (default: %(default)s)")
    _json(journal)
    learned = _command(commands, "learned", "list what decisions have taught, switch that off or on, or forget it")
    learned.add_argument("switch", nargs="?", choices=("on", "off", "reset", "explore-on", "explore-off"))
    _json(learned)
    calibrate = _command(commands, "calibrate", "compare fits with what you tagged worth-it or not-worth-it afterwards")
    _json(calibrate)
    note = _command(commands, "note", "write a note on a listing")
    note.add_argument("id", help="the id of the list, or its beginning")
    note.add_argument("text", nargs="*", help="the note; left out, it is removed")
    _json(note)
    tag = _command(commands, "tag", "tag a listing")
    tag.add_argument("id", help="the id of the list, or its beginning")
    tag.add_argument(
        "add", nargs="*", metavar="TAG", help="a word; worth-it and not-worth-it are what calibrate counts"
    )
    tag.add_argument("--remove", "-r", action="append", default=[], metavar="TAG", help="take a tag away")
    _json(tag)
    rules = _command(commands, "rules", "list, add or remove never-, raise- and lower-rules")
    _json(rules)
    actions = rules.add_subparsers(dest="action", metavar="ACTION")
    _json(_command(actions, "list", "list the rules with their hits"), second=True)
    add = _command(actions, "add", "add a rule")
    add.add_argument("effect", choices=("never", "raise", "lower"))
    add.add_argument("filter", help="which listings, in the filter language")
    add.add_argument("--points", type=float, default=10.0, help="for raise and lower (default: %(default)s)")
    add.add_argument("--days", type=int, help="ends by itself after so many days")
    _json(add, second=True)
    remove = _command(actions, "remove", "remove a rule")
    remove.add_argument("rule", help="id of the list")
    _json(remove, second=True)


def _add_calendar(commands: _Commands) -> None:
    calendar = _command(commands, "calendar", "choose where kept listings go")
    _json(calendar)
    actions = calendar.add_subparsers(dest="action", metavar="ACTION")
    add = _command(actions, "add", "add a calendar: an .ics file, or a vdir folder as khal and vdirsyncer use")
    add.add_argument("target", help="FILE.ics or FOLDER")
    add.add_argument("--name", default="", help="what to call it")
    _json(_command(actions, "list", "list the calendars"), second=True)
    _json(_command(actions, "check", "try to read and write each calendar"), second=True)
    sync = _command(commands, "sync", "write the kept listings to the calendars")
    sync.add_argument("--dry-run", action="store_true", help="show what would be written")
    sync.add_argument("--allow-removals", action="store_true", help="allow a removal of many entries")
    _json(sync)


def _add_care(commands: _Commands) -> None:
    export = _command(commands, "export", "print decisions, feeds and notes as JSON, without secrets")
    export.add_argument("--secrets", action="store_true", help="with the whole feed URLs")
    doctor = _command(commands, "doctor", "check files, permissions, feeds and calendars; a remedy a line")
    _json(doctor)
    config = _command(commands, "config", "show the settings and where each comes from")
    _json(config)
    actions = config.add_subparsers(dest="action", metavar="ACTION")
    _json(_command(actions, "show", "show the settings"), second=True)
    backup = _command(commands, "backup", "copy the journal, the feeds and the goal into one file")
    backup.add_argument("file", nargs="?", default="", help="where to; the data folder's backups when left out")
    restore = _command(commands, "restore", "bring a backup back; what is there now is backed up first")
    restore.add_argument("file")
    completion = _command(commands, "completion", "print the shell completion script")
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))

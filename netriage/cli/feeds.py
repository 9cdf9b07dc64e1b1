"""`feed add|list|remove|check|import|export` and `pull`: where events come from."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path

from netriage.cli import ERROR, OK, PARTLY
from netriage.cli.output import Progress, lines, say, say_json, shown, warn, when
from netriage.cli.world import World, has_terminal, open_session
from netriage.codec import to_data
from netriage.errors import InputError
from netriage.model import Feed, Lane, Problem, Severity
from netriage.session.session import Session
from netriage.session.view import FeedPreview, FeedStatus, PullProgress, PullReport, Row
from netriage.tui.when import count_words

MOST_PIPED = 10_000_001
"""Bytes of standard input that are held: one more than a new feed may have (`Feed.max_bytes`)."""


def feed(arguments: argparse.Namespace, world: World) -> int:
    """Dispatch the second word; without one, list."""
    actions = {"add": _add, "remove": _remove, "check": _check, "import": _import, "export": _export}
    session = open_session(world)
    session.load()
    return actions.get(arguments.action or "list", _list)(arguments, session)


def _add(arguments: argparse.Namespace, session: Session) -> int:
    piped = io.BytesIO()
    if arguments.source == "-" and session.stdin is not None:
        # What is piped in comes once: the preview reads it, and then the first pull.
        piped = io.BytesIO(session.stdin.read(MOST_PIPED))
        session.stdin = piped
    found = session.preview_feed(arguments.source)
    asked = has_terminal() and not arguments.yes
    if len(found) > 1 and asked:
        for number, preview in enumerate(found, 1):
            say(f"{number}  {shown(preview.name)}  {preview.found}, {count_words(preview.listings, 'listing')}")
        chosen = input(f"Which one? [1-{len(found)}] ").strip()
        if not (chosen.isdecimal() and 1 <= int(chosen) <= len(found)):
            raise InputError("Nothing was added.")
        preview = found[int(chosen) - 1]
    else:
        preview = found[0]
    say_preview(preview, session)
    if asked and input("Add it? [Y/n] ").strip().lower() not in ("", "y", "yes"):
        say("not added")
        return OK
    added = session.add_feed(preview, arguments.name)
    if session.stdin is piped:
        say(f"added {shown(added.name)}")
        piped.seek(0)
        _say_report(session.pull([added]), session, quiet=False)
        session.load()
        session.save_front()
    else:
        say(f"added {shown(added.name)}; netriage pull fetches it")
    return OK


def say_preview(preview: FeedPreview, session: Session) -> None:
    """Say what was found: count, span, producer, overlap, the best five, problems."""
    say(f"{preview.found}: {shown(preview.name)}")
    if preview.producer:
        say(f"  made by   {shown(preview.producer)}")
    span = ""
    if preview.first and preview.last:
        span = (
            f", {when(preview.first, session.zone, session.now())} – {when(preview.last, session.zone, session.now())}"
        )
    say(f"  listings  {preview.listings}{span}" if preview.listings else "  listings  none now (a dormant calendar)")
    if preview.overlap:
        say(f"  overlap   {preview.overlap:.0%} of them are in the feeds you have")
    for line in lines([Row(scored, Lane.INBOX) for scored in preview.best], session.zone, session.now()):
        say(f"  {line}")
    _say_problems(preview.problems[:5], {})


def _list(arguments: argparse.Namespace, session: Session) -> int:
    statuses = session.feeds()
    if arguments.json:
        say_json({"feeds": [_feed_data(status) for status in statuses]})
        return OK
    for status in statuses:
        say(f"{status.feed.id}  {_health_words(status, session):<28} {shown(status.feed.name)}  {status.feed.label}")
        listings = count_words(status.listings, "listing")
        say(f"          {listings}, {status.kept} kept, {status.skipped} skipped")
        if status.state.error:
            say(f"          {shown(status.state.error)} {shown(status.state.remedy)}")
    if not statuses:
        say("no feeds yet: netriage feed add URL")
    return OK


def _health_words(status: FeedStatus, session: Session) -> str:
    checked = status.state.checked_at
    if checked is None:
        return "not pulled yet"
    return f"{status.state.health.value} ({when(checked, session.zone, session.now())})"


def _feed_data(status: FeedStatus) -> dict[str, object]:
    state = status.state
    return {
        "id": status.feed.id,
        "name": status.feed.name,
        "label": status.feed.label,
        "health": state.health.value,
        "error": state.error,
        "remedy": state.remedy,
        "checked_at": to_data(state.checked_at),
        "ok_at": to_data(state.ok_at),
        "events": state.events,
        "listings": status.listings,
        "kept": status.kept,
        "skipped": status.skipped,
    }


def _remove(arguments: argparse.Namespace, session: Session) -> int:
    say(shown(session.remove_feed(session.find_feed(arguments.feed).id).words))
    return OK


def _check(arguments: argparse.Namespace, session: Session) -> int:
    """Read feeds without storing anything; every problem, with feed, UID and line."""
    chosen = [session.feed_or_new(given) for given in arguments.feed] or [item.feed for item in session.feeds()]
    failed = 0
    documents = []
    for found in chosen:
        report = session.check_feed(found)
        failed += bool(report.error)
        documents.append(
            {
                "feed": found.name,
                "events": report.events,
                "listings": report.listings,
                "error": report.error,
                "problems": [to_data(item) for item in report.problems],
            }
        )
        if not arguments.json:
            held = f"{count_words(report.events, 'event')}, {count_words(report.listings, 'occurrence')}"
            say(f"{shown(found.name)}: {report.error or held}")
            _say_problems(report.problems, {})
    if arguments.json:
        say_json({"feeds": documents})
    return PARTLY if failed and failed < len(chosen) else ERROR if failed else OK


def _import(arguments: argparse.Namespace, session: Session) -> int:
    try:
        data = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).expanduser().read_bytes()
    except OSError as error:
        raise InputError(f"{arguments.file} can't be read: {error.strerror}.") from error
    added, known, problems = session.import_feeds(data)
    say(f"added {count_words(len(added), 'feed')}, {known} {'was' if known == 1 else 'were'} there already")
    for problem in problems:
        warn(f"not added: {shown(problem.words)}")
    return PARTLY if problems else OK


def _export(arguments: argparse.Namespace, session: Session) -> int:
    sys.stdout.write(session.export_feeds(plain=arguments.plain))
    return OK


def pull(arguments: argparse.Namespace, world: World) -> int:
    """Fetch feeds. A progress bar on a terminal, silence in a pipe; `--events` talks JSON lines to the screen."""
    session = open_session(world)
    chosen: list[Feed] = [session.find_feed(given) for given in arguments.feed]
    bar = Progress(quiet=arguments.quiet or arguments.json)

    def on_progress(progress: PullProgress) -> None:
        if arguments.events:
            sys.stdout.write(json.dumps(to_data(progress)) + "\n")
            sys.stdout.flush()
        else:
            bar.show(progress.done, progress.total, f"{progress.feed}: {progress.words}")

    before = session.store.cache.listings_stamp()
    report = session.pull(chosen or None, on_progress=on_progress, force=arguments.force, by_hand=not arguments.quiet)
    bar.end()
    if arguments.events:
        say(json.dumps({"report": to_data(report)}))
    elif arguments.json:
        say_json(to_data(report))
    else:
        _say_report(report, session, quiet=arguments.quiet)
    if session.store.cache.listings_stamp() != before:
        # Ranked here, where nobody waits: the screen's next start, or its refresh, finds it done.
        session.load()
        session.save_front()
    if not report.failed:
        return OK
    return PARTLY if report.failed < report.feeds else ERROR


def _say_report(report: PullReport, session: Session, *, quiet: bool) -> None:
    if not quiet:
        listings = count_words(report.listings, "listing")
        say(
            f"{count_words(report.feeds, 'feed')} ({report.unchanged} unchanged, {report.failed} failed): "
            f"{listings}, {report.new} new, {report.changed} changed"
        )
        _say_problems(report.problems, {item.id: item.name for item in session.store.feeds.list()})
    for name, what, remedy in report.errors:
        warn(f"{shown(name)}: {shown(what)} {shown(remedy)}".rstrip())
    if not quiet and not report.feeds:
        say("no feeds yet: netriage feed add URL")


def _say_problems(problems: tuple[Problem, ...], names: dict[str, str]) -> None:
    """Problems that cost something, one a line, on standard error; notes are counted."""
    told = [problem for problem in problems if problem.severity is not Severity.NOTE]
    for problem in told:
        place = ", ".join(
            part
            for part in (names.get(problem.feed, ""), f"line {problem.line}" if problem.line else "", problem.uid[:60])
            if part
        )
        warn(f"  {shown(place)}: {shown(problem.words)} {shown(problem.remedy)}".rstrip())
    if len(told) < len(problems):
        warn(f"  and {len(problems) - len(told)} notes (netriage feed check tells them)")

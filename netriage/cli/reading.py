"""`list`, `show`, `why`: what there is, and why it ranks where it ranks."""

from __future__ import annotations

import argparse
import string
import textwrap
from typing import Any

from netriage.cli import OK
from netriage.cli.output import fit_words, lines, row_data, say, say_json, shown, warn, when
from netriage.cli.world import World, open_session
from netriage.errors import InputError
from netriage.filters import FilterContext
from netriage.model import Lane
from netriage.session.view import Row, View


def list_rows(arguments: argparse.Namespace, world: World) -> int:
    """Print the inbox, best first; with a filter, whatever matches it in any lane that it names."""
    session = open_session(world)
    view = session.load()
    text = " ".join(arguments.filter)
    rows = [view.rows[key] for key in session.chosen(text)]
    if arguments.limit:
        rows = rows[: arguments.limit]
    context = session.filter_context()
    if arguments.json:
        say_json(
            {
                "goal": session.goal_data(),
                "ranked": view.ranked,
                "listings": [row_data(row, view, context) for row in rows],
            }
        )
        return OK
    if arguments.format:
        _say_formatted(rows, view, context, arguments.format)
        return OK
    for problem in view.problems:
        warn(shown(f"{problem.words} {problem.remedy}".strip()))
    for words in headings(view):
        say(words)
    for line in lines(rows, view.zone, view.now):
        say(line)
    if not rows:
        say(_nothing(view))
    if others := session.elsewhere(text):
        say(f"also matching: {', '.join(f'{count:,} {_THERE[place]}' for place, count in others.items())}")
    if view.hidden and not arguments.filter:
        say(f"hidden: {len(view.hidden)} (netriage list is:hidden)")
    return OK


_THERE = {
    "hidden": "hidden (and is:hidden)",
    "past": "past (and is:past)",
    Lane.INBOX.value: "in the inbox (and lane:inbox)",
    Lane.KEEP.value: "kept (and lane:keep)",
    Lane.SKIP.value: "skipped (and lane:skip)",
    Lane.LATER.value: "put off (and lane:later)",
    Lane.CHANGED.value: "changed (and lane:changed)",
}
"""What is said of matches that are not shown, and what to add to the filter to see them."""


def headings(view: View) -> list[str]:
    """What stands above a list: the objective, or why nothing is ranked."""
    if view.goal is None:
        return ["unranked: no objective yet (netriage goal new)"]
    if not view.ranked:
        return ["unranked: the objective is vague (netriage goal check)"]
    words = [f"for: {shown(view.goal.statement)}"]
    if not view.check.specific:
        words.append(f"the objective is vague; ranked all the same, because: {shown(view.goal.override)}")
    return words


def _nothing(view: View) -> str:
    if not view.feeds:
        return "no feeds yet: netriage feed add URL"
    if view.unread:
        return "nothing of your feeds is here yet: netriage pull"
    if not view.rows:
        return "nothing is coming in the feeds as last pulled: netriage pull"
    return "nothing here"


class _Formatter(string.Formatter):
    """Fields by the names of `--json`; attributes and indices of values are not reachable."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002
        if field_name not in kwargs:
            names = ", ".join(sorted(kwargs))
            raise InputError(f"--format: there is no field “{field_name}”.", f"Fields: {names}.")
        value = kwargs[field_name]
        return (value, field_name) if isinstance(value, (int, float, str)) else (_plain(value), field_name)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    return "" if value is None else str(value)


def _say_formatted(rows: list[Row], view: View, context: FilterContext, template: str) -> None:
    formatter = _Formatter()
    for row in rows:
        try:
            say(shown(formatter.vformat(template, (), row_data(row, view, context))))
        except (ValueError, IndexError) as error:
            raise InputError(f"--format: {error}.", "Write it like '{id} {fit:.0f} {title}'.") from error


def show(arguments: argparse.Namespace, world: World) -> int:
    """Print one listing with all that is known about it."""
    session = open_session(world)
    view = session.load()
    row = view.rows[session.find(arguments.id)]
    if arguments.json:
        say_json({"listing": row_data(row, view, session.filter_context())})
        return OK
    listing = row.scored.listing
    say(shown(listing.title))
    for name, value in _facts(row, view):
        if value:
            say(f"  {name:<9} {shown(value)}")
    for change in row.changes:
        say(f"  changed   {change.field}: {shown(change.before)} → {shown(change.after)}")
    say()
    _say_evidence(row)
    if listing.description:
        say()
        for paragraph in listing.description.splitlines():
            say(textwrap.fill(shown(paragraph), 100, initial_indent="  ", subsequent_indent="  "))
    return OK


def _facts(row: Row, view: View) -> list[tuple[str, str]]:
    listing = row.scored.listing
    return [
        ("id", listing.id),
        ("when", f"{when(listing.start, view.zone, view.now)} – {when(listing.end, view.zone, view.now)}"),
        ("", listing.zone_note),
        ("also", ", ".join(when(date, view.zone, view.now) for date in listing.dates[:6])),
        ("where", listing.location or listing.presence.value.replace("_", " ")),
        ("online", listing.online_url),
        ("hosts", ", ".join(listing.hosts) or listing.organizer),
        ("speakers", ", ".join(listing.speakers)),
        ("price", listing.price),
        ("register", f"by {listing.register_by:%a %d %b}" if listing.register_by else ""),
        ("page", listing.url),
        ("feeds", ", ".join(row.feed_names)),
        ("merged", listing.merged),
        ("lane", row.lane.value + (f" ({row.reason})" if row.reason else "")),
        ("hidden", row.hidden_by),
        ("clash", ", ".join(view.rows[key].scored.listing.title for key in row.clashes)),
        ("note", row.note),
        ("tags", ", ".join(row.tags)),
    ]


def why(arguments: argparse.Namespace, world: World) -> int:
    """Print each contribution to the fit, with what it quotes; they sum to the fit."""
    session = open_session(world)
    view = session.load()
    row = view.rows[session.find(arguments.id)]
    if arguments.json:
        data = row_data(row, view, session.filter_context())
        say_json({name: data[name] for name in ("id", "title", "fit", "band", "thin", "evidence", "gates")})
        return OK
    say(shown(row.scored.listing.title))
    _say_evidence(row)
    return OK


def _say_evidence(row: Row) -> None:
    scored = row.scored
    if scored.fit is None:
        say("  unranked: no objective yet")
        return
    for item in scored.evidence:
        quote = f"  “{shown(item.quote)}” ({item.field})" if item.quote else ""
        say(f"  {item.points:+7.1f}  {item.group:<9} {shown(item.why)}{quote}")
    low, high = scored.band
    words = "can't tell: too little text" if scored.thin else f"between {low:.0f} and {high:.0f}"
    say(f"  {scored.fit:7.1f}  fit, {words}")
    for gate in scored.gates:
        say(f"  barred   {gate.kind}: {shown(gate.why)}" + (f" “{shown(gate.quote)}”" if gate.quote else ""))


__all__ = ["fit_words", "headings", "list_rows", "show", "why"]

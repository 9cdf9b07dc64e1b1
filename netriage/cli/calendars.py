"""`calendar add|list|check` and `sync`: where kept listings go, and writing them there."""

from __future__ import annotations

import argparse
from typing import Any

from netriage.calendars import Receipt, Step, SyncPlan, open_calendar
from netriage.cli import ERROR, OK, PARTLY
from netriage.cli.output import say, say_json, shown, warn, when
from netriage.cli.world import World, has_terminal, open_session
from netriage.codec import to_data
from netriage.config import Settings, read_settings
from netriage.session.session import Session


def calendar(arguments: argparse.Namespace, world: World) -> int:
    """Dispatch the second word; without one, list."""
    if arguments.action == "add":
        return _add(arguments, world)
    text = world.settings_file.read_text("utf-8") if world.settings_file.exists() else ""
    settings = read_settings(text, str(world.settings_file))
    if arguments.action == "check":
        return _check(arguments, world, settings)
    rows = [{"name": item.name, "kind": item.kind.value, "path": item.path} for item in settings.calendars]
    if arguments.json:
        say_json({"calendars": rows})
        return OK
    for row in rows:
        say(f"{row['name']}  {row['kind']}  {row['path']}")
    if not rows:
        say("no calendar yet: netriage calendar add FILE.ics, or a vdir folder as khal and vdirsyncer use")
    return OK


def _add(arguments: argparse.Namespace, world: World) -> int:
    added = open_session(world).add_calendar(arguments.target, arguments.name or "")
    say(f"added {added.name}: kept listings go to {added.path} with netriage sync")
    return OK


def _check(arguments: argparse.Namespace, world: World, settings: Settings) -> int:
    found = {item.name: open_calendar(item, world.config).check() for item in settings.calendars}
    if arguments.json:
        say_json({"calendars": [{"name": name, "problems": list(told)} for name, told in found.items()]})
    else:
        for name, told in found.items():
            say(f"{name}: {'; '.join(map(shown, told)) or 'can be read and written'}")
        if not found:
            say("no calendar yet: netriage calendar add FILE.ics")
    return ERROR if any(found.values()) else OK


def sync(arguments: argparse.Namespace, world: World) -> int:
    """Show the plan, then carry it out; `--dry-run` stops after showing it."""
    session = open_session(world)
    session.load()
    plans = session.plan_sync(allow_removals=arguments.allow_removals)
    if arguments.dry_run:
        _say_plans(plans, session, as_json=arguments.json)
        return ERROR if any(plan.refusal for plan in plans) else OK
    if not arguments.json:
        _say_plans(plans, session, as_json=False)
    good = [plan for plan in plans if plan.refusal is None]
    asked = has_terminal() and not arguments.yes and not arguments.json and any(plan.steps for plan in good)
    if asked and input("Write this? [Y/n] ").strip().lower() not in ("", "y", "yes"):
        say("nothing was written")
        return OK
    receipts = session.apply_sync(good)
    if arguments.json:
        say_json(
            {
                "calendars": [_receipt_data(item) for item in receipts],
                "refused": [
                    {"calendar": plan.calendar, "what": plan.refusal.what, "remedy": plan.refusal.remedy}
                    for plan in plans
                    if plan.refusal
                ],
            }
        )
    else:
        _say_receipts(receipts)
    return _code(plans, receipts)


def _code(plans: tuple[SyncPlan, ...], receipts: tuple[Receipt, ...]) -> int:
    bad = sum(plan.refusal is not None for plan in plans) + sum(bool(item.failed) for item in receipts)
    if not bad:
        return OK
    done = any(item.done for item in receipts) or bad < len(plans)
    return PARTLY if done else ERROR


def _say_plans(plans: tuple[SyncPlan, ...], session: Session, *, as_json: bool) -> None:
    if as_json:
        say_json({"calendars": [_plan_data(plan) for plan in plans]})
        return
    for plan in plans:
        say(f"{plan.calendar}: {plan.words}")
        for step in plan.steps:
            say(f"  {step.action.value:<7}{_when(step, session)}{shown(step.title)}  ({step.why})")
            for change in step.changes:
                say(f"         {change.field}: {shown(change.before)} → {shown(change.after)}")
        for item in plan.left:
            say(f"  left   {shown(item.title)}  ({shown(item.why)})")
        if plan.refusal:
            warn(f"{plan.calendar}: refused. {plan.refusal.what} {plan.refusal.remedy}")


def _when(step: Step, session: Session) -> str:
    """'Sat 05 Sep 14:00  ': a course has the same title each term. '' for what no feed has any more."""
    row = session.view.rows.get(step.key)
    return f"{when(row.scored.listing.start, session.zone, session.now())}  " if row else ""


def _say_receipts(receipts: tuple[Receipt, ...]) -> None:
    for receipt in receipts:
        say(f"{receipt.calendar}: {receipt.words}")
        for failure in receipt.failed:
            warn(f"{shown(failure.step.title)}: {shown(failure.what)} {shown(failure.remedy)}")


def _plan_data(plan: SyncPlan) -> dict[str, Any]:
    return {
        "calendar": plan.calendar,
        "steps": [
            {
                "action": step.action.value,
                "key": step.key,
                "title": step.title,
                "why": step.why,
                "changes": [to_data(change) for change in step.changes],
            }
            for step in plan.steps
        ],
        "left": [to_data(item) for item in plan.left],
        "unchanged": plan.unchanged,
        "refused": None if plan.refusal is None else to_data(plan.refusal),
    }


def _receipt_data(receipt: Receipt) -> dict[str, Any]:
    return {
        "calendar": receipt.calendar,
        "done": [{"action": step.action.value, "key": step.key, "title": step.title} for step in receipt.done],
        "failed": [
            {"key": item.step.key, "title": item.step.title, "what": item.what, "remedy": item.remedy}
            for item in receipt.failed
        ],
    }

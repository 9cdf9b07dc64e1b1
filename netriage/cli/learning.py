"""`learned` and `calibrate`: what decisions have taught the ranking, and how far it was right."""

from __future__ import annotations

import argparse

from netriage.cli import OK
from netriage.cli.output import say, say_json, shown
from netriage.cli.world import World, open_session
from netriage.codec import to_data


def learned(arguments: argparse.Namespace, world: World) -> int:
    """List what decisions have taught; switch learning or exploring on or off, or forget what was learned."""
    session = open_session(world)
    session.load()
    if arguments.switch == "reset":
        say(session.reset_learning().words)
    elif arguments.switch in ("explore-on", "explore-off"):
        say(session.set_exploring(on=arguments.switch == "explore-on").words)
    elif arguments.switch:
        say(session.set_learning(on=arguments.switch == "on").words)
    words = session.learned_words()
    if arguments.json:
        say_json({"learned": list(words)})
        return OK
    for line in words:
        say(shown(line))
    return OK


def calibrate(arguments: argparse.Namespace, world: World) -> int:
    """Say by band of the fit how often what was kept turned out worth it; too few are told as too few."""
    session = open_session(world)
    session.load()
    bands, left = session.calibration()
    if arguments.json:
        say_json({"bands": [to_data(band) for band in bands], "not_counted": left})
        return OK
    for band in bands:
        say(f"fit {band.words}")
    if left:
        say(f"tagged but not counted: {', '.join(f'{count:,} {reason}' for reason, count in left.items())}")
    say("Tag what you went to: netriage tag ID worth-it, or not-worth-it.")
    return OK

"""Shell completion: the script, and the answers to Tab.

Separate because a Tab must be quick and silent: argcomplete asks the same parser that runs the commands, and the ids
come from the last pull's listings without ranking them.
"""

from __future__ import annotations

import argparse
from typing import Any

from netriage.cli import OK
from netriage.cli.output import say, shown
from netriage.cli.world import World, read_world
from netriage.errors import NetriageError


def completion(arguments: argparse.Namespace, world: World) -> int:  # noqa: ARG001  # a command takes both
    """Print the script that the shell reads: `source <(netriage completion bash)`."""
    from argcomplete.shell_integration import shellcode

    say(shellcode(["netriage"], shell=arguments.shell))
    return OK


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a Tab of the shell (argcomplete's protocol in the environment) and end the process."""
    import argcomplete

    _offer(parser)
    argcomplete.autocomplete(parser)


def _offer(parser: argparse.ArgumentParser) -> None:
    """Hang the completers on the arguments named `id`, `feed` and `filter`, wherever they stand."""
    completers = {"id": _ids, "feed": _feeds, "filter": _filters}
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to walk a parser
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for child in action.choices.values():
                _offer(child)
        elif action.dest in completers:
            setattr(action, "completer", completers[action.dest])  # noqa: B010  # argcomplete's own attribute


def _ids(prefix: str, **_: Any) -> dict[str, str]:
    """Ids of the listings with their titles."""
    from netriage.store import Folders, Store

    world = read_world()
    try:
        listings = Store(Folders(world.config, world.data, world.cache)).cache.load_listings()
    except NetriageError:
        return {}
    return {item.id: shown(item.title) for item in listings if item.id.startswith(prefix)}


def _feeds(prefix: str, **_: Any) -> dict[str, str]:
    """Ids of the feeds with their names."""
    from netriage.store import Folders, Store

    world = read_world()
    try:
        feeds = Store(Folders(world.config, world.data, world.cache)).feeds.list()
    except NetriageError:
        return {}
    return {item.id: shown(item.name) for item in feeds if item.id.startswith(prefix)}


def _filters(prefix: str, **_: Any) -> list[str]:
    """What the last word of a filter may become."""
    from netriage.filters import complete, replace_token

    return [replace_token(prefix, len(prefix), token)[0] for token in complete(prefix, len(prefix))]

"""Regular expressions that are compiled when they are first used, and words that tell whether to search for them.

Separate because reading rests on some two hundred, and the dear ones among them (alternations of many languages, ranges
of scripts) would cost each reading child and each start a tenth of a second, where most bodies need a few of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast


class _Late:
    """Stands for a `re.Pattern`; what is asked of it once is its own from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)
        return found


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, put off; an error in the pattern is raised at its first use."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether one of some words stands in a text; asked for each event before dear patterns are searched for."""
    for word in words:  # noqa: SIM110  any() with a generator takes twice as long
        if word in text:
            return True
    return False

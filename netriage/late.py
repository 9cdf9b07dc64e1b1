"""Regular expressions that are compiled when they are first used.

Separate because reading rests on some two hundred, and the dear ones among them (alternations of many languages, ranges
of scripts) would cost each reading child and each start a tenth of a second, where most bodies need a few of them.
"""

from __future__ import annotations

import re
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

"""Whether a regular expression may run over other people's text.

Separate because it is a safety rule of its own: Python's `re` backtracks and cannot be stopped, so an expression whose
cost can explode is refused in words before it runs. What is left costs at most a power of a line's length, and lines
are cut to `MAX_LINE` before they are searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_PATTERN = 200
"""Characters of an expression."""
MAX_REPEATS = 2
"""Repetitions without an upper bound in one expression: the cost of a line goes with its length to one power more."""
MAX_WAYS = 1_000
"""Ways in which the bounded repetitions and choices of one expression may combine."""
MAX_LINE = 200
"""Characters of a line that are searched at a time."""

_TOKEN = re.compile(
    r"""
      (?P<escape>\\(?P<escaped>.))
    | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
    | (?P<open>\((?P<extension>\?(?:P?<[^>=!]*>|[a-zA-Z-]*:|P=[^)]*|\#[^)]*|\(|<?[=!]|[a-zA-Z]+|>)?)?)
    | (?P<close>\))
    | (?P<repeat>(?:[*+]|\{(?P<low>\d*)(?P<comma>,?)(?P<high>\d*)\})[?+]?)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SIMPLE_GROUP = re.compile(r"\?(?:P?<\w+>|:)")
_SIDE_BY_SIDE = re.compile(r"(?<!\\)\.[*+]\??\.[*+]")


def check_pattern(text: str) -> str:
    """Say what is wrong with a regular expression, or ''."""
    if not text:
        return "the pattern is empty"
    if len(text) > MAX_PATTERN:
        return f"the pattern is longer than {MAX_PATTERN} characters"
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the pattern does not read: {error}"
    if text.startswith((".*", ".+")):
        return "the pattern begins with an open repetition, but it is found anywhere as it is"
    if _SIDE_BY_SIDE.search(text):
        return "the pattern has two open repetitions side by side"
    return _Judge().judge(text)


class _Judge:
    """Walks over a pattern and looks for what makes backtracking explode."""

    def __init__(self) -> None:
        self._groups = [_Group()]
        self._open_repeats = 0
        self._ways = 1  # in how many ways the bounded parts can match
        self._varied = False  # whether the last item was a group that varies

    def judge(self, text: str) -> str:
        for token in _TOKEN.finditer(text):
            varied, self._varied = self._varied, False
            complaint = self._take(token, varied)
            if complaint:
                return complaint
        if self._open_repeats > MAX_REPEATS:
            return f"the pattern has more than {MAX_REPEATS} open repetitions"
        return "the pattern has too many choices" if self._ways > MAX_WAYS else ""

    def _take(self, token: re.Match[str], varied: bool) -> str:
        group = self._groups[-1]
        if token["escape"] and token["escaped"] in "123456789":
            return "the pattern refers back to a group"
        if token["open"]:
            if token["extension"] and not _SIMPLE_GROUP.fullmatch(token["extension"]):
                return "the pattern looks around, sets flags or refers back"
            self._groups.append(_Group())
        elif token["close"]:
            self._groups.pop()
            self._ways *= group.choices
            self._groups[-1].varies |= group.varies
            self._varied = group.varies
        elif token["other"] == "|":
            group.varies = True
            group.choices += 1
        elif token["other"] == "?":
            group.varies = True
            self._ways *= 2
        elif token["repeat"]:
            group.varies = True
            self._repeat(token)
            return "the pattern repeats something that itself varies" if varied else ""
        return ""

    def _repeat(self, token: re.Match[str]) -> None:
        if token["repeat"][0] in "*+" or (token["comma"] and not token["high"]):
            self._open_repeats += 1
        elif token["comma"]:
            self._ways *= int(token["high"]) - int(token["low"] or 0) + 1


@dataclass(slots=True)
class _Group:
    """A group of a pattern that is still open."""

    varies: bool = False
    """It holds a repetition or a choice."""
    choices: int = 1


def searchable(text: str) -> tuple[str, ...]:
    """Cut a text into the lines that a pattern is searched in, none longer than `MAX_LINE`.

    A longer line is cut with an overlap of half, so that short matches are found wherever they stand.
    """
    lines: list[str] = []
    for line in text.splitlines():
        if len(line) <= MAX_LINE:
            lines.append(line)
        else:
            lines += (line[at : at + MAX_LINE] for at in range(0, len(line) - MAX_LINE // 2, MAX_LINE // 2))
    return tuple(line for line in lines if line)

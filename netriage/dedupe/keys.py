"""The key of a listing: what a decision hangs on, through everything that publishers churn.

Separate because it is a format: decisions of last year carry these keys. A key is made of the title's words and the
start, nothing else, so UID, DTSTAMP, SEQUENCE, query strings, case and white space may churn, and another machine with
the same feeds arrives at the same key. Strangers with one title at one time share that content: all but the first get
their place, page and feed mixed in. What moved or was renamed inherits its key from the previous listings (`Heirs`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final, Generic, TypeVar

_LENGTH: Final = 32

T = TypeVar("T")
P = TypeVar("P")
A = TypeVar("A")


def content_key(words: str, start: str) -> str:
    """Make the key of a title (as `wording.title_words`) at a start (as `sighting.start_text`)."""
    return _digest("listing", words, start)


def series_content(words: str, place: str) -> str:
    """Make the key of a series from its title and place, as words."""
    return _digest("series", words, place)


def apart_key(key: str, *marks: str) -> str:
    """Make another key for a stranger that shares `key`."""
    return _digest("apart", key, *marks)


def _digest(*parts: str) -> str:
    # U+0000 is in no cleaned text, so the parts cannot run into one another. A lone surrogate, in none either.
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_LENGTH]


class Heirs(Generic[T, P]):
    """Pairs what is there now with what was there before, one to one, surest likeness first."""

    def __init__(self, heirs: Sequence[T], before: Sequence[P]) -> None:
        self._heirs = list(heirs)
        self._before = list(before)
        self.pairs: list[tuple[T, P]] = []

    def match(
        self,
        mine: Callable[[T], Iterable[Hashable]],
        theirs: Callable[[P], Iterable[Hashable]],
        *,
        fits: Callable[[T, P], bool] | None = None,
        tell_apart: bool = True,
    ) -> None:
        """Pair those that share a token which nobody else on either side has.

        With `tell_apart=False` also those that cannot be told apart, in their order. `fits` may refuse a pair.
        """
        if not self._heirs or not self._before:
            return
        offered = _index(self._before, theirs)
        wanted = _index(self._heirs, mine, among=offered)
        taken_heirs: set[int] = set()
        taken_before: set[int] = set()
        for token, heirs in wanted.items():
            before = offered[token]
            if tell_apart and (len(heirs) > 1 or len(before) > 1):
                continue
            free_heirs = [heir for heir in heirs if heir not in taken_heirs]
            free_before = [one for one in before if one not in taken_before]
            for heir, one in zip(free_heirs, free_before, strict=False):
                if fits is None or fits(self._heirs[heir], self._before[one]):
                    taken_heirs.add(heir)
                    taken_before.add(one)
                    self.pairs.append((self._heirs[heir], self._before[one]))
        self._heirs = [heir for position, heir in enumerate(self._heirs) if position not in taken_heirs]
        self._before = [one for position, one in enumerate(self._before) if position not in taken_before]


def _index(
    things: Sequence[A], tokens: Callable[[A], Iterable[Hashable]], among: Collection[Hashable] | None = None
) -> dict[Hashable, list[int]]:
    """Who holds each token, or each of those `among` some."""
    index: dict[Hashable, list[int]] = {}
    for position, thing in enumerate(things):
        for token in dict.fromkeys(tokens(thing)):
            if among is None or token in among:
                index.setdefault(token, []).append(position)
    return index


def spread(keys: Iterable[tuple[str, Sequence[str]]], taken: Collection[str]) -> Iterator[str]:
    """Give each (key, marks of its content) a key of its own, in order; `taken` are in use already.

    Marks that are equal too are counted.
    """
    used = set(taken)
    for key, marks in keys:
        own, count = key, 0
        while own in used:
            own = apart_key(key, *marks, *([str(count)] if count else []))
            count += 1
        used.add(own)
        yield own

"""Slow work in a thread, its result back as a message.

Separate because every screen needs the same three ends: a value, an expected error in words, or a bug that is reported
and never silent (a worker with `exit_on_error=False` that raises says nothing by itself, Textual 8.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.message import Message
from textual.widget import Widget

from netriage.errors import NetriageError

T = TypeVar("T")


@dataclass
class Finished(Message, Generic[T]):
    """Work is done: `then` takes the value, in the screen's own turn."""

    then: Callable[[T], None]
    value: T

    def deliver(self) -> None:
        """Hand the value over."""
        self.then(self.value)


@dataclass
class Refused(Message):
    """Work ended with an expected error."""

    error: NetriageError
    then: Callable[[NetriageError], None] | None = None


def in_background(
    owner: Widget,
    work: Callable[[], T],
    then: Callable[[T], None],
    *,
    group: str = "session",
    refused: Callable[[NetriageError], None] | None = None,
) -> None:
    """Run `work` in a thread; a later call of the same group replaces the result of an earlier one."""

    def run() -> None:
        try:
            value = work()
        except NetriageError as error:
            owner.post_message(Refused(error, refused))
        else:
            owner.post_message(Finished(then, value))

    owner.run_worker(run, thread=True, group=group, exclusive=False, exit_on_error=False)

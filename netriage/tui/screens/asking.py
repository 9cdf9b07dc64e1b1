"""Questions over the screen: a line of text, one of some answers, yes or no.

Separate because every feature asks in the same way: the answer comes back as a value, Escape is None, and nothing
happens until it is given. All text is `Content`: a title in a question is text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from netriage.tui.cells import fill, safe, width
from netriage.tui.screens.once import Once
from netriage.tui.working import Finished, in_background

MAX_WORDS = 44
"""Cells of an answer that has a hint beside it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers of a `Choice`."""

    key: str
    """The letter or digit that chooses it."""
    words: str
    value: Any
    hint: str = ""


class Question(Once, ModalScreen[Any]):
    """The frame of a question: title, body, Escape gives None."""

    BINDINGS: ClassVar[list[Any]] = [Binding("escape", "dismiss(None)", "back", show=False)]
    LEAVE = "esc leaves it"

    def __init__(self, title: str, body: str | Content = "") -> None:
        super().__init__()
        self._title = safe(title)
        self._body = body if isinstance(body, Content) else Content(body)

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(id="question") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content(self.LEAVE)
            if self._body:
                yield Static(self._body, id="question-body")
            yield from self.compose_answer()

    def compose_answer(self) -> ComposeResult:
        """What takes the answer."""
        raise NotImplementedError


class Line(Question):
    """Asks for one line of text. `judge` says what the text would do, as it is typed; an error keeps it open."""

    def __init__(
        self,
        title: str,
        body: str | Content = "",
        *,
        value: str = "",
        placeholder: str = "",
        hint: str = "enter takes it",
        judge: Callable[[str], tuple[bool, str]] | None = None,
    ) -> None:
        super().__init__(title, body)
        self._value, self._placeholder, self._hint, self._judge = value, placeholder, hint, judge

    def compose_answer(self) -> ComposeResult:
        """The line, and below it what it would do."""
        yield Input(safe(self._value), placeholder=self._placeholder, id="question-line")
        yield Static(Content(self._hint), id="question-hint")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        judge, text = self._judge, event.value
        if judge is not None and text.strip():
            in_background(self, lambda: (text, *judge(text)), self._judged, group="judge")

    def _judged(self, verdict: tuple[str, bool, str]) -> None:
        text, good, words = verdict
        if text == self.query_one(Input).value:
            self.query_one("#question-hint", Static).update(Content.styled(safe(words), "" if good else "$text-error"))

    @on(Finished)
    def _deliver(self, event: Finished[Any]) -> None:
        event.stop()
        event.deliver()

    @on(Input.Submitted)
    def _taken(self, event: Input.Submitted) -> None:
        if self._judge is None or not event.value.strip() or self._judge(event.value)[0]:
            self.dismiss(event.value)


class Choice(Question):
    """Asks for one of some answers, by its key, by the cursor or by the mouse."""

    def __init__(self, title: str, answers: Sequence[Answer], body: str | Content = "") -> None:
        super().__init__(title, body)
        self._answers = list(answers)

    def compose_answer(self) -> ComposeResult:
        """One line an answer."""
        widest = max((width(safe(answer.words)) for answer in self._answers if answer.hint), default=0)
        yield OptionList(*(Option(self._line(answer, widest)) for answer in self._answers), id="question-answers")

    def _line(self, answer: Answer, cells: int) -> Content:
        """The key, the words, the hint in a column of its own."""
        words = fill(safe(answer.words), min(cells, MAX_WORDS)) if answer.hint else safe(answer.words)
        hint = f"  {safe(answer.hint)}" if answer.hint else ""
        return Content.assemble((f" {answer.key} ", "bold $text-accent"), f" {words}", (hint, "$quiet"))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._answers[event.option_index].value)

    def on_key(self, event: Any) -> None:
        """A key of an answer chooses it."""
        for answer in self._answers:
            if event.character == answer.key:
                event.stop()
                self.dismiss(answer.value)
                return
        if event.character == "j":
            self.query_one(OptionList).action_cursor_down()
        elif event.character == "k":
            self.query_one(OptionList).action_cursor_up()


class Backdrop(ModalScreen[None]):
    """Lies under questions that follow one another: what is typed or clicked between two of them meets nothing."""


def confirm(title: str, body: str | Content, yes: str, no: str = "leave it") -> Choice:
    """A yes-or-no question; Enter says yes."""
    return Choice(title, [Answer("y", yes, True), Answer("n", no, False)], body)

"""Colours that Textual's themes lack: a quiet shade that stays readable, a theme for 16 colours, and none at all.

Separate because they are worked out. A fixed share of the foreground is lost in the themes whose own text is pale:
labels, times and hints are drawn in `$quiet`, so it may never fade away. A theme of 24-bit shades that is forced into
16 colours loses its text in its ground: there a terminal shows its own colours. `NO_COLOR` (no-color.org) means no
colour, and Textual's greys are colours.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

SHARES = (0.68, 0.76, 0.84, 0.92)
"""How much of the foreground is tried, the quietest first."""
READABLE = 3.4
"""Contrast as WCAG 2.2 counts it, 1 to 21, that small words keep on any ground."""

FEW = "standard"
"""What Rich calls a terminal of 16 colours, and one that it knows nothing of."""


class NoGrounds(LineFilter):
    """Reverses what has a ground of its own: the terminal's own colours may be any, and so may one swallow another.

    Textual's lists can't do it (8.2): a component style that reverses is drawn without that.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """Reverse in one line."""
        return [Segment(text, style and _reversed(style), control) for text, style, control in segments]


class NoColours(LineFilter):
    """Takes all colours away and keeps bold, reverse and underline."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """Bleach one line."""
        return [Segment(text, style and _bleached(style), control) for text, style, control in segments]


@lru_cache(1024)
def _reversed(style: Style) -> Style:
    if style.bgcolor is None or style.bgcolor.is_default:
        return style
    return style + Style(color="default", bgcolor="default", reverse=True)


@lru_cache(1024)
def _bleached(style: Style) -> Style:
    """The style without colours; what a click on it does stays."""
    return style.without_color + Style.from_meta(style.meta) if style.meta else style.without_color


def shown_as(theme: Theme, colours: str | None) -> str:
    """The theme that a terminal of these colours (as Rich names them, None for none) shows for the one wanted."""
    if theme.ansi or colours not in (FEW, None):
        return theme.name
    return "ansi-dark" if theme.dark else "ansi-light"


def quiet(foreground: str, background: str) -> str:
    """The quietest mix of the two that is still readable; a terminal's own colours can't be mixed and stay."""
    front, back = Color.parse(foreground), Color.parse(background)
    if front.ansi is not None or back.ansi is not None:
        return foreground
    mixes = (back.blend(front, share, 1) for share in SHARES)
    return next((mix.hex6 for mix in mixes if contrast(mix, back) >= READABLE), foreground)


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours: WCAG 2.2, "contrast ratio"."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """WCAG 2.2, "relative luminance"."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

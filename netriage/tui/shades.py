"""The one shade that Textual's themes lack: quieter than the text, and readable in each of them.

Separate because it is worked out: a fixed share of the foreground is lost in the themes whose own text is pale. Labels,
times and hints are drawn in it, so it may never fade away. `$quiet` stands beside the theme's own variables.
"""

from __future__ import annotations

from textual.color import Color

SHARES = (0.68, 0.76, 0.84, 0.92)
"""How much of the foreground is tried, the quietest first."""
READABLE = 3.4
"""Contrast as WCAG 2.2 counts it, 1 to 21, that small words keep on any ground."""


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

"""What an edit of the goal would change: what rises, what falls.

Separate because it compares two rankings and knows nothing of how they came about.
"""

from __future__ import annotations

from collections.abc import Iterable

from netriage.model import Scored

NOTICEABLE = 5.0
"""A smaller change of the fit is not told."""

Change = tuple[Scored, float]
"""A listing as it would be, and by how much its fit changes."""


def effect(before: Iterable[Scored], after: Iterable[Scored]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Rises and falls of at least `NOTICEABLE` points, the largest first; unranked counts as 0."""
    known = {one.listing.key: one.fit or 0.0 for one in before}
    changes = [(one, (one.fit or 0.0) - known.get(one.listing.key, 0.0)) for one in after]
    told = [change for change in changes if abs(change[1]) >= NOTICEABLE]
    rises = sorted((change for change in told if change[1] > 0), key=lambda change: (-change[1], change[0].listing.key))
    falls = sorted((change for change in told if change[1] < 0), key=lambda change: (change[1], change[0].listing.key))
    return tuple(rises), tuple(falls)

"""The index of the listings' words, kept on disk: with it a ranking after a decision or a pull costs a third.

Separate because it is only a shortcut, like the scores, which hold for one goal and what was learned alone. What has
changed since it was written is cut anew each time, until that is much; a missing or damaged file costs one indexing.
"""

from __future__ import annotations

from contextlib import suppress

from netriage import __version__
from netriage.errors import StoreError
from netriage.fit import TokenCache
from netriage.fit.keeping import FORM, Kept, keep, restore
from netriage.origin import Origin
from netriage.store import Store

_NAME = "index"
_STAMP = f"{__version__}/{FORM}"
_MUCH = 20
"""It is written again when every so many-th listing was cut since."""


def load_index(store: Store) -> TokenCache:
    """The index as it was kept; an empty one when there is none."""
    cache = TokenCache()
    with suppress(ValueError, TypeError, IndexError):
        if found := store.cache.load_rows(_NAME, _STAMP):
            rows = [found.texts(at) for at in range(found.width)]
            restore(cache, Kept(found.apart(0), found.apart(1), rows))
    return cache


def save_index(store: Store, cache: TokenCache) -> None:
    """Keep an index of which much is new."""
    if cache.cut * _MUCH <= len(cache.docs) or not (kept := keep(cache)):
        return
    with suppress(StoreError):
        # Only a shortcut: on a full or read-only disk the next run cuts the listings again.
        store.cache.save_rows(_NAME, _STAMP, (kept.stems, kept.facts), kept.rows, Origin.none(len(kept.rows[0])))
        cache.cut = 0

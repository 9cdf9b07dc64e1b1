"""The index as columns of text, to go on from in a later run: cutting 10,000 listings takes five times as long.

Separate because the index itself (`corpus`) knows nothing of files or of what is said of a listing. What is kept are
the codes of each listing's words and the facts that depend on no goal, under a digest of all they were made of: a
listing that has another text since is cut anew.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from netriage.fit.address import Spot
from netriage.fit.corpus import Doc, TokenCache, digest_of
from netriage.fit.kinds import Kind
from netriage.fit.layout import Facts
from netriage.fit.place import Where
from netriage.model import Presence

FORM = "4"
"""Raised when a listing is cut, or read for its place, kind or language, otherwise than before."""


class Kept(NamedTuple):
    """An index as text."""

    stems: Sequence[str]
    """In the order of their codes."""
    facts: Sequence[str]
    """JSON, each different ones once."""
    rows: Sequence[Sequence[str]]
    """Columns, an item a listing: its key, its digest, the codes of its three zones, the number of its facts."""


def keep(cache: TokenCache) -> Kept | None:
    """Take the listings that were shown; None when there is nothing to take, or most stems are of others."""
    keyed = [(doc.seen.key, doc) for doc in cache.shown() if doc.seen and isinstance(doc.facts, Facts)]
    stems = [stem for stem, code in cache.codes.of.items() if code]
    met = set().union(*(zone for _, doc in keyed for zone in doc.zones))
    if not keyed or 2 * len(met) < len(stems):
        return None
    numbers: dict[Any, int] = {}
    numbered = [str(numbers.setdefault(doc.facts, len(numbers))) for _, doc in keyed]
    digests = [doc.told if isinstance(doc.told, str) else digest_of(doc.told) for _, doc in keyed]
    zones = zip(*(doc.zones for _, doc in keyed), strict=True)
    rows = [key for key, _ in keyed], digests, *map(list, zones), numbered
    return Kept(stems, list(map(json.dumps, numbers)), rows)


def restore(cache: TokenCache, kept: Kept) -> None:
    """Begin an index with what was kept; raises ValueError, TypeError or IndexError when it is damaged."""
    facts = list(map(_facts, json.loads(f"[{','.join(kept.facts)}]")))
    keys, digests, titles, metas, bodies, numbers = kept.rows
    zones, said = zip(titles, metas, bodies, strict=True), [facts[int(number)] for number in numbers]
    docs = [Doc(None, digest, zone, one) for digest, zone, one in zip(digests, zones, said, strict=True)]
    cache.restore(kept.stems, dict(zip(keys, docs, strict=True)))


def _facts(found: Any) -> Facts:
    kind, (presence, cue, spot, field), language, thin = found
    where = Where(Presence(presence), tuple(cue), _spot(*spot) if spot else None, field)
    return Facts(Kind(*kind), where, language, thin)


def _spot(label: str, position: tuple[float, float] | None, *rest: Any) -> Spot:
    return Spot(label, (position[0], position[1]) if position else None, *rest)

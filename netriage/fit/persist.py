"""A `TokenCache` to bytes and back, so that the next process need not cut all text again.

Separate because the index knows nothing of files and the session nothing of the index. The form is private and rebuilt
at will: a line of JSON (format, documents, words), then the codes of all zones as UTF-8. Whoever reads bytes of another
format, or damaged ones, gets a ValueError, throws them away and ranks cold.
"""

from __future__ import annotations

import json
from typing import Any

from netriage.fit.address import Spot
from netriage.fit.corpus import Doc, TokenCache
from netriage.fit.judge import Facts
from netriage.fit.kinds import Kind
from netriage.fit.place import Where
from netriage.model import Presence

FORMAT = 4
"""Raised whenever cutting, stemming or the facts of a listing change: an older cache would rank by the older rules."""


def write_cache(cache: TokenCache) -> bytes:
    """Write the index and what is known of each listing; the last judgement is left out."""
    head = {
        "format": FORMAT,
        "docs": [[doc.key, doc.mark, [len(zone) for zone in doc.zones], doc.facts] for doc in cache.docs],
        "stems": list(cache.codes.of),
        "words": dict(cache.stems),
    }
    codes = "".join(zone for doc in cache.docs for zone in doc.zones)
    return json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode() + b"\n" + codes.encode()


def read_cache(data: bytes) -> TokenCache:
    """Read what `write_cache` wrote; raises ValueError on anything else."""
    line, _, rest = data.partition(b"\n")
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError(f"the cache has format {head['format']}, not {FORMAT}")
        return _build(head, rest.decode())
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("the cache is damaged") from error


def _build(head: dict[str, Any], codes: str) -> TokenCache:
    if len(codes) != sum(sum(lengths) for _, _, lengths, _ in head["docs"]):
        raise ValueError("the cache is cut off")
    cache = TokenCache()
    cache.stems.restore(head["words"])
    for stem in head["stems"]:
        cache.codes.add(stem)
    begin = 0
    for key, mark, (title, meta, body), facts in head["docs"]:
        ends = begin + title, begin + title + meta, begin + title + meta + body
        zones = codes[begin : ends[0]], codes[ends[0] : ends[1]], codes[ends[1] : ends[2]]
        begin = ends[2]
        cache.restore(Doc(key, mark, zones, facts=_facts(facts) if facts else None))
    return cache


def _facts(data: list[Any]) -> Facts:
    kind, (presence, cue, spot, field), language, thin = data
    place = None
    if spot:
        label, position, *rest = spot
        place = Spot(label, (position[0], position[1]) if position else None, *rest)
    return Facts(
        Kind(*kind), Where(Presence(presence), (cue[0], cue[1], cue[2]), place, field), str(language), bool(thin)
    )

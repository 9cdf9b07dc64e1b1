"""A `TokenCache` to bytes and back, so that the next process need not cut all text again.

Separate because the index knows nothing of files and the session nothing of the index. The form is private and rebuilt
at will: a line of JSON (format, documents, words), then the postings as little-endian 64-bit integers. Whoever reads
bytes of another format, or damaged ones, gets a ValueError, throws them away and ranks cold.
"""

from __future__ import annotations

import json
import sys
from array import array
from typing import Any

from netriage.fit.address import Spot
from netriage.fit.corpus import Doc, TokenCache
from netriage.fit.judge import Facts
from netriage.fit.kinds import Kind
from netriage.fit.place import Where
from netriage.model import Presence

FORMAT = 3
"""Raised whenever cutting, stemming or the facts of a listing change: an older cache would rank by the older rules."""


def write_cache(cache: TokenCache) -> bytes:
    """Write the index and what is known of each listing; the last judgement is left out."""
    stems = list(cache.postings)
    head = {
        "format": FORMAT,
        "docs": [[doc.key, doc.mark, doc.lengths, doc.facts] for doc in cache.docs],
        "stems": stems,
        "sizes": [len(cache.postings[stem]) for stem in stems],
        "forms": cache.stems.forms,
        "words": dict(cache.stems),
    }
    postings = array("Q")
    for stem in stems:
        postings.extend(cache.postings[stem])
    return json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode() + b"\n" + _little(postings).tobytes()


def read_cache(data: bytes) -> TokenCache:
    """Read what `write_cache` wrote; raises ValueError on anything else."""
    line, _, rest = data.partition(b"\n")
    try:
        head = json.loads(line)
        if head["format"] != FORMAT:
            raise ValueError(f"the cache has format {head['format']}, not {FORMAT}")
        return _build(head, rest)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("the cache is damaged") from error


def _build(head: dict[str, Any], rest: bytes) -> TokenCache:
    postings = array("Q")
    postings.frombytes(rest)
    postings = _little(postings)
    if len(postings) != sum(head["sizes"]):
        raise ValueError("the cache is cut off")
    cache = TokenCache()
    begin = 0
    for stem, size in zip(head["stems"], head["sizes"], strict=True):
        cache.postings[stem] = postings[begin : begin + size]
        begin += size
    cache.stems.update(head["words"])
    cache.stems.forms.update(head["forms"])
    for key, mark, (title, meta, body), facts in head["docs"]:
        cache.restore(Doc(key, mark, (title, meta, body), facts=_facts(facts) if facts else None))
    return cache


def _facts(data: list[Any]) -> Facts:
    kind, (presence, cue, spot, field), language = data
    place = None
    if spot:
        label, position, *rest = spot
        place = Spot(label, (position[0], position[1]) if position else None, *rest)
    return Facts(Kind(*kind), Where(Presence(presence), (cue[0], cue[1], cue[2]), place, field), str(language))


def _little(values: array[int]) -> array[int]:
    """Little-endian on any machine: a copy with its bytes turned where the machine's are not."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values

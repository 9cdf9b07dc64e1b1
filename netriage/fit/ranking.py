"""Listings + goal → scored listings, best first.

Separate from `judge`, which weighs, because this only adds what was learned and what time it is, and puts in order.
Pure: the same listings, goal, lesson and `now` give the same answer in the same order, whatever was ranked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from netriage.collector import paused_collector
from netriage.fit.corpus import TokenCache
from netriage.fit.fields import Texts
from netriage.fit.form import Part
from netriage.fit.gates import PAST, is_past, lasting_gates
from netriage.fit.judge import Judged, judge, settled
from netriage.fit.kinds import event_type_of
from netriage.fit.learning import Learned, lessons
from netriage.fit.place import NOWHERE
from netriage.fit.thin import tier_of, worth_a_look
from netriage.goal import Goal
from netriage.model import Listing, Scored, instant


def rank(
    listings: Sequence[Listing],
    goal: Goal | None,
    *,
    now: datetime,
    zone: tzinfo,
    learned: Learned | None = None,
    cache: TokenCache | None = None,
    feeds: Mapping[str, str] | None = None,
) -> list[Scored]:
    """Score every listing and put the best first; without a goal, by date with no fit.

    `now` is aware, `zone` places all-day dates; `feeds` maps a feed's id to its name. Order: open listings by tier
    (`tier_of`) and fit, gated ones last; then by start and key, so that it is stable. `learned` is what decisions
    taught (None: nothing). With a `cache` the same listings and goal are not judged twice.
    """
    names = feeds or {}
    with paused_collector():
        if goal is None:
            found = [(_unranked(Texts(listing, names)), 0.0) for listing in listings]
        else:
            cache = cache or TokenCache()
            judgement = judge(listings, goal, cache, names)
            taught = lessons(learned, judgement, cache) if learned else {}
            found = [_scored(one, taught.get(position)) for position, one in enumerate(judgement.judged)]
        timed = [(_with_past(one, now, zone), x) for one, x in found]
        worth = worth_a_look(one for one, _ in timed)
        order = [
            (
                bool(one.gates),
                tier_of(one, worth),
                -x,
                instant(one.listing.start, zone).timestamp(),
                one.listing.key,
                at,
            )
            for at, (one, x) in enumerate(timed)
        ]
        order.sort()
        return [timed[row[-1]][0] for row in order]


def _unranked(texts: Texts) -> Scored:
    return Scored(texts.listing, gates=lasting_gates(texts, (), NOWHERE), event_type=event_type_of(texts).name)


def _scored(judged: Judged, taught: list[Part] | None) -> tuple[Scored, float]:
    """A listing and the sum of its parts, which still tells apart what has no fit at all."""
    one = judged.scored
    if not taught:
        return one, judged.x
    parts = (*judged.parts, *taught)
    return settled(one.listing, parts, one.gates, one.thin, one.event_type), sum(part.value for part in parts)


def _with_past(one: Scored, now: datetime, zone: tzinfo) -> Scored:
    return replace(one, gates=(*one.gates, PAST)) if is_past(one.listing, now, zone) else one

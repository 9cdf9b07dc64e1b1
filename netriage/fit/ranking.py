"""Listings + goal → scored listings, best first.

Separate from `judge`, which weighs, because this only adds what was learned and what time it is, and puts in order.
Pure: the same listings, goal, lesson and `now` give the same answer in the same order, whatever was ranked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from netriage.collector import paused_collector
from netriage.fit.corpus import TokenCache
from netriage.fit.fields import Texts
from netriage.fit.gates import PAST, lasting_gates
from netriage.fit.hours import Hours, hours_of
from netriage.fit.judge import judge, settled
from netriage.fit.kinds import event_type_of
from netriage.fit.learning import Learned, lessons
from netriage.fit.thin import LOW, tier_of, worth_a_look
from netriage.goal import Goal
from netriage.model import Listing, Scored


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
    names, cache = feeds or {}, cache or TokenCache()
    with paused_collector():
        hours = hours_of(listings, zone, cache)
        if goal is None:
            return _ordered(
                [_unranked(Texts(one, names)) for one in listings], dict.fromkeys(hours.turns, 0.0), hours, now
            )
        judgement = judge(listings, goal, cache, names)
        found, sums = list(judgement.scored), dict(judgement.sums)
        for position, taught in (lessons(learned, judgement, cache) if learned else {}).items():
            one, parts = found[position], (*judgement.parts_of(position), *taught)
            found[position] = settled(one.listing, parts, one.gates, one.thin, one.event_type)
            sums[position] = sum([part.value for part in parts])
        return _ordered(found, sums, hours, now)


def _ordered(found: list[Scored], sums: Mapping[int, float], hours: Hours, now: datetime) -> list[Scored]:
    """Mark what is past and put in order; `sums`: what the parts of a listing make, by position, 0 for all others.

    The sum still tells apart what has no fit at all.
    """
    past = hours.past(now)
    for position in past:
        found[position] = found[position]._replace(gates=(*found[position].gates, PAST))
    told = sums.keys() | past
    worth = worth_a_look(found[position] for position in sums)
    rows = [(False, LOW, 0.0, turn) for turn, position in enumerate(hours.by_start) if position not in told]
    rows += [
        (bool(found[position].gates), tier_of(found[position], worth), -sums.get(position, 0.0), hours.turns[position])
        for position in told
    ]
    rows.sort()
    return [found[hours.by_start[turn]] for _, _, _, turn in rows]


def _unranked(texts: Texts) -> Scored:
    kind = event_type_of(texts)
    return Scored(texts.listing, gates=lasting_gates(texts, kind, ()), event_type=kind.name)

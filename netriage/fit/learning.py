"""What keeping and skipping teaches: a bounded correction on top of the goal, recomputed from the decisions.

Separate because it is optional. The goal is the prior: a logistic regression with the goal's own score as its fixed
part fits only what the goal leaves unexplained, word by word and type by type. Ridge penalty and full passes in a fixed
order: the same decisions give the same lesson whatever their order, and undo is exact. It moves a listing by at most
`MOST`, never moves one with a target down, and never lifts another over one. A listing with too little text to learn
from is moved by the record of its feed and its organiser besides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from netriage.collector import paused_collector
from netriage.fit.corpus import TokenCache, zones
from netriage.fit.form import MIDDLE, Part
from netriage.fit.judge import Judgement, judge
from netriage.fit.thin import Record, record_value
from netriage.fit.tokens import Stems
from netriage.goal import Goal
from netriage.model import Listing

MOST = 2.0
"""The correction's bound, in the unit of `Part.value`: a company in the title weighs 2.5."""
ENOUGH = 3
"""Nothing is learned below so many keeps and so many skips."""
NOT_ABOUT_FIT = frozenset(
    (
        "clash",
        "no time",
        "too far",
        "costs too much",
        "full",
        "seen it before",
        "already know them",
        "distance",
        "price",
    )
)
"""Reasons for a skip that say nothing about what the listing is."""

_PENALTY = 0.3
"""Of the squared weights, beside the log loss of all decisions: the goal is as good as so much evidence."""
_PASSES = 60
_WORDS_A_LISTING = 80
_KEPT_LIKINGS = 300
_TYPE_VALUE = 0.3
_SCALE = 4.0
_SHOWN = 3
_OFTEN = 2
"""A word of fewer decided listings is forgotten: it is as likely a name or a date as a reason."""
_FAINT = 0.05
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Example:
    """A decision to learn from."""

    key: str
    """The listing's."""
    kept: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Liking:
    """One thing that the decisions like (positive weight) or dislike."""

    kind: str
    """word or type; feed or organizer, which count for listings with too little text alone."""
    text: str
    weight: float
    kept: int
    """In so many kept listings of those learned from."""
    skipped: int
    written: str
    """How the listings learned from write it: of a word, which is a stem, the form that they have most often."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson: inspectable, and worth nothing until there are enough decisions."""

    likings: tuple[Liking, ...] = ()
    """Strongest first."""
    keeps: int = 0
    skips: int = 0

    @property
    def enough(self) -> bool:
        """Whether there were enough decisions to learn anything."""
        return min(self.keeps, self.skips) >= ENOUGH


Features = dict[tuple[str, str], float]
"""('word', stem) or ('type', kind) → how much of it a listing has."""


def learn(
    examples: Iterable[Example],
    listings: Sequence[Listing],
    goal: Goal,
    *,
    cache: TokenCache | None = None,
    feeds: Mapping[str, str] | None = None,
) -> Learned:
    """Learn from decisions on `listings`; those on other listings, and skips for `NOT_ABOUT_FIT`, are passed over."""
    cache = cache or TokenCache()
    judgement = judge(listings, goal, cache, feeds or {})
    at = {listing.key: position for position, listing in enumerate(judgement.layout.listings)}
    counted = {one.key: one.kept for one in examples if one.key in at and (one.kept or one.reason not in NOT_ABOUT_FIT)}
    lesson = Learned((), sum(counted.values()), len(counted) - sum(counted.values()))
    if not lesson.enough:
        return lesson
    keys = sorted(counted)
    with paused_collector():
        vectors = _vectors([at[key] for key in keys], judgement, cache)
    offsets = [judgement.sums.get(at[key], 0.0) - MIDDLE for key in keys]
    answers = [counted[key] for key in keys]
    weights = _fit(vectors, offsets, answers)
    known = [(_publishers(judgement.layout.listings[at[key]], judgement.layout.names), counted[key]) for key in keys]
    texts = (text for key in keys for text in zones(judgement.layout.listings[at[key]], judgement.layout.names))
    likings = (*_likings(weights, vectors, answers, texts), *_records(known, lesson.keeps / len(keys)))
    return Learned(tuple(sorted(likings, key=_by_strength)), lesson.keeps, lesson.skips)


def _publishers(listing: Listing, feeds: Mapping[str, str]) -> set[tuple[str, str]]:
    """Who gives a listing, as kinds and texts of likings."""
    found = {("feed", name) for source in listing.sources if (name := feeds.get(source.feed, ""))}
    return found | {("organizer", listing.organizer)} if listing.organizer else found


def _records(known: Iterable[tuple[set[tuple[str, str]], bool]], usual: float) -> list[Liking]:
    """The record of each feed and organiser, against the share that is kept of all."""
    counts: dict[tuple[str, str], Record] = {}
    for publishers, answer in known:
        for publisher in publishers:
            kept, skipped = counts.get(publisher, (0, 0))
            counts[publisher] = (kept + answer, skipped + (not answer))
    return [Liking(kind, name, record_value(record, usual), *record, name) for (kind, name), record in counts.items()]


def _by_strength(liking: Liking) -> tuple[float, str, str]:
    return -abs(liking.weight), liking.kind, liking.text


def _vectors(positions: Sequence[int], judgement: Judgement, cache: TokenCache) -> list[Features]:
    """The features of the listings at these positions: their rarest words by TF-IDF, and their type."""
    spread = judgement.layout.spread
    rarity: dict[str, float] = {}
    vectors: list[Features] = []
    for position in positions:
        event_type, slot = judgement.scored[position].event_type, judgement.layout.slots[position]
        counts = cache.stems_in(slot)
        for stem in counts.keys() - rarity.keys():
            rarity[stem] = log(len(spread) / max(1, spread.of(stem)))
        values = sorted(((_value(count, rarity[stem]), stem) for stem, count in counts.items()), reverse=True)
        norm = _norm(cache, slot)
        vector: Features = {("word", stem): value / norm for value, stem in values[:_WORDS_A_LISTING]}
        if event_type:
            vector["type", event_type] = _TYPE_VALUE
        vectors.append(vector)
    return vectors


def _value(count: int, rarity: float) -> float:
    return (1 + log(count)) * rarity


def _norm(cache: TokenCache, slot: int) -> float:
    """Stands for the length of the TF-IDF vector, which needs the whole index: it grows as the root of the text."""
    return _SCALE * sqrt(1 + sum(map(len, cache.docs[slot].zones)))


def _fit(vectors: Sequence[Features], offsets: Sequence[float], answers: Sequence[bool]) -> Features:
    """Ridge logistic regression by gradient descent; the offsets stay, a free constant takes up the base rate."""
    names = sorted({name for vector in vectors for name in vector})
    number = {name: index for index, name in enumerate(names)}
    rows = [[(number[name], value) for name, value in vector.items()] for vector in vectors]
    steep = 0.25 * _largest_eigenvalue(rows, len(names)) + _PENALTY
    weights, constant = [0.0] * len(names), 0.0
    for _ in range(_PASSES):
        slope = [_PENALTY * weight for weight in weights]
        drift = 0.0
        for row, offset, answer in zip(rows, offsets, answers, strict=True):
            guess = 1 / (1 + exp(-offset - constant - sum([weights[index] * value for index, value in row])))
            error = guess - answer
            drift += error
            for index, value in row:
                slope[index] += error * value
        weights = [weight - part / steep for weight, part in zip(weights, slope, strict=True)]
        constant -= drift / (0.25 * len(rows))
    return dict(zip(names, weights, strict=True))


def _largest_eigenvalue(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> float:
    """A bound on how much all rows together pull one way: their step must not overshoot it (Gershgorin)."""
    columns = [0.0] * width
    for row in rows:
        for index, value in row:
            columns[index] += value
    return max(sum(value * columns[index] for index, value in row) for row in rows)


def _likings(
    weights: Features, vectors: Sequence[Features], answers: Sequence[bool], texts: Iterable[str]
) -> tuple[Liking, ...]:
    kept: Counter[tuple[str, str]] = Counter()
    skipped: Counter[tuple[str, str]] = Counter()
    for vector, answer in zip(vectors, answers, strict=True):
        (kept if answer else skipped).update(vector.keys())
    often = [item for item in weights.items() if item[0][0] == "type" or kept[item[0]] + skipped[item[0]] >= _OFTEN]
    strongest = sorted(often, key=lambda item: (-abs(item[1]), item[0]))[:_KEPT_LIKINGS]
    written = _written({text for (kind, text), _ in strongest if kind == "word"}, texts)
    return tuple(
        Liking(*name, weight, kept[name], skipped[name], written.get(name[1], name[1]))
        for name, weight in strongest
        if weight
    )


def _written(wanted: Collection[str], texts: Iterable[str]) -> dict[str, str]:
    """Each stem as the texts write it most often; one of a script without spaces is not found, and is its own form."""
    stems = Stems()
    forms = Counter(word for text in texts for word in _WORD.findall(text))
    usual = sorted(forms.items(), key=lambda form: (form[1], form[0]))
    return {stem: word for word, _ in usual if (stem := stems[word.lower()]) in wanted}


def lessons(learned: Learned, judgement: Judgement, cache: TokenCache) -> dict[int, list[Part]]:
    """What the lesson adds to each listing, by position, within its bounds; listings it leaves alone are absent."""
    if not learned.enough:
        return {}
    raw = _raw(learned, judgement, cache)
    tops = sorted(judgement.sums[position] for position in judgement.on_target)
    found: dict[int, list[Part]] = {}
    for position, shares in raw.items():
        x = judgement.sums.get(position, 0.0)
        wanted = sum([value for value, _ in shares])
        if not wanted:
            continue
        allowed = max(-MOST, min(MOST, wanted))
        if position in judgement.on_target:
            allowed = max(0.0, allowed)
        elif allowed > 0:
            above = bisect_left(tops, x)
            if above < len(tops):
                allowed = min(allowed, max(0.0, tops[above] - x - 1e-9))
        if abs(allowed) >= _FAINT:
            found[position] = _parts(shares, allowed / wanted)
    return found


def _raw(learned: Learned, judgement: Judgement, cache: TokenCache) -> dict[int, list[tuple[float, Liking]]]:
    """Each liking times how much of it a listing has, unbounded."""
    positions, spread = judgement.layout.positions, judgement.layout.spread
    types = {liking.text: liking for liking in learned.likings if liking.kind == "type"}
    publishers = {(one.kind, one.text): one for one in learned.likings if one.kind in ("feed", "organizer")}
    found: defaultdict[int, list[tuple[float, Liking]]] = defaultdict(list)
    norms = {slot: _norm(cache, slot) for slot in positions}
    for liking in learned.likings:
        if liking.kind != "word":
            continue
        rarity = log(len(spread) / max(1, spread.of(liking.text)))
        worth: dict[int, float] = {}
        """By count: few are different."""
        for slot, count in cache.totals(liking.text):
            if slot in positions:
                if count not in worth:
                    worth[count] = liking.weight * _value(count, rarity)
                found[positions[slot]].append((worth[count] / norms[slot], liking))
    for position, scored in enumerate(judgement.scored):
        if typed := types.get(scored.event_type):
            found[position].append((typed.weight * _TYPE_VALUE, typed))
        if scored.thin:
            named = _publishers(scored.listing, judgement.layout.names)
            records = [publishers[name] for name in sorted(named) if name in publishers]
            found[position] += [(record.weight / len(records), record) for record in records]
    return found


def _parts(shares: list[tuple[float, Liking]], scale: float) -> list[Part]:
    """One part for each of the strongest likings, one for the rest; together `scale` times all of them."""
    shares.sort(key=lambda share: (-abs(share[0]), share[1].text))
    parts = [Part(value * scale, "record", _told(liking)) for value, liking in shares[:_SHOWN] if value]
    rest = sum(value for value, _ in shares[_SHOWN:])
    if rest:
        parts.append(Part(rest * scale, "record", f"{len(shares) - _SHOWN} more words from your decisions"))
    return parts


def _told(liking: Liking) -> str:
    what = liking.kind if liking.kind in ("feed", "organizer") else ""
    named = f"the {what} '{liking.written}'" if what else f"'{liking.written}'"
    return f"your decisions on {named}: kept {liking.kept}, skipped {liking.skipped}"

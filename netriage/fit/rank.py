"""Listings + goal → scored listings, best first. The story of the package, in order.

Separate from the scorers because it only weighs and orders what they find. Pure: the same listings, goal and `now` give
the same answer in the same order, whatever was ranked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from netriage.fit import form
from netriage.fit.corpus import TokenCache
from netriage.fit.fields import Texts
from netriage.fit.form import Part, settle
from netriage.fit.gates import gates_of
from netriage.fit.kinds import Wanted, event_type_of
from netriage.fit.place import PlaceFit, judge_place, read_reach
from netriage.fit.targets import Mention, find_mentions, read_targets, weaken
from netriage.fit.words import Phrase, Term, find_term, read_terms, score_words
from netriage.goal import Goal
from netriage.model import Listing, Scored, instant

SHOWN_TERMS = 5
"""So many words are quoted; the rest is told in one line."""
THIN_CHARACTERS = 60
"""Less text than this, title and description together, and a listing cannot be judged."""
WORTH_A_LOOK = 20.0
"""Thin listings stand after the listings of this fit and before the others: a thin one is unknown, not low."""


def rank(
    listings: Sequence[Listing],
    goal: Goal | None,
    *,
    now: datetime,
    zone: tzinfo,
    cache: TokenCache | None = None,
    feeds: Mapping[str, str] | None = None,
) -> list[Scored]:
    """Score every listing and put the best first; without a goal, by date with no fit.

    `now` is aware, `zone` places all-day dates; `feeds` maps a feed's id to its name. Order: open listings by fit, thin
    ones among them at `WORTH_A_LOOK`, gated ones last; then by start and key, so that it is stable.
    """
    names = feeds or {}
    texts = [Texts(listing, names) for listing in listings]
    if goal is None:
        scored = [_unranked(text, now, zone) for text in texts]
        return sorted(scored, key=lambda one: (bool(one.gates), *_by_date(one, zone)))
    judged = Judging(texts, goal, cache or TokenCache(), names).judge(now, zone)
    return sorted(judged, key=lambda one: (*_by_fit(one), *_by_date(one, zone)))


def _unranked(texts: Texts, now: datetime, zone: tzinfo) -> Scored:
    gates = gates_of(texts, (), PlaceFit(0.0, ""), now=now, zone=zone)
    return Scored(texts.listing, gates=gates, event_type=event_type_of(texts).name)


def _by_date(one: Scored, zone: tzinfo) -> tuple[float, str]:
    return instant(one.listing.start, zone).timestamp(), one.listing.key


def _by_fit(one: Scored) -> tuple[bool, int, float]:
    fit = one.fit or 0.0
    tier = 0 if fit >= WORTH_A_LOOK else 1 if one.thin else 2
    return bool(one.gates), tier, -fit


class Judging:
    """One ranking under way: the goal read, the listings indexed, the parts collected."""

    def __init__(self, texts: Sequence[Texts], goal: Goal, cache: TokenCache, feeds: Mapping[str, str]) -> None:
        self.texts = texts
        self.goal = goal
        self.cache = cache
        slots = cache.refresh([text.listing for text in texts], feeds)
        self.positions = {slot: position for position, slot in enumerate(slots)}
        self.wanted = Wanted(goal.event_types)
        self.parts: list[list[Part]] = [[] for _ in texts]

    def judge(self, now: datetime, zone: tzinfo) -> list[Scored]:
        """Collect the parts group by group, then settle each listing."""
        self._add_words()
        self._add_targets()
        self._add_avoided()
        reach = read_reach(self.goal)
        nevers = [Phrase(text, self.cache.stems) for text in self.goal.never]
        scored: list[Scored] = []
        for position, texts in enumerate(self.texts):
            parts = self.parts[position]
            kind = event_type_of(texts)
            self._add_type(parts, texts, kind.name, (kind.field, kind.begin, kind.stop))
            place = judge_place(texts, reach, self.cache.spots)
            if place.value:
                parts.append(
                    _quoted(texts, form.PLACE * place.value, "place", place.why, place.field, place.begin, place.stop)
                )
            fit, evidence = settle(parts)
            gates = gates_of(texts, nevers, place, now=now, zone=zone)
            thin = len(texts.listing.title) + len(texts.listing.description) < THIN_CHARACTERS
            scored.append(Scored(texts.listing, fit, evidence, gates, thin, band_of(fit, thin), kind.name))
        return scored

    def _add_words(self) -> None:
        shares = score_words(read_terms(self.goal), self.cache, self.positions, self.texts)
        for position, terms in shares.items():
            terms.sort(key=lambda share: (-share[0], share[1].stems))
            self.parts[position] += [self._word_part(position, points, term) for points, term in terms[:SHOWN_TERMS]]
            rest = sum(points for points, _ in terms[SHOWN_TERMS:])
            if rest:
                told = ", ".join(" ".join(term.stems) for _, term in terms[SHOWN_TERMS : SHOWN_TERMS + 4])
                self.parts[position].append(
                    Part(form.WORDS * rest, "words", f"{len(terms) - SHOWN_TERMS} more: {told}")
                )

    def _word_part(self, position: int, points: float, term: Term) -> Part:
        texts = self.texts[position]
        field, begin, stop = find_term(term, texts, self.cache.stems)
        why = f"{term.kind} '{term.text}'" if term.kind != "statement" else "in your statement"
        where = f", in the {field}" if field else ""
        return _quoted(texts, form.WORDS * points, "words", why + where, field, begin, stop)

    def _add_targets(self) -> None:
        weights = {"companies": form.COMPANIES, "people": form.PEOPLE, "known": form.KNOWN}
        told = {position for position, parts in enumerate(self.parts) if parts}
        for target in read_targets(self.goal):
            for position, mention in find_mentions(target, self.cache, self.positions, self.texts).items():
                if target.group == "companies" and mention.field == "location" and position not in told:
                    mention = weaken(mention, 0.3, "only as the venue")
                self.parts[position].append(_target_part(mention, weights[target.group]))

    def _add_avoided(self) -> None:
        for text in self.goal.avoid:
            phrase = Phrase(text, self.cache.stems)
            for position in phrase.candidates(self.cache, self.positions):
                texts = self.texts[position]
                if found := phrase.find(texts, ("title", "organizer", "hosts", "categories", "feed", "description")):
                    field, begin, stop = found
                    weight = form.AVOID * (0.5 if field == "description" else 1.0)
                    why = f"avoid '{text}', in the {field}"
                    self.parts[position].append(_quoted(texts, -weight, "avoid", why, field, begin, stop))

    def _add_type(self, parts: list[Part], texts: Texts, kind: str, span: tuple[str, int, int]) -> None:
        useful, name = self.wanted.usefulness(kind, texts)
        if useful:
            parts.append(_quoted(texts, form.TYPE * useful, "type", f"{name}: useful {useful:+.1f}", *span))


def _target_part(mention: Mention, weight: float) -> Part:
    spot = (mention.field, mention.begin, mention.stop, mention.quote)
    return Part(weight * mention.strength, mention.target.group, mention.why, *spot)


def _quoted(texts: Texts, value: float, group: str, why: str, field: str, begin: int, stop: int) -> Part:
    quote = texts.original(field)[begin:stop] if field else ""
    return Part(value, group, why, field if quote else "", begin if quote else 0, stop if quote else 0, quote)


def band_of(fit: float, thin: bool) -> tuple[float, float]:
    """How far a fit may be off: widest in the middle, and nearly everything for a thin listing."""
    spread = 5 + 60 * (fit / 100) * (1 - fit / 100)
    low, high = max(0.0, fit - spread), min(100.0, fit + spread)
    return (low, max(high, 80.0)) if thin else (low, high)

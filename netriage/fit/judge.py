"""Every scorer over every listing: the parts of each, before anything is learned.

Separate from `ranking` because it depends on the goal and the listings alone: a decision, an undo, the passing of time
need none of it again. The last judgement is kept in the `TokenCache` and given back for the same goal and listings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from netriage.fit import form
from netriage.fit.complete import complete
from netriage.fit.corpus import Spread, TokenCache
from netriage.fit.fields import Texts
from netriage.fit.form import Part, settle
from netriage.fit.gates import lasting_gates
from netriage.fit.kinds import Kind, Wanted, event_type_of
from netriage.fit.languages import Kin, language_of, settle_languages
from netriage.fit.place import Where, find_where, judge_place, read_reach, settle_places
from netriage.fit.targets import Mention, doubt_venue, find_mentions, read_targets
from netriage.fit.thin import SUPPORT, is_thin, neighbour_part, neighbourhoods
from netriage.fit.words import Answer, Phrase, Scales, field_scales, find_answer, kin_of, read_asks, score_words
from netriage.goal import Goal
from netriage.model import Gate, Listing, Scored, Source

SHOWN_ASKS = 5
"""So many topics and words are quoted; the rest is told in one line."""
FAINT = 2.0
"""Below so many points of BM25F (a fit under 1) words are told, not quoted: most listings have some word of a goal."""
_AVOIDED_IN = ("title", "organizer", "hosts", "categories", "feed", "description")


@dataclass(slots=True)
class Judged:
    """A listing with its parts, and what they make of it."""

    scored: Scored
    """With all gates but the one that depends on the hour."""
    parts: tuple[Part, ...]
    x: float
    """Sum of the parts."""
    on_target: bool
    """Whether a target was found in it without doubt: nothing learned may touch that."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All listings judged by a goal."""

    goal: Goal
    listings: tuple[Listing, ...]
    feeds: Mapping[str, str]
    slots: tuple[int, ...]
    spread: Spread
    judged: tuple[Judged, ...]

    def is_of(self, listings: Sequence[Listing], goal: Goal, feeds: Mapping[str, str]) -> bool:
        """Whether it is the judgement of exactly these."""
        return (
            self.goal == goal
            and self.feeds == feeds
            and len(self.listings) == len(listings)
            and all(mine is theirs for mine, theirs in zip(self.listings, listings, strict=True))
        )


class Facts(NamedTuple):
    """What a listing is, whatever the goal."""

    kind: Kind
    where: Where
    language: str
    """As its own small words tell, '' when they do not."""
    thin: bool


def judge(listings: Sequence[Listing], goal: Goal, cache: TokenCache, feeds: Mapping[str, str]) -> Judgement:
    """Judge all listings by a goal, or give back the last judgement when nothing has changed."""
    last = cache.judgement
    if isinstance(last, Judgement) and last.is_of(listings, goal, feeds):
        return last
    slots = cache.refresh(listings, feeds)
    bench = _Bench(listings, goal, cache, feeds, slots)
    judged, spread = tuple(bench.judge()), bench.layout.spread
    found = cache.judgement = Judgement(goal, tuple(listings), dict(feeds), tuple(slots), spread, judged)
    return found


class _Layout(NamedTuple):
    """What depends on all listings together, and on no goal."""

    slots: Sequence[int]
    feeds: list[tuple[Source, ...]]
    facts: list[Facts]
    languages: list[str]
    scales: Scales
    spread: Spread


class _Bench:
    """One judgement under way: the goal read, the parts collected by position."""

    def __init__(
        self,
        listings: Sequence[Listing],
        goal: Goal,
        cache: TokenCache,
        feeds: Mapping[str, str],
        slots: Sequence[int],
    ) -> None:
        self.goal = complete(goal)
        self.reach = read_reach(self.goal, given=self.goal.places == goal.places)
        self.cache = cache
        self.slots = slots
        self.texts = [Texts(listing, feeds) for listing in listings]
        self.positions = {slot: position for position, slot in enumerate(slots)}
        self.parts: defaultdict[int, list[Part]] = defaultdict(list)
        """Of the listings that have any."""
        self.on_target: set[int] = set()
        self.near: dict[str, float] = {}
        self.feeds = feeds
        self.layout = self._lay_out()
        self.kin = Kin((), (), self.layout.spread, (), cache.roots)

    def judge(self) -> list[Judged]:
        self._add_words()
        words = {position: sum([part.value for part in parts]) for position, parts in self.parts.items()}
        thin = [facts.thin for facts in self.layout.facts]
        self.near = neighbourhoods([texts.listing for texts in self.texts], thin, words)
        self._add_targets(words)
        self._add_avoided()
        wanted = Wanted(self.goal, self.cache)
        nevers: defaultdict[int, list[Phrase]] = defaultdict(list)
        for text in self.goal.never:
            phrase = Phrase(text)
            for position in phrase.candidates(self.cache, self.positions):
                nevers[position].append(phrase)
        return [
            self._judged(position, facts, wanted, nevers.get(position, ()))
            for position, facts in enumerate(self.layout.facts)
        ]

    def _judged(self, position: int, facts: Facts, wanted: Wanted, nevers: Sequence[Phrase]) -> Judged:
        texts, parts = self.texts[position], self.parts.get(position, [])
        place = judge_place(facts.where, self.reach)
        gates = lasting_gates(texts, nevers, place)
        if not parts and not facts.thin:
            # To be near, or of a useful type, is no reason by itself.
            return Judged(Scored(texts.listing, 0.0, (), gates, False, _UNLIT_BAND, facts.kind.name), (), 0.0, False)
        if facts.thin and (neighbours := neighbour_part(texts, self.near, self.feeds)):
            parts.append(neighbours)
        gains = words = 0.0
        for part in parts:
            gains += max(0.0, part.value)
            words += part.value if part.group == "words" else 0.0
        support = max(SUPPORT if facts.thin else 0.0, min(1.0, gains / form.SUPPORT))
        told = words >= form.WORDS * FAINT
        useful, name = wanted.usefulness(facts.kind.name, self.slots[position], told=told)
        if value := form.TYPE * useful * (support if useful > 0 else 1.0):
            why = f"{name}: useful {useful:+.1f}"
            parts.append(_quoted(texts, value, "type", why, facts.kind.field, facts.kind.begin, facts.kind.stop))
        if value := form.PLACE * place.value * (support if place.value > 0 else 1.0):
            parts.append(_quoted(texts, value, "place", place.why, place.field, place.begin, place.stop))
        scored = settled(texts.listing, parts, gates, facts.thin, facts.kind.name)
        return Judged(scored, tuple(parts), sum([part.value for part in parts]), position in self.on_target)

    def _facts(self, position: int) -> Facts:
        doc = self.cache.docs[self.slots[position]]
        if not isinstance(doc.facts, Facts):
            texts = self.texts[position]
            listing, where = texts.listing, find_where(texts, self.cache.spots)
            doc.facts = Facts(event_type_of(texts), where, language_of(listing), is_thin(listing))
        return doc.facts

    def _lay_out(self) -> _Layout:
        """The language of each listing, the scales of its fields and so on: they change with the listings alone."""
        last, feeds = self.cache.layout, [texts.listing.sources[:1] for texts in self.texts]
        if isinstance(last, _Layout) and last.slots == self.slots and last.feeds == feeds:
            return last
        listings = [texts.listing for texts in self.texts]
        facts = [self._facts(position) for position in range(len(self.texts))]
        languages = settle_languages(listings, [one.language for one in facts])
        places = settle_places(listings, [one.where for one in facts])
        facts = [one._replace(where=place) for one, place in zip(facts, places, strict=True)]
        scales = field_scales(self.cache, self.positions)
        found = _Layout(self.slots, feeds, facts, languages, scales, Spread(self.cache, self.slots, languages))
        self.cache.layout = found
        return found

    def _add_words(self) -> None:
        asks = read_asks(self.goal)
        layout = self.layout
        self.kin = kin_of(asks, self.cache, layout.spread, layout.languages)
        found = score_words(asks, self.cache, self.positions, layout.scales, layout.languages, self.kin)
        for position, answers in found.items():
            answers.sort(key=_by_points)
            if sum([answer.points for answer in answers]) < FAINT:
                self.parts[position].append(_faint_part(answers, "faint"))
                continue
            self.parts[position] += [self._word_part(position, answer) for answer in answers[:SHOWN_ASKS]]
            if answers[SHOWN_ASKS:]:
                self.parts[position].append(_faint_part(answers[SHOWN_ASKS:], "more"))

    def _word_part(self, position: int, answer: Answer) -> Part:
        texts, ask = self.texts[position], answer.ask
        field, begin, stop = find_answer(answer, texts, self.cache.stems, self.kin)
        why = "in your statement" if ask.kind == "statement" else f"{ask.kind} '{ask.text}'"
        part = f" ({len(answer.stems)} of {len(ask.stems)} words)" if set(answer.stems) < set(ask.stems) else ""
        where = f", in the {field}" if field else ""
        return _quoted(texts, form.WORDS * answer.points, "words", why + part + where, field, begin, stop)

    def _add_targets(self, words: Mapping[int, float]) -> None:
        weights = {"companies": form.COMPANIES, "people": form.PEOPLE, "known": form.KNOWN}
        for target in read_targets(self.goal):
            for position, mention in find_mentions(target, self.cache, self.positions, self.texts).items():
                if target.group == "companies" and self._is_venue(position, mention):
                    mention = doubt_venue(mention, words.get(position, 0.0))
                self.parts[position].append(_target_part(mention, weights[target.group]))
                if target.group != "known" and not mention.doubt:
                    self.on_target.add(position)

    def _is_venue(self, position: int, mention: Mention) -> bool:
        """Whether a company is where a listing takes place: a museum hosts what is in it, whatever it is about."""
        texts = self.texts[position]
        organizer = texts.folded("organizer")
        return mention.field == "location" or (mention.field == "organizer" and organizer in texts.folded("location"))

    def _add_avoided(self) -> None:
        for text in self.goal.avoid:
            phrase = Phrase(text)
            for position in phrase.candidates(self.cache, self.positions):
                texts = self.texts[position]
                if found := phrase.find(texts, _AVOIDED_IN):
                    field, begin, stop = found
                    weight = form.AVOID * (0.5 if field == "description" else 1.0)
                    why = f"avoid '{text}', in the {field}"
                    self.parts[position].append(_quoted(texts, -weight, "avoid", why, field, begin, stop))


def settled(listing: Listing, parts: Sequence[Part], gates: tuple[Gate, ...], thin: bool, event_type: str) -> Scored:
    """A listing with the fit that its parts make."""
    fit, evidence = settle(parts)
    return Scored(listing, fit, evidence, gates, thin, band_of(fit, thin), event_type)


def band_of(fit: float, thin: bool) -> tuple[float, float]:
    """How far a fit may be off: widest in the middle; a thin listing may be anything from there up."""
    spread = 5 + 60 * (fit / 100) * (1 - fit / 100)
    low, high = max(0.0, fit - spread), min(100.0, fit + spread)
    return (low, max(high, 80.0)) if thin else (low, high)


_UNLIT_BAND = band_of(0.0, thin=False)


def _by_points(answer: Answer) -> tuple[float, tuple[str, ...]]:
    return -answer.points, answer.ask.stems


def _faint_part(answers: Sequence[Answer], what: str) -> Part:
    """The answers that are too weak to be quoted one by one: '3 more: bank, board, paper'."""
    told = ", ".join(dict.fromkeys(answer.stems[0] for answer in answers[:5]))
    return Part(form.WORDS * sum(answer.points for answer in answers), "words", f"{len(answers)} {what}: {told}")


def _target_part(mention: Mention, weight: float) -> Part:
    spot = (mention.field, mention.begin, mention.stop, mention.quote)
    target = "" if mention.target.group == "known" else mention.target.label
    return Part(weight * mention.strength, mention.target.group, mention.why, *spot, target)


def _quoted(texts: Texts, value: float, group: str, why: str, field: str, begin: int, stop: int) -> Part:
    quote = texts.original(field)[begin:stop] if field else ""
    return Part(value, group, why, field, begin, stop, quote) if quote else Part(value, group, why)

"""Every scorer over every listing: the parts of each, before anything is learned.

Separate from `ranking` because it depends on the goal and the listings alone: a decision, an undo, the passing of time
need none of it again. The last judgement is kept in the `TokenCache` and given back for the same goal and listings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from netriage.fit import form
from netriage.fit.complete import complete
from netriage.fit.corpus import BODY, TokenCache
from netriage.fit.fields import Texts
from netriage.fit.form import Part, band_of, part_of, settle
from netriage.fit.gates import lasting_gates, reach_gate
from netriage.fit.kinds import Wanted
from netriage.fit.layout import Layout, lay_out
from netriage.fit.nearness import settle_answers
from netriage.fit.place import NAMED, judge_place, read_reach
from netriage.fit.targets import Mention, doubt_venue, find_mentions, read_targets
from netriage.fit.thin import SUPPORT, neighbour_part, neighbourhoods
from netriage.fit.whole import Likeness, read_whole, told
from netriage.fit.words import (
    Answer,
    Ask,
    Forms,
    Phrase,
    find_answer,
    kin_of,
    places_named,
    read_asks,
    score_words,
)
from netriage.goal import Goal
from netriage.model import Gate, Listing, Scored

SHOWN_ASKS = 5
"""So many topics and words are quoted; the rest is told in one line."""
FAINT = 2.0
"""Words of fewer points of BM25F (a fit under .01) are no reason by themselves: most listings have some word of a goal.
Beside other reasons they are told, not quoted; else they only put in order what has no fit."""
_PLACED_IN = ("location", "title", "organizer", "hosts", "feed")
_AVOIDED_IN = ("title", "organizer", "hosts", "categories", "feed", "description")


@dataclass(frozen=True, slots=True)
class Judgement:
    """All listings judged by a goal."""

    goal: Goal
    layout: Layout
    scored: tuple[Scored, ...]
    """In the order of the listings, with all gates but the one that depends on the hour."""
    parts_of: Callable[[int], Sequence[Part]]
    """What speaks for and against the listing at a position, however faintly."""
    sums: Mapping[int, float]
    """What the parts add up to, by position of all listings that have parts or gates."""
    on_target: frozenset[int]
    """Positions where a target was found without doubt: nothing learned may touch those."""


def judge(listings: Sequence[Listing], goal: Goal, cache: TokenCache, feeds: Mapping[str, str]) -> Judgement:
    """Judge all listings by a goal, or give back the last judgement when nothing has changed."""
    last, layout = cache.judgement, lay_out(listings, feeds, cache)
    if isinstance(last, Judgement) and last.layout is layout and last.goal == goal:
        return last
    bench = _Bench(layout, goal, cache)
    scored = layout.completed(bench.judge())
    found = cache.judgement = Judgement(goal, layout, scored, bench.parts_of, bench.sums, frozenset(bench.on_target))
    return found


class _Bench:
    """One judgement under way: the goal read, the parts collected by position."""

    def __init__(self, layout: Layout, goal: Goal, cache: TokenCache) -> None:
        self.goal = complete(goal)
        reach = read_reach(self.goal, given=self.goal.places == goal.places, standing=layout.standing())
        self.places = [judge_place(where, reach) for where in layout.wheres]
        """By the number that `Layout.grounds` gives."""
        self.cache = cache
        self.layout = layout
        self.positions = layout.positions
        self.texts = layout.pages
        self.parts: defaultdict[int, list[Part]] = defaultdict(list)
        """Of the listings that have any."""
        self.sums: dict[int, float] = {}
        self.faint: dict[int, list[Answer]] = {}
        """The answers of the listings whose words are too weak to be quoted."""
        self.hints: dict[int, float] = {}
        """How alike these are to the whole goal, weighed, where that is as weak."""
        self.on_target: set[int] = set()
        self.named: Mapping[int, Phrase] = {}
        """The place of the goal that a listing may name, by position."""
        self.near: dict[str, float] = {}
        self.words: dict[int, float] = {}
        """What the topics, roles and words of the statement are worth, by position."""
        self.asks = read_asks(self.goal)
        self.whole = read_whole(self.goal)
        self.likeness = Likeness(self.whole.weights, cache, layout.positions)
        self.said: dict[tuple[str, ...], str] = {}
        """What such words are in the user's."""
        self.wanted = Wanted(self.goal, cache)
        self.kin = kin_of(self.asks, cache, layout.spread, layout.languages)
        self.forms = Forms(self.kin)

    def judge(self) -> dict[int, Scored]:
        """Everything of which anything is said, by position."""
        self._add_words()
        self.near = neighbourhoods(self.layout.listings, [facts.thin for facts in self.layout.facts], self.words)
        self._add_targets()
        self._add_avoided()
        self._add_likeness()
        self.named = places_named(self.goal, self.cache, self.positions)
        self._tell_faint()
        nevers: defaultdict[int, list[Phrase]] = defaultdict(list)
        for text in self.goal.never:
            phrase = Phrase(text)
            for position in phrase.candidates(self.cache, self.positions):
                nevers[position].append(phrase)
        told = {*self.parts, *nevers, *self.layout.special}
        found = {position: self._judged(position, nevers.get(position, ())) for position in told}
        self._bar_far(found)
        self.sums |= dict.fromkeys(found.keys() - self.sums.keys(), 0.0)
        return found

    def _bar_far(self, found: dict[int, Scored]) -> None:
        """Of the listings of which nothing else is said, those that are too far away."""
        spots = self.layout.said.spots
        for place, alike in zip(self.places, self.layout.there, strict=True):
            gates: dict[str, tuple[Gate]] = {}
            for position in alike if place.beyond_km else ():
                if position not in found:
                    quote = spots[position][-1]
                    if quote not in gates:
                        gates[quote] = (reach_gate(place, quote),)
                    found[position] = self.layout.blank(position, gates[quote])

    def parts_of(self, position: int) -> Sequence[Part]:
        """What speaks for and against a listing."""
        if position in self.parts or position not in self.faint:
            return self.parts.get(position, ())
        told = self._faint_part(position)
        return [told, *self._circumstances(position, told.value)]

    def _judged(self, position: int, nevers: Sequence[Phrase]) -> Scored:
        layout = self.layout
        facts, place = layout.facts[position], self.places[layout.grounds[position]]
        gates: tuple[Gate, ...] = ()
        if nevers or position in layout.special:
            gates = lasting_gates(self.texts[position], facts.kind, nevers)
        if place.beyond_km:
            gates = (*gates, reach_gate(place, layout.said.spots[position][-1]))
        if position not in self.parts and not facts.thin:
            return layout.blank(position, gates)
        parts = self.parts[position]
        if facts.thin and (neighbours := neighbour_part(self.texts[position], self.near, layout.names)):
            parts.append(neighbours)
        parts += self._circumstances(position, sum([part.value for part in parts if part.value > 0]))
        self.sums[position] = sum([part.value for part in parts])
        return settled(layout.listings[position], parts, gates, facts.thin, facts.kind.name)

    def _weighed(self, position: int, gains: float) -> tuple[float, float, str]:
        """What type and place are worth beside reasons that come to `gains`, and why the type is."""
        facts, place = self.layout.facts[position], self.places[self.layout.grounds[position]].value
        spoken = self.words.get(position, 0.0) >= form.WORDS * FAINT
        useful, why = self.wanted.usefulness(facts.kind.name, self.layout.slots[position], told=spoken)
        support = _support(gains, facts.thin)
        of_type, of_place = form.TYPE * useful, form.PLACE * place
        return of_type * (support if useful > 0 else 1.0), of_place * (support if place > 0 else 1.0), why

    def _circumstances(self, position: int, gains: float) -> list[Part]:
        """Type and place beside reasons that come to `gains`."""
        layout, parts = self.layout, []
        facts, place = layout.facts[position], self.places[layout.grounds[position]]
        of_type, of_place, why = self._weighed(position, gains)
        if of_type:
            parts.append(part_of((of_type, "type", why, *layout.said.kinds[position], "")))
        if of_place:
            said = layout.said.online if place.online else layout.said.spots
            parts.append(part_of((of_place, "place", place.why, *said[position], "")))
        elif position in self.named and facts.where.is_unknown:
            parts += self._named_place(position, _support(gains, facts.thin))
        return parts

    def _named_place(self, position: int, support: float) -> list[Part]:
        texts, named = self.texts[position], self.named[position]
        if not (spot := named.find(texts, _PLACED_IN)):
            return []
        why = f"names {named.text}, in the {spot[0]}"
        return [_quoted(texts, form.PLACE * NAMED * support, "place", why, *spot)]

    def _add_words(self) -> None:
        layout = self.layout
        found = score_words(self.asks, self.cache, self.positions, layout.scales, layout.languages, self.kin)
        settle_answers(found, layout.slots, self.cache)
        for position, answers in found.items():
            points = sum([answer.points for answer in answers])
            self.words[position] = form.WORDS * points
            if points < FAINT:
                self.faint[position] = answers
                continue
            answers.sort(key=_by_points)
            self.parts[position] = [self._word_part(position, answer) for answer in answers[:SHOWN_ASKS]]
            if answers[SHOWN_ASKS:]:
                self.parts[position].append(_more_part(answers[SHOWN_ASKS:]))

    def _add_likeness(self) -> None:
        """A name's word in passing is nothing by itself; it is where a listing is named after it, or who gives it."""
        for position, value in self.likeness.values().items():
            value *= form.WHOLE
            faint, known = value < form.WORDS * FAINT, position in self.faint or position in self.parts
            if faint and position in self.faint:
                self.hints[position] = value
            elif known or not faint:
                stems, zone = self.likeness.words(self.layout.slots[position])
                if known or zone < BODY:
                    self.parts[position].append(self._likeness_part(position, value, stems, zone))

    def _likeness_part(self, position: int, value: float, stems: tuple[str, ...], zone: int) -> Part:
        why = self._words_in_common(stems)
        if value < form.WORDS * FAINT:
            return _told_part(value, why)
        answer = Answer(0.0, Ask(stems[:1], 0.0, "goal", ""), stems[:1], zone)
        texts = self.texts[position]
        return _quoted(texts, value, "words", why, *find_answer(answer, texts, self.forms))

    def _words_in_common(self, stems: tuple[str, ...]) -> str:
        if (found := self.said.get(stems)) is None:
            words = ", ".join(told(stems, self.whole.said)[:SHOWN_ASKS])
            found = self.said[stems] = f"words of your goal: {words}"
        return found

    def _tell_faint(self) -> None:
        """Add what is faint to where there is another reason, or too little text for one; else but to the sum."""
        for position in self.faint:
            value = self.words[position] + self.hints.get(position, 0.0)
            thin = self.layout.facts[position].thin
            if position in self.parts or position in self.named or value >= form.WORDS * FAINT or thin:
                self.parts[position].insert(0, self._faint_part(position))
            else:
                of_type, of_place, _ = self._weighed(position, value)
                self.sums[position] = value + of_type + of_place

    def _faint_part(self, position: int) -> Part:
        """The same words, heard twice: told once."""
        if hint := self.hints.get(position, 0.0):
            why = self._words_in_common(self.likeness.words(self.layout.slots[position])[0])
        else:
            why = _listed(sorted(self.faint[position], key=_by_points), "faint")
        return _told_part(self.words[position] + hint, why)

    def _word_part(self, position: int, answer: Answer) -> Part:
        texts, ask = self.texts[position], answer.ask
        field, begin, stop = find_answer(answer, texts, self.forms)
        why = "in your statement" if ask.kind == "statement" else f"{ask.kind} '{ask.text}'"
        partial = len(answer.stems) < len(ask.stems) and answer.stems[0] != ask.joined
        part = f" ({len(answer.stems)} of {len(ask.stems)} words)" if partial else ""
        part += " (apart)" if answer.apart else ""
        where = f", in the {field}" if field else ""
        return _quoted(texts, form.WORDS * answer.points, "words", why + part + where, field, begin, stop)

    def _add_targets(self) -> None:
        weights = {"companies": form.COMPANIES, "people": form.PEOPLE, "known": form.KNOWN}
        for target in read_targets(self.goal):
            found = find_mentions(target, self.cache, self.positions, self.layout.listings, self.texts)
            for position, mention in found.items():
                if target.group == "companies" and self._is_venue(position, mention):
                    mention = doubt_venue(mention, self.words.get(position, 0.0))
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


def _support(gains: float, thin: bool) -> float:
    return max(SUPPORT if thin else 0.0, min(1.0, gains / form.SUPPORT))


def _by_points(answer: Answer) -> tuple[float, tuple[str, ...]]:
    return -answer.points, answer.ask.stems


def _told_part(value: float, why: str) -> Part:
    """What words are worth that are not quoted."""
    return part_of((value, "words", why, "", 0, 0, "", ""))


def _more_part(answers: Sequence[Answer]) -> Part:
    """The answers beyond those that are quoted: '3 more: bank, board, paper'."""
    return _told_part(form.WORDS * sum([answer.points for answer in answers]), _listed(answers, "more"))


def _listed(answers: Sequence[Answer], what: str) -> str:
    return f"{len(answers)} {what}: {', '.join(dict.fromkeys([answer.stems[0] for answer in answers[:5]]))}"


def _target_part(mention: Mention, weight: float) -> Part:
    spot = (mention.field, mention.begin, mention.stop, mention.quote)
    target = "" if mention.target.group == "known" else mention.target.label
    return Part(weight * mention.strength, mention.target.group, mention.why, *spot, target)


def _quoted(texts: Texts, value: float, group: str, why: str, field: str, begin: int, stop: int) -> Part:
    quote = texts.original(field)[begin:stop] if field else ""
    return Part(value, group, why, field, begin, stop, quote) if quote else Part(value, group, why)

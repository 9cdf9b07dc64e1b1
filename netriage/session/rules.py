"""Rules: listed with their hits, previewed before they are saved, taken back like any step.

Separate because a rule is a decision about listings that have not come yet; the journal keeps it, `filters` reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta

from netriage.errors import InputError
from netriage.filters.row import fold
from netriage.filters.rules import Rule, RuleAction, count_hits, make_rule, propose_rule, to_document
from netriage.filters.syntax import Compare, Op
from netriage.fit import Band, calibrate
from netriage.model import Lane, Verdict
from netriage.session.deciding import Deciding
from netriage.session.ranking import EXPLORING, LEARNING, LEARNING_SINCE, rules_of
from netriage.session.view import Row, RuleStatus, RuleSubject, Step
from netriage.triage import Decision, Kind

DEFAULT_POINTS = 10.0
MOST_DAYS = 36_500
WORTH_IT, NOT_WORTH_IT = "worth-it", "not-worth-it"
"""Tags that say how a kept listing turned out."""


class Rules(Deciding):
    """The drawer of rules, and of what decisions teach."""

    def rules(self) -> tuple[RuleStatus, ...]:
        """The rules in the order in which they were made, each with what it matches now."""
        rules, _ = rules_of(self.record)
        hits = count_hits(rules, self.view.rows.values(), self.filter_context())
        return tuple(
            RuleStatus(rule, rule.words + self._ends(rule), hits[rule.id].count, len(hits[rule.id].kept))
            for rule in rules
        )

    def preview_rule(self, action: str, filter_text: str) -> tuple[str, ...]:
        """Keys of the inbox that a rule would hide or move; raises FilterError."""
        rule = self._make(action, filter_text, DEFAULT_POINTS, None)
        return count_hits([rule], self.view.rows.values(), self.filter_context())[rule.id].inbox

    def rule_subjects(self, key: str) -> tuple[RuleSubject, ...]:
        """What a rule can be made of from a listing, the most particular first, each with what it would move. Slow."""
        named = list(dict.fromkeys(_subjects(self.view.rows[key])))
        rules = [
            self._make("raise", str(Compare(name, Op.EQ, fold(text))), DEFAULT_POINTS, None) for name, text in named
        ]
        hits = count_hits(rules, self.view.rows.values(), self.filter_context())
        return tuple(
            RuleSubject(name, text, rule.filter, hits[rule.id].inbox)
            for (name, text), rule in zip(named, rules, strict=True)
        )

    def add_rule(self, action: str, filter_text: str, points: float = 0.0, days: int | None = None) -> Step:
        """Add a rule; `points` counts for raise and lower, `days` ends it by itself. Raises FilterError, InputError."""
        rule = self._make(action, filter_text, abs(points) or DEFAULT_POINTS, days)
        if any(other.rule.words == rule.words for other in self.rules()):
            raise InputError(f"There is such a rule already: {rule.words}.")
        step = self._take(self._entry(Kind.RULE, f"made the rule “{rule.words}”", data=to_document(rule)))
        self.rerank()
        return step

    def remove_rule(self, rule_id: str) -> Step:
        """Remove a rule by its id; undo brings it back."""
        found = [status.rule for status in self.rules() if status.rule.id.startswith(rule_id)] if rule_id else []
        if len(found) != 1:
            raise InputError(f"There is no one rule “{rule_id}”.", "netriage rules list shows their ids.")
        words = f"removed the rule “{found[0].words}”"
        step = self._take(self._entry(Kind.RULE, words, data={"id": found[0].id, "removed": True}))
        self.rerank()
        return step

    def proposed_rule(self) -> Rule | None:
        """A never-rule that five skips for one reason suggest; None when there is nothing to suggest."""
        rows = list(self.view.rows.values())
        skipped = [row for row in rows if row.lane is Lane.SKIP]
        kept = [row for row in rows if row.lane in (Lane.KEEP, Lane.CHANGED)]
        rules, _ = rules_of(self.record)
        proposal = propose_rule(skipped, kept, self.filter_context(), rules)
        return None if proposal is None else self._make("never", proposal.filter, DEFAULT_POINTS, None)

    def learned_words(self) -> tuple[str, ...]:
        """What the decisions taught, strongest first: '+ roundtable (kept 4, skipped 0)'. Slow."""
        if self.record.settings.get(LEARNING) is False:
            return ("learning is switched off",)
        with self._slow:
            basis = self._trial_basis(self._ranking_goal())
            learned = self._ranker.learn(self._present(self.record), basis)
        if not learned.enough:
            return (f"too few decisions to learn from: {learned.keeps} kept, {learned.skips} skipped",)
        return tuple(
            f"{'+' if one.weight > 0 else '−'} {one.written} ({one.kind}; kept {one.kept}, skipped {one.skipped})"
            for one in learned.likings
        )

    def set_learning(self, *, on: bool) -> Step:
        """Switch learning from decisions on or off."""
        step = self._take(self._entry(Kind.SETTING, f"switched learning {'on' if on else 'off'}", data={LEARNING: on}))
        self.rerank()
        return step

    def set_exploring(self, *, on: bool) -> Step:
        """Switch on or off that one listing with too little text is lifted to where it is seen."""
        words = f"switched exploring {'on' if on else 'off'}"
        step = self._take(self._entry(Kind.SETTING, words, data={EXPLORING: on}))
        self.rerank()
        return step

    def reset_learning(self) -> Step:
        """Let decisions up to now teach nothing any more; they stand."""
        since = {LEARNING_SINCE: self.now().isoformat()}
        step = self._take(self._entry(Kind.SETTING, "forgot what decisions taught so far", data=since))
        self.rerank()
        return step

    def calibration(self) -> tuple[tuple[Band, ...], Mapping[str, int]]:
        """How often what was kept turned out worth it, by band of the fit that it had then; why others do not count.

        Until there is a debrief, tags tell: WORTH_IT or NOT_WORTH_IT on a listing that was kept. The second are the
        reasons in words with how many were tagged in vain.
        """
        outcomes: dict[str, tuple[float, bool]] = {}
        left: Counter[str] = Counter()
        for key, tags in self.record.tags.items():
            told = tags & {WORTH_IT, NOT_WORTH_IT}
            # A tag names the listing as it is today, which may have been decided under an earlier key.
            decision = self._made.decisions.get(key) or self.record.decisions.get(key)
            reason = _uncounted(decision, told) if told else ""
            if reason:
                left[reason] += 1
            elif told and decision and decision.fit is not None:
                outcomes[decision.snapshot.key] = decision.fit, WORTH_IT in told
        return calibrate(outcomes.values()), dict(left.most_common())

    def _make(self, action: str, text: str, points: float, days: int | None) -> Rule:
        now = self.now()
        if days is not None and not 0 < days <= MOST_DAYS:
            raise InputError(f"{days} days are out of range.", f"A rule ends after 1 to {MOST_DAYS:,} days, or never.")
        ends = None if days is None else now + timedelta(days=days)
        return make_rule(self.new_id()[:7], RuleAction(action), text, now=now, points=points, expires_at=ends)

    def _ends(self, rule: Rule) -> str:
        if rule.expires_at is None:
            return ""
        over = " (over)" if rule.expires_at <= self.now() else ""
        return f", until {rule.expires_at.astimezone(self.zone):%d %b %Y}{over}"


def _uncounted(decision: Decision | None, told: AbstractSet[str]) -> str:
    """Why a tagged listing tells nothing of the fit; '' when it does."""
    if len(told) > 1:
        return "tagged as both"
    if decision is None or decision.verdict is not Verdict.KEEP:
        stood = decision.verdict if decision else Verdict.INBOX
        return {Verdict.SKIP: "skipped", Verdict.LATER: "put off, not kept"}.get(stood, "not kept")
    return "without a fit when it was kept" if decision.fit is None else ""


def _subjects(row: Row) -> Iterator[tuple[str, str]]:
    """Name of the filter language and text, the most particular first."""
    listing = row.scored.listing
    for group, name in (("people", "people"), ("companies", "company")):
        yield from ((name, item.target) for item in row.scored.evidence if item.group == group and item.target)
    yield from (("people", speaker) for speaker in listing.speakers[:3])
    yield from (("company", host) for host in listing.hosts[:2] if host != listing.organizer)
    found = (("organizer", listing.organizer), ("type", row.scored.event_type))
    yield from ((name, text) for name, text in found if text.strip())
    yield from (("feed", name) for name in row.feed_names)

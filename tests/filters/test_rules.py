"""Rules: what they may look at, what they do to a score, what they match, and when one is proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import FilterError, InputError
from netriage.filters.rules import (
    Rule,
    RuleAction,
    apply_rules,
    broken_rules,
    count_hits,
    from_document,
    make_rule,
    propose_rule,
    to_document,
    without_rules,
)
from netriage.model import Evidence, Gate, Lane
from tests.filters.rows import CONTEXT, NOW, Row, row


def rule(action: str, text: str, identity: str = "r1", **given: Any) -> Rule:
    return make_rule(identity, RuleAction(action), text, now=NOW, **given)


def scored(**given: Any) -> Any:
    return row(**given).scored


WEBINAR = scored(title="Webinar: growth", fit=40.0, evidence=(Evidence(40, "words", "topic growth"),))
TALK = scored(title="Go talk", fit=95.0, evidence=(Evidence(95, "words", "topic go"),))


def test_a_rule_keeps_its_filter_in_the_canonical_form() -> None:
    assert rule("never", "Webinar OR type:ad").filter == "Webinar or type:ad"
    assert rule("raise", "company:acme", points=10).words == "raise company:acme by 10"
    assert rule("never", "webinar").words == "never webinar"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "act on everything"),
        ("lane:keep", "'lane'"),
        ("webinar and not (go or reason:far)", "'reason'"),
        ("is:new", "'is:new'"),
        ("clash", "'is:clash'"),
        ("fti>3", "no name 'fti'"),
    ],
)
def test_a_rule_is_about_the_listing_and_not_about_decisions(text: str, told: str) -> None:
    with pytest.raises(FilterError, match=told):
        rule("never", text)


def test_points_and_expiry_have_bounds() -> None:
    for points in (0, -5, 51):
        with pytest.raises(InputError, match="out of range"):
            rule("raise", "go", points=points)
    with pytest.raises(InputError, match="already be over"):
        rule("never", "go", expires_at=NOW)


def test_a_never_rule_adds_a_gate_that_names_it_and_drops_nothing() -> None:
    ruled = apply_rules([rule("never", "webinar")], [WEBINAR, TALK], CONTEXT)
    assert ruled[0].gates == (Gate("rule", "your rule: never webinar"),)
    assert ruled[0].fit == 40.0
    assert ruled[1] is TALK


def test_raising_and_lowering_move_the_fit_between_0_and_100_and_it_stays_the_sum_of_its_evidence() -> None:
    rules = [rule("raise", "talk", "r1", points=20), rule("lower", "webinar", "r2", points=50)]
    webinar, talk = apply_rules(rules, [WEBINAR, TALK], CONTEXT)
    assert (webinar.fit, talk.fit) == (0.0, 100.0)
    assert webinar.evidence[-1].points == -40.0
    assert talk.evidence[-1].points == 5.0
    assert talk.evidence[-1].why == "your rule: raise talk by 20"


def test_what_has_no_fit_is_not_given_one() -> None:
    unranked = scored(title="Go talk", fit=None)
    assert apply_rules([rule("raise", "go", points=20)], [unranked], CONTEXT) == (unranked,)


def test_each_rule_sees_the_listings_as_they_were_ranked() -> None:
    rules = [rule("raise", "talk", "r1", points=5), rule("lower", "fit>=96", "r2", points=50)]
    assert apply_rules(rules, [TALK], CONTEXT)[0].fit == 100.0


def test_a_rule_ends_when_it_expires() -> None:
    short = rule("never", "webinar", expires_at=NOW + timedelta(days=90))
    later = replace(CONTEXT, now=NOW + timedelta(days=90))
    assert apply_rules([short], [WEBINAR], CONTEXT)[0].gates
    assert not apply_rules([short], [WEBINAR], later)[0].gates
    assert count_hits([short], [row(title="Webinar")], later)["r1"].count == 0


def test_a_feed_is_told_by_its_name() -> None:
    ruled = apply_rules([rule("never", "feed:berlin")], [WEBINAR], CONTEXT, {"f" * 8: "Berlin tech"})
    assert ruled[0].gates


def test_a_rule_whose_filter_no_longer_reads_does_nothing_and_is_told() -> None:
    old = replace(rule("never", "webinar"), filter="colour:red")
    rules = [old, rule("never", "webinar", "r2")]
    assert [(broken.id, "no name 'colour'" in why) for broken, why in broken_rules(rules, CONTEXT)] == [("r1", True)]
    assert len(apply_rules(rules, [WEBINAR], CONTEXT)[0].gates) == 1


def test_hits_are_counted_by_what_was_decided_and_kept_ones_speak_against_the_rule() -> None:
    rows = [
        row("Webinar 1", key="1" * 32),
        row("Webinar 2", key="2" * 32, lane=Lane.KEEP),
        row("Webinar 3", key="3" * 32, lane=Lane.CHANGED),
        row("Webinar 4", key="4" * 32, lane=Lane.SKIP),
        row("Webinar 5", key="5" * 32, lane=Lane.LATER),
        row("Other", key="6" * 32),
    ]
    hits = count_hits([rule("never", "webinar")], rows, CONTEXT)["r1"]
    assert (hits.inbox, hits.kept, hits.other) == (("1" * 32,), ("2" * 32, "3" * 32), ("4" * 32, "5" * 32))
    assert hits.count == 5


rules_strategy = st.lists(
    st.builds(
        rule,
        st.sampled_from(["never", "raise", "lower"]),
        st.sampled_from(["talk", "webinar", "fit>=50", "not go"]),
        points=st.integers(1, 50),
    ),
    max_size=4,
)


@given(rules_strategy, st.floats(0, 100))
def test_taking_the_rules_back_gives_the_score_before_them(rules: list[Rule], fit: float) -> None:
    before = scored(title="Go talk", fit=fit, evidence=(Evidence(fit, "words", "topic go"),))
    (after,) = apply_rules(rules, [before], CONTEXT)
    assert sum(item.points for item in after.evidence) == pytest.approx(after.fit, abs=1e-9)
    assert after.fit is not None
    assert 0 <= after.fit <= 100
    back = without_rules(after)
    assert back.fit == pytest.approx(fit, abs=1e-9)
    assert (back.evidence, back.gates) == (before.evidence, before.gates)


some_rules = st.builds(
    rule,
    st.sampled_from(["never", "raise"]),
    st.sampled_from(["go", 'title:"a b"']),
    note=st.text(max_size=9),
    expires_at=st.none() | st.just(NOW + timedelta(days=3)),
)


@given(some_rules)
def test_a_rule_is_read_back_from_its_document(made: Rule) -> None:
    assert from_document(to_document(made)) == made


# Proposals.


def skipped(number: int, title: str, reason: str = "too far", **given: Any) -> Row:
    return row(title, key=f"{number:032x}", lane=Lane.SKIP, reason=reason, **given)


def test_five_skips_for_one_reason_that_share_an_organiser_propose_a_rule_with_the_listings() -> None:
    skips = [skipped(number, f"Evening {name}", organizer="Potsdam Hub") for number, name in enumerate("abcde")]
    other = skipped(9, "Different", organizer="Elsewhere")
    proposal = propose_rule([*skips, other], [row("Kept evening")], CONTEXT)
    assert proposal is not None
    assert proposal.filter == 'organizer="potsdam hub"'
    assert proposal.words == '5 skipped as “too far” have organizer="potsdam hub"'
    assert proposal.keys == tuple(item.scored.listing.key for item in skips)
    assert count_hits([rule("never", proposal.filter)], skips, CONTEXT)["r1"].count == 5


def test_four_are_too_few_and_so_are_five_for_different_reasons_or_for_none() -> None:
    alike = [skipped(number, "Webinar") for number in range(4)]
    assert propose_rule(alike, [], CONTEXT) is None
    assert propose_rule([*alike, skipped(5, "Webinar", reason="boring")], [], CONTEXT) is None
    assert propose_rule([skipped(number, "Webinar", reason="") for number in range(6)], [], CONTEXT) is None


def test_what_something_kept_has_too_is_not_proposed() -> None:
    skips = [skipped(number, f"Webinar {name}", organizer="Hub") for number, name in enumerate("abcde")]
    proposal = propose_rule(skips, [row("Dinner", organizer="Hub")], CONTEXT)
    assert proposal is not None
    assert proposal.filter == "title:webinar"
    assert propose_rule(skips, [row("Webinar for me", organizer="Hub")], CONTEXT) is None


def test_what_covers_more_wins_and_then_what_is_more_particular() -> None:
    same = [skipped(number, "Weekly yoga", organizer="Hub") for number in range(5)]
    assert (found := propose_rule(same, [], CONTEXT)) is not None
    assert found.filter == 'title="weekly yoga"'
    wider = [*same, skipped(7, "Yoga retreat", organizer="Park")]
    assert (found := propose_rule(wider, [], CONTEXT)) is not None
    assert found.filter == "title:yoga"
    assert propose_rule(same, [], CONTEXT, [rule("never", 'title="weekly yoga"')]) != found


def test_reasons_are_the_same_whatever_their_case_and_accents() -> None:
    reasons = ["Zu weit", "zu weit", " ZU WEIT ", "zu weit", "zü weit"]
    skips = [skipped(number, "Yoga", reason=reason) for number, reason in enumerate(reasons)]
    assert propose_rule(skips, [], CONTEXT) is not None

"""The session in process: what several parts do together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netriage import triage
from netriage.config import Settings, read_settings
from netriage.errors import InputError, StoreBusyError
from netriage.fit.corpus import Codes
from netriage.model import Health, Lane, Verdict
from netriage.session.picture import Ingredients
from netriage.session.session import Session
from tests.session.conftest import Clock, Open
from tests.worlds import GOAL, WEEK, calendar, vevent


def key_of(session: Session, title: str) -> str:
    return next(key for key, row in session.view.rows.items() if row.scored.listing.title == title)


def lane(session: Session, which: Lane) -> list[str]:
    return [session.view.rows[key].scored.listing.title for key in session.view.lanes[which]]


def test_repainting_after_each_step_gives_the_same_picture_as_painting_anew(pulled: Session) -> None:
    first, second, third, *_ = pulled.view.lanes[Lane.INBOX]
    steps: list[Callable[[], object]] = [
        lambda: pulled.decide([first], Verdict.KEEP),
        lambda: pulled.decide([second, third], Verdict.SKIP, reason="wrong people"),
        lambda: pulled.decide([second], Verdict.LATER, until=datetime(2026, 8, 24, tzinfo=UTC)),
        pulled.undo,
        pulled.undo,
        pulled.redo,
        lambda: pulled.decide([first], Verdict.INBOX),
    ]
    for step in steps:
        step()
        repainted = pulled.view
        assert pulled.rerank() == repainted


def test_a_listing_that_says_too_little_is_lifted_until_exploring_is_switched_off(
    open_session: Open, tmp_path: Path
) -> None:
    session = open_session()
    told = (
        vevent(
            f"w{number}@x",
            f"Data engineer on load forecasting, smart meter {number}",
            "20260828",
            LOCATION="Amsterdam",
            DESCRIPTION="Wool. " * 20,
        )
        for number in range(12)
    )
    feed = tmp_path / "thin.ics"
    feed.write_text(calendar(*told, vevent("thin@x", "Evening", "20260827", LOCATION="Amsterdam")), "utf-8", newline="")
    session.add_source(str(feed))
    session.pull()
    session.load()
    thin = key_of(session, "Evening")

    def place() -> int:
        return session.view.lanes[Lane.INBOX].index(thin)

    lifted = place()
    assert session.view.rows[thin].scored.evidence[-1].group == "explore"
    session.set_exploring(on=False)
    assert place() == 12 > lifted
    assert all(item.group != "explore" for item in session.view.rows[thin].scored.evidence)
    session.undo()
    session.rerank()
    assert place() == lifted


def test_another_process_sees_a_decision_when_it_refreshes(pulled: Session, open_session: Open) -> None:
    other = open_session()
    other.load()
    assert other.refresh() is None
    pulled.decide([key_of(pulled, "Forecasting evening")], Verdict.KEEP)
    assert other.refresh() is not None
    assert lane(other, Lane.KEEP) == ["Forecasting evening"]
    undone = other.undo()
    assert undone is not None
    assert "Forecasting evening" in undone.words


def test_what_is_decided_while_the_ranking_runs_is_in_the_picture_that_it_paints(
    pulled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, other = key_of(pulled, "Forecasting evening"), key_of(pulled, "Late dinner")
    rank = pulled._rank_all

    def decide_meanwhile(record: triage.Record) -> Ingredients:
        made = rank(record)
        pulled.decide([key], Verdict.KEEP)
        pulled.decide([other], Verdict.SKIP)
        return made

    monkeypatch.setattr(pulled, "_rank_all", decide_meanwhile)
    view = pulled.rerank()
    monkeypatch.undo()
    assert (lane(pulled, Lane.KEEP), lane(pulled, Lane.SKIP)) == (["Forecasting evening"], ["Late dinner"])
    assert pulled.rerank() == view


def test_scores_kept_by_one_run_are_those_that_the_next_would_compute(pulled: Session, open_session: Open) -> None:
    again = open_session()
    again.load()
    kept = [(key, row.scored) for key, row in again.view.rows.items()]
    (again.store.folders.cache / "scores.json").unlink()
    fresh = open_session()
    fresh.load()
    assert [(key, row.scored) for key, row in fresh.view.rows.items()] == kept


def test_after_a_decision_the_next_run_cuts_no_text_again_and_ranks_the_same(
    pulled: Session, open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title, verdict in (("Forecasting evening", Verdict.KEEP), ("Late dinner", Verdict.SKIP)):
        pulled.decide([key_of(pulled, title)], verdict)
    cut: list[object] = []
    real = Codes.coded
    monkeypatch.setattr(Codes, "coded", lambda codes, texts: cut.append(texts) or real(codes, texts))
    again = open_session()
    again.load()
    assert not cut
    (pulled.store.folders.cache / "index.columns").unlink()
    (pulled.store.folders.cache / "scores.json").unlink()
    fresh = open_session()
    fresh.load()
    assert cut
    assert fresh.view.rows == again.view.rows


@pytest.mark.parametrize("damage", [b"", b"deadbeef\n{}", b"x" * 5000])
def test_a_damaged_index_costs_one_indexing(pulled: Session, open_session: Open, damage: bytes) -> None:
    index, scores = (pulled.store.folders.cache / name for name in ("index.columns", "scores.json"))
    whole = index.read_bytes()
    index.write_bytes(damage)
    scores.unlink()
    again = open_session()
    again.load()
    assert again.view.rows == pulled.view.rows
    assert len(index.read_bytes()) == len(whole)


def test_an_edited_goal_is_previewed_and_then_not_answered_with_old_scores(pulled: Session) -> None:
    key = key_of(pulled, "Forecasting evening")
    before = pulled.view.rows[key].scored.fit
    elsewhere = GOAL.replace("Halden Energy", "Kestrel Power").replace("Ines Okafor", "Tomas Lindqvist")
    effect = pulled.goal_effect(elsewhere)
    assert [one.listing.key for one, _ in effect.falls] == [key]
    assert pulled.view.rows[key].scored.fit == before
    pulled.save_goal(elsewhere)
    assert before is not None
    assert pulled.view.rows[key].scored.fit == pytest.approx(before + effect.falls[0][1])


def test_a_second_look_at_an_edit_reads_no_text_again_and_what_is_shown_stays_as_it_was(
    pulled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = GOAL.replace("Halden Energy", "Kestrel Power")
    shown, first = pulled.view, pulled.goal_effect(elsewhere)
    read: list[object] = []
    monkeypatch.setattr("netriage.fit.corpus.chunks_of_all", read.append)
    assert pulled.goal_effect(elsewhere) == first
    assert pulled.goal_effect(GOAL).falls == ()
    assert not read
    monkeypatch.undo()
    (pulled.store.folders.cache / "scores.json").unlink()
    assert pulled.rerank() == shown


def test_a_vague_goal_is_not_saved_without_a_reason(pulled: Session) -> None:
    with pytest.raises(InputError, match="vague"):
        pulled.save_goal('statement = "to get a job"\n')
    assert pulled.view.ranked
    pulled.save_goal('statement = "to get a job"\n', override="only for the test")
    assert pulled.view.ranked
    undone = pulled.undo()
    assert undone is not None
    assert undone.outdated
    assert not pulled.rerank().ranked


def test_a_feed_that_suddenly_shrinks_is_not_believed_until_a_day_later(
    pulled: Session, tmp_path: Path, clock: Clock
) -> None:
    many = [vevent(f"m{n}@x", f"Evening number {n}", f"202609{n:02}") for n in range(1, 13)]
    feed = tmp_path / "many.ics"
    feed.write_text(calendar(*many, name="Many"), "utf-8", newline="")
    added = pulled.add_source(str(feed))
    pulled.pull()
    listed = len(pulled.load().rows)
    feed.write_text(calendar(many[0], name="Many"), "utf-8", newline="")
    pulled.pull()
    assert len(pulled.load().rows) == listed
    assert pulled.store.cache.states()[added.id].health is Health.SHRUNK
    clock.now += timedelta(days=1, minutes=1)
    pulled.pull()
    assert len(pulled.load().rows) == listed - 11
    assert pulled.store.cache.states()[added.id].health is Health.OK


def test_a_body_that_is_cut_off_removes_nothing(pulled: Session, tmp_path: Path) -> None:
    titles = sorted(row.scored.listing.title for row in pulled.view.rows.values())
    feed = tmp_path / "week.ics"
    feed.write_text(WEEK[: WEEK.index("Pottery")], "utf-8", newline="")
    report = pulled.pull()
    assert report.failed == 1
    assert sorted(row.scored.listing.title for row in pulled.load().rows.values()) == titles


def test_a_new_day_moves_the_window_without_a_new_body(pulled: Session, tmp_path: Path, clock: Clock) -> None:
    weekly = vevent("w@x", "Weekly coffee", "20260824", 8, RRULE="FREQ=WEEKLY")
    feed = tmp_path / "weekly.ics"
    feed.write_text(calendar(weekly), "utf-8", newline="")
    pulled.add_source(str(feed))
    pulled.pull()
    row = pulled.load().rows[key_of(pulled, "Weekly coffee")]
    last = row.scored.listing.dates[-1]
    decided = pulled.decide([row.scored.listing.key], Verdict.KEEP)
    clock.now += timedelta(days=14)
    report = pulled.pull()
    assert report.unchanged == 2
    later = pulled.load().rows[decided.keys[0]]
    assert later.scored.listing.dates[-1] > last
    assert later.lane is Lane.KEEP


def test_removing_a_feed_takes_its_listings_but_not_what_was_kept(pulled: Session) -> None:
    pulled.decide([key_of(pulled, "Forecasting evening")], Verdict.KEEP)
    pulled.remove_feed(pulled.store.feeds.list()[0].id)
    assert [row.scored.listing.title for row in pulled.view.rows.values()] == ["Forecasting evening"]
    assert lane(pulled, Lane.KEEP) == ["Forecasting evening"]


def test_what_vanished_from_its_feed_stays_in_the_calendar_as_it_was_written(
    open_session: Open, tmp_path: Path, clock: Clock
) -> None:
    settings = read_settings(f"[[calendars]]\nname = 'out'\npath = '{tmp_path / 'vdir'}'\n", "config.toml")
    session = open_session(settings)
    feed = tmp_path / "week.ics"
    feed.write_text(WEEK, "utf-8", newline="")
    session.add_source(str(feed))
    session.pull()
    session.load()
    session.decide([key_of(session, "Forecasting evening")], Verdict.KEEP)
    session.apply_sync(session.plan_sync())
    (written,) = (tmp_path / "vdir").glob("*.ics")
    body = written.read_bytes()
    session.remove_feed(session.store.feeds.list()[0].id)
    assert lane(session, Lane.KEEP) == ["Forecasting evening"]
    (plan,) = session.plan_sync()
    assert plan.empty
    assert written.read_bytes() == body


def test_a_pull_beside_another_is_refused_and_costs_nothing(pulled: Session, open_session: Open) -> None:
    other = open_session()
    with pulled.store.cache.pull_lock(), pytest.raises(StoreBusyError):
        other.pull()


def test_a_rule_hides_until_it_is_undone_and_says_so(pulled: Session) -> None:
    assert pulled.preview_rule("never", "title:dinner") == (key_of(pulled, "Late dinner"),)
    pulled.add_rule("never", "title:dinner")
    assert "Late dinner" not in lane(pulled, Lane.INBOX)
    assert key_of(pulled, "Late dinner") in pulled.view.hidden
    assert [(status.hits, status.kept_after_hit) for status in pulled.rules()] == [(1, 0)]
    undone = pulled.undo()
    assert undone is not None
    assert undone.outdated
    pulled.rerank()
    assert "Late dinner" in lane(pulled, Lane.INBOX)


def test_a_listing_offers_what_a_rule_can_be_made_of_and_each_is_a_rule_that_reads(pulled: Session) -> None:
    subjects = pulled.rule_subjects(key_of(pulled, "Forecasting evening"))
    assert ("company", "Halden Energy") in {(subject.words, subject.text) for subject in subjects}
    assert any(subject.words == "feed" for subject in subjects)
    for subject in subjects:
        assert subject.keys == pulled.preview_rule("lower", subject.filter)
    pulled.add_rule("lower", subjects[0].filter, days=90)
    assert pulled.rules()[0].words.endswith("by 10, until 20 Nov 2026")


def test_a_rule_that_has_ended_is_not_answered_with_old_scores(
    pulled: Session, open_session: Open, clock: Clock
) -> None:
    pulled.add_rule("never", "title:dinner", days=1)
    assert "Late dinner" not in lane(pulled, Lane.INBOX)
    clock.now += timedelta(days=1)
    later = open_session()
    later.load()
    assert "Late dinner" in lane(later, Lane.INBOX)


def test_a_rule_on_days_to_come_moves_on_with_them(pulled: Session, open_session: Open, clock: Clock) -> None:
    pulled.add_rule("never", "title:dinner and in:60h")
    assert "Late dinner" in lane(pulled, Lane.INBOX)
    clock.now += timedelta(days=1)
    later = open_session()
    later.load()
    assert "Late dinner" not in lane(later, Lane.INBOX)


def test_a_rule_that_does_not_read_any_more_is_told_at_each_start(
    pulled: Session, open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled.add_rule("lower", "title:dinner", points=5)
    made = pulled.rules()[0].rule
    monkeypatch.setattr("netriage.session.ranking.from_document", lambda _: replace(made, filter="colour:red"))
    for _ in range(2):
        session = open_session()
        assert ["no name 'colour'" in problem.words for problem in session.load().problems] == [True]


def test_a_theme_is_remembered_outside_the_journal_unless_the_config_names_one(open_session: Open) -> None:
    session = open_session()
    assert session.theme() == ""
    assert session.remember_theme("nord")
    assert session.undo() is None
    session.store.close()
    assert open_session().theme() == "nord"
    strict = open_session(Settings(theme="dracula"))
    assert strict.theme() == "dracula"
    assert not strict.remember_theme("nord")


def test_saved_views_are_counted_over_the_inbox(open_session: Open, pulled: Session) -> None:
    pulled.store.close()
    session = open_session(Settings(views={"all": "", "dinner": "title:dinner", "none": "lane:keep"}))
    session.load()
    inbox = len(session.view.lanes[Lane.INBOX])
    assert session.view_counts() == {"all": inbox, "dinner": 1, "none": 0}


def test_a_raise_rule_keeps_the_fit_the_sum_of_its_evidence(pulled: Session) -> None:
    before = pulled.view.rows[key_of(pulled, "Late dinner")].scored.fit
    pulled.add_rule("raise", "title:dinner", points=30)
    scored = pulled.view.rows[key_of(pulled, "Late dinner")].scored
    assert before is not None
    assert scored.fit == pytest.approx(before + 30)
    assert sum(item.points for item in scored.evidence) == pytest.approx(scored.fit, abs=1e-9)


def test_hours_and_targets_of_the_header_come_from_what_is_kept(pulled: Session) -> None:
    assert pulled.view.targets_total == 2
    pulled.decide([key_of(pulled, "Forecasting evening")], Verdict.KEEP)
    assert pulled.view.kept_time == timedelta(hours=2)
    assert set(pulled.view.targets_reached) == {"Halden Energy", "Ines Okafor"}


def test_what_is_open_for_months_takes_no_hours_of_the_week(pulled: Session, open_session: Open) -> None:
    (feed,) = pulled.view.feeds
    show = vevent("show", "Pots of two centuries", "20260101", 0).replace("20260101T020000", "20261231T235900")
    feed_file = Path(feed.feed.url)
    feed_file.write_text(feed_file.read_text("utf-8").replace("END:VCALENDAR", f"{show}\r\nEND:VCALENDAR"), newline="")
    pulled.pull(force=True)
    pulled.decide([key_of(pulled, "Pots of two centuries"), key_of(pulled, "Forecasting evening")], Verdict.KEEP)
    assert pulled.view.kept_time == timedelta(hours=2)
    pulled.save_front()
    shown = open_session().front()
    assert shown is not None
    assert shown.kept_time == timedelta(hours=2)


def test_previewing_a_feed_stores_nothing(pulled: Session, tmp_path: Path) -> None:
    again = tmp_path / "again.ics"
    again.write_text(WEEK, "utf-8", newline="")
    (preview,) = pulled.preview_feed(str(again))
    assert (preview.listings, preview.overlap, preview.name) == (5, 1.0, "The week")
    assert preview.best[0].listing.title == "Forecasting evening"
    assert len(pulled.store.feeds.list()) == 1


def test_all_shared_feeds_pull_and_each_failure_is_told(open_session: Open, shared: Path) -> None:
    """DATA.md: 5 of the stored feeds are error pages and 2 are empty; every other one is a calendar."""
    session = open_session(read_settings("[pull]\nmax_mb = 50\n", "config.toml"))
    session.goal_file.unlink()  # ranking is not what this is about
    paths = sorted((shared / "feeds").iterdir())
    for path in paths:
        session.add_source(str(path))
    report = session.pull()
    assert report.feeds == len(paths)
    assert report.failed == len(report.errors) == 7
    assert all("not a calendar" in what and remedy for _, what, remedy in report.errors)
    assert report.listings > 5_000
    states = session.store.cache.states()
    for feed in session.store.feeds.list():
        assert states[feed.id].checked_at is not None
        assert states[feed.id].error or states[feed.id].health is Health.OK
    again = session.pull()
    assert (again.new, again.changed, again.unchanged) == (0, 0, len(paths) - 7)
    assert replace(again, problems=(), errors=()).listings == report.listings


def test_an_open_show_is_put_off_and_what_nearly_ends_is_not(pulled: Session) -> None:
    (feed,) = pulled.view.feeds
    show = vevent("show", "Pots of two centuries", "20260101", 0).replace("20260101T020000", "20261231T235900")
    fair = vevent("fair", "Print fair", "20260101", 0).replace("20260101T020000", "20260822T235900")
    feed_file = Path(feed.feed.url)
    body = feed_file.read_text("utf-8").replace("END:VCALENDAR", f"{show}\r\n{fair}\r\nEND:VCALENDAR")
    feed_file.write_text(body, "utf-8", newline="")
    pulled.pull(force=True)
    until = pulled.now() + timedelta(days=3)
    pulled.decide([key_of(pulled, "Pots of two centuries")], Verdict.LATER, until=until)
    assert lane(pulled, Lane.LATER) == ["Pots of two centuries"]
    with pytest.raises(InputError, match=r"Print fair. has begun"):
        pulled.decide([key_of(pulled, "Print fair")], Verdict.LATER, until=until)

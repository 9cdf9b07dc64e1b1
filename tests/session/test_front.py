"""What the last run left for the next one's first look: it is the picture's beginning, or it is not shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from netriage.model import Lane, Verdict
from netriage.session import front
from netriage.session.session import Session
from netriage.session.view import View
from tests.session.conftest import Clock, Open
from tests.worlds import calendar, vevent

Change = Callable[[Session, Path], object]


def same(shown: View, whole: View) -> bool:
    """Whether a front says what the whole picture says, as far as it goes."""
    assert shown.counts == whole.counts
    assert (shown.kept_time, shown.targets_reached) == (whole.kept_time, whole.targets_reached)
    assert (shown.targets_total, shown.goal, shown.ranked) == (whole.targets_total, whole.goal, whole.ranked)
    for lane in Lane:
        keys = list(shown.lanes[lane])
        assert keys == list(whole.lanes[lane])[: len(keys)]
    return all(row == whole.rows[key] for key, row in shown.rows.items())


def test_the_next_run_sees_at_once_what_the_last_one_left(pulled: Session, open_session: Open) -> None:
    first, second, third, *_ = pulled.view.lanes[Lane.INBOX]
    pulled.decide([first], Verdict.KEEP)
    pulled.decide([second], Verdict.SKIP, reason="too far")
    pulled.note(third, "ask them")
    pulled.save_front()
    following = open_session()
    shown = following.front()
    assert shown is not None
    assert shown.rows[first].lane is Lane.KEEP
    assert same(shown, following.load())
    assert following.front() is None  # the whole picture is there


def test_a_front_is_only_the_beginning_and_counts_the_rest(
    pulled: Session, open_session: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_ROWS", 2)
    pulled.save_front()
    following = open_session()
    shown = following.front()
    assert shown is not None
    assert len(shown.lanes[Lane.INBOX]) == 2
    assert same(shown, following.load())


def decide(session: Session, _: Path) -> object:
    return session.decide([session.view.lanes[Lane.INBOX][0]], Verdict.SKIP)


def undo(session: Session, _: Path) -> object:
    return session.undo()


def change_the_goal(_: Session, home: Path) -> object:
    goal = home / "config" / "goal.toml"
    return goal.write_text(goal.read_text("utf-8").replace("forecasting", "pottery"), "utf-8")


def lose_the_goal(_: Session, home: Path) -> object:
    return (home / "config" / "goal.toml").unlink()


def pull_something(session: Session, home: Path) -> object:
    (home / "week.ics").write_text(calendar(vevent("new", "Something new", "20260901")), "utf-8", newline="")
    return session.pull(force=True)


def lose_the_journal(_: Session, home: Path) -> object:
    return (home / "data" / "journal.jsonl").unlink()


def lose_the_listings(_: Session, home: Path) -> object:
    return (home / "cache" / "listings.json").unlink()


def spoil(_: Session, home: Path) -> object:
    return (home / "cache" / "front.json").write_text('{"netriage": "cache", "version": 2, "tables"', "utf-8")


@pytest.mark.parametrize(
    "change",
    [decide, undo, change_the_goal, lose_the_goal, pull_something, lose_the_journal, lose_the_listings, spoil],
)
def test_a_front_of_something_else_is_never_shown(
    pulled: Session, open_session: Open, tmp_path: Path, change: Change
) -> None:
    pulled.decide([pulled.view.lanes[Lane.INBOX][1]], Verdict.KEEP)
    pulled.save_front()
    other = open_session()
    other.load()
    change(other, tmp_path)
    assert open_session().front() is None


def test_what_another_process_decided_meanwhile_is_not_left_out(pulled: Session, open_session: Open) -> None:
    other = open_session()
    other.load()
    decide(other, Path())
    pulled.save_front()  # without that decision
    following = open_session()
    shown = following.front()
    assert shown is None or same(shown, following.load())


@pytest.mark.parametrize("hours", [1, 7, 31, 24 * 5, 24 * 9, 24 * 300])
def test_hours_later_a_front_tells_what_is_over_by_then(
    pulled: Session, open_session: Open, clock: Clock, hours: int
) -> None:
    for key in pulled.view.lanes[Lane.INBOX][::2]:
        pulled.decide([key], Verdict.KEEP)
    pulled.save_front()
    clock.now += timedelta(hours=hours)
    following = open_session()
    shown = following.front()
    assert shown is not None
    assert same(shown, following.load())


def test_when_something_put_off_has_come_back_there_is_no_front(
    pulled: Session, open_session: Open, clock: Clock
) -> None:
    key = max(pulled.view.lanes[Lane.INBOX], key=lambda key: pulled.view.rows[key].scored.listing.start.isoformat())
    pulled.decide([key], Verdict.LATER, until=clock.now + timedelta(hours=3))
    pulled.save_front()
    clock.now += timedelta(hours=2)
    assert open_session().front() is not None
    clock.now += timedelta(hours=2)
    assert open_session().front() is None


def test_when_more_may_have_ended_than_is_known_there_is_no_front(
    pulled: Session, open_session: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_ENDS", 1)
    pulled.save_front()
    assert open_session().front() is not None
    clock.now += timedelta(days=400)
    assert open_session().front() is None


def test_what_is_not_ranked_by_the_rules_of_now_is_not_left(pulled: Session, open_session: Open) -> None:
    pulled.add_rule("never", "pottery")
    pulled.save_front()
    assert open_session().front() is not None
    undone = pulled.undo()
    assert undone is not None
    assert undone.outdated
    pulled.save_front()
    assert open_session().front() is None
    pulled.rerank()
    pulled.save_front()
    following = open_session()
    shown = following.front()
    assert shown is not None
    assert same(shown, following.load())


def test_nothing_is_left_where_nothing_was_loaded(open_session: Open, tmp_path: Path) -> None:
    session = open_session()
    session.save_front()
    assert not (tmp_path / "cache" / "front.json").exists()
    assert session.front() is None

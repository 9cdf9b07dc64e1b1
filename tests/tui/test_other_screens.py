"""Feeds, goal, calendar, rules, journal, why, reading, first run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event

import pytest

from netriage.calendars import Action, Left, Receipt, Refusal, SyncPlan
from netriage.calendars import Step as SyncStep
from netriage.errors import CalendarError, InputError
from netriage.goal import read_goal
from netriage.model import FieldChange, Lane
from netriage.tui.screens.asking import Question
from netriage.tui.screens.goal import GoalScreen
from tests.tui import fakes
from tests.tui.conftest import Stage


def step(action: Action, title: str, **fields: object) -> SyncStep:
    return SyncStep(action, "k", title, None, "kept", **fields)  # type: ignore[arg-type]


PLAN = SyncPlan(
    "home",
    fakes.NOW,
    (
        step(Action.CREATE, "Grid congestion roundtable"),
        step(Action.UPDATE, "Battery evening", changes=(FieldChange("start", "18:00", "19:00"),)),
        step(Action.DELETE, "Pub quiz"),
    ),
    (Left("k", "Lunch talk", "you edited it there"),),
    3,
)


async def test_the_feeds_screen_tells_health_in_words(stage):
    async with stage() as it:
        await it.press("f")
        words = it.words("#page-list")
        assert "failed" in words
        assert "503" in words
        assert "21 listings, 3 kept" in words
        assert "secret.example/token" not in words


async def test_a_feed_is_added_by_paste_after_a_preview_and_pulled_at_once(stage):
    async with stage() as it:
        await it.press("f", "a")
        await it.type("https://night.example/cal")
        await it.press("enter")
        words = it.words("#question-body")
        assert "14 coming listings" in words
        assert "20% of them" in words
        assert "Grid congestion roundtable" in words
        await it.press("y")
        assert it.session.feed_list[-1].feed.name == "Night School"
        await it.press("escape")
        assert it.main.pulling.running or "nothing new" in it.status


async def test_an_address_without_a_calendar_is_refused_in_words(stage):
    async with stage() as it:
        await it.press("f", "a")
        await it.type("nonsense")
        await it.press("enter")
        assert "Nothing there is a calendar" in it.status
        assert "Paste the address" in it.status


async def test_a_feed_is_removed_after_a_question(stage):
    async with stage() as it:
        await it.press("f", "d", "n")
        assert len(it.session.feed_list) == 3
        await it.press("d", "y")
        assert [status.feed.id for status in it.session.feed_list] == ["f2", "f3"]


async def test_the_goal_editor_shows_what_rises_and_falls_before_saving(stage):
    async with stage() as it:
        await it.press("e")
        words = it.words("#goal-words")
        assert "rises (2)" in words
        assert "+12.0" in words
        assert "falls (1)" in words
        await it.press("ctrl+s")
        assert it.session.calls[-1][0] == "save_goal"
        assert it.app.screen is it.main


async def test_where_the_effect_has_few_lines_what_falls_stands_beside_what_rises(stage):
    async with stage(size=(80, 24)) as it:
        await it.press("e")
        head = next(line for line in it.words("#goal-words").splitlines() if "rises (2)" in line)
        assert head.index("falls (1)") > 30
        shown = it.app.screen.query_one("#goal-effect").region
        assert shown.height > it.words("#goal-words").splitlines().index(head) + 4
        await it.pilot.resize_terminal(140, 40)
        await it.settle()
        words = it.words("#goal-words").splitlines()
        assert next(line for line in words if "falls (1)" in line).startswith("falls (1)")


@pytest.mark.parametrize("size", [(80, 19), (80, 12), (60, 10), (120, 12)])
async def test_on_a_low_screen_the_moves_come_first_and_some_are_seen(stage, size):
    async with stage(size=size) as it:
        await it.press("e")
        words = it.words("#goal-words").splitlines()
        assert words[0].startswith("rises (2)")
        frame = it.app.screen.query_one("#goal-effect").region
        assert frame.height - 2 >= 2
        assert it.app.screen.query_one("#goal-text").region.height >= 4


async def test_where_no_line_of_the_effect_has_room_it_is_counted(stage):
    async with stage(size=(80, 9)) as it:
        await it.press("e")
        assert "2 would rise, 1 would fall" in it.words("StatusLine")
        assert not it.app.screen.query_one("#goal-effect").display


async def test_a_place_that_is_not_on_the_map_is_told_while_the_goal_is_edited(stage):
    async with stage() as it:
        await it.press("e")
        editor = it.app.screen
        assert isinstance(editor, GoalScreen)
        assert "on the map" not in it.words("#goal-words")
        editor.query_one("#goal-text").text += '\nplaces = ["Atlantis"]'
        editor._judge()
        await it.settle()
        assert "“Atlantis” is not on the map.\nWrite a town." in it.words("#goal-words")


async def test_a_goal_that_does_not_parse_is_told_while_it_is_typed(stage):
    async with stage() as it:
        await it.press("e")
        editor = it.app.screen
        assert isinstance(editor, GoalScreen)
        editor.query_one("#goal-text").text = "statement = = 3"
        editor._judge()
        await it.settle()
        assert "this is not TOML" in it.words("#goal-words")


async def test_a_vague_goal_is_saved_only_with_a_reason(stage):
    async with stage() as it:
        await it.press("e")
        it.app.screen.query_one("#goal-text").text = 'statement = "vague"'
        await it.press("ctrl+s")
        assert "too vague" in it.words("#question-body")
        await it.type("just looking")
        await it.press("enter")
        assert it.session.calls[-1][2] == "just looking"


async def test_leaving_an_edited_goal_asks_first(stage):
    async with stage() as it:
        await it.press("e")
        await it.type("x")
        await it.press("escape")
        assert it.app.screen is not it.main
        await it.press("n")
        assert isinstance(it.app.screen, GoalScreen)
        await it.press("escape", "y")
        assert it.app.screen is it.main


async def test_the_calendar_shows_the_plan_and_writes_it_only_when_asked(stage):
    session = fakes.a_week()
    session.sync_plan = (PLAN,)
    async with stage(session) as it:
        await it.press("c")
        words = it.words("#page-list")
        assert "1 to add, 1 to change, 1 to remove" in words
        assert "start: 18:00 → 19:00" in words
        assert "you edited it there" in words
        await it.press("a", "n")
        assert not session.calls
        session.receipt = (Receipt("home", PLAN.steps),)
        await it.press("a", "y")
        assert session.calls[-1][0] == "apply_sync"
        assert "1 added, 1 changed, 1 removed" in it.status


async def test_the_calendar_says_when_each_listing_is(stage):
    session = fakes.a_week()
    row = next(row for row in session.rows.values() if row.lane is Lane.KEEP)
    one = replace(step(Action.CREATE, row.scored.listing.title), key=row.scored.listing.key)
    session.sync_plan = (SyncPlan("home", fakes.NOW, (one,)),)
    async with stage(session) as it:
        await it.press("c")
        assert f"Tue 24 Nov 18:00  {row.scored.listing.title}" in it.words("#page-list")


async def test_a_mass_removal_is_refused_and_asked_twice(stage):
    session = fakes.a_week()
    session.sync_plan = (SyncPlan("home", fakes.NOW, PLAN.steps, refusal=Refusal("It would remove 9 of 10.", "Look.")),)
    async with stage(session) as it:
        await it.press("c")
        assert "It would remove 9 of 10" in it.words("#page-list")
        session.receipt = (Receipt("home"),)
        await it.press("a")
        session.sync_plan = (PLAN,)
        await it.press("y")
        assert ("plan_sync", True) in session.calls
        await it.press("n")
        assert ("apply_sync",) not in [call[:1] for call in session.calls]


async def test_a_calendar_that_cannot_be_read_is_told(stage):
    session = fakes.a_week()
    session.sync_plan = CalendarError("The folder is gone.", "Make it again.")
    async with stage(session) as it:
        await it.press("c")
        assert "The folder is gone. Make it again." in it.words("#page-heading")
        await it.press("a")
        assert "no plan to apply" in it.status


async def test_a_calendar_is_added_where_there_is_none(stage):
    session = fakes.a_week()
    session.sync_plan = InputError("There is no calendar yet.", "netriage calendar add FILE.ics")
    session.plan_after_adding = (PLAN,)
    async with stage(session) as it:
        await it.press("c")
        assert "There is none yet: n adds" in it.words("#page-heading")
        await it.press("n", *"a.txt", "enter")
        assert "neither a folder nor" in it.status
        await it.press("n", *"events", "enter")
        assert session.calls == [("add_calendar", "events")]
        assert "added “events”" in it.status
        assert "1 to add, 1 to change, 1 to remove" in it.words("#page-list")


async def test_a_rule_is_previewed_saved_and_removed(stage):
    async with stage() as it:
        await it.press("R", "a", "n")
        await it.type("meetup")
        assert "of the inbox" in it.words("#question-hint")
        await it.press("enter")
        assert "It would hide" in it.words("#question-body")
        await it.press("y")
        assert "never meetup" in it.words("#page-list")
        await it.press("d", "y")
        assert it.session.rule_list == []


async def test_a_rule_that_does_not_parse_stays_open(stage):
    async with stage() as it:
        await it.press("R", "a", "n")
        await it.type("(")
        await it.press("enter")
        assert "A bracket is open" in it.words("#question-hint")
        assert it.session.rule_list == []


async def test_the_journal_shows_what_was_done_and_undone(stage):
    async with stage() as it:
        await it.press("right", "left", "u", "J")
        words = it.words("#page-list")
        assert "kept “Grid congestion" in words
        assert "undone" in words


async def test_an_empty_journal_says_so_and_a_step_is_counted_as_one(stage):
    async with stage() as it:
        await it.press("J")
        assert "nothing was decided yet" in str(it.app.screen.heading())
        await it.press("escape", "l", "J")
        assert "the last 1 step, newest first" in str(it.app.screen.heading())


async def test_in_a_narrow_breakdown_the_words_have_the_room_of_bars(stage):
    async with stage(size=(80, 24)) as it:
        narrow = it.words("#detail")
        assert "+9.0  topic grid congestion" in narrow
        await it.pilot.resize_terminal(120, 40)
        await it.settle()
        assert "+9.0  ━" in it.words("#detail")


async def test_why_shows_contributions_that_add_up_to_the_fit(stage):
    async with stage() as it:
        await it.press("w")
        words = it.words("#page-list")
        assert "+34.0" in words
        assert "−3.5" in words
        assert "= 87.0" in words
        assert "liked: roundtable" in words
        await it.press("enter")
        assert isinstance(it.app.screen, GoalScreen)


async def test_reading_shows_the_whole_text_and_scrolls(stage):
    async with stage(size=(80, 24)) as it:
        await it.press("enter")
        before = it.words("#reading")
        await it.press("G")
        assert it.words("#reading") != before
        assert "stay at home" in it.words("#reading")
        await it.press("q")
        assert it.app.screen is it.main


def nobody() -> fakes.FakeSession:
    """A first run: no goal, no feed, no listing."""
    return fakes.FakeSession(goal=None, feed_list=())


async def answer(it: Stage, *answers: str) -> None:
    """Answer the questions of a first run, one after the other."""
    for text in answers:
        await it.type(text)
        await it.press("enter")


async def test_what_is_wrong_is_told_when_it_opens(stage):
    session = fakes.a_week()
    lost = fakes.Problem("“Atlantia” is not on the map.", remedy="Write a town.")
    session.problems = (lost, fakes.Problem("The rule “never x” does nothing."))
    async with stage(session) as it:
        assert "“Atlantia” is not on the map. And 1 more: netriage list. · Write a town." in it.words("StatusLine")


async def test_a_first_run_asks_seven_questions_then_pulls_a_sample(stage):
    session = nobody()
    async with stage(session) as it:
        await answer(
            it,
            "Become lead engineer for grid software by March",
            "TenneT, Stedin",
            "Maria de Vries",
            "grid congestion, load forecasting",
            "roundtable",
            "Utrecht",
            "6",
        )
        await it.press("s")
        await it.settle()
        saved = next(call for call in session.calls if call[0] == "save_goal")
        goal = read_goal(saved[1], "goal.toml")
        assert [company.name for company in goal.companies] == ["TenneT", "Stedin"]
        assert goal.topics == ("grid congestion", "load forecasting")
        assert goal.event_types == (("roundtable", 1.0),)
        assert goal.hours_per_week == 6.0
        assert ("add_samples",) in session.calls


async def test_a_first_run_says_which_places_are_on_the_map(stage):
    session = nobody()
    async with stage(session) as it:
        await answer(it, "Become lead engineer for grid software by March", "TenneT", "Maria de Vries", "", "")
        await it.type("Utrecht, Durham, NC, Nowhereville")
        await it.settle()
        assert "Not on the map: Nowhereville." in it.words("#question-hint")
        await it.press(*["backspace"] * len(", Nowhereville"))
        await it.settle()
        assert "on the map: Utrecht; Durham, NC" in it.words("#question-hint")
        await it.press("enter")
        await it.type("6")
        await it.press("enter", "s")
        await it.settle()
        saved = next(call for call in session.calls if call[0] == "save_goal")
        assert read_goal(saved[1], "goal.toml").places == ("Utrecht", "Durham, NC")


async def test_a_first_run_says_which_kinds_of_events_it_can_tell(stage):
    async with stage(nobody()) as it:
        await answer(it, "Become lead engineer for grid software by March", "TenneT", "", "")
        assert "passes over what is empty" in it.words("#question-hint")
        await it.type("workshops, lightning jam")
        await it.settle()
        hint = " ".join(it.words("#question-hint").split())
        assert hint == "told by titles and categories: workshops; by its very words: “lightning jam”"


async def test_a_first_feed_that_is_not_found_is_said_and_asked_for_again(stage):
    session = nobody()
    async with stage(session) as it:
        await answer(
            it, "Become lead engineer for grid software by March", "TenneT", "Maria de Vries", "", "", "Utrecht", "6"
        )
        await it.press("p")
        await it.type("https://nowhere.test")
        await it.press("enter")
        assert "Nothing there is a calendar." in it.words("#question-body")
        assert "Paste the address of a calendar." in it.words("#question-body")
        await it.press("l")
        assert "There is no feed yet. f is where one is added." in it.words("#middle")


async def test_a_first_run_can_be_left_at_any_question(stage):
    session = nobody()
    async with stage(session) as it:
        await it.type("Become lead engineer")
        await it.press("enter", "escape")
        assert it.app.screen is it.main
        assert "No objective yet" in it.status
        assert not session.calls


class Held(fakes.FakeSession):
    """Looks at an address, and saves, only when the test lets it."""

    def __init__(self) -> None:
        super().__init__(goal=None, feed_list=())
        self.free = Event()

    def save_goal(self, text, *, override=""):
        assert self.free.wait(30)
        return super().save_goal(text, override=override)


async def test_keys_between_two_first_questions_reach_nothing_below_them(stage):
    session = Held()
    async with stage(session) as it:
        for answer in (
            "Become lead engineer for grid software by March",
            "TenneT",
            "Maria de Vries",
            "",
            "",
            "Utrecht",
            "6",
        ):
            await it.type(answer)
            await it.pilot.press("enter")
            await it.pilot.pause()
        assert not isinstance(it.app.screen, Question)
        assert it.app.screen is not it.main
        stack = list(it.app.screen_stack)
        await it.pilot.press("f", "l", "question_mark", "ctrl+p", "slash", "escape", "q", "T")
        await it.pilot.click(offset=(30, 10))
        assert it.app.screen_stack == stack
        assert it.app.is_running
        session.free.set()
        await it.settle()
        assert isinstance(it.app.screen, Question)
        await it.press("l")
        assert it.app.screen is it.main


async def test_keys_after_the_one_that_quits_do_nothing(stage):
    session = fakes.a_week()
    async with stage(session) as it:
        await it.burst("q", "l", "e", "question_mark", "ctrl+p", "T")
        assert it.app.leaving
    assert not session.calls


async def test_a_vague_first_objective_is_asked_again(stage):
    session = nobody()
    async with stage(session) as it:
        await it.type("get a job")
        await it.press(*["enter"] * 6)
        await it.type("4")
        await it.press("enter")
        assert "missing" in it.words("#question-body")
        await it.press("u")
        await it.settle()
        assert session.calls[0][2]


@dataclass
class Broken(fakes.FakeSession):
    """A session with a bug in a slow method."""

    def rules(self):
        raise ZeroDivisionError("a bug")


async def test_a_bug_in_a_worker_is_said_and_the_app_lives_on(stage):
    session = fakes.a_week()
    broken = Broken(**{name: getattr(session, name) for name in ("rows", "ranked_keys", "hidden")})
    async with stage(broken) as it:
        await it.press("R")
        await it.pilot.pause()
        assert "Something went wrong: ZeroDivisionError" in it.status
        await it.press("escape", "j")
        assert it.current


async def test_from_one_rare_screen_to_another_is_one_key(stage):
    async with stage() as it:
        await it.press("R")
        for key, name in (("f", "FeedsScreen"), ("J", "JournalScreen"), ("c", "CalendarScreen"), ("R", "RulesScreen")):
            await it.press(key)
            assert type(it.app.screen).__name__ == name
            assert len(it.app.screen_stack) == 3
        await it.press("w", "escape")
        assert it.app.screen is it.main
        await it.press("w", "f")
        assert "Grid & Data Meetups" in it.words("#page-list")


async def test_the_last_good_pull_is_told_only_where_it_is_another_one(stage):
    async with stage() as it:
        await it.press("f")
        words = it.words("#page-list")
        assert "ok 2 h ago · 21 listings, 3 kept, 2 skipped" in words
        assert "failed 2 h ago, last good 3 days ago" in words

"""Keys come from one table: complete, without clashes, remappable by id."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from netriage.config import Keys, Preset
from netriage.errors import ConfigError
from netriage.tui.app import NetriageApp
from netriage.tui.keys import KEYS, PRESETS, changed, resolve, shown, shown_all
from netriage.tui.screens.calendar import CalendarScreen
from netriage.tui.screens.feeds import FeedsScreen
from netriage.tui.screens.goal import GoalScreen
from netriage.tui.screens.help import HelpScreen
from netriage.tui.screens.journal import JournalScreen
from netriage.tui.screens.reading import ReadingScreen
from netriage.tui.screens.rules import RulesScreen
from netriage.tui.screens.triage import TriageScreen
from netriage.tui.screens.why import WhyScreen
from tests.tui import fakes
from tests.tui.fakes import Settings


def pages():
    session = fakes.a_week()
    row = next(iter(session.rows.values()))
    return [
        TriageScreen(session), FeedsScreen(session), GoalScreen(session), CalendarScreen(session), RulesScreen(session),
        JournalScreen(session), HelpScreen(session, ("triage",)), WhyScreen(session, row, session.view),
        ReadingScreen(session, row, session.view),
    ]  # fmt: skip


@pytest.mark.parametrize("page", pages(), ids=lambda page: type(page).__name__)
def test_every_key_of_a_screen_does_something_and_nothing_is_handled_without_a_key(page):
    wanted = {key.id for key in KEYS if key.scope in page.SCOPES}
    assert set(page.verbs.handlers) == wanted


def test_every_key_of_the_app_does_something():
    app = NetriageApp(fakes.a_week())
    assert set(app.verbs.handlers) | {"app.palette"} == {key.id for key in KEYS if key.scope == "app"}


def test_ids_are_unique_and_every_key_has_a_tooltip_of_one_sentence():
    assert len({key.id for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.tooltip.endswith("."), key.id


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_preset_is_free_of_clashes(preset):
    assert resolve(preset, {})["triage.keep"]


def test_the_presets_are_those_of_the_settings():
    assert {preset.value for preset in Preset} == set(PRESETS)


def test_two_actions_on_one_key_are_an_error_that_names_both():
    with pytest.raises(ConfigError) as caught:
        resolve("default", {"triage.keep": ["u"]})
    assert "triage.keep" in str(caught.value)
    assert "triage.undo" in str(caught.value)


def test_an_action_may_take_a_key_whose_owner_moves_away():
    keymap = resolve("default", {"triage.keep": ["u"], "triage.undo": ["z", "right"]})
    assert keymap["triage.keep"] == "u"


def test_an_unknown_action_names_the_nearest():
    with pytest.raises(ConfigError, match=r"triage\.keep"):
        resolve("default", {"triage.kepe": ["y"]})


def test_an_action_without_a_key_is_an_error():
    with pytest.raises(ConfigError, match="has no key"):
        resolve("default", {"triage.keep": []})


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(ConfigError, match="azerty"):
        resolve("azert", {})


def test_only_what_differs_is_given_to_textual():
    assert changed(resolve("default", {})) == {}
    assert changed(resolve("default", {"triage.keep": ["y"]})) == {"triage.keep": "y"}


def test_keys_are_shown_as_people_write_them():
    assert shown_all("right,l") == "→ l"
    assert shown("right", ascii_only=True) == "right"
    assert shown("question_mark") == "?"


async def test_a_remapped_key_works_and_the_old_one_does_not(stage):
    settings = Settings(keys=Keys(remaps={"triage.keep": ("y",)}))
    async with stage(fakes.a_week(settings=settings)) as it:
        first = it.current
        await it.press("right")
        assert it.current == first
        await it.press("y")
        assert first in it.lane("keep")
        assert "y keep" in it.words("KeyHints")


async def test_two_actions_can_change_places(stage):
    settings = Settings(keys=Keys(remaps={"triage.keep": ("left", "h"), "triage.skip": ("right", "l")}))
    async with stage(fakes.a_week(settings=settings)) as it:
        first = it.current
        await it.press("left")
        assert first in it.lane("keep")
        second = it.current
        await it.press("l")
        assert second in it.lane("skip")


async def test_azerty_lanes_need_no_shift(stage):
    async with stage(fakes.a_week(settings=Settings(keys=Keys(preset=Preset.AZERTY)))) as it:
        await it.press("é")
        assert it.main.lane == "keep"


async def test_the_help_shows_every_key_of_the_screen_and_searches(stage):
    async with stage() as it:
        await it.press("question_mark")
        records = it.app.screen.list.records
        text = "\n".join(record.content.plain for record in records)
        for key in KEYS:
            if key.scope in {"triage", "app"}:
                assert key.tooltip in text, key.id
        await it.type("undo")
        assert 0 < len(it.app.screen.list.records) < 12
        await it.press("escape")
        assert it.app.screen is it.main


async def test_what_is_wrapped_in_the_help_begins_below_the_words(stage):
    async with stage(size=(80, 24)) as it:
        await it.press("question_mark")
        lines = it.words("#page-list").split("\n")
        wrapped = next(number for number, line in enumerate(lines) if "never after it" in line)
        assert lines[wrapped].index("Put it off") == lines[wrapped + 1].index("began.")


async def test_the_palette_offers_the_commands_of_the_screen_and_runs_one(stage):
    async with stage() as it:
        await it.press("ctrl+p")
        await it.type("mark all shown")
        assert isinstance(it.app.focused, Input)
        await it.pilot.pause(0.3)
        await it.press("enter")
        await it.settle()
        assert len(it.main.marks) == len(it.lane("middle"))


async def test_a_click_on_a_hint_does_what_the_key_does(stage):
    async with stage() as it:
        first = it.current
        await it.pilot.click("KeyHints", offset=(3, 0))
        await it.settle()
        assert first in it.lane("keep")


async def test_q_quits(stage):
    async with stage() as it:
        await it.pilot.press("q")
        await it.pilot.pause()
        assert not it.app.is_running or it.app._exit

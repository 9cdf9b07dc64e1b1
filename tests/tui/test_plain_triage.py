"""Triage line by line: the same actions, no screen, nothing that only a sighted person would get."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from netriage.model import Lane, Verdict
from netriage.tui.plain import COMMANDS, find, triage_plainly
from tests.tui import fakes
from tests.tui.test_cells import speaks
from tests.tui.test_hostile_screen import hostile_session


def talk(session: fakes.FakeSession, *answers: str) -> list[str]:
    """Give these answers, then the end of input; what was said."""
    said: list[str] = []
    waiting: Iterator[str] = iter(answers)

    def ask(prompt: str) -> str:
        said.append(prompt)
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    assert triage_plainly(session, ask, said.append) == 0
    return said


def test_it_begins_with_the_objective_and_the_best_listing():
    said = "\n".join(talk(fakes.a_week()))
    assert "Objective: Become lead engineer" in said
    assert "1 of 27 in inbox, fit 87" in said
    assert "When: Thu 26 Nov, 08:30–11:00, in 3 days" in said
    assert "First reason: plus 34.0 for target company TenneT in the title" in said


def test_what_is_wrong_is_said_first():
    session = fakes.a_week()
    session.problems = (fakes.Problem("A line of the journal can't be read.", remedy="Restore a backup."),)
    assert talk(session)[0] == "A line of the journal can't be read. Restore a backup."


def test_keep_skip_undo_redo():
    session = fakes.a_week()
    said = talk(session, "l", "skip too far", "undo", "redo")
    assert "kept “Grid congestion roundtable with TenneT”." in said
    assert session.calls[1][3] == "too far"
    assert any(line.startswith("undid") for line in said)
    assert any(line.startswith("did again") for line in said)


def test_later_is_never_after_the_beginning():
    session = fakes.a_week()
    said = talk(session, "later 30", "later 2", "later soon")
    assert "It begins before that" in "\n".join(said)
    assert session.calls[0][2] is Verdict.LATER
    assert "Say for how many days: later 3." in said


def test_every_command_is_helped_and_answers_by_letter_word_and_beginning():
    said = "\n".join(talk(fakes.a_week(), "help"))
    for command in COMMANDS:
        assert command.help in said
        assert find(command.word) is command
        assert not command.letter or find(command.letter) is command
    assert find("und").word == "undo"
    assert find("zzz") is None


def test_an_unknown_answer_is_said():
    assert "“frobnicate” is no answer; help lists them." in talk(fakes.a_week(), "frobnicate")


def test_reasons_are_heard_with_their_signs():
    said = "\n".join(talk(fakes.a_week(), "why", "read", "open"))
    assert "minus 3.5 for you avoid sales pitches" in said
    assert "Together 87.0." in said
    assert "Chatham House rule" in said
    assert "https://gridtable.example/events" in said


def test_notes_tags_filters_lanes_and_the_end_of_the_list():
    session = fakes.a_week()
    said = "\n".join(
        talk(
            session,
            "note ask Joost",
            "tag panel -dull",
            "filter energy",
            "",
            "",
            "",
            "",
            "",
            "filter",
            "lane keep",
            "lane x",
        )
    )
    assert "That was the last one" in said
    assert "1 of 4 in keep" in said
    assert "The lanes are inbox" in said
    assert session.rows[session.ranked_keys[0]].tags == ("panel",)


def test_a_whole_organiser_is_decided_after_yes():
    session = fakes.a_week()
    talk(session, *[""] * 4, "organizer skip", "no", "organizer skip", "yes")
    assert len(session.calls) == 1
    assert len(session.calls[0][1]) > 3


def test_a_filter_that_does_not_parse_is_told_and_an_error_ends_nothing():
    said = talk(fakes.a_week(goal=None), "filter (", "keep")
    assert "Not done. A bracket is open. Close it." in said
    assert any(line.startswith("Not done. Keeping is off") for line in said)


def test_a_change_is_accepted_by_keeping():
    session = fakes.a_week()
    talk(session, "lane changed", "keep")
    assert session.calls[0][0] == "accept"
    assert not session.view.lanes[Lane.CHANGED]


def test_a_note_or_a_tag_without_words_is_asked_for_and_is_no_step():
    session = fakes.a_week()
    said = talk(session, "note", "t")
    assert "What? As in: note ask Joost." in said
    assert "What? As in: tag panel -boring." in said
    assert not session.done


def test_an_empty_lane_is_said():
    assert "Nothing is left in inbox." in talk(fakes.FakeSession(), "keep")


def test_a_pull_says_a_line_a_feed():
    session = fakes.a_week()
    line = '{"done": 1, "total": 1, "feed": "Grid", "words": "3 new"}'
    session.argv = [sys.executable, "-c", f"print('{line}'); print('noise')"]
    assert "1 of 1, Grid: 3 new" in talk(session, "refresh")


def test_no_hostile_text_speaks():
    said = talk(hostile_session(), "why", "read", "open", "keep", "lane keep", "lane changed", "lane later")
    for line in said:
        assert speaks(line.replace("\n", "")) == [], line


def test_plain_triage_loads_no_textual():
    code = "import sys, netriage.tui.plain; raise SystemExit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_like_of_a_listing_is_lowered_after_saying_of_what_and_yes():
    session = fakes.a_week()
    said = "\n".join(talk(session, "next", "lower", "lower 1", "no", "lower 1", "yes"))
    assert "lower 1: type talk, 2 listings of the inbox" in said
    assert "lower 2 listings for 90 days? yes or no: " in said
    assert session.calls == [("add_rule", "lower", "talk", 0.0, 90)]

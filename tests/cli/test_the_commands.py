"""The command line as a script and a person use it: real processes, real files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from netriage.filters.names import NAMES
from tests.worlds import GOAL, VAGUE_GOAL, WEEK, NetriageHome, calendar, vevent


@pytest.fixture
def home(tmp_path: Path) -> NetriageHome:
    return NetriageHome(tmp_path)


def ids(home: NetriageHome, *filters: str) -> dict[str, str]:
    """Title to id of what `list` shows."""
    return {item["title"]: item["id"] for item in home.run("list", "--json", *filters).data["listings"]}


def test_without_an_objective_the_list_is_in_date_order_unranked_and_keeping_is_off(home: NetriageHome) -> None:
    home.settled(goal="")
    listed = home.run("list", "--json").data
    assert listed["goal"] is None
    starts = [item["start"] for item in listed["listings"]]
    assert starts == sorted(starts)
    assert all(item["fit"] is None for item in listed["listings"])
    assert "unranked: no objective yet" in home.run("list").out
    refused = home.run("keep", listed["listings"][0]["id"])
    assert refused.code == 2
    assert "objective" in refused.err


def test_a_vague_objective_is_refused_with_what_is_missing_and_can_be_overridden(home: NetriageHome) -> None:
    home.settled(goal=VAGUE_GOAL)
    checked = home.run("goal", "check")
    assert checked.code == 2
    assert "missing" in checked.out
    assert "unranked" in home.run("list").out
    assert home.run("goal", "override", "I only look around").code == 0
    listed = home.run("list").out
    assert "I only look around" in listed
    checked = home.run("goal", "check")
    assert (checked.code, "I only look around" in checked.out) == (0, True)
    assert "all is well" in home.run("doctor").out
    assert home.run("list", "--json").data["ranked"] is True
    assert home.run("undo").code == 0
    assert home.run("list", "--json").data["ranked"] is False


def test_a_specific_objective_hears_what_it_would_rank_better_by(home: NetriageHome) -> None:
    home.settled()
    checked = home.run("goal", "check")
    assert checked.code == 0
    assert "would rank better with event types" in checked.out
    assert "topics" not in checked.out  # those it has


def test_a_place_that_is_not_on_the_map_is_told_with_the_remedy(home: NetriageHome) -> None:
    home.settled(goal=GOAL.replace('["Amsterdam"]', '["Nowhereville", "Amsterdam"]'))
    checked = home.run("goal", "check")
    assert checked.code == 0
    assert "“Nowhereville” is not on the map" in checked.out
    assert "Amsterdam" not in checked.out
    assert "“Nowhereville” is not on the map" in home.run("list").err
    assert "Nowhereville" in home.run("goal", "check", "--json").data["problems"][0]["words"]


def test_the_best_listing_names_the_target_and_its_evidence_adds_up(home: NetriageHome) -> None:
    home.settled()
    listings = home.run("list", "--json").data["listings"]
    assert listings[0]["title"] == "Forecasting evening"
    for item in listings:
        assert sum(piece["points"] for piece in item["evidence"]) == pytest.approx(item["fit"], abs=1e-6)
    quotes = {piece["quote"] for piece in listings[0]["evidence"]}
    assert {"Ines Okafor", "Halden Energy"} <= quotes
    why = home.run("why", listings[0]["id"], "--json").data
    assert why["evidence"] == listings[0]["evidence"]


def test_what_a_never_rule_bars_is_hidden_and_one_word_away(home: NetriageHome) -> None:
    home.settled()
    assert "Crypto drinks" not in ids(home)
    assert list(ids(home, "is:hidden")) == ["Crypto drinks"]
    assert "hidden: 1" in home.run("list").out


def test_decisions_survive_restarts_and_undo_takes_back_the_last_step_whole(home: NetriageHome) -> None:
    home.settled()
    inbox = ids(home)
    assert home.run("skip", *list(inbox.values())[1:3]).code == 0
    assert len(ids(home)) == len(inbox) - 2
    undone = home.run("undo")
    assert "2 listings" in undone.out
    assert ids(home) == inbox
    assert home.run("redo").code == 0
    assert len(ids(home)) == len(inbox) - 2
    assert home.run("keep", inbox["Forecasting evening"][:5]).code == 0
    assert list(ids(home, "lane:keep")) == ["Forecasting evening"]
    assert home.run("redo").code == 2


def test_a_kept_listing_shows_the_clash_in_the_others(home: NetriageHome) -> None:
    home.settled()
    home.run("keep", ids(home)["Forecasting evening"])
    shown = home.run("list", "--json", "is:clash").data["listings"]
    assert [item["title"] for item in shown] == ["Late dinner"]


def test_later_comes_back_on_its_day(home: NetriageHome) -> None:
    home.settled()
    assert home.run("later", ids(home)["Data engineering roundtable"], "--until", "1d").code == 0
    assert "Data engineering roundtable" not in ids(home)
    home.now = "2026-08-23T12:00Z"
    assert "Data engineering roundtable" in ids(home)
    assert home.run("later", "abcdefg", "--until", "yesterday").code == 2


def test_a_moved_kept_listing_goes_to_changed_with_the_field(home: NetriageHome) -> None:
    home.settled()
    home.run("keep", ids(home)["Forecasting evening"])
    home.write(
        "week.ics", WEEK.replace("20260825T180000", "20260826T170000").replace("20260825T200000", "20260826T190000")
    )
    assert home.run("pull").code == 0
    changed = home.run("list", "--json", "lane:changed").data["listings"]
    assert [item["title"] for item in changed] == ["Forecasting evening"]
    assert [change["field"] for change in changed[0]["changes"]] == ["date", "time"]
    assert home.run("keep", changed[0]["id"]).code == 0
    assert list(ids(home, "lane:keep")) == ["Forecasting evening"]


def test_a_kept_listing_that_vanishes_from_its_feed_is_not_cancelled(home: NetriageHome) -> None:
    home.settled()
    home.run("keep", ids(home)["Forecasting evening"])
    home.write("week.ics", WEEK.replace("a1@x", "gone@x").replace("Forecasting evening", "Quite another evening"))
    assert home.run("pull").code == 0
    assert list(ids(home, "lane:keep")) == ["Forecasting evening"]
    assert "no longer in its feed" in home.run("list", "lane:keep").out


def test_one_broken_feed_costs_nothing_but_itself_and_the_exit_code_says_so(home: NetriageHome) -> None:
    home.settled()
    page = home.write("login.ics", "<!DOCTYPE html><title>Log in</title>")
    assert home.run("feed", "add", str(page)).code == 1
    good = home.write("good.ics", calendar(vevent("g@x", "Another evening", "20260828"), name="Good"))
    home.run("feed", "add", str(good))
    assert home.run("pull").code == 0
    good.write_text("<!DOCTYPE html>")
    pulled = home.run("pull")
    assert pulled.code == 3
    assert "Good" in pulled.err
    assert "web page" in pulled.err
    assert "Another evening" in ids(home)


def test_bad_input_is_told_in_words_with_the_remedy_and_code_2(home: NetriageHome) -> None:
    home.settled()
    for arguments, words in (
        (["show", "zzzzzzz"], "no listing"),
        (["list", "fitt>=60"], "fit"),
        (["keep", "a"], "too short"),
        (["feed", "remove", "nobody"], "no feed"),
        (["feed", "add", "gopher://x/"], "gopher"),
        (["list", "--format", "{nothing}"], "Fields"),
    ):
        ran = home.run(*arguments)
        assert ran.code == 2, arguments
        assert words in ran.err, arguments
        assert "Traceback" not in ran.err


def test_a_listing_of_another_year_shows_its_year_and_titles_stand_in_one_column(home: NetriageHome) -> None:
    home.now = "2026-12-01T12:00Z"
    home.settled(feed=calendar(vevent("a", "Forecasting", "20261202"), vevent("b", "Forecasting again", "20270113")))
    printed = home.run("list").out.splitlines()
    at = [next(line for line in printed if line.endswith(title)) for title in ("Forecasting", "Forecasting again")]
    assert "Wed 02 Dec 18:00  " in at[0]
    assert "  13 Jan 2027 18:00  Forecasting again" in at[1]
    assert at[0].index("Forecasting") == at[1].index("Forecasting")
    shown = home.run("show", at[1].split()[0]).out
    assert "Wed 13 Jan 2027 18:00 – Wed 13 Jan 2027 20:00" in shown


def test_an_emoji_newer_than_the_tables_is_printed_as_it_is(home: NetriageHome) -> None:
    home.settled(feed=calendar(vevent("a", "\U0001faff Forecasting", "20260901")))
    assert "\U0001faff Forecasting" in home.run("list").out


def test_a_wrong_filter_is_shown_with_the_caret_below_the_error_also_after_wide_characters(home: NetriageHome) -> None:
    home.settled()
    refused = home.run("list", "日本 and", "(fit>=x")
    assert refused.code == 2
    shown, caret = refused.err.splitlines()[1:3]
    assert shown == "  日本 and (fit>=x"
    assert caret.startswith(" " * (2 + len("日本 and (fit>=") + 2) + "^ here")  # two characters are two cells wide


def test_a_limit_that_is_no_number_of_lines_is_refused(home: NetriageHome) -> None:
    home.settled()
    assert home.run("list", "--limit", "-3").code == 2
    assert len(home.run("list", "--json", "--limit", "1").data["listings"]) == 1


def test_with_its_output_closed_a_command_still_does_its_work(home: NetriageHome) -> None:
    home.settled()
    key = next(iter(ids(home).values()))
    command = f"'{sys.executable}' -m netriage keep {key} >&-"
    environment = {**os.environ, "NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": home.now}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert key in ids(home, "lane:keep").values()


def test_a_wrong_key_in_the_config_names_the_nearest(home: NetriageHome) -> None:
    home.write("config/config.toml", 'zoone = "Europe/Amsterdam"\n')
    ran = home.run("list")
    assert ran.code == 2
    assert "zone" in ran.err


def test_format_takes_the_names_of_json(home: NetriageHome) -> None:
    home.settled()
    lines = home.run("list", "--format", "{id} {fit:.0f} {title}").out.splitlines()
    assert re.fullmatch(r"[0-9a-f]{7} \d+ Forecasting evening", lines[0])


def test_sync_writes_once_and_takes_back_what_is_no_longer_kept(home: NetriageHome) -> None:
    home.settled()
    target = home.folder / "vdir"
    assert home.run("calendar", "add", str(target)).code == 0
    assert home.run("calendar", "add", str(home.folder / "out.ics")).code == 0
    twice = home.run("calendar", "add", str(target), "--name", "again")
    assert (twice.code, "“vdir”" in twice.err) == (2, True)
    home.run("keep", ids(home)["Forecasting evening"])
    planned = home.run("sync", "--dry-run")
    assert "1 to add" in planned.out
    assert "create Tue 25 Aug 18:00  Forecasting evening" in planned.out
    assert not list(target.glob("*.ics"))
    assert home.run("sync").code == 0
    files = list(target.glob("*.ics"))
    assert len(files) == 1
    assert b"Forecasting evening" in (home.folder / "out.ics").read_bytes()
    before = [(path, path.stat().st_mtime_ns) for path in (*files, home.folder / "out.ics")]
    again = home.run("sync")
    assert "0 added, 0 changed, 0 removed" in again.out
    assert [(path, path.stat().st_mtime_ns) for path, _ in before] == before
    assert home.run("undo").code == 0
    assert home.run("sync").code == 0
    assert not list(target.glob("*.ics"))


def test_a_real_khal_lists_what_was_kept(home: NetriageHome) -> None:
    khal = Path(sys.executable).parent / "khal"
    if not khal.exists():
        pytest.skip("khal is not installed beside this Python")
    home.settled()
    vdir = home.folder / "vdir"
    home.run("calendar", "add", str(vdir))
    home.run("keep", ids(home)["Forecasting evening"])
    assert home.run("sync").code == 0
    config = home.write(
        "khal.conf",
        f"[calendars]\n[[kept]]\npath = {vdir}\n[locale]\nlocal_timezone = Europe/Amsterdam\n"
        "default_timezone = Europe/Amsterdam\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {home.folder}/khal.db\n",
    )
    listed = subprocess.run(
        [str(khal), "-c", str(config), "list", "2026-08-25", "1d", "--format", "{start} {end-time} {title}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "2026-08-25 18:00 20:00 Forecasting evening" in listed.stdout


def test_nothing_of_a_feeds_address_is_ever_printed(home: NetriageHome) -> None:
    home.settled()
    secret = "http://127.0.0.1:9/private-4711/basic.ics?token=s3cret"
    added = home.run("feed", "add", secret)
    assert added.code == 1
    listed = home.write("list.txt", secret + "\n")
    home.run("feed", "import", str(listed))
    commands = (["pull"], ["feed", "list"], ["feed", "list", "--json"], ["doctor"], ["export"])
    outputs = [home.run(*words) for words in commands]
    for ran in (added, *outputs):
        assert "4711" not in ran.out + ran.err
        assert "s3cret" not in ran.out + ran.err


def test_backup_and_restore_bring_every_decision_back(home: NetriageHome) -> None:
    home.settled()
    home.run("keep", ids(home)["Forecasting evening"])
    assert home.run("backup", str(home.folder / "copy.jsonl")).code == 0
    home.run("undo")
    assert ids(home, "lane:keep") == {}
    assert home.run("restore", str(home.folder / "copy.jsonl")).code == 0
    assert list(ids(home, "lane:keep")) == ["Forecasting evening"]


def test_without_the_cache_of_the_last_pull_no_feed_is_called_empty_and_pulling_again_is_the_remedy(
    home: NetriageHome,
) -> None:
    home.settled()
    for file in (home.folder / "cache").iterdir():
        file.unlink()  # as after a new version of netriage, which does not read the cache of the one before
    assert "nothing of your feeds is here yet: netriage pull" in home.run("list").out
    assert "Nothing is here yet of The week. Run netriage pull." in home.run("doctor").out
    assert "not pulled yet" in home.run("feed", "list").out


def test_doctor_finds_nothing_wrong_after_an_ordinary_week(home: NetriageHome) -> None:
    home.settled()
    ran = home.run("doctor")
    assert (ran.code, "all is well" in ran.out) == (0, True), ran.out
    (home.folder / "data").chmod(0o755)
    assert "chmod 700" in home.run("doctor").out


def test_a_feed_from_standard_input_is_previewed_and_added(home: NetriageHome) -> None:
    home.write("config/goal.toml", GOAL)
    ran = home.run("feed", "add", "-", "--name", "piped", stdin=WEEK)
    assert ran.code == 0, ran.err
    assert "5" in ran.out
    listed = ids(home, "lane:any")
    assert listed
    assert home.run("pull", stdin="").code == 0
    assert ids(home, "lane:any") == listed


def test_the_demo_prints_the_ranked_week_where_there_is_no_terminal(home: NetriageHome) -> None:
    ran = home.run("demo")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("for: ")
    assert "hidden by a gate" in ran.out
    listed = home.run("demo", "--json").data
    merged = [item for item in listed["listings"] if len({source["feed"] for source in item["sources"]}) > 1]
    assert [item["title"].casefold() for item in merged] == ["forecasting the grid, one feeder at a time"]
    assert any(item["dates"] for item in listed["listings"])
    assert not Path(listed["folder"]).is_relative_to(home.folder)


def test_each_name_of_the_filter_language_is_a_key_of_json_by_itself_or_by_its_other_name(home: NetriageHome) -> None:
    home.settled()
    keys = home.run("list", "lane:any", "--json").data["listings"][0].keys()
    spans = {"in", "on"}  # comparisons with `start` and `end`
    assert [name for name, told in NAMES.items() if not keys & {name, *told.aliases}] == sorted(spans)


def test_a_rule_ends_after_a_day_at_the_earliest_and_within_a_lifetime(home: NetriageHome) -> None:
    home.settled()
    for days in ("0", "-3", "99999999"):
        ran = home.run("rules", "add", "never", "webinar", "--days", days)
        assert (ran.code, "out of range" in ran.err) == (2, True), ran.err


def test_json_documents_carry_a_version(home: NetriageHome) -> None:
    home.settled()
    commands = ("list", "feed list", "journal", "goal check", "rules list", "calendar list", "doctor",
                "goal", "feed", "rules", "rules add never webinar", "calendar", "config show", "config")  # fmt: skip
    for words in map(str.split, commands):
        assert json.loads(home.run(*words, "--json").out)["version"] == 1


def test_notes_and_tags_are_found_by_the_filter_and_undone_like_decisions(home: NetriageHome) -> None:
    home.settled()
    dinner = ids(home)["Late dinner"]
    assert home.run("note", dinner, "ask", "Joost").code == 0
    assert home.run("tag", dinner, "panel", "dull").code == 0
    assert home.run("tag", dinner, "--remove", "dull").code == 0
    assert list(ids(home, "tag:panel")) == ["Late dinner"]
    assert list(ids(home, "note:joost")) == ["Late dinner"]
    assert ids(home, "tag:dull") == {}
    home.run("undo")
    assert list(ids(home, "tag:dull")) == ["Late dinner"]


def test_learning_is_inspected_switched_and_forgotten(home: NetriageHome) -> None:
    home.settled()
    assert "too few decisions" in home.run("learned").out
    assert "switched off" in home.run("learned", "off").out
    assert home.run("learned", "on").code == 0
    assert home.run("learned", "reset", "--json").code == 0
    assert "switched exploring off" in home.run("learned", "explore-off").out
    assert "switched exploring on" in home.run("learned", "explore-on").out


def test_calibration_counts_what_was_tagged_and_quotes_no_rate_below_eight(home: NetriageHome) -> None:
    home.settled()
    evening = ids(home)["Forecasting evening"]
    home.run("keep", evening)
    home.run("tag", evening, "worth-it")
    bands = home.run("calibrate", "--json").data["bands"]
    assert sum(band.get("n", 0) for band in bands) == sum(band.get("worth", 0) for band in bands) == 1
    assert "n too small" in home.run("calibrate").out


def test_calibration_says_which_tagged_listings_do_not_count_and_why(home: NetriageHome) -> None:
    home.settled()
    first, second, third, *_ = ids(home).values()
    home.run("keep", first)
    home.run("tag", first, "worth-it", "not-worth-it")
    home.run("skip", second)
    for key in (second, third):
        home.run("tag", key, "not-worth-it")
    told = "tagged but not counted: "
    (line,) = [line for line in home.run("calibrate").out.splitlines() if line.startswith(told)]
    assert sorted(line.removeprefix(told).split(", ")) == ["1 not kept", "1 skipped", "1 tagged as both"]
    assert home.run("calibrate", "--json").data["not_counted"] == {"tagged as both": 1, "skipped": 1, "not kept": 1}


def test_a_filter_says_where_its_other_matches_are(home: NetriageHome) -> None:
    home.settled()
    home.run("keep", ids(home)["Forecasting evening"])
    ran = home.run("list", "forecasting evening")
    assert "also matching: 1 kept (and lane:keep)" in ran.out
    assert "also matching" not in home.run("list", "forecasting evening and lane:keep").out
    assert "also matching" not in home.run("list").out


def test_plain_triage_asks_one_listing_at_a_time_and_decides(home: NetriageHome) -> None:
    home.settled()
    ran = home.run("triage", "--plain", stdin="keep\nskip too far\nundo\nquit\n")
    assert ran.code == 0, ran.err
    assert list(ids(home, "lane:keep")) == ["Forecasting evening"]
    assert ids(home, "lane:skip") == {}


def test_what_completion_prints_is_a_script_of_the_shell(home: NetriageHome) -> None:
    for shell in ("bash", "zsh", "fish"):
        ran = home.run("completion", shell)
        assert ran.code == 0, ran.err
        assert "netriage" in ran.out


def test_config_show_tells_where_each_setting_comes_from(home: NetriageHome) -> None:
    home.write("config/config.toml", 'zone = "Europe/Amsterdam"\n')
    shown = home.run("config", "show").out
    assert 'zone = "Europe/Amsterdam"  (config.toml:1)' in shown
    assert "(default)" in shown


def test_a_damaged_journal_is_recovered_and_the_user_is_told(home: NetriageHome) -> None:
    home.settled()
    home.run("keep", ids(home)["Forecasting evening"])
    journal = home.folder / "data" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:-1], b"garbage in the middle\n", lines[-1]]))
    listed = home.run("list", "lane:keep")
    assert listed.code == 0
    assert "Forecasting evening" in listed.out
    assert "damaged" in listed.err
    assert list((home.folder / "data").glob("journal.damaged-*"))


def test_one_of_anything_is_told_in_the_singular(home: NetriageHome) -> None:
    home.settled(feed=calendar(vevent("a", "Forecasting", "20260901")))
    told = [*home.run("feed", "list").out.splitlines(), home.run("feed", "check").out, home.run("pull", "--force").out]
    told.append(home.run("rules", "add", "never", "title:forecasting").out)
    assert not [line for line in told if re.search(r"\b1 \w+s\b", line)]
    assert "1 listing, 0 kept" in "\n".join(told)

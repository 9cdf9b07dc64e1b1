"""The journal's meaning: fold, undo, redo."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from netriage.model import Verdict
from netriage.triage import Entry, Kind, Record, decide_entry, extend, fold, redo_entry, undo_entry
from tests.triage.samples import NOW, decide, journals, make_listing, snap, standing, steps

LATER = NOW + timedelta(days=1)


@given(journals(), st.integers(0, 12))
def test_folding_step_by_step_equals_folding_the_whole(entries: list[Entry], cut: int) -> None:
    assert extend(fold(entries[:cut]), *entries[cut:]) == fold(entries)


@given(journals(), steps(100))
def test_undo_gives_back_exactly_what_was_before(entries: list[Entry], step: Entry) -> None:
    before = fold(entries)
    after = extend(before, step)
    undone = extend(after, _undo(after))
    assert standing(undone) == standing(before)
    assert list(undone.done) == list(before.done)


@given(journals(), steps(100))
def test_redo_gives_back_exactly_what_was_undone(entries: list[Entry], step: Entry) -> None:
    after = extend(fold(entries), step)
    undone = extend(after, _undo(after))
    again = extend(undone, _redo(undone))
    assert standing(again) == standing(after)
    assert list(again.done) == list(after.done)


@given(journals())
def test_undoing_everything_leaves_nothing_and_redoing_everything_all(entries: list[Entry]) -> None:
    full = fold(entries)
    emptied, undone = full, 0
    while entry := undo_entry(emptied, LATER, f"undo-{undone}"):
        emptied, undone = extend(emptied, entry), undone + 1
    assert standing(emptied) == standing(Record())
    refilled = emptied
    for number in range(undone):
        refilled = extend(refilled, _redo(refilled, f"redo-{number}"))
    assert standing(refilled) == standing(full)


@given(journals(), steps(100))
def test_redo_dies_on_a_new_step(entries: list[Entry], step: Entry) -> None:
    assert redo_entry(extend(fold(entries), step), LATER, "redo") is None


@given(journals(max_size=6), steps(100), steps(101))
def test_undo_of_an_earlier_step_keeps_what_another_process_wrote_after_it(
    entries: list[Entry], mine: Entry, other: Entry
) -> None:
    seen = extend(fold(entries), mine)
    undo = _undo(seen)
    together = extend(seen, other, undo)
    assert standing(together) == standing(extend(fold(entries), other))


def test_two_processes_that_undo_the_same_step_undo_it_once() -> None:
    first, second = decide(make_listing("a")), decide(make_listing("b"))
    record = fold([first, second])
    both = extend(record, _undo(record, "undo-1"), _undo(record, "undo-2"))
    assert list(both.decisions) == [make_listing("a").key]
    assert list(both.undone) == [second.id]


def test_a_bulk_decision_is_one_step() -> None:
    snapshots = [snap(make_listing(key)) for key in "abc"]
    record = fold([decide_entry(snapshots, Verdict.SKIP, id="bulk", at=NOW)])
    assert len(record.decisions) == 3
    undo = _undo(record)
    assert undo.words == "undid: skipped 3 listings"
    assert extend(record, undo).decisions == {}


def test_undo_and_redo_say_in_words_what_they_turned() -> None:
    record = fold([decide(make_listing("a"))])
    undo = _undo(record)
    assert undo.words == "undid: kept “Meetup a”"
    assert undo.keys == (make_listing("a").key,)
    assert _redo(extend(record, undo)).words == "redid: kept “Meetup a”"


def test_nothing_to_undo_is_none() -> None:
    assert undo_entry(Record(), NOW, "undo") is None
    assert redo_entry(Record(), NOW, "redo") is None


def test_a_decision_on_a_listing_whose_key_changed_takes_the_place_of_the_old_one() -> None:
    before, after = make_listing("a"), make_listing("b")
    old = fold([decide(before, Verdict.KEEP)])
    found = {after.key: old.decisions[before.key]}
    entry = decide_entry([snap(after)], Verdict.SKIP, id="new", at=LATER, before=found)
    record = extend(old, entry)
    assert list(record.decisions) == [after.key]
    assert standing(extend(record, _undo(record))) == standing(old)


def test_back_to_the_inbox_is_a_decision_that_stays_on_record() -> None:
    record = fold([decide(make_listing("a")), decide(make_listing("a"), Verdict.INBOX)])
    assert record.decisions[make_listing("a").key].verdict is Verdict.INBOX


def test_a_decision_remembers_the_fit_and_the_goal_of_its_time() -> None:
    listing = make_listing("a")
    decision = fold([decide(listing, goal="g1", fit={listing.key: 61.5})]).decisions[listing.key]
    assert (decision.goal, decision.fit) == ("g1", 61.5)
    assert fold([decide(listing)]).decisions[listing.key].fit is None


def test_an_entry_that_comes_twice_counts_once() -> None:
    entry = decide(make_listing("a"))
    assert standing(fold([entry, entry])) == standing(fold([entry]))
    assert len(fold([entry, entry]).done) == 1


def test_notes_and_tags_are_set_and_removed() -> None:
    def write(number: int, kind: Kind, text: str = "", **data: list[str]) -> Entry:
        return Entry(f"e{number}", NOW, kind, "words", keys=("k",), text=text, data=data)

    record = fold(
        [write(1, Kind.NOTE, "ask Ann"), write(2, Kind.TAG, add=["x", "y"]), write(3, Kind.TAG, remove=["x"])]
    )
    assert record.notes == {"k": "ask Ann"}
    assert record.tags == {"k": frozenset("y")}
    assert extend(record, write(4, Kind.NOTE)).notes == {}


def test_pairs_that_must_stay_apart_have_no_direction() -> None:
    apart = Entry("e1", NOW, Kind.UNMERGE, "words", data={"pairs": [["b", "a"]]})
    joined = Entry("e2", NOW, Kind.UNMERGE, "words", data={"pairs": [["a", "b"]], "joined": True})
    assert fold([apart]).unmerged == {("a", "b")}
    assert fold([apart, joined]).unmerged == frozenset()


def _undo(record: Record, name: str = "undo") -> Entry:
    entry = undo_entry(record, LATER, name)
    assert entry is not None
    return entry


def _redo(record: Record, name: str = "redo") -> Entry:
    entry = redo_entry(record, LATER, name)
    assert entry is not None
    return entry

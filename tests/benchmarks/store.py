"""Measure the store against plain TinyDB on the same documents, in the same run.

    python -m tests.benchmarks.store            updates, opening, the cache, at 1,000 / 10,000 / 50,000
    python -m tests.benchmarks.store --quick    1,000 and 10,000 only

*update* is one document of 1.2 kB changed durably: TinyDB's JSONStorage (which syncs too) against the journal's table.
*decide* is what a key press waits for: one entry appended to a journal of 5,000 decisions, and the record that follows
from it, beside a cache of that many listings. *open* is the journal's record from disk, *listings* the cache's.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import JSONStorage
from tinydb.table import Document, Table

from netriage.codec import to_data
from netriage.model import Listing, Source, Verdict
from netriage.store import Store
from netriage.store.database import JournalDB
from netriage.triage import Entry
from tests.store.workload import folders_in
from tests.triage.samples import START, decide, make_listing

DECISIONS = 5_000


class StockTable(Table):
    """TinyDB's table with string ids, as ours has."""

    document_id_class = str  # type: ignore[assignment]


class StockDB(TinyDB):
    """Plain TinyDB."""

    table_class = StockTable


def measure(action: Callable[[int], object], repeats: int) -> tuple[float, float]:
    """Milliseconds of one action: p50 and p99 (the worst, below 100 repeats)."""
    times = []
    for number in range(repeats):
        begin = time.perf_counter()
        action(number)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.99))]


def listing(number: int) -> Listing:
    """A listing of 1.2 kB, as feeds have them."""
    start = START + timedelta(hours=number % 2000)
    return make_listing(
        key=f"{number:032x}",
        title=f"Evening of short talks, number {number}",
        start=start,
        end=start + timedelta(hours=2),
        sources=(Source("feed0001", f"event_{number}@example.org", "", f"https://example.org/events/{number}"),),
        description="What we talk about, and with whom. " * 20,
        organizer="The people of the hall",
    )


def decision(number: int) -> Entry:
    return decide(listing(number), Verdict.KEEP, id=f"{number:032x}", goal="goal0001", reason="")


def bench_update(folder: Path, count: int) -> None:
    document = {"text": "x" * 1150}
    documents = [Document({**document, "number": number}, f"id{number}") for number in range(count)]
    stock, ours = StockDB(folder / "stock.json", storage=JSONStorage), JournalDB(folder / "ours.jsonl")
    stock.table("t").insert_multiple(documents)
    ours.table("t").insert_multiple(documents)
    repeats = max(8, 20_000 // count)
    plain = measure(lambda n: stock.table("t").update({"number": -n}, doc_ids=[f"id{n * 7 % count}"]), repeats)
    mine = measure(lambda n: ours.table("t").update({"number": -n}, doc_ids=[f"id{n * 7 % count}"]), 400)
    report("update", count, plain, mine)
    stock.close()
    plain_open = measure(lambda _: len(StockDB(folder / "stock.json").table("t").all()), 3)
    mine_open = measure(lambda _: len(JournalDB(folder / "ours.jsonl").table("t").all()), 3)
    report("open documents", count, plain_open, mine_open)


def bench_decide(folder: Path, count: int) -> None:
    store = Store(folders_in(folder))
    store.cache.save_listings(map(listing, range(count)))
    stock = StockDB(folder / "stock.json", storage=JSONStorage)
    stock.table("t").insert_multiple(Document(to_data(listing(number)), f"{number}") for number in range(count))
    stock.close()

    def load_plain(_: int) -> Any:
        return StockDB(folder / "stock.json").table("t").all()

    report("load listings", count, measure(load_plain, 3), measure(lambda _: store.cache.load_listings(), 3))
    for number in range(DECISIONS):
        store.journal.append(decision(number))
    store.journal.record()

    def press(number: int) -> None:
        store.journal.append(decision(DECISIONS + number))
        store.journal.record()

    report("decide", count, None, measure(press, 400))
    store.close()
    report("open journal", DECISIONS, None, measure(lambda _: Store(folders_in(folder)).journal.record(), 3))


def report(what: str, count: int, plain: tuple[float, float] | None, mine: tuple[float, float]) -> None:
    told = "" if plain is None else f"   TinyDB {plain[0]:9.2f} /{plain[1]:9.2f} ms   1 : {plain[0] / mine[0]:,.1f}"
    print(f"{what:15} {count:6,}   p50 {mine[0]:8.2f}  p99 {mine[1]:8.2f} ms{told}", flush=True)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Measure the store against plain TinyDB.")
    parser.add_argument("--quick", action="store_true", help="leave out 50,000")
    chosen = parser.parse_args(arguments)
    for count in (1_000, 10_000) if chosen.quick else (1_000, 10_000, 50_000):
        for bench in (bench_update, bench_decide):
            with tempfile.TemporaryDirectory() as folder:
                bench(Path(folder), count)


if __name__ == "__main__":
    main(sys.argv[1:])

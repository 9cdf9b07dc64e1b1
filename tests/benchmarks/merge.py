"""Measure the merge on real feeds: pairs merged, precision and recall on pairs that were judged by hand.

    python tests/benchmarks/merge.py            the figures, from the judgements in merge_labels.tsv
    python tests/benchmarks/merge.py --show     the sampled pairs without a judgement, to be judged
    python tests/benchmarks/merge.py --speed    how long merging takes, at up to 50,000 occurrences

A pair is two sightings; pairs of the same titles, places and feeds on other dates count once. *Merged* pairs stand in
one listing; *near* pairs stand in two, although they are on one day in two feeds and share a page or most of a title.
Of each stratum (the reason of a merge; what a near pair shares) those with the smallest hashes are sampled, so that the
sample does not depend on chance; the fresh sample of others, judged once the rules stood. The labels hold hashes and
judgements only, no event text: `same`, `other`, and `part` (a whole and its part, which one may merge or not: left out
of the figures).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import combinations
from math import sqrt
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from netriage import dedupe
from netriage.dedupe.clusters import Cluster, cluster
from netriage.dedupe.likeness import same_thing
from netriage.dedupe.sighting import Sighting, sight
from netriage.dedupe.wording import match_places, title_likeness
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Occurrence, Window

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
HOME = ZoneInfo("America/Toronto")
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))
LABELS = Path(__file__).with_name("merge_labels.tsv")
SAMPLES = {"first": 110, "fresh": 100}
"""Pairs of each kind that were judged: at first, and once more, of others, after the rules had been made."""
KINDS = ("merged", "near")


class Label(NamedTuple):
    """What was judged of a pair."""

    verdict: str
    sample: str


@dataclass(frozen=True)
class Pair:
    """Two sightings, and the stratum they are sampled from."""

    kind: str
    stratum: str
    one: Sighting
    other: Sighting

    @property
    def hash(self) -> str:
        """Names the pair without saying what it is."""
        sides = sorted(
            "\0".join((side.event.feed, side.words, side.place, side.stamp)) for side in (self.one, self.other)
        )
        return sha256("\1".join(sides).encode()).hexdigest()[:16]


def load(folder: Path) -> list[Occurrence]:
    """Read and expand every feed of a folder, in the pinned window."""
    found: list[Occurrence] = []
    for path in sorted(folder.glob("*.ics")):
        reading = read_feed(path.read_bytes(), path.stem, home=HOME, window=WINDOW)
        found += expand(reading.events, WINDOW, HOME)[0]
    return found


def pairs_of(occurrences: list[Occurrence]) -> list[Pair]:
    """All merged and near pairs, each kind of pair (titles, places, feeds) once."""
    clusters = cluster([sight(occurrence, HOME) for occurrence in occurrences], frozenset()).clusters
    unique: dict[tuple[object, ...], Pair] = {}
    for pair in (*_merged(clusters), *_near(clusters)):
        sides = sorted((side.event.feed, side.words, side.place) for side in (pair.one, pair.other))
        key = (pair.kind, *sides)
        if key not in unique or pair.hash < unique[key].hash:
            unique[key] = pair
    return list(unique.values())


def _merged(clusters: list[Cluster]) -> Iterator[Pair]:
    for found in clusters:
        for one, other in combinations(found.sightings, 2):
            reason = same_thing(one, other)
            yield Pair("merged", reason.words if reason else "through a third", one, other)


def _near(clusters: list[Cluster]) -> Iterator[Pair]:
    place = {id(one): number for number, found in enumerate(clusters) for one in found.sightings}
    days: dict[tuple[object, str], list[Sighting]] = defaultdict(list)
    for found in clusters:
        for one in found.sightings:
            for word in {*one.words.split(), one.page} - {""}:
                days[one.day, word].append(one)
    seen: set[tuple[int, int]] = set()
    for block in days.values():
        for one, other in combinations(block[:80], 2):
            ids = (min(id(one), id(other)), max(id(one), id(other)))
            if ids in seen or one.event.feed == other.event.feed or place[id(one)] == place[id(other)]:
                continue
            seen.add(ids)
            likeness = title_likeness(one.words, other.words)
            same_page = bool(one.page) and one.page == other.page
            if likeness >= 0.4 or same_page:
                when = "one start" if one.at == other.at else "one day"
                what = "page" if same_page else "title" if likeness == 1 else "words"
                yield Pair(
                    "near", f"{what}, {when}, place {match_places(one.place, other.place).name.lower()}", one, other
                )


def sample(pairs: list[Pair], kind: str, name: str, labels: dict[str, Label]) -> list[Pair]:
    """Spread a sample over the strata, the smallest hashes of each; the fresh one holds none that the first one has."""
    strata: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted((pair for pair in pairs if pair.kind == kind), key=lambda pair: _order(pair, name)):
        known = labels.get(pair.hash)
        if known is None or known.sample == name:
            strata[pair.stratum].append(pair)
    chosen: list[Pair] = []
    for depth in range(max(map(len, strata.values()), default=0)):
        for stratum in sorted(strata):
            if depth < len(strata[stratum]) and len(chosen) < SAMPLES[name]:
                chosen.append(strata[stratum][depth])
    return chosen


def _order(pair: Pair, name: str) -> str:
    return pair.hash if name == "first" else sha256(f"{name} {pair.hash}".encode()).hexdigest()


def report(pairs: list[Pair], labels: dict[str, Label]) -> None:
    """Print the figures of both samples."""
    for name in SAMPLES:
        report_sample(pairs, labels, name)


def report_sample(pairs: list[Pair], labels: dict[str, Label], name: str) -> None:
    """Print the figures of a sample: each stratum weighs as much as it has pairs."""
    judged = Counter[tuple[str, str]]()
    found: dict[str, dict[str, tuple[int, list[bool]]]] = {}
    for kind in KINDS:
        sizes = Counter(pair.stratum for pair in pairs if pair.kind == kind)
        verdicts: dict[str, list[bool]] = defaultdict(list)
        for pair in sample(pairs, kind, name, labels):
            label = labels.get(pair.hash, Label("not judged", name)).verdict
            judged[kind, label] += 1
            if label in ("same", "other"):
                verdicts[pair.stratum].append(label == "same")
        for stratum, size in sorted(sizes.items(), key=lambda item: -item[1]):
            got = verdicts[stratum]
            rate = f"{sum(got) / len(got):.2f}" if got else "?"
            print(f"{kind:7} {size:6} pairs  {stratum:62} judged {len(got):3}  same {rate}")
        found[kind] = {stratum: (sizes[stratum], got) for stratum, got in verdicts.items() if got}
    print(f"{name}: judged", ", ".join(f"{kind} {label} {count}" for (kind, label), count in sorted(judged.items())))
    right = [verdict for _, got in found["merged"].values() for verdict in got]
    low, high = wilson(sum(right), len(right))
    precision, recall = _figures(found)
    print(f"{name}: precision {precision:.4f}, {sum(right)} of {len(right)}, 95 % by Wilson {low:.3f} to {high:.3f}")
    low, high = _bootstrap(found)
    print(
        f"{name}: recall {recall:.4f} of the pairs that are merged or near, 95 % by bootstrap {low:.3f} to {high:.3f}"
    )


def _figures(found: dict[str, dict[str, tuple[int, list[bool]]]]) -> tuple[float, float]:
    """Precision and recall, the strata weighted."""
    same = {kind: sum(size * sum(got) / len(got) for size, got in found[kind].values()) for kind in KINDS}
    total = sum(size for size, _ in found["merged"].values())
    return same["merged"] / total, same["merged"] / (same["merged"] + same["near"])


def _bootstrap(found: dict[str, dict[str, tuple[int, list[bool]]]], times: int = 2_000) -> tuple[float, float]:
    """The 95 % interval of the recall: the judgements of each stratum drawn again and again."""
    dice = Random(0)
    drawn = sorted(
        _figures({
            kind: {stratum: (size, dice.choices(got, k=len(got))) for stratum, (size, got) in strata.items()}
            for kind, strata in found.items()
        })[1]
        for _ in range(times)
    )  # fmt: skip
    return drawn[times // 40], drawn[-times // 40]


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    z = 1.96
    share = right / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def show(pairs: list[Pair], labels: dict[str, Label]) -> None:
    """Print the sampled pairs that have no judgement yet, in an order that does not tell which are merged."""
    chosen = {pair.hash: pair for name in SAMPLES for kind in KINDS for pair in sample(pairs, kind, name, labels)}
    for name, pair in sorted(chosen.items()):
        if name not in labels:
            print(f"\n{pair.hash}")
            for side in (pair.one, pair.other):
                event = side.event
                text = " ".join(event.description.split())[:300]
                told = (event.title[:120], event.location[:120], event.url[:110], event.organizer, event.feed, text)
                print(f"  {side.occurrence.start.isoformat()[:16]} {side.stamp[:16]} {' | '.join(told)}")


def speed(occurrences: list[Occurrence]) -> None:
    """Print how long merging takes, for copies of the feeds under other names and days."""
    for copies in (1, 2, 3):
        many = [
            replace(one, event=replace(one.event, feed=f"{one.event.feed}{copy}", title=f"{one.event.title} {copy}"))
            for copy in range(copies)
            for one in occurrences
        ]
        begin = time.process_time()
        first = dedupe.merge(many, home=HOME, now=NOW)
        between = time.process_time()
        dedupe.merge(many, home=HOME, now=NOW, previous=first)
        again = time.process_time()
        times = f"{between - begin:.2f} s, with previous {again - between:.2f} s"
        print(f"{len(many):6} occurrences, {len(first):6} listings: {times}")


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    folder = Path(os.environ.get("NETRIAGE_SHARED", "../shared")) / "feeds"
    if not folder.is_dir():
        sys.exit(f"no feeds in {folder}: set NETRIAGE_SHARED")
    occurrences = load(folder)
    if options.speed:
        return speed(occurrences)
    rows = (line.split("\t") for line in LABELS.read_text().splitlines() if line)
    labels = {name: Label(verdict, judged) for name, verdict, judged in rows}
    pairs = pairs_of(occurrences)
    if options.show:
        return show(pairs, labels)
    return report(pairs, labels)


if __name__ == "__main__":
    main()

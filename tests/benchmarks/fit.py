"""How well the fit ranks: any folder of goals, events and graded judgments, beside BM25, TF-IDF and random.

    python tests/benchmarks/fit.py DIR [--goals FOLDER] [--run FILE] [--json] [--seed N]

DIR holds `goals.jsonl`, `events.jsonl` and `qrels.tsv` (goal_id, event_id, grade 0–3; unlisted = 0). Everything is
measured in one run on one machine: nDCG@10 (gain = grade, as trec_eval has it), precision at 5 and recall at 20 (grade
2 and up), work saved over sampling at 95 % recall (WSS@95), how often a fit of 80 and more is worth a slot, and what 5,
20 and 100 decisions add. Intervals are 95 % bootstrap intervals over goals. Dates are ignored. Of the events worth a
slot, those with too little text to tell are counted apart: how many of them the first 20 hold, by fit and as listed.

`--goals` takes goals and judgments from elsewhere: `goals/` beside this file has four sets of ours for the events of
the shared benchmark, written before any ranker ran and judged by one reader with the rankers hidden. `first` (ten
goals, pooled from two rankers only) and `second` were developed on; `held` was not, but it was written by somebody who
had skimmed the events. The twelve of `unseen` were written by somebody who had seen no event, as goals are: few events
serve them. Run these two rarely, and do not look into them.

Needs `bm25s` and `scikit-learn` beside netriage; without them their rows are left out, and it says so.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil, log2
from pathlib import Path
from random import Random
from statistics import mean, median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from netriage.fit import Example, TokenCache, learn, rank
from netriage.fit.thin import tier_of, worth_a_look
from netriage.goal import Goal, goal_from_json
from netriage.ical.extract import extract
from netriage.ical.text import clean_line, clean_text
from netriage.model import Listing, Source

_EIGHTH = 8
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
WORTH = 2
"""The grade from which an event is worth a slot."""
HIGH = 80.0
STEPS = (5, 20, 100)
DRAWS = 3
BOOTSTRAPS = 2000

Order = list[str]
Grades = Mapping[str, int]


@dataclass(frozen=True)
class Study:
    """One folder."""

    goals: dict[str, Goal]
    listings: list[Listing]
    feeds: dict[str, str]
    grades: dict[str, dict[str, int]]


class StudyError(Exception):
    """The folder is not of the form; says where and why."""


def read_study(folder: Path, asked: Path | None = None) -> Study:
    """Read a folder; the events go through the same cleaning as a feed's. Raises StudyError.

    `asked` is a folder of other goals, with judgments of the same events.
    """
    asked = asked or folder
    goals = {str(row["id"]): _goal(row, place) for row, place in _rows(asked / "goals.jsonl")}
    events = [_event(row, place) for row, place in _rows(folder / "events.jsonl")]
    if not goals or not events:
        raise StudyError(f"{folder}: there must be a goal and an event at least")
    known = {row["id"] for row in events}
    if len(known) < len(events):
        raise StudyError(f"{folder / 'events.jsonl'}: {len(events) - len(known)} events share their id with another")
    feeds = {row["feed"]: row["feed"] for row in events}
    return Study(goals, [_listing(row) for row in events], feeds, _read_grades(asked / "qrels.tsv", goals, known))


def _read_grades(path: Path, goals: Iterable[str], events: set[str]) -> dict[str, dict[str, int]]:
    """Read the judgments; those of unknown goals are passed over, those of unknown events are told and left out."""
    grades: dict[str, dict[str, int]] = {name: {} for name in goals}
    strange = 0
    for number, line in enumerate(_text(path).splitlines(), 1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and cells[-1].strip() == "grade"):
            continue
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise StudyError(f"{path}, line {number}: not 'goal_id, event_id, grade' with tabs between: {line[:80]!r}")
        goal, event, grade = cells
        if goal in grades and event in events:
            grades[goal][event] = int(grade)
        elif goal in grades:
            strange += 1
    if strange:
        print(f"{path}: {strange} judgments of events that are not in events.jsonl are left out", file=sys.stderr)
    return grades


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path} can't be read: {error}") from error


def _rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a file, each with where it stands, for errors."""
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise StudyError(f"{place}: no JSON: {error}") from error
        if not isinstance(row, dict) or not row.get("id"):
            raise StudyError(f"{place}: not an object with an id")
        yield row, place


def _goal(row: Mapping[str, Any], place: str) -> Goal:
    """A goal; a key that is null counts as missing."""
    try:
        return goal_from_json({key: value for key, value in row.items() if value is not None})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StudyError(f"{place}: the goal can't be read: {error!r}") from error


def _event(row: Mapping[str, Any], place: str) -> dict[str, Any]:
    """An event with every field that is used: a missing one, and null, are empty."""
    found: dict[str, Any] = {"id": str(row["id"])}
    for name in ("title", "description", "location", "organizer", "url", "feed"):
        value = row.get(name) or ""
        if not isinstance(value, str):
            raise StudyError(f"{place}: {name} is no text: {value!r}")
        found[name] = value
    categories = row.get("categories") or ()
    found["categories"] = [categories] if isinstance(categories, str) else [str(one) for one in categories if one]
    return found


def _listing(row: Mapping[str, Any]) -> Listing:
    description = clean_text(row["description"])
    found = extract(
        title=clean_line(row["title"]),
        description=description,
        location=clean_line(row["location"]),
        url=row["url"],
        organizer=clean_line(row["organizer"]),
        start=LONG_AGO,
    )
    return Listing(
        key=row["id"],
        title=found.title,
        start=LONG_AGO,
        end=LONG_AGO + timedelta(hours=1),  # none is past
        sources=(Source(row["feed"], row["id"]),),
        description=description,
        location=found.location,
        url=found.url,
        organizer=found.organizer,
        categories=tuple(row["categories"]),
        presence=found.presence,
        hosts=found.hosts,
        speakers=found.speakers,
    )


# ---------------------------------------------------------------- metrics


def ndcg(order: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Discounted gain of the first `depth`, over that of the best order; 0 when nothing is relevant."""
    gained = sum(grades.get(event, 0) / log2(place + 2) for place, event in enumerate(order[:depth]))
    best = sum(grade / log2(place + 2) for place, grade in enumerate(sorted(grades.values(), reverse=True)[:depth]))
    return gained / best if best else 0.0


def precision(order: Sequence[str], grades: Grades, depth: int = 5) -> float:
    """Share of the first `depth` that is worth a slot."""
    return sum(grades.get(event, 0) >= WORTH for event in order[:depth]) / depth


def recall(order: Sequence[str], grades: Grades, depth: int = 20) -> float:
    """Share of what is worth a slot that the first `depth` hold."""
    worth = sum(grade >= WORTH for grade in grades.values())
    return sum(grades.get(event, 0) >= WORTH for event in order[:depth]) / worth if worth else 0.0


def work_saved(order: Sequence[str], grades: Grades, share: float = 0.95) -> float:
    """WSS (Cohen et al. 2006): how much less is read than in a random order to find `share` of what is worth a slot."""
    needed = ceil(share * sum(grade >= WORTH for grade in grades.values()))
    found = 0
    for place, event in enumerate(order, 1):
        found += grades.get(event, 0) >= WORTH
        if needed and found >= needed:
            return (len(order) - place) / len(order) - (1 - share)
    return 0.0


METRICS: dict[str, Callable[[Sequence[str], Grades], float]] = {
    "nDCG@10": ndcg,
    "P@5": precision,
    "R@20": recall,
    "WSS@95": work_saved,
}


@dataclass(frozen=True)
class Figure:
    """A mean over goals with its interval."""

    mean: float
    low: float
    high: float


def figure(values: Sequence[float], seed: int) -> Figure:
    """The mean and the 95 % bootstrap interval over goals."""
    random = Random(seed)
    means = sorted(mean(random.choices(values, k=len(values))) for _ in range(BOOTSTRAPS))
    return Figure(mean(values), means[int(0.025 * BOOTSTRAPS)], means[int(0.975 * BOOTSTRAPS) - 1])


# ---------------------------------------------------------------- rankers


@dataclass
class Result:
    """What a ranker did: its order for each goal, its fits where it has any, and what it cost."""

    orders: dict[str, Order] = field(default_factory=dict)
    fits: dict[str, dict[str, float]] = field(default_factory=dict)
    lists: dict[str, Order] = field(default_factory=dict)
    """The order of the list, where thin events stand before what is known to be low."""
    thin: set[str] = field(default_factory=set)
    """Events with too little text to tell."""
    start_seconds: float = 0.0
    """What is paid once, however many events there are: tables unpacked, patterns compiled."""
    index_seconds: float = 0.0
    """The first goal, with everything that is read and cut for it, and all that is paid once."""
    goal_seconds: float = 0.0
    """A further goal, on average."""


def run_netriage(study: Study) -> Result:
    """Rank with netriage: cold for the first goal, with cached tokens for the others."""
    result, cache, seconds = Result(), TokenCache(), []
    began = time.process_time()
    rank(study.listings[::_EIGHTH], next(iter(study.goals.values())), now=LONG_AGO, zone=UTC, feeds=study.feeds)
    eighth = time.process_time() - began
    for name, goal in study.goals.items():
        began = time.process_time()
        scored = rank(study.listings, goal, now=LONG_AGO, zone=UTC, cache=cache, feeds=study.feeds)
        seconds.append(time.process_time() - began)
        # The list shows gated and thin listings apart; the study knows neither, so here the fit alone decides.
        scored.sort(key=lambda one: -(one.fit or 0.0))
        result.orders[name] = [one.listing.key for one in scored]
        result.fits[name] = {one.listing.key: one.fit or 0.0 for one in scored}
        worth = worth_a_look(scored)
        result.lists[name] = [one.listing.key for one in sorted(scored, key=lambda one: tier_of(one, worth))]
        result.thin = {one.listing.key for one in scored if one.thin}
    # The second time nothing of it is paid: what an eighth cost more than an eighth.
    result.start_seconds = max(0.0, eighth - seconds[0] / _EIGHTH)
    result.index_seconds = result.start_seconds + seconds[0]
    result.goal_seconds = mean(seconds[1:]) if seconds[1:] else 0.0
    return result


def text_of(listing: Listing, feeds: Mapping[str, str]) -> str:
    """All words of a listing, the title twice."""
    feed = feeds.get(listing.sources[0].feed, "")
    parts = (listing.title, listing.title, listing.organizer, *listing.categories, listing.location, feed)
    return " ".join((*parts, listing.description))


def query_of(goal: Goal) -> str:
    """All words of a goal."""
    names = [name for company in goal.companies for name in (company.name, *company.aliases)]
    people = [person.name for person in goal.people]
    types = [name for name, _ in goal.event_types]
    return " ".join((goal.statement, *goal.roles, *goal.topics, *names, *people, *types, *goal.places))


def run_bm25(study: Study) -> Result:
    """BM25 by bm25s, Lucene's defaults."""
    import bm25s

    began = time.process_time()
    model = bm25s.BM25(k1=1.2, b=0.75)
    texts = [text_of(listing, study.feeds) for listing in study.listings]
    model.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    result = Result(index_seconds=time.process_time() - began)
    began = time.process_time()
    for name, goal in study.goals.items():
        query = bm25s.tokenize([query_of(goal)], stopwords="en", show_progress=False)
        found, _ = model.retrieve(query, k=len(texts), show_progress=False)
        result.orders[name] = [study.listings[int(index)].key for index in found[0]]
    result.goal_seconds = (time.process_time() - began) / len(study.goals)
    return result


def run_tfidf(study: Study) -> Result:
    """Cosine of TF-IDF vectors of words and pairs of words, by scikit-learn."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    began = time.process_time()
    model = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    matrix = model.fit_transform(text_of(listing, study.feeds) for listing in study.listings)
    result = Result(index_seconds=time.process_time() - began)
    began = time.process_time()
    for name, goal in study.goals.items():
        scores = (matrix @ model.transform([query_of(goal)]).T).toarray().ravel()
        result.orders[name] = [study.listings[index].key for index in (-scores).argsort(kind="stable")]
    result.goal_seconds = (time.process_time() - began) / len(study.goals)
    return result


def run_random(study: Study, seed: int) -> Result:
    """Any order at all."""
    random, keys = Random(seed), [listing.key for listing in study.listings]
    return Result({name: random.sample(keys, len(keys)) for name in study.goals})


# ---------------------------------------------------------------- learning


Pair = tuple[float, float]
"""nDCG@10 without and with what decisions taught."""


def simulate(study: Study) -> dict[int, list[Pair]]:
    """The inbox worked from the top: after so many decisions, how good is the order of what is left?

    The user keeps what is worth a slot and skips the rest. A goal that has nothing relevant left does not count.
    """
    found: dict[int, list[Pair]] = {step: [] for step in STEPS}
    cache = TokenCache()
    for name, goal in study.goals.items():
        plain = _ranked(study, goal, cache, [])
        for step in STEPS:
            pair = _compare(study, name, plain, plain[:step], set(plain[:step]), cache)
            if pair:
                found[step].append(pair)
    return found


def simulate_fresh(study: Study, seed: int) -> dict[int, list[Pair]]:
    """The lesson on events that were never in that inbox: a random half of the judged ones, mean of several draws."""
    found: dict[int, list[Pair]] = {step: [] for step in STEPS}
    cache = TokenCache()
    for name, goal in study.goals.items():
        plain, judged = _ranked(study, goal, cache, []), sorted(study.grades[name])
        draws = [set(Random(f"{seed} {name} {draw}").sample(judged, len(judged) // 2)) for draw in range(DRAWS)]
        for step in STEPS:
            worked = [[event for event in plain if event in inbox][:step] for inbox in draws]
            pairs = [
                pair
                for decided, inbox in zip(worked, draws, strict=True)
                if (pair := _compare(study, name, plain, decided, inbox, cache))
            ]
            if pairs:
                found[step].append((mean(before for before, _ in pairs), mean(after for _, after in pairs)))
    return found


def _compare(
    study: Study, name: str, plain: Order, decided: Sequence[str], inbox: set[str], cache: TokenCache
) -> Pair | None:
    """Learn from decisions on `decided`, then judge the order of all that is not in `inbox`."""
    grades = study.grades[name]
    rest = {event: grade for event, grade in grades.items() if event not in inbox}
    if not any(rest.values()):
        return None
    made = [Example(event, grades.get(event, 0) >= WORTH) for event in decided]
    taught = _ranked(study, study.goals[name], cache, made)
    before, after = ([event for event in order if event not in inbox] for order in (plain, taught))
    return ndcg(before, rest), ndcg(after, rest)


def _ranked(study: Study, goal: Goal, cache: TokenCache, examples: Sequence[Example]) -> Order:
    learned = learn(examples, study.listings, goal, cache=cache, feeds=study.feeds) if examples else None
    common = {"now": LONG_AGO, "zone": UTC, "cache": cache, "feeds": study.feeds}
    scored = rank(study.listings, goal, learned=learned, **common)
    return [one.listing.key for one in sorted(scored, key=lambda one: -(one.fit or 0.0))]


# ---------------------------------------------------------------- the report


def measure(study: Study, seed: int) -> tuple[dict[str, Any], Result]:
    """Run everything; returns what `--json` prints, and netriage's own result."""
    mine = run_netriage(study)
    results = {"netriage": mine, "random": run_random(study, seed)}
    missing: list[str] = []
    for name, needs, run in (("BM25", "bm25s", run_bm25), ("TF-IDF", "scikit-learn", run_tfidf)):
        try:
            results[name] = run(study)
        except ImportError:
            missing.append(f"{name} left out: pip install {needs}")
    scores = {
        name: {
            metric: [judge(result.orders[goal], study.grades[goal]) for goal in study.goals]
            for metric, judge in METRICS.items()
        }
        for name, result in results.items()
    }
    report: dict[str, Any] = {
        "events": len(study.listings),
        "goals": list(study.goals),
        "judgments": sum(len(grades) for grades in study.grades.values()),
        "rankers": {
            name: {metric: asdict(figure(values, seed)) for metric, values in metrics.items()}
            for name, metrics in scores.items()
        },
        "nDCG@10 by goal": {
            name: dict(zip(study.goals, (round(value, 3) for value in metrics["nDCG@10"]), strict=True))
            for name, metrics in scores.items()
        },
        "missing": missing,
    }
    if "BM25" in scores:
        pairs = zip(scores["netriage"]["nDCG@10"], scores["BM25"]["nDCG@10"], strict=True)
        report["over BM25"] = asdict(figure([ours - theirs for ours, theirs in pairs], seed))
    report["fit of 80 and more"] = _calibration(study, mine, seed)
    report["too little text"] = {
        "by fit": _thin(study, mine.orders, mine.thin),
        "as listed": _thin(study, mine.lists, mine.thin),
    }
    report["learning, what is left"] = _lesson(simulate(study), seed)
    report["learning, fresh events"] = _lesson(simulate_fresh(study, seed), seed)
    report["seconds"] = _seconds(study, results)
    report["peak memory, MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return report, mine


def _lesson(found: Mapping[int, Sequence[Pair]], seed: int) -> dict[str, Any]:
    return {
        str(step): {
            "goals": len(pairs),
            "goal only": mean(before for before, _ in pairs),
            "taught": mean(after for _, after in pairs),
            "gain": asdict(figure([after - before for before, after in pairs], seed)),
        }
        for step, pairs in found.items()
        if pairs
    }


def _calibration(study: Study, mine: Result, seed: int) -> dict[str, Any]:
    """How many listings at 80 and more are worth a slot, over all goals; the interval is over goals."""
    hits = {
        name: [study.grades[name].get(event, 0) >= WORTH for event, fit in fits.items() if fit >= HIGH]
        for name, fits in mine.fits.items()
    }
    random, names, rates = Random(seed), list(hits), []
    for _ in range(BOOTSTRAPS):
        drawn = [hit for name in random.choices(names, k=len(names)) for hit in hits[name]]
        if drawn:
            rates.append(mean(drawn))
    rates.sort()
    every = [hit for found in hits.values() for hit in found]
    return {
        "n": len(every),
        "worth a slot": mean(every) if every else None,
        "low": rates[int(0.025 * len(rates))] if rates else None,
        "high": rates[int(0.975 * len(rates)) - 1] if rates else None,
    }


def _thin(study: Study, orders: Mapping[str, Order], thin: set[str]) -> dict[str, Any]:
    """Of the events worth a slot, how many are among the first 20: thin ones, and the others."""
    places: dict[bool, list[int]] = {True: [], False: []}
    for name, order in orders.items():
        for place, event in enumerate(order, 1):
            if study.grades[name].get(event, 0) >= WORTH:
                places[event in thin].append(place)
    return {
        "thin": len(places[True]),
        "thin in the first 20": sum(place <= 20 for place in places[True]),
        "thin, median place": median(places[True]) if places[True] else None,
        "others": len(places[False]),
        "others in the first 20": sum(place <= 20 for place in places[False]),
    }


def _seconds(study: Study, results: Mapping[str, Result]) -> dict[str, Any]:
    per_10k = 10_000 / max(1, len(study.listings))
    found: dict[str, Any] = {
        name: {
            "cold": round(result.index_seconds, 3),
            "a further goal": round(result.goal_seconds, 3),
            "cold, per 10,000": round(
                result.start_seconds + (result.index_seconds - result.start_seconds) * per_10k, 3
            ),
            "a further goal, per 10,000": round(result.goal_seconds * per_10k, 3),
        }
        for name, result in results.items()
        if result.index_seconds
    }
    if "BM25" in results:
        theirs = results["BM25"].index_seconds + results["BM25"].goal_seconds
        found["cold, netriage : bm25s"] = round(results["netriage"].index_seconds / theirs, 2)
    return found


def tell(report: Mapping[str, Any]) -> None:
    """Print the report for people."""
    print(f"{report['events']:,} events, {len(report['goals'])} goals, {report['judgments']:,} judgments\n")
    print(f"{'':10}" + "".join(f"{metric:>22}" for metric in METRICS))
    for name, metrics in report["rankers"].items():
        print(f"{name:10}" + "".join(f"{_told(metrics[metric]):>22}" for metric in METRICS))
    print("\nnDCG@10 by goal")
    for name, goals in report["nDCG@10 by goal"].items():
        print(f"{name:10}" + "".join(f"{goal:>6} {value:.2f}" for goal, value in goals.items()))
    if "over BM25" in report:
        print(f"\nover BM25, nDCG@10: {_told(report['over BM25'])}")
    high = report["fit of 80 and more"]
    rate = f"{high['worth a slot']:.0%} [{high['low']:.0%} {high['high']:.0%}]" if high["n"] else "none"
    print(f"fit of 80 and more: {high['n']} listings, worth a slot: {rate}")
    for name, row in report["too little text"].items():
        thin = f"{row['thin in the first 20']} of {row['thin']} with too little text"
        others = f"{row['others in the first 20']} of {row['others']} others"
        print(f"worth a slot and in the first 20, {name}: {thin} (median place {row['thin, median place']}), {others}")
    for name in ("learning, what is left", "learning, fresh events"):
        print(f"\n{name}: nDCG@10")
        for step, row in report[name].items():
            told = f"goal only {row['goal only']:.3f}, taught {row['taught']:.3f}, gain {_told(row['gain'])}"
            print(f"{step:>4} decisions: {told}, {row['goals']} goals")
    print("\nseconds of CPU")
    for name, values in report["seconds"].items():
        told = ", ".join(f"{key} {value}" for key, value in values.items()) if isinstance(values, dict) else values
        print(f"{name:10} {told}")
    print(f"peak memory {report['peak memory, MB']} MB")
    for line in report["missing"]:
        print(line)


def _told(found: Mapping[str, float]) -> str:
    return f"{found['mean']:.3f} [{found['low']:.2f} {found['high']:.2f}]"


def write_run(path: Path, result: Result) -> None:
    """Write a TREC run: goal_id Q0 event_id rank score netriage. The score is the fit, made to fall strictly."""
    with path.open("w", encoding="utf-8") as file:
        for goal, order in result.orders.items():
            for place, event in enumerate(order, 1):
                score = result.fits[goal][event] + (len(order) - place) * 1e-7
                file.write(f"{goal} Q0 {event} {place} {score:.7f} netriage\n")


def main() -> None:
    """Measure a folder and tell."""
    parser = argparse.ArgumentParser(description="Measure the ranking on a folder of goals, events and judgments.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--goals", type=Path, metavar="FOLDER", help="goals and judgments of the same events")
    parser.add_argument("--run", type=Path, metavar="FILE", help="write netriage's ranking as a TREC run")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--seed", type=int, default=0, help="of the bootstrap, the random ranker and the simulation")
    options = parser.parse_args()
    try:
        study = read_study(options.folder, options.goals)
    except StudyError as error:
        parser.error(str(error))
    report, mine = measure(study, options.seed)
    if options.run:
        write_run(options.run, mine)
    if options.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
    else:
        tell(report)


if __name__ == "__main__":
    main()

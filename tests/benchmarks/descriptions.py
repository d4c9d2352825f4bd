"""How well descriptions are read: every file of marked descriptions is read by a reader trained on the other files, and by rules alone.

Printed with n, over the files so far: of the numbers marked as outputs or as those who are paid, how many become rows, and how many are
named as the marks name them (three quarters of the bigrams are shared, what the number is called left aside); of those marked as
background, how many become nothing; how much of the goal sentence (before what is done and what it is for are added) is that of the
marks, and how many goals are it almost to the letter.

Run by hand: ``python -m tests.benchmarks.descriptions [NAME ...]`` (some minutes a file; only the files of these names, 05 and the like).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from zhibiao import api
from zhibiao.domain.tables import Project
from zhibiao.knowledge.descriptions import Described, read_descriptions
from zhibiao.language.normalise import key
from zhibiao.language.segment import Segmenter, default_segmenter
from zhibiao.language.similarity import dice
from zhibiao.learn.number_reader import reader_parts
from zhibiao.model.number_reader import NumberReader
from zhibiao.model.snapshot import Snapshot
from zhibiao.paths import find_places
from zhibiao.recommend.from_description import quantity_candidates
from zhibiao.recommend.goals import in_own_words
from zhibiao.recommend.reading import read_project

ALIKE, TO_THE_LETTER = 0.75, 0.95
_ROWS = ("output", "recipient")


def main() -> None:
    """Read every file with what the others taught."""
    places = find_places()
    world, segmenter = api.load(), default_segmenter(places.shipped / "lexicon")
    files = sorted((places.shipped / "descriptions").glob("*.txt"))
    by_file = [_of(path) for path in files]
    read, ruled = Counter[str](), Counter[str]()
    for held in [place for place, path in enumerate(files) if not sys.argv[1:] or path.stem in sys.argv[1:]]:
        taught = [one for place, some in enumerate(by_file) if place != held for one in some]
        parts = reader_parts(taught, segmenter, seed=1)
        reader = Snapshot.of(parts).reader(segmenter.words)
        for one in by_file[held]:
            _measure(one, world, segmenter, reader, read)
            _measure(one, world, segmenter, None, ruled)
        print(f"{files[held].name}: {len(by_file[held])} descriptions, {len(taught)} taught")
        _show(read, "read")
        _show(ruled, "rules")


def _of(path: Path) -> list[Described]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / path.name).write_bytes(path.read_bytes())
        return read_descriptions(Path(folder))


def _measure(one: Described, world: api.Zhibiao, segmenter: Segmenter, reader: NumberReader | None, out: Counter[str]) -> None:
    recommender = world._recommender
    project = Project(name=one.name, purpose=one.purpose)
    reading = read_project(project, recommender._matcher, reader)
    rows = quantity_candidates(reading, recommender._library)
    facts = [fact for fact in reading.facts if one.purpose[fact.start : fact.end] == fact.quote and fact.number is not None]
    for mark in one.numbers:
        if mark.part not in (*_ROWS, "background"):
            continue
        fact = next((f for f in facts if f.kind in ("count", "people") and f.start < mark.end and mark.start < f.end), None)
        role = reading.role_of(fact) if fact is not None else None
        if mark.part == "background":
            out["background"] += 1
            out["background left out"] += role is None
            continue
        out["rows"] += 1
        out["rows found"] += role == "output"
        row = next((r for r in rows if fact is not None and any(e.quote == fact.quote for e in r.evidence)), None)
        near = dice(_stem(row.name), _stem(mark.name)) if row is not None and role == "output" else 0.0
        out["named alike"] += near >= ALIKE
    goal = key(in_own_words(reading) or "")
    kept = [c for place, c in enumerate(one.purpose) if not any(start <= place < end for start, end in one.aside)]
    wanted = key(re.sub(r"[，。；、：]+(?=[，。；])", "", "".join(kept)))
    if wanted:
        out["goals"] += 1
        share = _shared(goal, wanted)
        out["goal shared (sum)"] += round(100 * share)
        out["goals to the letter"] += share >= TO_THE_LETTER


def _stem(name: str) -> str:
    """A name without what its number is called: 座数, 数量."""
    return re.sub(r"(?:数量|总数|[个人户次场期批件份台套座株栋间头篇页]?数|人次|[场批户]次|面积|长度|体积|方量|吨数|重量)$", "", name)


def _shared(one: str, other: str) -> float:
    """Twice the bigrams in both over those of each."""
    first, second = (Counter(pairwise(text)) for text in (one, other))
    both = sum((first & second).values())
    return 2 * both / max(1, sum(first.values()) + sum(second.values()))


def _show(out: Counter[str], who: str) -> None:
    def share(part: str, of: str) -> str:
        return f"{out[part] / max(1, out[of]):.3f} (n={out[of]})"

    print(
        f"  {who}: rows found {share('rows found', 'rows')}, named alike {share('named alike', 'rows')}, "
        f"background left out {share('background left out', 'background')}, "
        f"goals shared {out['goal shared (sum)'] / max(1, out['goals']) / 100:.3f}, "
        f"to the letter {share('goals to the letter', 'goals')}"
    )


if __name__ == "__main__":
    main()

"""How time and memory grow with the corpus: loading, suggestions, import and retraining at 62, 1,000, 10,000 and 100,000 tables.

    python -m tests.benchmarks.scaling [--sizes 62,1000,10000,100000] [--train 62,1000,10000] [--minutes 10] [--output FILE.json]

The corpora are synthetic (:mod:`tests.benchmarks.synthetic`, seed 1). Each size is measured in processes of its own, so that peak memory is
that of the size; times are processor seconds, which other programs on the machine lengthen less than the clock does. What takes longer
than ``--minutes`` is stopped and told as ``null`` with the reason. ``first`` is the first suggestion of a corpus never seen before (flags,
index), ``first_kept`` the same in a later process, when its words are kept; ``import`` adds one document of 20 tables, and ``retrievable``
is loading after it until its own projects are found. ``train`` is retraining without evaluation, ``train_measured`` with it. The exponent
is that of growth between two sizes (time ~ n^exponent): n log n grows with 1.1 at these sizes. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ASKED, NEW = 200, 20
SIZES = (62, 1000, 10_000, 100_000)
USED = ("load", "first", "load_kept", "first_kept", "median_ms", "p95_ms", "import", "retrievable", "peak_mb")
TRAINED = ("train", "train_peak_mb", "train_measured", "train_measured_peak_mb")

Numbers = dict[str, Any]


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_CHILDREN[sys.argv[2]](Path(sys.argv[3]))))
        return
    options = _options()
    results: list[Numbers] = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "corpus"
            _made(folder, size)
            found: Numbers = {"tables": size, "mb": round(sum(p.stat().st_size for p in folder.rglob("*.jsonl")) / 1e6, 1)}
            found |= _child("use", folder, Path(place), options.minutes)
            again = _child("use", folder, Path(place), options.minutes)
            found |= {f"{name}_kept": again[name] for name in ("load", "first") if name in again}
            found |= _child("import", folder, Path(place), options.minutes)
            if size in options.train:
                for child in ("train", "train_measured"):
                    found |= _child(child, folder, Path(place), options.minutes)
        results.append(found)
        print(json.dumps(found, ensure_ascii=False), file=sys.stderr, flush=True)
        _tell(results, options)


def _options() -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        return [int(part) for part in text.split(",") if part]

    parser = argparse.ArgumentParser(prog="scaling")
    parser.add_argument("--sizes", type=numbers, default=list(SIZES))
    parser.add_argument("--train", type=numbers, default=[], help="sizes at which retraining is measured too")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


def _tell(results: list[Numbers], options: argparse.Namespace) -> None:
    names = [name for name in (*USED, *TRAINED) if any(name in found for found in results)]
    exponents = {name: [_exponent(a, b, name) for a, b in itertools.pairwise(results)] for name in names}
    if options.output:
        said = {"machine": machine(), "results": results, "exponents": exponents}
        options.output.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if len(results) < len(options.sizes):
        return
    print(" | ".join(["tables", *names]))
    for found in results:
        print(" | ".join([f"{found['tables']:,}", *(_shown(found.get(name)) for name in names)]))
    print("exponents between sizes: " + "; ".join(f"{name} {' '.join(map(_shown, found))}" for name, found in exponents.items()))


def machine() -> Numbers:
    """What the numbers were measured on."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "seconds": "processor time",
    }


def _exponent(small: Numbers, large: Numbers, name: str) -> float | None:
    a, b = small.get(name), large.get(name)
    return round(math.log(b / a) / math.log(large["tables"] / small["tables"]), 2) if a and b else None


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _made(folder: Path, size: int) -> None:
    subprocess.run([sys.executable, "-m", "tests.benchmarks.synthetic", str(folder), str(size)], check=True)


def _child(what: str, folder: Path, home: Path, minutes: float) -> Numbers:
    command = [sys.executable, "-m", "tests.benchmarks.scaling", "--child", what, str(folder)]
    environment = os.environ | {"ZHIBIAO_HOME": str(home / "home"), "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, timeout=60 * minutes, check=False)
    except subprocess.TimeoutExpired:
        return {what: None, f"{what}_why": f"stopped after {minutes:g} minutes"}
    if done.returncode:
        return {what: None, f"{what}_why": f"ended with {done.returncode}"}
    found: Numbers = json.loads(done.stdout.splitlines()[-1])
    return found


def _peak() -> int:
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))


def _taken(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return round(time.process_time() - start, 3), result


def _use(folder: Path) -> Numbers:
    from tests.benchmarks.speed import projects, suggest_times

    import zhibiao

    load, zb = _taken(lambda: zhibiao.load(corpus=folder))
    first, _ = _taken(lambda: [zb.suggest(project) for project in projects(zb, 1)])
    suggest_times(zb, ASKED // 2)  # others first: medians of the commonest indicators are worked out once
    times = suggest_times(zb, ASKED)
    middle, late = round(median(times), 2), round(times[int(0.95 * len(times))], 2)
    return {"load": load, "first": first, "median_ms": middle, "p95_ms": late, "asked": ASKED, "peak_mb": _peak()}


def _import(folder: Path) -> Numbers:
    from tests.benchmarks import synthetic

    import zhibiao
    from zhibiao import api

    library = zhibiao.load().library
    made = list(synthetic.tables(library, NEW, seed=2))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "new.json"
        path.write_text(json.dumps([table | {"source": {"file": "new.json", "table": n}} for n, table in enumerate(made, start=1)]))
        imported, report = _taken(lambda: api.import_tables([path], corpus=folder))

    def found() -> list[str]:
        zb = zhibiao.load(corpus=folder)
        return zb.similar_projects(zhibiao.Project(name=made[0]["project"]["name"], unit="另一单位"))

    retrievable, names = _taken(found)
    return {
        "import": imported,
        "imported": report.added,
        "retrievable": retrievable,
        "found": made[0]["project"]["name"] in names,
    }


def _trained(folder: Path, measured: bool) -> Numbers:
    from zhibiao.knowledge.corpus import Corpus, read_tables
    from zhibiao.knowledge.library_files import load_library
    from zhibiao.language.segment import default_segmenter
    from zhibiao.learn.evaluate import measure
    from zhibiao.learn.training import Trainer
    from zhibiao.paths import find_places

    def work() -> None:
        shipped = find_places().shipped
        library, segmenter = load_library([shipped / "library"]), default_segmenter(shipped / "lexicon")
        corpus = Corpus(read_tables([folder]), segmenter.content_words, lambda name, level2: library.idea(name, level2) is not None)
        trainer = Trainer(library, segmenter, 1)
        trainer.train(corpus)
        if measured:
            measure(trainer, corpus)

    name = "train_measured" if measured else "train"
    return {name: _taken(work)[0], f"{name}_peak_mb": _peak()}


_CHILDREN: dict[str, Callable[[Path], Numbers]] = {
    "use": _use,
    "import": _import,
    "train": lambda folder: _trained(folder, False),
    "train_measured": lambda folder: _trained(folder, True),
}


if __name__ == "__main__":
    main()

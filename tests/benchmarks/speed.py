"""Speed in process, on the shipped snapshot: suggestions, fit, audit.

    python -m tests.benchmarks.speed [RUNS]

Processor time of one core (OPENBLAS_NUM_THREADS=1, as `make bench` sets it) of a program that has audited a hundred synthetic tables, as
one that serves has: topics are read, word lists loaded. The tables measured are the shipped ones, as documents of 23; a project is
suggested for and a table judged and audited once per load, so that nothing kept of it helps. The aims: a suggestion in 10 ms (median),
3,000 rows judged and 200 tables audited a second. Nothing is asserted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from tests.benchmarks import synthetic
from tests.benchmarks.auditing import TABLES, warm

import zhibiao
from zhibiao.domain import Document, Project, TargetTable

SUGGEST_AIM, FIT_AIM, AUDIT_AIM = 10.0, 3000, 200
ASKED, WARM = 300, 100


def projects(zb: zhibiao.Zhibiao, asked: int) -> Iterable[Project]:
    """Typical projects of topics all over the library, every second with its purpose."""
    topics = zb.library.topics
    for number in range(asked):
        topic = topics[number * len(topics) // asked]
        yield Project(
            name=topic.projects[number % len(topic.projects)],
            purpose=topic.purposes[0] if number % 2 else None,
            budget="96万元",
        )


def suggest_times(zb: zhibiao.Zhibiao, asked: int = ASKED) -> list[float]:
    """Milliseconds of processor time of each suggestion, in order."""
    return sorted(1000 * taken(lambda project=project: zb.suggest(project)) for project in list(projects(zb, asked)))


def taken(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def served(zb: zhibiao.Zhibiao) -> zhibiao.Zhibiao:
    """The program after some work: other tables audited, a suggestion made."""
    zb.audit([TargetTable.model_validate(table) for table in synthetic.tables(zb.library, WARM)])
    return warm(zb)


def documents(tables: Sequence[TargetTable]) -> list[Document]:
    """Tables as documents of 23."""
    bare = [table.model_copy(update={"source": None, "heading": None}) for table in tables]
    return [Document(file=f"{n}.docx", tables=tuple(bare[n : n + TABLES])) for n in range(0, len(bare), TABLES)]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    times: list[float] = []
    fits, audits = [], []
    for _ in range(runs):
        zb = served(zhibiao.load())
        times += suggest_times(zb)
        given = documents(zb.corpus.tables)
        rows, tables = sum(len(t.indicators) for d in given for t in d.tables), sum(len(d.tables) for d in given)
        zb = served(zhibiao.load())
        fits.append(rows / taken(lambda zb=zb, given=given: [_judge(zb, document) for document in given]))
        zb = served(zhibiao.load())
        audits.append(tables / taken(lambda zb=zb, given=given: [zb.audit(document) for document in given]))
    times.sort()
    middle, late = median(times), times[int(0.95 * len(times))]
    print(f"suggest median {middle:.1f} ms · p95 {late:.1f} ms (n={len(times)}; aim {SUGGEST_AIM:.0f}: {_verdict(middle <= SUGGEST_AIM)})")
    print(f"fit {max(fits):.0f} rows/s (best of {runs}, n={rows}; aim {FIT_AIM}: {_verdict(max(fits) >= FIT_AIM)})")
    print(f"audit {max(audits):.0f} tables/s (best of {runs}, n={tables}; aim {AUDIT_AIM}: {_verdict(max(audits) >= AUDIT_AIM)})")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _judge(zb: zhibiao.Zhibiao, document: Document) -> None:
    zb.belonging.judge_tables(document.tables, zb.belonging.repeated(document.tables), document.file)


def _verdict(holds: bool) -> str:
    return "holds" if holds else "missed"


if __name__ == "__main__":
    main()

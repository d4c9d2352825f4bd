"""How the rows that R01 reports in the shipped corpus were labelled, by severity: the counts in the rule's description.

    python -m tests.benchmarks.misfits

The model knows these documents, though not the labels; ``zhibiao evaluate`` measures each with a model that has not seen it.
"""

from __future__ import annotations

from collections import Counter

import zhibiao
from zhibiao.learn.labels import read_labels
from zhibiao.paths import find_places

_RULE, _UNDER = "R01", "under another"  # listed at a row that another rule reports


def main() -> None:
    shipped = find_places().shipped
    labels = read_labels(shipped / "labels")
    zb = zhibiao.load()
    reported: Counter[tuple[str, str]] = Counter()
    files = sorted((shipped / "tables").glob("*.jsonl"))
    for file in files:
        for finding in zb.audit(zhibiao.parse(file)).findings:
            if finding.table is None or finding.row is None:
                continue
            fit = labels.rows.get((f"{file.stem}.txt", finding.table), {}).get(finding.row, "unlabelled")
            if finding.code == _RULE:
                reported[str(finding.severity), fit] += 1
            elif _RULE in finding.also:
                reported[_UNDER, fit] += 1
    own = sum(count for (severity, _), count in reported.items() if severity != _UNDER)
    print(f"{len(files)} documents, {own} findings of {_RULE}")
    for (severity, fit), count in sorted(reported.items()):
        print(f"{severity:15} {fit:12} {count}")


if __name__ == "__main__":
    main()

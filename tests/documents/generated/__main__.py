"""``python -m tests.documents.generated [TABLES] [SEED] [FORMAT,…]``: exact shares by family and format, and what is not exact.

At least so many tables are written in each format: in all that can be, unless some are named.
"""

from __future__ import annotations

import sys

from tests.documents.generated.all_families import FAMILIES
from tests.documents.generated.measure import Result, measure, readable


def main(tables: str = "2000", seed: str = "0", formats: str = ",".join(readable())) -> None:
    names = formats.split(",")
    rounds = max(1, -(-int(tables) // len(FAMILIES)))
    results = measure(range(int(seed), int(seed) + rounds), names)
    print("family".ljust(16) + "".join(name.rjust(8) for name in names))
    for family in FAMILIES:
        print(family.ljust(16) + "".join(f"{results[family, name].share:8.4f}" for name in names))
    for name in names:
        own = [result for (_, of), result in results.items() if of == name]
        print(f"{name}: {_share(own)}")
    print(f"all: {_share(list(results.values()))}")
    print("\nnot exact:")
    for (family, name), result in results.items():
        for where, count in result.wrong.most_common():
            example = next(((s, e, r) for s, w, e, r in result.examples if w == where), None)
            print(
                f"  {family} {name} {where}: {count}"
                + (f", such as seed {example[0]}: {example[1]!r} read as {example[2]!r}" if example else "")
            )


def _share(results: list[Result]) -> str:
    exact, count = sum(r.exact for r in results), sum(r.count for r in results)
    return f"{exact / max(1, count):.4f} of {count} cells in {sum(r.tables for r in results)} tables"


if __name__ == "__main__":
    main(*sys.argv[1:4])

"""Long and hostile texts: how reading time grows when a text is twice as long. Linear reading doubles; aim: no more than threefold.

python -m tests.benchmarks.long_texts
"""

from __future__ import annotations

import time
from collections.abc import Callable

from zhibiao.domain.values import TargetValue
from zhibiao.language.facts import find_facts, split_items
from zhibiao.language.quantities import find_quantities
from zhibiao.language.segment import default_segmenter

SIZE = 20_000
AIM = 3.0
PIECES = (
    "硬化村内道路3.2公里、安装路灯120盏，",
    "1",
    "一",
    "新建",
    "每村5万元",
    "2025年10月底前",
    "，",
    "率100%",
    "对居民发放",
    "月工资1850元，",
    "(2个",
    "龘靐",
)


def seconds(read: Callable[[str], object], text: str) -> float:
    """The fastest of three readings: a busy machine can only make one slower."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        read(text)
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    readers: dict[str, Callable[[str], object]] = {
        "facts": find_facts,
        "items": split_items,
        "values": TargetValue.parse,
        "quantities": find_quantities,
        "terms": default_segmenter().terms,
    }
    for name, read in readers.items():
        read("预热3座")
        worst = (0.0, "", 0.0)
        for piece in PIECES:
            half, whole = ((piece * SIZE)[:size] for size in (SIZE // 2, SIZE))
            taken = seconds(read, whole)
            worst = max(worst, (taken / max(seconds(read, half), 1e-3), piece, taken))
        verdict = "holds" if worst[0] <= AIM else "missed"
        print(f"{name}: twice the text takes {worst[0]:.1f} times as long at worst (“{worst[1]}”, {worst[2]:.3f} s; aim {AIM}: {verdict})")


if __name__ == "__main__":
    main()

"""``python -m zhibiao.learn.compile``: the shipped library into the shipped snapshot. A checkout does it after editing the library."""

from __future__ import annotations

import sys

from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import default_segmenter
from zhibiao.messages import ZhibiaoError
from zhibiao.model.snapshot import library_digest, write_snapshot
from zhibiao.paths import PACKAGE, find_places


def main() -> int:
    """Compile; 0 when done, 2 with one sentence when the library cannot be used."""
    places = find_places()
    try:
        library = load_library([places.shipped / "library"])
        target = PACKAGE.parents[1] / "models" / "default"
        write_snapshot(target, library, library_digest([places.shipped / "library"]), default_segmenter().terms)
    except ZhibiaoError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{target}: {len(library.topics)} topics")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""``python -m zhibiao.learn.compile [--learned]``: the shipped library into the shipped snapshot. A checkout does it after editing the
library. The learned parts are kept as they are; ``--learned`` trains them anew (a minute)."""

from __future__ import annotations

import sys

from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import default_segmenter
from zhibiao.learn.training import train, vectors_of
from zhibiao.messages import ModelError, ZhibiaoError
from zhibiao.model.snapshot import learned_files, library_digest, write_snapshot
from zhibiao.paths import PACKAGE, find_places

SEED = 1


def main() -> int:
    """Compile; 0 when done, 2 with one sentence when the library cannot be used."""
    places = find_places()
    target = PACKAGE.parents[1] / "models" / "default"
    try:
        library = load_library([places.shipped / "library"])
        segmenter = default_segmenter(places.shipped / "lexicon")
        if "--learned" in sys.argv:
            # the shipped corpus stays out: `zhibiao evaluate` measures on it
            learned = train(library, Corpus([], segmenter.content_words), segmenter, SEED)
        else:
            learned = learned_files(target)
            learned |= vectors_of(learned, library, segmenter)  # the topics may have changed
        write_snapshot(target, library, library_digest([places.shipped / "library"]), segmenter.terms, learned)
    except ModelError as error:
        print(f"{error} make learned", file=sys.stderr)
        return 2
    except ZhibiaoError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{target}: {len(library.topics)} topics")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

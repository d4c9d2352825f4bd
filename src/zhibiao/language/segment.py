"""Segmentation: jieba over a dictionary built here, with the field's own words kept whole."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import warnings
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib import resources
from importlib.util import find_spec
from math import log
from pathlib import Path
from typing import Any

from zhibiao.language.normalise import normalise
from zhibiao.messages import CorpusError, say

BIGRAM = "\x02"  # marks a character bigram in terms(), so that it never equals a word
MAX_WORD = 16  # characters; longer entries are no words
MAX_LEXICON = 4 * 1024 * 1024  # bytes of one lexicon file
# A lexicon word must beat any split of itself: about one in ten thousand, where two common words together are one in a million.
_KEPT_WHOLE = 6000
_WORDS_KEPT = 65_536  # words whose likelihood is remembered
_RUNS_KEPT = 32_768  # runs whose words are remembered
_TEXTS_KEPT, _SHORT = 2048, 400  # texts whose terms are remembered, and their characters
_RUN = 300  # characters cut at a time: the hidden Markov model copies its path at every step, quadratic in the run

# Numbers and codes say nothing about what a project is: 怀财字〔2024〕7号, 2024年12月底, 2025-2026.
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,3}[〔\[【(]\s*(?:19|20)\d\d\s*(?:年度?)?[〕\]】)]\s*(?:第?\s*\d+\s*号)?")
_YEARS = re.compile(r"(?:19|20)\d\d\s*年?度?(?:\s*-\s*(?:19|20)\d\d\s*年?度?)?")
_WORD = re.compile(r"[\w%‰]+(?:[.·-]\w+)*")
_NUMBER = re.compile(r"[\d.,%‰]+")
_CJK = re.compile(r"[\u3400-\u9fff]+")
_BREAK = re.compile(r"[^\u3400-\u9fff\w.%+#&-]+")


class Segmenter:
    """Cuts text into words. ``words`` are kept whole besides jieba's own; thread-safe once made."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        frequencies, total = _dictionary()
        own: dict[str, int] = {}
        for word in words:
            folded = normalise(word)
            if 1 < len(folded) <= MAX_WORD:
                own[folded] = max(_KEPT_WHOLE, frequencies.get(folded, 0))
        self._own, self._total = own, total
        cut = _tokenizer({**frequencies, **own} if own else frequencies, total).cut
        # names and clauses come back: in the text of a whole row, in every rule that reads them
        self._terms = lru_cache(_TEXTS_KEPT)(self._find_terms)  # a project's name and purpose: by each index
        self._cut = lru_cache(_RUNS_KEPT)(lambda run: tuple(word for word in cut(run) if _WORD.fullmatch(word)))

    @cached_property
    def version(self) -> str:
        """Digest of what decides how a text is cut and which words are left out: two segmenters with one version cut alike."""
        parts = ("1", *(f"{word} {times}" for word, times in sorted(self._own.items())), str(self._total), *sorted(stop_words()))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def words(self, text: str) -> list[str]:
        """Words of the normalised text, in order; punctuation and white space dropped."""
        return [word for run in _runs(normalise(text)) for word in self._cut(run)]

    def content_words(self, text: str) -> list[str]:
        """:meth:`words` without stop words, numbers, years and document numbers."""
        plain, empty = _YEARS.sub(" ", _DOCUMENT_NUMBER.sub(" ", normalise(text))), stop_words()
        return [word for word in self.words(plain) if word not in empty and not _NUMBER.fullmatch(word)]

    def terms(self, text: str) -> list[str]:
        """What retrieval counts: content words, and behind :data:`BIGRAM` the character bigrams of Chinese runs, so that a word
        unknown to the dictionary still matches."""
        return list(self._terms(text)) if len(text) <= _SHORT else self._find_terms(text)

    def _find_terms(self, text: str) -> list[str]:
        plain, empty = _YEARS.sub(" ", _DOCUMENT_NUMBER.sub(" ", normalise(text))), stop_words()
        grams = [run[i : i + 2] for run in _CJK.findall(plain) for i in range(len(run) - 1)]
        return self.content_words(plain) + [BIGRAM + gram for gram in grams if gram not in empty]


def has_words(terms: Iterable[str]) -> bool:
    """Whether there is a content word among terms: 专项资金 has none, only bigrams across its empty words."""
    return any(not term.startswith(BIGRAM) for term in terms)


def _runs(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        for start in range(0, len(part), _RUN):
            yield part[start : start + _RUN]


@cache
def stop_words() -> frozenset[str]:
    """Function words and the genre's empty words (项目, 经费, 保障, 开展 …)."""
    lines = resources.files(__package__).joinpath("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def read_lexicon(folder: Path) -> list[str]:
    """Words of ``*.txt`` in a lexicon folder, one a line, ``#`` before comments; sorted, each once.

    :raises CorpusError: for a file that is too large, not UTF-8 or cannot be read.
    """
    words: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        try:
            with path.open("rb") as file:
                data = file.read(MAX_LEXICON + 1)
            if len(data) > MAX_LEXICON:
                raise CorpusError(
                    say(
                        f"词表“{path}”超过{MAX_LEXICON // 1024 // 1024}MB的上限，请拆分或删去无用词条。",
                        f"lexicon “{path}” is larger than {MAX_LEXICON // 1024 // 1024} MB; split it or drop entries.",
                    )
                )
            lines = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise CorpusError(
                say(f"词表“{path}”不是UTF-8编码，请另存为UTF-8后重试。", f"lexicon “{path}” is not UTF-8; save it as UTF-8 and try again.")
            ) from None
        except OSError as error:
            raise CorpusError(
                say(
                    f"词表“{path}”无法读取（{error.strerror}），请检查文件和权限。",
                    f"lexicon “{path}” cannot be read ({error.strerror}); check the file and its permissions.",
                )
            ) from error
        words.update(word for line in lines if (word := line.partition("#")[0].strip()))
    return sorted(words)


def everyday(word: str) -> int:
    """How often a word stands in jieba's general corpus; 0 for a word of the field alone."""
    return _dictionary()[0].get(word, 0)


_lock = threading.Lock()
_made: dict[Path | None, Segmenter] = {}


def default_segmenter(lexicon: Path | None = None) -> Segmenter:
    """The segmenter shared by the process, made at first use; ``lexicon`` is a folder of ``*.txt``, without it jieba's words alone.

    :raises CorpusError: when the lexicon cannot be read.
    """
    with _lock:
        if lexicon not in _made:
            _made[lexicon] = Segmenter(read_lexicon(lexicon) if lexicon is not None else ())
        return _made[lexicon]


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's word frequencies and their sum, read in one go: jieba's own way takes two seconds, or trusts a cache file in a
    temporary folder that anyone may have written."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise CorpusError(say("未找到分词库jieba，请重新安装zhibiao。", "the package jieba is missing; install zhibiao again."))
    parts = Path(spec.origin).with_name("dict.txt").read_bytes().decode("utf-8").split()
    frequencies = dict(zip(parts[0::3], map(int, parts[1::3]), strict=True))
    return frequencies, sum(frequencies.values())


def _tokenizer(frequencies: dict[str, int], total: int) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's sources predate today's rules for escapes and pkg_resources
        import jieba
    logging.getLogger("jieba").setLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True

    def ways_to_go_on(sentence: str) -> dict[int, list[int]]:
        # jieba stops at the first string that begins no word, which needs an entry for every prefix: 0.2 s to build. Asking for
        # every length instead gives the same graph.
        size = len(sentence)
        graph = {}
        for start in range(size):
            ends = [end - 1 for end in range(start + 1, min(start + MAX_WORD, size) + 1) if sentence[start:end] in frequencies]
            graph[start] = ends or [start]
        return graph

    whole = log(total)
    likelihood: dict[str, float] = {}

    def best_way(sentence: str, graph: dict[int, list[int]], route: dict[int, tuple[float, int]]) -> None:
        # jieba's own sums in its own order; the logarithm of a word's share is taken once
        route[len(sentence)] = (0, 0)
        for start in range(len(sentence) - 1, -1, -1):
            ways = []
            for end in graph[start]:
                word = sentence[start : end + 1]
                share = likelihood.get(word)
                if share is None:
                    share = log(frequencies.get(word) or 1) - whole
                    if len(likelihood) < _WORDS_KEPT:
                        likelihood[word] = share
                ways.append((share + route[end + 1][0], end))
            route[start] = ways[0] if len(ways) == 1 else max(ways)

    tokenizer.get_DAG, tokenizer.calc = ways_to_go_on, best_way
    return tokenizer

"""Segmentation: the field's words whole, nothing written or read in the temporary folder, fast to start."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibiao.language import segment
from zhibiao.language.segment import BIGRAM, Segmenter, default_segmenter, read_lexicon, stop_words
from zhibiao.messages import CorpusError

LEXICON = Path(__file__).parents[2] / "corpus" / "lexicon"


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(read_lexicon(LEXICON))


def test_words_are_normalised_and_without_punctuation(segmenter: Segmenter) -> None:
    assert segmenter.words("ＰＭ２．５达标，《条例》") == ["PM2.5", "达标", "条例"]
    assert segmenter.words("") == segmenter.words("，。 \n") == []


def test_content_words_leave_out_what_every_project_says(segmenter: Segmenter) -> None:
    text = "2024年云财字〔2024〕7号高标准农田项目资金，主要用于保障工作开展30万元"
    assert segmenter.content_words(text) == ["高标准农田"]


def test_terms_hold_words_and_marked_bigrams(segmenter: Segmenter) -> None:
    terms = segmenter.terms("散煤处置经费")
    assert "处置" in terms
    assert BIGRAM + "散煤" in terms
    assert BIGRAM + "经费" not in terms
    assert not [term for term in terms if term.startswith(BIGRAM) and len(term) != 3]


@pytest.mark.parametrize("word", ["一事一议", "绩效目标", "网格员", "社区工作者", "党群服务中心", "除险加固", "村集体", "及时率"])
def test_field_words_stay_whole(segmenter: Segmenter, word: str) -> None:
    assert word in segmenter.words(f"用于{word}等")


def test_every_entry_of_the_shipped_lexicon_is_needed_and_kept(segmenter: Segmenter) -> None:
    plain = Segmenter()
    words = read_lexicon(LEXICON)
    assert len(words) >= 250
    assert [word for word in words if word in plain.words(word) and word in plain.words(f"保障{word}经费")] == []
    assert [word for word in words if segmenter.words(word) != [word]] == []


def test_cuts_as_jieba_does_without_a_lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import jieba

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    theirs = jieba.Tokenizer()
    text = "改造村内道路和排水管道提升农村人居环境质量促进集体经济发展中华人民共和国全国人民代表大会常务委员会"
    assert Segmenter().words(text) == list(theirs.cut(text))


def test_touches_no_cache_file_and_says_nothing(tmp_path: Path) -> None:
    cache = tmp_path / "jieba.cache"
    cache.write_bytes(b"not a dictionary")
    code = "from zhibiao.language.segment import default_segmenter as d; print(d().words('改造村内道路'))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"TMPDIR": str(tmp_path), "PYTHONUTF8": "1"}, check=True
    )
    assert done.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
    assert cache.read_bytes() == b"not a dictionary"


def test_made_once_whichever_thread_asks_first(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("柳絮办\n", encoding="utf-8")
    made: list[Segmenter] = []
    threads = [threading.Thread(target=lambda: made.append(default_segmenter(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in made}) == 1
    assert made[0].words("柳絮办经费") == ["柳絮办", "经费"]


@pytest.mark.parametrize("piece", ["龘靐齉爩鱻", "改造道路，", "1", "a", "—", "绩效目标"])
def test_long_text_is_cut_to_its_end(segmenter: Segmenter, piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert "".join(segmenter.words(text)) == re.sub(r"[，—]", "", text)


def test_lexicon_comments_and_marks_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\ufeff# note\n村两委\n\n护路 # why\n", encoding="utf-8")
    assert read_lexicon(tmp_path) == ["护路", "村两委"]
    assert read_lexicon(tmp_path / "missing") == []


def test_a_lexicon_in_another_encoding_names_file_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("村两委".encode("gb18030"))
    with pytest.raises(CorpusError, match=r"old\.txt.*UTF-8"):
        read_lexicon(tmp_path)


def test_a_lexicon_of_unreasonable_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "MAX_LEXICON", 10)
    (tmp_path / "big.txt").write_text("村两委村两委", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"big\.txt"):
        read_lexicon(tmp_path)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_cut(text: str) -> None:
    one = default_segmenter()
    assert all(word.strip() for word in one.words(text))
    assert set(one.content_words(text)).isdisjoint(stop_words())
    assert one.terms(text) == one.terms(text)

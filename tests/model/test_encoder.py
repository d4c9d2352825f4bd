"""The encoder at run time says what the trained model says, and never loses a text to one unknown character."""

import numpy as np
import pytest

from zhibiao.language.segment import default_segmenter
from zhibiao.messages import ModelError
from zhibiao.model.encoder import Encoder, spaced
from zhibiao.paths import find_places

TEXTS = ["森林防火经费。开设防火隔离带12公里", "发票损耗率", "硬化村内道路3.2公里，安装路灯40盏", "龘龘", ""]


@pytest.fixture(scope="module")
def folder():
    return find_places().shipped.parent / "models" / "default" / "encoder"


@pytest.fixture(scope="module")
def cut():
    return default_segmenter(find_places().shipped / "lexicon").words


def test_without_torch_the_vectors_are_those_of_sentence_transformers(folder, cut):
    from sentence_transformers import SentenceTransformer

    encoder = Encoder(folder, cut)
    ours = encoder.encode(TEXTS[:3])
    known = SentenceTransformer(str(folder), device="cpu").tokenizer.get_vocab().__contains__
    theirs = SentenceTransformer(str(folder), device="cpu").encode([spaced(cut(t), known) for t in TEXTS[:3]], normalize_embeddings=True)
    assert np.abs(ours - theirs).max() < 1e-5


def test_vectors_have_length_one_and_unknown_text_is_zero(folder, cut):
    vectors = Encoder(folder, cut).encode(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors[:3], axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert not vectors[3:].any()


def test_one_unknown_character_does_not_hide_the_rest(folder, cut):
    encoder = Encoder(folder, cut)
    plain, strange = encoder.encode(["森林防火隔离带", "森林防火隔离带龘"])
    assert float(plain @ strange) > 0.9


def test_what_belongs_together_is_near(folder, cut):
    encoder = Encoder(folder, cut)
    fire, own, foreign = encoder.encode(["森林防火经费", "新开设防火隔离带长度", "社保费征缴率"])
    assert float(fire @ own) > float(fire @ foreign) + 0.2


def test_no_texts_give_no_vectors(folder, cut):
    encoder = Encoder(folder, cut)
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_folder_without_a_model(tmp_path, cut):
    with pytest.raises(ModelError, match="编码器目录"):
        Encoder(tmp_path, cut)

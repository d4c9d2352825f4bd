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


def test_any_other_make_of_model_goes_through_sentence_transformers(folder, cut, tmp_path):
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "河道": 1, "清淤": 2, "路灯": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    torch.manual_seed(1)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8), Dense(8, 5)], device="cpu")
    model.save(str(tmp_path / "model"), create_model_card=False)
    encoder = Encoder(tmp_path / "model", cut)
    vectors = encoder.encode(["河道 清淤", "路灯"])
    assert encoder.dimension == 5
    assert vectors.dtype == np.float32
    assert np.abs(vectors - model.encode(["河道 清淤", "路灯"], normalize_embeddings=True)).max() < 1e-5


def test_an_encoder_made_of_files_is_the_one_of_the_folder(folder, cut):
    files = {name: (folder / name).read_bytes() for name in ("tokenizer.json", "model.safetensors")}
    assert np.array_equal(Encoder.of_files(files, cut).encode(TEXTS), Encoder(folder, cut).encode(TEXTS))
    for broken in ({}, files | {"tokenizer.json": b"{}"}, files | {"model.safetensors": b"x"}, files | {"tokenizer.json": b"x"}):
        with pytest.raises(ModelError, match="编码器"):
            Encoder.of_files(broken, cut)

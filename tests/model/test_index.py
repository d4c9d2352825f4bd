"""The sparse index: exact, deterministic, and silent when nothing matches."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.model.index import SparseIndex

DOCUMENTS = [["河道", "清淤"], ["河道", "泵站", "泵站"], ["培训", "教师"], []]


def test_the_document_with_the_rarer_word_comes_first():
    hits = SparseIndex.build(DOCUMENTS).search(["河道", "泵站"])
    assert [hit.id for hit in hits] == [1, 0]
    assert 0 < hits[1].score < hits[0].score <= 1


def test_nothing_shared_is_nothing_found():
    assert SparseIndex.build(DOCUMENTS).search(["锅炉"]) == []
    assert SparseIndex.build([]).search(["锅炉"]) == []


def test_words_the_index_does_not_know_lower_the_score():
    index = SparseIndex.build(DOCUMENTS)
    assert index.search(["培训", "锅炉", "暖气"])[0].score < index.search(["培训"])[0].score


def test_equal_scores_stand_in_document_order():
    index = SparseIndex.build([["a"], ["b"], ["a"], ["a"]])
    assert [hit.id for hit in index.search(["a"])] == [0, 2, 3]


def test_an_index_made_from_its_own_arrays_answers_the_same():
    index = SparseIndex.build(DOCUMENTS)
    again = SparseIndex(len(index), index.terms, index.arrays)
    assert again.search(["河道", "泵站"]) == index.search(["河道", "泵站"])


words = st.lists(st.sampled_from("abcdefg"), max_size=8)


@given(st.lists(words, max_size=12), words)
def test_scores_are_shares_and_never_invented(documents, query):
    scores = SparseIndex.build(documents).scores(query)
    assert np.all((scores >= 0) & (scores <= 1))
    for number, document in enumerate(documents):
        assert (scores[number] > 0) == bool(set(document) & set(query))

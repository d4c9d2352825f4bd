"""What fit learns from: among the rows that do not belong, satisfaction of people of other work; never that of people in general."""

import numpy as np
import pytest

from zhibiao import load
from zhibiao.learn.fit import library_examples
from zhibiao.model.fit_weights import FEATURES


class Recorder:
    """Keeps the rows asked about, and looks at none of them."""

    def __init__(self, fit):
        self.fit, self.asked = fit, []

    def asks_strangers(self, row, project):
        return self.fit.asks_strangers(row, project)

    def features(self, rows, project, around, hidden, without):
        self.asked += [(row, project) for row in rows]
        return np.zeros((len(rows), len(FEATURES)))


@pytest.fixture(scope="module")
def drawn():
    zb = load()
    fit = Recorder(zb.belonging.fit)
    examples = library_examples(zb.library, fit, seed=3)
    return zb, examples, fit.asked


def test_satisfaction_that_does_not_belong_asks_strangers_and_both_kinds_are_learned_from(drawn):
    zb, examples, asked = drawn
    assert len(asked) == len(examples.belongs)
    rows = [(row, project, belongs) for (row, project), belongs in zip(asked, examples.belongs.tolist(), strict=True)]
    shared = [one for one in rows if zb.library.idea(one[0].name, one[0].level2) == "satisfaction"]
    strange = [zb.belonging.fit.asks_strangers(row, project) for row, project, belongs in shared if not belongs]
    own = [zb.belonging.fit.asks_strangers(row, project) for row, project, belongs in shared if belongs]
    assert sum(strange) > len(zb.library.topics) / 4
    assert np.mean(own) < 0.1


def test_the_same_seed_draws_the_same_rows(drawn):
    zb, examples, asked = drawn
    fit = Recorder(zb.belonging.fit)
    again = library_examples(zb.library, fit, seed=3)
    assert fit.asked == asked
    assert again.belongs.tolist() == examples.belongs.tolist()

"""The gates: a paired bootstrap over the documents common to both."""

from __future__ import annotations

import numpy as np
import pytest

from zhibiao.learn.gates import compare
from zhibiao.learn.metrics import HEADLINES, TITLES
from zhibiao.messages import speaking
from zhibiao.model.manifest import About, tallies


def measured(shares: dict[str, float], name: str = "recall@20", n: int = 10) -> dict[str, dict[str, tuple[float, int]]]:
    return {name: {document: (share * n, n) for document, share in shares.items()}}


MANY = {f"{n}.docx": 0.3 + 0.04 * (n % 11) for n in range(20)}


def test_equal_passes_and_a_clear_fall_does_not() -> None:
    assert compare(measured(MANY), measured(MANY)).passed
    verdict = compare(measured(MANY), measured({document: share - 0.05 for document, share in MANY.items()}))
    assert not verdict.passed
    (one,) = verdict.comparisons
    assert one.fallen
    assert one.difference == pytest.approx(-0.05)
    assert (one.low, one.high, one.documents) == (pytest.approx(-0.05), pytest.approx(-0.05), 20)


def test_documents_that_rise_and_fall_by_chance_are_no_fall() -> None:
    chance = np.random.default_rng(1)
    noisy = {document: share + float(chance.normal(0, 0.1)) - 0.005 for document, share in MANY.items()}
    verdict = compare(measured(MANY), measured(noisy))
    assert verdict.passed
    (one,) = verdict.comparisons
    assert one.low is not None
    assert one.high is not None
    assert one.low < 0 < one.high


def test_only_documents_in_common_count() -> None:
    old, new = MANY | {"老.docx": 1.0}, MANY | {"新.docx": 0.0}
    verdict = compare(measured(old), measured(new))
    assert verdict.passed
    assert verdict.comparisons[0].old == verdict.comparisons[0].new


def test_a_figure_that_is_no_headline_may_fall() -> None:
    old, new = measured(MANY) | measured({"0.docx": 1.0}, "commonest@20"), measured(MANY) | measured({"0.docx": 0.0}, "commonest@20")
    assert compare(old, new).passed


def test_a_headline_that_can_no_longer_be_measured_has_fallen() -> None:
    old = measured(MANY) | measured(MANY, "value kind")
    verdict = compare(old, measured(MANY))
    assert not verdict.passed
    assert [one.name for one in verdict.comparisons if one.fallen] == ["value kind"]
    assert compare(measured(MANY), old).passed  # one that is new has not


def test_cases_weigh_alike_whatever_document_they_stand_in() -> None:
    old = {"recall@20": {"大.docx": (90.0, 100), "小.docx": (0.0, 1)}}
    verdict = compare(old, old)
    assert verdict.comparisons[0].old == pytest.approx(90 / 101, abs=1e-4)


def test_the_same_seed_gives_the_same_verdict_and_no_document_is_a_sentence() -> None:
    noisy = {document: share * 0.9 for document, share in MANY.items()}
    assert compare(measured(MANY), measured(noisy), 3) == compare(measured(MANY), measured(noisy), 3)
    nothing = compare(measured(MANY), measured({"x.docx": 1.0}))
    assert not nothing.passed
    assert nothing.why is not None
    assert "没有共同的文件" in nothing.why
    with speaking("en"):
        without = compare({}, measured(MANY))
    assert not without.passed
    assert without.why is not None
    assert "--force" in without.why


def test_tallies_are_what_a_manifest_keeps() -> None:
    documents, cases = tallies({"recall@20": {"b": [1.0, 0.5], "a": [0.0]}, "value kind": {"a": [1.0]}})
    about = About(documents=documents, cases=cases)
    assert about.by_document() == {"recall@20": {"a": (0.0, 1), "b": (1.5, 2)}, "value kind": {"a": (1.0, 1)}}


def test_every_headline_has_a_name() -> None:
    assert set(HEADLINES) <= set(TITLES)

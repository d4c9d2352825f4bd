"""The model card says what a snapshot is, from its manifest alone."""

from __future__ import annotations

from zhibiao.learn.card import card
from zhibiao.messages import speaking
from zhibiao.model.manifest import Manifest, OutsideEncoder, Taught

FIGURE = {"name": "recall@20", "value": 0.5123, "n": 62, "low": 0.45, "high": 0.57}


def manifest(**more: object) -> Manifest:
    return Manifest.model_validate({"format": 5, "library": "ab" * 32, "topics": 692, "files": {}} | more)


def test_a_whole_card() -> None:
    text = card(
        manifest(
            seed=7,
            corpus=Taught(digest="cd" * 32, tables=62, documents=5, rows=420, flagged=120),
            exclude=("000*",),
            metrics=(FIGURE, {"name": "fit AUROC", "value": None, "n": 0, "why": "没有标签"}),
            ablation={"without encoder": ({"name": "recall@20", "value": 0.4, "n": 62},)},
            documents=("a", "b"),
            packages={"numpy": "2.1"},
        )
    )
    assert "| 训练语料，表 · tables learned from | 62 |" in text
    assert "120（29%）" in text
    assert "| 随机种子 · seed | 7 |" in text
    assert "`000*`" in text
    assert "| 推荐前20行找回原表行 · recall@20 * | 0.512 | 0.450–0.570 | 62 |" in text
    assert "没有标签" in text
    assert "| 指标 · Figure | 完整 · whole | without encoder |" in text
    assert "| 推荐前20行找回原表行 · recall@20 * | 0.512 | 0.400 |" in text
    assert "2份文件" in text
    assert "numpy 2.1" in text
    assert text.index("数据 · Data") < text.index("评估 · Evaluation") < text.index("局限 · Limits")


def test_what_is_not_known_is_not_made_up() -> None:
    text = card(manifest())
    assert "没有评估结果" in text
    assert "去掉一部分" not in text
    assert "tables learned from" not in text


def test_names_from_outside_cannot_break_out_of_a_cell() -> None:
    text = card(manifest(exclude=("a|b`\n# x<script>",), encoder=OutsideEncoder(path="/m|n", digest="ef" * 32), forced=True))
    assert "\n# x" not in text
    assert "<script>" not in text
    assert r"a\|b'" in text
    assert "against the gates" in text


def test_the_language_in_force_changes_nothing() -> None:
    with speaking("en"):
        english = card(manifest(metrics=(FIGURE,)))
    assert english == card(manifest(metrics=(FIGURE,)))

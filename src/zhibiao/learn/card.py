"""The model card of a snapshot, made from its manifest alone: the same manifest gives the same card. Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhibiao.learn.metrics import HEADLINES, TITLES
from zhibiao.model.manifest import Manifest


def card(manifest: Manifest) -> str:
    """``README.md`` of a snapshot folder: what it is, made from what, how good, and what it is not."""
    return "\n".join(
        [
            "# 绩效指标模型 · zhibiao snapshot",
            "",
            "为项目绩效目标表推荐指标与指标值、审核指标是否属于项目时所用的模型。只含数值、文字和分词表，不含程序代码；载入时逐个文件核对校验值。",
            "",
            "What suggestions and audits of budget performance target tables rest on. Arrays, texts and a tokenizer, no code; every file "
            "is checked against its digest when it is loaded.",
            "",
            *_data(manifest),
            *_figures(manifest),
            *_ablation(manifest),
            *_limits(manifest),
            *_packages(manifest),
        ]
    )


def _data(manifest: Manifest) -> Iterator[str]:
    yield "## 数据 · Data"
    yield ""
    yield "| 项 · Item | 值 · Value |"
    yield "|---|---|"
    yield f"| 指标库主题 · library topics | {manifest.topics} |"
    yield f"| 指标库校验值 · library digest | `{manifest.library[:12]}` |"
    if manifest.corpus is not None:
        taught = manifest.corpus
        share = f"（{taught.flagged / taught.rows:.0%}）" if taught.rows else ""
        yield f"| 训练语料，表 · tables learned from | {taught.tables} |"
        yield f"| 文件 · documents | {taught.documents} |"
        yield f"| 指标行 · indicator rows | {taught.rows} |"
        yield f"| 其中可疑、不用于推荐 · flagged, never suggested | {taught.flagged}{share} |"
        yield f"| 语料校验值 · corpus digest | `{taught.digest[:12]}` |"
    if manifest.seed is not None:
        yield f"| 随机种子 · seed | {manifest.seed} |"
    excluded = "、".join(f"`{_cell(glob)}`" for glob in manifest.exclude) or "—"
    yield f"| 排除的来源 · sources left out | {excluded} |"
    outside = (
        f"`{_cell(manifest.encoder.path)}`（`{manifest.encoder.digest[:12]}`）" if manifest.encoder else "随模型训练 · trained with it"
    )
    yield f"| 编码器 · encoder | {outside} |"
    forced = "是：未通过与原有模型的比较，由 --force 替换 · yes, against the gates" if manifest.forced else "否 · no"
    yield f"| 强制替换 · forced | {forced} |"
    yield ""


def _figures(manifest: Manifest) -> Iterator[str]:
    yield "## 评估 · Evaluation"
    yield ""
    if not manifest.metrics:
        yield "没有评估结果。 · Nothing was measured."
        yield ""
        return
    yield "逐份留出本文件（训练与检索都不用它）；区间为重抽样的95%区间。带 * 的是主要指标，重新训练时不得下降。"
    yield ""
    yield "Each document left out of training and retrieval; 95 % bootstrap intervals. A figure with * may not fall when retraining."
    yield ""
    yield "| 指标 · Figure | 值 · Value | 95% | n |"
    yield "|---|---:|---|---:|"
    for metric in manifest.metrics:
        yield f"| {_title(metric)} | {_value(metric)} | {_span(metric)} | {metric.get('n', 0)} |"
    yield ""


def _ablation(manifest: Manifest) -> Iterator[str]:
    if not manifest.ablation:
        return
    whole = {str(metric.get("name")): metric for metric in manifest.metrics}
    parts = [{str(metric.get("name")): metric for metric in own} for own in manifest.ablation.values()]
    yield "## 去掉一部分 · Ablation"
    yield ""
    yield f"| 指标 · Figure | 完整 · whole | {' | '.join(_cell(title) for title in manifest.ablation)} |"
    yield f"|---|---:|{'---:|' * len(parts)}"
    for name in whole:
        yield f"| {_title(whole[name])} | {_value(whole[name])} | {' | '.join(_value(part.get(name, {})) for part in parts)} |"
    yield ""


def _limits(manifest: Manifest) -> Iterator[str]:
    yield "## 局限 · Limits"
    yield ""
    documents = len(manifest.documents)
    if documents:
        yield f"- 只在{documents}份文件上量过，文件越少区间越不可靠。 · Measured on {documents} documents only."
    yield "- 语料以外的行业和省份没有量过，指标库没有的主题只能靠文字相近。 · Not measured outside the corpus's trades and provinces."
    yield "- 推荐和审核供人参考，不代替主管部门的审核。 · Suggestions and findings are for people to decide on."
    yield ""


def _packages(manifest: Manifest) -> Iterator[str]:
    if not manifest.packages:
        return
    yield "## 软件 · Packages"
    yield ""
    yield "、".join(f"{name} {version}" for name, version in manifest.packages.items())
    yield ""


def _title(metric: Mapping[str, Any]) -> str:
    name = str(metric.get("name"))
    star = " *" if name in HEADLINES else ""
    return _cell(f"{TITLES[name]} · {name}{star}" if name in TITLES else f"{name}{star}")


def _value(metric: Mapping[str, Any]) -> str:
    value = metric.get("value")
    return f"{value:.3f}" if isinstance(value, float | int) else _cell(str(metric.get("why") or "—"))


def _span(metric: Mapping[str, Any]) -> str:
    low, high = metric.get("low"), metric.get("high")
    return f"{low:.3f}–{high:.3f}" if isinstance(low, float | int) and isinstance(high, float | int) else ""


def _cell(text: str) -> str:
    """Text that cannot break out of a cell of a table, or of a card."""
    return " ".join(text.split()).replace("|", "\\|").replace("`", "'").replace("<", "&lt;")

"""What the figures of an evaluation are called, and which of them a new snapshot must not lose."""

from __future__ import annotations

TITLES = {
    "kind@1": "项目类型，首选正确",
    "topic@1": "主题，首选正确",
    "topic@3": "主题，前三之中",
    "function@1": "支出功能分类款，首选正确",
    "recall@10": "推荐前10行找回原表行",
    "recall@20": "推荐前20行找回原表行",
    "recall@20, fixed order": "同上，备选按固定权重排",
    "recall@20, learned order": "同上，备选按学得的次序排",
    "MRR": "原表行的平均倒数排名",
    "level-2 coverage": "应有类型齐全",
    "commonest@20": "对照：照抄最常见的20行",
    "nearest@20": "对照：照抄最近项目的行",
    "fit AUROC": "相关性AUROC",
    "fit average precision": "相关性平均精度",
    "R01 precision": "R01查准",
    "R01 recall": "R01查全",
    "R01 false alarms per fitting row": "R01误报占相关行",
    "fit, random AUROC": "相关性AUROC，抽自无关主题",
    "fit, random average precision": "相关性平均精度，抽自无关主题",
    "R01 recall, random": "R01查全，抽自无关主题",
    "fit, same class AUROC": "相关性AUROC，抽自同类别主题",
    "fit, same class average precision": "相关性平均精度，抽自同类别主题",
    "R01 recall, same class": "R01查全，抽自同类别主题",
    "fit, template AUROC": "相关性AUROC，套用同一模板",
    "fit, template average precision": "相关性平均精度，套用同一模板",
    "R01 recall, template": "R01查全，套用同一模板",
    "fit abstained": "相关性未判断",
    "value kind": "指标值类型",
    "value operator": "指标值符号",
    "value number within 10 %": "指标值数值（差10%以内）",
    "level 2 (type)": "二级指标（按类型）",
}

# More is better for each of them. The gates look at those that both snapshots have cases of.
HEADLINES = (
    "recall@20",
    "MRR",
    "fit AUROC",
    "fit, random AUROC",
    "fit, same class AUROC",
    "fit, template AUROC",
    "level 2 (type)",
    "value kind",
    "value operator",
    "kind@1",
    "topic@3",
)

"""What is done, in sorts: bought, built, repaired, cleared, trained, told, inspected, paid, run, digitised, filed."""

from __future__ import annotations

import re

DEEDS = (
    re.compile(r"购|配备|添置|更新|更换|换发|采办|补配|买"),
    re.compile(r"新建|建设|修建|扩建|安装|铺设|架设|建成"),
    re.compile(r"维修|修缮|改造|养护|检修|管护|维护|修整|修裱|修复|修补|运维|保洁"),
    re.compile(r"拆除|清理|清运|整治|治理|除治"),
    re.compile(r"培训|轮训|讲座"),
    re.compile(r"宣传|宣讲"),
    re.compile(r"检查|巡查|巡护|排查|督查|监测|检测|检验|抽检"),
    re.compile(r"补助|补贴|发放|奖励|资助|救助|慰问"),
    re.compile(r"表彰|评选|评优"),
    re.compile(r"运行|运转|管理|开放"),
    re.compile(r"扫描|数字化|著录"),
    re.compile(r"整理|归档|编目"),
)

# Deeds that stand alone before a number (换|1台, 聘|8人, 补|31人): to what or to whom, the project's name says.
BARE_DEEDS = (
    "换", "买", "装", "配", "加", "建", "修", "拆", "清", "更换", "更新", "购置", "采购", "购买", "安装", "配备", "添置", "加装", "增设",
)  # fmt: skip
HIRED_ALONE = ("聘", "请", "聘用", "聘请", "招聘", "选聘")
PAID_ALONE = ("补", "发", "奖", "补助", "发放", "奖励", "慰问", "看望", "走访")
ALONE = frozenset((*BARE_DEEDS, *HIRED_ALONE, *PAID_ALONE))

# Words for things that say nothing of what work is meant.
HOLLOW = frozenset([
    "项目", "活动", "设备", "设施", "人员", "工作", "服务", "培训", "宣传", "群众", "居民", "企业", "单位", "场所", "资料", "车辆",
    "物资", "系统", "学生", "干部", "农户", "村庄", "社区", "监测", "检测", "对象", "贷款", "保险", "资金", "补贴",
])  # fmt: skip
_MENDS = (2, 3)
TOLD_APART = (4, 5, 8)  # training, telling people of a thing and honouring them are no dealing with it


def deed_of(text: str) -> int | None:
    """Which sort of deed (a place in :data:`DEEDS`) a text speaks of, by the first word for one."""
    found = [(match.start(), number) for number, pattern in enumerate(DEEDS) if (match := pattern.search(text))]
    return min(found)[1] if found else None


def unspoken(name: str, text: str) -> bool:
    """Whether a name has words for what is done and the text has none of those sorts; mending and clearing are one (整治窨井盖)."""
    sorts = {number for number, pattern in enumerate(DEEDS) if pattern.search(name)}
    sorts |= set(_MENDS) if sorts & set(_MENDS) else set()
    return bool(sorts) and not any(DEEDS[number].search(text) for number in sorts)

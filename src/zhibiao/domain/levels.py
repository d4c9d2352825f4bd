"""Level 1 and level 2 of an indicator, under every name that forms give them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from zhibiao.language.normalise import key, squeeze

LEVEL1 = ("成本指标", "产出指标", "效益指标", "满意度指标")
LEVEL2 = (
    "经济成本指标", "社会成本指标", "生态环境成本指标", "成本指标",
    "数量指标", "质量指标", "时效指标",
    "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标",
    "服务对象满意度指标",
)  # fmt: skip

# Where a level 2 stands when the form does not say. 成本指标 alone is the older place, under 产出 (contract and 财预〔2021〕101号).
HOME = {
    "经济成本指标": "成本指标", "社会成本指标": "成本指标", "生态环境成本指标": "成本指标", "成本指标": "产出指标",
    "数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标",
    "经济效益指标": "效益指标", "社会效益指标": "效益指标", "生态效益指标": "效益指标", "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}  # fmt: skip

ENGLISH = {
    "成本指标": "cost", "产出指标": "output", "效益指标": "benefit", "满意度指标": "satisfaction",
    "经济成本指标": "economic cost", "社会成本指标": "social cost", "生态环境成本指标": "environmental cost",
    "数量指标": "quantity", "质量指标": "quality", "时效指标": "timeliness", "经济效益指标": "economic benefit",
    "社会效益指标": "social benefit", "生态效益指标": "ecological benefit", "可持续影响指标": "sustainability",
    "服务对象满意度指标": "beneficiary satisfaction",
}  # fmt: skip


class Levels(NamedTuple):
    """Standard level 1 and level 2; ``None`` where the form's words do not decide."""

    level1: str | None
    level2: str | None


_NOTE = re.compile(r"\([^()]*(?:\d+\s*分|必填|选填|权重|\d+%)[^()]*\)|\*+|★+|☆+")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\d+[、.]|\([一二三四五六七八九十\d]+\))")

# A level 2 by what its words say. Tried in this order: the first that matches wins. 满意 stands before 效益 because
# "社会公众或服务对象满意度指标" is satisfaction wherever it is printed; the cost words carry their own kind.
_LEVEL2_WORDS = (
    ("服务对象满意度指标", re.compile(r"满意")),
    ("社会成本指标", re.compile(r"社会成本")),
    ("生态环境成本指标", re.compile(r"(?:生态|环境)+成本")),
    ("经济成本指标", re.compile(r"经济成本")),
    ("成本指标", re.compile(r"成本|^预算.*控制")),
    ("数量指标", re.compile(r"数量")),
    ("质量指标", re.compile(r"质量")),
    ("时效指标", re.compile(r"时效|工期|进度")),
    ("可持续影响指标", re.compile(r"可持续|持续影响|持续性")),
    ("经济效益指标", re.compile(r"经济(?:效益|效果|影响|$)")),
    ("社会效益指标", re.compile(r"社会(?:效益|效果|影响|$)")),
    ("生态效益指标", re.compile(r"(?:生态|环境)(?:效益|效果|影响|$)|生态环境$")),
)
_LEVEL1_WORDS = (
    ("满意度指标", re.compile(r"满意")),
    ("效益指标", re.compile(r"效益|效果|成效|结果|项目效率|^效率")),
    ("产出指标", re.compile(r"产出|项目完成|完成指标")),
    ("成本指标", re.compile(r"成本|投入")),
)
# Words that stand for the people asked, in forms that print them as level 2 of satisfaction.
_ASKED = re.compile(r"^(?:具体指标|读者|受众|服务对象|受益对象|社会公众|群众|受益人?群?众?)$")


def strip_level(text: str) -> str:
    """A level cell without weights, marks and numbering: ``"二、产出指标(50分)★" -> "产出指标"``."""
    plain = squeeze(text)
    previous = None
    while previous != plain:
        previous = plain
        plain = _NUMBERING.sub("", _NOTE.sub("", plain))
    return plain


def _core(text: str) -> str:
    plain = strip_level(text)
    plain = re.sub(r"\((?:或)?[^()]*\)", "", plain) or plain
    plain = re.sub(r"(?:指标|目标|情况)(?:等)?$", "", plain)
    return re.sub(r"(?<=度)等$", "", plain)


@lru_cache(maxsize=4096)  # the same names stand on every row of every table
def level2(text: str | None) -> str | None:
    """The standard level 2 for any spelling met in the field, or ``None``. Never raises.

    One name for several (``社会、经济、生态效益指标``) decides nothing and gives ``None``.
    """
    if not text:
        return None
    core = _core(text)
    if not core:
        return None
    if sum(word in core for word in ("经济", "社会", "生态")) > 1 and "满意" not in core:
        return None
    for name, pattern in _LEVEL2_WORDS:
        if pattern.search(core):
            return name
    return None


@lru_cache(maxsize=4096)
def level1(text: str | None) -> str | None:
    """The standard level 1 for any spelling, or ``None``. Never raises."""
    core = _core(text) if text else ""
    for name, pattern in _LEVEL1_WORDS:
        if core and pattern.search(core):
            return name
    return None


# Words that name a level, and nothing else: an indicator's name may hold 数量 or 满意度 too. Without their ending 指标 or 目标.
_NAMES = re.compile(
    r"(?:预期|项目|产出|年度)*(?:数量|质量|时效|成本|产出|效益|效果|成效|效率|结果|投入|完成)(?:及效益)?|"
    r"(?:经济|社会|生态|环境|生态环境|社会、经济、生态)+(?:成本|效益|效果|影响)|可持续(?:性|发展|影响|性影响|性发展影响|发展影响|效益)?|"
    r"(?:社会)?(?:公众|服务对象|受益者|受益对象|受益群众|群众|使用者|使用人员)?(?:或服务对象|或受益者|或受益对象)?满意度?|"
    r"(?:项目|实施|项目实施)(?:效果|产出|效益|决策|管理|过程)|决策|过程|管理|(?:过程|计划|资金|债券资金|项目|财务|组织|业务|产出)管理|监督检查|"
    r"预算(?:\(或投资规模\))?控制|项目年度绩效|具体|社会、经济、生态效益"
)


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether a text is the name of a level, standard or not (项目决策, 资金管理指标), and not of an indicator."""
    if not text or len(text) > 40:
        return False
    if strip_level(text) == "具体":
        return False
    return _NAMES.fullmatch(_core(text)) is not None


@lru_cache(maxsize=4096)
def decide(level1_text: str | None, level2_text: str | None) -> Levels:
    """Both levels from both columns, for no word alone decides: 产出指标, 成本指标, 满意度指标 and 数量指标 are each level 1 in
    one form and level 2 in another.

    - a specific level 2 (数量, 社会效益 …) stands, and level 1 follows what the form wrote, else its home;
    - a level-1 word in the level-2 column (产出指标 as level 2 of 实施效果指标) gives level 1 and leaves level 2 open;
    - with no level 2, a level-2 word in the first column (forms with one level column) is taken as level 2;
    - 成本指标 as level 2 of level 1 成本指标 is 经济成本指标, as level 2 of 产出指标 the older 成本指标.
    """
    second = level2(level2_text)
    first = level1(level1_text)
    if second is None:
        inner = level1(level2_text)
        if inner is not None:
            first = inner
        elif level2_text and first == "满意度指标" and (_ASKED.match(_core(level2_text)) or key(level2_text)):
            second = "服务对象满意度指标"
        elif not (level2_text or "").strip():
            # one level column only: 数量指标 | name | value, or 满意度指标 with its level 2 left out
            second = level2(level1_text) if level1_text and strip_level(level1_text) not in ("成本指标", "成本") else None
            if second is not None and HOME[second] != first:
                first = HOME[second]
    if second == "服务对象满意度指标":
        return Levels("满意度指标", second)
    if second is None:
        if first == "成本指标" and not (level2_text or "").strip():
            return Levels(first, "经济成本指标")
        return Levels(first, None)
    if second == "成本指标" and first == "成本指标":
        return Levels(first, "经济成本指标")
    home = HOME[second]
    if home == "效益指标" or first is None or (first != home and second != "成本指标"):
        first = home
    return Levels(first, second)

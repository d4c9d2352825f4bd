"""Effects that the description promises: 提高受助残疾人自理能力 → 受助残疾人自理能力提高程度, graded.

A clause is no indicator; what is to change and how far it changed is. Such rows stand behind what can be counted.
"""

from __future__ import annotations

import re

from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell, key
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import Evidence, ValueEvidence

MAX_EFFECTS = 4
_SCORE = 0.6  # what the drafter promises, above what a kind alone calls for, below what the topic is measured by
_VERBS = "提高|提升|改善|促进|增强|推动|丰富|减轻|增加|降低|减少|缓解|优化|巩固|激发|方便|扩大|维护|保障"
_CLAUSE = re.compile(
    rf"^(?:进一步|有效|切实|不断|逐步|持续|全面|大力|显著|更好地?|积极)*(?P<verb>{_VERBS})(?:了|和(?:{_VERBS}))?(?P<thing>[\u4e00-\u9fff]{{3,16}})$"
)
_SPLIT = re.compile(r"[，,、；;。:：\n]|从而|进而|以便|确保|使得?")
_LEAD = re.compile(r"^(?:\d+[.、]|目标\d*|[一二三四五]是|(?:以|来|能够?|可以))+")
_HOLLOW = re.compile(
    r"^(?:工作|各项|项目|任务|机关|单位|部门).{0,4}(?:开展|运行|进行|完成|推进|实施)$|(?:顺利|正常|有序)(?:开展|进行|实施|完成)$|支出|费用|等方面|大家|问题$"
)
_MORE_OF = ("增加", "减少", "扩大")  # 增加文化活动场所 is an output, 增加合同预警 a function; only what grows by degrees is graded
_GROWS = re.compile(r"(?:收入|增收|效益|就业|供给|消费|税收|影响力|知名度|覆盖面|污染|损失|负担|矛盾|隐患|风险|浪费|排放)$")

# Which benefit an effect is, by its words; the first that matches wins.
_BENEFITS = (
    ("生态效益指标", re.compile(r"环境(?!卫生意识)|生态|空气|水质|污染|绿化|植被|人居|河道|碳|能耗")),
    ("可持续影响指标", re.compile(r"长效|可持续|机制|长期|后劲|基础条件|队伍")),
    ("经济效益指标", re.compile(r"收入|增收|经济|产业|产值|产量|成本|负担|消费|投资|效益|就业收入|农业")),
)
# 促进…发展 is graded by how far it was furthered; what is kept up is graded by whether it was.
_DEGREE = {"维护": "保持", "保障": "保障", "方便": "便利"}


def effect_candidates(reading: Reading) -> list[Candidate]:
    """Graded benefit rows for the effects named in goals and purpose."""
    out: list[Candidate] = []
    seen: set[str] = set()
    for text in (*reading.project.goals, reading.project.purpose or ""):
        for part in _SPLIT.split(clean_cell(text)):
            match = _CLAUSE.match(_LEAD.sub("", part.strip()))
            if match is None or _HOLLOW.search(match["thing"]) or key(match["thing"]) in seen:
                continue
            seen.add(key(match["thing"]))
            if match["verb"] in _MORE_OF and not _GROWS.search(match["thing"]):
                continue
            out.append(_candidate(match["verb"], match["thing"], part.strip(), len(out)))
            if len(out) == MAX_EFFECTS:
                return out
    return out


def _candidate(verb: str, thing: str, quote: str, place: int) -> Candidate:
    level2 = next((name for name, words in _BENEFITS if words.search(thing)), "社会效益指标")
    degree = _DEGREE.get(verb, verb)
    grades = f"明显{degree}/有所{degree}/没有{degree}" if verb not in ("维护", "保障") else f"充分{degree}/基本{degree}/未能{degree}"
    why = say("描述写明的效果，不能计数，分档评价", "an effect that the description names; it cannot be counted and is graded")
    return Candidate(
        level2=level2,
        name=f"{thing}{verb}程度",
        score=_SCORE - 0.02 * place,
        sources=("description",),
        evidence=[Evidence(type="description", quote=quote)],
        value=TargetValue.parse(f"{grades.split('/')[0]}({grades})"),
        value_evidence=ValueEvidence(from_="description", why=why),
        basis="其他标准",
        description="走访和问卷分档评价",
    )

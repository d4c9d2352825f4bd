"""Outputs that a description gives as so many for each: 1350户，每户1个 makes 1350个; 8期，每期50人 makes 400人次."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhibiao.domain.values import TargetValue
from zhibiao.language.numerals import plain
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.from_description import stated_row
from zhibiao.recommend.reading import Reading, told_of
from zhibiao.recommend.suggestion import ValueEvidence

_PUT = r"(?P<verb>安装|发放|配备|购置|配发|更换|赠送|加装|添置)"
_MANY = r"(?P<many>\d{1,3})(?P<unit>[个套台件份块盏把辆部支具])(?=[，,。；;、（(\n]|$)"
_EACH = r"每(?P<each>[户村所校家处点站栋])"
# 免费安装烟感报警器，每户1个; 为1200户农户每户发放垃圾桶2个.
_THINGS = (
    re.compile(rf"{_PUT}(?P<thing>[\u4e00-\u9fff]{{2,14}})[，,]{_EACH}(?:各|均)?{_MANY}"),
    re.compile(rf"{_EACH}{_PUT}(?P<thing>[\u4e00-\u9fff]{{2,14}}?){_MANY}"),
)
_COURSES = re.compile(r"(?P<courses>\d{1,3})(?P<each>[期班场])[^。；;]{0,10}?每(?P=each)(?:次)?(?:约)?(?P<many>\d{1,4})[人名]")
_TRAINS = re.compile(r"培训|训练|轮训|讲座|讲授")
_PLACE_UNITS = {"村": "个", "校": "所", "点": "个", "站": "个"}
_WORTH = 0.9


def multiplied_candidates(reading: Reading) -> Iterator[Candidate]:
    """Rows for what the description counts for each of so many, with the product as their value."""
    text = told_of(reading.project)
    for pattern in _THINGS:
        for match in pattern.finditer(text):
            each = match["each"]
            bases = {
                fact.number: fact
                for fact in reading.facts
                if fact.kind in ("count", "people") and fact.number and fact.number > 1 and fact.end <= match.end()
                and (fact.unit == each or (fact.unit == _PLACE_UNITS.get(each) and (fact.object or "").endswith(each)))
            }  # fmt: skip
            if len(bases) != 1:
                continue
            base = next(iter(bases.values()))
            total = Decimal(base.number or 0) * int(match["many"])
            why = f"{plain(total / int(match['many']))}{base.unit}×{match['many']}{match['unit']}"
            value = TargetValue.parse(f"={plain(total)}{match['unit']}")
            yield _row(f"{match['verb']}{match['thing']}数量", match[0], value, why, match["thing"])
    for match in _COURSES.finditer(text):
        total = Decimal(match["courses"]) * int(match["many"])
        why = f"{match['courses']}{match['each']}×{match['many']}人"
        name = "参训人次" if _TRAINS.search(text) else "参加人次"
        yield _row(name, match[0], TargetValue.parse(f"≥{plain(total)}人次"), why, name)


def _row(name: str, quote: str, value: TargetValue, sum_: str, thing: str) -> Candidate:
    why = say(f"由“{quote}”算得：{sum_}", f"from “{quote}”: {sum_}")
    ground = ValueEvidence(from_="description", why=why)
    return stated_row("数量指标", name, _WORTH, quote, value, ground, subject=thing, role="output")

"""L 层级归类: whether a benefit row stands under its own type."""

from __future__ import annotations

from collections.abc import Iterator

from zhibiao.audit.findings import Severity
from zhibiao.audit.rule import DocumentView, Hit, TableRule, TableView, register
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.levels import ENGLISH
from zhibiao.domain.tables import Indicator
from zhibiao.language.measures import rate_word
from zhibiao.messages import say

ECONOMIC, SOCIAL, ECOLOGICAL, LASTING = "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"
TYPES = (ECONOMIC, SOCIAL, ECOLOGICAL, LASTING)
_SENSES = {ECONOMIC: "economic", SOCIAL: "social", ECOLOGICAL: "ecological"}


def _has(section: str, text: str) -> bool:
    return finder("benefits", section)(text) is not None


@register
class WrongBenefit(TableRule):
    """查什么：经济效益里没有钱、产量、收入的意思而说的是社会或生态；生态效益里说的是别的；社会效益里说的是水质、空气、排放；效益里写了完成率、发放率、场次一类的产出。
    为什么：效益分四类考核，放错了，一类被说成有而其实没有。
    反例：“村级组织机构的正常运转”写在经济效益；“空气指数”写在社会效益。
    正例：“空气质量优良天数比例”写在生态效益；“村集体经济收入增长率”写在经济效益。
    依据：财预〔2021〕101号，效益分类。
    陷阱：社会效益和可持续影响本来难分，只在可持续影响写了当年的人数、比率时提示，每表一条；本类的字眼有一个就不报；字眼说是别类、模型不反对的报warning；产出写成效益的、只有模型这样看的报info。
    准确率：五份真实文件中warning 5条、info 1条全对。

    What: an economic benefit without money, yield or income that speaks of society or nature; an ecological one that speaks of something
    else; a social one of water, air, emissions; outputs (完成率, 发放率, 场次) among benefits.
    Why: a misplaced row makes a type of benefit look present that is not.
    Bad: 村级组织机构的正常运转 as economic, 空气指数 as social. Good: each under its own.
    Source: 财预〔2021〕101号. 社会 and 可持续 are a matter of taste: one note per table where 可持续影响 holds this year's
    counts and rates. One word of its own type clears a row. A warning where words name another type and the classifier does not
    object, info for outputs among benefits and where the classifier alone is sure.
    Precision on five real documents: warnings 5 right of 5, info 1 of 1.
    """

    code, title, name, severity = "L05", "效益指标错放", "wrong-benefit", "warning"
    SURE = 0.9  # of the four types' probability, from which the classifier alone places a row
    DOUBT = 0.6  # of it for the row's own type, from which the classifier overrules the words

    def unavailable(self, document: DocumentView) -> str | None:
        if document.knowledge is None:
            return say("没有载入指标库和语料", "library and corpus are not loaded")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        early: list[Indicator] = []
        for row in view.rows:
            if row.level2 not in TYPES or not key(row.name):
                continue
            text = squeeze(f"{row.name} {row.description or ''}")
            if row.level2 == LASTING:
                if _has("immediate", squeeze(row.name)) and not _has("durable_words", text):
                    early.append(row)
                continue
            if _has("outputs", squeeze(row.name)):
                yield _output(row)
                continue
            home = self._by_words(row, text, view)
            if home is not None:
                yield _misplaced(row, home, "warning")
            elif (home := self._by_model(row, text, view)) is not None:
                yield _misplaced(row, home, "info")
        if early:
            names = "、".join(f"“{row.name[:20]}”" for row in early)
            yield Hit(
                "level2",
                say(
                    f"可持续影响指标中的{names}是当年的效果，更宜放在社会效益指标；可持续影响请写能用多久、能管多久。",
                    f"{names} under sustainability are effects of the year, better placed under social benefit; say here what lasts.",
                ),
                severity="info", row=early[0], quote=early[0].name, fix=SOCIAL, summarised=True,
            )  # fmt: skip

    def _by_words(self, row: Indicator, text: str, view: TableView) -> str | None:
        """The type that a row belongs to by its words; ``None`` where it may stand, or where the classifier is of another mind."""
        own, name = row.level2 or "", squeeze(row.name)
        if own == SOCIAL:
            if not _has("ecological_strong", name) or _has("social_strong", name):
                return None
            return ECOLOGICAL  # plain words: the classifier need not agree
        if _has(_SENSES[own], text):
            return None
        others = [level for level in (ECOLOGICAL, ECONOMIC, SOCIAL) if level != own and _has(f"{_SENSES[level]}_strong", text)]
        if len(others) != 1:
            return None
        home = others[0]
        shares = self._shares(row, view)
        return None if shares.get(own, 0.0) >= self.DOUBT else home

    def _by_model(self, row: Indicator, text: str, view: TableView) -> str | None:
        """The type that the classifier alone is sure of, where the words tell nothing."""
        if row.level2 == SOCIAL or _has(_SENSES[row.level2 or ""], text):
            return None
        shares = self._shares(row, view)
        best = max(shares, key=lambda level: shares[level], default=None)
        return best if best is not None and best not in (row.level2, LASTING) and shares[best] >= self.SURE else None

    @staticmethod
    def _shares(row: Indicator, view: TableView) -> dict[str, float]:
        """How the classifier divides a row among the benefit types; empty without one."""
        known = view.document.knowledge
        found = {level: share for level, share in known.levels(row) if level in TYPES} if known is not None else {}
        whole = sum(found.values())
        return {level: share / whole for level, share in found.items()} if whole > 0 else {}


def _output(row: Indicator) -> Hit:
    home = "质量指标" if rate_word(squeeze(row.name)) else "数量指标"
    return Hit(
        "level2",
        say(
            f"“{row.name}”说的是做了多少，不是效果，应放在{home}；{row.level2}请写做成之后带来什么。",
            f"“{row.name}” tells what is done, not what comes of it; move it to {ENGLISH[home]} and say here what it brings.",
        ),
        severity="info", row=row, quote=row.name, fix=home,
    )  # fmt: skip


def _misplaced(row: Indicator, home: str, severity: Severity) -> Hit:
    own = row.level2 or ""
    return Hit(
        "level2",
        say(f"“{row.name}”说的不是{own[:4]}，应放在{home}。", f"“{row.name}” is no {ENGLISH[own]}; move it to {ENGLISH[home]}."),
        severity=severity, row=row, quote=row.name, fix=home, confidence=0.85 if severity == "warning" else 0.7,
    )  # fmt: skip


__all__ = ["TYPES", "WrongBenefit"]

"""S 结构与完整性: what a table must contain."""

from __future__ import annotations

from collections.abc import Iterator

from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.rule import Hit, TableRule, TableView, register
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.levels import ENGLISH, HOME, strip_level
from zhibiao.domain.tables import Indicator
from zhibiao.knowledge.flags import is_placeholder_goal
from zhibiao.language.normalise import clean_cell
from zhibiao.language.numerals import plain
from zhibiao.language.wordlists import word_list
from zhibiao.messages import say


def has_placeholder_goal(view: TableView) -> bool:
    """Whether the table has goals and none of them says anything."""
    return bool(view.project.goals) and all(map(is_placeholder_goal, view.project.goals))


@register
class PlaceholderGoal(TableRule):
    """查什么：绩效目标是空的，或只有“目标内容1”“××”“待定”一类的占位文字。
    为什么：目标是全表的纲，指标由它分解而来；占位文字说明这张表没有人写过，审核应整表退回。
    反例：绩效目标“1.目标内容1”。
    正例：绩效目标“硬化村内道路3.2公里，10月底前完工，方便两个村1100人出行”。
    依据：财预〔2015〕88号，完整性审核。
    准确率：五份真实文件中9条全对。

    What: the goal is empty or a placeholder (目标内容1, ××, 待定).
    Why: indicators are broken down from the goal; a placeholder says that nobody wrote this table.
    Bad: "1.目标内容1". Good: "harden 3.2 km of village road by October, for 1,100 people in two villages".
    Source: 财预〔2015〕88号, completeness. Precision: 9 right of 9 read on five real documents.
    """

    code, title, name, severity = "S03", "绩效目标为占位文本", "placeholder-goal", "error"

    def skips(self, view: TableView) -> str | None:
        if view.table.truncated and not view.project.goals and not view.rows:
            return say("表格在绩效目标之前中断", "the table is cut off before its goal")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        fix = drafted_goal(view)
        if not view.project.goals:
            yield Hit(
                "goal",
                say("没有填写绩效目标，请写明产出、标准、时限和效果。", "there is no goal; state output, standard, deadline and effect."),
                fix=fix,
            )
        for goal in view.project.goals:
            if is_placeholder_goal(goal):
                message = say(
                    f"绩效目标“{goal[:40]}”是占位文本，没有内容，请写明产出、标准、时限和效果。",
                    f"the goal “{goal[:40]}” is a placeholder; state output, standard, deadline and effect.",
                )
                yield Hit("goal", message, quote=goal, fix=fix)


def drafted_goal(view: TableView) -> str | None:
    """A goal from purpose and countable output; ``None`` where the table itself gives no ground."""
    purpose = (view.project.purpose or "").strip("。；; ")
    counted = [
        row
        for row in view.rows
        if row.level2 == "数量指标" and row.value.kind == "count" and row.value.operator not in ("≤", "<")
        and row.value.text is None and row.value.unit
    ]  # fmt: skip
    if not purpose or not counted or counted[0].value.number is None:
        return None
    value = counted[0].value
    amount = plain(value.number) if value.number is not None else ""
    return f"{purpose}，{counted[0].name}达到{amount}{value.unit}。"


_BENEFIT = ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")
_GROUPS = {
    "成本指标": ("成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标"),
    "效益指标": _BENEFIT,
    "满意度指标": ("服务对象满意度指标",),
}
_TYPICAL = {"效益指标": "社会效益指标", "满意度指标": "服务对象满意度指标"}  # the level 2 to ask for where a whole group is missing
_SATISFACTION = ("满意度指标", "服务对象满意度指标")
_OUTPUT = ("数量指标", "质量指标", "时效指标")


def is_works(view: TableView) -> bool:
    """Works, repair or purchase, by name first and purpose next; 组织建设 and its like are none."""
    found, denied = finder("projects", "works"), finder("projects", "not_works")
    for text in (squeeze(view.project.name), squeeze(view.project.purpose or "")):
        if denied(text):
            return False
        if found(text):
            return True
    return False


def is_internal(view: TableView) -> bool:
    """Money that serves no public directly (pay, office running, internal systems, debt, reserves), by its name."""
    return finder("projects", "internal")(squeeze(view.project.name)) is not None


@register
class MissingType(TableRule):
    """查什么：必备的指标类型是否齐全：数量、质量、时效、成本、效益（四类有其一）、满意度；表式另有要求的从表式。
    为什么：产出和效益是每个项目都要回答的两问，缺一类就有一问没有答案；不少系统缺类型不能提交。
    反例：道路硬化项目没有成本指标；全表没有一行效益指标。
    正例：六类齐全。人员工资、机关运转、偿债等不直接服务公众的项目可以没有满意度指标。
    依据：财预〔2021〕101号；河北等省表式。工程、大型修缮、购置缺成本为error；其他项目缺时效、成本、满意度为warning。
    陷阱：文件在表中间断开时，断点之后可能还有的类型不算缺，只提示一条。
    准确率：五份真实文件中无error和warning；1条info对。

    What: the required types are there: quantity, quality, timeliness, cost, one of the four benefits, satisfaction; a form
    profile may ask otherwise.
    Why: output and benefit answer the two questions every project is asked; several systems refuse a table without them.
    Bad: a road project with no cost row. Good: all six; pay, office running, debt may go without satisfaction.
    Source: 财预〔2021〕101号 and provincial forms. In a table cut off by conversion, types that may follow the cut are not missing: one
    note instead.
    """

    code, title, name, severity = "S05", "缺少必备指标类型", "missing-required-type", "error"

    def skips(self, view: TableView) -> str | None:
        rows = view.table.indicators
        if rows and not any(row.level1 or row.level2 for row in rows):
            return say("表中没有一级、二级指标列", "the table has no level columns")
        if view.profile is None:
            return say(f"没有表式“{view.table.form or '-'}”的要求", f"no profile of the form “{view.table.form or '-'}”")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        required = view.profile.required if view.profile is not None else {}
        if not view.rows:
            if view.table.truncated:
                yield _cut(view, tuple(required))
            else:
                message = say(
                    "表中没有任何指标，请按数量、质量、时效、成本、效益、满意度填写。", "the table has no indicator; fill in all types."
                )
                yield Hit("table", message, identity="no-indicator")
            return
        have = {level for row in view.rows for level in (row.level1, row.level2) if level}
        missing = [name for name in required if not have.intersection((name, *_GROUPS.get(name, ())))]
        if view.table.truncated:
            after = tuple(name for name in missing if _may_follow(name, have))
            missing = [name for name in missing if name not in after]
            if after:
                yield _cut(view, after)
        for name in missing:
            if not (name in _SATISFACTION and is_internal(view)):
                yield _missing(name, required[name], view)


def _missing(name: str, required: str, view: TableView) -> Hit:
    severity: Severity = "error" if required == "error" else "info" if required == "info" else "warning"
    why = say("表式要求填写。", "the form asks for it.")
    if name in _GROUPS["成本指标"] and is_works(view):
        severity = "error"
        why = say("工程、修缮、购置项目必须有成本控制数。", "works, repair and purchase must state a cost.")
    elif name == "效益指标":
        why = say("经济、社会、生态、可持续影响至少填一类。", "give at least one of economic, social, ecological, sustainability.")
    proposals = _candidates(name, view)
    listed = "、".join(f"“{one.name} {one.value}”" for one in proposals)
    zh, en = (f"可写{listed}。", f" Such as {listed}.") if listed else ("", "")
    message = say(f"缺少{name}，{why}{zh}", f"there is no {ENGLISH.get(name, name)} indicator; {why}{en}")
    return Hit("table", message, severity=severity, level2=name, identity=name, suggestion=proposals)


def _candidates(name: str, view: TableView) -> tuple[Proposal, ...]:
    """Rows of the missing type that this project could have; none where library and corpus are not loaded."""
    known = view.document.knowledge
    if known is None or not view.project.text.strip():
        return ()
    members = _GROUPS.get(name, (name,))
    rows = [row for row in known.instead(view.project, _TYPICAL.get(name, name)) if row.level2 in members]
    return tuple(Proposal(level2=row.level2 or name, name=row.name, value=str(row.value)) for row in rows)


def _may_follow(name: str, have: set[str]) -> bool:
    """Whether a type may stand behind the cut: forms print cost and output first (cost before or after output), then benefit, then
    satisfaction, and fill them in this order."""
    if name in _SATISFACTION or name in _GROUPS["成本指标"]:
        return True
    later = {*_SATISFACTION} | ({"效益指标", *_BENEFIT} if HOME.get(name) == "产出指标" else set())
    if have & later:
        return False
    if name in _OUTPUT[:2]:  # 数量 and 质量 stand before 时效 in every form; only 时效 and 成本 change places
        return not have & {"时效指标", *_OUTPUT[_OUTPUT.index(name) + 1 :]}
    return True


def _cut(view: TableView, names: tuple[str, ...]) -> Hit:
    last = next((row for row in reversed(view.rows)), None)
    where = (last.level2 or last.level1 or last.name) if last else say("表头", "its head")
    listed = "、".join(names)
    return Hit(
        "table",
        say(
            f"文件在本表“{where}”之后中断，{listed}是否填写无法判断，请用完整文件再审。",
            f"the file ends after “{where}”: whether {listed} is there cannot be told; audit the whole file.",
        ),
        severity="info",
        identity="truncated",
    )


@register
class BlankRow(TableRule):
    """查什么：印了二级指标而内容全空的行；有名称没有指标值的行；指标值还留着空格（≥__公里）的行。
    为什么：空行和没填完的行不能监控和评价，系统也拒收空指标值。
    反例：“硬化道路长度”一行指标值空白；质量指标一行全空。
    正例：“硬化道路长度 ≥3.2公里”；不需要的行删去。
    依据：财预〔2015〕88号，不得缺项。
    陷阱：河北2021年表式印出四类效益，填一类即可，其余空行每表只提示一次。指标值“无”“不适用”不算空。
    准确率：五份真实文件中无error和warning；12条info全对。

    What: rows with a level and nothing else; rows with a name and no value; open slots (≥__公里).
    Why: such rows can be neither monitored nor evaluated; systems refuse empty values.
    Bad: a name with an empty value. Good: "≥3.2公里", or the row deleted.
    Source: 财预〔2015〕88号. The Hebei form prints all four benefit rows; blank ones beside a filled one give one note per table. 无 and
    不适用 are values.
    """

    code, title, name, severity = "S06", "空白指标行", "blank-row", "warning"
    primary_over = ("V", "L", "W")

    def check(self, view: TableView) -> Iterator[Hit]:
        filled = view.rows
        known = {id(row) for row in filled}
        blank = [row for row in view.table.indicators if id(row) not in known]
        has_benefit = any(row.level1 == "效益指标" or row.level2 in _BENEFIT for row in filled)
        printed = [row for row in blank if has_benefit and row.level2 in _BENEFIT]
        if printed:
            names = "、".join(dict.fromkeys(row.level2 or "" for row in printed))
            yield Hit(
                "table",
                say(
                    f"{names}共{len(printed)}行空白；已填其他效益指标，不需要的空行可删去。",
                    f"{len(printed)} blank rows ({names}) beside a filled benefit row; delete them if they are not needed.",
                ),
                severity="info", summarised=True, identity="blank-benefit", fix=say("删去空行", "delete the blank rows"), safe=True,
                removes=tuple(row for row in printed if row.is_blank),
            )  # fmt: skip
        for row in blank:
            if row in printed:
                continue
            level = row.level2 or row.level1 or say("未写级次", "no level")
            yield Hit(
                "name",
                say(f"{level}有一行空白，请填写或删去。", f"a row of {ENGLISH.get(level, level)} is blank; fill it in or delete it."),
                row=row, fix=say("删去空行", "delete the row"),
            )  # fmt: skip
        nameless = [row for row in filled if not key(row.name)]
        if len(nameless) == len(filled) > 1:
            told = say(
                f"{len(filled)}行指标都没有三级指标名称，请补上；表里有名称而没有读出的，请核对表头。",
                f"none of the {len(filled)} rows has an indicator name; add them, or check the header if the table has them.",
            )
            yield Hit("table", told, identity="nameless")
            return
        for row in filled:
            yield from _partly(row)


def _partly(row: Indicator) -> Iterator[Hit]:
    value = row.value
    if not key(row.name):
        yield Hit(
            "name",
            say("这一行没有三级指标名称，请补上。", "the row has no indicator name; add it."),
            severity="error" if not value.raw.strip() else "warning", row=row, quote=row.description or value.raw,
        )  # fmt: skip
    elif value.is_open:
        yield Hit(
            "value",
            say(
                f"“{row.name}”的指标值“{value.raw}”还没有填数，请补上数字。",
                f"the value “{value.raw}” of “{row.name}” still lacks its number; fill it in.",
            ),
            severity="info", row=row, quote=value.raw,
        )  # fmt: skip
    elif value.kind == "empty" and (value.unit or value.operator or not key(value.raw)):
        shown = f"“{value.raw.strip()}”" if value.raw.strip() else say("空白", "empty")
        yield Hit(
            "value",
            say(
                f"“{row.name}”的指标值{shown}，没有目标就不能监控和评价，请填写。",
                f"the value of “{row.name}” is {shown}; without a target it cannot be monitored: fill it in.",
            ),
            severity="error", row=row, quote=value.raw.strip() or row.name,
        )  # fmt: skip


@register
class NonStandardLevel(TableRule):
    """查什么：一级、二级指标的名称不是规范名称（效果指标、可持续性影响、产出数量）。
    为什么：名称不一，系统不能归类汇总，读者以为是另一类。
    反例：一级“效果指标”，二级“可持续性影响”。
    正例：一级“效益指标”，二级“可持续影响指标”。
    依据：财预〔2015〕88号、财预〔2021〕101号的名称。
    陷阱：老表式确有“效果指标”，只作info，每表每个名称一条；编号、分值、“指标”二字和“满意度指标”的写法不计较。
    准确率：五份真实文件中44条中读30条，全对。

    What: level 1 or level 2 under a name that is not the standard one (效果指标, 可持续性影响, 产出数量).
    Why: systems cannot sort such rows, and readers take them for another type.
    Bad: 效果指标 / 可持续性影响. Good: 效益指标 / 可持续影响指标.
    Source: the names of 财预〔2015〕88号 and 财预〔2021〕101号. Older forms did print 效果指标: info, one per name and table. Numbering,
    points, the word 指标 and 满意度指标 for short are all right.
    Precision on five real documents: 30 right of 30 read, of 44.
    """

    code, title, name, severity = "S07", "层级或字段名称不规范", "non-standard-level", "info"

    def check(self, view: TableView) -> Iterator[Hit]:
        told: set[str] = set()
        for row in view.rows:
            for field, raw, standard in (("level1", row.level1_raw, row.level1), ("level2", row.level2_raw, row.level2)):
                if raw and standard and raw not in told and not _usual(raw, standard):
                    told.add(raw)
                    shown = clean_cell(raw)
                    yield Hit(
                        "level1" if field == "level1" else "level2",
                        say(f"“{shown[:20]}”的规范名称是“{standard}”，请改正。", f"the standard name of “{shown[:20]}” is “{standard}”."),
                        row=row, quote=shown, fix=standard, safe=True, summarised=True, identity=f"{field}:{raw}",
                    )  # fmt: skip


def _usual(raw: str, standard: str) -> bool:
    """Whether a level is written in the standard way, or in one that is as good."""
    plain = strip_level(raw)
    return plain in (standard, standard.removesuffix("指标")) or plain in word_list("zhibiao.audit", "levels", "level_names")


__all__ = [
    "BlankRow",
    "MissingType",
    "NonStandardLevel",
    "PlaceholderGoal",
    "drafted_goal",
    "has_placeholder_goal",
    "is_internal",
    "is_works",
]

"""The layout families met in the field, each as a maker of cases. Numbers are those of the list of families in the project's notes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.documents.generated import words
from tests.documents.generated.sheets import Box, Case, Expected
from tests.documents.generated.words import HOMES, INTEGRATED, NATIONAL, Value

Maker = Callable[[random.Random], Case]
FAMILIES: dict[str, Maker] = {}


def family(name: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        FAMILIES[name] = maker
        return maker

    return register


@dataclass
class Made:
    """An indicator as it is printed: cells by key, the value, and standard levels."""

    level1: str
    level2: str
    name: str
    value: Value
    cells: dict[str, str] = field(default_factory=dict)


def rows_of(rng: random.Random, levels: Sequence[str] = NATIONAL, most: int = 3) -> list[Made]:
    found: list[Made] = []
    names: set[str] = set()
    for level2 in levels:
        for _ in range(rng.randint(1, most) if level2 == "数量指标" else rng.choice((1, 1, 2))):
            name = words.name(rng, level2)
            if name in names:
                continue
            names.add(name)
            value = words.value(rng, level2)
            row = Made(HOMES[level2], level2, name, value)
            row.cells = {
                "name": name,
                "value": value.single,
                "sign": value.sign,
                "number": value.number,
                "unit": value.unit,
                "description": f"{name}的实际情况",
                "basis": rng.choice(("年度计划", "行业标准", "历史标准", "询价结果")),
                "standard": rng.choice(("计划标准", "行业标准", "历史标准")),
                "weight": str(rng.choice((5, 8, 10, 12.5, 15, 20))),
                "direction": rng.choice(("正向指标", "反向指标")),
                "actual": value.single if rng.random() < 0.7 else "未完成",
                "score": str(rng.randint(3, 10)),
                "note": "",
                "blank": "",
            }
            found.append(row)
    return found


def expected(row: Made, keys: Sequence[str], *, split: bool = False, **more: Any) -> dict[str, Any]:
    """What must be read of a row printed with these keys."""
    fields: dict[str, Any] = {
        "level1": row.level1,
        "level2": row.level2,
        "name": row.name,
        "value": row.value.split if split else row.value.expected,
    }
    for key in ("description", "basis", "direction", "actual", "score"):
        if key in keys:
            fields[key] = row.cells[key] or None
    if "standard" in keys:
        fields["basis"] = row.cells["standard"]
    if "weight" in keys:
        fields["weight"] = float(row.cells["weight"])
    return fields | more


def table(
    case: Case,
    rng: random.Random,
    rows: Sequence[Made],
    columns: Sequence[tuple[str, str]],
    *,
    lead: str | None = None,
    spare: bool = False,
    raw: dict[str, str] | None = None,
) -> None:
    """Header and rows; equal levels are merged downwards or printed on every row. ``raw``: other words for standard levels."""
    header = [Box(word) for word, _ in columns]
    if lead is not None:
        header.insert(0, Box(lead))
    case.row(*header)
    merged = rng.random() < 0.7
    before: dict[str, tuple[str, str]] = {}
    for row in rows:
        boxes: list[Box] = [Box(covered=True)] if lead is not None else []
        for _, key in columns:
            if key in ("level1", "level2"):
                text = (raw or {}).get(getattr(row, key), getattr(row, key))
                boxes.append(Box(covered=True) if merged and before.get(key) == (row.level1, text) else Box(text))
                before[key] = (row.level1, text)
            else:
                boxes.append(Box(row.cells[key]))
        case.row(*boxes)
        if spare and rng.random() < 0.15:
            mark = rng.choice(("……", "指标2：", "…"))
            case.row(
                *[Box(covered=True) for key in ([1] if lead is not None else [])],
                *[Box(covered=merged) if key in ("level1", "level2") else Box(mark if key == "name" else "") for _, key in columns],
            )


def project(case: Case, rng: random.Random, title: str, style: str, width: int) -> Expected:
    """The project part in the style of a form; what it says is what must be read."""
    name, goal, purpose = words.project_name(rng), f"完成{words.sentence(rng)[2:]}。", words.sentence(rng)
    amount = rng.randint(10, 90_000) / 100
    unit = rng.choice(("万元", "元"))
    yuan = round(amount * (10_000 if unit == "万元" else 1), 2)
    organisation = f"{rng.choice(('青禾县', '临河市'))}{rng.choice(words.TOWNS)}人民政府"
    fields: dict[str, Any] = {"name": name, "goals": (goal,), "budget": yuan, "unit": organisation}
    case.blocks.append(f"{title}")
    wide = lambda text, used: Box(text, span=max(1, width - used))  # noqa: E731
    if style == "hebei":
        case.row(Box(organisation, span=max(1, width - 1)), f"单位：{unit}")
        case.row("项目名称", wide(name, 1))
        case.row("预算规模及资金用途", "预算数", wide(f"{amount:g}", 2))
        case.row(Box(covered=True), "资金用途", wide(purpose, 2))
        case.row("绩效目标", wide(goal, 1))
        fields["purpose"] = purpose
    elif style == "national":
        case.blocks.append("（2031年度）")
        case.row("项目名称", wide(name, 1))
        case.row("主管部门", "青禾县财政局", "实施单位", wide(organisation, 3))
        case.row(f"项目资金（{unit}）", "年度资金总额：", wide(f"{amount:g}", 2))
        case.row(Box(covered=True), "其中：财政拨款", wide(f"{amount:g}", 2))
        case.row(Box(covered=True), "其他资金", wide("0", 2))
        case.row(rng.choice(("年度目标", "*年度绩效总目标", "总体目标", "年度总体目标")), wide(f"目标1：{goal}", 1))
        fields |= {"year": 2031, "fiscal": yuan}
    elif style == "self":
        case.blocks.append("（2031年度）")
        case.row("项目名称", wide(name, 1))
        case.row("主管部门", "青禾县财政局", "实施单位", wide(organisation, 3))
        case.row(f"项目资金（{unit}）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        case.row(Box(covered=True), "年度资金总额", f"{amount + 1:g}", f"{amount:g}", f"{amount - 1:g}", "10", "95%", "9.5")
        case.row(Box(covered=True), "其中：财政拨款", f"{amount + 1:g}", f"{amount:g}", f"{amount - 1:g}", "-", "95%", "-")
        case.row("年度总体目标", Box("预期目标", span=3), Box("实际完成情况", span=max(1, width - 4)))
        case.row(Box(covered=True), Box(goal, span=3), Box("已经完成", span=max(1, width - 4)))
        fields |= {"year": 2031, "fiscal": yuan}
    else:
        case.row("项目名称", wide(name, 1))
        case.row(f"预算数（{unit}）", wide(f"{amount:g}", 1))
        case.row("项目单位", wide(organisation, 1))
        case.row("资金用途", wide(purpose, 1))
        case.row("绩效目标", wide(goal, 1))
        fields["purpose"] = purpose
    made = Expected(fields, [])
    case.expected.append(made)
    return made


def _simple(
    number: str,
    title: str,
    style: str,
    columns: Sequence[tuple[str, str]],
    *,
    levels: Sequence[str] = NATIONAL,
    split: bool = False,
    kind: str = "target",
    lead: str | None = None,
    spare: bool = False,
    raw: dict[str, str] | None = None,
    tail: bool = False,
) -> None:
    @family(number)
    def make(rng: random.Random) -> Case:
        case = Case(number, middle=rng.random() < 0.15 and not spare)
        width = len(columns) + (lead is not None)
        made = project(case, rng, title, style, width)
        made.kind = kind
        rows = rows_of(rng, levels)
        table(case, rng, rows, columns, lead=lead, spare=spare, raw=raw)
        keys = [key for _, key in columns]
        made.rows = [expected(row, keys, split=split) for row in rows]
        if tail:
            case.row(*[Box(text) for text in ("合计", *[""] * (width - 2), "100")])
            case.row(Box("注：本表由实施单位填报，一式两份", span=width))
        return case


LEVELS = (("一级指标", "level1"), ("二级指标", "level2"), ("三级指标", "name"))
_WEIGHTED = {"产出指标": "产出指标(50分)", "效益指标": "效益指标（30分）", "满意度指标": "满意度指标\n(10分)"}

_simple(
    "1",
    "项目支出绩效自评表",
    "self",
    (*LEVELS, ("年度指标值", "value"), ("实际完成值", "actual"), ("分值", "weight"), ("得分", "score"), ("偏差原因分析及改进措施", "note")),
    kind="self-evaluation",
    lead="绩效指标",
    spare=True,
    tail=True,
)
_simple(
    "2",
    "转移支付区域（项目）绩效自评表",
    "self",
    (*LEVELS, ("分值", "weight"), ("年度指标值", "value"), ("全年实际值", "actual"), ("得分", "score"), ("备注", "note")),
    kind="self-evaluation",
    raw=_WEIGHTED,
)
_simple("3", "项目支出绩效目标申报表", "national", (*LEVELS, ("指标值", "value"), ("备注", "note")), spare=True)
_simple("4", "项目绩效目标表", "hebei", (*LEVELS, ("绩效指标描述", "description"), ("指标值", "value"), ("指标值确定依据", "basis")))
_simple(
    "5",
    "部门预算项目绩效目标表",
    "plain",
    (*LEVELS, ("绩效指标性质*", "sign"), ("指标值", "number"), ("度量单位", "unit"), ("权重（%）", "weight"), ("指标方向性", "direction")),
    split=True,
)
_simple(
    "5 actual",
    "项目支出绩效自评表",
    "plain",
    (
        *LEVELS,
        ("指标性质", "sign"),
        ("指标值", "number"),
        ("绩效度量单位", "unit"),
        ("实际完成值", "actual"),
        ("分值", "weight"),
        ("得分", "score"),
    ),
    split=True,
    kind="self-evaluation",
)
_simple(
    "6",
    "项目绩效目标申报表",
    "plain",
    (*LEVELS, ("指标性质", "direction"), ("指标方向", "sign"), ("目标值", "number"), ("计量单位", "unit"), ("分值", "weight")),
    split=True,
)
_simple(
    "7",
    "项目支出预算绩效目标申报表",
    "plain",
    (*LEVELS, ("指标值类型", "sign"), ("目标值", "number"), ("度量单位", "unit"), ("指标值内容", "description"), ("备注", "note")),
    levels=INTEGRATED,
    split=True,
)
_simple(
    "8",
    "专项资金预算绩效目标申报表",
    "plain",
    (*LEVELS, ("指标值及单位", "value"), ("绩效标准", "standard")),
    raw={"服务对象满意度指标": "社会公众或服务对象满意度指标"},
)
_simple(
    "9",
    "项目绩效目标表",
    "plain",
    (*LEVELS, ("计算符号", "sign"), ("目标值", "number"), ("度量单位", "unit"), ("指标值说明", "basis")),
    split=True,
)
_simple(
    "16",
    "项目自评绩效自评表",
    "self",
    (*LEVELS, ("年初目标值（A）", "value"), ("实际完成值（B）", "actual"), ("分值", "weight"), ("得分", "score"), ("备注", "note")),
    kind="self-evaluation",
    raw={"产出指标": "产出\n指标", "效益指标": "效\n益\n指\n标"},
)
_simple(
    "18",
    "项目支出绩效目标申报表",
    "plain",
    (("一级指标", "level1"), ("二级指标", "level2"), ("指标内容", "name"), ("预期指标值（包含数字及文字描述）", "value")),
    raw={"产出指标": "项目完成指标", "效益指标": "项目效益指标"},
)
_simple("20", "转移支付项目绩效目标表", "plain", (*LEVELS, ("指标值", "value")), levels=INTEGRATED, lead="年度绩效指标")


def _two(number: str, columns: Sequence[tuple[str, str]], upper: Sequence[tuple[str, int]] | None) -> None:
    """Two periods side by side; ``upper`` is the first line of the header as words with their spans."""

    @family(number)
    def make(rng: random.Random) -> Case:
        case = Case(number)
        made = project(case, rng, "项目支出绩效目标批复表", "plain", 7)
        if upper is not None:
            case.row(*[Box(word, span=span) for word, span in upper])
            case.row(*[Box(covered=True) if index == 0 else Box(word) for index, (word, _) in enumerate(columns)])
        else:
            case.row(*[word for word, _ in columns])
        empty = rng.random() < 0.3
        before = ""
        for row in rows_of(rng):
            half = [row.level2, row.name, row.value.single]
            first = ["", "", ""] if empty else half
            case.row(Box(covered=True) if row.level1 == before else Box(row.level1), *first, *half)
            before = row.level1
            if not empty:
                made.rows.append(expected(row, (), period="long"))
            made.rows.append(expected(row, (), period="annual"))
        return case


_two(
    "10",
    (("一级指标", "level1"), *[(w, "") for w in ("二级指标", "三级指标", "指标值") * 2]),
    (("一级指标", 1), ("中期指标", 3), ("年度指标", 3)),
)
_two("11", (("一级指标", "level1"), *[(f"{w}（{p}）", "") for p in ("长期", "年度") for w in ("二级指标", "三级指标", "指标值")]), None)
_two(
    "12",
    (("绩效指标分类", "level1"), *[(w, "") for w in ("二级指标", "指标内容", "目标值") * 2]),
    (("绩效指标分类", 1), ("中期绩效指标（2031—2033年）", 3), ("年度绩效指标", 3)),
)


@family("13 school")
def school(rng: random.Random) -> Case:
    case = Case("13 school")
    made = project(case, rng, "项目支出绩效目标表", "plain", 5)
    rows = rows_of(rng)
    for row in rows:
        row.cells["other"] = words.value(rng, row.level2).single
    table(case, rng, rows, (*LEVELS, ("周期指标值", "value"), ("本年度指标值", "value")))
    made.rows = [expected(row, (), period=period) for row in rows for period in ("long", "annual")]
    return case


@family("13 years")
def years(rng: random.Random) -> Case:
    case = Case("13 years")
    made = project(case, rng, "项目支出绩效目标表", "plain", 6)
    rows = rows_of(rng)
    for row in rows:
        row.cells["before"] = words.value(rng, row.level2).single
    table(case, rng, rows, (*LEVELS, ("2030年实际实现值", "before"), ("预期2031年实现值", "value"), ("指标标准或依据", "basis")))
    made.rows = [expected(row, ("basis",)) for row in rows]
    return case

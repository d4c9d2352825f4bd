"""The layout families that are no plain list of rows: towns, grades, missing levels, several indicators per cell, prose."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.documents.generated import words
from tests.documents.generated.families import FAMILIES, Made, expected, family, project, rows_of, table
from tests.documents.generated.sheets import Box, Case, Expected
from tests.documents.generated.words import HOMES, NATIONAL

__all__ = ["FAMILIES"]


@family("14")
def towns(rng: random.Random) -> Case:
    case = Case("14")
    case.blocks.append("2031年补助资金绩效目标表")
    name = words.project_name(rng)
    places = rng.sample(words.TOWNS, rng.randint(2, 7))
    case.row("项目名称", Box(name, span=4 + len(places)))
    case.row("一级指标", "二级指标", "三级指标", "指标解释", "指标方向", *places)
    tables = {place: Expected({"name": name, "unit": place}, []) for place in places}
    before = ("", "")
    for level2 in ("数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"):
        for _ in range(rng.randint(1, 2)):
            shown = words.name(rng, level2)
            row = Made(HOMES[level2], level2, shown, words.quantity(rng, "≥", "1", "个"), {"description": f"{shown}情况"})
            cells = [words.quantity(rng, "≥", str(rng.randint(1, 99)), "个" if level2 == "数量指标" else "%") for _ in places]
            same = (row.level1 == before[0], (row.level1, row.level2) == before)
            case.row(
                Box(covered=True) if same[0] else row.level1,
                Box(covered=True) if same[1] else level2,
                shown,
                row.cells["description"],
                "≥",
                *[f"{v.number}{v.unit}" for v in cells],
            )
            before = (row.level1, row.level2)
            for place, value in zip(places, cells, strict=True):
                row.value = value
                tables[place].rows.append(expected(row, ("description",)))
    case.expected = list(tables.values())
    return case


@family("15")
def fujian(rng: random.Random) -> Case:
    case = Case("15")
    made = project(case, rng, "项目绩效目标表", "plain", 6)
    case.row(Box("绩效目标", span=3), "绩效内容", "绩效标准", "全年绩效目标")
    raw = {"成本指标": "成本目标", "数量指标": "数量目标", "质量指标": "质量目标", "时效指标": "时效目标", "社会效益指标": "社会效益目标"}
    before = ("", "")
    for count, row in enumerate(rows_of(rng, tuple(raw)), start=1):
        first = "投入" if row.level2 == "成本指标" else row.level1.removesuffix("指标")
        if row.level2 == "成本指标":
            row.level1, row.level2 = "成本指标", "经济成本指标"
        shown = raw.get(row.level2, "成本目标")
        same = (first == before[0], (first, shown) == before)
        case.row(
            Box(covered=True) if same[0] else first,
            Box(covered=True) if same[1] else shown,
            f"目标{count}",
            row.name,
            row.cells["description"],
            row.value.single,
        )
        before = (first, shown)
        made.rows.append(expected(row, ("description",)))
    return case


@family("17")
def hundred(rng: random.Random) -> Case:
    case = Case("17")
    made = project(case, rng, "项目支出绩效自评表", "plain", 8)
    made.kind = "self-evaluation"
    case.row("一级指标", "二级指标", "指标名称", "年初指标值", "年终完成值", "分值", "自评", "评价标准")
    for level1, level2 in (("项目决策", ""), ("项目管理", ""), *((HOMES[level], level) for level in NATIONAL)):
        row = rows_of(rng, (level2 or "质量指标",), 1)[0]
        row.level1, row.level2 = level1, level2
        shown = {"产出指标": "项目产出（40分）", "效益指标": "项目效益（30分）"}.get(level1, level1)
        c = row.cells
        case.row(shown, level2, row.name, row.value.single, c["actual"], c["weight"], c["score"], c["description"])
        made.rows.append(expected(row, ("actual", "weight", "score", "description")))
        if not level2:
            made.rows[-1] |= {"level1": None, "level2": None}
    return case


@family("19")
def investment(rng: random.Random) -> Case:
    case = Case("19")
    made = project(case, rng, "中央预算内投资计划绩效目标表", "plain", 4)
    rows = rows_of(rng, ("数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"))
    case.row("一级指标", "二级指标", "三级指标", "指标值")
    before = ("", "")
    plan = [("过程管理指标", name) for name in ("计划管理指标", "资金管理指标", "项目管理指标", "监督检查指标")]
    for first, second, row in [("实施效果指标", r.level1, r) for r in rows] + [(a, b, rows_of(rng, ("质量指标",), 1)[0]) for a, b in plan]:
        case.row(
            Box(covered=True) if first == before[0] else first,
            Box(covered=True) if (first, second) == before else second,
            row.name,
            row.value.single,
        )
        before = (first, second)
        known = first == "实施效果指标"
        level2 = "服务对象满意度指标" if second == "满意度指标" else None
        made.rows.append(expected(row, ()) | {"level1": second if known else None, "level2": level2})
    return case


@family("21 grades")
def grades(rng: random.Random) -> Case:
    case = Case("21 grades")
    made = project(case, rng, "项目绩效目标表", "plain", 8)
    case.row("绩效指标分类", "绩效指标", "描述", "优", "良", "中", "差", "依据")
    before = ""
    for row in rows_of(rng, ("数量指标", "质量指标", "社会效益指标")):
        cuts = [words.quantity(rng, "≥", str(n), "%") for n in (95, 85, 60)]
        row.value = cuts[0]
        case.row(
            Box(covered=True) if row.level2 == before else row.level2,
            row.name,
            row.cells["description"],
            *[c.single for c in cuts],
            "<60%",
            row.cells["basis"],
        )
        before = row.level2
        made.rows.append(expected(row, ("description", "basis")))
    return case


def _one_level(number: str, header: Sequence[str], keys: Sequence[str], level: str) -> None:
    @family(number)
    def make(rng: random.Random) -> Case:
        case = Case(number)
        made = project(case, rng, "项目绩效目标表", "plain", len(header))
        rows = rows_of(rng, ("数量指标", "质量指标", "时效指标", "社会效益指标"))
        table(case, rng, rows, tuple(zip(header, keys, strict=True)))
        made.rows = [expected(row, keys, split="sign" in keys) for row in rows]
        for fields in made.rows:
            if level == "level1":
                fields["level2"] = None
            if level == "none":
                fields["level1"] = fields["level2"] = None
        return case


_one_level("21 content", ("指标", "指标内容", "指标值"), ("level1", "name", "value"), "level1")
_one_level("21 type", ("指标类型", "指标名称", "绩效目标", "绩效标准"), ("level1", "name", "value", "description"), "level1")
_one_level("21 kind", ("类别", "指标名称", "目标值", "权重"), ("level1", "name", "value", "weight"), "level1")
_one_level("21 quantity", ("一级指标", "二级指标", "指标值"), ("level2", "name", "value"), "both")
_one_level("22", ("指标名称", "计量单位", "指标性质", "指标值", "权重"), ("name", "unit", "sign", "number", "weight"), "none")
_one_level("22 third", ("序号", "三级指标", "年度指标值"), ("blank", "name", "value"), "none")


@family("23")
def zhejiang(rng: random.Random) -> Case:
    case = Case("23")
    made = project(case, rng, "项目绩效目标表", "plain", 4)
    case.row("指标类型", "指标名称", "指标值", "指标描述")
    before = ""
    for row in rows_of(rng):
        case.row(Box(covered=True) if row.level1 == before else row.level1, row.level2, row.value.single, row.name)
        before = row.level1
        made.rows.append(expected(row, ()))
    return case


@family("24 items")
def items(rng: random.Random) -> Case:
    """Several indicators in one cell, names and values alike."""
    case = Case("24 items")
    made = project(case, rng, "项目绩效目标表", "plain", 4)
    case.row("一级指标", "二级指标", "三级指标", "指标值")
    for level2 in ("数量指标", "质量指标", "服务对象满意度指标"):
        rows = [r for r in rows_of(rng, (level2,) * 3, 1) if r.value.expected["number"] is not None]
        if not rows:
            continue
        names = "\n".join(f"{n}.{row.name}" for n, row in enumerate(rows, 1)) if len(rows) > 1 else rows[0].name
        values = "\n".join(f"{n}.{row.value.single}" for n, row in enumerate(rows, 1)) if len(rows) > 1 else rows[0].value.single
        case.row(HOMES[level2], level2, names, values)
        made.rows += [expected(row, ()) for row in rows]
    return case


def _clause(rng: random.Random, level2: str) -> tuple[Made, str]:
    row = next(r for r in iter(lambda: rows_of(rng, (level2,), 1)[0], None) if r.value.expected["number"] is not None)
    sign = rng.choice(("≥", "≤", "="))
    unit = row.value.unit or "个"
    row.value = words.quantity(rng, sign, row.value.number, unit)
    return row, f"{row.name}{row.value.single}"


@family("24 paragraph")
def paragraph(rng: random.Random) -> Case:
    case = Case("24 paragraph")
    made = project(case, rng, "项目绩效目标表", "plain", 3)
    for level1, levels in (("产出指标", ("数量指标", "质量指标", "数量指标")), ("效益指标", ("社会效益指标", "经济效益指标"))):
        made_rows = [_clause(rng, level2) for level2 in levels]
        case.row(level1, Box("；".join(text for _, text in made_rows) + "。", span=2))
        made.rows += [expected(row, ()) | {"level1": level1, "level2": None} for row, _ in made_rows]
    return case


def _prose(number: str, write: Callable[[random.Random, str, list[tuple[Made, str]]], list[str]]) -> None:
    @family(number)
    def make(rng: random.Random) -> Case:
        case = Case(number)
        name = words.project_name(rng)
        case.blocks += [f"{name}绩效目标设定的公示", f"项目名称：{name}"]
        rows: list[dict[str, Any]] = []
        for level2 in ("数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"):
            made = [_clause(rng, level2) for _ in range(rng.randint(1, 3))]
            case.blocks += write(rng, level2, made)
            rows += [expected(row, ()) for row, _ in made]
        case.expected.append(Expected({"name": name}, rows))
        return case


_prose("25 headings", lambda rng, level2, rows: [f"（一）{level2}", "；".join(text for _, text in rows) + "。"])
_prose("25 colon", lambda rng, level2, rows: [f"一、{HOMES[level2]} {level2}：{'；'.join(text for _, text in rows)}；"])
_prose("25 bracket", lambda rng, level2, rows: [f"【{HOMES[level2]}-{level2}】指标{n}：{text}" for n, (_, text) in enumerate(rows, 1)])


@family("25 labelled")
def labelled(rng: random.Random) -> Case:
    case = Case("25 labelled")
    name = words.project_name(rng)
    case.blocks += [f"{name}项目绩效自评表", f"项目名称：{name}"]
    made = Expected({"name": name}, [], "self-evaluation")
    for level2 in ("数量指标", "质量指标", "社会效益指标"):
        case.blocks.append(f"（一）{level2}")
        for count in range(1, rng.randint(2, 4)):
            row, _ = _clause(rng, level2)
            c = row.cells
            c["actual"] = row.value.number
            case.blocks.append(
                f"{count}）{row.name}（{row.value.unit}），目标值{row.value.sign}{row.value.number}，完成值{c['actual']}，分值{c['weight']}，得分{c['score']}。"
            )
            made.rows.append(expected(row, ("actual", "weight", "score"), split=True))
    case.expected.append(made)
    return case


@family("26")
def blocks(rng: random.Random) -> Case:
    case = Case("26")
    made = project(case, rng, "项目支出绩效目标申报表", "plain", 6)
    rows = rows_of(rng)
    for word, period in (("长期绩效指标", "long"), ("年度绩效指标", "annual")):
        table(
            case,
            rng,
            rows,
            (("一级指标", "level1"), ("二级指标", "level2"), ("指标内容", "name"), ("指标值", "value"), ("备注", "note")),
            lead=word,
        )
        made.rows += [expected(row, (), period=period) for row in rows]
    return case


@family("many projects")
def many(rng: random.Random) -> Case:
    """部门预算项目绩效目标申报表: projects below each other in one table, split values, rows in any order."""
    case = Case("many projects")
    case.blocks += ["部门预算项目绩效目标申报表", "单位：万元"]
    columns = (("指标性质", "sign"), ("指标值", "number"), ("度量单位", "unit"), ("权重", "weight"), ("指标方向性", "direction"))
    case.row("单位名称", "项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标", *[word for word, _ in columns])
    organisation = f"青禾县{rng.choice(words.TOWNS)}人民政府"
    repeated = rng.random() < 0.3
    names: set[str] = set()
    for number in range(rng.randint(2, 5)):
        name = words.project_name(rng)
        if name in names:
            continue
        names.add(name)
        amount, goal = rng.randint(1, 900), words.sentence(rng)
        rows = rows_of(rng)
        rng.shuffle(rows)
        case.expected.append(Expected({"name": name, "goals": (goal,), "budget": amount * 10_000, "unit": organisation}, []))
        for index, row in enumerate(rows):
            lead = [organisation, name, str(amount), goal]
            cells = [Box(text) for text in lead] if index == 0 or repeated else [Box(covered=True) for _ in lead]
            if number and index == 0 and not repeated:
                cells[0] = Box(covered=True)
            case.row(*cells, row.level1, row.level2, row.name, *[row.cells[key] for _, key in columns])
            case.expected[-1].rows.append(expected(row, ("weight", "direction"), split=True))
    return case

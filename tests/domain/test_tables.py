"""Target tables: the shapes of the JSON, money, and what a user is told about a field that cannot be used."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from zhibiao.domain import Document, Indicator, Money, Project, TargetTable
from zhibiao.domain.tables import Source, checked_project
from zhibiao.messages import InputError, speaking

PROJECT = {
    "name": "柳湾村道路硬化工程",
    "code": "13070024P00000000001X",
    "unit": "青石县柳湾镇人民政府",
    "year": 2025,
    "budget": {"raw": "130.93万元", "yuan": 1309300},
    "fiscal": {"raw": "130.93万元", "yuan": 1309300},
    "other": {"raw": "", "yuan": None},
    "purpose": "硬化村内道路3.2公里",
    "goals": ["改善出行条件"],
    "spending_plan": [{"label": "3月底", "percent": 30}, {"label": "6月底", "percent": 62.5}],
    "funding": [{"label": "政府性基金", "raw": "561.2", "yuan": 5612000}],
    "kind": {"code": "K09", "name": "工程建设", "confidence": 0.97},
    "topics": [{"id": "rural-roads", "name": "农村公路", "confidence": 0.9}],
    "function": {"code": "213", "name": "农林水支出", "confidence": 0.8},
}
INDICATOR = {
    "level1": "产出指标",
    "level2": "数量指标",
    "name": "硬化道路长度",
    "description": "村内道路",
    "basis": "计划标准",
    "weight": None,
    "row": 1,
    "line": 115,
    "value": {"raw": "≥3.2公里", "kind": "count", "operator": "≥", "number": 3.2, "upper": None, "unit": "公里", "text": None},
    "actual": None,
    "score": None,
    "direction": None,
    "core": None,
    "period": "annual",
    "level1_raw": "产出",
    "level2_raw": None,
}


def test_a_document_goes_to_json_and_back() -> None:
    data = {
        "file": "a.docx",
        "title": "绩效目标",
        "unit": "青石县柳湾镇人民政府",
        "year": 2025,
        "overall_goals": ["办好实事"],
        "sub_goals": [{"title": "道路", "goal": "硬化", "indicators": "长度"}],
        "tables": [
            {
                "source": {"file": "a.docx", "table": 1, "line": 100},
                "form": "hebei",
                "document_kind": "target",
                "project": PROJECT,
                "indicators": [INDICATOR],
            }
        ],
        "repairs": [{"where": "表1", "what": "效果指标读作效益指标"}],
        "unread": [{"where": "表2", "text": "…", "why": "文件在此中断"}],
    }
    document = Document.model_validate(data)
    dumped = document.model_dump(mode="json")
    assert Document.model_validate(json.loads(json.dumps(dumped, ensure_ascii=False))) == document
    assert dumped["tables"][0]["project"] == PROJECT
    assert dumped["tables"][0]["indicators"][0] == INDICATOR


def test_numbers_in_json_are_whole_where_they_are_whole() -> None:
    plan = Project.model_validate(PROJECT).model_dump(mode="json")["spending_plan"]
    assert [type(step["percent"]) for step in plan] == [int, float]
    assert [step["percent"] for step in plan] == [30, 62.5]


def test_unknown_fields_are_refused_and_models_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Project.model_validate({"name": "道路", "colour": "red"})
    project = Project(name="道路")
    with pytest.raises(ValidationError):
        project.name = "桥梁"


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("54.7万元", None, "547000"),
        ("547000元", None, "547000"),
        ("1,234.50", None, "1234.50"),
        ("67.54", "万元", "675400"),
        ("3亿元", None, "300000000"),
        ("250万", None, "2500000"),
        ("三万五千元", None, "35000"),
        ("770000.00", "元", "770000"),
        ("若干", None, None),
        ("", None, None),
        ("5万元/村", None, None),
        ("3-5万元", None, None),
        ("12个", None, None),
    ],
)
def test_money_is_exact_or_left_open(text: str, unit: str | None, yuan: str | None) -> None:
    assert Money.parse(text, unit=unit).yuan == (None if yuan is None else Decimal(yuan))


def test_a_budget_may_be_given_as_text_or_number() -> None:
    assert Project(budget="54.7万元").budget == Money(raw="54.7万元", yuan=Decimal(547000))  # type: ignore[arg-type]
    assert Project(budget=547000).budget.yuan == 547000  # type: ignore[arg-type,union-attr]
    assert Project(goals="改善出行").goals == ("改善出行",)  # type: ignore[arg-type]


def test_a_budget_read_from_a_document_may_name_no_amount() -> None:
    assert Project(budget=Money(raw="待定")).budget == Money(raw="待定")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "道", "budget": "若干"}, ("budget", "若干", "54.7万元")),
        ({"name": "道", "budget": "-5万元"}, ("budget",)),
        ({"name": "道", "budget": "99999999亿元"}, ("budget", "范围")),
        ({"name": "道", "year": 3024}, ("3024", "1990", "2100")),
        ({"name": "道", "year": "明年"}, ("year", "明年")),
        ({"name": "路" * 10_000}, ("name", "10000", "300")),
        ({"name": "道", "purpose": "修" * 20_001}, ("purpose", "20001", "20000")),
        ({"name": "道", "colour": "red"}, ("colour",)),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_the_remedy(fields: dict[str, object], words: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        checked_project(**fields)
    sentence = str(caught.value)
    assert all(word in sentence for word in words)
    assert "\n" not in sentence
    assert sentence.count("。") == 1


def test_the_same_in_english() -> None:
    with speaking("en"), pytest.raises(InputError, match="year “3024” is not between 1990 and 2100"):
        checked_project(name="道", year=3024)


def test_blank_rows_are_kept_and_known() -> None:
    blank = Indicator(level1="产出指标", level2="数量指标", row=2)
    table = TargetTable(source=Source(file="a.docx", table=1), indicators=(Indicator.model_validate(INDICATOR), blank))
    assert blank.is_blank
    assert blank.value.kind == "empty"
    assert table.filled == table.indicators[:1]


def test_a_value_may_be_given_as_text() -> None:
    assert Indicator(name="长度", value="≥3公里").value.number == 3  # type: ignore[arg-type]


def test_white_space_of_names_is_tidied() -> None:
    assert Project(name="柳湾村\n 道路", purpose="  硬化 ").model_dump(include={"name", "purpose"}) == {
        "name": "柳湾村道路",
        "purpose": "硬化",
    }


def test_text_of_a_project_is_name_purpose_and_goals() -> None:
    assert Project(name="道路", purpose="硬化", goals=("出行",)).text == "道路。硬化。出行"

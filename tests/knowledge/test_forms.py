"""Form profiles: the three that are shipped, those that a county adds, and the forms that documents are recognised as."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.audit.audit_tables import SOUND_ROWS, table_of
from tests.conftest import Run
from tests.documents.made_documents import cell, package, tbl, tr

from zhibiao.audit import audit
from zhibiao.documents import read
from zhibiao.documents.form_columns import left_out
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.domain import TargetTable
from zhibiao.knowledge.forms import Profile, load_profile, profiles_of
from zhibiao.messages import InputError
from zhibiao.paths import shipped_forms

SHIPPED = ("hebei", "national-2021", "split-value")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_profiles_are_sound(name: str) -> None:
    profile = load_profile(name, shipped_forms())
    assert profile.name == name
    assert {"数量指标", "质量指标", "效益指标"} <= set(profile.required)
    assert profile.place("成本指标") == profile.place("经济成本指标") == profile.cost
    assert profile.place("数量指标").level1 == "产出指标"


def test_the_forms_differ_where_they_should() -> None:
    hebei, national, split = (load_profile(name, shipped_forms()) for name in SHIPPED)
    assert (hebei.cost.level1, national.cost.level1) == ("产出指标", "成本指标")
    assert hebei.spending_plan == ("3月底", "6月底", "10月底", "12月底")
    assert national.spending_plan is None
    assert (hebei.basis, national.basis) == (True, False)
    assert (hebei.weight_sums, national.weight_sums) == ((), (90, 100))
    assert split.operators is not None
    assert "定性" in split.operators


def test_shares_follow_the_levels_a_table_has() -> None:
    national = load_profile("national-2021", shipped_forms())
    whole = {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}
    assert national.shares_of(list(whole)) == whole
    assert national.shares_of(["产出指标", "效益指标", "满意度指标"]) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    assert national.shares_of(["成本指标", "产出指标", "效益指标"]) == {"成本指标": 20, "产出指标": 40, "效益指标": 30}
    assert load_profile("hebei", shipped_forms()).shares_of(list(whole)) == {}


OWN = """name: qinghe
title: 青禾县表式
columns: [一级指标, 二级指标, 三级指标, 指标值]
cost: {level1: 成本指标, level2: 经济成本指标}
level2: [数量指标, 质量指标, 社会效益指标]
required: {质量指标: info, 社会效益指标: error}
"""


def test_a_county_adds_its_own_as_a_file(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "qinghe.yaml"
    path.write_text(OWN, encoding="utf-8")
    profile = load_profile(str(path), shipped_forms())
    table = table_of(rows=[SOUND_ROWS[0]])
    assert [(one.severity, one.message[:6]) for one in audit(table, select=["S05"], profile=profile).findings] == [
        ("error", "缺少社会效益"), ("info", "缺少质量指标"),
    ]  # fmt: skip
    forms = tmp_path / "corpus" / "forms"
    forms.mkdir(parents=True)
    (forms / "qinghe.yaml").write_text(OWN, encoding="utf-8")
    word = tmp_path / "a.docx"
    word.write_bytes(docx_bytes(table))
    code, out, _ = run("audit", word, "--profile", path, "--select", "S05")
    assert (code, "社会效益" in out) == (1, True)
    from zhibiao.paths import find_places

    assert load_profile("qinghe", *find_places(corpus=tmp_path / "corpus").forms).title == "青禾县表式"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("质量指标: info", "质量指标: heavy", ["第6行", "required.质量指标", "error"]),
        ("质量指标: info", "质梁指标: info", ["质梁指标"]),
        ("level2: [数量指标, 质量指标", "level2: [数量指标, 质梁指标", ["第5行", "level2", "质梁指标"]),
        ("columns: [一级指标", "columns: [一级", ["第3行", "columns", "一级"]),
        ("title: 青禾县表式\n", "", ["title"]),
        ("title: 青禾县表式", "titel: 青禾县表式", ["title"]),
        ("required:", "weights: 90\nshares: {产出指标: 50}\nrequired:", ["shares", "50", "90"]),
        ("required:", "rows: {min: 12, max: 8}\nrequired:", ["rows", "12"]),
        ("required:", "rows: {min: 12\nrequired:", ["第7行"]),
        ("required:", "colour: red\nrequired:", ["第6行", "colour"]),
        ("name: qinghe", "name: ../../etc", ["第1行", "name"]),
    ],
)
def test_a_profile_that_cannot_be_used_names_file_line_and_field(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    path = tmp_path / "qinghe.yaml"
    path.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_profile(str(path), shipped_forms())
    for word in ("qinghe.yaml", *words):
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["没有", "../hebei", "no/such.yaml"])
def test_a_profile_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(InputError, match=r"没有"):
        load_profile(name, shipped_forms())


def test_a_file_that_is_no_profile(tmp_path: Path) -> None:
    for content in (b"- a\n- b\n", b"\xff\xfe\x00", b"a: !!python/object/apply:os.system [id]\n"):
        path = tmp_path / "x.yaml"
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"x\.yaml"):
            load_profile(str(path), shipped_forms())


@pytest.mark.parametrize(
    ("header", "form"),
    [
        (("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"), "hebei"),
        (("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值"), "hebei"),
        (("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据", "权重"), "hebei"),
        (("一级指标", "二级指标", "三级指标", "年度指标值", "分值"), "national-2021"),
        (("一级指标", "二级指标", "三级指标", "指标解释", "指标值", "权重"), "national-2021"),
        (("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标方向性"), "split-value"),
        (("一级指标", "二级指标", "三级指标", "指标值", "计量单位"), "split-value"),
    ],
)
def test_a_form_is_recognised_by_its_columns(header: tuple[str, ...], form: str) -> None:
    data = package(
        tbl(
            tr(cell("项目名称"), cell("清运经费", span=len(header) - 1)),
            tr(*header),
            tr(*("产出指标", "数量指标", "清运次数"), *("12",) * (len(header) - 3)),
        )
    )
    document = read(data, filename="a.docx")
    assert document.tables[0].form == form
    report = audit(document, select=["S05"])
    assert report.files[0].tables[0].form == form
    assert next(status for status in report.rules if status.code == "S05").status == "ran"


def test_profiles_of_forms_nobody_described() -> None:
    assert set(profiles_of([None, "split-value", "别处", "../x"], shipped_forms())) == {"hebei", "split-value"}


# --- writing ---------------------------------------------------------------------------------------------------------------------


def _again(table: TargetTable, profile: Profile) -> TargetTable:
    (again,) = read(docx_bytes(table, profile), filename="a.docx").tables
    return again


@pytest.mark.parametrize("name", ["national-2021", "split-value"])
def test_tables_are_written_in_the_form_and_read_back_as_it(name: str) -> None:
    profile = load_profile(name, shipped_forms())
    table = table_of()
    again = _again(table, profile)
    assert again.form == name
    assert {row.name: str(row.value) for row in again.indicators} == {row.name: str(row.value) for row in table.indicators}
    cost = next(row for row in again.indicators if row.name == "项目总成本")
    assert (cost.level1, cost.level2) == ("成本指标", "经济成本指标")
    assert again.indicators[0].name == "项目总成本"  # the form prints cost first
    assert again.project.name == table.project.name


def test_what_the_form_has_no_place_for_is_said(run: Run, document: Path, tmp_path: Path) -> None:
    assert left_out([table_of()], load_profile("national-2021", shipped_forms())) == ["绩效指标描述", "指标值确定依据"]
    assert left_out([table_of()], None) == []
    code, _, err = run("convert", document, tmp_path / "b.docx", "--profile", "split-value")
    assert code == 0
    assert "绩效指标描述" in err
    assert {table.form for table in read(tmp_path / "b.docx").tables} == {"split-value"}


def test_suggestions_obey_the_profile(run: Run, corpus: Path, tmp_path: Path) -> None:
    args = ("--name", "清水镇道路硬化工程", "--purpose", "硬化道路5.2公里，2025年10月底前完工", "--budget", "96万元", "--corpus", corpus)
    path = tmp_path / "a.docx"
    assert run("suggest", *args, "--profile", "split-value", "--format", "docx", "-o", path)[0] == 0
    (table,) = read(path).tables
    assert table.form == "split-value"
    assert {row.level1 for row in table.indicators if "成本" in (row.level2 or "")} == {"成本指标"}

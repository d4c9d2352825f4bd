"""Safe fixes: applied to a copy, told cell by cell; the others are for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.audit.audit_tables import SOUND_ROWS, table_of
from tests.audit.word_files import document_xml, shown_text, word_file
from tests.conftest import Run
from tests.documents.made_documents import cell, package, tbl, tr

from zhibiao.audit import fixes
from zhibiao.audit import rule as rule_module
from zhibiao.audit.engine import Examination, examine
from zhibiao.audit.rule import Hit, RowRule, TableRule, TableView, rules
from zhibiao.documents import read
from zhibiao.domain import Document, Indicator


class _Percent(RowRule):
    """百分比 is written %."""

    code, title, name, severity = "V91", "百分比", "percent", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if "百分比" in row.value.raw:
            yield Hit("value", "percent", row=row, quote=row.value.raw, fix=row.value.raw.replace("百分比", "%"), safe=True)


class _Sign(RowRule):
    """A value has a sign."""

    code, title, name, severity = "V92", "比较符", "sign", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if row.value.number is not None and row.value.operator is None and row.value.unit != "百分比":
            yield Hit("value", "sign", row=row, quote=row.value.raw, fix=f"≥{row.value.raw}", safe=True)


class _Level(RowRule):
    """效果指标 is 效益指标."""

    code, title, name, severity = "S91", "层级", "level", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if row.level1_raw == "效果指标":
            yield Hit("level1", "level", row=row, quote=row.level1_raw, fix="效益指标", safe=True)


class _Blank(TableRule):
    """Blank rows go."""

    code, title, name, severity = "S92", "空行", "blank", "info"

    def check(self, view: TableView) -> Iterator[Hit]:
        if blank := tuple(row for row in view.table.indicators if row.is_blank):
            yield Hit("table", "blank", identity="blank", fix="删去空行", safe=True, removes=blank)


class _Unsure(RowRule):
    """A fix for people."""

    code, title, name, severity = "A91", "造价", "cost", "error"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if "180万元" in row.value.raw:
            yield Hit("value", "cost", row=row, quote=row.value.raw, fix="≤96万元")


CODES = ("V91", "V92", "S91", "S92", "A91")


@pytest.fixture(autouse=True)
def _own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules()
    for rule in (_Percent(), _Sign(), _Level(), _Blank(), _Unsure()):
        monkeypatch.setitem(rule_module._registry, rule.code, rule)


def _examined(document: Document) -> Examination:
    return examine(document, select=CODES)


ROWS = [
    "数量指标 | 培训场次 | 场次 | 12场 | 计划",
    "质量指标 | 合格率 | 比率 | 95百分比 | 计划",
    "经济效益指标 |  |  |  |",
    "成本指标 | 总成本 | 成本 | ≤180万元 | 计划",
]


def test_every_safe_fix_is_applied_even_two_in_one_cell() -> None:
    document = Document(file="a.txt", tables=(table_of(rows=ROWS),))
    fixed = fixes.fix(document, _examined)
    assert [row.value.raw for row in fixed.document.tables[0].indicators] == ["≥12场", "≥95%", "≤180万元"]
    told = [(change.row, change.field, change.before, change.after, change.codes) for change in fixed.changes]
    assert told == [
        (1, "value", "12场", "≥12场", ("V92",)),
        (2, "value", "95百分比", "≥95%", ("V91", "V92")),
        (3, "table", "经济效益指标", None, ("S92",)),
    ]
    assert [(change.row, change.before, change.after) for change in fixed.left] == [(4, "≤180万元", "≤96万元")]
    assert [row.value.raw for row in document.tables[0].indicators][:2] == ["12场", "95百分比"]
    again = fixes.fix(fixed.document, _examined)
    assert again.changes == ()
    assert again.document == fixed.document


def test_what_was_done_is_printed_and_the_others_as_a_diff() -> None:
    fixed = fixes.fix(Document(file="a.txt", tables=(table_of(rows=ROWS),)), _examined)
    text = fixes.fix_text(fixed.changes, fixed.left, unsafe=False)
    assert "表1 云溪镇村内道路硬化工程 第2行 指标值：95百分比 → ≥95%（V91、V92）" in text
    assert "第3行 全表：删去空行（经济效益指标）（S92）" in text
    assert "已修改3处，另有1处修改建议须由人确定，加 --unsafe 查看。" in text
    assert "180" not in text
    shown = fixes.fix_text(fixed.changes, fixed.left, unsafe=True)
    assert "- ≤180万元\n+ ≤96万元\n" in shown


def test_the_users_own_document_changes_in_these_cells_only() -> None:
    data = word_file("质量指标 | 合格率 | 比率 | 95百分比 | 计划")
    document = read(data, filename="a.docx")
    fixed = fixes.fix(document, _examined)
    copy, changes = fixes.written(data, document.file, fixed.changes)
    assert all(change.written for change in changes)
    before, after = shown_text(data), shown_text(copy)
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [("12场", "≥12场"), ("95百分比", "≥95%")]
    assert read(copy, filename="a.docx").tables[0].indicators[-1].value.raw == "≥95%"
    assert document_xml(copy).decode().replace("≥12场", "12场").replace("≥95%", "95百分比") == document_xml(data).decode()


def test_a_level_merged_over_rows_is_one_cell() -> None:
    header = tr("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
    data = package(
        tbl(
            tr(cell("项目名称"), cell("清运经费", span=5)),
            header,
            tr(cell("效果指标", merge="restart"), "社会效益指标", "覆盖村数", "村数", "≥3个", "计划"),
            tr(cell("", merge="continue"), "生态效益指标", "清运率", "比率", "≥95%", "计划"),
        )
    )
    document = read(data, filename="a.docx")
    fixed = fixes.fix(document, _examined)
    assert [row.level1_raw for row in fixed.document.tables[0].indicators] == [None, None]
    copy, _ = fixes.written(data, document.file, fixed.changes)
    again = read(copy, filename="a.docx").tables[0].indicators
    assert [(row.level1, row.level1_raw, row.name) for row in again] == [("效益指标", None, "覆盖村数"), ("效益指标", None, "清运率")]


def test_sign_and_unit_go_into_their_own_columns() -> None:
    data = package(
        tbl(
            tr(cell("项目名称"), cell("清运经费", span=5)),
            tr("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"),
            tr("产出指标", "质量指标", "清运率", cell("<w:p/>"), "95", "百分比"),
        )
    )
    document = read(data, filename="a.docx")
    assert document.tables[0].form == "split-value"
    (row,) = document.tables[0].indicators
    changed, cells = fixes._edited(row, "value", "≥95%", "split-value") or (row, ())
    assert (changed.value.operator, changed.value.number, changed.value.unit) == ("≥", 95, "%")
    assert (row.cells["operator"], "≥") in cells
    assert row.cells["value"] not in [place for place, _ in cells]


def test_tracked_changes_in_a_cell_are_not_touched_and_that_is_said() -> None:
    tracked = '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>12场</w:t></w:r></w:ins></w:p>'
    data = package(
        tbl(
            tr(cell("项目名称"), cell("清运经费", span=5)),
            tr("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"),
            tr("产出指标", "数量指标", "培训场次", "场次", cell(tracked), "计划"),
        )
    )
    document = read(data, filename="a.docx")
    copy, changes = fixes.written(data, document.file, fixes.fix(document, _examined).changes)
    assert [change.written for change in changes] == [False]
    assert "未改动" in fixes.fix_text(changes, (), unsafe=False)
    assert read(copy, filename="a.docx") == document


# --- the command -----------------------------------------------------------------------------------------------------------------


def test_fix_writes_a_copy_and_leaves_the_file(run: Run, tmp_path: Path) -> None:
    path, copy = tmp_path / "a.docx", tmp_path / "b.docx"
    data = word_file()
    path.write_bytes(data)
    code, out, err = run("fix", path, "-o", copy, "--select", ",".join(CODES))
    assert (code, err) == (0, "")
    assert "12场 → ≥12场（V92）" in out
    assert path.read_bytes() == data
    assert read(copy).tables[0].indicators[-1].value.raw == "≥12场"
    assert run("fix", path, "-o", tmp_path / "c.docx", "--select", ",".join(CODES))[1] == out
    assert (tmp_path / "c.docx").read_bytes() == copy.read_bytes()


def test_fix_of_other_sources_writes_json_lines_or_word(run: Run, tmp_path: Path) -> None:
    from zhibiao import exports

    path = tmp_path / "a.json"
    path.write_text(exports.json_text(Document(file="a.json", tables=(table_of(rows=ROWS, file="a.json"),))), encoding="utf-8")
    for name in ("b.json", "b.jsonl", "b.docx"):
        assert run("fix", path, "-o", tmp_path / name, "--select", "V91,V92,S92")[0] == 0
        assert [row.value.raw for row in read(tmp_path / name).tables[0].indicators] == ["≥12场", "≥95%", "≤180万元"]
    assert json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))["id"]


@pytest.mark.parametrize("args", [(), ("-o", "out.pdf"), ("-o", "a.docx"), ("-o", "no/such/folder/b.docx")])
def test_fix_refuses_what_it_cannot_write(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    data = word_file()
    Path("a.docx").write_bytes(data)
    code, out, err = run("fix", "a.docx", *args)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert Path("a.docx").read_bytes() == data
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


def test_nothing_to_fix_is_said_and_the_copy_is_the_same(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    from zhibiao.documents import write_docx

    write_docx(table_of(rows=SOUND_ROWS), path)
    code, out, _ = run("fix", path, "-o", tmp_path / "b.docx", "--select", "V91")
    assert code == 0
    assert "已修改0处" in out
    assert shown_text((tmp_path / "b.docx").read_bytes()) == shown_text(path.read_bytes())

"""The recogniser on any grid: it does not fail, and what it does not understand is kept."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from zhibiao.documents.forms import recognise
from zhibiao.documents.grid import Cell, Grid, Paragraph, Row

WORDS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "年度指标值",
    "周期指标值",
    "实际完成值",
    "分值",
    "得分",
    "指标性质",
    "指标方向",
    "度量单位",
    "备注",
    "绩效指标",
    "绩效目标",
    "中期指标",
    "年度指标",
    "长期绩效指标",
    "优",
    "良",
    "中",
    "指标解释",
    "项目名称",
    "单位名称",
    "预算数",
    "年初预算数",
    "全年执行数",
    "年度资金总额",
    "其中：财政拨款",
    "总体目标",
    "实际完成情况",
    "产出指标",
    "数量指标",
    "效益指标",
    "满意度指标",
    "项目决策",
    "资金管理情况",
    "合计",
    "注：",
    "预算执行率",
    "……",
    "指标2：",
    "≥",
    "正向指标",
    "定性",
    "单位：万元",
    "（2031年度）",
    "项目绩效目标表",
    "某某项目绩效自评表",
    "□",
    "其中：",
    "立项依据",
    "（一）数量指标",
    "支出计划",
    "44,561",
    "100%",
    "≥5个",
    "5",
    "100%100%",
)


@st.composite
def grids(draw: st.DrawFn) -> tuple[Grid, list[str]]:
    """Rows and paragraphs of form words and of texts that stand nowhere else, which must come out somewhere."""
    tokens: list[str] = []

    def text() -> str:
        if draw(st.integers(0, 3)) == 0:
            tokens.append(f"甲Q{len(tokens)}Z")
            return draw(st.sampled_from(("", "1.", "用于"))) + tokens[-1] + draw(st.sampled_from(("", "≥3个", "；", "\n")))
        return draw(st.sampled_from(("", *WORDS)))

    exact = draw(st.booleans())
    blocks: list[Paragraph | Row] = []
    for number in range(draw(st.integers(1, 14))):
        if draw(st.integers(0, 5)) == 0:
            blocks.append(Paragraph(draw(st.sampled_from(WORDS))))
            continue
        cells, column = [], 0
        for _ in range(draw(st.integers(1, 9))):
            span = draw(st.sampled_from((1, 1, 1, 1, 2, 3))) if exact else 1
            covered = exact and draw(st.integers(0, 6)) == 0
            cells.append(Cell("" if covered else text(), column, None if exact else number * 10 + column + 1, span, 1, covered))
            column += span
        table = draw(st.sampled_from((0, 0, 0, 1)))
        blocks.append(Row(tuple(cells), None if exact else number * 10 + 1, table, number, exact, draw(st.sampled_from((0, 0, 0, 0, 1)))))
    return Grid(tuple(blocks), open_end=draw(st.booleans())), tokens


@settings(max_examples=400, deadline=None)
@given(grids())
def test_nothing_in_a_row_is_lost(made: tuple[Grid, list[str]]) -> None:
    grid, tokens = made
    found = recognise(grid, "made")
    parts = (*found.tables, *found.repairs, *found.unread)
    kept = "\n".join(part.model_dump_json() for part in parts)
    for token in tokens:
        assert token in kept


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=8), max_size=20), st.booleans())
def test_any_text_is_read_without_failing(rows: list[list[str]], exact: bool) -> None:
    header = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重")
    blocks = [
        Row(tuple(Cell(text, column) for column, text in enumerate(cells)), None, 0, number, exact)
        for number, cells in enumerate([header, *rows])
    ]
    found = recognise(Grid(tuple(blocks)), "made")
    again = recognise(Grid(tuple(blocks)), "made")
    assert found == again

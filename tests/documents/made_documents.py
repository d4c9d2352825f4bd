"""Documents made up for the tests: text exports in the layouts met in the field, and bare Word packages."""

from __future__ import annotations

import io
import zipfile

HEADER = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
ROWS = (
    ("产出指标", "数量指标", "清理沟渠长度", "全年清理沟渠的长度", "≥12.5公里", "年度计划"),
    ("", "质量指标", "验收合格率", "验收合格的沟渠占比", "=100%", "行业标准"),
    ("", "时效指标", "完成时限", "完成清理的时间", "2031年10月底前", "年度计划"),
    ("", "成本指标", "清理成本", "每公里清理费用", "≤2万元/公里", "询价"),
    ("效益指标", "生态效益指标", "水质改善程度", "沟渠水质改善的程度", "明显改善", "年度计划"),
    ("满意度指标", "服务对象满意度指标", "村民满意度", "受访村民满意的比例", "≥90%", "历史标准"),
)
STEPS = (("3月底", "25%"), ("6月底", "50%"), ("10月底", "75%"), ("12月底", "100%"))


def row(*cells: str) -> str:
    """A row of the text export: each cell on a line of its own behind a TAB, then a blank line."""
    return "".join(f"\t{cell}\n" for cell in cells) + "\n"


def rows(*lines: tuple[str, ...]) -> str:
    return "".join(row(*line) for line in lines)


def table(
    heading: str = "1.沟渠清理经费绩效目标表",
    *,
    name: str = "沟渠清理经费",
    code: str = "99010131P00A0B1C2D3E",
    unit: str = "单位：万元",
    organisation: str = "123001青禾县柳溪镇人民政府",
    budget: str = "25.00",
    purpose: str = "用于清理沟渠12.5公里",
    goals: tuple[str, ...] = ("1.完成沟渠清理，改善村庄环境",),
    header: tuple[str, ...] = HEADER,
    indicators: tuple[tuple[str, ...], ...] = ROWS,
) -> str:
    """One table in the layout with a unit line and bare amounts."""
    return (
        f"{heading}\n"
        + row(organisation, unit)
        + row("项目编码", code, "项目名称", name)
        + row("预算规模及资金用途", "预算数", budget, "其中：财政    资金", budget, "其他资金", " ")
        + row("", purpose)
        + row("资金支出计划（%）", *(label for label, _ in STEPS))
        + row("", *(percent for _, percent in STEPS))
        + "".join(row("绩效目标" if n == 0 else "", goal) for n, goal in enumerate(goals))
        + " \n"
        + row(*header)
        + rows(*indicators)
        + "\n\n"
    )


NARRATIVE = (
    " 2031年部门整体绩效目标\n"
    "[bookmark: _Toc1]一、总体绩效目标\n围绕镇域发展，做好沟渠清理和道路养护。\n"
    "[bookmark: _Toc2]二、分项绩效目标\n"
    "（一）沟渠清理\n绩效目标：沟渠畅通。\n评价指标：清理长度不少于12.5公里。\n"
    "（二）道路养护\n绩效目标：道路平整。\n绩效指标：养护里程达到30公里。\n"
    "三、工作保障措施\n加强管理。2031年部门预算总支出为300.5万元，其中项目支出125万元。\n\n"
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def package(body: str, *, prolog: str = "", part: str = "word/document.xml", more: dict[str, bytes] | None = None) -> bytes:
    """A Word package with this body; ``prolog`` stands before the root element."""
    return zipped(
        {"[Content_Types].xml": _TYPES.encode(), part: f'{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode()}
        | (more or {})
    )


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # without the time of day
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(content: str) -> str:
    return f"<w:p>{content if content.startswith('<') else run(content)}</w:p>"


def cell(content: str, *, span: int = 1, merge: str | None = None) -> str:
    """``merge``: ``restart`` or ``continue``; ``content`` is text, or XML of blocks."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<w:') else para(content)}</w:tc>"


def tr(*cells: str) -> str:
    return "<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in cells) + "</w:tr>"


def tbl(*trs: str) -> str:
    return "<w:tbl>" + "".join(trs) + "</w:tbl>"


def indicator_table(*extra: str, header: tuple[str, ...] = HEADER) -> str:
    """A heading, a name row and indicator rows with level 1 really merged."""
    first = tr(cell("项目名称"), cell("沟渠清理经费", span=len(header) - 1))
    body = [tr(*header)]
    for index, (level1, *others) in enumerate(ROWS):
        merge = "continue" if not level1 else "restart" if index + 1 < len(ROWS) and not ROWS[index + 1][0] else None
        body.append(tr(cell(level1, merge=merge), *others[: len(header) - 1]))
    return para("沟渠清理经费项目绩效目标表") + tbl(first, *body, *extra)

"""What all tests share: nobody's own data in the way, and a small corpus of invented projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhibiao.domain.tables import Indicator, Project, Source, TargetTable

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_data_out_of_the_way(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor the corpus of whoever runs the tests may change what they see."""
    for name in ("MODEL", "CORPUS", "LIBRARY", "LANG"):
        monkeypatch.delenv(f"ZHIBIAO_{name}", raising=False)
    monkeypatch.setenv("ZHIBIAO_HOME", str(tmp_path_factory.getbasetemp() / "no-such-home"))


def _table(number: int, name: str, purpose: str, budget: str, goal: str, *rows: tuple[str, str, str, str, str]) -> TargetTable:
    level1 = {"数": "产出指标", "质": "产出指标", "时": "产出指标", "成": "产出指标", "服": "满意度指标"}
    return TargetTable(
        source=Source(file="柳泉镇2024年绩效文本.txt", table=number),
        form="hebei",
        project=Project(name=name, unit="柳泉镇人民政府", year=2024, budget=budget, fiscal=budget, purpose=purpose, goals=(goal,)),
        indicators=tuple(
            Indicator(level1=level1.get(two[0], "效益指标"), level2=two, name=third, description=text, value=value, basis=basis, row=place)
            for place, (two, third, text, value, basis) in enumerate(rows, start=1)
        ),
    )


@pytest.fixture(scope="session")
def tables() -> tuple[TargetTable, ...]:
    """Three sound target tables of an invented township."""
    return (
        _table(
            1, "柳泉镇村内道路硬化工程", "硬化村内道路4.5公里，资金108万元，受益群众1800人，2024年9月底前完工。",
            "108万元", "完成村内道路硬化，改善出行条件。",
            ("数量指标", "道路硬化长度", "硬化村内道路的长度", "=4.5公里", "实施方案"),
            ("质量指标", "工程验收合格率", "验收合格工程占全部工程的比例", "=100%", "行业标准"),
            ("时效指标", "工程完工时间", "工程完工的时间", "2024年9月底前", "施工合同"),
            ("成本指标", "道路硬化成本", "道路硬化工程总成本", "≤108万元", "预算批复"),
            ("社会效益指标", "受益群众人数", "出行条件得到改善的群众", "≥1800人", "实施方案"),
            ("可持续影响指标", "道路使用年限", "道路的设计使用年限", "≥10年", "行业标准"),
            ("服务对象满意度指标", "受益群众满意度", "对道路满意的群众占比", "≥95%", "历史标准"),
        ),
        _table(
            2, "柳泉镇村干部报酬", "发放12个村村干部报酬，共46人，资金92万元。", "92万元", "按月足额发放村干部报酬。",
            ("数量指标", "发放人数", "领取报酬的村干部人数", "=46人", "人员名册"),
            ("质量指标", "足额发放率", "足额发放人数占应发人数的比例", "=100%", "政策标准"),
            ("时效指标", "发放及时率", "按月及时发放的比例", "=100%", "历史标准"),
            ("成本指标", "村干部报酬成本", "全年报酬总额", "≤92万元", "预算批复"),
            ("社会效益指标", "村级组织正常运转率", "正常运转的村占全部村的比例", "=100%", "历史标准"),
            ("服务对象满意度指标", "村干部满意度", "对报酬发放满意的村干部占比", "≥95%", "历史标准"),
        ),
        _table(
            3, "柳泉镇太阳能路灯安装项目", "安装太阳能路灯120盏，资金24万元，2024年6月底前完成。", "24万元", "安装路灯，方便夜间出行。",
            ("数量指标", "安装路灯数量", "安装太阳能路灯的数量", "=120盏", "实施方案"),
            ("质量指标", "设备质量合格率", "合格设备占全部设备的比例", "=100%", "行业标准"),
            ("时效指标", "安装完成时间", "全部安装完成的时间", "2024年6月底前", "采购合同"),
            ("成本指标", "路灯单位成本", "每盏路灯的成本", "≤2000元/盏", "采购合同"),
            ("社会效益指标", "夜间照明覆盖村数", "有路灯照明的村", "≥6个", "实施方案"),
            ("服务对象满意度指标", "村民满意度", "对路灯满意的村民占比", "≥95%", "历史标准"),
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def corpus(tables: tuple[TargetTable, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder holding ``tables``."""
    from zhibiao.knowledge.corpus import to_line

    folder = tmp_path_factory.mktemp("corpus")
    (folder / "tables").mkdir()
    (folder / "tables" / "liuquan.jsonl").write_text("".join(to_line(table) + "\n" for table in tables), encoding="utf-8")
    return folder


@pytest.fixture
def document(tables: tuple[TargetTable, ...], tmp_path: Path) -> Path:
    """The tables as a Word document."""
    from zhibiao.documents import write_docx

    path = tmp_path / "柳泉镇绩效文本.docx"
    write_docx(list(tables), path)
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, stdout, stderr."""
    from zhibiao import cli

    def run_(*args: str | Path) -> tuple[int, str, str]:
        code = cli.run([str(arg) for arg in args])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_

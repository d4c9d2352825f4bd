"""Sound tables of several topics: an audit that finds fault with them would not be read twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.audit.audit_tables import table_of

from zhibiao import Zhibiao, load
from zhibiao.audit import audit
from zhibiao.documents import read
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.domain import Document, TargetTable
from zhibiao.knowledge.forms import load_profile
from zhibiao.paths import shipped_forms

TABLES = {
    "village road": ({}, None),
    "cadres' pay": (
        {
            "name": "云溪镇村干部工资",
            "budget": "130.93万元",
            "purpose": "发放村干部基础职务补贴和养老保险。",
            "goals": ["按月足额发放63名村干部补贴。"],
        },
        """数量指标 | 发放人数 | 在册村干部人数 | =63人 | 人员名册
        质量指标 | 足额发放率 | 足额发放人数占应发人数的比例 | =100% | 政策标准
        时效指标 | 发放及时率 | 每月15日前发放的次数占比 | =100% | 发放文件
        经济成本指标 | 人均补贴标准 | 每人每月补贴 | =1731元/人·月 | 补贴文件
        社会效益指标 | 村级组织正常运转率 | 正常运转的村占全部村的比例 | =100% | 上年实际
        服务对象满意度指标 | 村干部满意度 | 满意人数占被访人数的比例 | ≥95% | 上年问卷""",
    ),
    "waste collection": (
        {
            "name": "云溪镇垃圾清运费",
            "budget": "104万元",
            "purpose": "清运21个村生活垃圾3600吨。",
            "goals": ["日产日清，全年清运生活垃圾3600吨。"],
        },
        """数量指标 | 清运垃圾数量 | 全年清运量 | ≥3600吨 | 上年实际
        数量指标 | 覆盖村数 | 清运的行政村 | =21个 | 合同
        质量指标 | 考核得分 | 月度考核平均分 | ≥90分 | 考核细则
        时效指标 | 清运及时率 | 当日清运占比 | =100% | 合同
        成本指标 | 每吨清运成本 | 每吨 | ≤289元/吨 | 合同
        生态效益指标 | 垃圾无害化处理率 | 无害化处理量占比 | ≥99% | 考核
        服务对象满意度指标 | 村民满意度 | 满意人数占比 | ≥90% | 问卷""",
    ),
    "forest fire": (
        {
            "name": "云溪镇森林防火经费",
            "budget": "21万元",
            "purpose": "1.防火物资10万元；2.护林员补助8万元；3.宣传3万元。",
            "goals": ["配齐物资，不发生重大森林火灾。"],
        },
        """数量指标 | 护林员人数 | 聘用护林员 | =16人 | 合同
        数量指标 | 宣传活动场次 | 防火宣传 | ≥12场次 | 计划
        质量指标 | 物资验收合格率 | 合格物资占比 | =100% | 合同
        时效指标 | 火情24小时扑灭率 | 24小时内扑灭的起数占比 | ≥95% | 考核
        成本指标 | 防火物资费用 | 物资 | ≤10万元 | 概算
        成本指标 | 护林员补助费用 | 补助 | ≤8万元 | 概算
        成本指标 | 宣传费用 | 宣传 | ≤3万元 | 概算
        生态效益指标 | 森林火灾受害率 | 受害面积占比 | ≤0.9‰ | 规划
        服务对象满意度指标 | 林区群众满意度 | 满意人数占比 | ≥90% | 问卷""",
    ),
    "training": (
        {
            "name": "云溪镇农民技能培训",
            "budget": "12万元",
            "purpose": "举办4期培训，培训农民200人次。",
            "goals": ["举办4期培训，提高就业技能。"],
        },
        """数量指标 | 培训期数 | 举办期数 | ≥4期 | 计划
        数量指标 | 培训人次 | 参训人次 | ≥200人次 | 计划
        质量指标 | 培训合格率 | 合格人数占比 | ≥95% | 上年实际
        时效指标 | 培训完成时间 | 全部期次完成 | 2024年11月底前 | 计划
        经济成本指标 | 人均培训费 | 每人每天 | ≤300元/人·天 | 培训费办法
        社会效益指标 | 参训人员就业率 | 就业人数占比 | ≥60% | 上年实际
        服务对象满意度指标 | 学员满意度 | 满意人数占比 | ≥95% | 问卷""",
    ),
    "pumping station": (
        {
            "name": "清泉河泵站建设",
            "budget": "100万元",
            "purpose": "新建一座泵站，铺设管网1.2公里。",
            "goals": ["汛期前建成泵站，消除内涝。"],
        },
        """数量指标 | 新建泵站数量 | 建成泵站 | =1座 | 批复
        数量指标 | 铺设管网长度 | 铺设管网 | =1.2公里 | 批复
        质量指标 | 工程验收合格率 | 合格工程占比 | =100% | 验收规范
        时效指标 | 工程按期完工率 | 按期完工工程占比 | =100% | 合同工期
        成本指标 | 工程总成本 | 工程总成本 | ≤100万元 | 批复
        社会效益指标 | 受益人口 | 受益群众 | ≥2600人 | 户籍
        可持续影响指标 | 泵站设计使用年限 | 设计使用年限 | ≥30年 | 规范
        服务对象满意度指标 | 沿河居民满意度 | 满意人数占比 | ≥90% | 问卷""",
    ),
    "equipment": (
        {"name": "云溪镇办公电脑购置", "budget": "8.4万元", "purpose": "购置办公电脑14台。", "goals": ["更新14台办公电脑。"]},
        """数量指标 | 购置电脑数量 | 购置台数 | =14台 | 配置标准
        质量指标 | 设备验收合格率 | 合格台数占比 | =100% | 合同
        时效指标 | 购置完成时间 | 安装完成 | 2024年6月底前 | 计划
        经济成本指标 | 电脑单价 | 每台价格 | ≤6000元/台 | 配置标准
        可持续影响指标 | 设备使用年限 | 最低使用年限 | ≥6年 | 配置标准
        服务对象满意度指标 | 使用人员满意度 | 满意人数占比 | ≥90% | 问卷""",
    ),
    "relief": (
        {
            "name": "云溪镇困难群众临时救助",
            "budget": "16.55万元",
            "purpose": "对遭遇急难的家庭给予临时救助。",
            "goals": ["急难家庭应救尽救。"],
        },
        """数量指标 | 救助户数 | 救助家庭 | ≥55户 | 上年实际
        质量指标 | 救助对象准确率 | 符合条件的对象占比 | =100% | 政策
        时效指标 | 急难救助办理时限 | 受理到发放 | ≤1日 | 政策
        经济成本指标 | 户均救助标准 | 每户 | =3000元/户 | 文件
        社会效益指标 | 困难家庭基本生活保障率 | 得到保障的家庭占比 | =100% | 政策
        服务对象满意度指标 | 救助对象满意度 | 满意人数占比 | ≥95% | 问卷""",
    ),
    "land compensation": (
        {
            "name": "云溪镇征地补偿",
            "budget": "561.2万元",
            "purpose": "用于北坡村37亩土地的补偿。",
            "goals": ["完成37亩土地补偿，按标准足额兑付。"],
        },
        """数量指标 | 补偿土地面积 | 补偿面积 | =37亩 | 协议
        质量指标 | 补偿款足额兑付率 | 足额兑付户数占比 | =100% | 政策
        时效指标 | 补偿完成时间 | 兑付完成 | 2024年12月底前 | 计划
        成本指标 | 土地补偿单价 | 每亩 | =15.17万元/亩 | 区片价
        社会效益指标 | 被征地农民参保率 | 参保人数占比 | =100% | 政策
        服务对象满意度指标 | 被征地农户满意度 | 满意户数占比 | ≥85% | 问卷""",
    ),
    "river patrol": (
        {"name": "云溪镇巡河员经费", "budget": "17.1万元", "purpose": "聘用巡河员19名，全年巡河。", "goals": ["河道全年有人巡、有人管。"]},
        """数量指标 | 巡河员人数 | 聘用人数 | =19人 | 合同
        数量指标 | 巡河次数 | 全年巡河 | ≥4900次 | 河长制办法
        质量指标 | 问题整改率 | 整改数量占发现数量的比例 | ≥95% | 上年实际
        时效指标 | 问题上报时限 | 发现到上报 | ≤1天 | 河长制办法
        成本指标 | 项目总成本 | 总成本 | ≤17.1万元 | 批复
        生态效益指标 | 河道水质达标率 | 达标断面占比 | ≥90% | 下达
        服务对象满意度指标 | 沿河居民满意度 | 满意人数占比 | ≥90% | 问卷""",
    ),
}


@pytest.mark.parametrize("topic", TABLES)
def test_a_sound_table_is_left_alone(topic: str) -> None:
    project, lines = TABLES[topic]
    table = table_of(project) if lines is None else table_of(project, [line.strip() for line in lines.splitlines()])
    assert [(finding.code, finding.message) for finding in audit(table).findings if finding.severity != "info"] == []


def test_together_they_are_no_template() -> None:
    tables = []
    for number, (project, lines) in enumerate(TABLES.values(), start=1):
        tables.append(
            table_of(project, number=number) if lines is None else table_of(project, [x.strip() for x in lines.splitlines()], number=number)
        )
    assert [(finding.table, finding.code, finding.message) for finding in audit(tables).findings if finding.severity != "info"] == []


_TWENTY: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("sound_tables.yaml").read_text(encoding="utf-8"))
_PLANS = ((20, 50, 80, 100), (0, 40, 70, 100), (30, 60, 90, 100), (10, 30, 60, 100))


@pytest.fixture(scope="module")
def zb() -> Zhibiao:
    return load()


def _twenty() -> list[TargetTable]:
    tables = []
    for number, case in enumerate(_TWENTY, start=1):
        plan = [{"label": f"{month}月底", "percent": part} for month, part in zip((3, 6, 10, 12), _PLANS[number % 4], strict=True)]
        rest = {"unit": "青石乡人民政府", "year": 2026, "code": f"13072326{number:013d}", "spending_plan": plan}
        tables.append(table_of({**rest, **case["project"]}, case["rows"], number=number))
    return tables


@pytest.mark.parametrize("table", _twenty(), ids=[case["project"]["name"] for case in _TWENTY])
def test_a_reviewer_passes_it(zb: Zhibiao, table: TargetTable) -> None:
    findings = [(finding.severity, finding.code, finding.message) for finding in zb.audit(table).findings if finding.severity != "info"]
    assert not [one for one in findings if one[0] == "error"]
    assert len(findings) <= 1, findings


@pytest.mark.parametrize("form", ["hebei", "national-2021", "split-value"])
def test_twenty_of_them_in_one_document_of_any_form(zb: Zhibiao, form: str) -> None:
    document = Document(file="青石乡.docx", title="2026年部门预算绩效文本", unit="青石乡人民政府", year=2026, tables=tuple(_twenty()))
    parsed = read(docx_bytes(document, load_profile(form, shipped_forms())), filename="青石乡.docx")
    assert len(parsed.tables) == len(_TWENTY)
    findings = [finding for finding in zb.audit(parsed).findings if finding.severity != "info"]
    told = [(finding.table, finding.code, finding.message) for finding in findings]
    assert not [finding for finding in findings if finding.severity == "error"], told
    assert max(Counter(finding.table for finding in findings).values(), default=0) <= 1, told

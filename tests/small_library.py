"""A library of one topic, for tests that write a library of their own."""

SHARED = """
indicators:
  - id: satisfaction
    name: "{served}满意度"
    level2: 服务对象满意度指标
    measures: 满意者比例
    data: 问卷
    proof: 问卷汇总表
    unit: "%"
    op: "≥"
    value: 90
    basis: 历史标准
    grounds: 上年问卷
"""
NURSERY = """
function: "21302"
name: 林业和草原
topics:
  - id: 213-nursery
    name: 苗圃管护
    kinds: [K11]
    keywords: [苗圃, 育苗]
    projects: [云岭苗圃管护]
    purposes: [管护苗圃30亩]
    served: [苗农]
    goal: 管护苗圃{苗圃}
    indicators:
      - id: area
        name: 苗圃管护面积
        level2: 数量指标
        measures: 面积
        data: 台账
        proof: 照片
        unit: 亩
        op: "≥"
        basis: 计划标准
        grounds: 合同
        object: 苗圃
      - {use: satisfaction}
"""

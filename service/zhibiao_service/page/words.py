"""Words that several parts of the page use."""

from __future__ import annotations

from zhibiao.domain.levels import ENGLISH
from zhibiao.messages import say
from zhibiao_service.page.backend import Form

# 支出功能分类 类. Source: 财政部《政府收支分类科目》.
FUNCTIONS = {
    "201": ("一般公共服务", "General public services"), "203": ("国防", "Defence"), "204": ("公共安全", "Public security"),
    "205": ("教育", "Education"), "206": ("科学技术", "Science and technology"), "207": ("文化旅游体育与传媒", "Culture, tourism, sport"),
    "208": ("社会保障和就业", "Social security, employment"), "210": ("卫生健康", "Health"), "211": ("节能环保", "Environment"),
    "212": ("城乡社区", "Urban and rural communities"), "213": ("农林水", "Agriculture, forestry, water"), "214": ("交通运输", "Transport"),
    "215": ("资源勘探工业信息等", "Industry, information"), "216": ("商业服务业等", "Commerce"), "217": ("金融", "Finance"),
    "219": ("援助其他地区", "Aid to other regions"), "220": ("自然资源海洋气象等", "Natural resources, weather"),
    "221": ("住房保障", "Housing"), "222": ("粮油物资储备", "Grain and reserves"), "223": ("国有资本经营预算", "State capital"),
    "224": ("灾害防治及应急管理", "Disasters, emergencies"), "227": ("预备费", "Reserve fund"), "229": ("其他支出", "Other"),
    "231": ("债务还本", "Debt repayment"), "232": ("债务付息", "Debt interest"),
}  # fmt: skip


def function_name(code: str) -> str:
    """The name of a functional class by its first three digits; topics of no class are common ones."""
    zh, en = FUNCTIONS.get(code[:3], ("跨类通用", "Common to all"))
    return say(zh, en)


def level(name: str | None) -> str:
    """A level in the reader's language, without 指标 at its end."""
    if not name:
        return say("未定", "undecided")
    return say(name.removesuffix("指标"), ENGLISH.get(name, name).capitalize())


def severity(word: str) -> str:
    return say({"error": "错误", "warning": "警告", "info": "提示"}[word], {"error": "Error", "warning": "Warning", "info": "Note"}[word])


def source(word: str) -> str:
    return say({"description": "描述", "corpus": "语料", "library": "指标库"}[word], word)


def form(name: Form) -> str:
    return {"hebei": say("河北表式", "Hebei form"), "national-2021": say("全国通用表式", "National form")}[name]


COLUMNS = {
    "level1": ("一级指标", "Level 1"), "level2": ("二级指标", "Level 2"), "name": ("三级指标", "Indicator"),
    "description": ("绩效指标描述", "Description"), "value": ("指标值", "Target value"), "basis": ("指标值确定依据", "Basis of the value"),
    "weight": ("权重", "Weight"), "actual": ("实际完成值", "Actual"), "score": ("得分", "Score"), "direction": ("指标方向性", "Direction"),
}  # fmt: skip


def column(field: str) -> str:
    zh, en = COLUMNS[field]
    return say(zh, en)

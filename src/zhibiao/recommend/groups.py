"""People who can be asked or paid, by what they are called."""

from __future__ import annotations

import re

# A group that can be asked, by a name short enough to stand in 满意度: people by their last word, no place, no thing, no institution.
_A_GROUP = re.compile(
    r"(?!(?:企业|单位|家庭|户|人口)$)[^、]{0,11}(?:群众|居民|村民|农民|市民|渔民|移民|人口|老人|老年人|残疾人|军人|病人|儿童|孤儿|幼儿|学生|考生|学员|师生|"
    r"妇女|产妇|党员|干部|职工|教师|医生|人员|队员|辅警|民警|家长|家属|家庭|遗属|对象|患者|用户|商户|农户|牧户|牧民|住户|大户|脱贫户|监测户|低保户|拆迁户|租户|企业|"
    r"合作社|农场|主体|毕业生|劳动力|司机|车主|业主|代表|志愿者|工作者|经营者|从业者|创业者|居民户|书记|人才|专家|村医|护林员|保洁员|网格员|信息员)"
)
_NO_NAME = re.compile(
    r"符合|上述|以上|以下|有关|相关|对(?!象)|从(?!业|教|医)|在(?![校岗职册编])|[按由为给向至到于将把]|现有|目前|利用|通过"
)


def is_group(name: str | None) -> bool:
    """Whether a name is that of people who can be asked or paid."""
    return _A_GROUP.fullmatch(name or "") is not None and not _NO_NAME.match(name or "")

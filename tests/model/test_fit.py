"""Fit: what belongs to a project scores higher than what was drawn from elsewhere, and nothing any project may have is ever reported."""

import pytest

from zhibiao import load
from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.model.fit import Around, Asked, Fit
from zhibiao.model.fit_weights import FEATURES, LinearFit

FIRE = Project(name="云岭县森林防火专项经费", purpose="开设防火隔离带12公里，配备护林员30名，购置风力灭火机20台。", budget="60万元")
OWN = ("新开设防火隔离带长度", "护林员人数", "森林火灾受害率")
FOREIGN = ("社保费征缴率", "灌溉水利用系数", "征兵入伍率", "职工基本医疗保险参保人数")
FAR = ("耕地保护", "粮食产能", "校车运营线路条数", "演出场次")  # far from fire prevention by meaning, some with no word that shows it
ANY = {"成本指标": "控制在预算内", "服务对象满意度指标": "群众满意度", "质量指标": "验收合格率", "时效指标": "预算执行率"}


@pytest.fixture(scope="module")
def zb():
    return load()


def rows(*names):
    return tuple(Indicator(level2="数量指标", name=name, row=n) for n, name in enumerate(names, start=1))


def judged(zb, project, *names, **around):
    return zb.belonging.fit.judge(rows(*names), project, Around(**around))


def test_tables_judged_together_are_judged_as_each_alone(zb):
    roads = Project(name="云岭县农村公路养护经费", purpose="养护县乡道路186公里，修补坑槽5200平方米。")
    untold = Project(name="其他支出")
    asked = [
        Asked(rows(*FAR, *OWN, *FOREIGN), FIRE),
        Asked(rows(*FAR, *OWN), FIRE),
        Asked(rows(*OWN, *FOREIGN), FIRE, Around(True, False, (0, 0, 0, 3, 0, 0, 0), (True,) * 3 + (False,) * 4)),
        Asked(rows(*OWN), untold),
        Asked((), FIRE),
        *[Asked(rows(f"第{number}条道路养护里程", *FOREIGN[:2]), roads, Around(uniform=True)) for number in range(40)],
    ]
    together = zb.belonging.fit.judge_tables(asked)
    alone = [zb.belonging.fit.judge(one.rows, one.project, one.around) for one in asked]
    assert [len(found) for found in together] == [len(one.rows) for one in asked]
    assert [found.fit for found in together[3]] == [None] * len(OWN)
    for one, other in zip(together, alone, strict=True):
        assert [found[1:] for found in one] == [found[1:] for found in other]
        assert [found.fit for found in one] == pytest.approx([found.fit for found in other], abs=1e-6)


def test_what_belongs_scores_higher_than_what_is_drawn_from_elsewhere(zb):
    own, foreign = judged(zb, FIRE, *OWN), judged(zb, FIRE, *FOREIGN)
    assert min(found.fit for found in own) > max(found.fit for found in foreign)
    assert not any(found.misfit for found in own)
    assert all(found.misfit for found in foreign)


def test_rows_that_any_project_may_have_are_never_reported_not_even_in_a_template(zb):
    rows = [Indicator(level2=level2, name=name) for level2, name in ANY.items()]
    for found in zb.belonging.fit.judge(rows, FIRE, Around(True, True, (9,) * len(rows))):
        assert not found.misfit


def test_a_name_that_lists_several_works_is_each_of_them(zb):
    (found,) = judged(zb, Project(name="人民武装、共青团经费、人大经费", purpose="保障工作开展"), "征兵入伍率")
    assert not found.misfit


def test_a_row_that_stands_in_unrelated_tables_is_less_likely_to_belong(zb):
    (alone,), (pasted,) = judged(zb, FIRE, FOREIGN[0]), judged(zb, FIRE, FOREIGN[0], repeated=(8,), placeholder=True)
    assert pasted.fit < alone.fit


def test_it_says_which_words_are_foreign_which_are_own_and_where_the_like_is_at_home(zb):
    (own,), (foreign,) = judged(zb, FIRE, "防火隔离带长度"), judged(zb, FIRE, "社保费征缴率")
    assert any("隔离带" in word for word in own.own)
    assert foreign.foreign
    assert foreign.topics


def test_a_row_alone_and_in_company_fits_alike_and_what_only_its_company_shows_is_reported_there(zb):
    names = (*OWN, *FAR, *FOREIGN)
    together, doubts = judged(zb, FIRE, *names), 0
    low = sum(found.misfit or found.doubtful for found in together)
    for name, found in zip(names, together, strict=True):
        (alone,) = judged(zb, FIRE, name)
        assert alone.fit == pytest.approx(found.fit, abs=1e-6)
        assert found.misfit == (alone.misfit or alone.doubtful)
        assert found.company == (low - 1 if alone.doubtful else 0)
        doubts += alone.doubtful
    assert doubts


def test_no_company_makes_a_misfit_of_what_is_at_home_or_any_project_may_have(zb):
    flood = Project(name="云岭县防汛经费", purpose="防汛")
    river = Indicator(level2="可持续影响指标", name="逐步促进了解河势变化及对防洪的影响", description="河道整治和防洪")
    common = [Indicator(level2=level2, name=name) for level2, name in ANY.items()]
    found = zb.belonging.fit.judge([river, *common, *rows(*FOREIGN)], flood, Around(True, True, (2,) * (1 + len(ANY) + len(FOREIGN))))
    assert sum(one.misfit for one in found[-len(FOREIGN) :]) > 2
    assert not any(one.misfit or one.doubtful for one in found[: -len(FOREIGN)])


def test_a_word_that_a_topic_or_two_of_many_a_function_use_is_at_home_in_none(zb):
    waste = Project(name="云岭县城区垃圾清运费", purpose="清运城区生活垃圾，保洁街道12条")
    pasted, own = judged(zb, waste, "新增粮食产能", "垃圾清运量", repeated=(3, 3))
    assert (pasted.misfit, own.misfit) == (True, False)


def test_a_description_that_tells_how_a_thing_is_counted_does_not_make_it_a_misfit(zb):
    keepers = Project(name="云溪镇文物保护员工资")
    row = Indicator(level2="社会效益指标", name="提高工作效率", description="同类事项平均用时比上年缩短")
    (found,) = zb.belonging.fit.judge([row], keepers)
    assert not found.misfit


def test_the_order_of_the_rows_does_not_matter(zb):
    names = (*FAR, *OWN, *FOREIGN)
    found, turned = judged(zb, FIRE, *names), judged(zb, FIRE, *reversed(names))
    assert [one._replace(fit=None) for one in found] == [one._replace(fit=None) for one in reversed(turned)]
    assert [one.fit for one in found] == pytest.approx([one.fit for one in reversed(turned)], abs=1e-6)


def test_it_abstains_where_the_project_says_nothing_and_where_nothing_was_learned(zb):
    assert [found.fit for found in judged(zb, Project(name="经费"), *OWN)] == [None] * len(OWN)
    fit = zb.belonging.fit
    unlearned = Fit(zb.library, fit._matcher, zb.belonging.content_words)
    assert not unlearned.can_judge
    assert [found.fit for found in unlearned.judge(rows(*OWN), FIRE)] == [None] * len(OWN)


def test_the_audited_document_does_not_vouch_for_itself(zb):
    table = zb.corpus.tables[0]
    of_itself = zb.belonging.around(table, (), table.source.file)
    other = TargetTable(project=table.project, indicators=table.indicators)
    assert sum(of_itself.used) <= sum(zb.belonging.around(other).used)


def test_weights_go_to_a_snapshot_and_come_back():
    import numpy as np

    learned = LinearFit(np.arange(len(FEATURES), dtype=float), -1.5, 0.01)
    back = LinearFit.from_parts(learned.to_parts())
    assert back.weights.tolist() == learned.weights.tolist()
    assert (back.intercept, back.threshold) == (-1.5, 0.01)


def test_a_weight_that_a_snapshot_lacks_is_none():
    import numpy as np

    parts = LinearFit(np.ones(len(FEATURES)), -1.5, 0.01).to_parts()
    del parts["weights"]["at_home"]
    assert LinearFit.from_parts(parts).weights.tolist() == [float(name != "at_home") for name in FEATURES]


@pytest.mark.parametrize(
    "parts", [{}, {"weights": 3, "intercept": 0, "threshold": 0}, {"weights": {"text": "x"}, "intercept": 0, "threshold": 0}]
)
def test_weights_that_are_none_are_refused(parts):
    with pytest.raises(ValueError, match=r"fit|could not"):
        LinearFit.from_parts(parts)

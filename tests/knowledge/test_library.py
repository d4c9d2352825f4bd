"""The library: read whole or not at all, every problem with file, line, field and rule."""

import pytest

from zhibiao.knowledge.library_files import load_library, read_library
from zhibiao.knowledge.lint import lint
from zhibiao.knowledge.located import MAX_BYTES
from zhibiao.messages import CorpusError

SHARED = """\
indicators:
  - {id: satisfaction, name: "{served}满意度", level2: 服务对象满意度指标, measures: 满意者比例, data: 问卷, proof: 问卷表, unit: "%", op: "≥", value: 90, basis: 历史标准, grounds: 上年问卷}
  - {id: total-cost, name: 项目总成本, level2: 经济成本指标, measures: 全部支出, data: 批复, proof: 凭证, unit: 万元, op: "≤", kind: money, basis: 计划标准, grounds: 预算批复, synonyms: [资金成本]}
"""  # noqa: E501
TOPIC = """\
function: "21302"
name: 林业和草原
topics:
  - id: 213-nursery
    name: 苗圃管护
    kinds: [K11]
    keywords: [苗圃, 育苗, 种苗基地]
    projects: [云岭苗圃管护, 白沙育苗基地管护, 苗圃经费, 林场苗圃管理, 苗木培育项目]
    purposes: [管护苗圃30亩]
    served: [苗农]
    goal: 管护苗圃{苗圃}，苗木供应有保障
    indicators:
      - id: area
        name: 苗圃管护面积
        level2: 数量指标
        measures: 纳入管护的苗圃面积
        data: 台账
        proof: 照片
        unit: 亩
        op: "≥"
        basis: 计划标准
        grounds: 合同
        object: 苗圃
      - {id: alive, name: 苗木成活率, level2: 质量指标, measures: 成活株数占比, data: 台账, proof: 照片, unit: "%", op: "≥", value: 90, range: [85, 100], basis: 行业标准, grounds: 育苗规程}
      - {id: weeding, name: 除草完成时间, level2: 时效指标, measures: 除草完成日, data: 台账, proof: 照片, unit: 年月, op: "≤", kind: deadline, basis: 计划标准, grounds: 合同}
      - {id: seedlings, name: 年供应苗木株数, level2: 社会效益指标, measures: 出圃株数, data: 台账, proof: 出圃单, unit: 株, op: "≥", basis: 历史标准, grounds: 上年}
      - {use: satisfaction}
      - {use: total-cost}
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "213").mkdir()
    (tmp_path / "shared.yaml").write_text(SHARED, encoding="utf-8")
    (tmp_path / "213" / "21302.yaml").write_text(TOPIC, encoding="utf-8")
    return tmp_path


def edit(folder, old, new):
    path = folder / "213" / "21302.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(folder, text):
    lines = (folder / "213" / "21302.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_references_are_resolved_with_their_placeholders(folder):
    library = load_library([folder])
    topic = library.named("苗圃管护")
    assert [entry.name for entry in topic.indicators][-2:] == ["苗农满意度", "项目总成本"]
    assert topic.indicators[0].id == "213-nursery.area"
    assert (topic.function, topic.function_name) == ("21302", "林业和草原")


def test_open_slots_keep_sign_and_unit(folder):
    area, alive, weeding, *_ = load_library([folder]).topics[0].indicators
    assert [str(entry.slot()) for entry in (area, alive, weeding)] == ["≥__亩", "≥90%", "__月底前"]
    assert str(area.slot(30)) == "≥30亩"


def test_a_name_means_its_shared_indicator(folder):
    library = load_library([folder])
    assert library.idea("资金成本", "成本指标") == "total-cost"
    assert library.idea("群众满意度", "服务对象满意度指标") == "satisfaction"
    assert library.idea("苗木成活率", "质量指标") is None


def test_a_clean_library_has_no_problem(folder):
    library, problems = lint([folder])
    assert problems == []
    assert len(library.topics) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("      - {use: satisfaction}", "      - {use: nothing}", "没有共用指标“nothing”"),
        ("level2: 质量指标", "level2: 品质指标", "没有“品质指标”这一二级指标"),
        ("id: alive", "id: area", "编号“area”在本主题中重复"),
        ("id: alive", "id: true", "编号应是文字"),
        ("unit: 亩\n", "unit: 亩\n        unit: 公顷\n", "字段“unit”重复"),
        ("    kinds: [K11]", "    kinds: [K11]\n    colour: red", "colour"),
        ("    kinds: [K11]", "\tkinds: [K11]", "制表符"),
        ("name: 林业和草原", "name: &a 林业\nalso: *a", "别名"),
    ],
)
def test_a_broken_file_is_refused_whole_with_its_place(folder, old, new, words):
    edit(folder, old, new)
    with pytest.raises(CorpusError, match=words) as error:
        load_library([folder])
    assert "21302.yaml第" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_line_named_is_the_line_of_the_mistake(folder):
    edit(folder, "level2: 质量指标", "level2: 品质指标")
    _, problems = read_library([folder])
    assert problems[0].line == line_of(folder, "品质指标")


def test_a_topic_id_stands_once_in_the_whole_library(folder):
    (folder / "213" / "21303.yaml").write_text(TOPIC, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"主题编号“213-nursery”与21302\.yaml重复"):
        load_library([folder])


def test_a_huge_file_is_refused_before_it_is_parsed(folder):
    with (folder / "213" / "big.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CorpusError, match=r"big\.yaml.*上限"):
        load_library([folder])


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("value: 90, range: [85, 100]", "value: 80, range: [85, 100]", "range"),
        ('unit: "%", op: "≥", value: 90, range: [85, 100]', 'unit: "%", op: "≥", value: 100', "operator"),
        ('unit: "%", op: "≥", value: 90, range: [85, 100]', 'unit: 株, op: "≥"', "unit"),
        ("        object: 苗圃\n", "", "object"),
        ("name: 年供应苗木株数", "name: 苗圃火灾起数", "operator"),
        ("name: 年供应苗木株数", "name: 保证苗木供应", "name"),
        ("name: 年供应苗木株数", "name: 预算执行率", "budget-execution"),
        ("name: 除草完成时间, level2: 时效指标", "name: 除草完成时间, level2: 质量指标", "types"),
        ("      - {use: satisfaction}\n", "", "types"),
        ("kinds: [K11]", "kinds: [K09]", "service-life"),
        (", 苗圃经费, 林场苗圃管理, 苗木培育项目", "", "projects"),
        (
            "id: seedlings, name: 年供应苗木株数, level2: 社会效益指标",
            "id: seedlings, name: 苗圃管护面积数, level2: 数量指标, object: 苗圃",
            "near-duplicate",
        ),
    ],
)
def test_lint_names_the_rule(folder, old, new, rule):
    edit(folder, old, new)
    _, problems = lint([folder])
    assert rule in {problem.rule for problem in problems}, [str(problem) for problem in problems]


def test_a_topic_whose_keywords_another_has_cannot_be_told_from_it(folder):
    other = (
        TOPIC.replace("213-nursery", "213-other").replace("name: 苗圃管护\n", "name: 苗圃建设\n").replace("种苗基地]", "种苗基地, 温棚]")
    )
    (folder / "213" / "21303.yaml").write_text(other, encoding="utf-8")
    _, problems = lint([folder])
    assert [problem.rule for problem in problems if "213-nursery" in problem.field or "苗圃管护" in problem.field] == ["keywords-covered"]


def test_one_sentence_in_four_topics(folder):
    for number in range(3):
        text = TOPIC.replace("213-nursery", f"213-copy{number}").replace("name: 苗圃管护\n", f"name: 苗圃{number}号\n")
        text = text.replace("keywords: [苗圃, 育苗, 种苗基地]", f"keywords: [甲{number}圃, 乙{number}圃, 丙{number}圃]")
        (folder / "213" / f"copy{number}.yaml").write_text(text, encoding="utf-8")
    _, problems = lint([folder])
    assert "same-sentence" in {problem.rule for problem in problems}


def test_the_shipped_library_is_clean_and_compiled():
    from zhibiao.model.snapshot import Snapshot, library_digest
    from zhibiao.paths import find_places

    places = find_places()
    _, problems = lint([places.shipped / "library"])
    assert [str(problem) for problem in problems] == []
    snapshot = Snapshot.load(places.shipped.parent / "models" / "default")
    assert snapshot.library_digest == library_digest([places.shipped / "library"]), "run python -m zhibiao.learn.compile"


def test_a_library_of_ones_own_adds_to_the_shipped_one_and_replaces_what_has_its_id(folder, tmp_path_factory):
    own = tmp_path_factory.mktemp("own")
    text = TOPIC.replace("name: 苗圃管护面积", "name: 县苗圃管护面积")
    more = TOPIC.split("topics:\n")[1].replace("213-nursery", "213-own").replace("name: 苗圃管护\n", "name: 珍稀苗木繁育\n")
    (own / "own.yaml").write_text(text + more, encoding="utf-8")
    library = load_library([folder, own])
    assert [topic.name for topic in library.topics] == ["苗圃管护", "珍稀苗木繁育"]
    assert library.topics[0].indicators[0].name == "县苗圃管护面积"
    assert library.topics[1].indicators[-1].name == "项目总成本"  # shared indicators of the first folder


def test_a_line_of_work_needs_words_of_two_characters(folder):
    edit(folder, "    indicators:\n", "    lines:\n      育苗: [苗]\n    indicators:\n")
    assert [problem.rule for problem in lint([folder])[1]] == ["line-words"]


def test_a_line_of_work_must_be_declared(folder):
    edit(folder, "range: [85, 100], basis", "range: [85, 100], line: 育苗, basis")
    with pytest.raises(CorpusError, match=r"21302\.yaml第4行.*工作线“育苗”没有在lines里说明"):
        load_library([folder])


def test_a_topic_hears_the_lines_of_work_a_text_speaks_of(folder):
    edit(folder, "    indicators:\n", "    lines:\n      育苗: [育苗, 播种]\n      除草: [除草]\n    indicators:\n")
    edit(folder, "range: [85, 100], basis", "range: [85, 100], line: 育苗, basis")
    topic = load_library([folder]).topics[0]
    assert topic.heard("苗圃播种30亩") == {"育苗"}
    assert topic.heard("苗圃经费") == frozenset()
    assert next(entry for entry in topic.indicators if entry.name == "苗木成活率").line == ("育苗",)


def test_projects_may_be_given_by_kind(folder):
    edit(
        folder,
        "projects: [云岭苗圃管护, 白沙育苗基地管护, 苗圃经费, 林场苗圃管理, 苗木培育项目]",
        "projects: {K11: [云岭苗圃管护, 白沙育苗基地管护, 苗圃经费], K11 K30: [林场苗圃管理, 苗木培育项目]}",
    )
    topic = load_library([folder]).topics[0]
    assert topic.projects == ("云岭苗圃管护", "白沙育苗基地管护", "苗圃经费", "林场苗圃管理", "苗木培育项目")
    assert topic.kinds_of["苗木培育项目"] == ("K11", "K30")


def test_projects_by_something_else_than_a_kind_are_reported(folder):
    edit(folder, "projects: [云岭苗圃管护,", "projects: {管护: [云岭苗圃管护]}\n    synonyms: [云岭苗圃,")
    _, problems = read_library([folder])
    assert [(p.file.endswith("21302.yaml"), p.line, p.rule) for p in problems] == [(True, 4, "schema")]
    assert "K09" in problems[0].message


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("projects:\n  K09:\n    - [新建泵站, 建一座]\n    - 只有名称\n", 4),
        ("projects:\n  建设:\n    - [新建泵站]\n", 2),
        ("projects:\n  K09:\n    - [新建泵站]\n  K10: 泵站维修\n", 4),
        ("projects:\n  - [新建泵站]\n", 1),
    ],
)
def test_projects_that_only_tell_their_kind_are_read_or_reported(folder, told, line):
    (folder / "projects.yaml").write_text(told, encoding="utf-8")
    library, problems = read_library([folder])
    assert [(p.file.endswith("projects.yaml"), p.line, p.rule) for p in problems] == [(True, line, "schema")]
    (folder / "projects.yaml").write_text("projects:\n  K09:\n    - [新建泵站, 建一座]\n  K10 K12:\n    - [泵站改造]\n", encoding="utf-8")
    library = load_library([folder])
    assert library.projects == [("新建泵站", "建一座", ("K09",)), ("泵站改造", "", ("K10", "K12"))]


@pytest.mark.parametrize(("fits", "rule"), [("[K1]", "schema"), ("[工程]", "schema"), ("[K11, K99]", "reference"), ("K11", "schema")])
def test_the_kinds_that_an_indicator_fits_must_be_kinds(folder, fits, rule):
    edit(folder, "grounds: 育苗规程}", f"grounds: 育苗规程, fits: {fits}}}")
    (folder / "common.yaml").write_text("kinds:\n  - {code: K11, name: 管护, keywords: [管护], indicators: []}\n", encoding="utf-8")
    _, problems = lint([folder])
    assert any(problem.rule == rule and "fits" in problem.field for problem in problems)


def test_an_indicator_may_fit_some_kinds_only(folder):
    edit(folder, "grounds: 育苗规程}", "grounds: 育苗规程, fits: [K11, K09]}")
    topic = load_library([folder]).by_id["213-nursery"]
    assert topic.indicators[1].fits == ("K11", "K09")
    assert topic.indicators[0].fits == ()

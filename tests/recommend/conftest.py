"""A small library and corpus of invented places, so that what is suggested can be told apart from what is shipped."""

import pytest

from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.domain.tables import Source
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.forms import load_profile
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import default_segmenter
from zhibiao.model.matching import Matcher
from zhibiao.paths import find_places
from zhibiao.recommend.recommender import Recommender
from zhibiao.recommend.suggestion import ModelName


def table(name, purpose, *rows, file="甲.txt", goal="完成全年任务", budget="10万元"):
    indicators = tuple(Indicator(level1="产出指标", level2=level2, name=row, value=value, basis="年度计划") for level2, row, value in rows)
    project = Project(name=name, purpose=purpose, goals=(goal,), budget=budget, unit="云岭镇人民政府", year=2024)
    return TargetTable(source=Source(file=file, table=1), project=project, indicators=indicators)


TABLES = [
    table(
        "石桥河道清淤工程",
        "用于石桥河清淤疏浚",
        ("数量指标", "清淤河道长度", "≥3公里"),
        ("质量指标", "清淤工程验收合格率", "=100%"),
        ("时效指标", "清淤工程按时完工率", "=100%"),
        ("社会效益指标", "是否改善沿河环境", "是"),
        ("服务对象满意度指标", "沿河村民满意度", "≥92%"),
    ),
    table(
        "柳溪河道清淤工程",
        "用于柳溪河清淤",
        ("数量指标", "清淤河道长度", "≥2公里"),
        ("质量指标", "清淤工程验收合格率", "=100%"),
        ("成本指标", "预算执行率", "100%"),
        ("服务对象满意度指标", "沿河村民满意度", "≥94%"),
    ),
    table(
        "河道保洁经费",
        "河道",
        *((level2, f"{level2[:2]}票证核对率", "≥95百分比") for level2 in ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标")),
        goal="1.目标内容1",
        file="乙.txt",
    ),
]


@pytest.fixture(scope="session")
def places():
    return find_places()


@pytest.fixture(scope="session")
def shared_library(places, tmp_path_factory):
    """Kinds and shared indicators without topics: what is suggested then comes from description, corpus and kind."""
    folder = tmp_path_factory.mktemp("library")
    for name in ("shared.yaml", "common.yaml"):
        (folder / name).write_bytes((places.shipped / "library" / name).read_bytes())
    return load_library([folder])


@pytest.fixture(scope="session")
def make(places, shared_library):
    segmenter = default_segmenter(places.shipped / "lexicon")
    profile = load_profile("hebei", places.shipped / "forms")

    def build(tables=TABLES, library=shared_library):
        corpus = Corpus(tables, segmenter.content_words, lambda name, level2: library.idea(name, level2) is not None)
        return Recommender(
            corpus, library, profile, segmenter.terms, ModelName(name="test", version="0"), Matcher(library, segmenter.terms)
        )

    return build


@pytest.fixture(scope="session")
def recommender(make):
    return make()

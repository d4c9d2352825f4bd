"""``zhibiao library lint``: what a careful editor checks in the library, beyond its schema."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from zhibiao.knowledge.library import Entry, Library, Topic
from zhibiao.knowledge.library_files import Problem, library_files, read_library
from zhibiao.knowledge.located import read_located
from zhibiao.language.measures import COUNTED, named_measure
from zhibiao.language.normalise import key, squeeze
from zhibiao.language.quantities import dimension
from zhibiao.language.similarity import dice
from zhibiao.messages import say

MIN_MARKER = 2  # characters of a word by which a line of work is heard
MAX_SAME_SENTENCE = 3  # topics in which one sentence may stand
_TOO_ALIKE = 0.88  # names of one topic and type
_FORBIDDEN = re.compile(r"预算执行率|资金(?:使用|支出|执行)率|支出进度")
_NO_NAME = re.compile(r"^(?:是否|能否|保证|确保|做到|防止|努力|切实)")
_BAD_IF_HIGH = re.compile(
    r"(?:事故|损失|损耗|投诉|违法|违规|差错|受害|发案|死亡|伤亡|火灾|污染|信访|返贫|流失|成灾|超标|违约|逾期|退兵|空置|失管|漏损)(?:发生)?(?:率|数|起数|次数|件数|人数|量|面积)$"
)
_GOOD_IF_LOW = re.compile(
    r"下降|减少|降低|整改|处置|处理|治理|挽回|查处|查办|办结|化解|侦破|调解|救助|赔付|防治|修复|避免|核查|受理|办理|控制|接待|消除|扑灭|演练|评估|压降|回收|清理|及时|上报|发现|追回|识别|排查|监测"
)
_NEEDED = (
    ("数量", ("数量指标",)),
    ("质量", ("质量指标",)),
    ("时效", ("时效指标",)),
    ("成本", ("经济成本指标", "社会成本指标", "生态环境成本指标", "成本指标")),
    ("效益", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
)
_LIFE = re.compile(r"使用年限|使用寿命|质保|耐用|运行年限|设计年限")
_RATES = ("率", "比例", "占比", "比重")
_BUILDING_KINDS = ("K09", "K10", "K12")


def lint(directories: Iterable[Path]) -> tuple[Library, list[Problem]]:
    """The library of the folders, and every problem in them in file and line order; no problem is a clean library.

    :raises CorpusError: a file that is no YAML at all.
    """
    folders = list(directories)
    library, problems = read_library(folders)
    places = _Places(folders)
    for topic in library.topics:
        problems += _topic(topic, places)
        for entry in topic.indicators:
            problems += _entry(entry, topic.id, places)
            problems += _known_kinds(entry, library, places)
    for kind in library.kinds.values():
        for entry in kind.indicators:
            problems += _entry(entry, kind.code, places)
    problems += _sentences(library, places)
    problems += _keywords(library, places)
    return library, sorted(problems, key=lambda p: (p.file, p.line, p.rule, p.message))


class _Places:
    """File and line of topics and kinds, and of the indicators in them, by id."""

    def __init__(self, directories: list[Path]) -> None:
        self._found: dict[str, tuple[str, int]] = {}
        for directory in directories:
            for path in library_files(directory):
                located = read_located(path)
                if not isinstance(located.data, dict):
                    continue
                for name, identity in (("topics", "id"), ("kinds", "code")):
                    for n, raw in enumerate(located.data.get(name) or []):
                        if not isinstance(raw, dict):
                            continue
                        owner = str(raw.get(identity))
                        self._found[owner] = (str(path), located.line((name, n)))
                        for m, entry in enumerate(raw.get("indicators") or []):
                            if isinstance(entry, dict):
                                identifier = entry.get("id") or entry.get("use")
                                self._found.setdefault(f"{owner}.{identifier}", (str(path), located.line((name, n, "indicators", m))))

    def problem(self, identity: str, field: str, rule: str, message: str) -> Problem:
        owner = identity.partition(".")[0]
        file, line = self._found.get(identity) or self._found.get(owner) or ("-", 1)
        return Problem(file=file, line=line, field=field, rule=rule, message=message)


Report = Callable[[str, str, str, str], Problem]  # field, rule, Chinese, English


def _entry(entry: Entry, owner: str, places: _Places) -> Iterator[Problem]:
    def problem(field: str, rule: str, zh: str, en: str) -> Problem:
        return places.problem(entry.id, f"{owner} {entry.name} {field}", rule, say(zh, en))

    name = squeeze(entry.name)
    if _FORBIDDEN.search(name):
        yield problem("name", "budget-execution", "预算执行率不写进目标表", "budget execution is no target row")
    if _NO_NAME.search(name):
        yield problem("name", "name", "名称应是可以衡量的名词，不是要求或提问", "a name is a measurable noun, no order and no question")
    if entry.value_kind == "grade":
        if len(entry.grades) < 2:
            yield problem("grades", "grades", "分档指标要写出档次", "a graded indicator lists its grades")
        return
    if entry.op is None or entry.unit is None:
        yield problem("op", "schema", "缺少符号或单位", "sign or unit is missing")
        return
    yield from _unit(entry, problem)
    yield from _sign(entry, name, problem)
    yield from _value(entry, name, problem)


def _known_kinds(entry: Entry, library: Library, places: _Places) -> Iterator[Problem]:
    if unknown := [code for code in entry.fits if code not in library.kinds]:
        zh, en = f"没有项目类型{'、'.join(unknown)}", f"there is no kind {', '.join(unknown)}"
        yield places.problem(entry.id, f"{entry.name} fits", "reference", say(zh, en))


def _unit(entry: Entry, problem: Report) -> Iterator[Problem]:
    measure = named_measure(entry.name)
    given = dimension(entry.unit)
    if entry.level2 == "数量指标" and given == "ratio":
        yield problem("unit", "unit", "数量指标不用百分比", "a quantity is no percentage")
    if entry.level2 == "数量指标" and not entry.counted:
        yield problem("object", "object", "数量指标要写明数的是什么（object）", "a quantity names the object it counts")
    if measure is None or entry.value_kind in ("deadline", "money"):
        return
    if "/" in (entry.unit or "") or (measure.dimension == "ratio" and not entry.name.endswith(_RATES)):
        return  # 发病率 人/10万人, 年均浓度, 回升幅度: a compound unit or a loose word decides nothing
    if measure.dimension == "count":
        fits = given in COUNTED or given in ("time", None)  # 发放月数, 偿还笔数
    else:
        fits = given in (measure.dimension, None) or (measure.dimension in COUNTED and given in COUNTED)
    if not fits and not (measure.dimension == "ratio" and given in ("time", "occurrence")):  # 周转率, 频率
        yield problem(
            "unit", "unit", f"“{measure.word}”与单位“{entry.unit}”不符", f"“{measure.word}” does not go with the unit “{entry.unit}”"
        )


def _sign(entry: Entry, name: str, problem: Report) -> Iterator[Problem]:
    cost = "成本" in entry.level2
    if cost and entry.op in ("≥", ">") and not re.search(r"节|标准|补助|补贴|率|比例|低保|报酬", name):
        yield problem("op", "operator", "成本上限用≤，政策标准用=", "a cost is a cap (≤) or a standard (=)")
    if not cost and entry.op in ("≥", ">") and _BAD_IF_HIGH.search(name) and not _GOOD_IF_LOW.search(name):
        yield problem("op", "operator", "越低越好的指标不用≥", "what should be low takes no ≥")


def _value(entry: Entry, name: str, problem: Report) -> Iterator[Problem]:
    value = entry.value
    if entry.range and entry.range[0] > entry.range[1]:
        yield problem("range", "range", "范围的下限大于上限", "the range is upside down")
    if not isinstance(value, (int, float)):
        return
    if entry.range and not entry.range[0] <= value <= entry.range[1]:
        yield problem(
            "value",
            "range",
            f"常用值{value:g}不在范围{entry.range[0]:g}至{entry.range[1]:g}之内",
            f"the value {value:g} is outside its range",
        )
    if (
        entry.unit in ("%", "‰")
        and value > (100 if entry.unit == "%" else 1000)
        and not re.search(r"增长|增幅|完成率|保值增值|倍|投入产出", name)
    ):
        yield problem("value", "range", f"比率{value:g}{entry.unit}超过上限", f"the rate {value:g}{entry.unit} is out of range")
    if entry.unit == "%" and value == 100 and entry.op in ("≥", ">") and not re.search(r"增长|保值|收支平衡|保有|比$", name):
        yield problem("op", "operator", "应全做到的率写=100%", "what ought to be reached in full is written =100%")
    if value == 0 and entry.op in ("≤", "<") and not re.search(r"变动|增长|增幅", name):
        yield problem("op", "operator", "零发生写=0", "zero events are written =0")


def _topic(topic: Topic, places: _Places) -> Iterator[Problem]:
    def problem(field: str, rule: str, zh: str, en: str) -> Problem:
        return places.problem(topic.id, f"{topic.name} {field}", rule, say(zh, en))

    if len(topic.projects) < 5:
        yield problem("projects", "projects", "典型项目名不足5个", "fewer than five typical project names")
    levels = {entry.level2 for entry in topic.indicators}
    for title, names in _NEEDED:
        if not levels & set(names):
            yield problem("indicators", "types", f"缺少{title}指标", f"no indicator of type {title}")
    if topic.served and "服务对象满意度指标" not in levels:
        yield problem("indicators", "types", "有服务对象而没有满意度指标", "people are served but not asked")
    builds = set(topic.kinds[:2]) & set(_BUILDING_KINDS)
    if builds and not any(_LIFE.search(entry.name) for entry in topic.indicators):
        yield problem("indicators", "service-life", "工程、修缮、购置要有使用年限", "works, repair and purchase state a service life")
    for line, words in topic.lines.items():
        short = [word for word in words if len(key(word)) < MIN_MARKER]
        if not words or short:
            shown = "、".join(short) or line
            yield problem(
                "lines", "line-words", f"工作线“{line}”的词太短或没有词：{shown}", f"line “{line}” has no words, or too short ones: {shown}"
            )
    seen: list[Entry] = []
    for entry in topic.indicators:
        twin = next(
            (
                other
                for other in seen
                if other.level2 == entry.level2 and dice(other.name, entry.name) >= _TOO_ALIKE and _marks(other) == _marks(entry)
            ),
            None,
        )
        if twin is not None:
            yield places.problem(
                entry.id,
                f"{topic.name} {entry.name} name",
                "near-duplicate",
                say(f"与“{twin.name}”几乎同名", f"nearly the same name as “{twin.name}”"),
            )
        seen.append(entry)


def _marks(entry: Entry) -> list[str]:
    """Letters and digits tell names apart that are otherwise alike: C级, D级."""
    return re.findall(r"[A-Za-z0-9一二三四五]+", entry.name)


def _sentences(library: Library, places: _Places) -> Iterator[Problem]:
    where: dict[str, list[Entry]] = defaultdict(list)
    owners: dict[str, set[str]] = defaultdict(set)
    for topic in library.topics:
        for entry in topic.indicators:
            if entry.shared is None:
                where[key(entry.measures)].append(entry)
                owners[key(entry.measures)].add(topic.id)
        for purpose in topic.purposes:
            owners[key(purpose)].add(topic.id)
    for sentence, topics in owners.items():
        if len(topics) > MAX_SAME_SENTENCE and where[sentence]:
            entry = where[sentence][0]
            yield places.problem(
                entry.id,
                f"{entry.name} measures",
                "same-sentence",
                say(f"同一句话用在{len(topics)}个主题里", f"one sentence stands in {len(topics)} topics"),
            )


def _keywords(library: Library, places: _Places) -> Iterator[Problem]:
    """A topic whose every keyword is also another's can never be told from it."""
    holders: dict[str, set[str]] = defaultdict(set)
    for topic in library.topics:
        for word in topic.keywords:
            holders[key(word)].add(topic.id)
    by_id = library.by_id
    for topic in library.topics:
        words = [key(word) for word in topic.keywords]
        covering = set.intersection(*(holders[word] for word in words)) - {topic.id} if words else set()
        for other in sorted(covering):
            yield places.problem(
                topic.id,
                f"{topic.name} keywords",
                "keywords-covered",
                say(f"关键词全都也是“{by_id[other].name}”的", f"all keywords are also those of “{by_id[other].name}”"),
            )

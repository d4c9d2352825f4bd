"""The curated indicator library (指标库): topics with what they are measured by. Format: ``corpus/library/README.md``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator

from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.tables import Model
from zhibiao.domain.values import TargetValue, ValueKind
from zhibiao.knowledge.located import Located, read_located
from zhibiao.language.normalise import key
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import dimension
from zhibiao.messages import CorpusError, say

Basis = Literal["计划标准", "行业标准", "历史标准", "预算支出标准", "其他标准"]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Entry(Model):
    """An indicator of the library. ``shared`` names the shared indicator it was taken from."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    name: str
    level2: str
    measures: str
    formula: str | None = None
    data: str
    proof: str
    unit: str | None = None
    op: Literal["≥", "≤", "=", "<", ">"] | None = None
    value: Number | str | None = None
    range: tuple[Number, Number] | None = None
    kind: ValueKind | None = None
    grades: tuple[str, ...] = ()
    basis: Basis
    grounds: str
    standard: str | None = None
    checked: bool | None = None
    counted: str | None = Field(default=None, alias="object")
    synonyms: tuple[str, ...] = ()
    core: bool = False
    shared: str | None = None

    @field_validator("level2")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value not in LEVEL2:
            raise ValueError(say(f"没有“{value}”这一二级指标", f"“{value}” is no level 2"))
        return value

    @property
    def value_kind(self) -> ValueKind:
        """The kind of its value, from ``kind`` or from the unit."""
        if self.kind:
            return self.kind
        return {"money": "money", "ratio": "ratio", "time": "duration"}.get(dimension(self.unit) or "", "count")  # type: ignore[return-value]

    @property
    def is_specific(self) -> bool:
        """Whether it speaks to its topic: its own, no satisfaction, no total cost, no 及时率 of anything."""
        if self.shared is not None or self.level2 == "服务对象满意度指标":
            return False
        return not (self.name.endswith("及时率") or self.name in ("项目总成本", "总成本"))

    def slot(self, number: object = None) -> TargetValue:
        """The target value with ``number``, else with the usual value, else as an open slot (``≥__公里``)."""
        shown = self.value if number is None else number
        if self.value_kind == "grade":
            grades = "/".join(self.grades) or "达成/部分达成/未达成"
            return TargetValue.parse(f"{shown or (self.grades[0] if self.grades else '达成')}({grades})")
        if self.value_kind == "deadline":
            return TargetValue.parse(str(shown) if shown else "__月底前")
        if shown is None:
            return TargetValue.parse(f"{self.op or ''}__{self.unit or ''}")
        from decimal import Decimal

        text = plain(Decimal(str(shown))) if isinstance(shown, (int, float, Decimal)) else str(shown)
        return TargetValue.parse(f"{self.op or ''}{text}{self.unit or ''}")


class Marks(NamedTuple):
    """Marker words, longest first, and what must not be read as one; both as :func:`~zhibiao.language.normalise.key` gives them.
    ``common`` marks a topic that belongs to no functional class."""

    markers: tuple[str, ...]
    against: tuple[str, ...]
    common: bool = False

    @classmethod
    def of(cls, markers: Iterable[str], against: Iterable[str], common: bool = False) -> Self:
        """Normalise, sort and drop what is empty."""
        plain = {key(word) for word in markers} - {""}
        unmarked = sorted({key(word) for word in against} - {""})
        return cls(tuple(sorted(plain, key=lambda w: (-len(w), w))), tuple(unmarked), common)


class Topic(Model):
    """A topic (资金用途): what money is spent on, where it is listed, whom it serves, what it is measured by."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    name: str
    function: str
    function_name: str = ""
    also_in: tuple[str, ...] = ()
    kinds: tuple[str, ...]
    keywords: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    not_: tuple[str, ...] = Field(default=(), alias="not")
    projects: tuple[str, ...]
    purposes: tuple[str, ...]
    served: tuple[str, ...] = ()
    goal: str
    indicators: tuple[Entry, ...]

    @property
    def marks(self) -> Marks:
        """Its marker words, and the words in which a marker does not count."""
        return Marks.of((self.name, *self.keywords, *self.synonyms), self.not_, not self.function.isdigit())


class Kind(Model):
    """A project kind (K01 …): the words that mark it and what is common to its projects."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    code: str
    name: str
    keywords: tuple[str, ...]
    not_: tuple[str, ...] = Field(default=(), alias="not")
    served: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    service_life: bool = False
    indicators: tuple[Entry, ...] = ()


class Problem(Model):
    """Something wrong in a library file: where, in which field, by which rule."""

    file: str
    line: int
    field: str
    rule: str
    message: str

    def __str__(self) -> str:
        return say(
            f"{self.file}第{self.line}行，{self.field}：{self.message}（{self.rule}）",
            f"{self.file} line {self.line}, {self.field}: {self.message} ({self.rule})",
        )


def shared_name(name: str, *, object: str | None, served: str | None) -> str:
    """A shared indicator's name with its placeholders filled; an empty placeholder vanishes."""
    return name.replace("{object}", object or "").replace("{served}", served or "服务对象")


class Library:
    """Topics, kinds and shared indicators, resolved. Read-only.

    ``topics`` may be any sequence, one that makes a topic only when it is asked for included; ``marks`` are the marker words of
    each topic (and the words that are no marks), so that matching need not touch the topics.
    """

    def __init__(
        self,
        shared: Sequence[Entry] = (),
        topics: Sequence[Topic] = (),
        kinds: Sequence[Kind] = (),
        marks: Sequence[Marks] | None = None,
    ) -> None:
        self.shared = {entry.id: entry for entry in shared}
        self.topics = topics
        self.kinds = {kind.code: kind for kind in kinds}
        self.marks = [topic.marks for topic in topics] if marks is None else marks

    @classmethod
    def empty(cls) -> Self:
        return cls()

    @cached_property
    def by_id(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def _by_name(self) -> dict[str, list[Entry]]:
        names: dict[str, list[Entry]] = {}
        for topic in self.topics:
            for entry in topic.indicators:
                for name in (entry.name, *entry.synonyms):
                    names.setdefault(key(name), []).append(entry)
        return names

    def named(self, text: str) -> Topic | None:
        """The topic with this id, name or synonym."""
        wanted = key(text)
        for topic in self.topics:
            if topic.id == text or wanted in (key(topic.name), *map(key, topic.synonyms)):
                return topic
        return None

    def find(self, name: str, group_of: Callable[[str | None], str | None], group: str | None) -> Entry | None:
        """An entry of any topic under exactly this name, of the type asked for (any type when ``group`` is ``None``)."""
        return next((e for e in self._by_name.get(key(name), ()) if group is None or group_of(e.level2) == group), None)

    @cached_property
    def _idea_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for entry in self.shared.values():
            for name in (entry.name, *entry.synonyms):
                names.setdefault(key(shared_name(name, object=None, served=None)), entry.id)
        return names

    def idea(self, name: str, level2: str | None) -> str | None:
        """The shared indicator that a name means (足额发放率, 资金发放率, 补贴兑付率 are one), or ``None``."""
        found = self._idea_names.get(key(name))
        if found is not None and (level2 is None or _same_type(self.shared[found].level2, level2)):
            return found
        for pattern, idea in _IDEA_PATTERNS:
            entry = self.shared.get(idea)
            if entry is not None and (level2 is None or _same_type(entry.level2, level2)) and pattern.search(key(name)):
                return idea
        return None


def _same_type(one: str, other: str) -> bool:
    if "成本" in one and "成本" in other:
        return True
    social = ("社会效益指标", "可持续影响指标")
    return one == other or (one in social and other in social)


# Names clerks give to the shared indicators, beyond the synonyms listed with them. Tried in order within the level.
_IDEA_PATTERNS = tuple(
    (re.compile(pattern), idea)
    for pattern, idea in (
        (r"满意", "satisfaction"),
        (
            r"(?:总成本|总投资|资金成本|^成本控制|预算(?:成本|资金|金额)?(?:内|控制)|控制(?:在)?预算|控制数|经费控制|预算资金$|预算金额$|资金投入|按照预算|资金总额|预计使用资金|不超成本)",
            "total-cost",
        ),
        (
            r"(?:及时|准时|按时|按期|规定(?:时间|日期)).*(?:发放|拨付|缴纳|兑付|支付)|(?:发放|拨付|缴纳|兑付|支付).*(?:及时|准时|按时|时间|时限)",
            "timely-payment",
        ),
        (r"(?:足额|发放|兑付|缴纳|拨付|补贴|补助).*(?:率|到位)$", "full-payment"),
        (r"(?:工程|项目|质量|竣工).*(?:验收|合格|达标)|完工标准|验收(?:合格)?率?$", "acceptance-rate"),
        (r"(?:按期|按时|如期|及时|合同时间).*(?:完工|完成|竣工)|(?:完工|竣工|完成).*(?:及时|按时|准时)", "on-time-completion"),
        (r"(?:完成|完工|竣工).*(?:时间|时限|期限|日期)", "completion-date"),
        (r"使用年限|使用寿命", "service-life"),
        (r"知晓率", "awareness"),
        (r"受益.*(?:人数|人口|人次|群众数)", "beneficiaries"),
        (r"受益.*户", "beneficiary-households"),
        (r"整改率|整改完成", "rectification"),
    )
)


def library_files(directory: Path) -> list[Path]:
    """The YAML files of a library folder, in a fixed order."""
    return sorted(p for p in directory.rglob("*.yaml") if p.is_file() and not p.name.startswith("."))


def read_library(directories: Iterable[Path]) -> tuple[Library, list[Problem]]:
    """Read library folders, later ones adding to earlier; every problem of schema and reference is listed with file and line.

    :raises CorpusError: a file that is no YAML at all.
    """
    problems: list[Problem] = []
    files = [read_located(path) for directory in directories for path in library_files(directory)]
    shared: dict[str, tuple[dict[str, Any], Located, int]] = {}
    for file in files:
        if isinstance(file.data, dict) and "indicators" in file.data:
            for n, raw in enumerate(file.data["indicators"] or []):
                if isinstance(raw, dict) and isinstance(raw.get("id"), str):
                    if raw["id"] in shared:
                        problems.append(
                            _problem(
                                file, ("indicators", n, "id"), "unique-id", say(f"编号“{raw['id']}”重复", f"duplicate id “{raw['id']}”")
                            )
                        )
                    shared[raw["id"]] = (raw, file, n)
    entries = [e for raw, file, n in shared.values() if (e := _entry(raw, file, ("indicators", n), problems)) is not None]
    topics: list[Topic] = []
    kinds: list[Kind] = []
    seen: dict[str, str] = {}
    for file in files:
        if not isinstance(file.data, dict):
            problems.append(_problem(file, (), "schema", say("文件应是字段表", "the file must be a mapping")))
            continue
        for n, raw in enumerate(file.data.get("topics") or []):
            where = ("topics", n)
            if not isinstance(raw, dict):
                problems.append(_problem(file, where, "schema", say("主题应是字段表", "a topic must be a mapping")))
                continue
            topic = _topic(raw, file, where, shared, problems)
            if topic is None:
                continue
            if topic.id in seen:
                problems.append(
                    _problem(
                        file,
                        (*where, "id"),
                        "unique-id",
                        say(f"主题编号“{topic.id}”与{seen[topic.id]}重复", f"topic id “{topic.id}” also stands in {seen[topic.id]}"),
                    )
                )
                continue
            seen[topic.id] = file.path.name
            topics.append(topic)
        for n, raw in enumerate(file.data.get("kinds") or []):
            kind = _kind(raw, file, ("kinds", n), shared, problems)
            if kind is not None:
                kinds.append(kind)
    return Library(entries, topics, kinds), problems


def load_library(directories: Iterable[Path]) -> Library:
    """Read library folders whole or not at all.

    :raises CorpusError: the first problem with file, line, field and rule, and how many there are.
    """
    library, problems = read_library(directories)
    if problems:
        more = len(problems) - 1
        rest = say(f"（另有{more}处，用 zhibiao library lint 查看）", f" ({more} more; see zhibiao library lint)") if more else ""
        raise CorpusError(f"{problems[0]}{rest}")
    return library


def _problem(file: Located, where: tuple[str | int, ...], rule: str, message: str) -> Problem:
    field = ".".join(str(part) for part in where) or "-"
    return Problem(file=str(file.path), line=file.line(where), field=field, rule=rule, message=message)


def _validated(model: type[Model], raw: dict[str, Any], file: Located, where: tuple[str | int, ...], problems: list[Problem]) -> Any:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for item in error.errors()[:3]:
            at = (*where, *(part for part in item["loc"] if isinstance(part, (str, int))))
            problems.append(_problem(file, at, "schema", str(item["msg"])))
        return None


def _entry(raw: dict[str, Any], file: Located, where: tuple[str | int, ...], problems: list[Problem]) -> Entry | None:
    found: Entry | None = _validated(Entry, raw, file, where, problems)
    return found


def _resolve(
    raws: Any,
    owner: str,
    served: Sequence[str] | None,
    file: Located,
    where: tuple[str | int, ...],
    shared: dict[str, Any],
    problems: list[Problem],
) -> list[Entry]:
    entries: list[Entry] = []
    ids: set[str] = set()
    for n, raw in enumerate(raws or []):
        at = (*where, "indicators", n)
        if not isinstance(raw, dict):
            problems.append(_problem(file, at, "schema", say("指标应是字段表", "an indicator must be a mapping")))
            continue
        full = dict(raw)
        if "use" in full:
            name = full.pop("use")
            if name not in shared:
                problems.append(
                    _problem(file, (*at, "use"), "reference", say(f"没有共用指标“{name}”", f"there is no shared indicator “{name}”"))
                )
                continue
            full = {**shared[name][0], **full, "shared": name}
            full["id"] = raw.get("id") or name
            if served is not None:
                full["name"] = shared_name(str(full["name"]), object=raw.get("object"), served=served[0] if served else None)
        if full.get("id") in ids:
            # the same shared indicator may stand twice in a topic for two objects
            suffix = 2
            while f"{full['id']}-{suffix}" in ids:
                suffix += 1
            if "use" in raw and "id" not in raw:
                full["id"] = f"{full['id']}-{suffix}"
            else:
                problems.append(
                    _problem(
                        file,
                        (*at, "id"),
                        "unique-id",
                        say(f"指标编号“{full['id']}”在本主题中重复", f"duplicate indicator id “{full['id']}”"),
                    )
                )
                continue
        ids.add(str(full.get("id")))
        entry = _entry(full | {"id": f"{owner}.{full.get('id')}"}, file, at, problems)
        if entry is not None:
            entries.append(entry)
    return entries


def _topic(
    raw: dict[str, Any], file: Located, where: tuple[str | int, ...], shared: dict[str, Any], problems: list[Problem]
) -> Topic | None:
    served = raw.get("served") or []
    entries = _resolve(raw.get("indicators"), str(raw.get("id")), served, file, where, shared, problems)
    fields = {k: v for k, v in raw.items() if k != "indicators"} | {
        "function": str(file.data.get("function", "")),
        "function_name": file.data.get("name", ""),
    }
    topic: Topic | None = _validated(Topic, fields | {"indicators": entries}, file, where, problems)
    return topic


def _kind(raw: Any, file: Located, where: tuple[str | int, ...], shared: dict[str, Any], problems: list[Problem]) -> Kind | None:
    if not isinstance(raw, dict):
        problems.append(_problem(file, where, "schema", say("项目类型应是字段表", "a kind must be a mapping")))
        return None
    # a kind's names keep their placeholders: the project at hand says what is bought, paid or repaired
    entries = _resolve(raw.get("indicators"), str(raw.get("code")), None, file, where, shared, problems)
    fields = {k: v for k, v in raw.items() if k != "indicators"}
    kind: Kind | None = _validated(Kind, fields | {"indicators": entries}, file, where, problems)
    return kind

"""The curated indicator library (指标库): topics with what they are measured by. Format: ``corpus/library/README.md``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.tables import Model
from zhibiao.domain.values import TargetValue, ValueKind
from zhibiao.language.normalise import key
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import dimension
from zhibiao.messages import say

Basis = Literal["计划标准", "行业标准", "历史标准", "预算支出标准", "其他标准"]
CODES = re.compile(r"K\d\d(?: K\d\d)?")  # of a group of projects: one kind, or two at once
Number = Annotated[float, Field(allow_inf_nan=False)]
_NAMES_KEPT = 65_536  # names whose meaning is remembered: every rule and every row of a corpus asks


class Entry(Model):
    """An indicator of the library. ``shared`` names the shared indicator it was taken from; ``line`` the lines of its topic's work that
    call for it, ``fits`` the kinds of project that do (none: all of them)."""

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
    line: tuple[str, ...] = ()
    fits: tuple[Annotated[str, Field(pattern=r"^K\d\d$")], ...] = ()

    @field_validator("line", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

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
    """Marker words, longest first, and what must not be read as one; both as :func:`~zhibiao.language.normalise.key` gives them."""

    markers: tuple[str, ...]
    against: tuple[str, ...]

    @classmethod
    def of(cls, markers: Iterable[str], against: Iterable[str]) -> Self:
        """Normalise, sort and drop what is empty."""
        plain = {key(word) for word in markers} - {""}
        unmarked = sorted({key(word) for word in against} - {""})
        return cls(tuple(sorted(plain, key=lambda w: (-len(w), w))), tuple(unmarked))


class Outline(NamedTuple):
    """What must be known of every topic without reading it: marker words, where it is listed (款, home first), its kinds, and how
    large a share of its projects is of each kind, most first."""

    name: str
    marks: Marks
    functions: tuple[str, ...]
    kinds: tuple[str, ...]
    shares: dict[str, float]

    @property
    def common(self) -> bool:
        """Whether the topic belongs to no functional class (培训, 道路类工程)."""
        return not self.functions[0].isdigit()


class Topic(Model):
    """A topic (资金用途): what money is spent on, where it is listed, whom it serves, what it is measured by.

    ``projects`` and ``purposes`` may be given by kind (``K09: [...]``, ``K13 K14: [...]`` for two at once); ``kinds_of`` then holds the
    kinds of each text, for training.
    """

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
    lines: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    indicators: tuple[Entry, ...]
    kinds_of: dict[str, tuple[str, ...]] = Field(default_factory=dict, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _by_kind(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        data = dict(data)
        kinds: dict[str, tuple[str, ...]] = {}
        for field in ("projects", "purposes"):
            if isinstance(data.get(field), dict):
                grouped = {str(codes): texts for codes, texts in data[field].items()}
                if any(not isinstance(texts, list) or not CODES.fullmatch(codes) for codes, texts in grouped.items()):
                    raise ValueError(
                        say(f"{field}应是列表，或按项目类型（如K09）分组的列表", f"{field} must be a list, or lists by kind (K09)")
                    )
                kinds |= {str(text): tuple(codes.split()) for codes, texts in grouped.items() for text in texts}
                data[field] = [text for texts in grouped.values() for text in texts]
        return {**data, "kinds_of": kinds} if kinds else data

    @model_validator(mode="after")
    def _lines_are_declared(self) -> Self:
        for entry in self.indicators:
            for line in entry.line:
                if line not in self.lines:
                    raise ValueError(
                        say(f"指标“{entry.name}”的工作线“{line}”没有在lines里说明", f"“{entry.name}”: line “{line}” is not in lines")
                    )
        return self

    def heard(self, text: str) -> frozenset[str]:
        """The lines of work (工作线) that a text speaks of; ``text`` as :func:`~zhibiao.language.normalise.key` gives it."""
        return frozenset(line for line, words in self.lines.items() if any(key(word) in text for word in words))

    @property
    def outline(self) -> Outline:
        """Its marker words, the words in which a marker does not count, and where it belongs."""
        marks = Marks.of((self.name, *self.keywords, *self.synonyms), self.not_)
        return Outline(self.name, marks, (self.function, *self.also_in), self.kinds, self._shares())

    def _shares(self) -> dict[str, float]:
        """By the kinds of its texts, a second kind counting less, and by the order in which its kinds are listed."""
        found = {kind: 1 / place for place, kind in enumerate(self.kinds, start=1)}
        for kinds in self.kinds_of.values():
            for place, kind in enumerate(kinds):
                found[kind] = found.get(kind, 0.0) + (FURTHER if place else 1.0)
        total = sum(found.values())
        return {kind: round(share / total, 3) for kind, share in sorted(found.items(), key=lambda one: -one[1])}


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


class KnownProject(NamedTuple):
    """A project of which the library only says of what kinds it is, the first foremost; ``purpose`` may be empty."""

    name: str
    purpose: str
    kinds: tuple[str, ...]


_A_WORD = 2  # characters
FURTHER = 0.4  # what the second kind of a text counts


def shared_name(name: str, *, object: str | None, served: str | None) -> str:
    """A shared indicator's name with its placeholders filled; an empty placeholder vanishes, and what an object ends on is not said
    again (无线电监测设施 with {object}设施完好率)."""
    behind = name.partition("{object}")[2][:_A_WORD]
    thing = object.removesuffix(behind) if object and len(behind) == _A_WORD else object
    return name.replace("{object}", thing or "").replace("{served}", served or "服务对象")


class Library:
    """Topics, kinds and shared indicators, resolved. Read-only.

    ``topics`` may be any sequence, one that makes a topic only when it is asked for included; ``outlines`` says of each
    topic what matching asks for, so that it need not touch the topics. ``projects`` are what kinds are learned from, beside the topics'
    own; a compiled library has none.
    """

    def __init__(
        self,
        shared: Sequence[Entry] = (),
        topics: Sequence[Topic] = (),
        kinds: Sequence[Kind] = (),
        outlines: Sequence[Outline] | None = None,
        projects: Sequence[KnownProject] = (),
    ) -> None:
        self.shared = {entry.id: entry for entry in shared}
        self.topics = topics
        self.projects = projects
        self.kinds = {kind.code: kind for kind in kinds}
        self.outlines = [topic.outline for topic in topics] if outlines is None else outlines
        self._idea = lru_cache(_NAMES_KEPT)(self._find_idea)

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
        return self._idea(name, level2)

    def _find_idea(self, name: str, level2: str | None) -> str | None:
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

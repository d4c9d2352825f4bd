"""Library folders to a :class:`~zhibiao.knowledge.library.Library`: every problem with file, line, field and rule; all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from zhibiao.domain.tables import Model
from zhibiao.knowledge.library import CODES, Entry, Kind, KnownProject, Library, Topic, shared_name
from zhibiao.knowledge.located import Located, Where, read_located
from zhibiao.messages import CorpusError, say

M = TypeVar("M", bound=Model)


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


def library_files(directory: Path) -> list[Path]:
    """The YAML files of a library folder, in a fixed order."""
    return sorted(p for p in directory.rglob("*.yaml") if p.is_file() and not p.name.startswith("."))


def read_library(directories: Iterable[Path]) -> tuple[Library, list[Problem]]:
    """Read library folders; what stands in a later folder is added, or replaces what has the same id in an earlier one.

    Every problem of schema and reference is listed with file and line.

    :raises CorpusError: a file that is no YAML at all.
    """
    reader = _Reader()
    folders = [[read_located(path) for path in library_files(directory)] for directory in directories]
    for files in folders:
        reader.read_shared(files)
    for files in folders:
        reader.read_topics_and_kinds(files)
    topics, kinds = list(reader.topics.values()), list(reader.kinds.values())
    return Library(reader.entries(), topics, kinds, projects=reader.projects), reader.problems


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


class _Shared(NamedTuple):
    """A shared indicator as written, and where."""

    raw: dict[str, Any]
    file: Located
    where: Where


class _Reader:
    """Collects what the files hold, and what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.shared: dict[str, _Shared] = {}
        self.topics: dict[str, Topic] = {}
        self.kinds: dict[str, Kind] = {}
        self.projects: list[KnownProject] = []

    def read_shared(self, files: Sequence[Located]) -> None:
        """The shared indicators of one folder."""
        here: set[str] = set()
        for file in files:
            for where, raw in self._entries(file, "indicators"):
                identity = str(raw.get("id"))
                if identity in here:
                    self._report(file, (*where, "id"), "unique-id", f"编号“{identity}”重复", f"duplicate id “{identity}”")
                here.add(identity)
                self.shared[identity] = _Shared(raw, file, where)

    def read_topics_and_kinds(self, files: Sequence[Located]) -> None:
        """The topics and kinds of one folder."""
        here: dict[str, str] = {}
        for file in files:
            for where, raw in self._entries(file, "topics"):
                topic = self._topic(raw, file, where)
                if topic is None:
                    continue
                if topic.id in here:
                    other = here[topic.id]
                    zh, en = f"主题编号“{topic.id}”与{other}重复", f"topic id “{topic.id}” also stands in {other}"
                    self._report(file, (*where, "id"), "unique-id", zh, en)
                    continue
                here[topic.id] = file.path.name
                self.topics[topic.id] = topic
            for where, raw in self._entries(file, "kinds"):
                kind = self._kind(raw, file, where)
                if kind is not None:
                    self.kinds[kind.code] = kind
            self._read_projects(file)

    def _read_projects(self, file: Located) -> None:
        """The projects of a file of which only the kinds are told: lists of name and purpose by kind."""
        grouped = file.data.get("projects") if isinstance(file.data, dict) else None
        if grouped is None:
            return
        if not isinstance(grouped, dict):
            self._report(file, ("projects",), "schema", "应按项目类型（如K09）分组", "must be grouped by kind (K09)")
            return
        for codes, told in grouped.items():
            fits = isinstance(codes, str) and CODES.fullmatch(codes) and isinstance(told, list)
            for number, one in enumerate(told if fits else [None]):
                if isinstance(one, list) and len(one) in (1, 2) and all(isinstance(text, str) for text in one):
                    self.projects.append(KnownProject(one[0], one[1] if len(one) == 2 else "", tuple(codes.split())))
                else:
                    zh, en = "应是“K09: [[名称, 资金用途]]”，用途可省", "must be “K09: [[name, purpose]]”, the purpose optional"
                    self._report(file, ("projects", codes, number) if fits else ("projects", codes), "schema", zh, en)

    def entries(self) -> list[Entry]:
        """The shared indicators that hold together."""
        found = (self._validated(Entry, one.raw, one.file, one.where) for one in self.shared.values())
        return [entry for entry in found if entry is not None]

    def _entries(self, file: Located, section: str) -> list[tuple[Where, dict[str, Any]]]:
        if not isinstance(file.data, dict):
            if section == "topics":
                self._report(file, (), "schema", "文件应是字段表", "the file must be a mapping")
            return []
        listed = file.data.get(section) or []
        if not isinstance(listed, list):
            self._report(file, (section,), "schema", "应是列表", "must be a list")
            return []
        out: list[tuple[Where, dict[str, Any]]] = []
        for number, raw in enumerate(listed):
            if isinstance(raw, dict):
                out.append(((section, number), raw))
            else:
                self._report(file, (section, number), "schema", "应是字段表", "must be a mapping")
        return out

    def _report(self, file: Located, where: Where, rule: str, zh: str, en: str) -> None:
        field = ".".join(str(part) for part in where) or "-"
        self.problems.append(Problem(file=str(file.path), line=file.line(where), field=field, rule=rule, message=say(zh, en)))

    def _validated(self, model: type[M], raw: dict[str, Any], file: Located, where: Where) -> M | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for item in error.errors()[:3]:
                at = (*where, *(part for part in item["loc"] if isinstance(part, (str, int))))
                self._report(file, at, "schema", str(item["msg"]), str(item["msg"]))
            return None

    def _topic(self, raw: dict[str, Any], file: Located, where: Where) -> Topic | None:
        entries = self._indicators(raw, str(raw.get("id")), raw.get("served") or [], file, where)
        fields = {k: v for k, v in raw.items() if k != "indicators"}
        fields |= {"function": str(file.data.get("function", "")), "function_name": file.data.get("name", "")}
        return self._validated(Topic, fields | {"indicators": entries}, file, where)

    def _kind(self, raw: dict[str, Any], file: Located, where: Where) -> Kind | None:
        # a kind's names keep their placeholders: the project at hand says what is bought, paid or repaired
        entries = self._indicators(raw, str(raw.get("code")), None, file, where)
        fields = {k: v for k, v in raw.items() if k != "indicators"}
        return self._validated(Kind, fields | {"indicators": entries}, file, where)

    def _indicators(self, raw: dict[str, Any], owner: str, served: Sequence[str] | None, file: Located, where: Where) -> list[Entry]:
        entries: list[Entry] = []
        ids: set[str] = set()
        for number, one in enumerate(raw.get("indicators") or []):
            at = (*where, "indicators", number)
            if not isinstance(one, dict):
                self._report(file, at, "schema", "指标应是字段表", "an indicator must be a mapping")
                continue
            full = self._resolved(one, served, file, at) if "use" in one else dict(one)
            if full is None:
                continue
            identity = full.get("id")
            if not isinstance(identity, str):
                self._report(file, (*at, "id"), "schema", "编号应是文字，如 area", "the id must be text, such as area")
                continue
            if identity in ids and "use" in one and "id" not in one:
                # the same shared indicator may stand twice in a topic, for two objects
                identity = next(f"{identity}-{n}" for n in range(2, len(ids) + 3) if f"{identity}-{n}" not in ids)
            elif identity in ids:
                zh, en = f"指标编号“{identity}”在本主题中重复", f"duplicate indicator id “{identity}”"
                self._report(file, (*at, "id"), "unique-id", zh, en)
                continue
            ids.add(identity)
            entry = self._validated(Entry, full | {"id": f"{owner}.{identity}"}, file, at)
            if entry is not None:
                entries.append(entry)
        return entries

    def _resolved(self, raw: dict[str, Any], served: Sequence[str] | None, file: Located, at: Where) -> dict[str, Any] | None:
        name = raw["use"]
        if name not in self.shared:
            self._report(file, (*at, "use"), "reference", f"没有共用指标“{name}”", f"there is no shared indicator “{name}”")
            return None
        full = {**self.shared[name].raw, **{k: v for k, v in raw.items() if k != "use"}, "shared": name}
        full["id"] = raw.get("id") or name
        if served is not None:
            full["name"] = shared_name(str(full["name"]), object=raw.get("object"), served=served[0] if served else None)
        return full

"""Corpora of any size for measuring how time and memory grow: tables that look like clerks' work, made from the library's topics.

    python -m tests.benchmarks.synthetic FOLDER [TABLES] [SEED]

The same library, number and seed give the same bytes, and a smaller corpus is the beginning of a larger one. Every table is of one topic:
a typical project of it under an invented county and township, in one of six years, with or without a purpose whose numbers are drawn anew,
and 8 to 12 of its indicators by name or synonym, some with their description, their values with drawn numbers. Noise in shares seen in
real documents: placeholder goals (:data:`PLACEHOLDER`), rows of a template pasted into any table (:data:`PASTED`), signs and units left out
(:data:`UNSIGNED`, :data:`UNITLESS`), 是 for a value (:data:`WORDED`), a second copy of a table a year on (:data:`COPIED`), blank rows
(:data:`BLANK`). Twenty tables stand in one document. The texts are the library's, so that these corpora measure speed; they say nothing of
how good suggestions are.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhibiao.knowledge.library import Entry, Library, Topic, shared_name
from zhibiao.knowledge.library_files import load_library
from zhibiao.paths import find_places

PLACEHOLDER, PASTED, UNSIGNED, UNITLESS, WORDED, COPIED, BLANK = 0.05, 0.08, 0.2, 0.1, 0.08, 0.05, 0.02
_PER_DOCUMENT, _PER_FILE = 20, 2000
_TEMPLATES, _TEMPLATE_ROWS = 40, 8
_FIRST, _SECOND, _TOWN = "云清平安宁永长新临东南西北高广昌", "岭河山川溪阳泉州陵江源丰", "柳石桥官白龙马双大沙青三梅竹松桃"
_TAILS = ("", "", "", "项目", "经费", "项目资金", "补助资金", "（二期）", "专项经费")
_YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
_BASES = ("计划标准", "行业标准", "历史标准", "预算支出标准", "其他标准", "年初计划", "上级文件要求", None)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LEVEL1 = {"满意": "满意度指标", "数量": "产出指标", "质量": "产出指标", "时效": "产出指标", "经济成": "产出指标", "成本": "产出指标"}

Table = dict[str, Any]


def tables(library: Library, count: int, seed: int = 1) -> Iterator[Table]:
    """``count`` tables as a corpus line holds them."""
    chance = random.Random(seed)
    topics = list(library.topics)
    templates = [[_row(*_any(topics, chance), chance) for _ in range(_TEMPLATE_ROWS)] for _ in range(_TEMPLATES)]
    last: Table | None = None
    for number in range(count):
        if last is not None and chance.random() < COPIED:
            table = json.loads(json.dumps(last))
            table["project"]["year"] = table["project"]["year"] + 1 if table["project"]["year"] < _YEARS[-1] else _YEARS[0]
        else:
            table = _table(chance.choice(topics), templates, chance)
        document, place = divmod(number, _PER_DOCUMENT)
        table["source"] = {"file": f"合成{document:05d}.txt", "table": place + 1}
        last = table
        yield table


def write(library: Library, folder: Path, count: int, seed: int = 1) -> None:
    """A corpus folder of ``count`` tables, some files of many lines each."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for number, table in enumerate(tables(library, count, seed), start=1):
        lines.append(json.dumps(table, ensure_ascii=False))
        if len(lines) == _PER_FILE or number == count:
            path = folder / "tables" / f"synthetic-{(number - 1) // _PER_FILE:04d}.jsonl"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            lines = []


def _table(topic: Topic, templates: list[list[Table]], chance: random.Random) -> Table:
    place = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)}县{chance.choice(_TOWN)}{chance.choice(_SECOND)}镇"
    year = chance.choice(_YEARS)
    money = f"{chance.randint(1, 900)}.{chance.randint(0, 99):02d}万元"
    name = f"{chance.choice(('', '', place, f'{year}年'))}{chance.choice(topic.projects)}{chance.choice(_TAILS)}"
    project: Table = {"name": name, "unit": f"{place}人民政府", "year": year, "budget": money, "fiscal": money}
    if chance.random() < 0.7:
        project["purpose"] = _drawn(chance.choice(topic.purposes), chance)
    goal = re.sub(r"\{[^{}]*\}", lambda _: str(chance.randint(1, 400)), topic.goal)
    project["goals"] = ["目标内容1" if chance.random() < PLACEHOLDER else goal]
    if chance.random() < PASTED:
        rows = [dict(row) for row in chance.choice(templates)]
    else:
        entries = list(topic.indicators)
        some = chance.sample(entries, min(chance.randint(8, 12), len(entries)))
        rows = [_row(topic, entry, chance) for entry in some]
    if chance.random() < BLANK:
        rows.append({"level1": "效益指标", "level2": "经济效益指标", "name": "", "value": ""})
    for number, row in enumerate(rows, start=1):
        row["row"] = number
    return {"form": "hebei", "document_kind": "target", "project": project, "indicators": rows}


def _any(topics: list[Topic], chance: random.Random) -> tuple[Topic, Entry]:
    topic = chance.choice(topics)
    return topic, chance.choice(topic.indicators)


def _row(topic: Topic, entry: Entry, chance: random.Random) -> Table:
    served = chance.choice(topic.served) if topic.served else None
    name = shared_name(chance.choice((entry.name, *entry.synonyms)), object=topic.name, served=served)
    level1 = next((first for start, first in _LEVEL1.items() if start in entry.level2), "效益指标")
    row: Table = {"level1": level1, "level2": entry.level2, "name": name, "value": _value(entry, chance)}
    if chance.random() < 0.7:
        row["description"] = name if chance.random() < 0.5 else entry.measures
    if basis := chance.choice(_BASES):
        row["basis"] = basis
    return row


def _value(entry: Entry, chance: random.Random) -> str:
    if chance.random() < WORDED:
        return "是"
    if entry.value_kind == "deadline":
        return f"{chance.choice(_YEARS)}年{chance.randint(6, 12)}月底前"
    if entry.value_kind not in ("count", "money", "ratio", "duration"):
        return str(entry.slot())
    usual = entry.value if isinstance(entry.value, (int, float)) else None
    if entry.value_kind == "ratio":
        number: float = chance.choice((80, 85, 90, 95, 98, 100, 100, usual or 100))
    else:
        number = chance.choice((1, 2, 3, 5, 12, chance.randint(1, 2000), usual or 10))
    sign = "" if chance.random() < UNSIGNED else entry.op or ""
    return f"{sign}{number:g}{'' if chance.random() < UNITLESS else entry.unit or ''}"


def _drawn(text: str, chance: random.Random) -> str:
    return _NUMBER.sub(lambda match: str(chance.randint(1, 999)) if len(match[0]) < 4 else match[0], text)


def main() -> None:
    folder, *numbers = sys.argv[1:]
    count, seed = (*map(int, numbers), *(1000, 1)[len(numbers) :])
    write(load_library([find_places().shipped / "library"]), Path(folder), count, seed)


if __name__ == "__main__":
    main()

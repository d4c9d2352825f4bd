"""Descriptions of projects in which a reader has marked what each number is, what its row is called, and what belongs in no goal.

A file of ``corpus/descriptions/`` holds descriptions parted by blank lines::

    项目：农村公路危桥改造工程
    单位：梧桐县交通运输局
    主题：21401 公路养护
    用途：{根据危桥处置方案，}对下湾桥、石埠桥拆除重建，全长84米，{按每米2.8万元控制，}10月底建成通车。
    84米 | 产出 | 拆除重建桥全长
    每米2.8万元 | 单价 | 每米造价
    10月底 | 时限 |

Braces hold what a goal leaves out. Behind the purpose every number has a line: its words, its part, the name of its row. The texts are
written for this purpose; places and bodies in them do not exist.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from zhibiao.language.fact import Part
from zhibiao.messages import CorpusError, say

PARTS: dict[str, Part] = {
    "产出": "output", "受益": "reach", "对象": "recipient", "单价": "price", "金额": "amount", "总额": "total", "成效": "effect",
    "质量": "quality", "时限": "deadline", "频次": "frequency", "部分": "part", "背景": "background", "无": "none",
}  # fmt: skip
MAX_FILE = 8 * 1024 * 1024
_HEAD = ("项目：", "单位：", "主题：", "用途：")
_BRACES = re.compile(r"[{}]")


class MarkedNumber(NamedTuple):
    """``purpose[start:end]`` holds one number; ``part`` is a value of :data:`PARTS`, ``name`` that of its row, empty where it has none."""

    start: int
    end: int
    part: Part
    name: str


class Described(NamedTuple):
    """A description with its marks; ``aside`` are the spans of ``purpose`` that no goal repeats."""

    name: str
    purpose: str
    aside: tuple[tuple[int, int], ...]
    numbers: tuple[MarkedNumber, ...]


def read_descriptions(folder: Path) -> list[Described]:
    """Every description of ``*.txt`` in a folder, files by name.

    :raises CorpusError: a file that is too large, not UTF-8, or in which a line is none of the above: file, line, what is wrong.
    """
    found: list[Described] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            if path.stat().st_size > MAX_FILE:
                raise CorpusError(say(f"说明文件{path}超过8MB，请拆分。", f"{path} is larger than 8 MB; split it."))
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise CorpusError(
                say(
                    f"说明文件{path}不能读取，请检查权限和编码（UTF-8）。",
                    f"{path} cannot be read; check permissions and encoding (UTF-8).",
                )
            ) from None
        block: list[str] = []
        for number, line in enumerate([*lines, ""], 1):
            if line.strip():
                block.append(line.strip())
            elif block:
                found.append(_described(block, path, number - len(block)))
                block = []
    return found


def _described(lines: list[str], path: Path, first: int) -> Described:
    def wrong(line: int, zh: str, en: str) -> CorpusError:
        return CorpusError(say(f"{path}第{first + line}行：{zh}", f"{path}, line {first + line}: {en}"))

    for line, head in enumerate(_HEAD):
        if line >= len(lines) or not lines[line].startswith(head):
            raise wrong(min(line, len(lines) - 1), f"这一行应以“{head}”开头。", f"this line should begin with “{head}”.")
    marked = lines[3].removeprefix(_HEAD[3])
    aside, opened = [], -1
    for taken, brace in enumerate(_BRACES.finditer(marked)):
        if (brace[0] == "{") != (opened < 0):
            raise wrong(3, "花括号要成对，不能套用。", "braces come in pairs, none within another.")
        place = brace.start() - taken
        if opened >= 0:
            aside.append((opened, place))
        opened = place if brace[0] == "{" else -1
    if opened >= 0:
        raise wrong(3, "花括号要成对，不能套用。", "braces come in pairs, none within another.")
    purpose, position, numbers = _BRACES.sub("", marked), 0, []
    for line, text in enumerate(lines[4:], 4):
        pieces = [piece.strip() for piece in text.split("|")]
        if len(pieces) != 3 or pieces[1] not in PARTS:
            raise wrong(line, f"应为“引文 | 作用 | 名称”，作用是{'、'.join(PARTS)}之一。", "it should be: words | part | name.")
        start = purpose.find(pieces[0], position) if pieces[0] else -1
        if start < 0:
            raise wrong(line, f"“{pieces[0]}”不在用途里，或次序不对。", f"“{pieces[0]}” is not in the purpose, or out of order.")
        numbers.append(MarkedNumber(start, start + len(pieces[0]), PARTS[pieces[1]], pieces[2]))
        position = start + 1
    return Described(lines[0].removeprefix(_HEAD[0]), purpose, tuple(aside), tuple(numbers))

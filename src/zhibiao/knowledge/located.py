"""YAML with the line of every entry, so that an error can say where it stands. No aliases, no duplicate keys, no tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from zhibiao.messages import CorpusError, say

MAX_BYTES = 4 * 1024 * 1024
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Where = tuple[str | int, ...]


class Located:
    """Plain data of a YAML file and the 1-based line of each path into it."""

    def __init__(self, path: Path, data: Any, lines: dict[Where, int]) -> None:
        self.path, self.data, self._lines = path, data, lines

    def line(self, where: Where) -> int:
        """Line of the deepest known ancestor of ``where``."""
        while where and where not in self._lines:
            where = where[:-1]
        return self._lines.get(where, 1)


def read_located(path: Path) -> Located:
    """Read a YAML file.

    :raises CorpusError: too large, not UTF-8, not YAML (tabs included), an alias, or a key given twice; with file and line.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise CorpusError(
            say(
                f"{path}有{size // 1024 // 1024} MB，超过{limit} MB的上限，请拆成多个文件。",
                f"{path} is over the limit of {limit} MB; split it.",
            )
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Where, int] = {}
            data = None if node is None else _walk(loader, node, (), lines, set(), path)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or error.context or ""
        raise CorpusError(
            say(
                f"{path}第{line}行不是合法的YAML（{problem}），请检查缩进、冒号后的空格和制表符。",
                f"{path} line {line} is no valid YAML ({problem}); check indentation, blanks after colons and tabs.",
            )
        ) from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise CorpusError(
            say(f"{path}不是UTF-8编码的YAML文件（{error}），请另存为UTF-8。", f"{path} is no UTF-8 YAML file ({error}); save it as UTF-8.")
        ) from None
    return Located(path, data, lines)


def _walk(loader: Any, node: Any, where: Where, lines: dict[Where, int], seen: set[int], path: Path) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise CorpusError(
            say(f"{path}第{line}行使用了YAML别名，本库不接受，请写出全文。", f"{path} line {line} uses a YAML alias; write it out.")
        )
    seen.add(id(node))
    lines[where] = line
    if isinstance(node, yaml.MappingNode):
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name = str(key_node.value)
            if name in out:
                at = key_node.start_mark.line + 1
                raise CorpusError(
                    say(
                        f"{path}第{at}行的字段“{name}”重复，请删去一个。", f"{path} line {at}: the field “{name}” stands twice; delete one."
                    )
                )
            out[name] = _walk(loader, value_node, (*where, name), lines, seen, path)
            lines[(*where, name)] = key_node.start_mark.line + 1
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_walk(loader, item, (*where, n), lines, seen, path) for n, item in enumerate(node.value)]
    return loader.construct_object(node)

"""What is refused, in words: a whole file in one sentence, and what a model says of a field in half a one."""

from __future__ import annotations

from typing import Any

from zhibiao.messages import DocumentError, say


def refuse(file: str, zh: str, en: str) -> DocumentError:
    """The error of a whole file: its name and the sentence that follows it, without full stop."""
    return DocumentError(say(f"“{file}”{zh}。", f"{file} {en}."))


def needs_extra(file: str, zh: str, en: str) -> DocumentError:
    """The error where a reader's package is not installed; ``zh``/``en`` name the kind of file."""
    command = "pip install 'zhibiao[documents]'"
    return refuse(file, f"是{zh}，读取它需要先安装扩展：{command}", f"is {en}; to read it install the extra: {command}")


def explain(problem: Any) -> str:
    """A pydantic problem (one entry of ``ValidationError.errors()``) as a half sentence about the field."""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "string_too_long":
            limit, size = context["max_length"], len(str(problem["input"]))
            return say(f"有{size}字，超过{limit}字的上限", f"has {size} characters, more than the limit of {limit}")
        case "greater_than_equal" | "less_than_equal":
            shown = str(problem["input"])[:20]
            return say(f"“{shown}”超出范围", f"{shown} is out of range")
        case "missing":
            return say("缺失", "is missing")
        case "extra_forbidden":
            return say("不属于约定的格式", "is not part of the format")
        case "value_error":
            return say(f"无法使用：{context['error']}", f"cannot be used: {context['error']}")
    shown = str(problem["input"])[:20]
    return say(f"“{shown}”类型或内容不对", f"has a value of the wrong kind, {shown}")

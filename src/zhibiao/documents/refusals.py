"""What a model refused, in words: the half sentence that both readers of fields put behind the place."""

from __future__ import annotations

from typing import Any

from zhibiao.messages import say


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

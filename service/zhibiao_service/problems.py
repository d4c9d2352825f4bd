"""What went wrong, as RFC 9457 problem details: a stable ``type``, a sentence in the reader's language, and the fields concerned."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from zhibiao.messages import DocumentError, InputError, say

MEDIA_TYPE = "application/problem+json"
_URN = "urn:zhibiao:problem:"

# type → (status, Chinese title, English title). Types are kept stable: programs tell problems apart by them.
TYPES: dict[str, tuple[int, str, str]] = {
    "malformed": (400, "请求格式有误", "malformed request"),
    "unauthenticated": (401, "需要密钥", "a key is needed"),
    "forbidden": (403, "密钥权限不足", "the key may not do this"),
    "not-found": (404, "没有这个地址或对象", "no such thing"),
    "method-not-allowed": (405, "不支持这种请求方法", "method not allowed"),
    "too-slow": (408, "请求内容未能及时收完", "the request took too long to arrive"),
    "conflict": (409, "与已保存的内容不一致", "at odds with what is stored"),
    "too-large": (413, "请求内容过大", "the request is too large"),
    "unsupported-media-type": (415, "不支持这种内容格式", "unsupported media type"),
    "invalid-field": (422, "字段内容不能使用", "a field cannot be used"),
    "unreadable-document": (422, "文件不能读取", "the document cannot be read"),
    "too-many-requests": (429, "请求过多", "too many requests"),
    "internal": (500, "服务内部出错", "internal error"),
    "not-ready": (503, "服务暂时不能使用", "the service is not ready"),
}


class FieldError(BaseModel):
    """A field (``project.budget``, ``rows[0].final``) and what is wrong with it."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """The body of every answer that is none: RFC 9457, with ``errors`` where single fields are to blame."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldError] | None = None


class Problem(Exception):
    """A request that cannot be answered: ``kind`` is one of :data:`TYPES`."""

    def __init__(
        self,
        kind: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        *,
        retry_after: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.errors = kind, detail, tuple(errors)
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)

    @property
    def status(self) -> int:
        return TYPES[self.kind][0]

    def response(self, request_id: str | None = None) -> JSONResponse:
        """The answer, in the language in force."""
        status, zh, en = TYPES[self.kind]
        body = ProblemDetails(
            type=_URN + self.kind,
            title=say(zh, en),
            status=status,
            detail=self.detail,
            instance=f"urn:uuid:{request_id}" if request_id else None,
            errors=list(self.errors) or None,
        )
        return JSONResponse(body.model_dump(exclude_none=True), status, self.headers, MEDIA_TYPE)


def field_problem(field: str, message: str, kind: str = "invalid-field") -> Problem:
    """A problem with one field, named in the sentence too."""
    named = named_field(field)
    return Problem(kind, say(f"字段{named}{message}。", f"field {named} {message}."), [FieldError(field=field, message=message)])


# What people call the fields; the machine's name stands behind it.
_NAMES = {
    "project": "项目", "name": "名称", "unit": "单位", "year": "年度", "budget": "预算数", "fiscal": "财政资金",
    "other": "其他资金", "purpose": "资金用途", "goals": "绩效目标", "kind": "类型", "function": "支出功能分类", "topics": "主题",
    "limit": "行数", "weights": "权重", "weight": "权重", "indicator": "指标名称", "level1": "一级指标", "level2": "二级指标",
    "value": "指标值", "description": "指标描述", "basis": "依据", "indicators": "指标", "rows": "反馈行", "dismissed": "不采纳的问题",
    "action": "处理", "suggested": "推荐的行", "final": "定稿的行", "reason": "理由", "model": "模型", "version": "版本", "draft": "草稿",
    "id": "编号", "fingerprint": "指纹", "file": "文件", "select": "选用的规则", "ignore": "不用的规则", "min_severity": "最低严重程度",
    "profile": "表式", "q": "查询词", "body": "请求内容", "tables": "表", "format": "格式", "spending_plan": "支出计划",
    "funding": "资金来源", "Authorization": "密钥", "raw": "原文", "number": "数值", "upper": "上限", "operator": "符号", "text": "文字",
    "yuan": "金额（元）", "date": "日期", "row": "行号", "line": "行号", "column": "列号", "table": "表号", "cells": "单元格",
    "actual": "实际完成值", "score": "得分", "direction": "指标方向", "core": "核心指标", "period": "指标期限",
    "level1_raw": "一级指标原文", "level2_raw": "二级指标原文",
    "source": "出处", "sheet": "工作表", "heading": "表前标题", "field": "目录项", "form": "表式",
    "document_kind": "文件类型", "truncated": "不完整", "title": "标题", "overall_goals": "总体绩效目标", "sub_goals": "分项绩效目标",
    "goal": "绩效目标", "stated_totals": "文字所述总数", "label": "名目", "quote": "原句", "contents": "目录", "repairs": "修正",
    "where": "位置", "what": "内容", "confidence": "可信度", "unread": "未读内容", "why": "原因", "percent": "百分比", "type": "类型",
    "code": "代码", "evidence": "推荐依据", "similarity": "相似度", "sources": "来源", "value_evidence": "指标值的依据", "from": "来源",
    "n": "样本数", "median": "中位数", "range": "区间", "bases": "各依据的次数", "alternatives": "备选",
}  # fmt: skip


def named_field(field: str) -> str:
    """``资金用途（project.purpose）`` in Chinese, the path alone in English."""
    last = field.rpartition(".")[2].partition("[")[0]
    return say(f"“{_NAMES[last]}”（{field}）" if last in _NAMES else f"“{field}”", field)


def invalid(errors: Sequence[FieldError]) -> Problem:
    """A problem with one or more fields; the sentence tells the first and counts the rest."""
    first, more = errors[0], len(errors) - 1
    zh = f"，另有{more}处" if more else ""
    en = f", and {more} more" if more else ""
    named = named_field(first.field)
    return Problem("invalid-field", say(f"字段{named}{first.message}{zh}。", f"field {named} {first.message}{en}."), errors)


def path_of(parts: Sequence[Any]) -> str:
    """``("rows", 0, "final")`` as ``rows[0].final``."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "body"


def of_pydantic(problems: Sequence[Any], skip: int = 0) -> list[FieldError]:
    """What pydantic refused, in words; ``skip`` leaves out the first parts of every place (``query``)."""
    return [FieldError(field=path_of(one["loc"][skip:]), message=_explained(one)) for one in problems[:20]]


def _explained(problem: Any) -> str:
    from zhibiao.documents.refusals import explain

    context = problem.get("ctx", {})
    shown = str(problem.get("input"))[:20]
    match problem["type"]:
        case "string_too_short":
            return say("不能为空", "must not be empty")
        case "too_long":
            limit = context.get("max_length")
            return say(f"超过{limit}项的上限", f"has more than the limit of {limit} items")
        case "literal_error":
            return say(f"为“{shown}”，只能是{context.get('expected')}", f"is “{shown}”; it takes {context.get('expected')}")
        case "int_parsing" | "int_type" | "int_from_float":
            return say(f"为“{shown}”，应为整数", f"is “{shown}”; give a whole number")
        case "bool_parsing" | "bool_type":
            return say(f"为“{shown}”，应为 true 或 false", f"is “{shown}”; give true or false")
    return explain(problem)


def answer(request: Request, problem: Problem) -> JSONResponse:
    return problem.response(request.scope.get("request_id"))


async def on_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return answer(request, error)


async def on_invalid_query(request: Request, error: Exception) -> JSONResponse:
    """Query and path parameters that FastAPI refused."""
    assert isinstance(error, RequestValidationError)
    return answer(request, invalid(of_pydantic(error.errors(), skip=1)))


async def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """What Starlette itself refuses: unknown paths and methods, broken multipart bodies."""
    assert isinstance(error, HTTPException)
    kind = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "malformed")
    path = request.url.path[:100]
    detail = {
        "not-found": say(f"没有地址“{path}”，可用的见 /docs。", f"there is no {path}; see /docs."),
        "method-not-allowed": say(f"“{path}”不支持 {request.method}。", f"{path} does not take {request.method}."),
    }.get(kind, say("multipart 内容有误，请按 multipart/form-data 重新发送。", "the multipart body is broken; send multipart/form-data."))
    return answer(request, Problem(kind, detail, headers=dict(error.headers or {})))


async def on_refusal(request: Request, error: Exception) -> JSONResponse:
    """What the library itself refuses: a field where it says so, else knowledge that cannot be used just now."""
    if isinstance(error, InputError | DocumentError):
        return answer(request, Problem("invalid-field", str(error)))
    return answer(request, Problem("not-ready", str(error), retry_after=5))


async def on_database_error(request: Request, error: Exception) -> JSONResponse:
    """A database that is away for a while. What was sent is not stored, and the sender is told so."""
    logging.getLogger("zhibiao.service").error("database unavailable", extra={"event": "database", "reason": type(error).__name__})
    sentence = say(
        "数据库暂时不能使用，反馈没有保存，请稍后重发。", "the database is not available; nothing was stored, send it again later."
    )
    return answer(request, Problem("not-ready", sentence, retry_after=5))

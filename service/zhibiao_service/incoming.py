"""Reading a body that may hold anything: how much, how long, in which form, and which field is to blame."""

from __future__ import annotations

import asyncio
import json
import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote_to_bytes

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from zhibiao.domain.tables import MAX_TEXT, Document, TargetTable
from zhibiao.messages import say
from zhibiao_service.problems import FieldError, Problem, field_problem, invalid, of_pydantic, path_of

M = TypeVar("M", bound=BaseModel)

MAX_DEPTH = 16
MAX_ITEMS = 2_000  # of one list: rows of a table, tables of a document
MAX_VALUE = 1_000  # characters of 指标值 or an amount: the grammar of values looks at every one of them
MAX_AMOUNT = 10**15
_MAX_EXPONENT = 15  # of a number written as text
MAX_FILES = 20
MAX_FILE_NAME = 200
_VALUES = ("value", "raw", "text", "budget", "fiscal", "other")
_NUMBERS = ("number", "upper", "yuan", "percent", "weight", "median")  # which may also be written as text


class Upload(NamedTuple):
    """A file as it came: the last part of the name the client gave it, and its bytes."""

    name: str
    data: bytes


def is_multipart(request: Request) -> bool:
    """Whether the body is ``multipart/form-data``.

    :raises Problem: 415 if it is neither that nor JSON, or is compressed.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(
            "unsupported-media-type", say("请求内容不要压缩（Content-Encoding）。", "do not compress the request (Content-Encoding).")
        )
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "multipart/form-data":
        return True
    if media == "application/json" or (media.startswith("application/") and media.endswith("+json")):
        return False
    shown = media[:60]
    raise Problem(
        "unsupported-media-type",
        say(
            f"内容格式为“{shown}”，请用 application/json，上传文件用 multipart/form-data。",
            f"the media type is “{shown}”; send application/json, or multipart/form-data for files.",
        ),
    )


async def json_body(request: Request) -> bytes:
    """The whole body of a request that takes JSON alone.

    :raises Problem: 408, 413 or 415.
    """
    if is_multipart(request):
        raise Problem("unsupported-media-type", say("这里只接受 application/json。", "send application/json here."))
    body: bytes = await _in_time(request, request.body())
    return body


async def uploads(request: Request) -> list[Upload]:
    """The files of a multipart body, under the field ``file``.

    :raises Problem: 400 a broken body, 408, 413, 422 no file, or another field.
    """
    form = await _in_time(request, request.form(max_files=MAX_FILES, max_fields=MAX_FILES))
    try:
        found = []
        for field, part in form.multi_items():
            if field != "file":
                raise field_problem(field[:60], say("不认识，上传文件的字段是 file", "is not known; files go into the field file"))
            if not isinstance(part, UploadFile):
                raise field_problem("file", say("应为文件，不是文字", "must be a file, not text"))
            found.append(Upload(file_name(part.filename), await part.read()))
        if not found:
            raise field_problem("file", say("缺失，请上传至少一份文件", "is missing; upload at least one file"))
        return found
    finally:
        await form.close()


def file_name(given: str | None) -> str:
    """The last part of a file name, without folders of any system and without control characters. It is only ever shown."""
    last = PurePosixPath((given or "").replace("\\", "/")).name
    clean = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip()[-MAX_FILE_NAME:]
    return clean or say("未命名文件", "unnamed")


async def _in_time(request: Request, reading: Any) -> Any:
    seconds = request.app.state.service.settings.body_seconds
    try:
        async with asyncio.timeout(seconds):
            return await reading
    except TimeoutError:
        raise Problem(
            "too-slow", say(f"{seconds:g}秒内没有收完请求内容，请重试。", f"the body did not arrive within {seconds:g} s; try again.")
        ) from None


def checked(model: type[M], body: bytes) -> M:
    """A body as ``model``; to be called off the event loop.

    :raises Problem: 400 no JSON, 422 with the fields that cannot be used.
    """
    return _validated(model, _tree(body), ())


def checked_tables(body: bytes) -> list[Document | TargetTable]:
    """A body of one table or document, or a list of them.

    :raises Problem: as :func:`checked`.
    """
    tree = _tree(body)
    items = tree if isinstance(tree, list) else [tree]
    if not items:
        raise field_problem("body", say("是空的列表，请给出至少一张表", "is an empty list; give at least one table"))
    found: list[Document | TargetTable] = []
    for number, item in enumerate(items):
        place: tuple[Any, ...] = (number,) if isinstance(tree, list) else ()
        if not isinstance(item, dict) or not {"tables", "indicators", "project"} & item.keys():
            raise field_problem(
                path_of(place),
                say("不是项目绩效目标表（缺少 project 和 indicators）", "is no target table (it has neither project nor indicators)"),
            )
        document = "tables" in item
        found.append(_validated(Document, item, place) if document else _validated(TargetTable, item, place))
    return found


def _validated(model: type[M], tree: Any, place: tuple[Any, ...]) -> M:
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        problems: Sequence[Any] = error.errors(include_url=False)
        raise invalid(of_pydantic([one | {"loc": (*place, *one["loc"])} for one in problems])) from None


def _tree(body: bytes) -> Any:
    text = body.decode("utf-8-sig", errors="surrogateescape")
    try:
        tree = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        field = say("请求内容", "the body")
        zh, en = ("不是UTF-8编码", "is not UTF-8") if not _is_utf8(text) else ("不是正确的JSON", "is not valid JSON")
        raise Problem("malformed", say(f"{field}{zh}，请检查。", f"{field} {en}; check it."), [
            FieldError(field="body", message=say(zh, en))
        ]) from None  # fmt: skip
    _look(tree, ())
    return tree


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _look(tree: Any, place: tuple[Any, ...]) -> None:
    """Refuse what no field takes, before any field is looked at: text that is no text, numbers beyond all money, endless nesting."""
    if len(place) > MAX_DEPTH:
        raise field_problem(path_of(place[:6]), say("嵌套过深", "is nested too deep"))
    match tree:
        case str():
            _look_at_text(tree, place)
        case bool() | None:
            return
        case int() | float():
            if not math.isfinite(tree) or abs(tree) > MAX_AMOUNT:
                raise _out_of_range(place)
        case list():
            if len(tree) > MAX_ITEMS:
                raise field_problem(path_of(place), say(f"超过{MAX_ITEMS}项的上限", f"has more than {MAX_ITEMS} items"))
            for number, item in enumerate(tree):
                _look(item, (*place, number))
        case dict():
            for name, item in tree.items():
                if not _is_utf8(name):
                    raise field_problem(path_of((*place, "?")), say("的名称不是UTF-8编码", "has a name that is not UTF-8"), "malformed")
                _look(item, (*place, name[:60]))


def _look_at_text(text: str, place: tuple[Any, ...]) -> None:
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    limit = MAX_VALUE if name in _VALUES else MAX_TEXT
    if len(text) > limit:
        raise field_problem(path_of(place), say(f"有{len(text)}字，超过{limit}字的上限", f"has {len(text)} characters, more than {limit}"))
    if not _is_utf8(text):
        raise field_problem(path_of(place), say("不是UTF-8编码", "is not UTF-8"), "malformed")
    if "\0" in text:
        raise field_problem(path_of(place), say("含有空字符（U+0000）", "holds a NUL character (U+0000)"))
    if name in _NUMBERS and len(text) > 0:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return  # the model of the field says what it is
        if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
            raise _out_of_range(place)


def _out_of_range(place: tuple[Any, ...]) -> Problem:
    return field_problem(path_of(place), say("的数字超出范围", "has a number out of range"))


def check_query(request: Request) -> None:
    """Refuse a query that is not UTF-8, which would otherwise be read with replacement characters.

    :raises Problem: 400 naming the parameter.
    """
    for pair in request.scope.get("query_string", b"").split(b"&"):
        name, _, value = pair.partition(b"=")
        try:
            unquote_to_bytes(value).decode("utf-8")
            unquote_to_bytes(name).decode("utf-8")
        except UnicodeDecodeError:
            shown = name.decode("ascii", "replace")[:40]
            raise field_problem(shown, say("不是UTF-8编码", "is not UTF-8"), "malformed") from None

"""The addresses of the API: each says who may ask, reads the body, and hands the work to a thread."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import TypeAdapter

from zhibiao.audit.catalogue import catalogue, expand, explain
from zhibiao.audit.findings import Report
from zhibiao.domain.tables import Document, TargetTable
from zhibiao.knowledge.forms import load_profile
from zhibiao.messages import InputError, say
from zhibiao.recommend.suggestion import Suggestion, ValueSuggestion
from zhibiao.search import IndicatorHit
from zhibiao_service.incoming import Upload, check_query, checked, checked_tables, is_multipart, json_body, uploads
from zhibiao_service.keys import Role, check_role
from zhibiao_service.problems import FieldError, Problem, field_problem
from zhibiao_service.shapes import Feedback, Health, ModelAnswer, Receipt, RuleExplained, RuleSummary, SuggestRequest, ValuesRequest

if TYPE_CHECKING:
    from zhibiao_service.app import Service
    from zhibiao_service.knowledge import Loaded

router = APIRouter()

MAX_TABLES = 300  # of one audit: a department's document has under a hundred
_JSON_LINES = "application/x-ndjson"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SARIF = "application/sarif+json"
# written straight to bytes: model_dump_json makes text of them, which would be encoded again
_DOCUMENTS = TypeAdapter(list[Document])
_HITS = TypeAdapter(list[IndicatorHit])
_RULES = TypeAdapter(list[RuleSummary])
_SUGGESTION = TypeAdapter(Suggestion)
_REPORT = TypeAdapter(Report)

Text = Annotated[str | None, Query(max_length=300)]
AuditFormat = Literal["json", "sarif", "html", "docx"]


def service_of(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


def allowed(*roles: Role) -> Any:
    """Who may ask: holders of a key with one of ``roles``, administrators, and everybody where there are no keys."""

    async def check(request: Request) -> None:
        service = service_of(request)
        if service.keys is not None:
            holder = service.keys.holder(request.headers.get("authorization"))
            request.scope["key"] = holder.name
            check_role(holder, roles)
            service.limiter.take(holder.name)
        check_query(request)

    return Depends(check)


def answering(request: Request) -> Loaded:
    """The snapshot that answers this request, whatever comes after it."""
    loaded = service_of(request).knowledge.now
    request.scope["answered_by"] = loaded
    return loaded


async def work(request: Request, job: Callable[[], bytes], status: int = 200, media: str = "application/json") -> Response:
    return Response(await service_of(request).work.run(job), status, media_type=media)


@router.post("/v1/parse", response_model=list[Document], dependencies=[allowed("draft", "audit")], tags=["documents"])
async def parse(request: Request) -> Response:
    """读取上传的文件（字段 file，可多份），给出读到的内容。Read uploaded documents."""
    if not is_multipart(request):
        raise Problem("unsupported-media-type", say("请用 multipart/form-data 上传文件。", "upload files as multipart/form-data."))
    answering(request)
    documents = await _read(request, await uploads(request))
    return await work(request, lambda: _DOCUMENTS.dump_json(documents))


@router.post("/v1/suggest", response_model=Suggestion, dependencies=[allowed("draft")], tags=["drafting"])
async def suggest(request: Request) -> Response:
    """为一个项目推荐完整的绩效目标表。Suggest a complete target table for a project."""
    loaded = answering(request)
    body = await json_body(request)

    def job() -> bytes:
        asked = checked(SuggestRequest, body)
        if not asked.project.text.strip():
            raise field_problem("project.name", say("缺失，请给出项目名称", "is missing; give the project's name"))
        return _SUGGESTION.dump_json(loaded.zb.suggest(asked.project, limit=asked.limit, weights=asked.weights))

    return await work(request, job)


@router.post("/v1/values", response_model=ValueSuggestion, dependencies=[allowed("draft")], tags=["drafting"])
async def values(request: Request) -> Response:
    """为一个指标推荐指标值。Suggest a value for one indicator."""
    loaded = answering(request)
    body = await json_body(request)

    def job() -> bytes:
        asked = checked(ValuesRequest, body)
        if not asked.indicator.strip():
            raise field_problem("indicator", say("不能为空", "must not be empty"))
        return loaded.zb.values(asked.indicator, asked.project, level2=asked.level2).model_dump_json().encode()

    return await work(request, job)


@router.post("/v1/audit", response_model=Report, dependencies=[allowed("draft", "audit")], tags=["auditing"])
async def audit(
    request: Request,
    select: Text = None,
    ignore: Text = None,
    min_severity: Literal["info", "warning", "error"] = "info",
    profile: Annotated[str | None, Query(pattern=r"^[\w-]{1,60}$")] = None,
    format: AuditFormat = "json",
) -> Response:
    """审核绩效目标表：JSON 为一张表、一份文件或它们的列表；或上传文件（字段 file）。Audit tables or documents.

    ``select`` 和 ``ignore`` 为规则代码或类别，用逗号分开。``format=docx`` 在上传的 Word 文件上批注。
    """
    loaded = answering(request)
    only, never = _codes("select", select), _codes("ignore", ignore)
    files: list[Upload] = []
    read: Sequence[Document | TargetTable] = ()
    body = b""
    if is_multipart(request):
        files = await uploads(request)
        read = await _read(request, files)
    else:
        body = await json_body(request)

    def job() -> tuple[Report, list[Document]]:
        documents = read or checked_tables(body)
        count = sum(len(one.tables) if isinstance(one, Document) else 1 for one in documents)
        if count > MAX_TABLES:
            raise Problem(
                "too-large",
                say(
                    f"有{count}张表，超过{MAX_TABLES}张的上限，请拆分后再审核。", f"{count} tables are more than {MAX_TABLES}; split them."
                ),
            )
        form = None
        if profile is not None:
            try:
                form = load_profile(profile, *loaded.zb.places.forms)
            except InputError as error:
                raise _refused("profile", error) from None
        report = loaded.zb.audit(documents, profile=form, select=only, ignore=never, min_severity=min_severity)
        return report, [one for one in documents if isinstance(one, Document)]

    if format == "json":
        return await work(request, lambda: _REPORT.dump_json(job()[0]))
    report, documents = await service_of(request).work.run(job)
    return await _rendered(request, report, documents, files, format)


@router.post(
    "/v1/feedback", response_model=Receipt, status_code=201, dependencies=[allowed("draft", "audit")], tags=["feedback"],
    responses={200: {"model": Receipt, "description": "已保存过 · stored before"}},
)  # fmt: skip
async def feedback(request: Request) -> Response:
    """记录采用、修改、删去的推荐和不采纳的问题。Store what a drafter made of a suggestion or an audit.

    返回时已写入数据库；同一编号（id）重复发送只保存一次。
    """
    service = service_of(request)
    body = await json_body(request)
    given = await service.work.run(lambda: checked(Feedback, body))
    receipt = await asyncio.to_thread(service.feedback.add, given, request.scope.get("key"))
    if not receipt.known:
        for row in given.rows:
            service.metrics.feedback.labels(row.action).inc()
        service.metrics.feedback.labels("dismissed").inc(len(given.dismissed))
    return Response(receipt.model_dump_json(), 200 if receipt.known else 201, media_type="application/json")


@router.get("/v1/feedback/corpus", response_class=StreamingResponse, dependencies=[allowed("admin")], tags=["feedback"])
async def feedback_corpus(request: Request) -> Response:
    """采用的行，每份草稿一张表，按语料格式逐行输出。The rows that were kept, as lines of a corpus."""
    return await _lines(service_of(request).feedback.corpus_lines())


@router.get("/v1/feedback/labels", response_class=StreamingResponse, dependencies=[allowed("admin")], tags=["feedback"])
async def feedback_labels(request: Request) -> Response:
    """每一项决定，逐行输出。Every decision, one a line."""
    return await _lines(service_of(request).feedback.label_lines())


@router.get("/v1/indicators", response_model=list[IndicatorHit], dependencies=[allowed("draft", "audit")], tags=["knowledge"])
async def indicators(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=300)], limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> Response:
    """在指标库和语料中查找指标。Search indicators of library and corpus."""
    loaded = answering(request)
    return await work(request, lambda: _HITS.dump_json(loaded.zb.search(q, limit)))


@router.get("/v1/rules", response_model=list[RuleSummary], dependencies=[allowed("draft", "audit")], tags=["knowledge"])
async def rules(request: Request) -> Response:
    """审核规则一览。The audit rules."""
    return await work(request, lambda: _RULES.dump_json([RuleSummary(**info._asdict()) for info in catalogue()]))


@router.get("/v1/rules/{code}", response_model=RuleExplained, dependencies=[allowed("draft", "audit")], tags=["knowledge"])
async def rule(request: Request, code: str) -> Response:
    """一条规则的说明。One rule explained."""

    def job() -> bytes:
        info = next((one for one in catalogue() if one.code == code.strip().upper()), None)
        try:
            text = explain(code[:40])
        except InputError as error:
            raise Problem("not-found", str(error), [FieldError(field="code", message=str(error))]) from None
        assert info is not None
        return RuleExplained(**info._asdict(), documentation=text).model_dump_json().encode()

    return await work(request, job)


@router.get("/v1/model", response_model=ModelAnswer, dependencies=[allowed("draft", "audit")], tags=["knowledge"])
async def model(request: Request) -> Response:
    """正在回答的模型：名称、版本、评估结果和语料数量。The snapshot that answers."""
    loaded = answering(request)
    return await work(request, lambda: loaded.about.model_dump_json().encode())


@router.get("/healthz", response_model=Health, tags=["operation"])
async def healthz() -> Health:
    """进程在运行。The process is up."""
    return Health(status="ok")


@router.get("/readyz", response_model=Health, tags=["operation"])
async def readyz(request: Request) -> Health:
    """模型已加载。The snapshot is loaded."""
    _ = service_of(request).knowledge.now
    return Health(status="ready")


@router.get("/metrics", response_class=Response, dependencies=[allowed("admin")], tags=["operation"])
async def metrics(request: Request) -> Response:
    """Prometheus 指标。Metrics for Prometheus."""
    found = service_of(request).metrics
    return Response(found.text(), media_type=found.content_type)


async def _read(request: Request, files: Sequence[Upload]) -> list[Document]:
    service = service_of(request)
    before = service.reader.killed
    try:
        return [await service.reader.read(file) for file in files]
    finally:
        service.metrics.killed.inc(service.reader.killed - before)


def _codes(field: str, given: str | None) -> list[str] | None:
    if given is None:
        return None
    codes = [code.strip() for code in given.replace("，", ",").split(",") if code.strip()]
    try:
        if not codes:
            raise InputError(say("规则代码为空，请写成 A01,V 这样。", "no rule code is given; write A01,V."))
        expand(codes)
    except InputError as error:
        raise _refused(field, error) from None
    return codes


def _refused(field: str, error: InputError) -> Problem:
    message = str(error).rstrip("。.")
    return field_problem(field, say(f"：{message}", f": {message}"))


async def _rendered(request: Request, report: Report, documents: list[Document], files: Sequence[Upload], format: AuditFormat) -> Response:
    from zhibiao.audit.report_html import render_html
    from zhibiao.audit.report_sarif import render_sarif

    service = service_of(request)
    if format == "sarif":
        return await work(request, lambda: render_sarif(report).encode(), media=_SARIF)
    if len(documents) != len(report.files) or (format == "docx" and len(files) != 1):
        raise field_problem(
            "format",
            say(
                f"为 {format} 时须给出文件，docx 每次一份", f"{format} is made of documents, not of bare tables; docx of one uploaded file"
            ),
        )
    if format == "html":
        data, media, name = (
            await service.work.run(lambda: render_html(report, documents).encode()),
            "text/html; charset=utf-8",
            "audit.html",
        )
    else:
        data, media, name = await service.reader.annotate(files[0], report, documents[0]), _DOCX, "audit.docx"
    return Response(data, media_type=media, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})


async def _lines(lines: Iterator[str]) -> Response:
    first = await asyncio.to_thread(lambda: list(itertools.islice(lines, 1)))  # a database that is away is told of before anything is sent
    return StreamingResponse(itertools.chain(first, lines), media_type=_JSON_LINES)

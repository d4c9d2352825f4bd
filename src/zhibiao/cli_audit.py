"""Commands of the audit: ``audit``, ``fix`` and ``rules``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhibiao import inputs, output
from zhibiao.messages import InputError, say
from zhibiao.options import Corpus, Debug, Lang, Library, Model, Out, ProfileName, Quiet
from zhibiao.usage import Command, both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhibiao.audit.findings import Report
    from zhibiao.audit.settings import AuditSettings
    from zhibiao.batch import Audited, Task
    from zhibiao.domain.tables import Document

FORMATS = ("text", "json", "sarif", "html", "docx")


def register(app: typer.Typer) -> None:
    """Put the commands of the audit under ``zhibiao``."""
    app.command(cls=Command, help=both("审核绩效目标表。", "Audit target tables."))(audit)
    app.command(cls=Command, help=both("在副本上改正可以安全修改的地方。", "Apply the safe fixes to a copy."))(fix)
    app.command(cls=Command, help=both("列出审核规则，或说明一条规则。", "List the audit rules, or explain one."))(rules)


Select = Annotated[
    str | None, typer.Option("--select", metavar="CODES", help=both("只用这些规则，如 A01,V。", "Only these rules, such as A01,V."))
]
Ignore = Annotated[str | None, typer.Option("--ignore", metavar="CODES", help=both("不用这些规则。", "Not these rules."))]


def audit(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help=both("文件或文件夹，- 表示标准输入。", "Files or folders; - is standard input.")),
    ],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help=both("输出格式，默认 text；docx 须配合 -o。", "Output format; text by default; docx needs -o."),
        ),
    ] = "text",
    out: Out = None,
    select: Select = None,
    ignore: Ignore = None,
    min_severity: Annotated[
        str | None,
        typer.Option(
            "--min-severity", metavar="info|warning|error", help=both("只显示这一级别以上的问题。", "Show findings from this severity up.")
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="FILE", help=both("只列出基线之外的新问题。", "Only what the baseline does not know.")),
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option("--write-baseline", metavar="FILE", help=both("把现有问题记为基线。", "Record today's findings as a baseline.")),
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help=both("有错误也以0退出。", "Exit 0 even with findings at error."))] = False,
    profile: ProfileName = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao.audit.settings import read_audit_settings
    from zhibiao.batch import audit_files, combined, files_under

    inputs.one_of("--format", format, FORMATS)
    settings = read_audit_settings()
    known = _known(baseline or settings.baseline) if write_baseline is None else frozenset()
    task = _task(settings, profile, select, ignore, min_severity, known, model, corpus, library)
    task = replace(task, keep_documents=format in ("html", "docx"), keep_found=write_baseline is not None)
    names = files_under(files)
    path, record = inputs.path(out, names), inputs.path(write_baseline, names)
    if path is not None and path == record:
        raise InputError(say("报告和基线不能写到同一个文件。", "report and baseline cannot be written to the same file."))
    if not names:
        raise InputError(say("文件夹中没有可以读取的文件，请检查路径。", "the folder holds no file that can be read; check the path."))
    if format == "docx":
        return _commented(names, task, path, exit_zero=exit_zero, record=record)
    results: list[Audited] = []
    with output.progress(say("审核", "auditing"), quiet=quiet) as tell:
        for result in audit_files(names, task, inputs.read, tell):
            if result.refused is not None:
                output.complain(result.refused)
            results.append(result)
    failed = any(result.refused is not None for result in results)
    if not failed or any(result.report is not None for result in results):
        report, documents = combined(results)
        output.result(_rendered(report, documents, format), path)
        _record(record, results, quiet=quiet)
        if report.summary.error and not failed and record is None:
            return 0 if exit_zero else 1
    return 2 if failed else 0


def _task(
    settings: AuditSettings,
    profile: str | None,
    select: str | None,
    ignore: str | None,
    min_severity: str | None,
    known: frozenset[str],
    model: str | None,
    corpus: str | None,
    library: str | None,
) -> Task:
    """What options and settings ask for, checked before any file is read."""
    from zhibiao.audit.catalogue import expand
    from zhibiao.audit.decisions import Decisions
    from zhibiao.audit.findings import SEVERITIES
    from zhibiao.batch import Task

    least = min_severity or settings.min_severity or "info"
    inputs.one_of("--min-severity" if min_severity else "min-severity", least, SEVERITIES)
    only, never = inputs.codes(select) or settings.select, inputs.codes(ignore) or settings.ignore
    for entries in (only, never):
        expand(entries or ())
    return Task(
        model=model,
        corpus=corpus,
        library=library,
        profile=inputs.profile(profile),
        select=None if only is None else tuple(only),
        ignore=None if never is None else tuple(never),
        min_severity=least,
        decisions=Decisions.of(settings.severity, settings.suppress, known),
    )


def _known(baseline: str | None) -> frozenset[str]:
    from zhibiao.audit.baseline import read_baseline

    return read_baseline(Path(baseline)) if baseline else frozenset()


def _record(path: Path | None, results: Sequence[Audited], *, quiet: bool) -> None:
    if path is None:
        return
    from zhibiao.audit.baseline import baseline_text

    found = [finding for result in results for finding in result.found]
    output.result(baseline_text(found), path)
    count = len({finding.fingerprint for finding in found})
    output.note(say(f"已把{count}条问题记入基线“{path}”。", f"{count} findings were recorded in the baseline {path}."), quiet=quiet)


def _rendered(report: Report, documents: Sequence[Document], format: str) -> str:
    if format == "json":
        from zhibiao.audit.report_json import render_json

        return render_json(report)
    if format == "sarif":
        from zhibiao.audit.report_sarif import render_sarif

        return render_sarif(report)
    if format == "html":
        from zhibiao.audit.report_html import render_html

        return render_html(report, documents)
    from zhibiao import render
    from zhibiao.audit.report_text import render_text

    return render_text(report, width=render.terminal_width())


def _commented(names: Sequence[str], task: Task, path: Path | None, *, exit_zero: bool, record: Path | None) -> int:
    """One document with its findings as comments."""
    from zhibiao import exports
    from zhibiao.audit.report_docx import is_word, render_docx
    from zhibiao.batch import audit_files

    if path is None:
        raise InputError(say("docx 不能输出到屏幕，请用 -o 指定文件。", "docx cannot be printed; name a file with -o."))
    if len(names) != 1:
        raise InputError(
            say(
                f"docx 报告一次只批注一份文件，给出了{len(names)}份，请逐份审核或改用 --format html。",
                f"a docx report comments one document, and {len(names)} were named; audit them one by one or use --format html.",
            )
        )
    document, data = inputs.read_with_data(names[0])
    (result,) = audit_files(names, task, lambda _: document)
    if result.report is None:
        output.complain(result.refused or "")
        return 2
    exports.save(path, render_docx(result.report, document, data if is_word(data) else None))
    _record(record, [result], quiet=True)
    return 1 if result.report.summary.error and not exit_zero and record is None else 0


def fix(
    file: Annotated[str, typer.Argument(metavar="FILE", help=both("要修改的文件，原文件不变。", "The file; it stays as it is."))],
    out: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=both("写出的副本：.docx、.json 或 .jsonl。", "The copy: .docx, .json or .jsonl.")
        ),
    ] = None,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe", help=both("同时列出须由人确定的修改，不作改动。", "Also show the fixes that are for people to decide.")),
    ] = False,
    select: Select = None,
    ignore: Ignore = None,
    profile: ProfileName = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports
    from zhibiao.api import load
    from zhibiao.audit import fixes
    from zhibiao.audit.engine import Examination, examine
    from zhibiao.audit.report_docx import is_word
    from zhibiao.audit.settings import read_audit_settings

    path = inputs.path(out, [file])
    kind = path.suffix.lower() if path is not None else ""
    if path is None or kind not in (".docx", ".json", ".jsonl"):
        raise InputError(
            say("请用 -o 指定副本的文件名，扩展名为 .docx、.json 或 .jsonl。", "name the copy with -o; it ends in .docx, .json or .jsonl.")
        )
    task = _task(read_audit_settings(), profile, select, ignore, None, frozenset(), model, corpus, library)
    document, data = inputs.read_with_data(file)
    knowledge = load(model=model, corpus=corpus, library=library).belonging

    def audited(one: Document) -> Examination:
        return examine(one, profile=task.profile, select=task.select, ignore=task.ignore, decisions=task.decisions, knowledge=knowledge)

    fixed = fixes.fix(document, audited)
    changes = fixed.changes
    if kind == ".docx" and is_word(data):
        payload, changes = fixes.written(data, document.file, changes)
    elif kind == ".docx":
        payload = exports.docx(fixed.document)
    elif kind == ".json":
        payload = (exports.json_text(fixed.document) + "\n").encode("utf-8")
    else:
        payload = exports.json_lines(fixed.document).encode("utf-8")
    exports.save(path, payload)
    output.result(fixes.fix_text(changes, fixed.left, unsafe=unsafe))
    return 0


def rules(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help=both("规则代码，如 A01；或类别，如 V。", "Code of a rule, such as A01; or a family, such as V.")
        ),
    ] = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import render
    from zhibiao.audit import catalogue, explain

    family = catalogue(code)
    output.result(render.rules_text(family, render.terminal_width()) if family or not code else explain(code))
    return 0

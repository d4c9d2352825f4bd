"""The command line: each command is the library said aloud."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from zhibiao import cli_audit, cli_learning, cli_library, cli_retrain, cli_serve, inputs, output
from zhibiao.messages import LANGUAGES, InputError, ZhibiaoError, say, speaking
from zhibiao.options import (
    Budget,
    Corpus,
    Debug,
    Files,
    From,
    Goals,
    Lang,
    Library,
    Model,
    Name,
    Out,
    ProfileName,
    Purpose,
    Quiet,
    Template,
    Unit,
    Year,
)
from zhibiao.paths import read_settings
from zhibiao.usage import PROGRAM, Command, CommandGroup, both, is_usage_error, language_asked_for, usage_sentence

if TYPE_CHECKING:
    from zhibiao.domain.tables import TargetTable
    from zhibiao.knowledge.forms import Profile

app = typer.Typer(
    cls=CommandGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=both(
        "绩效指标：为预算项目推荐指标与指标值，审核项目绩效目标表。",
        "Indicators and values for Chinese budget performance target tables, and audits of such tables.",
    ),
)


app.add_typer(cli_library.app, name="library")


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    output.use_utf8()
    raise SystemExit(run(sys.argv[1:] if args is None else args))


def run(args: Sequence[str]) -> int:
    """Run the command line.

    :return: 0 nothing at ``error``, 1 findings at ``error``, 2 could not run.
    """
    asked = language_asked_for(args)
    with speaking(asked if asked in LANGUAGES else "zh"):
        try:
            with speaking(_language(asked)):
                return _answered(list(args))
        except ZhibiaoError as error:
            return _failed(error, args)


def _answered(args: list[str]) -> int:
    try:
        code = app(args, prog_name=PROGRAM, standalone_mode=False)
    except ZhibiaoError as error:
        return _failed(error, args)
    except (KeyboardInterrupt, typer.Abort):
        output.complain(say("已中断。", "interrupted."))
        return 130
    except Exception as error:
        if is_usage_error(error):
            return _failed(InputError(usage_sentence(error)), args)
        if "--debug" in args:
            raise
        kind = type(error).__name__
        output.complain(
            say(
                f"程序内部出错（{kind}），这是本程序的缺陷，请加 --debug 重新运行并报告输出。",
                f"internal error ({kind}): this is a defect of the program; run again with --debug and report what it prints.",
            )
        )
        return 2
    return code if isinstance(code, int) else 0


def _failed(error: ZhibiaoError, args: Sequence[str]) -> int:
    if "--debug" in args:
        import traceback

        output.complain("".join(traceback.format_exception(error)))
    output.complain(str(error))
    return 2


def _language(asked: str | None) -> str:
    where = "--lang"
    language = asked
    if language is None:
        where, language = say("环境变量 ZHIBIAO_LANG", "the environment variable ZHIBIAO_LANG"), os.environ.get("ZHIBIAO_LANG")
    language = language or read_settings().get("lang") or "zh"  # the settings are checked where they are read
    if language not in LANGUAGES:
        shown = language[:20]
        raise InputError(say(f"{where} 为“{shown}”，只能是 zh 或 en。", f"{where} is {shown!r}; it takes zh or en."))
    return language


def _version(asked: bool) -> None:
    if asked:
        import zhibiao

        output.result(f"{PROGRAM} {zhibiao.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _no_command(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=both("显示版本。", "Show the version."))
    ] = False,
    lang: Lang = None,
) -> None:
    if context.invoked_subcommand is None:
        output.result(context.get_help())


@app.command(cls=Command, help=both("读取文件，输出读到的内容。", "Read documents and print what was understood."))
def parse(
    files: Files,
    format: Annotated[
        str, typer.Option("--format", metavar="json|table", help=both("输出格式，默认 json。", "Output format; json by default."))
    ] = "json",
    out: Out = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports

    inputs.one_of("--format", format, ("json", "table"))
    path = inputs.path(out, files)
    documents, failed = inputs.read_all(files, quiet)
    if documents or not failed:
        output.result(exports.documents_text(documents, format), path)
    return 2 if failed else 0


@app.command(cls=Command, help=both("为一个项目推荐完整的绩效目标表。", "Suggest a complete target table for a project."))
def suggest(
    name: Name = None,
    purpose: Purpose = None,
    goal: Goals = None,
    budget: Budget = None,
    unit: Unit = None,
    year: Year = None,
    from_file: From = None,
    limit: Annotated[
        str | None,
        typer.Option(
            "--limit",
            metavar="N",
            help=both("指标行数；默认给出8至12行的完整表。", "Number of rows; a complete table of 8 to 12 by default."),
        ),
    ] = None,
    weights: Annotated[
        bool, typer.Option("--weights", help=both("给出每行的权重，合计按表式。", "Give each row its weight; the sum is the form's."))
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="table|json|csv|docx|xlsx",
            help=both(
                "输出格式，默认看 -o 的文件名，否则 table；docx 和 xlsx 须配合 -o。",
                "Output format; by the name after -o, else table; docx and xlsx need -o.",
            ),
        ),
    ] = None,
    out: Out = None,
    profile: ProfileName = None,
    template: Template = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports
    from zhibiao.api import MAX_LIMIT, load
    from zhibiao.domain.tables import Document

    path = inputs.path(out, [one for one in (from_file, template) if one])
    named = path.suffix.lower()[1:] if path is not None else ""
    format = format or (named if named in ("json", "csv", "docx", "xlsx") else "table")
    inputs.one_of("--format", format, ("table", "json", "csv", "docx", "xlsx"))
    suffix = f".{format}"
    if suffix in exports.FORMS and path is None:
        raise InputError(say(f"{format} 不能输出到屏幕，请用 -o 指定文件。", f"{format} cannot be printed; name a file with -o."))
    own_form = inputs.template(template, suffix)
    rows = inputs.number("--limit", limit, 1, MAX_LIMIT)
    project = inputs.project(name, purpose, goal, budget, unit, year, from_file)
    form = inputs.profile(profile)
    suggestion = load(model=model, corpus=corpus, library=library, profile=form or "hebei").suggest(project, limit=rows, weights=weights)
    if path is not None and suffix in exports.FORMS:
        document = Document(file="suggestion", tables=(suggestion.to_target_table(),))
        exports.save(path, exports.converted(document, suffix, form, own_form))
        if own_form is None:
            _note_left_out(document.tables, form, quiet)
    elif path is not None and format == "csv":
        exports.save(path, exports.suggestion_csv(suggestion).encode("utf-8-sig"))  # the mark tells spreadsheets it is UTF-8
    else:
        output.result(exports.suggestion_text(suggestion, format), path)
    return 0


@app.command(cls=Command, help=both("为一个指标推荐指标值。", "Suggest a value for one indicator."))
def values(
    indicator: Annotated[str, typer.Option("--indicator", metavar="TEXT", help=both("三级指标名称。", "Name of the indicator."))],
    level2: Annotated[
        str | None, typer.Option("--level2", metavar="数量指标", help=both("二级指标，任何写法均可。", "Its level 2, in any spelling."))
    ] = None,
    name: Name = None,
    purpose: Purpose = None,
    goal: Goals = None,
    budget: Budget = None,
    unit: Unit = None,
    year: Year = None,
    format: Annotated[
        str, typer.Option("--format", metavar="table|json", help=both("输出格式，默认 table。", "Output format; table by default."))
    ] = "table",
    out: Out = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports, render
    from zhibiao.api import load

    inputs.one_of("--format", format, ("table", "json"))
    path = inputs.path(out)
    project = inputs.project(name, purpose, goal, budget, unit, year, None, takes_from=False)
    answer = load(model=model, corpus=corpus, library=library).values(indicator, project, level2=level2)
    output.result(exports.json_text(answer) if format == "json" else render.value_text(indicator, answer, render.terminal_width()), path)
    return 0


# in the order of a day's work: what stands below is listed below
cli_audit.register(app)


@app.command(
    cls=Command,
    help=both(
        "转换格式：按文件名写出 .docx、.xlsx、.json、.jsonl 或 .csv。",
        "Convert a document; the name says what is written: .docx, .xlsx, .json, .jsonl or .csv.",
    ),
)
def convert(
    source: Annotated[str, typer.Argument(metavar="FILE", help=both("要读取的文件。", "The file to read."))],
    target: Annotated[str, typer.Argument(metavar="TARGET", help=both("要写出的文件。", "The file to write."))],
    profile: ProfileName = None,
    template: Template = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports

    path = inputs.path(target, [source, *([template] if template else [])])
    kind = path.suffix.lower() if path is not None else ""
    if path is None or kind not in exports.CONVERTED:
        known = exports.CONVERTED
        raise InputError(
            say(f"不能写出“{target}”，能写出的有：{'、'.join(known)}。", f"cannot write {target}; what can be written: {', '.join(known)}.")
        )
    own_form = inputs.template(template, kind)
    form = inputs.profile(profile)
    document = inputs.read(source)
    exports.save(path, exports.converted(document, kind, form, own_form))
    if kind in exports.FORMS and own_form is None:
        _note_left_out(document.tables, form, quiet)
    if kind != ".json" and (kind != ".docx" or own_form) and (document.overall_goals or document.sub_goals):
        output.note(
            say("正文（总体目标、分项目标）没有写出，只写出了绩效目标表。", "only the tables were written, not the narrative."), quiet=quiet
        )
    for item in document.unread:
        output.note(say(f"未能读取：{item.where}：{item.why}", f"not read: {item.where}: {item.why}"), quiet=quiet)
    return 0


def _note_left_out(tables: Sequence[TargetTable], form: Profile | None, quiet: bool) -> None:
    from zhibiao.documents.form_columns import left_out

    missing = left_out(tables, form)
    if form is not None and missing:
        listed = say("、", ", ").join(missing)
        output.note(say(f"表式{form.name}没有这些栏，没有写出：{listed}", f"the form {form.name} has no place for: {listed}"), quiet=quiet)


@app.command("import", cls=Command, help=both("把文件中的绩效目标表加入语料。", "Add the tables of documents to a corpus."))
def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE|DIR...", help=both("文件或文件夹。", "Files or folders."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("只报告，不写入。", "Report only, write nothing."))] = False,
    format: Annotated[
        str, typer.Option("--format", metavar="table|json", help=both("输出格式，默认 table。", "Output format; table by default."))
    ] = "table",
    out: Out = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports
    from zhibiao.api import import_tables

    inputs.one_of("--format", format, ("table", "json"))
    path = inputs.path(out, files)
    if "-" in files:
        raise InputError(
            say(
                "import 不读取标准输入：语料要记下来源，请给出文件或文件夹。",
                "import does not read standard input, for a corpus names its sources; give files or folders.",
            )
        )
    with output.progress(say("导入", "importing"), quiet=quiet) as tell:
        report = import_tables(files, corpus=corpus, library=library, dry_run=dry_run, progress=tell)
    output.result(exports.import_text(report, format), path)
    refused = [file.refused for file in report.files if file.refused is not None]
    for sentence in refused:
        output.complain(sentence)
    return 2 if refused else 0


cli_learning.register(app)
cli_retrain.register(app)
cli_serve.register(app)

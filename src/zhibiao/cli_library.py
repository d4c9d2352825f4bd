"""``zhibiao library``: search the indicators that are known, show a topic whole, check a library's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhibiao import output
from zhibiao.messages import InputError, say
from zhibiao.options import Corpus, Debug, Lang, Library, Model, Quiet
from zhibiao.usage import Command, CommandGroup, both

app = typer.Typer(cls=CommandGroup, help=both("指标库：检索、查看、检查。", "The indicator library: search, show, lint."))


@app.callback(invoke_without_command=True)
def _no_command(context: typer.Context, lang: Lang = None) -> None:
    if context.invoked_subcommand is None:
        output.result(context.get_help())


@app.command(cls=Command, help=both("按词检索指标库和语料里的指标。", "Search indicators in library and corpus."))
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=both("要找的词。", "The words to look for."))],
    limit: Annotated[int, typer.Option("--limit", metavar="N", help=both("最多几条，默认 20。", "At most so many; 20 by default."))] = 20,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import api, render_library
    from zhibiao.language.normalise import key
    from zhibiao.render import terminal_width

    if not key(text):
        raise InputError(say("没有要找的词，请写上一个，如“验收合格率”。", "there is no word to look for; give one, such as 验收合格率."))
    hits = api.load(model=model, corpus=corpus, library=library).search(text, limit)
    if not hits:
        output.note(say(f"没有找到与“{text}”相近的指标。", f"nothing like “{text}” was found."), quiet=quiet)
        return 0
    output.result(render_library.hits_text(hits, terminal_width()))
    return 0


@app.command(cls=Command, help=both("显示一个主题的全部内容。", "Show a topic whole."))
def show(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help=both("主题的名称或编号。", "Name or id of the topic."))],
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import api, render_library
    from zhibiao.render import terminal_width

    found = api.load(model=model, corpus=corpus, library=library).topic(topic)
    output.result(render_library.topic_text(found, terminal_width()))
    return 0


@app.command(cls=Command, help=both("检查指标库文件，指出文件、行和字段。", "Check library files, naming file, line and field."))
def lint(
    directory: Annotated[
        str | None,
        typer.Argument(
            metavar="[DIR]", help=both("只看这个目录，它加在自带的指标库之上。", "Only this folder, on top of the shipped library.")
        ),
    ] = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao.knowledge.lint import lint as check
    from zhibiao.paths import existing, find_places

    folders = [existing(folder, "library") for folder in find_places(library=library).library]
    own_folder = _library_folder(directory) if directory is not None else None
    if own_folder is not None and not any(own_folder.is_relative_to(folder.resolve()) for folder in folders):
        folders.append(own_folder)
    library_, problems = check(folders)
    if own_folder is not None:
        problems = [problem for problem in problems if Path(problem.file).resolve().is_relative_to(own_folder)]
    for problem in problems:
        output.result(str(problem))
    entries = sum(len(topic.indicators) for topic in library_.topics)
    own = sum(entry.is_specific for topic in library_.topics for entry in topic.indicators)
    zh, en = (f"{directory}中", f" under {directory}") if directory is not None else ("", "")
    totals = say(
        f"主题{len(library_.topics)}个，指标{entries}条，其中专有指标{own}条；{zh}问题{len(problems)}处。",
        f"{len(library_.topics)} topics, {entries} indicators, {own} of them specific; {len(problems)} problems{en}.",
    )
    output.result(totals)
    return 1 if problems else 0


def _library_folder(directory: str) -> Path:
    """The folder to check, with files in it.

    :raises InputError: it is no folder, or holds no library file.
    """
    from zhibiao.knowledge.library_files import library_files

    folder = Path(directory).expanduser().resolve()
    if not folder.is_dir():
        raise InputError(say(f"“{directory}”不是已有的文件夹，请检查路径。", f"{directory} is no folder; check the path."))
    if not library_files(folder):
        raise InputError(
            say(f"目录{directory}里没有 .yaml 文件，请检查路径。", f"there is no .yaml file under {directory}; check the path.")
        )
    return folder

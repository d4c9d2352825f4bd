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
    from zhibiao.render import terminal_width

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
    directory: Annotated[str | None, typer.Argument(metavar="[DIR]", help=both("指标库目录。", "Library folder."))] = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao.knowledge.lint import lint as check
    from zhibiao.paths import existing, find_places

    places = find_places(library=library or directory)
    folders = [existing(folder, "library") for folder in places.library]
    if directory is not None and not any(Path(directory).rglob("*.yaml")):
        raise InputError(
            say(f"目录{directory}里没有 .yaml 文件，请检查路径。", f"there is no .yaml file under {directory}; check the path.")
        )
    library_, problems = check(folders)
    for problem in problems:
        output.result(str(problem))
    entries = sum(len(topic.indicators) for topic in library_.topics)
    own = sum(entry.is_specific for topic in library_.topics for entry in topic.indicators)
    totals = say(
        f"主题{len(library_.topics)}个，指标{entries}条，其中专有指标{own}条；问题{len(problems)}处。",
        f"{len(library_.topics)} topics, {entries} indicators, {own} of them specific; {len(problems)} problems.",
    )
    output.result(totals)
    return 1 if problems else 0

"""``zhibiao evaluate``: how good the answers are, on labelled tables."""

from __future__ import annotations

from typing import Annotated

import typer

from zhibiao import inputs, output
from zhibiao.messages import say
from zhibiao.options import Corpus, Debug, Lang, Library, Model, Quiet
from zhibiao.usage import Command, both


def register(app: typer.Typer) -> None:
    """Put the commands of learning under ``zhibiao``."""
    app.command(cls=Command, help=both("在带标签的表上评估推荐、归类和审核。", "Measure answers on the labelled tables."))(evaluate)


def evaluate(
    format: Annotated[
        str, typer.Option("--format", metavar="table|json", help=both("输出格式，默认 table。", "Output format; table by default."))
    ] = "table",
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports
    from zhibiao.learn.evaluate import evaluate as measure
    from zhibiao.render_evaluation import evaluation_text

    inputs.one_of("--format", format, ("table", "json"))
    with output.progress(say("评估", "measuring"), quiet=quiet) as tell:
        found = measure(model=model, corpus=corpus, library=library, progress=tell)
    output.result(exports.json_text(found) if format == "json" else evaluation_text(found))
    return 0

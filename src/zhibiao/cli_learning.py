"""``zhibiao evaluate``: how good the answers are, each document left out."""

from __future__ import annotations

from typing import Annotated

import typer

from zhibiao import inputs, output
from zhibiao.messages import say
from zhibiao.options import Corpus, Debug, Lang, Library, Model, Quiet
from zhibiao.usage import Command, both


def register(app: typer.Typer) -> None:
    """Put the commands of learning under ``zhibiao``."""
    app.command(cls=Command, help=both("逐份留出本文件，评估推荐、归类和审核。", "How good the answers are, each document left out."))(
        evaluate
    )


def evaluate(
    format: Annotated[
        str, typer.Option("--format", metavar="table|json", help=both("输出格式，默认 table。", "Output format; table by default."))
    ] = "table",
    anew: Annotated[
        bool,
        typer.Option(
            "--anew",
            help=both(
                "重新训练并评估（约几分钟）；默认显示模型训练时的评估结果，语料或指标库有变化时自动重新评估。",
                "Train and measure again (minutes). By default what was measured in training, unless corpus or library have changed.",
            ),
        ),
    ] = False,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    from zhibiao import exports
    from zhibiao.learn.evaluating import evaluate as measure
    from zhibiao.render_evaluation import evaluation_text

    inputs.one_of("--format", format, ("table", "json"))
    with output.progress(say("评估", "measuring"), quiet=quiet) as tell:
        found = measure(model=model, corpus=corpus, library=library, anew=anew, progress=lambda share: tell(round(1000 * share), 1000, ""))
    output.result(exports.json_text(found) if format == "json" else evaluation_text(found))
    return 0

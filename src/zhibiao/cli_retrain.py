"""``zhibiao retrain``: train on one's own corpus, and replace the old snapshot if the new one is no worse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from zhibiao import inputs, output
from zhibiao.messages import say
from zhibiao.options import Corpus, Debug, Lang, Library, Model, Quiet
from zhibiao.usage import Command, both

if TYPE_CHECKING:
    from zhibiao.domain.tables import TargetTable

_STEPS = 1000  # of the bar
_MOST_SEED = 2**31 - 1


def register(app: typer.Typer) -> None:
    """Put the command under ``zhibiao``."""
    app.command(
        cls=Command,
        help=both("用自己的语料重新训练模型，不差于原有模型才替换。", "Retrain on your own corpus; replaces the snapshot if no worse."),
    )(retrain)


def retrain(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE|DIR]...", help=both("先导入语料的文件或文件夹。", "Files or folders to import first.")),
    ] = None,
    exclude_source: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude-source",
            metavar="GLOB",
            help=both("不用这些来源的表（按文件名），可多次给出。", "Leave out tables of these files; may be given several times."),
        ),
    ] = None,
    output_dir: Annotated[
        str | None, typer.Option("--output", metavar="DIR", help=both("写到这个模型文件夹。", "The snapshot folder to write."))
    ] = None,
    encoder: Annotated[
        str,
        typer.Option(
            "--encoder",
            metavar="static|PATH",
            help=both(
                "static 为自行训练（默认），或本机sentence-transformers模型的文件夹。",
                "static trains our own (default); else the folder of a sentence-transformers model.",
            ),
        ),
    ] = "static",
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=both("随机种子，默认 1。", "Random seed, 1 by default."))] = None,
    force: Annotated[
        bool, typer.Option("--force", help=both("即使指标下降或无法比较也替换。", "Replace even if figures fall or cannot be compared."))
    ] = False,
    feedback: Annotated[
        str | None,
        typer.Option(
            "--feedback",
            metavar="URL",
            help=both("先取出服务数据库里采用的指标，加入语料。", "Take the rows that users accepted from the service's database first."),
        ),
    ] = None,
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
    inputs.one_of("--format", format, ("table", "json"))
    number = inputs.number("--seed", seed, 0, _MOST_SEED)
    from zhibiao import exports
    from zhibiao.learn.retrain import SEED
    from zhibiao.learn.retrain import retrain as learn
    from zhibiao.render import terminal_width
    from zhibiao.render_retrain import retrained_text

    accepted = None if feedback is None else _accepted(feedback)
    with output.progress(say("重新训练", "retraining"), quiet=quiet) as tell:
        found = learn(
            sources or (),
            accepted=accepted,
            exclude_sources=exclude_source or (),
            output=output_dir,
            encoder=encoder,
            seed=SEED if number is None else number,
            force=force,
            model=model,
            corpus=corpus,
            library=library,
            progress=lambda share, what: tell(int(share * _STEPS), _STEPS, what),
        )
    output.result(exports.json_text(found) if format == "json" else retrained_text(found, terminal_width()))
    for sentence in found.notes:
        output.note(sentence, quiet=quiet)
    refused = [file.refused for file in found.imported.files if file.refused] if found.imported else []
    for sentence in refused:
        output.complain(sentence)
    if found.why and not found.replaced:
        output.complain(found.why)
    return 0 if found.replaced and not refused else 2


def _accepted(url: str) -> Sequence[TargetTable]:
    from zhibiao.cli_serve import need_packages

    need_packages()
    from zhibiao_service.feedback import kept_tables

    return kept_tables(url)

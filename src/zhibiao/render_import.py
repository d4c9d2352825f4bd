"""What an import did, for a terminal: a line for each file, then the sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType

from zhibiao.messages import say
from zhibiao.render import WIDTH, Column, grid, printed

if TYPE_CHECKING:
    from zhibiao.knowledge.importing import ImportedFile, ImportReport

_SHOWN = 2  # kinds of repairs, and of what was not read, that a line has room for; JSON has all


def report_text(report: ImportReport, width: int = WIDTH) -> str:
    """The report of ``zhibiao import``: per file what was added, known, suspicious, repaired, not read or refused and why."""
    columns = (
        Column(say("文件", "File"), 30),
        *(
            Column(word, 8)
            for word in (
                say("新增", "Added"), say("已有", "Known"), say("可疑", "Suspect"), say("修正", "Repaired"), say("未读", "Unread"),
            )
        ),
        Column(say("说明", "Notes"), width),
    )  # fmt: skip
    parts: list[RenderableType] = []
    if report.files:
        parts.append(grid(columns, [_cells(file) for file in report.files], width))
    parts.append(
        say(
            f"合计：新增{report.added}张，已有{report.known}张，可疑指标{report.flagged}行（可疑的不用于推荐）",
            f"in all: {report.added} added, {report.known} known, {report.flagged} suspicious rows (never used for suggestions)",
        )
    )
    if report.refused:
        parts.append(say(f"未能读取的文件：{report.refused}个", f"files refused: {report.refused}"))
    if report.passed_over:
        parts.append(
            say(f"不是文档、没有去读的文件：{report.passed_over}个", f"files that are no documents, passed over: {report.passed_over}")
        )
    if report.dry_run:
        parts.append(say("试运行，没有写入。", "dry run: nothing was written."))
    else:
        parts.append(say(f"语料目录：{report.corpus}", f"corpus: {report.corpus}"))
    return printed(parts, width).lstrip("\n").rstrip("\n")


def _cells(file: ImportedFile) -> tuple[str, ...]:
    if file.refused is not None:
        return file.file, "", "", "", "", "", say(f"未读取：{file.refused}", f"refused: {file.refused}")
    notes = []
    if file.earlier:
        notes.append(say("上次已导入，内容未变", "entered before, unchanged"))
    for word, whats in (
        (say("修正：", "repaired: "), [repair.what for repair in file.repairs]),
        (say("未读：", "unread: "), [entry.why for entry in file.unread]),
    ):
        kinds = list(dict.fromkeys(whats))
        if kinds:
            more = say("等", " …") if len(kinds) > _SHOWN else ""
            notes.append(word + say("、", "; ").join(kinds[:_SHOWN]) + more)
    counts = (file.added, file.known, file.flagged, len(file.repairs), len(file.unread))
    return file.file, *map(str, counts), say("；", "; ").join(notes)

"""The options that several commands share, each described once."""

from __future__ import annotations

from typing import Annotated

import typer

from zhibiao.usage import both

Model = Annotated[str | None, typer.Option("--model", metavar="DIR", help=both("模型目录。", "Folder of the snapshot."))]
Corpus = Annotated[
    str | None,
    typer.Option("--corpus", metavar="DIR", help=both("语料目录，代替自带的语料。", "Corpus folder, instead of the shipped one.")),
]
Library = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help=both("自己的指标库目录，加在自带的指标库之上。", "A library of your own, on top of the shipped one."),
    ),
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="zh|en", help=both("提示语言，默认 zh。", "Language of messages; zh by default."))
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help=both("不显示进度和说明，错误照常显示。", "No progress and no notes; errors are still shown."))
]
Debug = Annotated[bool, typer.Option("--debug", help=both("出错时显示完整的调用栈。", "Show the full traceback when something fails."))]
Files = Annotated[list[str], typer.Argument(metavar="FILE...", help=both("文件，- 表示标准输入。", "Files; - is standard input."))]
Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help=both("项目名称。", "Name of the project."))]
Purpose = Annotated[str | None, typer.Option("--purpose", metavar="TEXT", help=both("资金用途、建设内容。", "What the money is for."))]
Goals = Annotated[
    list[str] | None, typer.Option("--goal", metavar="TEXT", help=both("绩效目标，可多次给出。", "A goal; may be given several times."))
]
Budget = Annotated[str | None, typer.Option("--budget", metavar="54.7万元", help=both("预算数。", "The budget, with its unit."))]
Unit = Annotated[str | None, typer.Option("--unit", metavar="TEXT", help=both("单位名称。", "The spending unit."))]
Year = Annotated[str | None, typer.Option("--year", metavar="2025", help=both("预算年度。", "The budget year."))]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        help=both("从文件读取项目；多个项目时用 --name 指定。", "Take the project from a file; --name picks one of several."),
    ),
]
Out = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help=both("结果写入文件。", "Write the result to a file."))]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME|FILE",
        help=both(
            "表式：hebei、national-2021、split-value 或自己的.yaml文件；审核默认按表识别，其余默认 hebei。",
            "Form profile: hebei, national-2021, split-value or a .yaml file; audits recognise it by default, others take hebei.",
        ),
    ),
]
Template = Annotated[
    str | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help=both(
            "自己的.docx或.xlsx表样：写有{{项目名称}}等字段，并有一行写着{{三级指标}}、{{指标值}}等，按指标重复。",
            "A form of your own, .docx or .xlsx: fields such as {{project.name}}, and one row with {{row.name}}, {{row.value}} to repeat.",
        ),
    ),
]

"""``zhibiao serve``, ``zhibiao keys new`` and ``zhibiao feedback export``: the service on the command line, loaded only for them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from zhibiao import inputs, output
from zhibiao.files import write_atomically
from zhibiao.messages import InputError, say
from zhibiao.options import Corpus, Debug, Lang, Library, Model, Out, Quiet
from zhibiao.usage import Command, CommandGroup, both

_NEEDED = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "pebble", "prometheus_client", "multipart")
_ROLES = ("draft", "audit", "admin")

keys = typer.Typer(cls=CommandGroup, help=both("管理服务的密钥。", "Keys of the service."))
feedback = typer.Typer(cls=CommandGroup, help=both("取出用户的反馈。", "What users sent back."))


def register(app: typer.Typer) -> None:
    """Put the commands of the service under ``zhibiao``."""
    app.command(cls=Command, help=both("启动HTTP服务和网页。", "Start the HTTP service and the page."))(serve)
    keys.command("new", cls=Command, help=both("生成一个密钥，只显示一次。", "Make a key; it is shown once."))(new)
    feedback.command("export", cls=Command, help=both("按语料或标签导出反馈。", "Export feedback as corpus rows or labels."))(export)
    app.add_typer(keys, name="keys")
    app.add_typer(feedback, name="feedback")


Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help=both("反馈数据库，默认为本机SQLite文件。", "Database of feedback; a local SQLite file by default."),
    ),
]


def serve(
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help=both("监听地址，默认 127.0.0.1。", "Address; 127.0.0.1 by default."))
    ] = None,
    port: Annotated[str | None, typer.Option("--port", metavar="N", help=both("端口，默认 8000。", "Port; 8000 by default."))] = None,
    workers: Annotated[
        str | None, typer.Option("--workers", metavar="N", help=both("进程数，默认 1。", "Processes; 1 by default."))
    ] = None,
    page_port: Annotated[
        str | None,
        typer.Option(
            "--page-port", metavar="N", help=both("网页单独一个进程，用这个端口。", "The page in a process of its own, on this port.")
        ),
    ] = None,
    keys_file: Annotated[
        str | None,
        typer.Option("--keys", metavar="FILE", help=both("密钥文件；本机之外必须有。", "File of keys; needed beyond this machine.")),
    ] = None,
    database: Database = None,
    model: Model = None,
    corpus: Corpus = None,
    library: Library = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    need_packages()
    from zhibiao_service.serve import check
    from zhibiao_service.serve import serve as run
    from zhibiao_service.settings import Settings

    settings = Settings.from_environment(
        host=host,
        port=inputs.number("--port", port, 1, 65535),
        workers=inputs.number("--workers", workers, 1, 64),
        page_port=inputs.number("--page-port", page_port, 1, 65535),
        keys=keys_file,
        database=database,
        model=model,
        corpus=corpus,
        library=library,
    )
    check(settings)
    output.note(
        say(
            f"服务地址：http://{settings.host}:{settings.port}/docs，按 Ctrl+C 停止。",
            f"serving on http://{settings.host}:{settings.port}/docs; Ctrl+C stops it.",
        ),
        quiet=quiet,
    )
    return run(settings)


def new(
    role: Annotated[
        str, typer.Option("--role", metavar="|".join(_ROLES), help=both("角色，默认 draft。", "What it may do; draft by default."))
    ] = "draft",
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="TEXT", help=both("谁用这个密钥，默认为角色名。", "Whose key it is; the role by default.")),
    ] = None,
    keys_file: Annotated[
        str | None, typer.Option("--keys", metavar="FILE", help=both("加到这个密钥文件末尾。", "Append it to this file of keys."))
    ] = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    need_packages()
    from zhibiao_service.keys import ROLES, new_key, read_lines

    inputs.one_of("--role", role, ROLES)
    key, line = new_key(name or role, next(one for one in ROLES if one == role))
    if keys_file is not None:
        path = Path(keys_file)
        text = ""
        if path.exists():
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise InputError(
                    say(f"密钥文件“{keys_file}”不能读取，请检查路径和权限。", f"cannot read {keys_file}; check path and permissions.")
                ) from None
            read_lines(text, keys_file)
            text += "" if not text or text.endswith("\n") else "\n"
        else:
            inputs.path(keys_file)
            _private(path)
        write_atomically(path, f"{text}{line}\n", make_folders=False)
    else:
        output.note(say(f"请把这一行加到密钥文件：{line}", f"add this line to the file of keys: {line}"), quiet=quiet)
    output.note(say("密钥只显示这一次，请妥善保存：", "the key is shown this once; keep it safe:"), quiet=quiet)
    output.result(key)
    return 0


def _private(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            say(f"不能写入“{path}”（{reason}），请换一个位置。", f"cannot write {path} ({reason}); choose another place.")
        ) from None


def export(
    format: Annotated[
        str, typer.Option("--format", metavar="corpus|labels", help=both("语料行（默认）或标签。", "Corpus rows (default) or labels."))
    ] = "corpus",
    out: Out = None,
    database: Database = None,
    lang: Lang = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> int:
    need_packages()
    from zhibiao_service.feedback import exported
    from zhibiao_service.settings import Settings

    inputs.one_of("--format", format, ("corpus", "labels"))
    path = inputs.path(out)
    text = exported(Settings.from_environment(database=database).database_url, format)
    if text:
        output.result(text, path)
    else:
        output.note(say("数据库里还没有反馈。", "the database holds no feedback yet."), quiet=quiet)
    return 0


def need_packages() -> None:
    """:raises InputError: naming the packages of the service that are not installed."""
    missing = [name for name in ("zhibiao_service", *_NEEDED) if importlib.util.find_spec(name) is None]
    if missing:
        shown = "、".join(missing)
        raise InputError(
            say(
                f"服务需要另外的软件包（缺少{shown}），请运行 pip install 'zhibiao[service]'。",
                f"the service needs more packages ({shown} missing); run pip install 'zhibiao[service]'.",
            )
        )

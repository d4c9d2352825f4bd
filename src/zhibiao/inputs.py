"""What the command line was given, turned into documents, projects and numbers; each refusal is one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhibiao import output
from zhibiao.files import shown_name
from zhibiao.messages import DocumentError, InputError, ZhibiaoError, say
from zhibiao.paths import find_places, profile_setting

if TYPE_CHECKING:
    from zhibiao.domain.tables import Document, Project
    from zhibiao.knowledge.forms import Profile

_MAX_STDIN_BYTES = 50_000_000


def read(name: str) -> Document:
    """A document from a file, or from standard input for ``-``."""
    from zhibiao.documents import read

    if name != "-":
        return read(Path(name))
    return _from_stdin(_stdin())


def read_with_data(name: str) -> tuple[Document, bytes]:
    """A document and the bytes that it was read from."""
    if name == "-":
        data = _stdin()
        return _from_stdin(data), data
    return read(name), Path(name).read_bytes()


def _stdin() -> bytes:
    data = sys.stdin.buffer.read(_MAX_STDIN_BYTES + 1)
    if len(data) > _MAX_STDIN_BYTES:
        limit = _MAX_STDIN_BYTES // 1_000_000
        raise DocumentError(
            say(f"标准输入超过{limit}MB的上限，请拆分后再读。", f"standard input is over the limit of {limit} MB; split it.")
        )
    return data


def _from_stdin(data: bytes) -> Document:
    from zhibiao.documents import read

    name = "-"
    called = shown_name(name)  # in messages; the document itself keeps the name it was given
    document = read(data, filename=called)
    tables = [
        table.model_copy(update={"source": table.source.model_copy(update={"file": name})})
        if table.source is not None and table.source.file == called
        else table
        for table in document.tables
    ]
    return document.model_copy(update={"file": name, "tables": tuple(tables)})


def read_all(files: Sequence[str], quiet: bool) -> tuple[list[Document], bool]:
    """The documents that can be read; the others are told of on stderr, and whether there were any."""
    documents, failed = [], False
    for name in output.counted(files, say("读取", "reading"), quiet=quiet):
        try:
            documents.append(read(name))
        except ZhibiaoError as error:
            output.complain(str(error))
            failed = True
    return documents, failed


def project(
    name: str | None,
    purpose: str | None,
    goals: Sequence[str] | None,
    budget: str | None,
    unit: str | None,
    year: str | None,
    from_file: str | None,
    *,
    takes_from: bool = True,
) -> Project:
    """The project that the options describe, on top of the one in ``--from``.

    :param takes_from: whether the command has that option, and may offer it.
    """
    from zhibiao.domain.tables import checked_project

    given: dict[str, Any] = {"name": name, "purpose": purpose, "goals": tuple(goals or ()), "budget": budget, "unit": unit}
    given |= {"year": number("--year", year, None, None)}
    given = {field: value for field, value in given.items() if value}
    if from_file is None:
        if not (name or "").strip():
            zh, en = ("，或用 --from 指定文件", ", or a file with --from") if takes_from else ("", "")
            raise InputError(say(f"缺少 --name，请给出项目名称{zh}。", f"--name is missing; give the project's name{en}."))
        return checked_project(**given)
    found = _picked(read(from_file), name)
    given.pop("name", None)
    return checked_project(**dict(found) | given)


def _picked(document: Document, name: str | None) -> Project:
    """The project of a document that ``name`` means, or its only one."""
    from zhibiao.language.normalise import key

    projects = [table.project for table in document.tables]
    chosen = [project for project in projects if not name or key(project.name) == key(name)]
    if len(chosen) == 1:
        return chosen[0]
    file = shown_name(document.file)
    names = "、".join(project.name[:30] for project in projects[:8]) + ("…" if len(projects) > 8 else "")
    if not chosen:
        raise InputError(
            say(
                f"“{file}”中没有项目“{(name or '')[:60]}”，其中有：{names}。",
                f"{file} has no project {(name or '')[:60]!r}; it has: {names}.",
            )
        )
    same_name = len({key(project.name) for project in chosen}) == 1
    if name and same_name:
        raise InputError(
            say(
                f"“{file}”中有{len(chosen)}个同名项目“{name[:60]}”，请改用选项描述项目。",
                f"{file} has {len(chosen)} projects of that name; describe the project by options.",
            )
        )
    raise InputError(
        say(
            f"“{file}”有{len(chosen)}个项目，请用 --name 指定一个：{names}。",
            f"{file} has {len(chosen)} projects; pick one with --name: {names}.",
        )
    )


def profile(given: str | None) -> Profile | None:
    """The form profile that ``--profile`` or else the settings name, shipped or in a file."""
    named = given or profile_setting()
    if named is None:
        return None
    from zhibiao.knowledge.forms import load_profile

    return load_profile(named, *find_places().forms)


def template(given: str | None, suffix: str) -> Path | None:
    """The form of the user's own that a Word document or workbook is filled into."""
    if given is None:
        return None
    if suffix not in (".docx", ".xlsx"):
        raise InputError(
            say(
                "--template 只用于写出 .docx 或 .xlsx，请用 -o 指定这样的文件名。",
                "--template is for writing .docx or .xlsx; name such a file.",
            )
        )
    return Path(given)


def one_of(option: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise InputError(
            say(
                f"{option} 不支持“{given[:20]}”，可用：{'、'.join(known)}。",
                f"{option} does not take {given[:20]!r}; use {', '.join(known)}.",
            )
        )


def number(option: str, given: str | None, least: int | None, most: int | None) -> int | None:
    if given is None:
        return None
    try:
        number = int(given) if len(given) <= 9 else None
    except ValueError:
        number = None
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        span = say(f"{least}至{most}之间的", f" from {least} to {most}") if least is not None else ""
        raise InputError(say(f"{option} 为“{given[:20]}”，应为{span}整数。", f"{option} is {given[:20]!r}; give a whole number{span}."))
    return number


def codes(given: str | None) -> list[str] | None:
    if given is None:
        return None
    found = [code.strip().upper() for code in given.replace("，", ",").split(",") if code.strip()]
    if not found:
        raise InputError(say("规则代码为空，请写成 A01,V 这样。", "no rule code is given; write A01,V."))
    return found


def path(given: str | None, reading: Sequence[str] = ()) -> Path | None:
    """Where ``-o`` wants the result; ``None`` for stdout.

    :raises InputError: if its folder does not exist, or if that is a file that is being read: a report must not take the place of the
        document it is about.
    """
    if given is None or given == "-":
        return None
    target = Path(given)
    if os.path.isdir(given):  # unlike Path.is_dir, no error for names no system takes
        raise InputError(say(f"“{given}”是文件夹，请在后面写上文件名。", f"{given} is a folder; add a file name."))
    if not os.path.isdir(target.parent):
        raise InputError(
            say(
                f"不能写入“{given}”，它所在的文件夹“{target.parent}”不存在，请先建立文件夹或改正路径。",
                f"cannot write {given}: there is no folder {target.parent}; create it first or correct the path.",
            )
        )
    for name in reading:
        if name != "-" and os.path.exists(given) and os.path.exists(name) and target.samefile(name):
            raise InputError(
                say(
                    f"结果会覆盖要读取的文件“{given}”，请换一个文件名。",
                    f"the result would replace {given}, which is being read; choose another name.",
                )
            )
    return target

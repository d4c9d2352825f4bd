"""Help and usage errors of the command line, in Chinese or English: typer's own words are English only."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from zhibiao.messages import InputError, say

_DIVIDER = "\x1f"
_HELP_WIDTH = 100
PROGRAM = "zhibiao"


def both(zh: str, en: str) -> str:
    """A help text in both languages: typer wants it at definition, the language is known when it is shown."""
    return zh + _DIVIDER + en


def in_force(text: str | None) -> str:
    """The half of a :func:`both` text that is spoken now."""
    zh, _, en = (text or "").partition(_DIVIDER)
    return say(zh, en or zh)


class Command(TyperCommand):
    """A command whose help is printed by :func:`help_text`."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


class CommandGroup(TyperGroup):
    """The command line itself; an unknown command is answered with the nearest one."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0], self.commands, n=1)
            zh, en = (f"，您要用的是 {close[0]} 吗", f"; did you mean {close[0]}") if close else ("", "")
            raise InputError(
                say(
                    f"没有命令“{_shown(args[0])}”{zh}？可用的命令：{' '.join(self.commands)}。",
                    f"there is no command {_shown(args[0])}{en}; commands: {' '.join(self.commands)}.",
                )
            )
        return super().resolve_command(ctx, args)


def help_text(command: Any, ctx: Any) -> str:
    """The whole ``--help`` page of a command or of the group."""
    path = ctx.command_path
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    words = [path, *(_metavar(p) for p in arguments), say("[选项]", "[OPTIONS]") if not hasattr(command, "commands") else ""]
    lines = [say("用法：", "Usage: ") + " ".join(word for word in words if word)]
    if hasattr(command, "commands"):
        lines[0] += say(" 命令 [选项]", " COMMAND [OPTIONS]")
    lines += ["", *_wrapped(in_force(command.help), 0)]
    if hasattr(command, "commands"):
        lines += ["", say("命令：", "Commands:")]
        lines += _columns([(name, in_force(sub.help).split("\n")[0]) for name, sub in command.commands.items()])
    if arguments:
        lines += ["", say("参数：", "Arguments:"), *_columns([(_metavar(p), in_force(p.help)) for p in arguments])]
    rows = [(", ".join(sorted(p.opts, key=len)) + _value_name(p), in_force(p.help)) for p in options if not getattr(p, "hidden", False)]
    rows.append(("--help", say("显示本说明。", "Show this page.")))
    lines += ["", say("选项：", "Options:"), *_columns(rows)]
    return "\n".join(lines) + "\n"


def is_usage_error(error: BaseException) -> bool:
    """Whether typer (with click inside or beside it) refused the command line as given."""
    return any(kind.__name__ == "UsageError" for kind in type(error).__mro__)


def usage_sentence(error: Any) -> str:
    """One sentence for a usage error: what is wrong with which option, and what to do."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else PROGRAM
    see = say(f"，用法见 {path} --help。", f"; see {path} --help.")
    option = _shown(str(getattr(error, "option_name", "") or _option_of(error)))
    match type(error).__name__:
        case "NoSuchOption":
            near = sorted(getattr(error, "possibilities", None) or ())[:3]
            meant = say(f"（是否想用 {'、'.join(near)}）", f" (did you mean {', '.join(near)})") if near else ""
            return say(f"没有选项 {option}{meant}{see}", f"there is no option {option}{meant}{see}")
        case "MissingParameter":
            return say(f"缺少 {option}{see}", f"{option} is missing{see}")
        case "BadOptionUsage":
            return say(f"选项 {option} 后面缺少内容，或不应带内容{see}", f"option {option} needs a value, or takes none{see}")
        case "BadParameter":
            return say(f"{option} 的内容无法使用{see}", f"the value of {option} cannot be used{see}")
    extra = re.search(r"extra argument\S* \((.*)\)", error.format_message(), re.DOTALL)
    if extra:
        return say(f"多余的内容“{_shown(extra[1])}”{see}", f"unexpected {_shown(extra[1])}{see}")
    return say(f"命令写法有误{see}", f"the command line cannot be understood{see}")


def language_asked_for(args: Sequence[str]) -> str | None:
    """The language ``--lang`` names, read before typer runs so that even its refusals are in that language."""
    for position, word in enumerate(args):
        if word == "--":
            break
        if word == "--lang" and position + 1 < len(args):
            return args[position + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return None


def _option_of(error: Any) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return ""
    return str(param.opts[0]) if param.param_type_name == "option" else _metavar(param)


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper())


def _value_name(param: Any) -> str:
    flag = getattr(param, "is_flag", False) or getattr(param, "is_bool_flag", False)
    return "" if flag else f" {param.metavar or param.name.upper()}"


def _shown(text: str) -> str:
    """A word of the command line, short and without anything that would steer a terminal."""
    clean = "".join(c if c.isprintable() else "?" for c in text)
    return clean if len(clean) <= 60 else clean[:60] + "…"


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    left = min(max(_cells(name) for name, _ in rows), 32) + 4
    lines: list[str] = []
    for name, text in rows:
        wrapped = _wrapped(text, left)
        head = "  " + name
        if _cells(head) + 2 > left:
            lines += [head, *wrapped]
        else:
            lines += [head + " " * (left - _cells(head)) + wrapped[0].lstrip(), *wrapped[1:]]
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    from zhibiao.render import plain_lines

    return [" " * indent + line for line in plain_lines(text, _HELP_WIDTH - indent)] or [""]


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)

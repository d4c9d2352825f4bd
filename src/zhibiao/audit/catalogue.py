"""The catalogue of rules: which there are, what each says about itself, and which of them a user chose."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import NamedTuple

from zhibiao.audit.findings import Severity
from zhibiao.audit.rule import Rule, Scope, rules
from zhibiao.messages import InputError, say

_SEVERITY_WORDS = {"error": "错误", "warning": "警告", "info": "提示"}
_SCOPE_WORDS = {"row": "行", "table": "表", "document": "文件"}


class RuleInfo(NamedTuple):
    """One line of the catalogue; ``title`` is the Chinese name, ``name`` the English one used in reports."""

    code: str
    name: str
    title: str
    severity: Severity
    scope: Scope
    summary: str


def catalogue(family: str | None = None) -> list[RuleInfo]:
    """The rules, in the order of the families; ``summary`` is the first line of its documentation in the language in force.

    :param family: only those of this family (``V``); none where there is no such family.
    """
    letter = (family or "").strip().upper()
    listed = [rule for rule in rules().values() if not letter or _family(rule.code) == letter]
    return [RuleInfo(rule.code, rule.name, rule.title, rule.severity, rule.scope, _summary(rule)) for rule in listed]


def explain(code: str) -> str:
    """The documentation of a rule, Chinese first, then English.

    :raises InputError: no such rule; the sentence lists those there are.
    """
    rule = rules().get(code.strip().upper())
    if rule is None:
        raise _unknown(code)
    head = say(
        f"{rule.code} {rule.title} · {rule.name}（{_SEVERITY_WORDS[rule.severity]}，按{_SCOPE_WORDS[rule.scope]}检查）",
        f"{rule.code} {rule.name} · {rule.title} ({rule.severity}, checked per {rule.scope})",
    )
    return head + "\n\n" + inspect.cleandoc(rule.__doc__ or "") + "\n"


def chosen(select: Iterable[str] | None, ignore: Iterable[str] | None) -> tuple[dict[str, Rule], dict[str, str | None]]:
    """The rules to run, and for every rule of the catalogue why it does not (``None``: it does).

    :raises InputError: a code or family that does not exist.
    """
    known = rules()
    wanted = expand(select) if select is not None else set(known)
    unwanted = expand(ignore or ())
    why: dict[str, str | None] = {}
    for code in known:
        if code in unwanted:
            why[code] = say("按要求忽略", "ignored on request")
        else:
            why[code] = None if code in wanted else say("未选用", "not selected")
    return {code: rule for code, rule in known.items() if why[code] is None}, why


def expand(entries: Iterable[str]) -> set[str]:
    """The codes that codes and families stand for (``A01``, ``V``), in any case.

    :raises InputError: a code or family that does not exist.
    """
    known = rules()
    codes: set[str] = set()
    for entry in entries.split(",") if isinstance(entries, str) else entries:
        text = entry.strip().upper()
        met = {code for code in known if text in (code, _family(code))}
        if not met:
            raise _unknown(entry)
        codes |= met
    return codes


def _family(code: str) -> str:
    return code.rstrip("0123456789")


def _unknown(code: str) -> InputError:
    listed = " ".join(rules())
    families = " ".join(dict.fromkeys(map(_family, rules())))
    return InputError(
        say(
            f"没有代码为“{code.strip()[:40]}”的规则，可用的代码：{listed}；也可写类别：{families}。",
            f"there is no rule “{code.strip()[:40]}”; known codes: {listed}; or a family: {families}.",
        )
    )


def _summary(rule: Rule) -> str:
    lines = inspect.cleandoc(rule.__doc__ or "").splitlines()
    zh = next((line for line in lines if line.startswith("查什么")), lines[0])
    en = next((line for line in lines if line.startswith("What:")), rule.name)
    return say(zh.removeprefix("查什么："), en.removeprefix("What: "))

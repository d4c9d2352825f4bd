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


# The families in the order of the catalogue.
FAMILIES = {
    "S": ("结构与完整性", "structure and completeness"), "R": ("相关性", "relevance and fit"), "L": ("层级归类", "level classification"),
    "V": ("指标值与单位", "values and units"), "A": ("数字勾稽", "arithmetic and budget"), "W": ("文字", "wording"),
    "D": ("重复与模板", "duplicates and boilerplate"), "P": ("支出计划", "spending plan"),
}  # fmt: skip


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
    shown = code.strip()[:40]
    families = " ".join(FAMILIES)
    same = [one for one in rules() if one[0] == shown[:1].upper()]
    zh = f"{same[0][0]}类有：{' '.join(same)}；" if same else ""
    en = f"family {same[0][0]} has {' '.join(same)}; " if same else ""
    return InputError(
        say(
            f"没有代码为“{shown}”的规则，{zh}类别有：{families}，请用zhibiao rules查看全部。",
            f"there is no rule “{shown}”; {en}families: {families}; see zhibiao rules for all.",
        )
    )


def _summary(rule: Rule) -> str:
    """The first sentence of what a rule says that it looks at."""
    text = inspect.cleandoc(rule.__doc__ or "")
    zh = _part(text, "查什么：", "为什么", "").partition("。")
    en = _part(text, "What: ", "Why:", " ").partition(". ")
    return say(zh[0] + zh[1] or text.splitlines()[0], en[0] + en[1].strip() or rule.name)


def _part(text: str, begins: str, ends: str, joint: str) -> str:
    after = text.partition(begins)[2] if begins in text else ""
    return joint.join(line.strip() for line in after.partition("\n" + ends)[0].splitlines())

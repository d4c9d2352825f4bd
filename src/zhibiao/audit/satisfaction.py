"""Whom a satisfaction row asks, and whom this project serves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zhibiao.audit.rule import TableView
from zhibiao.audit.words import finder, squeeze, words_of
from zhibiao.domain.tables import Indicator
from zhibiao.language import wordlists


@dataclass(frozen=True, slots=True)
class _Group:
    """Special people with the words of the projects they belong to."""

    words: tuple[str, ...]
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """People whom projects of certain names serve, whom they must not ask instead, and the right row."""

    names: tuple[str, ...]
    wrong: tuple[str, ...]
    ask: str


@cache
def _lexicon() -> tuple[tuple[_Group, ...], tuple[Served, ...]]:
    sections = wordlists.sections("zhibiao.audit", "satisfaction").values()
    groups = tuple(_Group(tuple(one["words"]), tuple(one["fits"])) for one in sections if "fits" in one)
    served = tuple(Served(tuple(one["names"]), tuple(one["wrong"]), one["ask"]) for one in sections if "wrong" in one)
    return groups, served


def is_satisfaction(row: Indicator) -> bool:
    """Whether a row stands under satisfaction."""
    return row.level1 == "满意度指标" or row.level2 in ("满意度指标", "服务对象满意度指标")


def asked(row: Indicator) -> str:
    """The words that say who is asked."""
    return squeeze(f"{row.name};{row.description or ''}")


def stranger(row: Indicator, view: TableView) -> str | None:
    """Special people (棚改居民, 科研人员) to whom nothing in the project's text relates."""
    text, said = asked(row), squeeze(view.project.text)
    for group in _lexicon()[0]:
        word = next((word for word in group.words if word in text), None)
        if word is not None and not any(fit in said for fit in (*group.fits, *group.words)):
            return None if _usual(group, view) else word
    return None


def _usual(group: _Group, view: TableView) -> bool:
    """Whether library and corpus would ask these people about this project."""
    known = view.document.knowledge
    rows = known.instead(view.project, "服务对象满意度指标") if known is not None else ()
    return any(word in asked(row) for row in rows for word in group.words)


def wrong_people(row: Indicator, view: TableView) -> Served | None:
    """The people whom the project's name serves, where the row asks others."""
    text, name = asked(row), squeeze(view.project.name)
    for served in _lexicon()[1]:
        if any(word in name for word in served.names) and any(word in text for word in served.wrong):
            return served
    return None


def asks_public(row: Indicator) -> bool:
    """Whether a row asks the public and nobody in particular."""
    name, described = squeeze(row.name), squeeze(row.description or "")
    subject = name.partition("满意")[0]
    if subject and subject not in ("服务对象", "受益对象", "受益人", "对象", "服务"):
        return subject in words_of("satisfaction", "public")
    return finder("satisfaction", "public")(described.partition("满意")[0][-6:]) is not None


def payees_of(view: TableView) -> str | None:
    """The payees that the name of a pay project tells (村干部工资 -> 村干部), 领取人员 where it tells several."""
    name = squeeze(view.project.name)
    if finder("pay", "pay")(name) is None:
        return None
    met: list[str] = []
    for word in sorted(words_of("pay", "payees"), key=len, reverse=True):
        if word in name:
            met.append(word)
            name = name.replace(word, "|")
    return met[0] if len(met) == 1 else "领取人员" if met else None


def for_office(view: TableView) -> bool:
    """Whether the money serves the office itself."""
    name, purpose = squeeze(view.project.name), squeeze(view.project.purpose or "")
    office = finder("satisfaction", "office")
    if finder("satisfaction", "office_not")(f"{name}。{purpose}"):
        return False
    return office(name) is not None or (finder("satisfaction", "office_name")(name) is not None and office(purpose) is not None)

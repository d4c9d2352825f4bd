"""A finding in words, the same wherever it is listed."""

from __future__ import annotations

from zhibiao.audit.findings import Finding
from zhibiao.audit.report_html import field_word
from zhibiao.messages import say
from zhibiao_service.page import words
from zhibiao_service.page.elements import Tag


def draw_finding(finding: Finding, about: str = "", rule: str = "") -> None:
    """Severity, rule, place, message; what could stand instead.

    :param about: the indicator or project that it is about.
    :param rule: the title of its rule.
    """
    with Tag("div", class_="finding-head"):
        Tag("span", words.severity(finding.severity), f"badge {finding.severity}")
        Tag("span", finding.code, "code")
        if rule:
            Tag("span", rule, "finding-rule")
        place = field_word(finding)
        Tag("span", f"{place}　{about}" if about else place, "quiet")
    Tag("p", finding.message, "finding-message")
    if finding.fix:
        Tag("p", say(f"建议改为：{finding.fix}", f"Fix: {finding.fix}"), "finding-fix")
    for proposal in finding.suggestion[:3]:
        value = f" {proposal.value}" if proposal.value else ""
        Tag("p", say(f"可改为：{words.level(proposal.level2)} · {proposal.name}{value}", f"Instead: {proposal.name}{value}"), "finding-fix")

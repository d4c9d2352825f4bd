"""The HTML report in a real browser: marks can be seen, filters work, the keyboard suffices, paper shows no controls."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.audit.audit_tables import SOUND_ROWS, table_of

from zhibiao.audit import audit
from zhibiao.audit.findings import Report
from zhibiao.audit.report_html import render_html
from zhibiao.domain import Document

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)

pytestmark = pytest.mark.skipif(BROWSER is None and os.environ.get("CI") != "true", reason="no browser here")

DOCUMENT = Document(
    file="云溪镇.docx",
    tables=(
        table_of({"name": "云溪镇服装购置", "goals": ["目标内容1"]}, [*SOUND_ROWS, "数量指标 | 宣传场次 | 场次 | 12场 | 计划"]),
        table_of({"name": "排水沟<img src=x onerror=alert(1)>"}, [*SOUND_ROWS, "质量指标 | 覆盖比例 | 比例 | ≥200% | 计划"], number=2),
    ),
)


@pytest.fixture(scope="module")
def report() -> Report:
    return audit(DOCUMENT)


@pytest.fixture
def page(report: Report, tmp_path: Path) -> Iterator[Page]:
    assert BROWSER is not None, "a browser is needed where CI=true"
    path = tmp_path / "report.html"
    path.write_text(render_html(report, [DOCUMENT]), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        opened = browser.new_page()
        problems: list[str] = []
        asked: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        opened.on("dialog", lambda dialog: problems.append(dialog.message))
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(path.as_uri())
        yield opened
        assert problems == []
        assert asked == [path.as_uri()]
        browser.close()


def _visible(page: Page, selector: str) -> int:
    return page.locator(f"{selector}:visible").count()


def test_marks_can_be_seen(page: Page, report: Report) -> None:
    assert _visible(page, ".finding") == len(report.findings)
    cell = page.locator("td.mark", has_text="≥200%")
    assert cell.is_visible()
    drawn = cell.evaluate("cell => [getComputedStyle(cell).backgroundColor, getComputedStyle(cell).outlineColor]")
    plain = page.locator("td", has_text="道路使用年限").first.evaluate("cell => getComputedStyle(cell).backgroundColor")
    assert drawn[0] != plain
    assert "rgba(0, 0, 0, 0)" not in drawn
    assert page.locator("#shown").inner_text() == f"{len(report.findings)} / {len(report.findings)}"


def test_a_severity_can_be_hidden_and_its_marks_go_with_it(page: Page, report: Report) -> None:
    infos = sum(finding.severity == "info" for finding in report.findings)
    assert infos
    page.locator("input[value=info]").uncheck()
    assert _visible(page, ".finding.info") == 0
    assert _visible(page, ".finding") == len(report.findings) - infos
    unsigned = page.locator("td.mark", has_text="12场")
    assert "off" in (unsigned.get_attribute("class") or "")
    assert unsigned.locator(".ref").is_hidden()
    assert page.locator("td.mark", has_text="≥200%").locator(".ref").first.is_visible()
    page.locator("input[value=info]").check()
    assert _visible(page, ".finding") == len(report.findings)


def test_one_rule_can_be_picked(page: Page, report: Report) -> None:
    page.locator("select[name=code]").select_option("V04")
    assert _visible(page, ".finding") == sum(finding.code == "V04" for finding in report.findings) == 1
    assert page.locator(".finding:visible b").first.inner_text() == "V04"
    page.locator("select[name=code]").select_option("")
    assert _visible(page, ".finding") == len(report.findings)


def test_the_keyboard_suffices(page: Page, report: Report) -> None:
    page.keyboard.press("Tab")
    met = []
    for _ in range(40):
        met.append(page.evaluate("document.activeElement.name || document.activeElement.className || document.activeElement.tagName"))
        if met[-1] == "severity":
            page.keyboard.press("Space")
            break
        page.keyboard.press("Tab")
    assert met[-1] == "severity"
    assert _visible(page, ".finding.error") == 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("ref"):
            page.keyboard.press("Enter")
            break
    target = page.evaluate("location.hash")
    assert page.locator(f"li{target}").is_visible()


def test_on_paper_there_are_no_controls_and_marks_stay(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator(".filters").is_hidden()
    cell = page.locator("td.mark", has_text="≥200%")
    assert cell.evaluate("cell => getComputedStyle(cell).printColorAdjust || getComputedStyle(cell).webkitPrintColorAdjust") == "exact"


def test_a_narrow_screen_does_not_scroll_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 420, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")

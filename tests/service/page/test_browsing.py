"""指标库 and 模型 in a browser, and the language."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Page, expect
from tests.service.page.conftest import Served


def test_the_library_is_browsed_by_class_and_searched(page: Page) -> None:
    page.get_by_role("button", name="指标库", exact=True).click()
    page.locator("summary.class-name", has_text="213 农林水").click()
    page.get_by_role("button", name="森林防火", exact=True).click()
    expect(page.get_by_role("heading", name="森林防火")).to_be_visible()
    expect(page.locator(".topic-grid > tbody > tr").nth(7)).to_be_visible()
    page.get_by_label("查找指标、主题").fill("满意度")
    hits = page.locator(".hit-grid > tbody > tr:not(.detail)")
    expect(hits.first).to_be_visible()
    names = page.locator(".hit-grid > tbody > tr:not(.detail) > td:nth-child(2)").all_inner_texts()
    assert any("满意度" in name for name in names)
    page.get_by_role("button", name="实例").first.click()
    expect(page.locator("tr.detail:visible table tbody tr").first).to_be_visible()
    file = page.locator("tr.detail:visible table tbody tr td").last.inner_text()
    assert "." in file  # the file the row stands in
    page.get_by_label("查找指标、主题").fill("qqqq")
    expect(page.get_by_text("没有找到，请换个词。")).to_be_visible()


def test_the_model_says_what_it_rests_on(page: Page) -> None:
    page.get_by_role("button", name="模型", exact=True).click()
    expect(page.locator(".tile-number").first).to_be_visible()
    assert all(int(text.replace(",", "")) > 0 for text in page.locator(".tile-number").all_inner_texts())
    expect(page.locator(".model .card table tbody tr").first).to_be_visible()


def test_the_language_is_switched_and_remembered(page: Page) -> None:
    page.get_by_label("项目名称").fill("云溪镇道路硬化")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Begin with the project")).to_be_visible()
    expect(page.get_by_label("Project name")).to_have_value("云溪镇道路硬化")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for part, heading in (("Audit", "Audit target tables"), ("Library", "The library"), ("Model", "Model default"), ("Draft", "Begin")):
        page.get_by_role("button", name=part, exact=True).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page).to_have_url(re.compile("#draft$"))  # what a reload goes by comes a moment after what is shown
    page.reload()
    expect(page.get_by_role("heading", name="Begin with the project")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="从项目信息开始")).to_be_visible()


def test_only_this_host_may_serve_the_page_anything(served: Served) -> None:
    answer = httpx.get(served.url, trust_env=False)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert "://" not in answer.text.replace(served.url, "").replace("http://www.w3.org/", "")


def test_an_upload_above_the_limit_is_refused_before_it_is_read(served: Served) -> None:
    files = {"file": ("a.docx", b"0" * 60_000_000)}
    answer = httpx.post(f"{served.url}/_nicegui/client/0/upload/0", files=files, trust_env=False, timeout=30)
    assert answer.status_code == 413

"""The page of a service with keys: a key opens it, and what the key may do it may do on the page."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.service.conftest import free_port
from tests.service.page.conftest import ROOT, SCREEN

from zhibiao_service.keys import new_key


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a service with keys and its page, and a key for drafting."""
    home = tmp_path_factory.mktemp("locked")
    key, line = new_key("clerk", "draft")
    (home / "keys.txt").write_text(f"# 密钥\n{line}\n", encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "zhibiao", "serve", "--port", str(port), "--workers", "1", "--keys", str(home / "keys.txt")]
    paths = os.pathsep.join(str(ROOT / part) for part in ("src", "service"))
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=home, env=os.environ | {"PYTHONPATH": paths, "ZHIBIAO_HOME": str(home)}
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, (home / "log").read_text(encoding="utf-8", errors="replace")[-3000:]
            try:
                if httpx.get(f"{url}/readyz", trust_env=False, timeout=5).is_success:
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        yield url, key
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture
def tab(locked: tuple[str, str], browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(locked[0])
    page.get_by_role("heading", name="登录").wait_for()
    yield page
    context.close()


def test_without_a_key_there_is_nothing_but_the_door(tab: Page) -> None:
    expect(tab.get_by_label("项目名称")).to_have_count(0)
    tab.get_by_label("密钥").fill("zb_not-a-key")
    tab.get_by_role("button", name="进入").click()
    expect(tab.get_by_text("这个密钥不能使用")).to_be_visible()
    expect(tab.get_by_role("heading", name="登录")).to_be_visible()


def test_a_drafting_key_drafts_and_audits_what_it_drafts(tab: Page, locked: tuple[str, str]) -> None:
    tab.get_by_label("密钥").fill(locked[1])
    tab.get_by_role("button", name="进入").click()
    tab.get_by_label("项目名称").fill("云溪镇供水管网改造")
    tab.get_by_label("资金用途").fill("铺设供水管道3.2公里，10月底前完工，解决1200户群众饮水困难。")
    tab.get_by_label("预算金额").fill("96")
    tab.get_by_role("button", name="推荐指标", exact=True).click()
    expect(tab.locator("tr.indicator").first).to_be_visible()
    total = tab.locator("tr.indicator").filter(has=tab.locator('textarea[aria-label="三级指标：项目总成本"]'))
    total.locator(".cell-value textarea").fill("≤960万元")
    total.locator(".cell-value textarea").press("Tab")
    expect(total.locator("td.cell-value.marked.error .tip")).to_contain_text("A01")  # the audit ran with this key
    tab.reload()
    expect(tab.get_by_label("项目名称")).to_have_value("云溪镇供水管网改造")  # the tab kept its key and its draft

"""审核 in a browser: documents in, findings at their cells, the document back with comments."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.audit.word_files import word_file
from tests.service.page.conftest import Served

NAME = "云溪镇2024年绩效文本.docx"


@pytest.fixture
def reviewed(page: Page, tmp_path: Path) -> Page:
    """The page with a document of two tables, whose faults are known."""
    path = tmp_path / NAME
    path.write_bytes(word_file("质量指标 | 覆盖比例 | 比例 | ≥200% | 计划"))
    page.get_by_role("button", name="审核", exact=True).click()
    page.set_input_files("input[type=file]", path)
    expect(page.locator(".finding").first).to_be_visible()
    return page


def downloaded(page: Page, kind: str, tmp_path: Path) -> bytes:
    if kind != "docx":
        page.locator("summary", has_text="其他格式").click()
    with page.expect_download() as waiting:
        page.locator(f'[data-download="{kind}"]').click()
    path = tmp_path / f"out.{kind}"
    waiting.value.save_as(path)
    return path.read_bytes()


def comments(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/comments.xml").decode("utf-8")


def test_findings_stand_beside_the_table_and_come_back_as_comments(reviewed: Page, tmp_path: Path) -> None:
    page = reviewed
    codes = page.locator(".finding").evaluate_all("all => all.map(one => one.dataset.rule)")
    assert {"A02", "S03", "V04", "V06"} <= set(codes)
    page.locator('.finding[data-rule="V04"] .show').click()
    cell = page.locator("td.marked.error.chosen")
    expect(cell).to_be_in_viewport()
    expect(cell).to_contain_text("≥200%")
    expect(cell.locator(".tip")).to_be_visible()
    data = downloaded(page, "docx", tmp_path)
    assert "V04" in comments(data)
    assert "A02" in comments(data)


def test_a_severity_and_a_rule_can_be_picked(reviewed: Page) -> None:
    page = reviewed
    every = page.locator(".finding").count()
    page.locator('[data-severity="info"]').click()
    expect(page.locator(".finding.info")).to_have_count(0)
    page.locator('[data-severity="info"]').click()
    expect(page.locator(".finding")).to_have_count(every)
    page.get_by_label("按规则筛选").select_option("V04")
    expect(page.locator(".finding")).to_have_count(1)


def test_a_finding_is_dismissed_with_a_reason_and_can_be_had_back(reviewed: Page, served: Served, tmp_path: Path) -> None:
    page = reviewed
    every = page.locator(".finding").count()
    page.locator('.finding[data-rule="V04"] .dismiss').click()
    page.locator('[data-dismiss="own"]').click()
    expect(page.get_by_text("请写明原因")).to_be_visible()
    page.get_by_label("其他原因").fill("文件写明可以超过")
    page.locator('[data-dismiss="own"]').click()
    expect(page.locator(".finding")).to_have_count(every - 1)
    assert "V04" not in comments(downloaded(page, "docx", tmp_path))
    report = json.loads(downloaded(page, "json", tmp_path))
    assert "V04" not in {one["code"] for one in report["findings"]}
    assert report["summary"]["suppressed"] == 1
    served.expect_kept("dismissed", reason="文件写明可以超过")
    page.get_by_role("button", name="已忽略").click()
    expect(page.locator(".finding")).to_have_count(1)
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(".finding")).to_have_count(every)


def test_every_format_is_handed_out(reviewed: Page, tmp_path: Path) -> None:
    assert b"<html" in downloaded(reviewed, "html", tmp_path)
    reviewed.locator("details.menu summary").click()
    sarif = json.loads(downloaded(reviewed, "sarif", tmp_path))
    assert sarif["version"] == "2.1.0"
    assert len(sarif["runs"][0]["results"]) == reviewed.locator(".finding").count()


def test_one_bad_file_among_many_is_told_of(page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / NAME, tmp_path / "坏<b>.docx"
    good.write_bytes(word_file())
    bad.write_bytes(b"PK\x03\x04 no zip")
    page.get_by_role("button", name="审核", exact=True).click()
    page.set_input_files("input[type=file]", [bad, good])
    expect(page.locator(".file.done")).to_have_count(1)
    expect(page.locator(".file.refused")).to_have_count(1)
    expect(page.locator(".file.refused .wrong")).not_to_be_empty()
    assert page.locator("main b").count() == 0
    expect(page.locator(".finding").first).to_be_visible()


def test_work_in_hand_survives_going_elsewhere(reviewed: Page) -> None:
    page = reviewed
    every = page.locator(".finding").count()
    page.get_by_role("button", name="指标库", exact=True).click()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Audit", exact=True).click()
    expect(page.locator(".finding")).to_have_count(every)
    expect(page.locator(".badge.error").first).to_have_text("Error")

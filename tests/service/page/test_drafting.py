"""编制 in a browser: from a few lines to a table that reads back equal."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.service.page.conftest import Served

import zhibiao

NAME = "云溪镇供水管网改造"
PURPOSE = "拟建一座泵站，铺设供水管道3.2公里，解决5个村1200户群众饮水困难。"


def suggested(page: Page, purpose: str = PURPOSE, budget: str = "") -> Locator:
    page.get_by_label("项目名称").fill(NAME)
    page.get_by_label("填报单位").fill("云溪镇人民政府")
    page.get_by_label("年度").fill("2025")
    page.get_by_label("预算金额").fill(budget)
    page.get_by_label("资金用途").fill(purpose)
    page.get_by_role("button", name="推荐指标", exact=True).click()
    rows = page.locator("tr.indicator")
    expect(rows.first).to_be_visible()
    return rows


def row_of(page: Page, name: str) -> Locator:
    found = page.locator("tr.indicator").filter(has=page.locator(f'textarea[aria-label="三级指标：{name}"]'))
    expect(found).to_have_count(1)
    return found


def cells(rows: Locator) -> list[tuple[str, ...]]:
    kinds = ("name", "description", "value", "basis")
    return [tuple(rows.nth(n).locator(f".cell-{kind} textarea").input_value().strip() for kind in kinds) for n in range(rows.count())]


def test_from_a_few_lines_to_a_word_document_that_reads_back_equal(page: Page, served: Served, tmp_path: Path) -> None:
    rows = suggested(page)
    assert rows.count() >= 8
    groups = page.locator(".group-name > span:first-child").all_inner_texts()
    assert groups == ["产出指标", "效益指标", "满意度指标"]

    pipes = row_of(page, "铺设供水管道长度")
    expect(pipes.locator(".cell-value textarea")).to_have_value("≥3.2公里")
    pipes.get_by_role("button", name="依据").click()
    expect(page.locator(".evidence")).to_contain_text("铺设供水管道3.2公里")

    # questions fill open slots
    before = page.locator("tr.indicator.open").count()
    assert before >= 2
    page.get_by_label("预算数是多少万元").fill("130")
    page.locator(".question", has_text="预算数").get_by_role("button", name="填入").click()
    expect(row_of(page, "项目总成本").locator(".cell-value textarea")).to_have_value("≤130万元")
    expect(page.get_by_label("预算金额")).to_have_value("130万元")
    page.get_by_label("何时完成").fill("2025年10月底")
    page.get_by_label("何时完成").press("Enter")
    expect(page.locator(".questions")).to_have_count(0)
    expect(page.locator("tr.indicator.open")).to_have_count(before - 2)

    # the audit follows what is typed, and marks the cell
    expect(page.locator(".all-well, .finding-list").first).to_be_visible()  # that of the answers is over
    value = row_of(page, "铺设供水管道长度").locator(".cell-value textarea")
    value.fill("≥200%")
    marked = page.locator("td.cell-value.marked.error")
    expect(marked).to_have_count(1)
    value.focus()
    expect(marked.locator(".tip")).to_be_visible()
    expect(marked.locator(".tip")).to_contain_text("V03")
    value.fill("≥3.2公里")
    value.blur()
    row_of(page, "铺设供水管道长度").locator(".cell-description textarea").fill("竣工图所示管道长度相加")
    expect(page.locator("td.cell-value.marked.error")).to_have_count(0)
    expect(row_of(page, "铺设供水管道长度").locator(".state")).to_have_text("已改")

    # accept, remove, and add by search
    row_of(page, "拟建泵站数量").get_by_role("button", name="采纳").click()
    expect(page.locator("tr.indicator.accepted")).to_have_count(1)
    count = rows.count()
    gone = cells(rows)[3][0]
    row_of(page, gone).get_by_role("button", name="删去").click()
    expect(rows).to_have_count(count - 1)
    page.get_by_role("button", name="添加指标").click()
    added = "工程验收合格率"
    page.get_by_label("在指标库和语料中查找").fill(added)
    page.locator(".dialog-results tr", has_text=added).first.get_by_role("button", name="加入").click()
    expect(rows).to_have_count(count)
    expect(page.locator("tr.indicator.own")).to_have_count(1)

    wanted = cells(rows)
    page.locator("summary", has_text="导出").click()
    with page.expect_download() as waiting:
        page.locator('[data-export="hebei.docx"]').click()
    assert waiting.value.suggested_filename == f"{NAME}_河北表式.docx"
    path = tmp_path / "out.docx"
    waiting.value.save_as(path)
    (table,) = zhibiao.parse(path).tables
    assert [(one.name, one.description or "", one.value.raw, one.basis or "") for one in table.indicators] == wanted
    assert (table.project.name, table.project.unit, table.project.year) == (NAME, None, 2025) or table.project.unit == "云溪镇人民政府"
    assert table.project.purpose == PURPOSE
    assert table.project.budget is not None
    assert table.project.budget.yuan == 1_300_000

    with page.expect_download() as waiting:
        page.locator('[data-export="national-2021.docx"]').click()
    waiting.value.save_as(path)
    (national,) = zhibiao.parse(path).tables
    assert sorted(one.name for one in national.indicators) == sorted(name for name, *_ in wanted)
    assert sum(one.weight or 0 for one in national.indicators) == 90

    for action, name in (("accepted", "拟建泵站数量"), ("rejected", gone), ("edited", "铺设供水管道长度"), ("added", added)):
        served.expect_kept(action, name=name)


def test_a_reload_loses_nothing(page: Page) -> None:
    rows = suggested(page)
    value = rows.nth(0).locator(".cell-basis textarea")
    value.fill("年初工作计划")
    rows.nth(1).get_by_role("button", name="采纳").click()
    expect(page.locator("tr.indicator.accepted")).to_have_count(1)
    before = cells(rows)
    page.get_by_label("绩效目标", exact=True).fill("群众喝上放心水")
    page.wait_for_timeout(2000)  # a pause in typing is enough; the field was never left
    page.reload()
    expect(page.locator("tr.indicator").first).to_be_visible()
    assert cells(page.locator("tr.indicator")) == before
    expect(page.locator("tr.indicator.accepted")).to_have_count(1)
    expect(page.get_by_label("绩效目标", exact=True)).to_have_value("群众喝上放心水")


def test_another_tab_has_a_draft_of_its_own(page: Page, served: Served) -> None:
    suggested(page)
    other = page.context.new_page()
    other.goto(served.url)
    expect(other.get_by_role("heading", name="从项目信息开始")).to_be_visible()
    assert other.get_by_label("项目名称").input_value() == ""


def test_what_is_typed_while_the_audit_runs_stays(page: Page) -> None:
    rows = suggested(page)
    rows.nth(0).locator(".cell-name textarea").fill("新建泵站数量")
    field = rows.nth(0).locator(".cell-description textarea")
    field.focus()
    for _ in range(12):  # over several audits
        page.keyboard.type("泵站", delay=60)
    assert field.input_value() == "泵站" * 12
    page.wait_for_timeout(1500)
    assert field.input_value() == "泵站" * 12


def test_answering_a_question_leaves_what_is_being_typed_elsewhere(page: Page) -> None:
    suggested(page)
    page.get_by_label("何时完成").fill("2025年10月底")
    page.get_by_label("预算数是多少万元").fill("130")
    page.locator(".question", has_text="预算数").get_by_role("button", name="填入").click()
    expect(row_of(page, "项目总成本").locator(".cell-value textarea")).to_have_value("≤130万元")
    expect(page.locator(".question", has_text="预算数")).to_have_count(0)
    expect(page.get_by_label("何时完成")).to_have_value("2025年10月底")
    expect(page.locator(".questions h2")).to_contain_text(str(page.locator(".question").count()))


def test_suggesting_anew_keeps_what_people_touched(page: Page) -> None:
    rows = suggested(page)
    rows.nth(0).get_by_role("button", name="采纳").click()
    name = rows.nth(0).locator(".cell-name textarea").input_value()
    page.get_by_label("资金用途").fill("安装太阳能路灯120盏。")
    page.get_by_role("button", name="推荐指标", exact=True).click()
    expect(page.locator("tr.indicator", has=page.locator('textarea[aria-label*="路灯"]')).first).to_be_visible()
    assert name in [row[0] for row in cells(rows)]


def test_what_cannot_be_used_is_said_at_its_field(page: Page) -> None:
    page.get_by_role("button", name="推荐指标", exact=True).click()
    expect(page.locator(".field-note.wrong")).to_have_text("请至少填写项目名称。")
    expect(page.get_by_label("项目名称")).to_be_focused()
    page.get_by_label("项目名称").fill(NAME)
    page.get_by_label("预算金额").fill("若干")
    page.get_by_label("年度").fill("1066")
    expect(page.locator(".field-note.wrong")).to_have_count(2)
    expect(page.locator(".field-note.wrong").nth(1)).to_contain_text("不是金额")


def test_markup_stays_text(page: Page) -> None:
    evil = "<img src=x onerror=alert(1)><b>粗</b>{{ 7*7 }}"
    rows = suggested(page, purpose=f"{evil} 铺设供水管道3.2公里")
    rows.nth(0).locator(".cell-name textarea").fill(evil)
    page.get_by_label("项目名称").fill(evil)
    page.get_by_role("button", name="采纳").first.click()
    page.wait_for_timeout(1200)
    assert page.locator("main img, main b").count() == 0
    assert page.evaluate("document.body.innerText.includes('49')") is False


def test_the_keyboard_suffices(page: Page) -> None:
    """Tab reaches the form in order, Enter suggests, Tab and Space accept; the focus can be seen all the way."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_label("项目名称").focus()
    page.keyboard.type(NAME)
    labels = []
    for _ in range(6):
        page.keyboard.press("Tab")
        labels.append(page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", labels[-1]
    assert labels == ["填报单位", "年度", "预算金额", "资金用途", "绩效目标", "推荐指标"]
    page.keyboard.press("Enter")
    rows = page.locator("tr.indicator")
    expect(rows.first).to_be_visible()
    rows.nth(0).locator(".cell-name textarea").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(rows.nth(0).get_by_role("button", name="已采纳")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".evidence")).to_be_visible()
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=file]), textarea, select')].filter(e => e.checkVisibility() && "
        "!(e.labels?.length || e.getAttribute('aria-label') || e.innerText.trim())).map(e => e.outerHTML.slice(0, 120))"
    )
    assert unnamed == []


def test_nothing_is_cut_off_at_1366_by_768(page: Page) -> None:
    suggested(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Suggest", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_bare_budget_is_said_to_be_in_yuan_where_it_is_typed(page: Page) -> None:
    budget = page.get_by_label("预算金额")
    budget.fill("86")
    budget.press("Tab")
    expect(page.get_by_text("按86元理解；如果是万元，请写“86万元”。")).to_be_visible()
    budget.fill("86万元")
    budget.press("Tab")
    expect(page.get_by_text("按86元理解")).to_have_count(0)


def test_a_hint_does_not_move_the_button_away_from_the_pointer(page: Page) -> None:
    suggest = page.get_by_role("button", name="推荐指标", exact=True)
    before = suggest.bounding_box()
    page.get_by_label("预算金额").fill("96")
    page.get_by_label("预算金额").press("Tab")
    expect(page.get_by_text("按96元理解")).to_be_visible()
    assert suggest.bounding_box() == before

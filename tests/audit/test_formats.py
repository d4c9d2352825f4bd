"""Reports for other programs and for people who read in a browser or in Word: SARIF, HTML, docx."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sarif_pydantic import Level, Sarif
from tests.audit.audit_tables import SOUND_ROWS, table_of
from tests.audit.word_files import MARKED, document_xml, shown_text, word_file

from zhibiao.audit import audit, render_json, render_text
from zhibiao.audit.decisions import Suppression
from zhibiao.audit.findings import Report
from zhibiao.audit.report_docx import render_docx
from zhibiao.audit.report_html import render_html
from zhibiao.audit.report_sarif import FINGERPRINT, render_sarif
from zhibiao.documents import read
from zhibiao.domain import Document
from zhibiao.messages import speaking

TRAP = '<script>alert("x")</script>'


@pytest.fixture
def document() -> Document:
    tables = (
        table_of({"name": "云溪镇服装购置", "goals": ["目标内容1"]}, [*SOUND_ROWS, "数量指标 | 宣传场次 | 场次 | 12场 | 计划"]),
        table_of({"name": f"排水沟{TRAP}", "fiscal": "9.6万元"}, number=2),
        table_of({"name": "云溪镇临时救助"}, number=3),
    )
    return Document(file="云溪镇 绩效.txt", tables=tables)


@pytest.fixture
def report(document: Document) -> Report:
    return audit(document)


# --- SARIF -----------------------------------------------------------------------------------------------------------------------


def test_sarif_has_the_shapes_of_the_standard(report: Report) -> None:
    text = render_sarif(report)
    log = Sarif.model_validate_json(text)
    assert log.version == "2.1.0"
    (run,) = log.runs
    assert run.tool.driver.name == "zhibiao"
    assert run.results is not None
    assert len(run.results) == len(report.findings)
    rules = run.tool.driver.rules or []
    assert {rule.id for rule in rules} == {status.code for status in report.rules}
    assert all(rule.help and "查什么" in (rule.help.text or "") and rule.short_description for rule in rules)
    levels = {"error": Level.ERROR, "warning": Level.WARNING, "info": Level.NOTE}
    for finding, result in zip(report.findings, run.results, strict=True):
        assert result.rule_id == finding.code == rules[result.rule_index or 0].id
        assert result.level == levels[finding.severity]
        assert (result.partial_fingerprints or {})[FINGERPRINT] == finding.fingerprint
        (location,) = result.locations or []
        assert location.physical_location is not None
        assert location.physical_location.artifact_location is not None
        uri = location.physical_location.artifact_location.uri or ""
        assert re.fullmatch(r"[!-~]+", uri)  # a URI has neither blanks nor Chinese
        names = [place.fully_qualified_name for place in location.logical_locations or []]
        if finding.table is not None:
            assert names[0] == f"table/{finding.table}"
        if finding.row is not None:
            assert f"table/{finding.table}/row/{finding.row}" in names
        assert str(names[-1]).endswith(finding.field)


def test_sarif_has_lines_where_the_file_has_them(tmp_path: Path) -> None:
    from tests.documents.made_documents import table

    path = tmp_path / "a.txt"
    path.write_text(table(goals=("目标内容1",)), encoding="utf-8")
    (found,) = audit(read(path), select=["S03"]).findings
    (result,) = Sarif.model_validate_json(render_sarif(audit(read(path), select=["S03"]))).runs[0].results or []
    region = (result.locations or [])[0].physical_location.region  # type: ignore[union-attr]
    assert region is not None
    assert region.start_line == found.line
    assert path.read_text(encoding="utf-8").splitlines()[(found.line or 0) - 1] == "\t目标内容1"
    words = json.loads(render_sarif(audit(read(path), select=["S03"])))
    skipped = [note["associatedRule"]["id"] for note in words["runs"][0]["invocations"][0]["toolExecutionNotifications"]]
    assert "A01" in skipped
    assert "S03" not in skipped


# --- HTML ------------------------------------------------------------------------------------------------------------------------


def test_html_loads_nothing_and_escapes_everything(report: Report, document: Document) -> None:
    page = render_html(report, [document])
    assert TRAP not in page
    assert "&lt;script&gt;alert" in page
    assert not re.search(r'(?:src|href)\s*=\s*"(?!#)', page)
    assert "url(" not in page
    assert "@import" not in page
    assert "://" not in page
    assert page.count("<script>") == 1


def test_html_marks_the_cells_and_lists_every_finding(report: Report, document: Document) -> None:
    page = render_html(report, [document])
    assert len(re.findall(r'<li id="f\d+"', page)) == len(report.findings)
    number = next(n for n, one in enumerate(report.findings, start=1) if one.code == "V06")
    assert re.search(rf'<td class="mark info" data-marks="{number}">12场<a', page)
    assert re.search(r'<td class="mark error"[^>]*>目标内容1<a', page)
    assert "道路使用年限" in page
    assert f"<b>{report.summary.error}</b>错误" in page
    assert f"<b>{report.summary.grade}</b>{report.summary.score}" in page
    assert "不代表财政部门的审核结论" in page
    assert page.index(">表1 云溪镇服装购置") < page.index(">表3 云溪镇临时救助")


def test_html_in_english(report: Report, document: Document) -> None:
    with speaking("en"):
        page = render_html(audit(document), [document])
    assert '<html lang="en">' in page
    assert "Audit of performance targets" in page
    assert "estimate" in page


# --- docx ------------------------------------------------------------------------------------------------------------------------


def test_the_users_own_document_with_comments_and_nothing_else_changed(tmp_path: Path) -> None:
    data = word_file()
    document = read(data, filename="云溪镇.docx")
    report = audit(document)
    assert report.findings
    commented = render_docx(report, document, data)
    before, after = zipfile.ZipFile(BytesIO(data)), zipfile.ZipFile(BytesIO(commented))
    touched = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/comments.xml"}
    assert set(after.namelist()) == set(before.namelist()) | {"word/comments.xml"}
    for name in set(before.namelist()) - touched:
        assert before.read(name) == after.read(name), name
    assert shown_text(commented) == shown_text(data)
    assert read(commented, filename="云溪镇.docx") == document
    without = re.sub(rb"<w:commentRange(?:Start|End)[^>]*/>|<w:r><w:commentReference[^>]*/></w:r>", b"", document_xml(commented))
    assert without == document_xml(data)


def test_word_comments_stand_at_their_cells() -> None:
    import docx

    data = word_file()
    document = read(data, filename="云溪镇.docx")
    report = audit(document)
    word = docx.Document(BytesIO(render_docx(report, document, data)))
    texts = {comment.comment_id: comment.text for comment in word.comments}
    assert len(texts) == len(report.findings)
    for finding in report.findings:
        assert any(
            line.startswith(f"{ {'error': '错误', 'warning': '警告', 'info': '提示'}[finding.severity] } {finding.code}")
            for text in texts.values()
            for line in text.splitlines()[:2]  # a finding about the whole document says so first
        )
    assert all(comment.author == "zhibiao" for comment in word.comments)
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    (marked,) = {cell._tc: cell for cell in cells if cell.text == MARKED}.values()
    reference = marked._tc.xpath(".//w:commentReference/@w:id")
    assert any("V06" in texts[int(number)] for number in reference)


def test_a_source_without_cells_gives_a_fresh_document_with_comments(report: Report, document: Document) -> None:
    import docx

    word = docx.Document(BytesIO(render_docx(report, document)))
    assert len(list(word.comments)) == len(report.findings)
    assert "云溪镇临时救助" in "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)


def test_comments_are_added_to_those_that_are_there() -> None:
    import docx

    data = word_file()
    document = read(data, filename="a.docx")
    report = audit(document)
    once = render_docx(report, document, data)
    twice = render_docx(audit(read(once, filename="a.docx")), read(once, filename="a.docx"), once)
    comments = list(docx.Document(BytesIO(twice)).comments)
    assert len(comments) == 2 * len(report.findings)
    assert len({comment.comment_id for comment in comments}) == len(comments)
    assert read(twice, filename="a.docx") == document


def test_dates_come_from_the_environment_or_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    data = word_file()
    document = read(data, filename="a.docx")
    report = audit(document)

    def date(commented: bytes) -> str:
        return re.findall(rb'w:date="([^"]+)"', zipfile.ZipFile(BytesIO(commented)).read("word/comments.xml"))[0].decode()

    assert date(render_docx(report, document, data)) == "1980-01-01T00:00:00Z"  # when the document says that it was saved
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    commented = render_docx(report, document, data)
    assert date(commented) == "2023-11-14T22:13:20Z"
    assert zipfile.ZipFile(BytesIO(commented)).getinfo("word/comments.xml").date_time == (2023, 11, 14, 22, 13, 20)


# --- all -------------------------------------------------------------------------------------------------------------------------

RENDERERS: dict[str, Callable[[Report, Document], str | bytes]] = {
    "text": lambda report, document: render_text(report),
    "json": lambda report, document: render_json(report),
    "sarif": lambda report, document: render_sarif(report),
    "html": lambda report, document: render_html(report, [document]),
    "docx": render_docx,
}


@pytest.mark.parametrize("format", RENDERERS)
def test_the_same_document_gives_the_same_bytes(format: str, document: Document) -> None:
    assert RENDERERS[format](audit(document), document) == RENDERERS[format](audit(document), document)


def test_the_users_own_document_gives_the_same_bytes() -> None:
    data = word_file()
    document = read(data, filename="a.docx")
    assert render_docx(audit(document), document, data) == render_docx(audit(document), document, data)


@pytest.mark.parametrize("format", RENDERERS)
def test_a_table_without_a_name_and_a_document_without_tables(format: str) -> None:
    document = Document(file="a.txt", tables=(table_of({"name": "", "goals": ["目标内容1"]}),))
    assert RENDERERS[format](audit(document), document)
    if format in ("text", "html"):
        assert "（无项目名称）" in str(RENDERERS[format](audit(document), document))
    if format != "docx":
        assert RENDERERS[format](audit(Document(file="空.txt")), Document(file="空.txt"))


def test_suppressed_findings_are_said_in_every_report_for_people(document: Document) -> None:
    suppress = [Suppression(project="云溪镇服装购置", codes=("S03",), reason="目标另行报送")]
    report = audit(document, suppress=suppress)
    for page in (render_text(report), render_html(report, [document]), render_sarif(report)):
        assert "目标另行报送" in page
    assert json.loads(render_json(report))["suppressions"][0]["findings"] == 1

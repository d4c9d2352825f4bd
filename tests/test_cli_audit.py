"""``zhibiao audit`` over many files and in every format, and what it does with what cannot be used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sarif_pydantic import Sarif
from tests.audit.audit_tables import SOUND_ROWS, table_of
from tests.audit.word_files import with_document, with_member, word_file
from tests.conftest import Run
from tests.test_cli import one_sentence

from zhibiao import batch, exports
from zhibiao.audit import render_json
from zhibiao.domain import Document
from zhibiao.inputs import read

WRONG = "质量指标 | 覆盖比例 | 比例 | ≥200% | 计划"


def _json(path: Path, *rows: str, **project: str) -> Path:
    document = Document(file=path.name, tables=(table_of(project, [*SOUND_ROWS, *rows], file=path.name),))
    path.write_text(exports.json_text(document), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six documents in two folders, one of which cannot be read and two of which have one name."""
    place = tmp_path / "文本"
    (place / "旧").mkdir(parents=True)
    for number in range(4):
        _json(place / f"镇{number}.json", *([WRONG] if number == 2 else []))
    _json(place / "旧" / "镇1.json", WRONG)
    (place / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    return place


# --- many files ------------------------------------------------------------------------------------------------------------------


def test_a_folder_is_walked_and_a_bad_file_stops_nothing(run: Run, folder: Path) -> None:
    code, out, err = run("audit", folder, "--format", "json")
    found = json.loads(out)
    assert code == 2
    one_sentence(err, "坏.docx")
    assert [file["file"] for file in found["files"]] == ["旧/镇1.json"[2:], "镇0.json", "镇1.json#2", "镇2.json", "镇3.json"]
    assert [finding["file"] for finding in found["findings"] if finding["code"] == "V04"] == ["镇1.json", "镇2.json"]
    assert found["summary"]["error"] == 2
    assert next(rule for rule in found["rules"] if rule["code"] == "V04")["findings"] == 2


def test_processes_give_what_one_process_gives(folder: Path) -> None:
    names = batch.files_under([str(folder)])
    task = batch.Task(keep_found=True)
    alone = [batch._one(name, task, read) for name in names]
    shared = list(batch._in_parallel(names, task, read, None))
    assert any(result.found for result in alone)
    assert [(one.name, one.refused, one.found) for one in shared] == [(one.name, one.refused, one.found) for one in alone]
    assert render_json(batch.combined(shared)[0]) == render_json(batch.combined(alone)[0])


def test_progress_is_told_and_many_files_are_shared_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MANY_FILES", 3)
    told: list[tuple[int, int, str]] = []
    names = batch.files_under([str(folder)])
    results = list(batch.audit_files(names, batch.Task(), read, lambda *step: told.append(step)))
    assert [result.name for result in results] == names
    assert told == [(n, 6, Path(name).name) for n, name in enumerate(names, start=1)]


def test_a_callers_own_parallel_configuration_is_used(folder: Path) -> None:
    from joblib import parallel_config

    names = batch.files_under([str(folder)])
    with parallel_config(backend="threading", n_jobs=2):
        results = list(batch._in_parallel(names, batch.Task(), read, None))
    assert sum(result.report is not None for result in results) == 5


def test_one_file_does_not_pay_for_many(run: Run, document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(batch, "_in_parallel", never)
    assert run("audit", document)[0] == 0
    script = (
        "import sys; from zhibiao.cli import run; code = run(['audit', sys.argv[1], '-o', sys.argv[2]]);"
        "print(code, [m for m in ('jinja2', 'docx', 'zhibiao.documents.edit_docx') if m in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(document), str(document.with_name("out.txt"))]
    assert subprocess.run(command, capture_output=True, check=True).stdout.decode().strip() == "0 []"


def test_an_empty_folder_is_refused(run: Run, tmp_path: Path) -> None:
    code, out, err = run("audit", tmp_path)
    assert (code, out) == (2, "")
    one_sentence(err, "没有可以读取的文件")


def test_rules_are_listed_by_family_and_each_says_a_whole_sentence(run: Run) -> None:
    from zhibiao.audit import catalogue
    from zhibiao.messages import speaking

    out = run("rules")[1]
    assert out.index("S 结构与完整性") < out.index("V 指标值与单位") < out.index("A 数字勾稽")
    assert all(info.summary.endswith("。") for info in catalogue())
    assert "A 数字勾稽" not in run("rules", "v")[1]
    assert "V values and units" in run("rules", "--lang", "en")[1]
    with speaking("en"):
        assert all(info.summary.endswith(".") or info.summary.endswith("?") for info in catalogue())


# --- formats ---------------------------------------------------------------------------------------------------------------------


def test_every_format_from_the_command_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_file())
    assert Sarif.model_validate_json(run("audit", path, "--format", "sarif")[1]).runs[0].results
    assert run("audit", path, "--format", "html", "-o", tmp_path / "a.html")[0] == 1
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run("audit", path, "--format", "docx", "-o", tmp_path / "b.docx") == (1, "", "")
    assert run("audit", path, "--format", "docx", "-o", tmp_path / "b.docx", "--exit-zero")[0] == 0
    assert read(str(tmp_path / "b.docx")).tables == tuple(
        table.model_copy(update={"source": table.source.model_copy(update={"file": "b.docx"})} if table.source else {})
        for table in read(str(path)).tables
    )
    assert "估计等次" in run("audit", path)[1]


def test_html_over_several_files(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("audit", folder, "--format", "html", "-o", tmp_path / "a.html")[0] == 2
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.count('<section class="file">') == 5
    assert "镇1.json#2" in page


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--format", "docx"), ["-o"]),
        (("a.docx", "--format", "docx", "-o", "b.docx"), ["2份", "html"]),
        (("--format", "pdf"), ["pdf", "sarif"]),
        (("-o", "no/such/folder/report.html", "--format", "html"), ["no/such/folder"]),
        (("--write-baseline", "no/such/folder/b.json"), ["no/such/folder"]),
        (("-o", "x.json", "--write-baseline", "x.json"), ["同一个文件"]),
        (("--select", "A01,V77"), ["V77", "V类"]),
        (("--ignore", "Q"), ["Q"]),
        (("--profile", "没有"), ["没有", "split-value"]),
        (("--baseline", "没有.json"), ["没有.json"]),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.docx").write_bytes(word_file())

    def never(name: str) -> Document:
        raise AssertionError(name)

    monkeypatch.setattr("zhibiao.inputs.read", never)
    code, out, err = run("audit", "a.docx", *args)
    assert (code, out) == (2, "")
    one_sentence(err, *words)
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_a_report_that_cannot_be_written_loses_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_file())
    for format in ("text", "json", "sarif", "html", "docx"):
        code, out, err = run("audit", path, "--format", format, "-o", tmp_path)
        assert (code, out) == (2, "")
        one_sentence(err, "文件夹")
        code, _, err = run("audit", path, "--format", format, "-o", path)
        assert code == 2
        one_sentence(err, "覆盖")
    assert path.read_bytes() == word_file()
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


# --- documents that are not as they should be ------------------------------------------------------------------------------------


def test_tracked_changes_are_read_as_accepted_and_said_so(run: Run, tmp_path: Path) -> None:
    inserted = '<w:ins w:id="9" w:author="x"><w:r><w:t xml:space="preserve">12场</w:t></w:r></w:ins>'
    inserted += '<w:del w:id="8" w:author="x"><w:r><w:delText>13场</w:delText></w:r></w:del>'
    data = word_file()
    start = data_run(data, "12场")
    path = tmp_path / "a.docx"
    path.write_bytes(with_document(data, start, inserted))
    code, out, _ = run("audit", path)
    assert code == 1
    assert "按接受后的内容读取（插入1处，删除1处）" in out
    found = json.loads(run("audit", path, "--format", "json")[1])
    assert "修订" in found["files"][0]["notes"][0]
    assert any(finding["quote"] == "12场" for finding in found["findings"])
    assert "修订" in run("audit", path, "--format", "sarif")[1]


def data_run(data: bytes, text: str) -> str:
    """The run of the main part that says ``text``."""
    import re
    import zipfile
    from io import BytesIO

    xml = zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode("utf-8")
    found = re.search(rf"<w:r>(?:(?!</w:r>).)*<w:t[^>]*>{text}</w:t></w:r>", xml)
    assert found
    return found[0]


def test_a_write_protected_document_is_audited_and_said_so(run: Run, tmp_path: Path) -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    settings = f'<w:settings xmlns:w="{w}"><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'.encode()
    data = with_member(word_file(), "word/settings.xml", settings)
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    code, out, _ = run("audit", path)
    assert code == 1
    assert "编辑保护" in out
    assert run("audit", path, "--format", "docx", "-o", tmp_path / "b.docx")[0] == 1
    assert path.read_bytes() == data
    assert any("编辑保护" in repair.what for repair in read(str(tmp_path / "b.docx")).repairs)


def test_a_table_without_a_project_name_is_audited(run: Run, tmp_path: Path) -> None:
    path = _json(tmp_path / "a.json", WRONG, name="")
    code, out, err = run("audit", path)
    assert (code, err) == (1, "")
    assert "表1 （无项目名称）" in out
    assert "V04" in out


def test_a_document_without_a_table_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于做好预算编制工作的通知\n各单位：请按时报送。\n", encoding="utf-8")
    code, out, err = run("audit", path, "-o", tmp_path / "r.txt")
    assert (code, out) == (2, "")
    one_sentence(err, "通知.txt", "没有找到项目绩效目标表")
    assert not (tmp_path / "r.txt").exists()


def test_five_thousand_tables_from_the_command_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "大.jsonl"
    rows = ["数量指标 | 发放人数 | 人数 | =63人 | 计划", WRONG]
    line = exports.json_lines(Document(file="x", tables=(table_of({"name": "项目A"}, rows),)))
    path.write_text("".join(line.replace("项目A", f"项目{chr(0x4E00 + n)}{n}") for n in range(5000)), encoding="utf-8")
    code, out, _ = run("audit", path, "--format", "sarif", "--select", "V")
    assert code == 1
    assert len(json.loads(out)["runs"][0]["results"]) == 5000

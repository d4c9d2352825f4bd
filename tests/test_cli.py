"""The command line as users meet it: results on stdout, one sentence on stderr, exit codes 0, 1, 2."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Run

from zhibiao import cli, render
from zhibiao.domain.tables import TargetTable
from zhibiao.domain.values import TargetValue

PROJECT = (
    *("--name", "清水镇农村道路硬化及排水改造工程", "--budget", "168万元", "--year", "2025", "--unit", "清水镇人民政府"),
    *("--purpose", "硬化村内道路5.2公里124.8万元，铺设排水管道1800米43.2万元，受益群众2600人，2025年10月底前完工。"),
)


def one_sentence(stderr: str, *words: str) -> None:
    """One Chinese sentence that says each of ``words``, and no traceback."""
    assert stderr.count("\n") == 1, stderr
    assert stderr.endswith("。\n")
    assert re.search(r"[一-鿿]", stderr)
    assert "Traceback" not in stderr
    assert not re.search(r"。.*。", stderr)
    for word in words:
        assert word in stderr


# --- results ---------------------------------------------------------------------------------------------------------------------


def test_parse_prints_a_list_of_documents(run: Run, document: Path, tables: tuple[TargetTable, ...]) -> None:
    code, out, err = run("parse", document)
    (parsed,) = json.loads(out)
    assert (code, err) == (0, "")
    assert parsed["file"] == document.name
    assert [table["project"]["name"] for table in parsed["tables"]] == [table.project.name for table in tables]
    assert parsed["tables"][0]["indicators"][0]["value"]["number"] == 4.5
    assert "柳泉镇" in out  # Chinese unescaped


def test_parse_as_a_table_fits_its_columns(run: Run, document: Path) -> None:
    from rich.cells import cell_len

    code, out, _ = run("parse", document, "--format", "table")
    assert code == 0
    assert "道路硬化长度" in out
    assert max(map(cell_len, out.splitlines())) <= render.WIDTH
    assert "\x1b" not in out


def test_parse_reads_standard_input(document: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "zhibiao", "parse", "-"], stdin=document.open("rb"), capture_output=True, check=False)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)[0]["tables"]) == 3


def test_standard_input_is_called_by_its_name(document: Path) -> None:
    def done(*args: str, data: bytes) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "zhibiao", *args]
        found = subprocess.run(command, input=data, capture_output=True, check=False)
        return subprocess.CompletedProcess(command, found.returncode, found.stdout.decode("utf-8"), found.stderr.decode("utf-8"))

    whole = document.read_bytes()
    (parsed,) = json.loads(done("parse", "-", data=whole).stdout)
    assert (parsed["file"], {table["source"]["file"] for table in parsed["tables"]}) == ("-", {"-"})
    assert done("parse", "-", "--format", "table", data=whole).stdout.startswith("标准输入：")
    assert done("audit", "-", data=whole).stdout.startswith("标准输入：3张表")
    assert done("audit", "-", "--lang", "en", data=whole).stdout.startswith("standard input: tables 3")
    one_sentence(done("parse", "-", data=b"").stderr, "标准输入")
    one_sentence(done("suggest", "--from", "-", "--name", "别的", data=whole).stderr, "标准输入")


def test_suggest_prints_a_complete_table(run: Run, corpus: Path) -> None:
    from rich.cells import cell_len

    code, out, err = run("suggest", *PROJECT, "--corpus", corpus)
    assert (code, err) == (0, "")
    assert "清水镇农村道路硬化及排水改造工程" in out
    for words in ("5.2公里", "1800米", "满意度", "%"):
        assert words in out
    assert max(map(cell_len, out.splitlines())) <= render.WIDTH


def test_suggest_twice_gives_the_same_bytes(run: Run, corpus: Path) -> None:
    first = run("suggest", *PROJECT, "--corpus", corpus, "--format", "json")
    assert first == run("suggest", *PROJECT, "--corpus", corpus, "--format", "json")
    found = json.loads(first[1])
    assert found["project"]["budget"] == {"raw": "168万元", "yuan": 1680000}
    assert all(row["sources"] and row["evidence"] for row in found["indicators"])


def test_suggest_as_csv_holds_no_formula_and_reads_back(run: Run, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    assert run("suggest", *PROJECT, "--corpus", corpus, "--format", "csv", "-o", path) == (0, "", "")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # or spreadsheets take it for the local code page
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert header[:6] == ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]
    assert rows
    for row in rows:
        assert not any(cell[:1] in "=+-@" and len(cell) > 1 for cell in row if cell)
        value = TargetValue.parse(row[4])
        assert (value.operator or "") == row[6]
        assert (value.unit or "") == row[8]


def test_suggest_as_docx_is_a_table_that_can_be_read_and_audited(run: Run, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "推荐.docx"
    assert run("suggest", *PROJECT, "--corpus", corpus, "--format", "docx", "-o", path)[0] == 0
    code, out, _ = run("parse", path)
    assert code == 0
    assert json.loads(out)[0]["tables"][0]["project"]["name"] == "清水镇农村道路硬化及排水改造工程"
    assert run("audit", path)[0] in (0, 1)


def test_a_suggestion_as_json_is_read_again(run: Run, corpus: Path, tmp_path: Path) -> None:
    path, word = tmp_path / "推荐.json", tmp_path / "推荐.docx"
    assert run("suggest", *PROJECT, "--corpus", corpus, "--format", "json", "-o", path) == (0, "", "")
    code, out, err = run("audit", path)
    assert code in (0, 1)
    assert "推荐.json：1张表" in out
    assert err == ""
    assert run("convert", path, word) == (0, "", "")
    names = [row["name"] for row in json.loads(path.read_text(encoding="utf-8"))["indicators"]]
    assert [row["name"] for row in json.loads(run("parse", word)[1])[0]["tables"][0]["indicators"]] == names


def test_suggest_from_a_file_takes_its_project(run: Run, corpus: Path, document: Path) -> None:
    code, out, _ = run(
        "suggest", "--from", document, "--name", "柳泉镇村干部报酬", "--corpus", corpus, "--format", "json", "--year", "2025"
    )
    project = json.loads(out)["project"]
    assert code == 0
    assert (project["name"], project["year"], project["budget"]["yuan"]) == ("柳泉镇村干部报酬", 2025, 920000)


def test_limit_caps_the_rows(run: Run, corpus: Path) -> None:
    found = json.loads(run("suggest", *PROJECT, "--corpus", corpus, "--format", "json", "--limit", "3")[1])
    assert len(found["indicators"]) == 3


def test_values_names_its_ground(run: Run, corpus: Path) -> None:
    options = ("--indicator", "工程验收合格率", "--level2", "质量", "--corpus", corpus)
    code, out, _ = run("values", *options, *PROJECT)
    assert code == 0
    assert "%" in out
    assert "依据" in out
    found = json.loads(run("values", *options, *PROJECT, "--format", "json")[1])
    assert found["value"]["unit"] == "%"
    assert found["value_evidence"]["why"]


def test_audit_of_a_sound_document_exits_0(run: Run, document: Path) -> None:
    code, out, err = run("audit", document)
    assert (code, err) == (0, "")
    assert "3张表" in out


def test_audit_exits_1_on_errors_and_0_when_told(run: Run, tmp_path: Path, tables: tuple[TargetTable, ...]) -> None:
    path = _with_wrong_cost(tables[0], tmp_path)
    code, out, _ = run("audit", path, "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert "A01" in [finding["code"] for finding in found["findings"]]
    assert run("audit", path, "--exit-zero")[0] == 0
    assert run("audit", path, "--ignore", "A01")[0] == 0
    assert json.loads(run("audit", path, "--select", "A01", "--format", "json")[1])["summary"]["error"] == 1


def test_convert_writes_word_and_json(run: Run, document: Path, tmp_path: Path) -> None:
    assert run("convert", document, tmp_path / "a.json") == (0, "", "")
    assert run("convert", tmp_path / "a.json", tmp_path / "b.docx") == (0, "", "")
    again = json.loads(run("parse", tmp_path / "b.docx")[1])[0]
    assert [table["project"]["name"] for table in again["tables"]][2] == "柳泉镇太阳能路灯安装项目"


def test_import_adds_once_and_says_what_it_did(run: Run, document: Path, tmp_path: Path) -> None:
    mine = tmp_path / "corpus"
    code, out, err = run("import", document, "--corpus", mine, "--dry-run")
    assert (code, err) == (0, "")
    assert "新增3张" in out
    assert not mine.exists()
    assert "新增3张" in run("import", document, "--corpus", mine)[1]
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    assert "新增0张，已有3张" in run("import", document, "--corpus", mine)[1]
    assert before == {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}


def test_import_without_a_corpus_writes_to_the_users_own(run: Run, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBIAO_HOME", str(tmp_path / "home"))
    assert run("import", document)[0] == 0
    assert list((tmp_path / "home" / "corpus" / "tables").glob("*.jsonl"))


def test_convert_writes_workbooks_lines_and_csv(run: Run, document: Path, tmp_path: Path) -> None:
    import openpyxl

    assert run("convert", document, tmp_path / "b.xlsx") == (0, "", "")
    assert len(openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames) == 3
    code, _, err = run("convert", document, tmp_path / "c.xlsx", "--profile", "split-value")
    assert (code, "绩效指标描述" in err) == (0, True)
    assert run("convert", document, tmp_path / "b.jsonl") == (0, "", "")
    assert run("convert", tmp_path / "b.jsonl", tmp_path / "again.docx") == (0, "", "")
    assert len(json.loads(run("parse", tmp_path / "again.docx")[1])[0]["tables"]) == 3
    assert run("convert", document, tmp_path / "b.csv") == (0, "", "")
    lines = (tmp_path / "b.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("项目名称,项目编码,预算单位")
    assert len(lines) == 1 + 7 + 6 + 6
    assert "，＝" not in lines[1]
    assert ",＝4.5公里," in lines[1]


def test_a_form_of_ones_own_is_filled(run: Run, corpus: Path, document: Path, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for place, text in (("A1", "{{项目名称}}"), ("A2", "三级指标"), ("A3", "{{三级指标}}"), ("B3", "{{指标值}}")):
        book.active[place] = text  # type: ignore[index]
    book.save(tmp_path / "表样.xlsx")
    args = (
        "suggest",
        "--name",
        "清水镇道路硬化工程",
        "--purpose",
        "硬化道路5.2公里",
        "--corpus",
        corpus,
        "--template",
        tmp_path / "表样.xlsx",
    )
    assert run(*args, "-o", tmp_path / "a.xlsx")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert sheet["A1"].value == "清水镇道路硬化工程"
    assert (sheet.max_row or 0) >= 8
    assert run("convert", document, tmp_path / "b.xlsx", "--template", tmp_path / "表样.xlsx") == (0, "", "")
    assert len(openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames) == 3
    for wrong in (
        (*args, "-o", tmp_path / "a.json"),
        args,
        (*args, "-o", tmp_path / "a.docx"),
        (*args, "-o", tmp_path / "表样.xlsx"),
        ("convert", document, tmp_path / "b.csv", "--template", tmp_path / "表样.xlsx"),
        ("convert", document, tmp_path / "b.xlsx", "--template", tmp_path / "没有.xlsx"),
    ):
        code, out, err = run(*wrong)
        assert (code, out) == (2, "")
        one_sentence(err)


def test_suggest_writes_what_the_name_says(run: Run, corpus: Path, tmp_path: Path) -> None:
    import openpyxl

    args = ("suggest", "--name", "清水镇道路硬化工程", "--purpose", "硬化道路5.2公里", "--corpus", corpus)
    assert run(*args, "-o", tmp_path / "a.xlsx") == (0, "", "")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A1"].value == "清水镇道路硬化工程项目绩效目标表"  # type: ignore[index]
    assert run(*args, "-o", tmp_path / "a.docx") == (0, "", "")
    assert json.loads(run("parse", tmp_path / "a.docx")[1])[0]["tables"][0]["project"]["name"] == "清水镇道路硬化工程"
    assert run(*args, "-o", tmp_path / "a.json") == (0, "", "")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["indicators"]
    assert run(*args, "--format", "xlsx")[0] == 2


def test_import_reports_as_json_and_refuses_standard_input(run: Run, document: Path, tmp_path: Path) -> None:
    mine = tmp_path / "corpus"
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    code, out, err = run("import", document, tmp_path / "坏.docx", "--corpus", mine, "--format", "json")
    report = json.loads(out)
    assert (code, report["added"], report["refused"]) == (2, 3, 1)
    assert [len(file["projects"]) for file in report["files"]] == [3, 0]
    assert "坏.docx" in report["files"][1]["refused"]
    one_sentence(err, "坏.docx")
    code, out, err = run("import", "-", "--corpus", mine)
    assert (code, out) == (2, "")
    one_sentence(err, "标准输入")
    assert run("import", document, "--corpus", mine, "-o", tmp_path / "r.txt")[1] == ""
    assert "上次已导入" in (tmp_path / "r.txt").read_text(encoding="utf-8")


def test_rules_lists_and_explains(run: Run) -> None:
    assert "A01" in run("rules")[1]
    assert "预算" in run("rules", "a01")[1]
    family = run("rules", "v")
    assert (family[0], family[2]) == (0, "")
    assert "V06" in family[1]
    assert "A01" not in family[1]
    code, out, err = run("rules", "Z99")
    assert (code, out) == (2, "")
    one_sentence(err, "Z99")


# --- behaviour of the command line itself ------------------------------------------------------------------------------------------


def test_help_is_in_the_language_asked_for(run: Run) -> None:
    assert "用法" in run("--help")[1]
    assert run() == (0, run("--help")[1], "")
    assert run("library") == (0, run("library", "--help")[1], "")
    for group in ((), ("library",)):
        assert run(*group, "--lang", "en")[1].startswith("Usage: zhibiao")
    assert "推荐完整的绩效目标表" in run("suggest", "--help")[1]
    english = run("suggest", "--help", "--lang", "en")[1]
    assert "Usage: zhibiao suggest" in english
    assert not re.search(r"[一-鿿]", english.replace("54.7万元", ""))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["sugest"], ["sugest", "suggest"]),
        (["suggest", "--nam", "x"], ["--nam", "--name"]),
        (["suggest"], ["--name"]),
        (["suggest", "--name"], ["--name"]),
        (["values", "--name", "x"], ["--indicator"]),
        (["values", "--indicator", "x"], ["缺少 --name，请给出项目名称。"]),
        (["library", "search", " "], ["验收合格率"]),
        (["library", "lint", "no/such/folder"], ["no/such/folder"]),
        (["audit"], ["FILE"]),
        (["rules", "A01", "A02"], ["A02"]),
        (["suggest", "--name", "x", "--limit", "many"], ["--limit", "many"]),
        (["suggest", "--name", "x", "--limit", "0"], ["--limit"]),
        (["suggest", "--name", "x", "--format", "pdf"], ["--format", "pdf", "docx"]),
        (["suggest", "--name", "x", "--format", "docx"], ["-o"]),
        (["suggest", "--name", "x", "--lang", "fr"], ["fr", "zh"]),
        (["suggest", "--name", "x", "--corpus", "no/such/folder"], ["--corpus", "no/such/folder"]),
        (["audit", "a.docx", "--select", ","], ["A01"]),
        (["audit", "a.docx", "--min-severity", "all"], ["--min-severity", "warning"]),
        (["convert", "a.docx", "b.pdf"], ["b.pdf", ".docx"]),
    ],
)
def test_a_wrong_command_line_is_refused_in_one_sentence(run: Run, args: list[str], words: list[str]) -> None:
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    for word in words:
        assert word in err


def test_refusals_speak_english_when_asked(run: Run) -> None:
    for args in (["suggest", "--nam", "x"], ["suggest", "--name", "x", "--limit", "a"], ["parse", "missing.docx"]):
        code, _, err = run(*args, "--lang", "en")
        assert code == 2
        assert not re.search(r"[一-鿿]", err), err


def test_an_internal_error_is_called_a_defect(run: Run, monkeypatch: pytest.MonkeyPatch, document: Path) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(cli.inputs, "read_all", broken)
    code, out, err = run("parse", document)
    assert (code, out) == (2, "")
    one_sentence(err, "缺陷", "--debug")
    with pytest.raises(RuntimeError):
        run("parse", document, "--debug")


def test_debug_shows_where_a_refusal_came_from(run: Run) -> None:
    code, _, err = run("parse", "missing.docx", "--debug")
    assert code == 2
    assert "Traceback" in err or "missing.docx" in err


def test_one_unreadable_file_among_many_is_told_and_the_rest_done(run: Run, document: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空.docx"
    empty.touch()
    code, out, err = run("parse", empty, document)
    assert code == 2
    assert [found["file"] for found in json.loads(out)] == [document.name]
    one_sentence(err, "空.docx")
    code, out, _ = run("audit", empty, document)
    assert code == 2
    assert document.name in out


def test_the_output_file_appears_whole_or_not_at_all(run: Run, document: Path, tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    assert run("parse", document, "-o", target) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))
    code, out, err = run("parse", document, "-o", document / "inside.json")
    assert (code, out) == (2, "")
    one_sentence(err, "inside.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([document.name, "结果.json"])


def test_a_report_never_takes_the_place_of_the_document(run: Run, document: Path) -> None:
    before = document.read_bytes()
    for args in (("audit", document, "-o", document), ("parse", document, "-o", document), ("convert", document, document)):
        code, _, err = run(*args)
        assert code == 2
        one_sentence(err, "覆盖")
    assert document.read_bytes() == before


def test_nothing_but_the_result_reaches_a_pipe_and_it_is_utf8(document: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "zhibiao", "parse", str(document), "--format", "table"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert "道路硬化长度" in done.stdout.decode("utf-8")
    assert done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise there")
def test_a_reader_that_leaves_early_is_no_failure(document: Path) -> None:
    command = f"{sys.executable} -m zhibiao parse '{document}' '{document}' | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_settings_come_from_option_then_environment_then_file(
    run: Run, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zhibiao.toml").write_text('lang = "en"\ncorpus = "missing"\n', encoding="utf-8")
    code, _, err = run("suggest", *PROJECT)
    assert code == 2
    assert "missing" in err
    assert not re.search(r"[一-鿿]", err)
    assert "名称" not in run("suggest", "--help")[1]
    monkeypatch.setenv("ZHIBIAO_CORPUS", str(corpus))
    assert run("suggest", *PROJECT)[0] == 0
    assert run("suggest", *PROJECT, "--corpus", tmp_path / "other")[0] == 2
    monkeypatch.setenv("ZHIBIAO_LANG", "xx")
    one_sentence(run("rules")[2], "ZHIBIAO_LANG", "xx")
    assert "--lang" not in run("rules")[2]
    assert run("rules", "--lang", "zh")[0] == 0
    monkeypatch.delenv("ZHIBIAO_LANG")
    (tmp_path / "zhibiao.toml").write_text("corpus = [", encoding="utf-8")
    one_sentence(run("suggest", *PROJECT)[2], "zhibiao.toml")
    (tmp_path / "zhibiao.toml").write_text('korpus = "x"', encoding="utf-8")
    one_sentence(run("suggest", *PROJECT)[2], "korpus")


def _with_wrong_cost(table: TargetTable, folder: Path) -> Path:
    """A table whose cost is over its budget."""
    data = table.model_dump(mode="json")
    cost = next(row for row in data["indicators"] if row["level2"] == "成本指标")
    cost["value"] = cost["value"]["raw"].replace("108", "180")
    path = folder / "超预算.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path

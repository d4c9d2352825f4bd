"""Importing: idempotent, de-duplicated, whole or not at all."""

import subprocess
import sys

import pytest
from joblib import parallel_config
from tests.documents.made_documents import table as text_table

from zhibiao.documents import write_docx
from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.knowledge import importing
from zhibiao.knowledge.corpus import read_tables, table_files
from zhibiao.knowledge.importing import import_documents
from zhibiao.knowledge.journal import NAME
from zhibiao.messages import CorpusError, InputError
from zhibiao.render_import import report_text


def table(name, budget="10万元"):
    rows = (
        Indicator(level1="产出指标", level2="数量指标", name="栽植株数", description="栽植苗木株数", value="≥500株", basis="年度计划"),
        Indicator(level1="效益指标", level2="生态效益指标", name="绿化覆盖率", description="绿化面积占比", value="≥35%", basis="年度计划"),
    )
    return TargetTable(
        form="hebei",
        project=Project(name=name, purpose=f"用于{name}", goals=(f"完成{name}",), budget=budget, fiscal=budget),
        indicators=rows,
    )


@pytest.fixture
def folder(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    write_docx([table("云岭植树项目"), table("白沙植树项目")], documents / "甲.docx")
    write_docx([table("云岭植树项目")], documents / "乙.docx")
    return documents


def run(paths, corpus, **options):
    return import_documents(paths, corpus, content_words=lambda text: [text], **options)


def test_tables_are_added_once_whatever_file_they_come_from(folder, tmp_path):
    report = run([folder], tmp_path / "corpus")
    assert (report.added, report.known) == (2, 1)
    assert [t.project.name for t in read_tables([tmp_path / "corpus"])] in (
        [["云岭植树项目", "白沙植树项目"], ["白沙植树项目", "云岭植树项目"]]
    )


def test_a_second_import_changes_nothing(folder, tmp_path):
    corpus = tmp_path / "corpus"
    run([folder], corpus)
    before = {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    report = run([folder], corpus)
    assert (report.added, report.known) == (0, 3)
    assert {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before


def test_a_dry_run_reports_and_writes_nothing(folder, tmp_path):
    report = run([folder], tmp_path / "corpus", dry_run=True)
    assert report.added == 2
    assert not (tmp_path / "corpus").exists()


def test_what_is_shipped_counts_as_known(folder, tmp_path):
    run([folder], tmp_path / "shipped")
    report = run([folder], tmp_path / "own", known_dirs=[tmp_path / "shipped"])
    assert (report.added, report.known) == (0, 3)


def test_one_bad_file_does_not_stop_the_rest(folder, tmp_path):
    (folder / "丙.docx").write_bytes(b"\x89PNG\r\n\x1a\n picture")
    report = run([folder], tmp_path / "corpus")
    assert report.added == 2
    (refused,) = [file for file in report.files if file.refused]
    assert refused.file == "丙.docx"
    assert "\n" not in refused.refused


def test_pasted_rows_are_counted_as_flagged(tmp_path):
    write_docx([table("云岭植树项目"), table("白沙养猪项目")], tmp_path / "甲.docx")
    report = run([tmp_path / "甲.docx"], tmp_path / "corpus")
    assert report.flagged == 4


def test_progress_names_each_file(folder, tmp_path):
    seen = []
    run([folder], tmp_path / "corpus", progress=lambda done, total, name: seen.append((done, total, name)))
    assert sorted(seen) == [(0, 2, seen[0][2]), (1, 2, seen[1][2])]


def test_a_corpus_line_that_is_no_table_stops_before_anything_is_written(folder, tmp_path):
    tables = tmp_path / "corpus" / "tables"
    tables.mkdir(parents=True)
    (tables / "旧.jsonl").write_text("{half", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"旧\.jsonl第1行"):
        run([folder], tmp_path / "corpus")
    assert [path.name for path in tables.iterdir()] == ["旧.jsonl"]


def test_a_folder_that_cannot_be_written(folder, tmp_path):
    (tmp_path / "corpus").write_text("a file, not a folder")
    with pytest.raises(InputError, match="不能写入"):
        run([folder], tmp_path / "corpus")


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(InputError, match="找不到"):
        run([tmp_path / "没有"], tmp_path / "corpus")


def test_amounts_written_with_other_zeros_are_the_same_table(tmp_path):
    one, other = table("云岭植树项目", budget="10.50万元"), table("云岭植树项目", budget="10.5万元")
    write_docx([one], tmp_path / "甲.docx")
    write_docx([other], tmp_path / "乙.docx")
    assert run([tmp_path / "甲.docx"], tmp_path / "corpus").added == 1
    report = run([tmp_path / "甲.docx", tmp_path / "乙.docx"], tmp_path / "corpus")
    assert (report.added, report.known) == (0, 2)


def test_a_second_import_reads_nothing_again(folder, tmp_path, monkeypatch):
    run([folder], tmp_path / "corpus")
    monkeypatch.setattr("zhibiao.documents.read", lambda path: pytest.fail(f"{path} was read again"))
    report = run([folder], tmp_path / "corpus")
    assert [file.earlier for file in report.files] == [True, True]
    assert report.known == 3


@pytest.mark.parametrize("damage", ["gone", "torn", "nonsense", "other version"])
def test_the_journal_is_safe_to_lose(folder, tmp_path, damage):
    corpus = tmp_path / "corpus"
    run([folder], corpus)
    journal = corpus / NAME
    text = journal.read_text(encoding="utf-8")
    match damage:
        case "gone":
            journal.unlink()
        case "torn":
            journal.write_text(text[:-30], encoding="utf-8")
        case "nonsense":
            journal.write_bytes(b"\xff\xfe\x00 [1, 2\n{}\n\n")
        case "other version":
            journal.write_text(text.replace('"version": "', '"version": "0.'), encoding="utf-8")
    before = [path.read_bytes() for path in table_files(corpus)]
    assert (run([folder], corpus).added, run([folder], corpus).known) == (0, 3)
    assert [path.read_bytes() for path in table_files(corpus)] == before
    assert all(file.earlier for file in run([folder], corpus).files)  # and it has been made whole


def test_tables_that_were_taken_out_of_the_corpus_come_back(folder, tmp_path):
    corpus = tmp_path / "corpus"
    run([folder], corpus)
    for path in table_files(corpus):
        path.unlink()
    assert run([folder], corpus).added == 2


def test_a_changed_file_is_read_again(folder, tmp_path):
    corpus = tmp_path / "corpus"
    run([folder], corpus)
    write_docx([table("云岭植树项目"), table("青石修渠项目")], folder / "甲.docx")
    report = run([folder], corpus)
    assert [(file.file, file.added, file.earlier) for file in report.files] == [("乙.docx", 0, True), ("甲.docx", 1, False)]


def test_the_report_says_what_was_added_repaired_and_passed_over(folder, tmp_path):
    (folder / "下级").mkdir()
    (folder / "下级" / "丁.txt").write_text(
        text_table(indicators=(("产出指标", "数量指标", "★清理长度", "长度", "≥5公里", "计划"),)), encoding="utf-8"
    )
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    report = run([folder], tmp_path / "corpus")
    (found,) = [file for file in report.files if file.file == "下级/丁.txt"]
    assert (found.added, found.projects, len(found.repairs)) == (1, ("沟渠清理经费",), 1)
    assert report.passed_over == 1
    shown = report_text(report)
    assert "核心指标标记" in shown
    assert "不是文档、没有去读的文件：1个" in shown
    data = report.model_dump(mode="json")
    assert data["added"] == 3
    assert "核心指标" in next(file for file in data["files"] if file["repairs"])["repairs"][0]["what"]


def many(folder, number):
    folder.mkdir()
    for n in range(number):
        write_docx(table(f"第{n}号沟渠清理项目"), folder / f"{n:03}.docx")


def test_many_files_are_read_in_parallel_with_the_same_result(tmp_path):
    many(tmp_path / "many", 12)
    (tmp_path / "many" / "005.docx").write_bytes(b"PK\x03\x04 broken")
    whole = run([tmp_path / "many"], tmp_path / "whole")
    singly = [run([path], tmp_path / "singly") for path in sorted((tmp_path / "many").iterdir())]
    assert whole.added == 11
    assert [file.refused for file in whole.files] == [file.refused for report in singly for file in report.files]
    assert [p.read_bytes() for p in table_files(tmp_path / "whole")] == [p.read_bytes() for p in table_files(tmp_path / "singly")]


def test_documents_of_one_name_share_a_file_until_it_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "MAX_FILE", 500)
    for n in range(3):
        (tmp_path / "in" / str(n)).mkdir(parents=True)
        write_docx(table(f"第{n}号项目"), tmp_path / "in" / str(n) / "绩效目标表.docx")
    run([tmp_path / "in"], tmp_path / "corpus")
    assert [path.name for path in table_files(tmp_path / "corpus")] == ["绩效目标表-2.jsonl", "绩效目标表-3.jsonl", "绩效目标表.jsonl"]
    assert len(read_tables([tmp_path / "corpus"])) == 3


CHILD = """
import sys, time
from pathlib import Path
import zhibiao.documents
from zhibiao.knowledge import importing
from joblib import parallel_config

def tell(done, total, name):
    print(done, flush=True)
    if done >= 6:
        time.sleep(60)  # killed here

with parallel_config(n_jobs=2):
    importing.import_documents([Path(sys.argv[1])], Path(sys.argv[2]), content_words=lambda text: [text], progress=tell)
"""


def test_a_killed_import_loses_nothing_and_the_next_goes_on(tmp_path):
    many(tmp_path / "many", 10)
    corpus = tmp_path / "corpus"
    child = subprocess.Popen([sys.executable, "-c", CHILD, tmp_path / "many", corpus], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for line in child.stdout:
        if line.strip() == "6":
            break
    child.kill()
    child.wait()
    child.stdout.close()
    assert len(read_tables([corpus])) == 6
    report = run([tmp_path / "many"], corpus)
    assert [file.earlier for file in report.files] == [True] * 6 + [False] * 4
    assert (report.added, report.known) == (4, 6)
    assert len(read_tables([corpus])) == 10


@pytest.mark.parametrize("parallel", [True, False])
def test_a_defect_of_the_reader_costs_one_file(tmp_path, monkeypatch, parallel):
    many(tmp_path / "many", 9 if parallel else 3)
    good = [path for path in sorted((tmp_path / "many").iterdir()) if path.name != "001.docx"]

    def broken(path):
        if path.name == "001.docx":
            raise KeyError("a defect")
        from zhibiao.documents.read import read

        return read(path)

    monkeypatch.setattr("zhibiao.documents.read", broken)
    with parallel_config(backend="threading", n_jobs=2):
        report = run([tmp_path / "many"], tmp_path / "corpus")
    assert report.added == len(good)
    (refused,) = [file.refused for file in report.files if file.refused]
    assert "KeyError" in refused


DIES = """
import os, sys
from pathlib import Path
from zhibiao.knowledge import reading

real = reading._read
def _read(path, limit):
    if path.name in ("002.docx", "007.docx"):
        os._exit(9)
    return real(path, limit)

def _in_worker(path, limit, language):
    return _read(path, limit)

reading._in_worker = _in_worker
for found in reading.read_files(sorted(Path(sys.argv[1]).iterdir()), 10**8):
    print(len(found.tables), found.refused is not None)
"""


def test_a_file_that_takes_its_process_down_does_not_stop_the_rest(tmp_path):
    many(tmp_path / "many", 9)
    done = subprocess.run([sys.executable, "-c", DIES, tmp_path / "many"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:-1] == ["0 True" if n in (2, 7) else "1 False" for n in range(9)]

"""Importing: idempotent, de-duplicated, whole or not at all."""

import pytest

from zhibiao.documents import write_docx
from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.knowledge.corpus import read_tables
from zhibiao.knowledge.importing import import_documents
from zhibiao.messages import CorpusError, InputError


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

"""One way in: what is refused says why in one sentence, and reading stays light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from tests.documents.made_documents import NARRATIVE, indicator_table, package, table

from zhibiao.documents import read
from zhibiao.domain.tables import Project, Source
from zhibiao.messages import DocumentError, speaking


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.docx", "空文件"),
        (b" \n\t\n", "a.txt", "空文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "照片.docx", "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "照片.docx", "图片"),
        (b"%PDF-1.7\n", "a.pdf", "PDF结构已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", r"旧版Office.*另存为\.docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"), "a.docx", "密码"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "XML文件"),
        (b"MZ\x90\x00" + bytes(600), "a.doc", "程序"),
        (b"<html><table></table></html>", "a.html", "没有找到项目绩效目标表"),
        (b"Rar!\x1a\x07\x00", "a.rar", "压缩包"),
        (b"PK\x03\x04" + bytes(100), "a.docx", "损坏"),
        (bytes(range(1, 256)) * 40, "a.txt", "文本|解码"),
        ("今年的工作总结。\n没有表格。".encode(), "a.txt", "没有找到项目绩效目标表"),
        (("一" * 1_000_001).encode(), "a.txt", "第1行"),
        (("绩效目标表\n\t项目名称\n\t甲\n\n\t产出指标\n\t数量指标\n\t名\n\t5个\n\n").encode(), "a.txt", "没有可识别的指标表头"),
    ],
)
def test_what_cannot_be_read_says_so(data: bytes, name: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read(data, name)
    message = str(caught.value)
    assert message.startswith(f"“{name}”")
    assert message.count("。") == 1
    assert "\n" not in message


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="不存在"):
        read(tmp_path / "none.txt")
    with pytest.raises(DocumentError, match="文件夹"):
        read(tmp_path)
    with pytest.raises(DocumentError, match="不是普通文件"):
        read("/dev/zero")
    with pytest.raises(DocumentError, match="无法读取"):
        read("a\x00b")
    huge = tmp_path / "huge.docx"
    with huge.open("wb") as stream:
        stream.truncate(200 * 2**20)
    with pytest.raises(DocumentError, match="有200MB，超过50MB的上限"):
        read(huge)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(table(), encoding="utf-8")
    path.chmod(0)
    with pytest.raises(DocumentError, match="权限"):
        read(path)


def test_messages_in_english() -> None:
    with speaking("en"), pytest.raises(DocumentError, match=r"a\.pdf is a damaged PDF"):
        read(b"%PDF-1.4", "a.pdf")


def test_kind_is_told_by_content_and_the_file_is_named_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_bytes(package(indicator_table()))
    document = read(str(path))
    assert document.file == "表.txt"
    assert document.tables[0].source is not None
    assert document.tables[0].source.file == "表.txt"
    assert read(table().encode(), "folder/b.docx").file == "b.docx"


def test_json_of_a_document_a_table_a_list_and_corpus_lines() -> None:
    document = read((NARRATIVE + table() + table("2.路灯电费绩效目标表", name="路灯电费")).encode(), "made.txt")
    dumped = document.model_dump(mode="json")
    whole = read(json.dumps(dumped, ensure_ascii=False).encode(), "a.json")
    assert whole.model_dump(exclude={"file"}) == document.model_dump(exclude={"file"})
    assert read(json.dumps([dumped], indent=2).encode("utf-8-sig"), "a.json") == whole
    one = read(json.dumps(dumped["tables"][0]).encode(), "t.json")
    assert one.tables == whole.tables[:1]
    lines = "\n".join(json.dumps({"id": "x", "flags": ["blank-row"], **t}, ensure_ascii=False) for t in dumped["tables"])
    for name in ("a.jsonl", "lines.json"):
        assert read(lines.encode(), name).tables == whole.tables


def test_a_suggestion_is_read_as_its_table() -> None:
    from zhibiao.recommend.suggestion import Evidence, ModelName, SuggestedIndicator, Suggestion, ValueEvidence

    row = SuggestedIndicator(
        level1="产出指标", level2="数量指标", name="硬化道路长度", value="≥__公里", score=0.93, sources=("library",), row=7,
        evidence=(Evidence(type="library", why="主题"),), value_evidence=ValueEvidence(why="请填写", median=Decimal("2.5")),
    )  # fmt: skip
    project = Project(name="道路硬化", budget="54.7万元")
    suggestion = Suggestion(
        project=project, model=ModelName(name="default", version="1"), indicators=(row, row), alternatives=(row,), goals=("硬化道路。",)
    )
    other = suggestion.model_copy(update={"project": project.model_copy(update={"goals": ("自己的目标",)})})
    for shape in (suggestion, other, suggestion.model_copy(update={"goals": None, "indicators": ()})):
        (found,) = read(json.dumps(shape.model_dump(mode="json"), ensure_ascii=False).encode(), "s.json").tables
        assert found.source == Source(file="s.json", table=1)
        assert found.model_copy(update={"source": None}) == shape.to_target_table()
    assert len(read(json.dumps([suggestion.model_dump(mode="json")] * 2).encode(), "s.json").tables) == 2
    for broken in ({"indicators": [1]}, {"indicators": "x"}, {"project": 3}):
        with pytest.raises(DocumentError, match="的字段"):
            read(json.dumps(suggestion.model_dump(mode="json") | broken).encode(), "s.json")


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ('{"project": {"name": "甲"}}\n{broken\n', "a.jsonl", "第2行不是正确的JSON"),
        ('{"project": {"name": "甲"}}\n\n{"project": {"year": 3024}}\n', "a.jsonl", r"第3行的字段project\.year“3024”超出范围"),
        ('{"project": {"name": ', "a.json", "第1行第22个字符不是正确的JSON"),
        ('{"a": 1}', "a.json", "缺少project或indicators"),
        ('[{"project": {"name": "甲", "budget": "若干"}}]', "a.json", r"第1项的字段project\.budget.*不是金额"),
        ('[{"project": {"name": "' + "长" * 301 + '"}}]', "a.json", "有301字，超过300字的上限"),
        ('{"project": {"name": "甲", "budget": {"raw": "1", "yuan": NaN}}}', "a.json", "数字无法使用"),
        ('{"project": ' + "[" * 100_000, "a.json", "嵌套过深"),
        ("[]", "a.json", "没有绩效目标表"),
        ("{}", "a.json", "缺少project"),
        ('{"project": {"name": "甲"}, "extra": 1}', "a.json", "字段extra"),
    ],
)
def test_bad_json_names_the_place(text: str, name: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read(text.encode(), name)
    assert str(caught.value).startswith(f"“{name}”")


def test_reading_imports_nothing_heavy(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(package(indicator_table()))
    code = (
        "import sys; from zhibiao.documents import read; "
        f"read({str(path)!r}); "
        "print([m for m in ('docx', 'torch', 'transformers', 'sklearn', 'scipy', 'openpyxl') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"

"""The annotated and the corrected document open in an office suite, and say what the original says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.audit.word_files import word_file

from zhibiao.audit import audit
from zhibiao.audit.report_docx import render_docx
from zhibiao.documents import read

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(OFFICE is None and os.environ.get("CI") != "true", reason="no LibreOffice here")
def test_the_annotated_document_opens_and_its_text_is_the_same(tmp_path: Path) -> None:
    assert OFFICE is not None, "LibreOffice is needed where CI=true"
    data = word_file()
    document = read(data, filename="a.docx")
    (tmp_path / "before.docx").write_bytes(data)
    (tmp_path / "after.docx").write_bytes(render_docx(audit(document), document, data))
    command = [OFFICE, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "txt:Text (encoded):UTF8"]
    files = [str(tmp_path / f"{name}.docx") for name in ("before", "after")]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], capture_output=True, check=True, timeout=180)
    before, after = ((tmp_path / f"{name}.txt").read_text(encoding="utf-8-sig") for name in ("before", "after"))
    assert "云溪镇服装购置" in before
    assert after == before

from __future__ import annotations

from pathlib import Path

import pytest
from tests.documents.made_documents import table

from zhibiao.audit.settings import read_audit_settings
from zhibiao.documents import read
from zhibiao.documents.limits import Limits, limits_in_force
from zhibiao.messages import DocumentError, InputError


def test_settings_and_environment_change_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_in_force(tmp_path) == Limits()
    (tmp_path / "zhibiao.toml").write_text("[limits]\nfile-mb = 1\nrows = 30000\n", encoding="utf-8")
    assert limits_in_force(tmp_path) == Limits(file_mb=1, rows=30_000)
    assert read_audit_settings(tmp_path).select is None
    monkeypatch.setenv("ZHIBIAO_LIMITS", "rows=9, office-seconds=5")
    assert limits_in_force(tmp_path) == Limits(file_mb=1, rows=9, office_seconds=5)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match="有2MB，超过1MB的上限"):
        read(table().encode() + b" " * 2**20, "a.txt")


@pytest.mark.parametrize(
    "said", ["rows = 0", "rows = -1", 'rows = "many"', "rows = true", "rows = 1.5", "lines = 3", "rows = 99999999999999999999"]
)
def test_limits_that_cannot_be_used(said: str, tmp_path: Path) -> None:
    (tmp_path / "zhibiao.toml").write_text(f"[limits]\n{said}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"不能用，可设的限制是 file-mb"):
        limits_in_force(tmp_path)


def test_limits_are_a_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zhibiao.toml").write_text("limits = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="一节设置"):
        limits_in_force(tmp_path)
    monkeypatch.setenv("ZHIBIAO_LIMITS", "rows")
    with pytest.raises(InputError, match="ZHIBIAO_LIMITS"):
        limits_in_force(tmp_path / "none")

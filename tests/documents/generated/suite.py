"""Generated documents as an office suite saves and prints them: many files per start of LibreOffice, which takes longer than the files."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from zhibiao.documents.office import find_office

BATCH = 60
SECONDS = 300
_FILTERS = {"doc": "doc:MS Word 97", "odt": "odt", "docx": "docx:MS Word 2007 XML", "pdf": "pdf:writer_pdf_Export"}


def converted(files: Sequence[bytes], suffix: str, target: str) -> list[bytes | None]:
    """Each file in the other format; ``None`` for one that the suite does not convert."""
    found: list[bytes | None] = []
    for start in range(0, len(files), BATCH):
        found += _batch(files[start : start + BATCH], suffix, target)
    return found


def _batch(files: Sequence[bytes], suffix: str, target: str) -> list[bytes | None]:
    program = find_office()
    assert program is not None, "LibreOffice is needed where CI=true"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sources = [folder / f"{number}.{suffix}" for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", _FILTERS[target], "--outdir", str(folder / "out")]
        subprocess.run([*command, *map(str, sources)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)
        made = [folder / "out" / f"{number}.{target}" for number in range(len(files))]
        return [path.read_bytes() if path.is_file() else None for path in made]

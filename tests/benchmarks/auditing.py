"""Audit: tables a second of one core with all rules, and the whole command against reading the same Word document alone.

    python -m tests.benchmarks.auditing [RUNS]

The aims: 200 tables a second of processor time, and the command on a document of 23 tables in at most twice what reading it with
python-docx and the cold start (the interpreter, the package and what it knows) cost together. The commands are taken in turn, so that a
busy machine slows all. Nothing is asserted.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import zhibiao
from zhibiao.documents import read
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.domain import Document, Indicator, Project, TargetTable
from zhibiao_service.knowledge import out_of_collection

RATE_AIM, RATIO_AIM = 200, 2.0
TABLES = 23
_READ = (
    "import docx, sys\n"
    "word = docx.Document(sys.argv[1])\n"
    "text = [p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells]\n"
)
_COLD = "import zhibiao; zhibiao.load()"


def document(corpus: list[TargetTable]) -> Document:
    """A document of 23 tables of the shipped corpus, told apart by number."""
    tables = [
        table.model_copy(update={"source": None, "heading": None}) for table in (corpus * (TABLES // max(len(corpus), 1) + 1))[:TABLES]
    ]
    return Document(file="bench.docx", title="部门预算绩效文本", tables=tuple(tables))


def warm(zb: zhibiao.Zhibiao) -> zhibiao.Zhibiao:
    """What is loaded once (the encoder, the index of the corpus, word lists) is loaded by a table of another project."""
    rows = (Indicator(level1="产出指标", level2="质量指标", name="馆藏古籍修复完好率", description="修复后完好的古籍占比", value="≥95%"),)
    project = Project(name="古籍修复经费", purpose="修复馆藏古籍120册", budget="12万元")
    zb.audit(TargetTable(project=project, indicators=rows))
    zb.suggest(project)
    zb.values("馆藏古籍修复完好率", project, "质量指标")  # the numbers that like indicators have elsewhere
    zb.levels("馆藏古籍修复完好率")
    out_of_collection()  # as the service does
    return zb


def wall(*command: str) -> float:
    """Seconds from start to exit; findings at error are no failure here."""
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        done = subprocess.run([sys.executable, *command], env=os.environ | {"ZHIBIAO_HOME": home}, capture_output=True, check=False)
        took = time.perf_counter() - start
    assert done.returncode in (0, 1), done.stderr.decode()
    return took


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    zb = zhibiao.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.docx"
        path.write_bytes(docx_bytes(document(list(zb.corpus.tables))))
        parsed = read(path)
        times = []
        for _ in range(runs):
            zb = warm(zhibiao.load())  # a document is audited once: nothing kept of it may help
            start = time.process_time()
            report = zb.audit(parsed)
            times.append(time.process_time() - start)
        rate = len(parsed.tables) / min(times)
        ran = sum(status.status == "ran" for status in report.rules)
        print(
            f"audit {rate:.0f} tables/s of one core (best of {runs}, {len(parsed.tables)} tables, {ran} rules ran, "
            f"{len(report.findings)} findings; aim {RATE_AIM}: {'holds' if rate >= RATE_AIM else 'missed'})"
        )
        profile, zb = cProfile.Profile(), warm(zhibiao.load())
        profile.runcall(zb.audit, parsed)
        _top(profile)
        whole, reading, cold = [], [], []
        for _ in range(runs):
            whole.append(wall("-m", "zhibiao", "audit", str(path)))
            reading.append(wall("-c", _READ, str(path)))
            cold.append(wall("-c", _COLD))
        ratio = min(whole) / (min(reading) + min(cold))
        print(
            f"zhibiao audit on {TABLES} tables {min(whole):.2f} s · reading with python-docx {min(reading):.2f} s + cold start "
            f"{min(cold):.2f} s · ratio {ratio:.2f} (aim {RATIO_AIM}: {'holds' if ratio <= RATIO_AIM else 'missed'})"
        )


def _top(profile: cProfile.Profile) -> None:
    """The five entries that take most time of their own."""
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(entry[2] for entry in stats.values()) or 1.0
    for (file, line, name), (_, calls, own, _, _) in sorted(stats.items(), key=lambda item: -item[1][2])[:5]:
        place = f"{Path(file).name}:{line}" if line else "built in"
        print(f"  {own / total:5.1%} {name} ({place}), {calls} calls")


if __name__ == "__main__":
    main()

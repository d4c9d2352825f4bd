"""Baseline files: findings known at one time, so that later audits tell only what is new.

A finding is known by its fingerprint, which is made of content: a row that moved stays known, one that changed comes back. Findings are
recorded before they are merged at one cell, so that a new defect beside a known one is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zhibiao.audit.findings import Finding
from zhibiao.messages import InputError, say

FORMAT = 1
MAX_BYTES = 200_000_000


def baseline_text(findings: Iterable[Finding]) -> str:
    """A baseline as JSON, one finding a line; the same findings give the same text in whatever order they come."""
    import zhibiao

    entries = {
        finding.fingerprint: {
            "fingerprint": finding.fingerprint, "code": finding.code, "project": finding.project, "field": finding.field,
            "quote": finding.quote,
        }
        for finding in findings
    }  # fmt: skip
    order = sorted(entries.values(), key=lambda entry: (str(entry["code"]), entry["project"] or "", str(entry["fingerprint"])))
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in order)
    head = json.dumps({"zhibiao_baseline": FORMAT, "version": zhibiao.__version__}, ensure_ascii=False)[1:-1]
    body = f"[\n{lines}\n]" if lines else "[]"
    return f'{{{head}, "findings": {body}}}\n'


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints that a baseline file knows.

    :raises InputError: missing, no baseline, or written in the format of another version.
    """
    data = _loaded(path)
    if not isinstance(data, dict) or "zhibiao_baseline" not in data:
        raise _unusable(path, say("不是本程序的基线文件", "is no baseline of this program"))
    if data["zhibiao_baseline"] != FORMAT:
        found, by = str(data["zhibiao_baseline"])[:20], str(data.get("version", "?"))[:20]
        raise InputError(
            say(
                f"基线文件“{path}”由另一版本（{by}，格式{found}）写出，本版本只认格式{FORMAT}，请用 --write-baseline 重新生成。",
                f"the baseline {path} was written by another version ({by}, format {found}); this one reads format {FORMAT}: "
                "write it anew with --write-baseline.",
            )
        )
    entries = data.get("findings")
    if not isinstance(entries, list) or not all(isinstance(one, dict) and isinstance(one.get("fingerprint"), str) for one in entries):
        raise _unusable(path, say("缺少findings中的fingerprint", "lacks a fingerprint in findings"))
    return frozenset(entry["fingerprint"] for entry in entries)


def _loaded(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unusable(path, say("过大", "is too large"))
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            say(
                f"没有基线文件“{path}”，请检查路径，或先用 --write-baseline 生成。",
                f"there is no baseline {path}; check the path or write it first with --write-baseline.",
            )
        ) from None
    except OSError as error:
        raise _unusable(path, say(f"无法读取（{error.strerror}）", f"cannot be read ({error.strerror})")) from None
    except (ValueError, RecursionError):
        raise _unusable(path, say("不是正确的JSON", "is no valid JSON")) from None


def _unusable(path: Path, reason: str) -> InputError:
    return InputError(
        say(
            f"基线文件“{path}”{reason}，请用 --write-baseline 重新生成。",
            f"the baseline {path} {reason}; write it anew with --write-baseline.",
        )
    )

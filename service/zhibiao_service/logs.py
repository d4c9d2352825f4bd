"""Logs as JSON Lines on stderr. They say which request, how long and how it ended, and never what stood in it."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from typing import Any

_FIELDS = ("event", "request_id", "method", "route", "status", "ms", "bytes_in", "key", "model", "reason")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": when,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
        }
        line |= {name: getattr(record, name) for name in _FIELDS if getattr(record, name, None) is not None}
        if record.exc_info:
            kind, _, trace = record.exc_info
            line["error"] = kind.__name__ if kind else None
            # places only: the message of an exception may quote the document
            frames = []
            while trace is not None:
                frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
                trace = trace.tb_next
            line["trace"] = frames[-12:]
        return json.dumps(line, ensure_ascii=False)


def use_json_lines() -> None:
    """Log to stderr as JSON, uvicorn's own lines too; its access log, which shows queries, is off."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("zhibiao.service", "uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True

"""Files to documents and back: readers per format, one form recogniser, and a writer of Word documents."""

from __future__ import annotations

from zhibiao.documents.read import read
from zhibiao.documents.write_docx import write_docx

__all__ = ["read", "write_docx"]

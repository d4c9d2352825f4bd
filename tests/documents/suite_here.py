"""LibreOffice, which converts .doc, .odt, .rtf and .ods: tests of these are left out where it is missing, and fail where CI=true."""

from __future__ import annotations

import os

import pytest

from zhibiao.documents.office import find_office

HERE = find_office() is not None or os.environ.get("CI") == "true"
needs_office = pytest.mark.skipif(not HERE, reason="LibreOffice is not installed: .doc, .odt, .rtf and .ods are not tested")

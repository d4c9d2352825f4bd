"""zhibiao (指标): indicators and values for Chinese budget performance target tables, and audits of such tables.

>>> import zhibiao
>>> zb = zhibiao.load()
>>> table = zb.suggest(zhibiao.Project(name="清水镇农村道路硬化工程", purpose="硬化村内道路3.2公里", budget="96万元"))

Everything here is imported when it is first used, so that ``import zhibiao`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhibiao.api import Zhibiao, load, parse
    from zhibiao.audit.findings import Finding, Report
    from zhibiao.domain.tables import Document, Indicator, Project, TargetTable
    from zhibiao.domain.values import TargetValue
    from zhibiao.messages import ZhibiaoError
    from zhibiao.recommend.suggestion import Suggestion

__all__ = [
    "Document",
    "Finding",
    "Indicator",
    "Project",
    "Report",
    "Suggestion",
    "TargetTable",
    "TargetValue",
    "Zhibiao",
    "ZhibiaoError",
    "load",
    "parse",
]

_HOME = {
    "Document": "zhibiao.domain.tables",
    "Finding": "zhibiao.audit.findings",
    "Indicator": "zhibiao.domain.tables",
    "Project": "zhibiao.domain.tables",
    "Report": "zhibiao.audit.findings",
    "Suggestion": "zhibiao.recommend.suggestion",
    "TargetTable": "zhibiao.domain.tables",
    "TargetValue": "zhibiao.domain.values",
    "Zhibiao": "zhibiao.api",
    "ZhibiaoError": "zhibiao.messages",
    "load": "zhibiao.api",
    "parse": "zhibiao.api",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("zhibiao")
        except PackageNotFoundError:  # run from a folder that was never installed
            return "0+unknown"
    if name not in _HOME:
        raise AttributeError(f"module 'zhibiao' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

"""The page of the service: 编制, 审核, 指标库 and 模型 in a browser, with nothing loaded from elsewhere.

:func:`mount` adds it to an application whose process answers the API as well; :func:`run` serves it alone and calls the API over HTTP.
"""

from zhibiao_service.page.serving import mount, run

__all__ = ["mount", "run"]

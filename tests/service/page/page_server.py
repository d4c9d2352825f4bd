"""Serves the page for its tests, in a process of its own: ``python page_server.py PORT api|alone``."""

from __future__ import annotations

import sys
from pathlib import Path


def main(port: int, kind: str, folder: Path) -> None:
    import uvicorn

    if kind == "api":
        from zhibiao_service.app import create_app
        from zhibiao_service.database import migrate, open_database
        from zhibiao_service.settings import Settings

        settings = Settings(database=f"sqlite:///{folder / 'feedback.sqlite3'}")
        engine = open_database(settings.database_url)
        migrate(engine)
        engine.dispose()
        app = create_app(settings)
    else:
        from fastapi import FastAPI

        from zhibiao_service.page import mount
        from zhibiao_service.page.settings import Defaults

        app = FastAPI()
        mount(app, Defaults(upload_limit=2_000_000))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))

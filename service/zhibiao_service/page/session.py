"""What one browser tab works on: its language, its key, its draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nicegui import ui

from zhibiao.messages import speaking
from zhibiao_service.page.backend import Backend, api_key
from zhibiao_service.page.draft import Draft
from zhibiao_service.page.review import Review
from zhibiao_service.page.settings import PageSettings

_DRAFT, _LANGUAGE, _KEY = "zhibiao-draft", "zhibiao-language", "zhibiao-key"
_MOST = 800_000  # characters of a draft; one message of the socket carries a million


@dataclass
class Session:
    """State of a tab. ``redraw`` draws the page anew, ``show_part`` the part that is shown."""

    backend: Backend
    settings: PageSettings
    language: str = "zh"
    key: str = ""
    view: str = "draft"
    draft: Draft = field(default_factory=Draft)
    review: Review = field(default_factory=Review)
    redraw: Callable[[], None] = lambda: None
    show_part: Callable[[], None] = lambda: None

    @classmethod
    async def restored(cls, backend: Backend, settings: PageSettings) -> Session:
        """The session of this tab, with what the browser kept of it."""
        read = f"[sessionStorage.getItem('{_DRAFT}'), localStorage.getItem('{_LANGUAGE}'), sessionStorage.getItem('{_KEY}'), location.hash]"
        kept = await ui.run_javascript(read, timeout=10) or [None, None, None, ""]
        draft, language, key, place = (one if isinstance(one, str) else "" for one in kept)
        view = place.removeprefix("#")
        restored = cls(
            backend,
            settings,
            language="en" if language == "en" else "zh",
            key=key,
            view=view if view in ("draft", "review", "library", "model") else "draft",
            draft=Draft.restored(draft),
        )
        if settings.has_keys and key:
            with restored.speaking():
                if not await backend.admits():  # what a tab says of itself is checked like a key typed in
                    restored.key = ""
        return restored

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Draw and ask in the tab's language, with its key."""
        token = api_key.set(self.key)
        try:
            with speaking(self.language):
                yield
        finally:
            api_key.reset(token)

    def keep(self) -> None:
        """Let the browser keep the draft."""
        text = self.draft.model_dump_json(exclude_none=True)
        if len(text) > _MOST:  # the evidence of alternatives is what is large and can be asked for again
            text = self.draft.model_copy(update={"alternatives": []}).model_dump_json(exclude_none=True)
        if len(text) <= _MOST:
            ui.run_javascript(f"sessionStorage.setItem('{_DRAFT}', {json.dumps(text)})")

    def speak(self, language: str) -> None:
        """Switch the language; work in hand stays."""
        self.language = language
        ui.run_javascript(f"localStorage.setItem('{_LANGUAGE}', {json.dumps(language)})")
        self.redraw()

    def sign_in(self, key: str) -> None:
        """Use a key from here on, in this tab alone."""
        self.key = key
        ui.run_javascript(f"sessionStorage.setItem('{_KEY}', {json.dumps(key)})")

    def show(self, view: str) -> None:
        """Go to another part of the page."""
        self.view = view
        ui.run_javascript(f"history.replaceState(null, '', {json.dumps('#' + view)})")
        self.show_part()

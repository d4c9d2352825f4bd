"""The frame of the page: who we are, the four parts, the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from nicegui import ui

from zhibiao.messages import say
from zhibiao_service.page.drafting import Drafting
from zhibiao_service.page.elements import Tag, button, cell_field, focus, notice
from zhibiao_service.page.library_view import LibraryView
from zhibiao_service.page.model_view import ModelView
from zhibiao_service.page.reviewing import Reviewing
from zhibiao_service.page.session import Session


class View(Protocol):
    """A part of the page."""

    def draw(self) -> None: ...


_VIEWS: dict[str, Callable[[Session], View]] = {"draft": Drafting, "review": Reviewing, "library": LibraryView, "model": ModelView}


class Shell:
    """Draws the page of a session: the frame once in each language, and the part that is shown."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._root = Tag("div", class_="page")
        self._links: dict[str, Tag] = {}
        self._main: Tag
        session.redraw, session.show_part = self.draw, self.draw_part

    def draw(self) -> None:
        """Draw everything; work in hand is the session's and stays."""
        self._root.clear()
        with self.session.speaking(), self._root:
            title = say("指标 · 绩效目标编制与审核", "Zhibiao · performance targets")
            ui.run_javascript(f"document.documentElement.lang = '{say('zh-CN', 'en')}'; document.title = {title!r}")
            self._header()
            self._main = Tag("div", class_="main", id="main", tabindex="-1")
        self.draw_part()

    def draw_part(self) -> None:
        """Draw the part that is shown, under the frame as it stands."""
        session = self.session
        for name, link in self._links.items():
            link.set("aria_current", "page" if name == session.view else None)
        self._main.clear()
        with session.speaking(), self._main:
            if session.settings.has_keys and not session.key:
                self._sign_in()
            else:
                _VIEWS[session.view](session).draw()

    def _header(self) -> None:
        session = self.session
        Tag("a", say("跳到正文", "Skip to content"), "skip", href="#main").on(
            "click", js_handler="(e) => { e.preventDefault(); document.getElementById('main').focus(); }"
        )
        with Tag("header", class_="top"):
            with Tag("div", class_="brand"):
                Tag("span", "指标", "brand-name")
                Tag("span", say("绩效目标编制与审核", "Performance targets: draft and audit"), "brand-what")
            parts = {
                "draft": say("编制", "Draft"), "review": say("审核", "Audit"),
                "library": say("指标库", "Library"), "model": say("模型", "Model"),
            }  # fmt: skip
            with Tag("nav", class_="nav", aria_label=say("主要功能", "Main")):
                for name, words in parts.items():
                    self._links[name] = button(words, lambda name=name: session.show(name), "nav-link", data_view=name)
            other = say("English", "中文")
            button(other, lambda: session.speak("zh" if session.language == "en" else "en"), "plain language", lang=say("en", "zh-CN"))

    def _sign_in(self) -> None:
        session, typed = self.session, {"key": ""}

        async def enter() -> None:
            session.sign_in(typed["key"].strip())
            with session.speaking():
                if session.key and await session.backend.admits():
                    session.show_part()
                    return
            session.sign_in("")
            notice(say("这个密钥不能使用，请核对后重试。", "this key was refused; check it and try again."), "negative")

        with Tag("section", class_="card sign-in"):
            Tag("h1", say("登录", "Sign in"))
            Tag(
                "p",
                say("请输入管理员发给您的密钥。密钥只保留在本标签页。", "Enter the key your administrator gave you. It stays in this tab."),
            )
            label = Tag("label", say("密钥", "Key"), "field-label")
            box = cell_field("", lambda text: typed.update(key=text), lines=1, class_="input", type="password")
            label.set("for", box.html_id)
            button(say("进入", "Enter"), enter, "primary")
            focus(box)

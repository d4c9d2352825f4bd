"""Native HTML elements for the page. Text is always set as text, never as HTML."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from zhibiao.messages import ZhibiaoError, say, speaking
from zhibiao_service.page.backend import api_key

log = logging.getLogger("zhibiao_service.page")
Handler = Callable[..., Awaitable[None] | None]
_numbers = itertools.count(1)


class Tag(TextElement):
    """An element of HTML with text and attributes; ``class_`` names its classes."""

    def __init__(self, tag: str, text: str = "", class_: str = "", **attributes: Any) -> None:
        super().__init__(tag=tag, text=text)
        self.classes(class_)
        for name, value in attributes.items():
            self.set(name, value)

    def set(self, name: str, value: Any) -> None:
        """Set an attribute (``aria_label`` is ``aria-label``); ``None`` removes it."""
        name = name.rstrip("_").replace("_", "-")
        if value is None:
            self._props.pop(name, None)
        else:
            self._props[name] = value


def fresh_id(what: str) -> str:
    """An id for labels and descriptions, unique in this process."""
    return f"{what}-{next(_numbers)}"


def told(handler: Handler) -> Callable[..., Awaitable[None]]:
    """A handler that speaks the language in which its element was drawn, carries its key, and says what went wrong instead of failing."""
    language, signed = say("zh", "en"), api_key.get()
    client = ui.context.client  # stands as long as the tab; the element may be drawn over before its handler is done

    async def run(*given: Any) -> None:
        token = api_key.set(signed)
        try:
            with speaking(language), client:
                try:
                    result = handler(*given)
                    if result is not None:
                        await result
                except ZhibiaoError as error:
                    notice(str(error), "negative")
                except Exception:
                    log.exception("a handler of the page failed")  # the trace names places in the code, not what was typed
                    notice(
                        say(
                            "出错了，这一步没有完成；请重试，仍不行请告诉管理员。",
                            "something failed; try again, then tell the administrator.",
                        ),
                        "negative",
                    )
        finally:
            api_key.reset(token)

    return run


def notice(text: str, kind: Literal["positive", "negative", "info"] = "info") -> None:
    """A line that appears for some seconds, read out by screen readers."""
    ui.notify(text, type=kind, position="bottom", timeout=7000 if kind == "negative" else 3500, close_button=say("关闭", "close"))


def button(text: str, on_click: Handler, class_: str = "", **attributes: Any) -> Tag:
    """A button that says what it does."""
    made = Tag("button", text, f"button {class_}".strip(), type="button", **attributes)
    press = told(on_click)
    made.on("click", lambda _: press(), js_handler="() => emit()")
    return made


def text_field(
    label: str,
    value: str,
    on_change: Callable[[str], Awaitable[None] | None],
    *,
    lines: int = 1,
    hint: str = "",
    placeholder: str = "",
    most: int = 300,
    required: bool = False,
) -> tuple[Tag, Tag]:
    """A labelled field, and the line under it for a hint or what is wrong."""
    note = fresh_id("note")
    with Tag("div", class_="field"):
        name = Tag("label", label, "field-label")
        if required:
            with name:
                Tag("span", "*", "required", aria_hidden="true")
        made = cell_field(value, on_change, lines=lines, most=most, class_="input", aria_describedby=note)
        name.set("for", made.html_id)
        if placeholder:
            made.set("placeholder", placeholder)
        if required:
            made.set("aria_required", "true")
        below = Tag("div", hint, "field-note", id=note)
    return made, below


# What is typed is kept in the browser's own copy at once, so that nothing drawn in the meantime puts an older text back.
_TYPED = "(e) => { Vue.toRaw(element.props).value = e.target.value; emit(e.target.value); }"
_PAUSE = 0.4  # seconds between two reports of what is being typed


def cell_field(
    value: str, on_change: Callable[[str], Awaitable[None] | None], *, lines: int = 0, most: int = 300, class_: str = "", **attributes: Any
) -> Tag:
    """An input (``lines`` 1) or a text area that grows with its text (``lines`` 0: from one line).

    ``on_change`` is told in pauses of typing and when the field is left, only where the text differs from what it was told before.
    """
    tag = "input" if lines == 1 else "textarea"
    made = Tag(tag, class_=class_, maxlength=most, spellcheck="false", autocomplete="off", **attributes)
    if tag == "textarea":
        made.set("rows", max(lines, 1))
    made.set("value", value)
    inform = told(on_change)

    async def tell(change: Any) -> None:
        text = str(change.args)[:most]
        if text == made._props["value"]:
            return
        with made._props.suspend_updates():  # the browser has it already
            made._props["value"] = text
        await inform(text)

    made.on("input", tell, js_handler=_TYPED, throttle=_PAUSE, leading_events=False)
    made.on("change", tell, js_handler=_TYPED)
    return made


def on_enter(field: Tag, handler: Handler) -> None:
    """Call ``handler`` with the text when Enter is pressed in a field of one line (not while characters are being composed)."""
    press = told(handler)
    field.on("keydown.enter", lambda event: press(str(event.args)), js_handler="(e) => { if (!e.isComposing) emit(e.target.value); }")


def show_value(field: Tag, value: str) -> None:
    """Put another text into a field."""
    field.set("value", value)


def focus(element: ui.element) -> None:
    """Move the keyboard to an element, once it is drawn."""
    ui.run_javascript(f"setTimeout(() => getHtmlElement({element.id})?.focus(), 60)")

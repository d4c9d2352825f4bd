"""The one normaliser: every comparison in the project goes through the functions here, and none folds characters itself."""

from __future__ import annotations

import re
import unicodedata

# NFKC would make "m2" of ㎡ and lose the unit, so the squared and cubed signs are named before it runs.
_BEFORE = str.maketrans({"㎡": "平方米", "㎥": "立方米", "㎞": "公里", "㎏": "公斤", "℃": "摄氏度", "…": "⋯"})
# Look-alikes that clerks type for the comparison signs, the multiplication dot and the dash.
_AFTER = str.maketrans(
    {
        "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "═": "=", "╒": "=", "﹦": "=", "〈": "<", "〉": ">",
        "—": "-", "–": "-", "−": "-", "―": "-", "─": "-", "~": "-", "〜": "-", "∼": "-",
        "•": "·", "∙": "·", "⋅": "·", "・": "·", "˙": "·",
        "⋯": "…", "\u200b": None, "\u200c": None, "\u200d": None, "\ufeff": None, "\u00ad": None, "\u2060": None,
    }
)  # fmt: skip
_SIGNS = re.compile(r"(>\s*=|=\s*>|<\s*=|=\s*<)")
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BETWEEN_CJK = re.compile(r"(?<=[\u3400-\u9fff，。；：、（）“”《》〔〕【】])\s+(?=[\u3400-\u9fff，。；：、（）“”《》〔〕【】])")
_NOT_WORD = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Fold width, look-alike signs, dashes and white space: ``"＞＝９５ ％" -> "≥95 %"``. Idempotent."""
    for _ in range(4):  # folding can bring forth characters that fold again; it settles in two rounds on real text
        folded = _CONTROL.sub("", unicodedata.normalize("NFKC", text.translate(_BEFORE)).translate(_AFTER))
        folded = _SIGNS.sub(lambda m: "≥" if ">" in m[0] else "≤", folded)
        folded = _SPACE.sub(" ", folded).strip()
        if folded == text:
            break
        text = folded
    return text


def squeeze(text: str) -> str:
    """:func:`normalise` without any white space: the form in which values and units are read."""
    return normalise(text).replace(" ", "")


def clean_cell(text: str) -> str:
    """Text of a table cell as written, but for white space: broken lines joined, runs of blanks made one."""
    return _SPACE.sub(" ", _BETWEEN_CJK.sub("", _CONTROL.sub("", text))).strip()


def key(text: str) -> str:
    """The form in which two texts are the same text: letters, digits and Chinese characters only, lower case."""
    return _NOT_WORD.sub("", normalise(text)).lower()

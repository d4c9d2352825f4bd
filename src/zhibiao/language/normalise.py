"""The one normaliser: every comparison in the project goes through the functions here, and none folds characters itself."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
_HAS_BEFORE, _HAS_AFTER = (re.compile(f"[{re.escape(''.join(map(chr, folds)))}]") for folds in (_BEFORE, _AFTER))
_SIGNS = re.compile(r"(>\s*=|=\s*>|<\s*=|=\s*<)")
_MERGED = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
_FOLDED = re.compile(r"[\u4e00-\u9fff0-9A-Za-z.,;:()%/+_、。“”《》·-]*")  # characters that folding leaves alone: most names have no other
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BETWEEN_CJK = re.compile(r"(?<=[\u3400-\u9fff，。；：、（）“”《》〔〕【】])\s+(?=[\u3400-\u9fff，。；：、（）“”《》〔〕【】])")
_NOT_WORD = re.compile(r"[\W_]+")


_SHORT = 120  # characters of a text worth remembering: the cells of a table are read by every rule


def normalise(text: str) -> str:
    """Fold width, look-alike signs, dashes and white space: ``"＞＝９５ ％" -> "≥95 %"``. Idempotent."""
    return _normalised(text) if len(text) > _SHORT else _remembered(text)


def _normalised(text: str) -> str:
    for _ in range(4):  # folding can bring forth characters that fold again; it settles in two rounds on real text
        if _FOLDED.fullmatch(text):
            break
        folded = unicodedata.normalize("NFKC", text.translate(_BEFORE) if _HAS_BEFORE.search(text) else text)
        folded = _CONTROL.sub("", folded.translate(_AFTER) if _HAS_AFTER.search(folded) else folded)  # to translate is slow, to look is not
        folded = _SIGNS.sub(lambda m: "≥" if ">" in m[0] else "≤", folded)
        folded = _SPACE.sub(" ", folded).strip()
        if folded == text:
            break
        text = folded
    return text


_remembered = lru_cache(maxsize=16384)(_normalised)


def squeeze(text: str) -> str:
    """:func:`normalise` without any white space: the form in which values and units are read."""
    return _squeezed(text) if len(text) > _SHORT else _remembered_squeezed(text)


def _squeezed(text: str) -> str:
    for _ in range(4):  # without its blank an accent may join the letter before it, and that folds again
        plain = normalise(text).replace(" ", "")
        if plain == text:
            break
        text = plain
    return text


_remembered_squeezed = lru_cache(maxsize=16384)(_squeezed)


def clean_cell(text: str) -> str:
    """Text of a table cell as written, but for white space: broken lines joined, runs of blanks made one."""
    if " " not in text and text.isprintable():  # neither white space nor control characters: most cells
        return text
    return _cleaned(text) if len(text) > _SHORT else _remembered_cleaned(text)


def _cleaned(text: str) -> str:
    return _SPACE.sub(" ", _BETWEEN_CJK.sub("", _CONTROL.sub("", text))).strip()


_remembered_cleaned = lru_cache(maxsize=16384)(_cleaned)


@lru_cache(maxsize=16384)  # names are compared with each other many times over
def key(text: str) -> str:
    """The form in which two texts are the same text: letters, digits and Chinese characters only, lower case."""
    return _NOT_WORD.sub("", normalise(text)).lower()


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    return f";{squeeze(char)}、" if "①" <= char <= "⑳" else squeeze(char)


def aligned(text: str) -> tuple[str, list[int]]:
    """:func:`squeeze` with the place of every character in ``text``, so that what is found can be quoted as written.

    Three things stay that squeezing would lose: a line break (one ``\n``), a blank between two digits or letters, and that ① numbers
    an item (";1、").
    """
    plain: list[str] = []
    places: list[int] = []
    blank = False
    for place, char in enumerate(text):
        if char in "\r\n\v\f\u2028\u2029":
            if plain and plain[-1] != "\n":
                plain.append("\n")
                places.append(place)
            blank = False
            continue
        folded = _folded(char)
        if not folded:
            blank = blank or char.isspace()
            continue
        if blank and plain and plain[-1].isascii() and plain[-1].isalnum() and folded[0].isascii() and folded[0].isalnum():
            plain.append(" ")
            places.append(place)
        blank = False
        if plain and (sign := _MERGED.get(plain[-1] + folded)):
            plain[-1] = sign
            continue
        plain.extend(folded)
        places.extend([place] * len(folded))
    return "".join(plain), places

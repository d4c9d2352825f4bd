"""What the notebooks show with: tables as Markdown, and plots whose Chinese can be read."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
from IPython.display import Markdown
from matplotlib import font_manager

warnings.filterwarnings("ignore", message="IProgress not found")  # of tqdm, which wants a widget for bars that nobody sees

FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",  # all that an older matplotlib sees of Noto's one file
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Heiti SC",
    "Noto Serif CJK SC",
    "SimSun",
    "Droid Sans Fallback",
)
BLUE, ORANGE, GREEN, RED, GREY, PALE = "#2b6ca3", "#e08a1e", "#3a8f5c", "#b8433a", "#8a8f98", "#d9dde3"


def use_chinese_font() -> str:
    """Set matplotlib up, once per notebook. Returns a sentence: which font draws the Chinese, or that there is none and what to do."""
    plt.rcParams |= {
        "figure.dpi": 80,
        "figure.constrained_layout.use": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "axes.titlelocation": "left",
        "axes.edgecolor": GREY,
        "legend.frameon": False,
        "font.size": 11,
    }
    name = _found({font.name for font in font_manager.fontManager.ttflist}) or _found(_installed_since())
    if name is None:
        return (
            "没有找到中文字体，图中的汉字会显示为方框。请安装一种，例如 apt-get install fonts-noto-cjk，然后重新运行。"
            " · No Chinese font was found; labels will be boxes. Install one and run again."
        )
    plt.rcParams |= {"font.family": "sans-serif", "font.sans-serif": [name, *plt.rcParams["font.sans-serif"]]}
    return f"图中文字所用的字体：{name} · font of the plots"


def _found(names: set[str]) -> str | None:
    return next((name for name in FONTS if name in names), None)


def _installed_since() -> set[str]:
    """Names of fonts that matplotlib's list, made when it first ran here, does not hold yet."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts():
        if path not in known:
            try:
                font_manager.fontManager.addfont(path)
            except (RuntimeError, OSError):  # a font that matplotlib cannot read
                continue
    return {font.name for font in font_manager.fontManager.ttflist}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """A table for a cell's output; numbers stand right, ``None`` is a dash."""
    rows = [list(row) for row in rows]
    right = [bool(rows) and all(isinstance(row[n], int | float | None) for row in rows) for n in range(len(header))]
    lines = [_line(header), _line(["---:" if one else "---" for one in right]), *(_line([_cell(c) for c in row]) for row in rows)]
    return Markdown("\n".join(lines))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return " ".join(str(value).split()).replace("|", "\\|").replace("*", "\\*")


def bare(axes: plt.Axes) -> plt.Axes:
    """Axes of a bar chart whose bars carry their numbers: no ticks, no frame."""
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    return axes

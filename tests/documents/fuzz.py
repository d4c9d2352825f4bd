"""Damaged documents by the thousand: whatever is done to a file, it is read or refused in a sentence, soon, and no row is lost unseen.

    python -m tests.documents.fuzz [COUNT] [FIRST]

A document is made from its number alone: a table in one of the formats, cells dropped, merged or moved, the file perhaps encoded
anew, cut at a tenth of its length, or with bytes changed. Every cell carries a word of its own; where the bytes were left whole, each
word must turn up in what was read, be it a field, a repair or ``unread``.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.documents import made_documents
from tests.documents.made_documents import HEADER, ROWS, package, para
from tests.documents.made_files import PROJECT, Laid, Spanned, as_csv, as_html, as_markdown, as_pdf, as_xls, as_xlsx, flat, laid

from zhibiao.documents import read
from zhibiao.messages import DocumentError

SECONDS = 5.0  # of processor time, so that a busy machine is no fault of ours; nothing may take longer
_SIGNS = "子丑寅卯辰巳午未申酉戌亥"
# how often each format comes; PDF takes its time to write
_FORMATS = {"docx": 18, "xlsx": 22, "xls": 14, "html": 18, "csv": 8, "tsv": 4, "markdown": 6, "text": 8, "pdf": 2}


@dataclass(frozen=True)
class Made:
    """A document: its bytes, the words that must not be lost (none where bytes were changed), and what was done to it."""

    number: int
    kind: str
    data: bytes
    words: tuple[str, ...]
    done: tuple[str, ...]


def _word(number: int) -> str:
    """A word of six signs that stands for a number and occurs nowhere else."""
    signs = ""
    for _ in range(6):
        number, digit = divmod(number, 12)
        signs += _SIGNS[digit]
    return signs


def make(number: int) -> Made:
    """The document of a number, the same every time."""
    rng = random.Random(number)
    kind = rng.choices(list(_FORMATS), list(_FORMATS.values()))[0]
    rows, done = _rows(rng), []
    for change in rng.sample((_drop, _merge, _move, _repeat), rng.randint(0, 3)):
        done.append(change.__name__.strip("_"))
        for _ in range(rng.randint(1, 4)):
            change(rng, rows)
    words: list[str] = []
    marked = [[_marked(rng, cell, words) for cell in row] for row in rows]
    if not any(marked):
        marked = [[("空", 1, 1)]]
    data = _written(kind, laid(marked), rng, done)
    damaged = _damaged(rng, data, done)
    lossy = damaged != data or "encoding" in done
    return Made(number, kind, damaged, () if lossy else tuple(words), tuple(done))


def _rows(rng: random.Random) -> list[list[Spanned]]:
    rows = [list(row) for row in PROJECT] if rng.random() < 0.9 else []
    rows.append([(word, 1, 1) for word in HEADER])
    for first, *others in ROWS * rng.randint(1, 2):
        down = 4 if first == ROWS[0][0] else 1
        rows.append([*([(first, down, 1)] if first else []), *((text, 1, 1) for text in others)])
    return rows


def _drop(rng: random.Random, rows: list[list[Spanned]]) -> None:
    row = rng.choice(rows)
    if row:
        at = rng.randrange(len(row))
        row[at : at + 1] = [] if rng.random() < 0.5 else [("", row[at][1], row[at][2])]


def _merge(rng: random.Random, rows: list[list[Spanned]]) -> None:
    row = rng.choice(rows)
    if row:
        at = rng.randrange(len(row))
        row[at] = (row[at][0], rng.randint(1, 4), rng.randint(1, 5))


def _move(rng: random.Random, rows: list[list[Spanned]]) -> None:
    source, target = rng.choice(rows), rng.choice(rows)
    if source:
        target.insert(rng.randint(0, len(target)), source.pop(rng.randrange(len(source))))


def _repeat(rng: random.Random, rows: list[list[Spanned]]) -> None:
    rows.insert(rng.randrange(len(rows)), list(rng.choice(rows)))


def _marked(rng: random.Random, cell: Spanned, words: list[str]) -> Spanned:
    """A cell with its word, but for labels, headers and titles, which reading turns into places rather than text."""
    text, down, across = cell
    kept = set(HEADER) | {row[n] for row in ROWS for n in (0, 1)} | {c[0] for row in PROJECT[:3] for c in row[::2]}
    kept |= {c[0] for c in PROJECT[3]} | {PROJECT[5][0][0]}
    if not text.strip() or text in kept:
        return cell
    words.append(_word(rng.getrandbits(60) * 1000 + len(words)))
    return (text + words[-1], down, across)


def _written(kind: str, table: Laid, rng: random.Random, done: list[str]) -> bytes:
    match kind:
        case "docx":
            return package(para("沟渠清理经费项目绩效目标表") + _word_table(table))
        case "xlsx":
            return as_xlsx(_apart(table))
        case "xls":
            return as_xls(_apart(table))
        case "pdf":
            return as_pdf(_wrapped(_apart(table)), ruled=True)
        case "html":
            text = as_html(table, head=rng.choice(('<meta charset="utf-8">', '<meta charset="gbk">', "")))
        case "markdown":
            text = as_markdown(table) if list(HEADER) in flat(table) else as_csv(table, "|")
        case "text":
            text = "沟渠清理经费项目绩效目标表\n" + "".join(made_documents.row(*(cell for cell in line)) for line in flat(table))
        case _:
            text = as_csv(table, "\t" if kind == "tsv" else ",")
    coding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"))
    if coding != "utf-8":
        done.append("encoding" if "gbk" in text and coding == "utf-8" else coding)
    if "charset" in text and (("gbk" in text) != (coding == "gb18030")):
        done.append("encoding")  # the page says another one than it has
    return text.encode(coding)


def _apart(table: Laid) -> Laid:
    """The table with spans cut where they would run over another cell: the libraries that write them refuse that."""
    taken: set[tuple[int, int]] = {(row, column) for row, line in enumerate(table) for column in line}
    cut: Laid = []
    for row, line in enumerate(table):
        made: dict[int, Spanned] = {}
        for column, (text, down, across) in sorted(line.items()):
            down = min(down, len(table) - row)

            while (down > 1 or across > 1) and _under(row, column, down, across) & taken:
                down, across = (down - 1, across) if down > 1 else (down, across - 1)
            taken |= _under(row, column, down, across)
            made[column] = (text, down, across)
        cut.append(made)
    return cut


def _under(row: int, column: int, down: int, across: int) -> set[tuple[int, int]]:
    """The places that a cell covers beside its own."""
    return {(row + r, column + c) for r in range(down) for c in range(across)} - {(row, column)}


def _wrapped(table: Laid) -> Laid:
    """Texts broken to the width of their cells: what runs over the edge of a printed cell stands in the next one."""
    return [{c: (_broken(text, 12.0 * across), down, across) for c, (text, down, across) in line.items()} for line in table]


def _broken(text: str, width: float) -> str:
    """Lines that are as full as a program makes them; Latin letters and digits take half a width."""
    lines = [""]
    room = width
    for sign in text:
        size = 0.5 if sign.isascii() else 1.0
        if size > room:
            lines.append("")
            room = width
        lines[-1] += sign
        room -= size
    return "\n".join(lines)


def _word_table(table: Laid) -> str:
    rows = []
    merged: dict[int, tuple[int, int]] = {}
    for line in _apart(table):
        cells, column = [], 0
        width = max([c + a for c, (_, _, a) in line.items()] + [c + a for c, (_, a) in merged.items()], default=0)
        while column < width:
            if column in line:
                text, down, across = line[column]
                if down > 1:
                    merged[column] = (down, across)
                cells.append(made_documents.cell(escape(text), span=across, merge="restart" if down > 1 else None))
            elif column in merged:
                across = merged[column][1]
                cells.append(made_documents.cell("", span=across, merge="continue"))
            else:
                across = 1
                cells.append(made_documents.cell(""))
            column += across
        rows.append(made_documents.tr(*cells))
        merged = {c: (down - 1, a) for c, (down, a) in merged.items() if down > 1}
    return made_documents.tbl(*rows)


def _damaged(rng: random.Random, data: bytes, done: list[str]) -> bytes:
    chance = rng.random()
    if chance < 0.25:
        done.append("cut")
        return data[: len(data) * rng.randint(0, 9) // 10]
    if chance < 0.4:
        done.append("bytes")
        changed = bytearray(data)
        for _ in range(rng.choice((1, 3, 30))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    if chance < 0.45:
        done.append("shuffled")
        at = sorted(rng.randrange(len(data)) for _ in range(3))
        return data[: at[0]] + data[at[1] : at[2]] + data[at[0] : at[1]] + data[at[2] :]
    return data


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeoutError

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def trial(made: Made) -> tuple[str, str, float]:
    """What came of a document: ``read``, ``refused``, ``lost``, ``crash`` or ``slow``, with words on it, and the seconds."""
    start = time.process_time()
    try:
        with _alarm(4 * SECONDS):
            document = read(made.data, f"{made.number}.{'bin' if made.number % 2 else made.kind}")
    except DocumentError as error:
        outcome = ("refused", str(error))
        if str(error).count("。") != 1 or "\n" in str(error):
            outcome = ("crash", f"no sentence: {error}")
    except TimeoutError:
        outcome = ("slow", "no end")
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        outcome = ("crash", repr(error)[:300])
    else:
        text = "".join(document.model_dump_json().replace("\\n", "").split())
        lost = [word for word in made.words if word not in text]
        outcome = ("lost", " ".join(lost)) if lost else ("read", "")
    took = time.process_time() - start
    if took > SECONDS and outcome[0] in ("read", "refused", "lost"):
        outcome = ("slow", f"{took:.1f} s")
    return *outcome, took


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    outcomes: Counter[tuple[str, str]] = Counter()
    checked = slowest = 0.0
    for number in range(first, first + count):
        made = make(number)
        outcome, words, took = trial(made)
        outcomes[made.kind, outcome] += 1
        checked += bool(made.words)
        slowest = max(slowest, took)
        if (number - first) % 1000 == 999:
            print(
                f"{number - first + 1} done, {sum(n for (_, o), n in outcomes.items() if o not in ('read', 'refused'))} wrong", flush=True
            )
        if outcome not in ("read", "refused"):
            print(f"{outcome} {number} {made.kind} {','.join(made.done)}: {words[:200]}", flush=True)
    for kind in _FORMATS:
        print(kind, *(f"{outcome} {n}" for (k, outcome), n in sorted(outcomes.items()) if k == kind))
    bad = sum(n for (_, outcome), n in outcomes.items() if outcome not in ("read", "refused"))
    print(f"{count} documents, {checked:.0f} of them whole and searched for every cell; slowest {slowest:.2f} s; wrong: {bad}")
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
